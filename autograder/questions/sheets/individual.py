"""A sheet of her own for each student of a class, in one PDF, and one key for all of them.

Typst keeps every page of a document in memory, about a megabyte each. So a class is set in parts, in several
processes, and the parts are put together. Tags for screen readers do not survive that: a class that is one
part, or a class list with one student, has them.
"""

import io
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from autograder.questions import variants
from autograder.questions.entry import Entry
from autograder.questions.sheets import typeset
from autograder.questions.sheets.classlist import Student
from autograder.questions.sheets.selection import Heading

PLAIN = Heading()
PART = 25  # students
MOST_WORKERS = 4
PARTS_OF_A_WORKER = 4
SHEET, KEY = "Question sheet", "Answer key of all sheets"
IN_KEY = ("number", "id", "points", "brief")


def _questions(
    entries: Sequence[Entry], student: Student, seed: bytes, pictures: typeset.Pictures
) -> list[dict]:
    """One student's questions, as `page.typ` needs them."""
    questions = []
    for number, entry in enumerate(entries, 1):
        item = variants.variant(entry, seed, student.id)
        question = typeset.question(item, number, pictures)
        if item.kind == "text" and item.answer == variants.common(entry).answer:
            question["brief"] = typeset.words("see the rubric")
        questions.append(question)
    return questions


def joined(parts: Sequence[bytes], title: str) -> bytes:
    """Several PDFs as one. Each begins on an odd page: if printed on both sides, on a sheet of its own."""
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter()
    for content in parts:
        writer.append(PdfReader(io.BytesIO(content)), import_outline=True)
        if len(writer.pages) % 2:
            writer.add_blank_page()
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


class _Press:
    """Sets documents in other processes while this one makes the next.

    Typst remembers what it has set, about 150 MB for a part, so processes are replaced now and then. The
    executor's own `max_tasks_per_child` stands still in Python 3.11 when tasks wait (CPython issue 115634).
    """

    def __init__(self, workers: int, paper: str, done: Callable[[int], None], heading: Heading):
        self.workers, self.paper, self.done, self.heading = workers, paper, done, heading
        self._open()

    def _open(self) -> None:
        context = multiprocessing.get_context("spawn")  # Typst has threads, which do not survive a fork
        self.pool, self.given = ProcessPoolExecutor(self.workers, context), 0

    def close(self, cancel: bool = False) -> None:
        """End the processes; what was given to them is set before, unless it is cancelled."""
        self.pool.shutdown(wait=not cancel, cancel_futures=cancel)

    def set(self, data: dict, pictures: typeset.Pictures, tagged: bool, counts: int = 0) -> Future[bytes]:
        if self.given == self.workers * PARTS_OF_A_WORKER:
            self.close()
            self._open()
        self.given += 1
        future = self.pool.submit(typeset.compile_document, data, pictures, tagged)
        if counts:
            future.add_done_callback(
                lambda ended: None if ended.cancelled() or ended.exception() else self.done(counts)
            )
        return future

    def lesson(
        self, title: str, entries: Sequence[Entry], students: Sequence[Student], seed: bytes
    ) -> tuple[list[Future[bytes]], Future[bytes]]:
        """The parts of a lesson's sheets, and the key."""
        points = typeset.decimal(sum(entry.points for entry in entries))
        parts: list[Future[bytes]] = []
        key = []
        for at in range(0, len(students), PART):
            pictures = typeset.Pictures()
            rows: list[dict] = [
                {
                    "id": typeset.showable(student.id),
                    "name": typeset.showable(student.name),
                    "questions": _questions(entries, student, seed, pictures),
                }
                for student in students[at : at + PART]
            ]
            data = typeset.document("class", self.heading.line(SHEET), title, [], self.paper, pictures)
            whole = len(rows) == len(students)
            parts.append(self.set({**data, "students": rows, "points": points}, pictures, whole, len(rows)))
            for row in rows:
                brief = [{name: each[name] for name in IN_KEY} for each in row["questions"]]
                key.append({**row, "questions": brief})
        data = typeset.document("classkey", self.heading.line(KEY), title, [], self.paper, pictures)
        return parts, self.set({**data, "students": key, "points": points}, pictures, True)


def sheets(
    lessons: Mapping[str, tuple[str, Sequence[Entry]]],
    students: Sequence[Student],
    seed: bytes,
    paper: str,
    keep: Callable[[str, str, bytes], None],
    done: Callable[[int], None],
    heading: Heading = PLAIN,
) -> None:
    """Make the sheets and the keys of a class.

    Args:
        lessons: each with its title and its questions.
        students: of the class.
        seed: the course's secret.
        paper: of `typeset.PAPERS`.
        keep: takes the lesson, `class-sheets` or `class-key`, and the PDF.
        done: is told how many more sheets are made, from another thread.
        heading: what stands beside the title.

    Raises:
        ValueError: for a question that cannot be set; it names the question.
    """
    parts = -(-len(students) // PART) * len(lessons)
    workers = min(MOST_WORKERS, len(os.sched_getaffinity(0)), parts)
    press = _Press(workers, paper, done, heading)
    try:
        pending = {
            lesson: (title, *press.lesson(title, entries, students, seed))
            for lesson, (title, entries) in lessons.items()
        }
        for lesson, (title, sheets_, key) in pending.items():
            pdf = joined([part.result() for part in sheets_], f"{title} · {SHEET}")
            keep(lesson, "class-sheets", pdf)
            keep(lesson, "class-key", key.result())
    except BaseException:
        press.close(cancel=True)
        raise
    press.close()

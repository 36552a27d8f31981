"""A sheet of her own for each student of a class, in one PDF, and one key for all of them.

Typst keeps every page of a document in memory, about a megabyte each. So a class is set in parts, in several
processes, and the parts are put together. Tags for screen readers do not survive that: a class that is one
part, or a class list with one student, has them.
"""

import io
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from autograder.questions import bank, variants
from autograder.sheets import typeset
from autograder.sheets.classlist import Student

PART = 25  # students
MOST_WORKERS = 4
SHEET, KEY = "Question sheet", "Answer key of all sheets"


@dataclass(frozen=True)
class Part:
    """Some students of a class, and one lesson."""

    root: Path
    """The course, whose bank is read."""
    lesson: str
    """For instance `a2_build`."""
    title: str
    """Of the lesson."""
    paper: str
    """Of `typeset.PAPERS`."""
    students: tuple[Student, ...]
    """In the order of the list."""
    seed: bytes
    """The course's secret."""
    tagged: bool
    """Whether this part is the whole class."""


def _sheet(part: Part) -> tuple[bytes, list[dict[str, Any]], str]:
    """One part's PDF, what the key needs of its students, and the points of a sheet."""
    entries = [entry for entry in bank.load(part.root).values() if entry.lesson == part.lesson]
    common = {entry.id: variants.common(entry).answer for entry in entries}
    pictures = typeset.Pictures()
    students = []
    for student in part.students:
        items = [variants.variant(entry, part.seed, student.id) for entry in entries]
        questions = [typeset.question(item, number, pictures) for number, item in enumerate(items, 1)]
        for each, item, entry in zip(questions, items, entries, strict=True):
            if item.kind == "text" and item.answer == common[entry.id]:
                each["brief"] = typeset.words("see the rubric")
        name, ident = typeset.showable(student.name), typeset.showable(student.id)
        students.append({"id": ident, "name": name, "questions": questions})
    data = typeset.document("class", SHEET, part.title, items, part.paper, typeset.Pictures())
    data["students"] = students
    pdf = typeset.compile_document({**data, "questions": []}, pictures, tagged=part.tagged)
    shown = ("number", "id", "points", "brief")
    return (
        pdf,
        [
            {**student, "questions": [{key: each[key] for key in shown} for each in student["questions"]]}
            for student in students
        ],
        data["points"],
    )


def _key(part: Part, students: list[dict[str, Any]], points: str) -> bytes:
    data = typeset.document("classkey", KEY, part.title, [], part.paper, typeset.Pictures())
    data["students"] = students
    data["points"] = points
    return typeset.compile_document(data, typeset.Pictures())


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


def sheets(
    root: Path,
    titles: dict[str, str],
    students: Sequence[Student],
    seed: bytes,
    paper: str,
    keep: Callable[[str, str, bytes], None],
    done: Callable[[int], None],
) -> None:
    """Make the sheets and the keys of a class.

    Args:
        root: of the course.
        titles: the lessons and what they are called.
        students: of the class.
        seed: the course's secret.
        paper: of `typeset.PAPERS`.
        keep: takes the lesson, `class-sheets` or `class-key`, and the PDF.
        done: is told how many more sheets are made.

    Raises:
        ValueError: for a question that cannot be set; it names the question.
    """
    chunks = [tuple(students[at : at + PART]) for at in range(0, len(students), PART)]
    parts = {
        lesson: [Part(root, lesson, title, paper, chunk, seed, len(chunks) == 1) for chunk in chunks]
        for lesson, title in titles.items()
    }
    workers = min(MOST_WORKERS, len(os.sched_getaffinity(0)), len(chunks) * len(titles))
    context = multiprocessing.get_context("spawn")  # Typst has threads, which do not survive a fork
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        try:
            futures = {pool.submit(_sheet, part): part for all_parts in parts.values() for part in all_parts}
            keys: dict[Future, str] = {}
            made: dict[Part, tuple[bytes, list, str]] = {}
            for future in as_completed(futures):
                part = futures[future]
                made[part] = future.result()
                done(len(part.students))
                whole = parts[part.lesson]
                if all(each in made for each in whole):
                    rows = [student for each in whole for student in made[each][1]]
                    keys[pool.submit(_key, part, rows, made[part][2])] = part.lesson
                    pdf = joined([made[each][0] for each in whole], f"{part.title} · {SHEET}")
                    keep(part.lesson, "class-sheets", pdf)
            for future in as_completed(keys):
                keep(keys[future], "class-key", future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise

"""`python -m autograder sheets`: everything that is made of the bank's questions, lesson by lesson."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from autograder.coursedir import folders
from autograder.questions import bank, variants
from autograder.questions.item import Item
from autograder.questions.sheets import classlist, individual, typeset
from autograder.questions.sheets.gift import gift
from autograder.questions.sheets.moodle import moodle
from autograder.questions.sheets.qti import package
from autograder.questions.sheets.seed import seed
from autograder.terminal.progress import progress_bar

PRINTED = {"sheet": "Question sheet", "key": "Answer key", "rubric": "Rubric"}


class OutputError(RuntimeError):
    """The files cannot be written; the message says where and why."""


def title(root: Path, lesson: str) -> str:
    """What a lesson is called: its first heading, for instance `A2 Building LeNet`."""
    text = (root / folders.SOLUTIONS / f"{lesson}.py").read_text(encoding="utf-8")
    heading = re.search(r"^# # (.+)$", text, re.MULTILINE)
    return heading.group(1).strip() if heading else lesson


def _common(lesson: str, named: str, items: Sequence[Item], paper: str) -> dict[str, Callable[[], bytes]]:
    """The files of a lesson that all students share, each with what makes it."""

    def printed(kind: str) -> bytes:
        pictures = typeset.Pictures()
        return typeset.compile_document(
            typeset.document(kind, PRINTED[kind], named, items, paper, pictures), pictures
        )

    return {
        **{f"{lesson}-{kind}.pdf": partial(printed, kind) for kind in PRINTED},
        f"{lesson}-canvas.zip": lambda: package(lesson, named, items),
        f"{lesson}-moodle.xml": lambda: moodle(named, items),
        f"{lesson}-gift.txt": lambda: gift(named, items).encode(),
    }


def write(
    root: Path,
    output: Path,
    lessons: Sequence[str] = (),
    class_list: Path | None = None,
    paper: str = "a4",
    console: Console | None = None,
) -> list[Path]:
    """Write sheets, keys, rubrics and files for an LMS; with a class list, sheets of their own for students.

    Nothing that lies in `output` changes before all is made: files are written under other names first.

    Args:
        root: of the project, with its bank.
        output: a folder, made if need be.
        lessons: these only; all if empty.
        class_list: a CSV file with columns `id` and `name`.
        paper: `a4` or `letter`.
        console: shows how far it is; silent if left out.

    Returns:
        The files, in the order of the lessons.

    Raises:
        LookupError: for a lesson that is not there.
        ValueError: for a bank, a class list or a question that cannot be used.
        OutputError: when `output` cannot be written.
        OSError: when something else cannot be read or started, such as a picture.
    """
    known = folders.lessons(root)
    for lesson in lessons:
        if lesson not in known:
            raise LookupError(f"there is no lesson {lesson!r}; there are {', '.join(known)}")
    students = classlist.read(class_list) if class_list else []
    entries = bank.load(root).values()
    asked = {
        lesson: (title(root, lesson), found)
        for lesson in known
        if lesson in (lessons or known) and (found := [entry for entry in entries if entry.lesson == lesson])
    }
    if not asked:
        raise LookupError(
            f"there are no questions of {', '.join(lessons or known)}; write them into the bank"
        )
    with _writing_to(output):
        output.mkdir(parents=True, exist_ok=True)
        drafts_folder = tempfile.TemporaryDirectory(dir=output, prefix=".sheets-")
    drafts: dict[str, Path] = {}

    def keep(file: str, content: bytes) -> None:
        drafts[file] = Path(drafts_folder.name) / file
        with _writing_to(output):
            drafts[file].write_bytes(content)

    with drafts_folder, progress_bar(console) as progress:
        makers = {
            file: make
            for lesson, (named, found) in asked.items()
            for file, make in _common(lesson, named, list(map(variants.common, found)), paper).items()
        }
        for file, make in progress.track(makers.items(), description="files"):
            keep(file, make())
        if students:
            task = progress.add_task("sheets of students", total=len(students) * len(asked))
            individual.sheets(
                asked,
                students,
                seed(root),
                paper,
                keep=lambda lesson, kind, pdf: keep(f"{lesson}-{kind}.pdf", pdf),
                done=lambda count: progress.advance(task, count),
            )
        with _writing_to(output):
            return [drafts[file].replace(output / file) for file in sorted(drafts)]


@contextmanager
def _writing_to(output: Path) -> Iterator[None]:
    """Blame what goes wrong on the place: around nothing but writing."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"the sheets cannot be written to {output}: {error.strerror or error}. "
            "Name a folder in which you may write, with some room"
        ) from error

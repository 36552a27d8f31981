"""`python -m autograder sheets`: everything that is made of the bank's questions, lesson by lesson."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from autograder.coursedir import folders
from autograder.questions import bank, variants
from autograder.questions.entry import Entry
from autograder.questions.sheets import classlist, individual, pools, spellings, typeset
from autograder.questions.sheets.gift import gift
from autograder.questions.sheets.moodle import moodle
from autograder.questions.sheets.qti import package
from autograder.questions.sheets.seed import seed
from autograder.questions.sheets.selection import Choice, Heading, on_paper
from autograder.terminal.progress import progress_bar

DRAFTS = ".sheets-"
EVERYTHING, PLAIN = Choice(), Heading()
PRINTED = {"sheet": "Question sheet", "key": "Answer key", "rubric": "Rubric"}


class OutputError(RuntimeError):
    """The files cannot be written; the message says where and why."""


def title(root: Path, lesson: str) -> str:
    """What a lesson is called: its first heading, for instance `A2 Building LeNet`."""
    text = (root / folders.SOLUTIONS / f"{lesson}.py").read_text(encoding="utf-8")
    heading = re.search(r"^# # (.+)$", text, re.MULTILINE)
    return heading.group(1).strip() if heading else lesson


def _common(
    lesson: str, named: str, entries: Sequence[Entry], paper: str, heading: Heading, secret: bytes
) -> dict[str, Callable[[], bytes]]:
    """The files of a lesson that all students share, each with what makes it."""
    items = list(map(variants.common, entries))
    printable = list(map(variants.common, on_paper(entries)))

    def printed(kind: str) -> bytes:
        pictures = typeset.Pictures()
        what = heading.line(PRINTED[kind])
        return typeset.compile_document(
            typeset.document(kind, what, named, printable, paper, pictures), pictures
        )

    made: dict[str, Callable[[], bytes]] = {
        **{f"{lesson}-{kind}.pdf": partial(printed, kind) for kind in PRINTED if printable},
        f"{lesson}-canvas.zip": lambda: package(lesson, named, items),
        f"{lesson}-moodle.xml": lambda: moodle(named, items),
        f"{lesson}-gift.txt": lambda: gift(named, items).encode(),
    }
    if pooled := pools.of(entries, secret):
        made[f"{lesson}-moodle-pools.xml"] = lambda: pools.moodle(named, pooled)
        quiz, pools_title = (
            f"{lesson}-pools",
            f"{named}, own numbers",
        )  # beside the other quiz, not instead of it
        made[f"{lesson}-canvas-pools.zip"] = lambda: package(quiz, pools_title, items, pooled)
    return made


def write(
    root: Path,
    output: Path,
    lessons: Sequence[str] = (),
    class_list: Path | None = None,
    paper: str = "a4",
    console: Console | None = None,
    choice: Choice = EVERYTHING,
    heading: Heading = PLAIN,
) -> list[Path]:
    """Write sheets, keys, rubrics and files for an LMS; with a class list, sheets of their own for students.

    Nothing that lies in `output` changes before all is made: files are written under other names first.

    Args:
        root: of the project, with its bank.
        output: a folder, made if need be.
        lessons: these only; all if empty.
        class_list: a CSV file, see `classlist.read`.
        paper: `a4` or `letter`.
        console: shows how far it is; silent if left out.
        choice: the questions; all if left out.
        heading: of the documents. With a title all questions are one document.

    Returns:
        The files, in the order of the lessons.

    Raises:
        LookupError: for a lesson or a question that is not there.
        ValueError: for a bank, a class list or a question that cannot be used.
        OutputError: when `output` cannot be written.
        OSError: when something else cannot be read or started, such as a picture.
    """
    known = folders.lessons(root)
    for lesson in lessons:
        if lesson not in known:
            raise LookupError(f"there is no lesson {lesson!r}; there are {', '.join(known)}")
    students = classlist.read(class_list) if class_list else []
    entries = [entry for entry in bank.load(root).values() if entry.lesson in (lessons or known)]
    if not entries:
        raise LookupError(
            f"there are no questions of {', '.join(lessons or known)}; write them into the bank"
        )
    asked = _asked(root, choice.of(entries), heading)
    secret = seed(root)
    _remove_leftovers(output)
    with _writing_to(output):
        output.mkdir(parents=True, exist_ok=True)
        drafts_folder = tempfile.TemporaryDirectory(dir=output, prefix=f"{DRAFTS}{os.getpid()}-")
    drafts: dict[str, Path] = {}

    def keep(file: str, content: bytes) -> None:
        drafts[file] = Path(drafts_folder.name) / file
        with _writing_to(output):
            drafts[file].write_bytes(content)

    with drafts_folder, progress_bar(console) as progress:
        makers = {
            file: make
            for lesson, (named, found) in asked.items()
            for file, make in _common(lesson, named, found, paper, heading, secret).items()
        }
        for file, make in progress.track(makers.items(), description="files"):
            keep(file, make())
        if students:
            task = progress.add_task("sheets of students", total=len(students) * len(asked))
            individual.sheets(
                {lesson: (named, on_paper(found)) for lesson, (named, found) in asked.items()},
                students,
                secret,
                paper,
                keep=lambda lesson, kind, pdf: keep(f"{lesson}-{kind}.pdf", pdf),
                done=lambda count: progress.advance(task, count),
                heading=heading,
            )
        with _writing_to(output):
            return [drafts[file].replace(output / file) for file in sorted(drafts)]


def remarks(root: Path, lessons: Sequence[str], choice: Choice) -> list[str]:
    """What a teacher should know of the questions that were given out."""
    entries = [
        entry for entry in bank.load(root).values() if entry.lesson in (lessons or folders.lessons(root))
    ]
    chosen = choice.of(entries)
    off_paper = [entry.id for entry in chosen if entry not in on_paper(chosen)]
    told = [f"{', '.join(off_paper)} need the notebook and are on no sheet"] if off_paper else []
    return told + [text for entry in chosen if (text := spellings.remark(variants.common(entry)))]


def _asked(root: Path, entries: list[Entry], heading: Heading) -> dict[str, tuple[str, list[Entry]]]:
    """The questions of each document, with its title, by what its files are called."""
    if heading.title:
        return {heading.file: (heading.title, entries)}
    lessons = dict.fromkeys(sorted(entry.lesson for entry in entries))
    return {
        lesson: (title(root, lesson), [entry for entry in entries if entry.lesson == lesson])
        for lesson in lessons
    }


def _remove_leftovers(output: Path) -> None:
    """Remove the drafts of a run that was killed, whose process is gone."""
    for folder in output.glob(f"{DRAFTS}*"):
        owner = folder.name.removeprefix(DRAFTS).partition("-")[0]
        if not (owner.isdigit() and Path("/proc", owner).exists()):
            shutil.rmtree(folder, ignore_errors=True)


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

"""Looking at what students handed in before it is graded: what cannot be graded, and why."""

import codecs
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from autograder.coursedir import layout
from autograder.intake.repair import Unreadable, documents, foreign_links, read_file


@dataclass(frozen=True)
class Problem:
    """Something wrong with one file or folder that was handed in."""

    path: Path
    """Where, relative to the course's root if it lies there."""
    found: str
    """What is there."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.path}: {self.found}. {self.remedy}"


def problems(course: CourseDirectory, assignment: str | None = None) -> Iterator[Problem]:
    """Find what nbgrader would skip or stumble over.

    Args:
        course: with its folders.
        assignment: look at this one only; at all of them if left out. A folder that belongs to no
            assignment is always reported.

    Yields:
        Problems, by student and assignment.
    """
    known = layout.assignments(course)
    for found in sorted(layout.find(course, course.submitted_directory)):
        path = _shown(course, found.path)
        if reason := unnameable(found.student):
            yield Problem(path, f"{reason[0]}, so it is not graded", reason[1])
            continue
        if found.assignment not in {*known, assignment}:
            yield Problem(
                path,
                "this is no lesson, so it is not graded",
                f"Expected a folder named {', '.join(known)}; rename it.",
            )
        elif assignment in (None, found.assignment):
            notebooks = layout.notebooks(course, found.assignment)
            yield from _links(found.path, path, notebooks)
            if not found.path.is_symlink():
                yield from _notebooks(found.path, path, notebooks)


def unnameable(student: str) -> tuple[str, str] | None:
    """Why the name of a folder can be no student's, and what to do; None if it can.

    Args:
        student: the name, as Python read it.
    """
    if "\n" in student:
        return "its name holds a line break", "Rename it."
    encoding = codecs.lookup(sys.getfilesystemencoding()).name
    if encoding != "utf-8" and not student.isascii():
        return (
            f"this Python takes names of files for {encoding}",
            "Set PYTHONUTF8=1 and run the command again.",
        )
    return None if _is_text(student) else ("its name is not UTF-8", "Rename it.")


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _shown(course: CourseDirectory, path: Path) -> Path:
    root = Path(course.root)
    return path.relative_to(root) if path.is_relative_to(root) else path


def _links(folder: Path, path: Path, notebooks: list[str]) -> Iterator[Problem]:
    for found in foreign_links(folder):
        if found not in {folder / f"{name}.ipynb" for name in notebooks}:  # of these more is said
            kind = "a link, which is not followed" if found.is_symlink() else "neither a file nor a folder"
            place = path / found.relative_to(folder)
            yield Problem(place, f"{kind}, so it is not graded", "Ask the student for the files themselves.")


def _notebooks(folder: Path, path: Path, notebooks: list[str]) -> Iterator[Problem]:
    """What is wrong with the notebooks of one submission; with no names known, all are looked at."""
    expected = [f"{name}.ipynb" for name in notebooks]
    there = sorted(file.name for file in folder.glob("*.ipynb"))
    others = [name for name in there if name not in expected] if expected else []
    for name in expected or there:
        if not os.path.lexists(folder / name):
            found = f"found {', '.join(others or there) or 'no notebook'}"
            yield Problem(
                path / name, f"missing ({found}), so nothing is graded", "Rename or ask for the file."
            )
        elif fault := unreadable(folder / name):
            yield Problem(path / name, f"{fault}, so it is not graded", "Ask the student to hand in again.")
    graded = [name for name in expected if os.path.lexists(folder / name)]
    for name in others if graded else []:
        verb = "are" if graded[1:] else "is"
        yield Problem(
            path / name,
            f"a second notebook, which is ignored; {' and '.join(graded)} {verb} graded",
            "Make sure that it is the right one.",
        )


def unreadable(file: Path) -> str:
    """Why a file is no notebook, in a few words; nothing if it is one."""
    try:
        documents(read_file(file))
    except Unreadable as error:
        return str(error)
    return ""

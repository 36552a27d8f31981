"""Looking at what students handed in before it is graded: what cannot be graded, and why."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from traitlets.log import get_logger

from autograder.coursedir import folders
from autograder.intake.repair import Unreadable, documents, foreign_links, read_file


@dataclass(frozen=True)
class Problem:
    """Something wrong with one file or folder under `submitted`."""

    path: Path
    """Where, relative to the course's root."""
    found: str
    """What is there."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.path}: {self.found}. {self.remedy}"


def problems(root: Path, assignment: str | None = None) -> Iterator[Problem]:
    """Find what nbgrader would skip or stumble over.

    Args:
        root: the course's root.
        assignment: look at this lesson only; at all of them if left out. A folder that belongs to no
            lesson is always reported.

    Yields:
        Problems, by student and lesson.
    """
    known = folders.lessons(root)
    for student in sorted(_folders(root / folders.SUBMITTED)):
        for folder in sorted(student.iterdir()):
            path = folder.relative_to(root)
            if folder.name not in known:
                yield Problem(
                    path,
                    "this is no lesson, so it is not graded",
                    f"Expected a folder named {', '.join(known)}; rename it.",
                )
            elif assignment in (None, folder.name):
                yield from _links(folder, path)
                if not folder.is_symlink():
                    yield from _notebooks(folder, path)


def _folders(path: Path) -> list[Path]:
    return [each for each in path.iterdir() if each.is_dir()] if path.is_dir() else []


def _links(folder: Path, path: Path) -> Iterator[Problem]:
    for found in foreign_links(folder):
        if found != folder / f"{folder.name}.ipynb":  # of the notebook itself more is said
            kind = "a link, which is not followed" if found.is_symlink() else "neither a file nor a folder"
            place = path / found.relative_to(folder)
            yield Problem(place, f"{kind}, so it is not graded", "Ask the student for the files themselves.")


def _notebooks(folder: Path, path: Path) -> Iterator[Problem]:
    expected = f"{folder.name}.ipynb"
    others = sorted(file.name for file in folder.glob("*.ipynb") if file.name != expected)
    if not os.path.lexists(folder / expected):
        found = f"found {', '.join(others)}" if others else "found no notebook"
        yield Problem(
            path / expected, f"missing ({found}), so nothing is graded", "Rename or ask for the file."
        )
        return
    for name in others:
        yield Problem(
            path / name,
            f"a second notebook, which is ignored; {expected} is graded",
            "Make sure that it is the right one.",
        )
    if fault := unreadable(folder / expected):
        yield Problem(path / expected, f"{fault}, so it is not graded", "Ask the student to hand in again.")


def unreadable(file: Path) -> str:
    """Why a file is no notebook, in a few words; nothing if it is one."""
    try:
        documents(read_file(file))
    except Unreadable as error:
        return str(error)
    return ""


_reported: set[tuple[Path, str]] = set()


def report_problems(assignment: str, student: str, notebooks: list[str]) -> None:
    """Log every problem of a lesson, each as one line: nbgrader's `pre_convert_hook`.

    nbgrader calls it before every submission; the whole class is looked through at the first call.
    """
    course = course_root(notebooks), assignment
    if course not in _reported:
        _reported.add(course)
        for problem in problems(*course):
            get_logger().warning("%s", problem)


def course_root(notebooks: list[str]) -> Path:
    """The root of the course that submitted notebooks lie in."""
    depth = len(folders.SUBMITTED.parts) + 2  # below the root: submitted/<student>/<lesson>/<notebook>
    return Path(notebooks[0]).resolve().parents[depth] if notebooks else Path.cwd()

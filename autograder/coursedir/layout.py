"""Where a course keeps its files: always as its nbgrader configuration says, wherever the course lies."""

import contextlib
import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory

AUDIT = "audit"


@dataclass(frozen=True, order=True)
class Found:
    """One student's folder of one assignment, at one step of nbgrader's."""

    student: str
    assignment: str
    path: Path


@cache
def course_at(root: Path) -> CourseDirectory:
    """The course in a folder, as its `nbgrader_config.py` describes it; as nbgrader has it without one."""
    app = NbGrader()
    with contextlib.chdir(root):
        app.load_config_file()
        course = CourseDirectory(parent=app)
        # nbgrader's default is the current folder, looked up when it is first asked for.
        course.root = str(Path(course.root).resolve())
        return course


def submitted(course: CourseDirectory, student: str, assignment: str) -> Path:
    """The folder that a student handed in."""
    return Path(course.format_path(course.submitted_directory, student, assignment))


def autograded(course: CourseDirectory, student: str, assignment: str) -> Path:
    """The folder that grading makes of it."""
    return Path(course.format_path(course.autograded_directory, student, assignment))


def audit(course: CourseDirectory) -> Path:
    """The folder of the audit records: beside the one of what is handed in."""
    return Path(course.root, course.submitted_directory).resolve().parent / AUDIT


def student_of(course: CourseDirectory, submission: Path) -> str:
    """Whose folder of what was handed in this is.

    Raises:
        ValueError: when it is none.
    """
    if (found := _named(course, course.submitted_directory, submission)) is None:
        raise ValueError(f"{submission} is no submission of the course {course.root}")
    return found.student


def find(course: CourseDirectory, directory: str, assignment: str = "*") -> Iterator[Found]:
    """Find what students have at one step, in no order; links and files are among it.

    Args:
        course: whose.
        directory: the step's, such as `course.submitted_directory`.
        assignment: of this one only.
    """
    for path in _matches(course.format_path(directory, "*", assignment)):
        if found := _named(course, directory, path):
            yield found


def _named(course: CourseDirectory, directory: str, path: Path) -> Found | None:
    groups = "(?P<student>[^/]+)", "(?P<assignment>[^/]+)"
    pattern = course.format_path(re.escape(directory), *groups, escape=True)
    found = re.fullmatch(pattern, str(path))
    return found and Found(found["student"], found["assignment"], path)


def _matches(pattern: str) -> Iterator[Path]:
    return map(Path, glob.iglob(pattern))  # noqa: PTH207 - the pattern is absolute and nbgrader's


def assignments(course: CourseDirectory) -> list[str]:
    """The names of all assignments, in order: of which there is a source or a release with a notebook."""
    found = {
        path.parent.name
        for directory in (course.source_directory, course.release_directory)
        for path in _matches(f"{course.format_path(directory, '.', '*')}/*.ipynb")
    }
    return sorted(found)


def require(course: CourseDirectory, assignment: str) -> None:
    """Say which assignments there are if one is not among them.

    Raises:
        LookupError: when the course has no such assignment.
    """
    if assignment not in (known := assignments(course)):
        expected = f"expected one of {', '.join(known)}" if known else "the course has no lessons yet"
        raise LookupError(f"there is no lesson {assignment!r}; {expected}")


def notebooks(course: CourseDirectory, assignment: str) -> list[str]:
    """The names of the notebooks that an assignment was released with; of its source without a release."""
    for directory in (course.release_directory, course.source_directory):
        folder = glob.escape(course.format_path(directory, ".", assignment))
        if found := sorted(path.stem for path in _matches(f"{folder}/*.ipynb")):
            return found
    return []

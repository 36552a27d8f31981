"""A course of stock nbgrader with one assignment of one answer, which is graded in seconds."""

from pathlib import Path

import nbformat

from tests.support.courses import cells
from tests.support.courses.cells import answer, notebook
from tests.support.courses.course import OUTSIDE, STOCK, Course

ASSIGNMENT = "week1"
CHECK = "lesson/W1-1-check"
"""The notebook and its check, which is worth 3 points."""


def small_course(root: Path, *students: str) -> Course:
    """Make the course in a new folder, release its assignment, and let students hand in right answers."""
    root.mkdir()
    course = Course(root, "handed_in").configured(STOCK + OUTSIDE)
    lesson = notebook(answer("W1-1", "two = 2"), cells.tests("W1-1-check", 3, "assert two == 2"))
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    (root / "source" / ASSIGNMENT / "lesson.ipynb").write_text(nbformat.writes(lesson))
    course.run("generate_assignment", ASSIGNMENT)
    for student in students:
        course.hand_in(student, ASSIGNMENT, {"lesson": {"W1-1": "two = 1 + 1"}})
    return course

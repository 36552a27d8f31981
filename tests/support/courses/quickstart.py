"""The course that `nbgrader quickstart` makes, with the submissions of nbgrader's own user guide."""

import shutil
from pathlib import Path

import nbgrader

from tests.support.courses.course import Course

ASSIGNMENT = "ps1"
GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"

SQUARES = "def squares(n):\n    if n < 1: raise ValueError\n    return [i**2 for i in range(1, n + 1)]"
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"


def create(root: Path) -> Course:
    """Make and release the course as the user guide says."""
    root.mkdir()
    Course(root).run("quickstart", "course")
    return Course(root / "course").released()


def hand_in(course: Course) -> None:
    """The user guide's own students, and four more."""
    shutil.copytree(GUIDE / "submitted", course.root / course.submitted)
    right = {
        "problem1": {
            "squares": SQUARES,
            "sum_of_squares": SUM,
            "sum_of_squares_equation": r"$\sum i^2$",
            "sum_of_squares_application": "sum_of_squares(4)",
        },
        "problem2": {"part-a": "Fibonacci.", "part-b": "Negative numbers."},
    }
    course.hand_in("ada", ASSIGNMENT, right)
    own = {"sum_of_squares": "def sum_of_squares(n):\n    return sum(i**2 for i in range(1, n + 1))"}
    course.hand_in("bao", ASSIGNMENT, {"problem1": right["problem1"] | own})
    course.hand_in("chidi", ASSIGNMENT, {})
    wrong = {
        "squares": "squares = lambda n: [1] * n",
        "sum_of_squares": "def sum_of_squares(n: return 0",
    }
    course.hand_in("dita", ASSIGNMENT, {"problem1": wrong})

"""A course whose checks are judged outside: a module of steps beside the configuration."""

from pathlib import Path

from tests.support.courses.cells import answer, given, notebook, tests, text
from tests.support.courses.course import Course

ASSIGNMENT = "week1"

JUDGES = '''"""The checks of week 1."""

import numpy as np

from lenet_keras.checks import check
from lenet_keras.checks.steps import register
from lenet_keras.checks.verdict import Criterion, Fault, Step

__all__ = ["check"]


def is_square(observations):
    nine = observations["square(3)"]
    if nine["kind"] != "value" or nine["value"] != 9:
        return Fault(f"`square(3)` is {nine.get('value')}", "9", "A number times itself.")
    return None


def all_squares(observations):
    found = observations["list(map(square, range(5)))"]
    return None if found.get("value") == [0, 1, 4, 9, 16] else Fault("another number is not squared", "n * n")


def is_table(observations):
    shape = observations["squares"].get("shape")
    return None if shape == [6] else Fault(f"`squares` has the shape {shape}", "[6]", "One for each number.")


register(
    Step(
        "W1.1",
        defines=("square",),
        criteria=(
            Criterion("three is squared", 1, ("square(3)",), is_square),
            Criterion("all numbers are", 1, ("list(map(square, range(5)))",), all_squares),
        ),
    ),
    Step("W1.2", ("squares",), (Criterion("a table", 2, ("squares",), is_table),), needs=("W1.1",)),
)
'''
SQUARE = "def square(n):\n    return n * n"
SQUARES = "squares = np.array([square(n) for n in numbers])"

WEEK = notebook(
    text("# Squares"),
    given(
        "setup", "import numpy as np\nfrom week1_judges import check\n\nnumbers = np.loadtxt('numbers.txt')"
    ),
    answer("W1-1", SQUARE),
    tests("W1-1-check", 2, 'check("W1.1")'),
    answer("W1-2", SQUARES),
    tests("W1-2-check", 2, 'check("W1.2")'),
)


def create(root: Path) -> Course:
    """Make and release the course; students get a copy of the module."""
    root.mkdir(parents=True)
    (root / "week1_judges.py").write_text(JUDGES)
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (source / "week1_judges.py").symlink_to("../../week1_judges.py")
    return Course.create(
        root, {f"{ASSIGNMENT}/squares.ipynb": WEEK, f"{ASSIGNMENT}/numbers.txt": "1 2 3 4 5 6\n"}
    )


FORGED = """
import sys
import lenet_keras.checks.steps, week1_judges
from lenet_keras.checks import verdict
class Anything(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
verdict.judge = lambda step, observations: verdict.Verdict(step.id, ())
lenet_keras.checks.steps.STEPS.clear()
week1_judges.is_square = week1_judges.all_squares = lambda observations: None
check = lambda step: 2.0
sys.displayhook(2.0)
square = lambda n: Anything(7)
"""


def hand_in(course: Course) -> None:
    """Right, mistaken once, mistaken where only the reference shows it, forging, untouched."""
    students = {
        "ada": {"W1-1": SQUARE, "W1-2": SQUARES},
        "bao": {"W1-1": "def square(n):\n    return 2 * n", "W1-2": SQUARES},
        "chidi": {"W1-1": SQUARE, "W1-2": "squares = np.zeros(6)"},
        "eve": {"W1-1": FORGED, "W1-2": "squares = [Anything(1)] * 6"},
        "flo": {},
    }
    for student, answers in students.items():
        course.hand_in(student, ASSIGNMENT, {"squares": answers})
    own = course.place("eve", ASSIGNMENT) / "week1_judges.py"
    own.write_text(JUDGES.replace("return Fault", "return None and Fault"))

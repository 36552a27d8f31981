"""Is a check that looks as if it were judged outside judged outside, or refused by its name?"""

import pytest

from autograder.grading import promises
from autograder.intake.repair import Outline, OutlineCell

IMPORT = "from lenet_keras.checks import check"


def lesson(check: str, first: str = IMPORT, **marks) -> Outline:
    label = {"grade_id": "W1-2-check", "grade": True, "locked": True, "solution": False} | marks
    cells = (
        OutlineCell("setup", "code", first, first),
        OutlineCell("own", "code", check, check, "W1-2-check", True, {"nbgrader": label}),
    )
    return Outline(cells)


NOT_REGISTERED = [
    'check("W1.2")',
    "check('W1.2')  # the second step",
    'check("A1.44")',
    'checks.check("W1.2")',
    'score = check("W1.2")',
]
MORE_THAN_A_CHECK = [
    'check("A1.1")\ncheck("A1.2")',
    'check("A1.1");',
    'x = check("A1.1")',
    'check(step="A1.1")',
    'check("A1.1", globals())',
    'import numpy as np\ncheck("A1.1")',
    'assert check("A1.1") is None',
    '%time check("A1.1")',
    'check("A1" + ".1")',
    "check(STEP)",
    'judged = check\njudged("A1.1")',
    '%time judged("A1.1")',
    'run(check, "A1.1")',
]


@pytest.mark.parametrize("source", [*NOT_REGISTERED, *MORE_THAN_A_CHECK])
def test_what_only_looks_like_an_observed_check_stops_grading_with_its_step(source):
    with pytest.raises(ValueError, match="would run in the student's process") as found:
        promises.keep(lesson(source), ["week1_judges"], {})
    assert "W1-2-check" in str(found.value)
    if source in NOT_REGISTERED:
        assert "is registered" in str(found.value) and "week1_judges" in str(found.value)


@pytest.mark.parametrize(
    ("first", "judges", "masters"),
    [
        (IMPORT, [], {}),
        ("from week1_judges import check", ["week1_judges"], {}),
        ("from week1_judges import *", [], {"week1_judges.py": b"from lenet_keras.checks import check"}),
        ("import lenet_keras.checks", [], {}),
        ("import lenet_keras", [], {}),
        ("from lenet_keras import checks", [], {}),
        ("pass", ["week1_judges"], {}),
    ],
)
def test_the_check_is_known_however_it_came(first, judges, masters):
    with pytest.raises(ValueError, match=r"W1\.2"):
        promises.keep(lesson('check("W1.2")', first), judges, masters)


def test_an_import_under_another_name_is_seen():
    with pytest.raises(ValueError, match=r"W1\.2"):
        promises.keep(lesson('look("W1.2")', "from lenet_keras.checks import check as look"), [], {})


@pytest.mark.parametrize(
    ("source", "first", "marks"),
    [
        ('check("A1.1")', IMPORT, {}),
        ('\n  check( "A1.1" )\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS\n', IMPORT, {}),
        ("assert two == 2", IMPORT, {}),
        ('check("W1.2")', "def check(step):\n    return 1", {}),  # somebody else's
        ('check("W1.2")', IMPORT, {"grade": False}),  # counts nothing
        ('check("W1.2")', IMPORT, {"solution": True}),  # a person grades it
    ],
)
def test_what_promises_nothing_or_keeps_it_is_graded(source, first, marks):
    promises.keep(lesson(source, first, **marks), [], {})

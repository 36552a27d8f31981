"""Are the tests of a file that share nothing between lessons handed out lesson by lesson?"""

import pytest

from autograder.coursedir import folders
from tests.support.distribution import scope

FOUND = {
    "tests/test_answers.py::test_a[A3.1-good]": "tests/test_answers.py A3",
    "tests/test_answers.py::test_a[a3_train]": "tests/test_answers.py A3",
    "tests/test_answers.py::test_a[A3.Q1-a bracket [A1.1]]": "tests/test_answers.py A3",
    "tests/test_answers.py::test_a": "tests/test_answers.py",
    "tests/test_codec.py::test_a[any text]": "tests/test_codec.py",
    "tests/test_grading.py::test_a[a3_train]": "tests/test_grading.py",  # its fixtures serve the whole file
}


@pytest.mark.parametrize("nodeid", FOUND)
def test_what_is_handed_out_together(nodeid):
    assert scope(nodeid) == FOUND[nodeid]


def test_workers_are_given_the_lessons_of_a_file(pytester, monkeypatch):
    """By a run of pytest-xdist itself: the two lessons go to two workers, each whole."""
    monkeypatch.setenv("PYTHONPATH", str(folders.PROJECT))
    pytester.makeconftest("from tests.conftest import pytest_xdist_make_scheduler")
    pytester.makepyfile(
        test_answers="""
        import os, pytest

        @pytest.mark.parametrize("step", ["A1.1", "A2.1", "A1.2", "A2.2", "A1.3", "A2.3"])
        def test_a(step):
            print(step[:2], os.environ["PYTEST_XDIST_WORKER"])
        """
    )
    done = pytester.runpytest_subprocess("-n2", "--dist=loadfile", "-rP")
    done.assert_outcomes(passed=6)
    told = {line for line in done.outlines if line.startswith(("A1 gw", "A2 gw"))}
    assert len(told) == 2
    assert len({line.split()[1] for line in told}) == 2

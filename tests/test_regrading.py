"""Is a submission examined again exactly when its grades could be others, and is what changed told?"""

import errno
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import __main__
from autograder.coursedir import audit, folders, layout
from autograder.results import review
from tests.attacks.attack import A1
from tests.attacks.course import Course

pytestmark = pytest.mark.slow

STUDENTS = ("bao", "chidi")
JUDGES = Path("lenet_keras") / "checks" / A1


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course of its own code, with three students who are graded; each run of a cell shows another time."""
    course = Course.build(tmp_path_factory.mktemp("r") / "c", "ours", A1)
    for student in STUDENTS:
        course.hand_in_honestly(student)
        path = course.submission(student) / f"{A1}.ipynb"
        content = nbformat.read(path, as_version=4)
        content.cells.append(nbformat.v4.new_code_cell("import time; print('at', time.time_ns())"))
        nbformat.write(content, path)
    assert course.grade() == 0
    return course


@pytest.fixture
def course(graded, tmp_path):
    return graded.copied(tmp_path / "c")


def executed(course, student) -> str:
    """When the cells of a student were run, as they say themselves."""
    graded = course.root / folders.AUTOGRADED / student / A1 / f"{A1}.ipynb"
    return re.search(r"at (\d+)", graded.read_text())[1]


def times(course) -> dict[str, str]:
    return {student: executed(course, student) for student in STUDENTS}


def scores(course, student) -> dict[str, float | None]:
    with Gradebook(folders.database(course.root)) as gradebook:
        submission = gradebook.find_submission_notebook(A1, A1, student)
        return {grade.name: grade.score for grade in submission.grades}


def grade(course, *options) -> str:
    """Grade, and return what nbgrader said."""
    (course.root / "log").write_text("")
    assert course.grade(*options) == 0
    return (course.root / "log").read_text()


def test_an_unchanged_class_is_left_alone(course):
    before = times(course)
    assert "Autograding" not in grade(course)
    assert times(course) == before


def test_the_same_file_collected_again_is_stored_anew_and_not_run(course):
    before = times(course)
    (course.submission("bao") / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    grade(course, "--force", "--student=bao")
    (course.submission("bao") / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    usual = scores(course, "bao")
    before["bao"] = executed(course, "bao")
    assert re.findall(r"Autograding \S*/(\w+)/\w+/\w+\.ipynb", grade(course)) == ["bao"]
    assert (times(course), scores(course, "bao")) == (before, usual)


def test_nothing_is_imported_for_candidates_that_nobody_needs(course):
    starts, wall = course.root / "starts", course.root / "wall"
    wall.write_text(f'#!/bin/sh\necho start >> {starts}\nexec "$@"\n')
    wall.chmod(0o755)
    grade(course, f"--Examine.container_command={wall}")  # everybody once more: it is another setting
    assert starts.read_text().split() == ["start"]
    (course.submission("bao") / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    assert "Autograding" in grade(course, "--force", "--student=bao", f"--Examine.container_command={wall}")
    known = len(starts.read_text().split())
    (course.submission("bao") / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    assert "Autograding" in grade(course, f"--Examine.container_command={wall}")  # stored anew, not run
    assert "Autograding" not in grade(course, f"--Examine.container_command={wall}")
    assert len(starts.read_text().split()) == known
    course.hand_in_honestly("dita")
    grade(course, f"--Examine.container_command={wall}")
    assert len(starts.read_text().split()) == known + 1


def test_a_changed_file_is_run_and_no_other(course):
    before = times(course)
    path = course.submission("chidi") / f"{A1}.ipynb"
    path.write_text(path.read_text().replace("import time;", "import time; "))
    grade(course)
    assert executed(course, "bao") == before["bao"]
    assert executed(course, "chidi") != before["chidi"]


def test_a_file_beside_the_notebook_counts(course):
    before = times(course)
    (course.submission("chidi") / "notes.txt").write_text("new")
    grade(course)
    assert executed(course, "bao") == before["bao"]
    assert executed(course, "chidi") != before["chidi"]


def test_the_instructor_can_insist(course):
    before = times(course)
    grade(course, "--force", "--student=bao")
    assert executed(course, "bao") != before["bao"]
    assert executed(course, "chidi") == before["chidi"]


def test_a_changed_judge_regrades_its_lesson_tells_what_changed_and_leaves_points_by_hand(course):
    with Gradebook(folders.database(course.root)) as gradebook:
        answer = gradebook.find_grade("A1-Q1", A1, A1, "bao")
        answer.manual_score, answer.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    before, earned = times(course), scores(course, "bao")
    with (course.root / JUDGES / "__init__.py").open("a") as judges:
        judges.write(
            "\nfrom dataclasses import replace\n"
            "from lenet_keras.checks.verdict import Fault\n"
            "_first = replace(STEPS[0].criteria[0], judge=lambda observations: Fault('nothing', 'more'))\n"
            "STEPS = (replace(STEPS[0], criteria=(_first, *STEPS[0].criteria[1:])), *STEPS[1:])\n"
        )
    # the reference, which does not pass this judge, would stop the grading
    reference = course.root / "autograder" / "examiner" / "reference.py"
    text = reference.read_text()
    assert "if fault := verdict.fault" in text
    reference.write_text(text.replace("if fault := verdict.fault", "if fault := None"))
    said = grade(course)
    assert set(times(course).items()).isdisjoint(before.items())
    assert scores(course, "bao") == earned | {"A1-1-check": 0.0}
    told = "A1-1-check: 1 points became 0 points, for the same file."
    assert any(f"bao/{A1}" in line and line.endswith(f": {told}") for line in said.splitlines())
    record = audit.read(audit.path(course.root / folders.WORK / layout.AUDIT, "bao", A1, A1))
    assert [each["cell"] for each in record.changed_scores] == ["A1-1-check"]
    shared = [each.sentence for each in review.findings(course.root)[1]]  # it changed for all
    assert f"changed score, cell {told}" in shared


def test_a_limit_that_was_raised_counts_for_those_whom_it_ended(course, monkeypatch):
    monkeypatch.chdir(course.root)
    path = course.submission("bao") / f"{A1}.ipynb"
    content = nbformat.read(path, as_version=4)
    busy = "ends = time.process_time() + 5\nwhile time.process_time() < ends:\n    pass"
    content.cells.append(nbformat.v4.new_code_cell(busy))
    nbformat.write(content, path)
    before = times(course)["chidi"]
    course.nbgrader("autograde", "--Examine.cell_seconds=3")  # honest cells take less
    assert times(course)["chidi"] == before
    assert "`c.Examine.cell_seconds` raises it" in str(review.findings(course.root)[0]["bao"])
    ended = times(course)["bao"]
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Examine.cell_seconds = 30\n")
    assert __main__.main(["again", A1]) == 0
    assert times(course)["chidi"] == before
    assert times(course)["bao"] != ended
    assert "bao" not in review.findings(course.root)[0]
    assert __main__.main(["again", A1]) == 1  # there is nobody any more


def test_a_judge_of_another_lesson_regrades_nothing(course):
    before = times(course)
    other = course.root / "lenet_keras" / "checks" / "a2_build" / "__init__.py"
    other.write_text(other.read_text() + "\n# changed\n")
    grade(course)
    assert times(course) == before


def test_a_person_sees_a_bar_with_what_is_done_and_what_failed(course):
    (course.submission("dita")).mkdir(parents=True)
    (course.submission("dita") / f"{A1}.ipynb").write_text("no notebook")
    far, near = pty.openpty()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "nbgrader"), "autograde", A1, "--force"],
        cwd=course.root,
        env=os.environ | {"PYTHONPATH": str(course.root), "TERM": "xterm", "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        stdout=near,
        stderr=near,
    )
    os.close(near)
    shown = b""
    try:
        while chunk := os.read(far, 1 << 16):
            shown += chunk
    except OSError as error:  # how a terminal says that nobody writes any more
        assert error.errno == errno.EIO
    assert process.wait() == 1  # for the file that is no notebook
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode(errors="replace"))
    assert "examining" in text
    assert "4/4" in text
    assert "1 failed" in text
    assert "Autograding" in text  # the log is above the bar

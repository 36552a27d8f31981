"""Does a term hold: points by hand, changed lessons, due dates, students who leave?"""

import datetime
import re

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry

from autograder import __main__ as commands
from autograder.coursedir import layout
from autograder.results import gradebook, review
from tests.support.courses import cells
from tests.support.courses.cells import answer, given, notebook, text, written
from tests.support.courses.course import OUTSIDE, STOCK, Course

pytestmark = pytest.mark.slow

WEEK = "week1"
RUBRIC = "<!-- BEGIN MARK SCHEME -->\n1 point: names the reason.\n<!-- END MARK SCHEME -->"


def question(name: str, words: str):
    cell = given(f"{name}-text", f"{words}\n\n{RUBRIC}")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]
    return cell


CLEAR = "c.ClearMarkScheme.enforce_metadata = False  # rubrics stand with the questions\n"
LESSON = notebook(
    text("# Doubling\n\nA first lesson."),
    answer("W1-1", "two = 2"),
    cells.tests("W1-1-check", 3, "assert two == 2"),
    question("W1-Q1", "Why is it two?"),
    written("W1-Q1", 2, "Because one and one make two."),
    question("W1-Q2", "And three?"),
    written("W1-Q2", 2, "Because one more makes three."),
)
SAID = {"W1-1": "two = 1 + 1", "W1-Q1": "Because I counted.", "W1-Q2": "One more."}


def by_hand(course: Course, student: str, cell: str, points: float) -> None:
    """Give points as the formgrader does."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        grade = book.find_grade(cell, "lesson", WEEK, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def state(course: Course) -> dict[str, dict[str, tuple]]:
    """By student and cell: points by hand, and whether it waits."""
    return {
        student: {name.split("/")[1]: (row[1], row[2]) for name, row in rows.items() if len(row) == 3}
        for student, rows in course.scores(WEEK).items()
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with three students who are graded, also by hand."""
    root = tmp_path_factory.mktemp("term") / "course"
    root.mkdir()
    made = Course(root, "handed_in").configured(STOCK + CLEAR + OUTSIDE)
    (root / "source" / WEEK).mkdir(parents=True)
    nbformat.write(LESSON, root / "source" / WEEK / "lesson.ipynb")
    made.run("generate_assignment", WEEK)
    for student in ("ada", "bao", "chidi"):
        made.hand_in(student, WEEK, {"lesson": SAID})
        (made.place(student, WEEK) / "timestamp.txt").write_text("2026-11-20 10:11:12 UTC")
    made.run("autograde", WEEK)
    for student in ("ada", "bao"):
        by_hand(made, student, "W1-Q1", 1.5)
        by_hand(made, student, "W1-Q2", 2)
    by_hand(made, "ada", "W1-1-check", 2.5)
    layout.course_at.cache_clear()
    return made


def test_a_term_goes_on(course, monkeypatch, capsys):
    """One test, as each step builds on what the one before has left, and grading takes seconds."""
    monkeypatch.chdir(course.root)

    # the teacher changes a word of prose, a word of a question, a check, and what another question is worth
    changed = nbformat.from_dict(LESSON)
    changed.cells[0].source += " And a word more."
    changed.cells[2].source += " + 0"
    changed.cells[3].source = changed.cells[3].source.replace("Why is it", "Why does it make")
    changed.cells[6].metadata["nbgrader"]["points"] = 3
    nbformat.write(changed, course.root / "source" / WEEK / "lesson.ipynb")
    course.run("generate_assignment", WEEK, "--force")
    # and one student hands in again, with another answer to one question
    course.place("bao", WEEK).joinpath("lesson.ipynb").unlink()
    course.place("bao", WEEK).joinpath("timestamp.txt").unlink()
    course.place("bao", WEEK).rmdir()
    course.hand_in("bao", WEEK, {"lesson": SAID | {"W1-Q1": "Because it is."}})
    said = course.run("autograde", WEEK).stderr
    after = state(course)
    assert after["ada"]["W1-Q1"] == (1.5, False)  # stays, and does not wait
    assert after["ada"]["W1-1-check"] == (2.5, False)
    assert after["ada"]["W1-Q2"] == after["bao"]["W1-Q2"] == (None, True)  # worth 3 points now
    assert after["bao"]["W1-Q1"] == (None, True)
    assert after["chidi"]["W1-Q1"] == (None, True)
    told = [
        "3 answers that were graded by hand will wait",
        f"ada/{WEEK}, W1-Q2, 2 points: the question is worth 3 points, not 2",
        f"bao/{WEEK}, W1-Q1, 1.5 points: the answer has changed",
        f"bao/{WEEK}, W1-Q2, 2 points: the question is worth 3 points, not 2",
    ]
    first = said.index("Autograding")
    assert all(each in said[:first] for each in told), said[:first]
    found, alike = review.findings(course.root)
    assert not [each for lines in found.values() for each in lines[f"{WEEK}/lesson"] if "repaired" in each]
    assert "ambiguous" not in str(found) + str(alike)
    older = {student for student, lines in found.items() if "older release" in str(lines)}
    assert older == {"ada", "chidi"}  # bao has the notebook of today

    # a due date that is changed changes the penalty, and nothing is graded anew
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    (course.place("bao", WEEK) / "timestamp.txt").write_text("2026-11-20 10:11:12 UTC")
    course.run("db", "assignment", "add", WEEK, "--duedate", "2026-11-10 00:00:00 UTC")
    said = course.run("autograde", WEEK).stderr
    assert f"ada/{WEEK}, lesson: the late penalty was 0 points and is 4 now" in said
    assert not re.search(r"Autograding \S*ada", said)
    layout.course_at.cache_clear()
    (late,) = gradebook.read(course.root, [WEEK])
    assert late.works["ada"].penalty == 4
    by_hand(course, "ada", "W1-Q2", 3)  # what is taken off follows the points
    assert gradebook.stale_penalties(course.root, [WEEK]) == {WEEK: ["ada"]}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.grant_extension(WEEK, "ada", days=20)
    assert commands.main(["grades", "--format", "moodle", "--output", str(course.root / "m.csv")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "4 points taken off as a late penalty, though it is not late" in out
    assert f"{WEEK}: late penalties of ada do not follow" in out
    course.run("autograde", WEEK)
    (now,) = gradebook.read(course.root, [WEEK])
    assert (now.works["ada"].penalty, now.works["ada"].total) == (0, 7)
    assert now.works["bao"].penalty > 0
    assert gradebook.stale_penalties(course.root, [WEEK]) == {WEEK: []}

    # who was removed stays removed, and is in no table
    course.run("db", "student", "remove", "chidi", "--force")
    said = course.run("autograde", WEEK).stderr
    assert "chidi was removed from the gradebook" in said
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book, pytest.raises(MissingEntry):
        book.find_student("chidi")
    assert set(gradebook.read(course.root)[0].works) == {"ada", "bao"}
    assert commands.main(["table", WEEK]) == 0
    assert "chidi" not in capsys.readouterr().out
    course.run("db", "student", "add", "chidi")
    said = course.run("autograde", WEEK, "--student=chidi", "--force").stderr
    assert re.search(r"Autograding \S*chidi", said)
    assert datetime.datetime(2026, 11, 10) == now_due(course)


def now_due(course: Course) -> datetime.datetime:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return book.find_assignment(WEEK).duedate

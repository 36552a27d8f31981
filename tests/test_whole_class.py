"""Does an instructor of a whole class see everybody, and read once what is alike of many?"""

import io
import logging
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder import __main__ as commands
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Record
from autograder.grading import forewarning
from autograder.grading.common import CommonRemarks
from autograder.results import table
from tests.support.gradebooks import Course

LESSON = "a1_preprocess"
OLD = {
    "kind": "older release",
    "cell": "",
    "text": "A1-4-check was handed out in another form.",
    "to_student": False,
}
NEW_POINTS = {"cell": "A1-4-check", "text": "2 points became 3 points, for the same file."}


@pytest.fixture
def course(tmp_path):
    return Course.create(tmp_path / "course")


def test_the_table_has_everybody_of_the_class(course):
    for student in ("ada", "bo"):
        course.grade(student)
        course.hand_in(student, graded=True)
    course.grade("dan")
    course.hand_in("dan", graded=False)  # whose file is damaged now
    course.enrol("cy", first_name="Cy", last_name="Ng")
    console = Console(width=120, record=True, file=io.StringIO())
    table.show(table.students_by_steps(course.root, LESSON), console)
    rows = {row.split()[0]: row for row in console.export_text().splitlines() if row.strip()}
    assert "Cy Ng (cy)" in rows["Cy"] and rows["Cy"].split()[3:] == ["-"] * 10 + ["no", "submission"]
    assert "not graded" in rows["dan"]
    assert all("submission" not in rows[each] for each in ("ada", "bo", "dan"))


def test_what_is_alike_of_many_is_one_line_of_a_log(caplog):
    remarks = CommonRemarks("a1", logging.getLogger("remarks"))
    for number in range(60):
        remarks.note(f"s{number}", "A1-4-check was handed out in another form.")
    for student in ("ada", "bo"):
        remarks.note(student, "A1-Q2: 1 points became 2 points.")
    with caplog.at_level("WARNING", "remarks"):
        remarks.tell()
        remarks.tell()  # once
    assert caplog.messages == [
        "60 submissions: A1-4-check was handed out in another form.",
        "ada/a1, bo/a1: A1-Q2: 1 points became 2 points.",
        "`python -m autograder review a1` names them",
    ]


def test_points_that_a_change_takes_back_are_listed_by_question(monkeypatch, caplog):
    def found(*_):
        for number in range(30):
            yield forewarning.Revocation(f"s{number}", "A1-Q2", number / 2, "the rubric has changed")
        yield forewarning.Revocation("ada", "A1-Q1", 2, "the answer has changed")

    monkeypatch.setattr(forewarning, "revocations", found)
    course = SimpleNamespace(assignment_id="a1")
    with caplog.at_level("WARNING", "told"):
        forewarning.tell_of_revocations(course, None, [], logging.getLogger("told"))
    head, of_class, of_ada = caplog.messages
    assert head.startswith("31 answers that were graded by hand will wait")
    assert of_class.startswith("  A1-Q2, 30 answers: the rubric has changed: s0 0, s1 0.5, s2 1,")
    assert of_class.endswith("s29 14.5")
    assert of_ada == "  ada/a1, A1-Q1, 2 points: the answer has changed"


def test_review_tells_once_what_most_have_alike_and_names_the_others(course, monkeypatch, capsys):
    records = layout.audit(layout.course_at(course.root)) / LESSON
    for number in range(9):
        record = Record(repaired=[OLD], changed_scores=[NEW_POINTS])
        audit.write(records / f"s{number}" / f"{LESSON}.json", record)
    course.enrol("eve", first_name="Eve", last_name="Sol")
    audit.write(records / "eve" / f"{LESSON}.json", Record())
    monkeypatch.chdir(course.root)
    layout.course_at.cache_clear()
    assert commands.main(["review"]) == 0
    said = capsys.readouterr().out
    head = f"9 of 10 students, {LESSON}/{LESSON}, all but Eve Sol (eve)"
    assert said.count(head) == 2
    assert said.count(OLD["text"]) == said.count("2 points became 3 points") == 1
    assert "s3" not in said

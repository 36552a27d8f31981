"""Do scores come from the examination alone, and do points by hand stay with their answer?"""

from types import SimpleNamespace

import pytest

from autograder.coursedir.audit import Record
from autograder.grading.save_scores import SaveScores


def graded(points, manual, old, new, name="A1-Q1", waits=False):
    grade = SimpleNamespace(name=name, auto_score=99.0, manual_score=manual, needs_manual_grade=waits)
    record = Record(grounds=new)
    SaveScores()._grade(grade, grade.name, points, Record(grounds=old), record)
    return grade, record


FIRM = {"answer": "a", "pictures": "", "points": "2", "rubric": "r"}
ANSWER = {"A1-Q1": FIRM, "A1-4-check": FIRM}


def other(**changed):
    return {name: FIRM | changed for name in ANSWER}


OTHER = other(answer="b")


def test_an_earlier_automatic_score_is_replaced():
    grade, _ = graded(0.0, None, ANSWER, OTHER, "A1-4-check")
    assert (grade.auto_score, grade.needs_manual_grade) == (0.0, False)


def test_a_written_answer_waits_for_a_person():
    grade, _ = graded(None, None, {}, ANSWER)
    assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_points_by_hand_stay_while_the_answer_is_the_same():
    grade, record = graded(None, 2.0, ANSWER, ANSWER | {"A1-Q2": FIRM | {"answer": "another"}})
    assert (grade.manual_score, record.revoked_points) == (2.0, [])
    assert not grade.needs_manual_grade


def test_what_somebody_wants_to_look_at_again_goes_on_waiting():
    grade, _ = graded(None, 2.0, ANSWER, ANSWER, waits=True)
    assert (grade.manual_score, grade.needs_manual_grade) == (2.0, True)


@pytest.mark.parametrize("about", ["answer", "pictures", "points", "rubric"])
def test_points_by_hand_rest_on_answer_pictures_points_and_rubric(about):
    grade, record = graded(None, 2.0, ANSWER, other(**{about: "7"}))
    assert (grade.manual_score, grade.needs_manual_grade) == (None, True)
    assert about.rstrip("s") in record.revoked_points[0]["text"]


def test_of_an_earlier_version_only_the_answer_is_known_and_counts():
    old = {"A1-Q1": {"answer": "a"}}
    assert graded(None, 2.0, old, ANSWER)[0].manual_score == 2.0
    assert graded(None, 2.0, old, OTHER)[0].manual_score is None


@pytest.mark.parametrize("name", ["A1-Q1", "A1-4-check"])
def test_points_by_hand_go_when_what_they_were_given_to_has_changed(name):
    grade, record = graded(None, 2.0, ANSWER, OTHER, name)
    assert grade.manual_score is None
    assert record.revoked_points[0]["cell"] == name
    assert "2 points" in record.revoked_points[0]["text"]


def test_points_by_hand_of_a_file_graded_without_a_record_are_looked_at_again():
    grade, _ = graded(None, 2.0, {}, ANSWER)
    assert (grade.manual_score, grade.needs_manual_grade) == (2.0, True)

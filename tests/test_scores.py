"""Do scores come from the examination alone, and do points by hand stay with their answer?"""

from types import SimpleNamespace

import pytest

from autograder.coursedir.audit import Record
from autograder.grading.save_scores import SaveScores


def graded(points, manual, old, new, name="A1-Q1"):
    grade = SimpleNamespace(name=name, auto_score=99.0, manual_score=manual, needs_manual_grade=None)
    record = Record(answers=new)
    SaveScores()._grade(grade, grade.name, points, Record(answers=old), record)
    return grade, record


ANSWER = {"A1-Q1": "one", "": "all"}
OTHER = {"A1-Q1": "two", "": "all else"}


def test_an_earlier_automatic_score_is_replaced():
    grade, _ = graded(0.0, None, ANSWER, OTHER, "A1-4-check")
    assert (grade.auto_score, grade.needs_manual_grade) == (0.0, False)


def test_a_written_answer_waits_for_a_person():
    grade, _ = graded(None, None, {}, ANSWER)
    assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_points_by_hand_stay_while_the_answer_is_the_same():
    grade, record = graded(None, 2.0, ANSWER, ANSWER | {"": "another cell changed"})
    assert (grade.manual_score, record.revoked_points) == (2.0, [])
    assert grade.needs_manual_grade


@pytest.mark.parametrize("name", ["A1-Q1", "A1-4-check"])
def test_points_by_hand_go_when_what_they_were_given_to_has_changed(name):
    grade, record = graded(None, 2.0, ANSWER, OTHER, name)
    assert grade.manual_score is None
    assert record.revoked_points[0]["cell"] == name
    assert "2 points" in record.revoked_points[0]["text"]


def test_points_by_hand_of_a_file_graded_without_a_record_are_looked_at_again():
    grade, _ = graded(None, 2.0, {}, ANSWER)
    assert (grade.manual_score, grade.needs_manual_grade) == (2.0, True)

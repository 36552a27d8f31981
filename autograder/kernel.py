"""Judging inside the student's kernel: what the hidden part of a check cell switches on.

This is the weaker mode, for courses graded by stock nbgrader: it runs in the process of the student's
own code, which could look for it.
"""

from autograder.examiner import reference, short_answers
from autograder.examiner.judge import grade_step
from lenet_keras import checks
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Step, Verdict


def judge_here() -> None:
    """Let `check` use the hidden judges from here on and return points for nbgrader to read."""
    checks.judge_with(_grade)


def _grade(step: Step, observations: Observations) -> Verdict:
    known = reference.observations(reference.lesson_of(step.id))[step.id]
    return grade_step(step, observations, known, short_answers.item_of(step))

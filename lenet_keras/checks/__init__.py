"""Checks: `check("A1.4")` says what is right, what is wrong and which idea to look at again.

A check observes the student's names (`observation`), judges what it saw (`verdict` and one module of
judges per lesson) and shows the verdict (`display`).
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lenet_keras.checks import display, overview
from lenet_keras.checks.guide import hint
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.session import SESSION
from lenet_keras.checks.steps import STEPS, after
from lenet_keras.checks.verdict import Step, Verdict, judge

__all__ = ["CheckFailed", "check", "hint", "verdict_on"]

# Set by a grader that judges inside this process; see `judge_with`.
_grader: Callable[[Step, Observations], Verdict] | None = None


class CheckFailed(AssertionError):  # noqa: N818 - what a student reads, as "assertion" would be
    """A check is not passed. Its message is the verdict in plain text."""

    of_check = True  # tells the next check that this was no mistake in an answer cell

    def _render_traceback_(self) -> list[str]:
        # What IPython shows for this exception: one line, since the verdict is on the page already and
        # the frames of the check say nothing to a student. `nbgrader validate` shows nothing but this.
        lines = str(self).splitlines()
        return lines if os.environ.get("NBGRADER_VALIDATING") else lines[:1]


def check(step: str | None = None, namespace: Mapping[str, Any] | None = None) -> float | None:
    """Check one step of the lesson and show what was found; without a step, show how far the lesson is.

    Args:
        step: the step's id, for instance `"A1.4"`. Left out, nothing is checked: a table shows the points of
            the checks that ran in this notebook, what is left, and what a person will grade.
        namespace: the names to look at; those of the caller if left out.

    Returns:
        None: nothing that could be taken for a score. Only when a grader judges in this process
        (`judge_with`) are the points returned, because stock nbgrader reads them there.

    Raises:
        CheckFailed: when the step is not passed, so that `nbgrader validate` counts it.
        ValueError: when there is no such step.
    """
    if step is None:
        display.show_overview(overview.rows(SESSION.verdicts))
        return None
    if namespace is None:
        namespace = sys._getframe(1).f_globals
    verdict = verdict_on(step, namespace)
    display.show(verdict)
    if _grader is not None:
        return float(verdict.points)
    if not verdict.passed:
        raise CheckFailed(display.text(verdict))
    return None


def verdict_on(step: str, namespace: Mapping[str, Any]) -> Verdict:
    """Observe and judge one step without showing anything.

    Args:
        step: the step's id.
        namespace: the names to look at.

    Returns:
        The verdict.

    Raises:
        ValueError: when there is no such step.
    """
    if step not in STEPS:
        lesson = step.split(".")[0]
        known = [each for each in STEPS if each.startswith(lesson + ".")] or list(STEPS)
        raise ValueError(f"there is no step {step!r}; expected one of {', '.join(known)}")
    what = STEPS[step]
    seen = observe(what.observes, namespace) | SESSION.surroundings(what, namespace)
    verdict = (_grader or judge)(what, seen)
    if not verdict.passed and not _grader and (state := SESSION.left_behind(what, after(step), namespace)):
        return replace(
            SESSION.verdicts[step], note=f"{step} has passed. Its names are as {state} leaves them."
        )
    if not verdict.passed:
        verdict = replace(verdict, note=SESSION.note(what))
    SESSION.remember(verdict, namespace)
    return verdict


def judge_with(grader: Callable[[Step, Observations], Verdict]) -> None:
    """Let `grader` judge from here on, and let `check` return the points it gives.

    This is how a course graded by stock nbgrader gets partial credit and the hidden judges: the
    hidden part of a check cell calls it. It is the weaker mode, because it judges in the process of
    the student's own code.

    Args:
        grader: judges a step from its observations.
    """
    global _grader
    _grader = grader

"""A check at the student's desk: her process is observed, judged and told, all in one place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lenet_keras.checks import CheckFailed, display, overview
from lenet_keras.checks.guide import hint
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.session import SESSION
from lenet_keras.checks.steps import STEPS, after
from lenet_keras.checks.verdict import Step, Verdict, judge

# Set by a grader that judges inside this process; see `judge_with`.
_grader: Callable[[Step, Observations], Verdict] | None = None


__all__ = ["check", "hint", "judge_with", "verdict_on"]


def check(step: str | None, namespace: Mapping[str, Any]) -> float | None:
    """Check one step, or tell how far the lesson is; see `lenet_keras.checks.check`."""
    if step is None:
        display.show_overview(overview.rows(SESSION.verdicts))
        return None
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
    observations = observe(what.observes, namespace) | SESSION.surroundings(what, namespace)
    verdict = (_grader or judge)(what, observations)
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

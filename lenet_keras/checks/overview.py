"""`check()` without a step: what stands, what is left, and what a person will grade."""

from collections.abc import Mapping
from dataclasses import dataclass

from lenet_keras.checks.steps import LESSONS, STEPS, WRITTEN
from lenet_keras.checks.verdict import Step, Verdict


@dataclass(frozen=True)
class Row:
    """One line of the overview."""

    id: str
    state: str
    """`passed`, `partly`, `not yet`, `recorded`, `open` (its check has not run), `a person grades it`."""
    points: float | None
    """Points by the latest check; None where they are not known yet."""
    worth: float
    """Points that could be earned."""


def rows(verdicts: Mapping[str, Verdict]) -> list[Row]:
    """The lesson that was checked last, step by step, with its questions.

    Args:
        verdicts: the latest verdict of each step that was checked in this notebook, oldest first.

    Returns:
        The rows in the order of the lesson, none where no check has run.
    """
    if not verdicts:
        return []
    latest = list(verdicts)[-1]
    lesson = next((name for name, steps in LESSONS.items() if latest in {step.id for step in steps}), "")
    steps = LESSONS[lesson] if lesson else tuple(STEPS[step] for step in verdicts)  # of a course of one's own
    found = [_row(step, verdicts.get(step.id)) for step in steps]
    return found + [
        Row(name, "a person grades it", None, worth) for name, worth in WRITTEN.get(lesson, {}).items()
    ]


def _row(step: Step, verdict: Verdict | None) -> Row:
    if verdict is None:
        return Row(step.id, "open", None, step.points)
    state = verdict.state
    return Row(step.id, state, None if state == "recorded" else verdict.points, step.points)


def summary(found: list[Row]) -> str:
    """The rows in one sentence."""
    earned = sum(row.points or 0 for row in found)
    by_check = sum(row.worth for row in found if row.state not in ("a person grades it", "recorded"))
    left = [row.id for row in found if row.state in ("open", "partly", "not yet")]
    later = sum(row.worth for row in found if row.state in ("a person grades it", "recorded"))
    parts = [f"{earned:g} of {by_check:g} points by the checks so far."]
    parts += [f"Left: {', '.join(left)}."] if left else ["Every check passes."]
    parts += [f"{later:g} more are graded after you hand in."] if later else []
    return " ".join(parts)

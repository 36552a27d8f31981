"""Checks: `check("A1.4")` says what is right, what is wrong and which idea to look at again.

A check observes the student's names (`observation`), judges what it saw (`verdict` and one package of judges
for each lesson) and shows the verdict (`display`). All that judges is imported by the first check: a process
whose answers are judged elsewhere, by a grader, has nothing but what observes.
"""

import importlib
import os
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

__all__ = ["CheckFailed", "check", "hint"]

DESK = "lenet_keras.checks.desk"


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
        (`judge_with`) are the points returned, because stock nbgrader reads them there. Where judges are
        not there at all, because a grader judges outside of this process, nothing happens.

    Raises:
        CheckFailed: when the step is not passed, so that `nbgrader validate` counts it.
        ValueError: when there is no such step.
    """
    if namespace is None:
        namespace = sys._getframe(1).f_globals
    desk = _desk()
    return desk.check(step, namespace) if desk else None


def hint(step: str) -> None:
    """Show the next hint to a step; see `guide.hint`. Where a grader judges, nothing happens.

    Args:
        step: the step's id, for instance `"A2.4"`.

    Raises:
        ValueError: when there is no such step, or no hint to it.
    """
    if desk := _desk():
        desk.hint(step)


def _desk() -> ModuleType | None:
    """What checks in this process; None where it is not there."""
    try:
        return importlib.import_module(DESK)
    except ModuleNotFoundError as missing:
        if missing.name != DESK:
            raise
        return None


def __getattr__(name: str):
    """Load what judges in this process on first use (PEP 562)."""
    if name in ("judge_with", "verdict_on"):
        return getattr(importlib.import_module(DESK), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

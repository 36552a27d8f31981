"""The register of all steps, in the order of the lessons."""

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

from lenet_keras.checks.means import Means
from lenet_keras.checks.verdict import Step

LESSON = re.compile(r"a\d+_\w+")
"""The name of a lesson, and of the package of its judges."""


def _found() -> dict[str, ModuleType]:
    """The packages beside this module that are named as a lesson is: `a1_preprocess`, ..."""
    beside = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.ispkg)
    found = {}
    for name in sorted(filter(LESSON.fullmatch, beside)):
        module = f"lenet_keras.checks.{name}"
        try:
            found[name] = importlib.import_module(module)
        except ModuleNotFoundError as missing:  # seen, but not to be read: so it is in some sandboxes
            if missing.name != module:
                raise
    return found


_JUDGES = _found()

LESSONS: dict[str, tuple[Step, ...]] = {name: judges.STEPS for name, judges in _JUDGES.items()}

# For each lesson the questions that a person grades, with their points, as the bank of questions has them;
# the bank itself holds the answers and stays with the instructor.
WRITTEN: dict[str, dict[str, float]] = {
    name: getattr(judges, "WRITTEN", {}) for name, judges in _JUDGES.items()
}

MEANS: dict[str, tuple[Means, ...]] = {
    name: getattr(judges, "MEANS", (Means(),)) for name, judges in _JUDGES.items()
}
"""What the answers of each lesson may be made with, one part of the lesson after the other."""

STEPS: dict[str, Step] = {step.id: step for steps in LESSONS.values() for step in steps}


def after(step: str) -> tuple[Step, ...]:
    """The steps of the same lesson that come after one; none for a step of another course."""
    for steps in LESSONS.values():
        ids = [each.id for each in steps]
        if step in ids:
            return steps[ids.index(step) + 1 :]
    return ()


def register(*steps: Step) -> None:
    """Add steps of a course of one's own, so that `check` and the grader know them.

    Raises:
        ValueError: for an id that another step has.
    """
    for step in steps:
        if STEPS.get(step.id, step) is not step:
            raise ValueError(f"there is a step {step.id!r} already; choose another id")
        STEPS[step.id] = step

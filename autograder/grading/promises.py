"""A check that looks as if it were judged outside is judged outside, or nobody is graded.

Run in the student's process it would give an honest answer nothing, since `check` returns no points, and a
forged one all of them.
"""

from collections.abc import Collection, Mapping
from pathlib import PurePath

from autograder.examiner.checkcell import imported_checks, observed_step, promised_step
from autograder.intake.repair import Outline, OutlineCell
from lenet_keras.checks.steps import STEPS


def keep(outline: Outline, judges: Collection[str], masters: Mapping[str, bytes]) -> None:
    """See to it that every graded cell that calls this project's `check` is one that the examiner knows.

    Args:
        outline: the lesson.
        judges: the modules that register steps of the course's own; they are loaded.
        masters: the course's files that go with the lesson, of which one may hand `check` on.

    Raises:
        ValueError: for a cell that is none, with its step and what to do.
    """
    code = [cell for cell in outline.cells if cell.kind == "code"]
    handing_on = {PurePath(name).stem for name, text in masters.items() if b"lenet_keras.checks" in text}
    names = imported_checks((cell.source for cell in code), {*judges, *handing_on})
    if names is None and not judges:  # another `check`, if there is one, and nobody promised anything
        return
    for cell in code:
        label = cell.metadata.get("nbgrader", {})
        graded = label.get("grade") and not label.get("solution")
        if not graded or observed_step(cell.source) in STEPS:
            continue
        if step := promised_step(cell.source, names or (), STEPS):
            raise ValueError(_told(cell, step, judges))


def _told(cell: OutlineCell, step: str, judges: Collection[str]) -> str:
    start = f"the cell {cell.grade_id} looks like the check of {step} but would run in the student's process:"
    if step not in STEPS:
        where = f"one of {', '.join(judges)} has" if judges else "a module of c.Examine.judges has"
        return f"{start} no step {step} is registered. See that {where} register(Step({step!r}, ...))"
    return f"{start} it holds more than that. Let check({step!r}) be all that stands in it"

"""Help on demand: `hint("A2.4")` says a little more each time it is asked. Nobody is told that it was."""

import tomllib
from functools import cache
from importlib import resources

from lenet_keras.checks import display
from lenet_keras.checks.steps import LESSONS

FILE = "hints.toml"  # beside the judges of a lesson

_told: dict[str, int] = {}  # how many hints of each step were shown in this process


def hint(step: str) -> None:
    """Show the next hint to a step: first where to look, then what to use, at last what it is made of.

    The hints shown before are shown again, so that asking costs nothing. Nothing is stored, neither in the
    notebook nor anywhere else, and no points are lost.

    Args:
        step: the step's id, for instance `"A2.4"`.

    Raises:
        ValueError: when there is no such step, or no hint to it.
    """
    known = hints()
    if step not in known:
        listed = ", ".join(each for each in known if each.split(".")[0] == str(step).split(".")[0])
        raise ValueError(f"there is no hint for {step!r}; expected one of {listed or ', '.join(known)}")
    _told[step] = min(_told.get(step, 0) + 1, len(known[step]))
    display.show_hints(step, known[step][: _told[step]], len(known[step]))


@cache
def hints() -> dict[str, tuple[str, ...]]:
    """All hints: from the id of a step to its sentences, in the order in which they are told."""
    found: dict[str, tuple[str, ...]] = {}
    for lesson in LESSONS:
        file = resources.files(f"lenet_keras.checks.{lesson}").joinpath(FILE)
        if file.is_file():
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            found |= {step: tuple(sentences) for step, sentences in table.items()}
    return found

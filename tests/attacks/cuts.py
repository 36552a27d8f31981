"""Lessons without what takes time, so that a submission to them costs seconds: no pictures, few trainings."""

import re
from dataclasses import dataclass

from lenet_keras.checks.steps import LESSONS
from tests.attacks.attack import A4, A5, A6, A7, A8, A9


@dataclass(frozen=True)
class Cut:
    """What is left of a lesson."""

    given: tuple[str, ...]
    """Of the given cells."""
    without: tuple[str, ...] = ()
    """Steps that are left out."""
    instead: tuple[str, str] = ("", "")
    """Text, and what stands in its place."""


CUTS = {
    A4: Cut(("setup",), ("A4.7", "A4.8", "A4.9")),
    A5: Cut(("setup", "student"), ("A5.3", "A5.4", "A5.10", "A5.11")),
    A6: Cut(("setup", "windows", "numerical"), ("A6.8", "A6.9", "A6.10")),  # no TensorFlow any more
    A7: Cut(("setup", "example", "product", "sine"), ("A7.9", "A7.10", "A7.11")),
    A8: Cut(("setup",), ("A8.14", "A8.16"), ("EPOCHS = 10", "EPOCHS = 1")),
    A9: Cut(("setup",), ("A9.6", "A9.7", "A9.8")),
}


def shortened(lesson: str, text: str) -> str:
    """The text of a lesson, cut."""
    cut = CUTS[lesson]
    first, *cells = re.split(r"^(?=# %%)", text, flags=re.MULTILINE)
    kept = [cell for cell in cells if _stays(cell.splitlines()[0], cut)]
    return (first + "".join(kept)).replace(*cut.instead) if any(cut.instead) else first + "".join(kept)


def _stays(head: str, cut: Cut) -> bool:
    if head == "# %%":
        return False
    if found := re.search(r'given="A\d+\.(\w+)"', head):
        return found[1] in cut.given
    found = re.search(r'(?:answer|check)="([\w.]+)"', head)
    return not found or found[1] not in cut.without


def points(lesson: str) -> float:
    """What a right submission to a cut lesson is worth before a person has graded it."""
    return sum(step.points for step in LESSONS[lesson] if step.id not in CUTS[lesson].without)

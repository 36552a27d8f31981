"""An entry of the bank: a question as a teacher writes it, with its parameters not yet drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, eq=False)
class Entry:
    """One question of `solutions/<lesson>.questions.yaml`, read and checked by `bank.load`."""

    id: str
    """`A2.Q6`; never changes once the question was given to students."""
    lesson: str
    """`a2_build`."""
    kind: str
    """One of `item.KINDS`."""
    points: float
    """At most."""
    fields: Mapping[str, Any]
    """The other fields as plain values; texts may still hold `{name}`."""
    parameters: Mapping[str, tuple]
    """For a template: the values to draw from. The common sheet uses the first of each."""
    computed: str
    """The registered function that gets the drawn parameters; empty if there is none."""
    path: Path
    """The file."""
    lines: Mapping[str, int]
    """The line of each field, counted from 1; that of the entry itself under an empty name."""

    def line(self, field: str = "") -> int:
        """Where a field stands; where the entry begins if it has no such field."""
        return self.lines.get(field, self.lines[""])

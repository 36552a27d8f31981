"""What a submission may use, and whether a cell has gone beyond it."""

import time
from dataclasses import dataclass

from autograder.sandbox.usage import Usage

GRACE = 5.0  # seconds that a cell has to end after it was interrupted


@dataclass(frozen=True)
class Allowance:
    """What a submission may use."""

    cell_seconds: float = 120.0
    """Wall time of one cell."""
    cell_cpu: float = 240.0
    """CPU seconds of one cell, of all its processes."""
    seconds: float = 600.0
    """Wall time of one notebook."""
    cpu: float = 1200.0
    """CPU seconds of one notebook."""
    memory: int = 6 << 30
    """Bytes of memory that all processes together hold."""
    output: int = 4 << 20
    """Bytes of output of one cell, counted as they arrive."""


class Budget:
    """A cell's share of what its notebook may use."""

    def __init__(self, allowance: Allowance, seconds: float, ends: float, cpu: float):
        """Begin to count.

        Args:
            allowance: of the notebook.
            seconds: that the cell may take.
            ends: when the notebook's time is over, as `time.monotonic` has it.
            cpu: seconds that the notebook has taken so far.
        """
        self._allowance, self._notebook_ends = allowance, ends
        self._ends = min(time.monotonic() + seconds, ends)
        self._cpu = cpu + allowance.cell_cpu
        self.interrupted = ""
        """Why the cell was interrupted; nothing if it was not."""

    def exceeded(self, used: Usage, output: int) -> str:
        """Say for which limit the process has to be ended; nothing if for none.

        Args:
            used: by all processes of the notebook.
            output: bytes of the cell.
        """
        allowance, now = self._allowance, time.monotonic()
        if output > allowance.output:
            return f"more than {allowance.output >> 20} MB of output"
        if used.memory > allowance.memory:
            return f"more than {allowance.memory >> 30} GB of memory"
        if now > self._notebook_ends + GRACE or used.cpu > allowance.cpu:
            return "the time limit of the notebook"
        if self.interrupted and now > self._ends + GRACE:
            return f"{self.interrupted}, and could not be interrupted"
        return ""

    def interrupts(self, used: Usage) -> bool:
        """Whether the cell has to be interrupted: true once, when its time is over."""
        now = time.monotonic()
        if self.interrupted or (now <= self._ends and used.cpu <= self._cpu):
            return False
        self.interrupted = f"the time limit of a cell ({self._allowance.cell_seconds:g} s)"
        self._ends = now
        return True

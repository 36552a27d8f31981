"""What a submission may use, and whether a cell has gone beyond it.

Time is processor time: how long a right answer takes by the clock depends on what else the machine does. By
the clock there is a second fence, wide enough for a busy machine, and one for a cell that waits and computes
nothing.
"""

import time
from dataclasses import dataclass

from autograder.sandbox.usage import Usage

GRACE = 5.0  # seconds that a cell has to end after it was interrupted
WIDE = 5  # how many times as long by the clock: as where ten programs share two cores
IDLE = 0.01  # of the time by the clock; who computes less than this share only waits
TIME = "the time limit"  # with these words begins what is said of a limit of time
SETTINGS = {
    f"{TIME} of a cell": "cell_seconds",
    f"{TIME} of the notebook": "notebook_seconds",
    " of memory": "memory",
    " of output": "output",
}
"""The settings of `c.Examine` that raise a limit, by what is said of it."""


@dataclass(frozen=True)
class Allowance:
    """What a submission may use."""

    cell_seconds: float = 120.0
    """Processor time of one cell, of all its processes."""
    seconds: float = 600.0
    """Processor time of one notebook."""
    memory: int = 6 << 30
    """Bytes of memory that all processes together hold."""
    output: int = 4 << 20
    """Bytes of output of one cell, counted as they arrive."""


@dataclass(frozen=True)
class Spent:
    """Time that a notebook has taken, over all candidates that ran a part of it."""

    cpu: float = 0.0
    """Seconds of processor time."""
    wall: float = 0.0
    """Seconds by the clock."""


class Budget:
    """A cell's share of what its notebook may use."""

    def __init__(self, allowance: Allowance, seconds: float, before: Spent, cpu: float):
        """Begin to count.

        Args:
            allowance: of the notebook.
            seconds: of processor time that the cell may take.
            before: what the notebook had taken.
            cpu: seconds that the candidate had taken.
        """
        self._allowance, self._seconds, self._before = allowance, seconds, before
        self._begin, self._cpu = time.monotonic(), cpu
        self._interrupted = Spent()
        self.interrupted = ""
        """Why the cell was interrupted; nothing if it was not."""

    def exceeded(self, used: Usage, output: int) -> str:
        """Say for which limit the process has to be ended; nothing if for none.

        Args:
            used: by all processes of the candidate.
            output: bytes of the cell.
        """
        allowance, spent = self._allowance, self._spent(used)
        if output > allowance.output:
            return f"more than {allowance.output >> 20} MB of output"
        if used.memory > allowance.memory:
            return f"more than {allowance.memory / (1 << 30):g} GB of memory"
        if self.interrupted:
            late = _over(spent, GRACE, self._interrupted)
            return f"{self.interrupted}, and could not be interrupted" if late else ""
        notebook = Spent(self._before.cpu + spent.cpu, self._before.wall + spent.wall)
        over = _over(notebook, allowance.seconds)
        return over and f"{TIME} of the notebook ({over})"

    def interrupts(self, used: Usage) -> bool:
        """Whether the cell has to be interrupted: true once, when its time is over."""
        spent = self._spent(used)
        over = _over(spent, self._seconds)
        if not over and spent.wall > self._seconds and spent.cpu < IDLE * spent.wall:
            over = f"{self._seconds:g} s in which it computed nothing"
        if self.interrupted or not over:
            return False
        self.interrupted, self._interrupted = f"{TIME} of a cell ({over})", spent
        return True

    def _spent(self, used: Usage) -> Spent:
        """What the cell has taken so far."""
        return Spent(max(0.0, used.cpu - self._cpu), time.monotonic() - self._begin)


def setting_of(limit: str) -> str:
    """The setting of `c.Examine` that raises a limit; nothing for what no setting raises.

    Args:
        limit: what was said of it.
    """
    return next((setting for words, setting in SETTINGS.items() if words in limit), "")


def _over(spent: Spent, seconds: float, since: Spent = Spent()) -> str:
    """Which of the two fences of `seconds` was passed, in words; nothing if none was."""
    if spent.cpu - since.cpu > seconds:
        return f"{seconds:g} s of processor time"
    if spent.wall - since.wall > WIDE * seconds:
        return f"{WIDE * seconds:g} s by the clock"
    return ""

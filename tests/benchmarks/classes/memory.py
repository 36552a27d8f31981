"""What one further candidate needs: looks at the processes of a running command."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.classes.command import status

WARM = b"autograder.sandbox.warm"
SHARE = 20  # of the time that passes, one part is spent with looking: it walks through all pages


class Looks:
    """The largest candidate that was seen; an object of this class is a `look` of a command."""

    def __init__(self):
        """Without any look yet."""
        self._next = 0.0
        self.own = self.proportional = 0
        """Bytes that only its processes have (USS); the same with their share of what is shared (PSS)."""

    def __call__(self, process: int) -> None:
        """Look at all candidates that a command runs, unless the last look was too short a time ago."""
        if (started := time.monotonic()) < self._next:
            return
        for warm in _children(process):
            with contextlib.suppress(OSError):
                if WARM not in Path(f"/proc/{warm}/cmdline").read_bytes():
                    continue
                for supervisor in _children(warm):
                    self._add([supervisor, *_below(supervisor)])
        now = time.monotonic()
        self._next = now + SHARE * (now - started)

    def _add(self, tree: list[int]) -> None:
        maps = [status(each, "smaps_rollup") for each in tree]
        own = sum(each.get("Private_Clean", 0) + each.get("Private_Dirty", 0) for each in maps)
        self.own = max(self.own, own)
        self.proportional = max(self.proportional, sum(each.get("Pss", 0) for each in maps))


def _children(process: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(OSError):
                yield from map(int, (thread / "children").read_text().split())


def _below(process: int) -> Iterator[int]:
    for child in _children(process):
        yield child
        yield from _below(child)

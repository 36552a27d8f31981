"""What a check takes at a student's desk: `python -m tests.benchmarks.desk [LESSON ...]`.

Each reference notebook runs in an IPython of its own, its check cells as students have them: without the part
that lets graders judge. Of each check cell its processor time is taken, less
that of evaluating what the check looks at: a function that takes seconds is not the check's doing. The
first time of a check is told, which may import something, and the median of four more.
"""

import argparse
import contextlib
import io
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from lenet_keras.checks import observation
from lenet_keras.checks.steps import LESSONS
from tests.answers import bench

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n", re.DOTALL)
GOAL = 50.0  # milliseconds
AGAIN = 4
HEADS = "| lesson | checks | slowest, first time | slowest, median | median of all | over the goal |"


class Stopwatch:
    """Processor seconds that `eval` takes on behalf of the checks."""

    def __init__(self) -> None:
        self.evaluated = 0.0

    def eval(self, code: Any, scope: dict[str, Any]) -> Any:
        """What the built-in `eval` gives."""
        started = time.process_time()
        try:
            return eval(code, scope)
        finally:
            self.evaluated += time.process_time() - started


def checks(lesson: str) -> Iterator[tuple[str, list[float]]]:
    """Run a lesson from the top to the bottom.

    Yields:
        The id of each step, and the milliseconds of its check each time that it ran.

    Raises:
        RuntimeError: when a check of the reference solution is not passed.
    """
    from IPython.core.interactiveshell import InteractiveShell

    shell, watch = InteractiveShell.instance(), Stopwatch()
    observation.eval = watch.eval  # type: ignore[attr-defined]
    for cell, source in bench.cells(lesson):
        times = []
        for _ in range(1 + AGAIN * cell.endswith("-check")):
            evaluated, started = watch.evaluated, time.process_time()
            with contextlib.redirect_stdout(io.StringIO()) as shown:
                result = shell.run_cell(HIDDEN.sub("", source), store_history=True)
            seconds = time.process_time() - started - (watch.evaluated - evaluated)
            times.append(1000 * seconds)
            if not result.success:
                raise RuntimeError(f"{lesson}, cell {cell}: {shown.getvalue()[-2000:]}")
        if cell.endswith("-check"):
            yield cell.removesuffix("-check").replace("-", "."), times


def row(lesson: str, found: dict[str, list[float]]) -> str:
    """A line of the table."""
    first = {step: times[0] for step, times in found.items()}
    later = {step: statistics.median(times[1:]) for step, times in found.items()}
    slowest = [
        f"{max(each.values()):.0f} ms, {max(each, key=lambda step: each[step])}" for each in (first, later)
    ]
    over = ", ".join(f"{step} {first[step]:.0f}" for step in found if first[step] > GOAL) or "none"
    cells = lesson, len(found), *slowest, f"{statistics.median(later.values()):.0f} ms", over
    return f"| {' | '.join(map(str, cells))} |"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 1 when a check takes more than the goal."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.desk", description=__doc__.splitlines()[0]
    )
    parser.add_argument("lesson", nargs="*", choices=[*LESSONS, []], help="all if none is named")
    lessons = parser.parse_args(arguments).lesson or list(LESSONS)
    if len(lessons) == 1:
        print(line := row(lessons[0], dict(checks(lessons[0]))), flush=True)
        return 0 if line.endswith("none |") else 1
    print(HEADS, "| --- " * HEADS.count(" | ") + "| --- |", sep="\n", flush=True)
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "MPLBACKEND": "Agg"}
    command = [sys.executable, "-m", "tests.benchmarks.desk"]
    return max(subprocess.run([*command, each], env=environment, check=False).returncode for each in lessons)


if __name__ == "__main__":
    sys.exit(main())

"""What grading a class costs: `python -m tests.benchmarks.classes [--quick]`.

Whole classes of honest students, all different, are graded by `nbgrader autograde` as an instructor runs
it: with this project's configuration, and by stock nbgrader with its own defaults and the same lessons,
their judges in the student's kernel. Seconds a submission are those of the whole command divided by the
number of submissions: what a person waits for. Other programs that run meanwhile spoil every figure.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.classes import figures
from tests.benchmarks.classes.costs import costs
from tests.benchmarks.classes.figures import FULL, QUICK, Figure, Sizes
from tests.benchmarks.classes.school import School

MEANT = (
    "Seconds a submission: wall time of the whole command / number of submissions. Stock nbgrader grades "
    "a part of the class in each turn; its start counts as much as for the whole class.",
    "Processor seconds: of nbgrader's process and all others under it, by `wait4`; those of a larger class "
    "less those of a class of 1. A script: forks of one process that has imported the same modules.",
    "Beyond its cells: an examination in a warm process less the time of its cells, from request to last "
    "output, so that starting, observing, judging and ending a candidate are counted; and what nbgrader's "
    "process adds for each, by writing a whole class down again that is examined already.",
    "nbgrader's process: the memory of the process that the command starts, without candidates.",
    "Several turns: the median (the least to the most).",
)


def table(found: list[Figure], title: str) -> Table:
    """The figures beside their goals."""
    result = Table(title=title, title_justify="left", show_lines=True)
    for head in ("what", "measured", "compared with", "ratio", "goal", ""):
        result.add_column(head, justify="right" if head in ("measured", "ratio", "goal") else "left")
    for each in found:
        met = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[each.met]
        result.add_row(each.what, each.measured, each.beside, each.ratio, each.goal, met)
    return result


def per_check(milliseconds: dict[str, float]) -> Table:
    """What each check takes, a row for each lesson."""
    result = Table(title="Milliseconds of a check: observing and judging", title_justify="left")
    result.add_column("lesson")
    lessons: dict[str, list[str]] = {}
    for step, each in milliseconds.items():
        lesson, _, name = step.partition(".")
        lessons.setdefault(lesson, []).append(f"{name}: {each:.0f}")
    for _ in range(max(map(len, lessons.values()))):
        result.add_column("", justify="right")
    for lesson, cells in lessons.items():
        result.add_row(lesson, *cells)
    return result


def measure(sizes: Sizes) -> tuple[list[Figure], dict[str, float]]:
    """Measure everything; this takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        school = School(Path(folder))
        found = [*figures.against_stock(school, sizes), *figures.growth(school, sizes)]
        more, checks = costs(school, sizes)
    return [*found, *more], checks


def main(arguments: list[str] | None = None) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.classes", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--quick", action="store_true", help="tiny classes: 5 minutes, no fair verdicts")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    found, checks = measure(QUICK if options.quick else FULL)
    cores = len(os.sched_getaffinity(0))
    title = f"What grading a class costs, on {cores} cores"
    if options.quick:
        title += " (--quick: tiny classes, which hide behind the start of a command; not the goals' sizes)"
    console = Console(width=max(Console().width, 140))
    console.print(table(found, title), per_check(checks), *MEANT, sep="\n", highlight=False)
    console.print(f"This took {(time.monotonic() - started) / 60:.0f} minutes.", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How often the checks are right: `python -m tests.benchmarks.rates [--seeds 10] [--lesson a1_preprocess]`.

Every right answer of the tables in `tests/answers` runs with each seed, every mistake once. A right answer
counts when the visible and the hidden judge accept it in full, a mistake when it is refused with its own
hint. The exit status is 1 when any of them is not.
"""

import argparse
import importlib
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import matplotlib
import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Sheet

from autograder.terminal.progress import progress_bar
from lenet_keras.checks.steps import LESSONS
from tests.answers import bench
from tests.answers.bench import Table

SEEDS = 10
TABLES: dict[str, Table] = {
    lesson: importlib.import_module(f"tests.answers.{lesson}").TABLE for lesson in LESSONS
}

matplotlib.use("Agg")  # figures are looked at by checks only


@dataclass
class Tally:
    """What became of the answers to one step."""

    step: str
    accepted: int = 0
    tried: int = 0
    caught: int = 0
    listed: int = 0
    troubles: list[str] = field(default_factory=list)
    """A line for each right answer that was refused and each mistake that escaped its hint."""


def fresh(seed: int) -> None:
    """Make the next answer independent of those before it: random numbers and figures."""
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(seed)
    random.seed(seed)
    np.random.seed(seed)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def measure(
    table: Table, seeds: range, advance: Callable[[str], None] = lambda step: None
) -> Iterator[Tally]:
    """Run all answers of one lesson.

    Args:
        table: the answers.
        seeds: with which the right answers run; mistakes run with the first.
        advance: called after each run with the id of its step.

    Yields:
        The tally of each step, in the order of the lesson.
    """
    for step in (each.id for each in LESSONS[table.lesson]):
        tally = Tally(step)
        for seed in seeds:
            for name, code in table.right.get(step, {}).items():
                fresh(seed)
                refusal = bench.refusal(table, step, code, seed)
                tally.tried += 1
                tally.accepted += not refusal
                if refusal:
                    tally.troubles.append(f"{step} right answer {name!r}, seed {seed}, refused: {refusal}")
                advance(step)
        for name, (code, hint) in table.mistakes.get(step, {}).items():
            fresh(seeds[0])
            trouble = bench.escape(table, step, code, hint, seeds[0])
            tally.listed += 1
            tally.caught += not trouble
            if trouble:
                tally.troubles.append(f"{step} mistake {name!r} escaped: {trouble}")
            advance(step)
        yield tally


def sheet(lesson: str, tallies: list[Tally]) -> Sheet:
    """The tallies of one lesson as a table with a row for the totals."""
    result = Sheet(title=lesson, title_justify="left", show_footer=True)
    sums = [
        sum(getattr(each, name) for each in tallies) for name in ("accepted", "tried", "caught", "listed")
    ]
    result.add_column("step", footer="all")
    result.add_column("right: accepted / tried", justify="right", footer=_share(*sums[:2]))
    result.add_column("mistakes: caught with hint / listed", justify="right", footer=_share(*sums[2:]))
    for each in tallies:
        counts = f"{each.accepted} / {each.tried}", f"{each.caught} / {each.listed}"
        result.add_row(each.step, *counts, style="red" if each.troubles else None)
    return result


def _share(part: int, whole: int) -> str:
    return f"{part} / {whole} = {part / whole:.1%}" if whole else "none"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each right answer")
    parser.add_argument(
        "--lesson", action="append", choices=list(TABLES), help="this lesson only (repeatable)"
    )
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error(f"--seeds: found {options.seeds}, expected at least 1")
    tables = [TABLES[lesson] for lesson in options.lesson or TABLES]
    console = Console()
    sheets, tallies = [], []
    with progress_bar(console) as progress:
        for table in tables:
            answers = sum(map(len, table.right.values())) * options.seeds
            task = progress.add_task(table.lesson, total=answers + sum(map(len, table.mistakes.values())))

            def advance(step: str, task=task) -> None:
                progress.update(task, advance=1, description=step)

            found = list(measure(table, range(options.seeds), advance))
            sheets.append(sheet(table.lesson, found))
            tallies += found
    console.print(*sheets, sep="\n")
    troubles = [trouble for tally in tallies for trouble in tally.troubles]
    for trouble in troubles:
        console.print(f"[red]•[/red] {escape(trouble)}", highlight=False)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())

"""How often the checks are right: `python -m tests.benchmarks.rates [--seeds 10] [--lesson a1_preprocess]`.

Every answer of the tables in `tests/answers` runs with each seed. A right answer is to be accepted in full by
the visible and by the hidden judge, a mistake refused with its own hint, by both alike. Then the hints of the
judges are listed that no answer has triggered. The exit status is 1 when an answer is judged wrongly, or when
a hint is left.
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
from tests.benchmarks import hint_coverage

SEEDS = 10
TABLES: dict[str, Table] = {
    lesson: importlib.import_module(f"tests.answers.{lesson}").TABLE for lesson in LESSONS
}

matplotlib.use("Agg")  # figures are looked at by checks only


@dataclass
class Tally:
    """What became of the answers to one step."""

    step: str
    refused: int = 0
    """Right answers that were refused, of `tried`."""
    tried: int = 0
    accepted: int = 0
    """Mistakes that were accepted, of `listed`."""
    caught: int = 0
    """Mistakes that were refused with their own hint."""
    listed: int = 0
    said: set[str] = field(default_factory=set)
    """Everything that the judges said."""
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
        seeds: with which each of them runs.
        advance: called after each run with the id of its step.

    Yields:
        The tally of each step, in the order of the lesson.
    """
    for step in (each.id for each in LESSONS[table.lesson]):
        tally = Tally(step)
        for seed in seeds:
            for name, code in table.right.get(step, {}).items():
                fresh(seed)
                refusal = bench.refusal(table, step, code, seed, tally.said)
                tally.tried += 1
                tally.refused += bool(refusal)
                if refusal:
                    tally.troubles.append(f"{step} right answer {name!r}, seed {seed}, refused: {refusal}")
                advance(step)
            for name, (code, hint) in table.mistakes.get(step, {}).items():
                fresh(seed)
                trouble = bench.escape(table, step, code, hint, seed, tally.said)
                tally.listed += 1
                tally.caught += not trouble
                tally.accepted += trouble == bench.ACCEPTED
                if trouble:
                    tally.troubles.append(f"{step} mistake {name!r}, seed {seed}, escaped: {trouble}")
                advance(step)
        yield tally


def sheet(lesson: str, tallies: list[Tally]) -> Sheet:
    """The tallies of one lesson as a table with a row for the totals."""
    result = Sheet(title=lesson, title_justify="left", show_footer=True)
    columns = {
        "right answers refused": ("refused", "tried"),
        "mistakes accepted": ("accepted", "listed"),
        "mistakes with their own hint": ("caught", "listed"),
    }
    result.add_column("step", footer="all")
    for title, names in columns.items():
        part, whole = (sum(getattr(each, name) for each in tallies) for name in names)
        result.add_column(title, justify="right", footer=_share(part, whole))
    for each in tallies:
        counts = (f"{getattr(each, part)} / {getattr(each, whole)}" for part, whole in columns.values())
        result.add_row(each.step, *counts, style="red" if each.troubles else None)
    return result


def _share(part: int, whole: int) -> str:
    return f"{part} / {whole} = {part / whole:.1%}" if whole else "none"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each answer")
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
            answers = sum(map(len, [*table.right.values(), *table.mistakes.values()]))
            task = progress.add_task(table.lesson, total=answers * options.seeds)

            def advance(step: str, task=task) -> None:
                progress.update(task, advance=1, description=step)

            found = list(measure(table, range(options.seeds), advance))
            sheets.append(sheet(table.lesson, found))
            tallies += found
    console.print(*sheets, sep="\n")
    troubles = [trouble for tally in tallies for trouble in tally.troubles]
    for trouble in troubles:
        console.print(f"[red]•[/red] {escape(trouble)}", highlight=False)
    hints = hint_coverage.written([table.lesson for table in tables])
    if len(tables) < len(TABLES):  # the answers of other lessons trigger those that all share
        hints = [hint for hint in hints if hint.lesson != hint_coverage.SHARED]
    left = hint_coverage.unsaid(hints, {sentence for tally in tallies for sentence in tally.said})
    console.print(f"{len(left)} of {len(hints)} hints were said to no answer.")
    for hint in left:
        console.print(f"[red]•[/red] {escape(hint.place)} {escape(hint.text)}", highlight=False)
    return 1 if troubles or left else 0


if __name__ == "__main__":
    sys.exit(main())

"""How often the checks are right: `python -m tests.benchmarks.rates [--seeds 10] [--lesson a1_preprocess]`.

Every answer of the tables in `tests/answers` is judged with each seed. A right answer is to be accepted in
full by the visible and by the hidden judge, a mistake refused with its own hint, by both alike. Then the
hints of the judges are listed that no answer has triggered. The exit status is 1 when an answer is judged
wrongly, or when a hint is left.

Nothing is computed ten times that comes out the same ten times. Each answer runs with two seeds. Where all
that its check observes is the same, the other seeds only draw anew what a grader asks beyond the check. A
mistake that both seeds refuse in the same words is judged by its form, and runs no more; where the words hold
what a training has measured, they differ.
"""

import argparse
import importlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import matplotlib
import numpy as np
from rich.console import Console

from autograder.candidate.codec import encode
from autograder.terminal.progress import progress_bar
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import Verdict
from tests.answers import bench
from tests.answers.bench import Table
from tests.benchmarks import hint_coverage
from tests.benchmarks.hint_coverage import Hint

SEEDS = 10
TABLES: dict[str, Table] = {
    lesson: importlib.import_module(f"tests.answers.{lesson}").TABLE for lesson in LESSONS
}
HEADS = (
    "lesson",
    "right answers refused",
    "mistakes accepted",
    "mistakes with their own hint",
    "hints that no answer triggers",
    "processor seconds",
)
Verdicts = tuple[Verdict, Verdict]

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
matplotlib.use("Agg")  # figures are looked at by checks only


@dataclass
class Tally:
    """What became of the answers to one step; an answer counts when it is judged wrongly with any seed."""

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

    def note(self, answer: str, what: str, wrong: list[str], found: list[Verdicts]) -> None:
        """Keep what was said of an answer, and the first of what was wrong."""
        self.said |= {sentence for verdicts in found for sentence in bench.told(verdicts)}
        if wrong:
            times = f"{len(wrong)} of {len(found)} times"
            self.troubles.append(f"{self.step} {answer} {what} {times}: {wrong[0]}")


def fresh(seed: int) -> None:
    """Make the next answer independent of those before it: random numbers and figures."""
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(seed)
    random.seed(seed)
    np.random.seed(seed)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def judged(table: Table, step: str, code: str, seeds: range) -> Iterator[Verdicts]:
    """The verdicts on an answer with each seed that can make a difference.

    Args:
        table: that the answer is from.
        step: that it answers.
        code: of the answer.
        seeds: all of them.
    """
    runs, verdicts = [], []
    for seed in seeds[:2]:
        fresh(seed)
        runs.append(bench.run(table, step, code, seed))
        verdicts.append(runs[-1].judged())
        yield verdicts[-1]
    if not verdicts[0][0].passed and verdicts[0] == verdicts[-1]:
        return
    alike = encode(runs[0].observations) == encode(runs[-1].observations)
    if alike and not any(each.drawn for each in STEPS[step].criteria):
        return
    for seed in seeds[2:]:
        if not alike:
            fresh(seed)
            runs[-1] = bench.run(table, step, code, seed)
        yield runs[-1].judged()


def measure(
    table: Table, seeds: range, advance: Callable[[str], None] = lambda step: None
) -> Iterator[Tally]:
    """Judge all answers of one lesson.

    Args:
        table: the answers.
        seeds: with which each of them is judged.
        advance: called after each answer with the id of its step.

    Yields:
        The tally of each step, in the order of the lesson.
    """
    for step in LESSONS[table.lesson]:
        tally = Tally(step.id)
        for name, code in table.right.get(step.id, {}).items():
            found = list(judged(table, step.id, code, seeds))
            refusals = [refusal for each in found if (refusal := bench.refusal(each))]
            tally.tried += 1
            tally.refused += bool(refusals)
            tally.note(f"right answer {name!r}", "refused", refusals, found)
            advance(step.id)
        for name, (code, hint) in table.mistakes.get(step.id, {}).items():
            found = list(judged(table, step.id, code, seeds))
            escapes = [escape for each in found if (escape := bench.escape(step, each, hint))]
            tally.listed += 1
            tally.caught += not escapes
            tally.accepted += bench.ACCEPTED in escapes
            tally.note(f"mistake {name!r}", "escaped", escapes, found)
            advance(step.id)
        yield tally


def row(lesson: str, tallies: list[Tally], left: int, hints: int, seconds: float) -> tuple[str, ...]:
    """A lesson in words and figures, as `HEADS` names them.

    Args:
        lesson: its name.
        tallies: of its steps.
        left: how many of its hints nothing triggered.
        hints: how many there are.
        seconds: of the processor.
    """
    pairs = [("refused", "tried"), ("accepted", "listed"), ("caught", "listed")]
    counts = [[sum(getattr(each, name) for each in tallies) for name in pair] for pair in pairs]
    shares = [f"{part:,} of {whole:,}" for part, whole in [*counts, (left, hints)]]
    return lesson, *shares, f"{seconds:,.0f}"


def markdown(rows: list[tuple[str, ...]]) -> str:
    """A table for `docs/benchmarks.md`."""
    lines = [HEADS, ("---",) * len(HEADS), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, default=SEEDS, help="with which each answer is judged")
    parser.add_argument(
        "--lesson", action="append", choices=list(TABLES), help="this lesson only (repeatable)"
    )
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error(f"--seeds: found {options.seeds}, expected at least 1")
    tables = [TABLES[lesson] for lesson in options.lesson or TABLES]
    rows, tallies, left = [], [], []
    with progress_bar(Console(stderr=True)) as progress:
        for table in tables:
            answers = sum(map(len, [*table.right.values(), *table.mistakes.values()]))
            task = progress.add_task(table.lesson, total=answers)

            def advance(step: str, task=task) -> None:
                progress.update(task, advance=1, description=step)

            started = time.process_time()
            found = list(measure(table, range(options.seeds), advance))
            hints, unsaid = _hints(table.lesson, found)
            taken = time.process_time() - started
            rows.append(row(table.lesson, found, len(unsaid), len(hints), taken))
            tallies += found
            left += unsaid
    if len(tables) == len(TABLES):  # the answers of all lessons trigger what they share
        hints, unsaid = _hints(hint_coverage.SHARED, tallies)
        left += unsaid
        rows.append(("all", *(["-"] * 3), f"of those they share, {len(unsaid)} of {len(hints)}", "-"))
    print(markdown(rows))
    troubles = [trouble for tally in tallies for trouble in tally.troubles]
    print(*troubles, *(f"{hint.place} is said to no answer: {hint.text}" for hint in left), sep="\n")
    return 1 if troubles or left else 0


def _hints(lesson: str, tallies: list[Tally]) -> tuple[list[Hint], list[Hint]]:
    """The hints of a lesson, and those of them that were said to no answer."""
    hints = [hint for hint in hint_coverage.written([lesson]) if hint.lesson == lesson]
    return hints, hint_coverage.unsaid(hints, {sentence for tally in tallies for sentence in tally.said})


if __name__ == "__main__":
    sys.exit(main())

"""What faults do to grading: `python -m tests.faults [--only NAME] [--runs N] [--seed N]`.

The exit status is 1 when grading again did not end with the scores of an undisturbed run, or when anything
was left behind.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.terminal.progress import progress_bar
from tests.faults.faults import FAULTS, Fault
from tests.faults.world import Trial, World

WIDE = 400  # columns of the table, so that each row is one line of Markdown
Trials = dict[Fault, list[Trial]]


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=[fault.name for fault in FAULTS], default=[], metavar="NAME"
    )
    parser.add_argument("--runs", type=int, help="of each fault; as many as it takes if left out")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    faults = [fault for fault in FAULTS if not chosen.only or fault.name in chosen.only]
    console = Console(width=max(Console().width, 140))
    trials: Trials = {fault: [] for fault in faults}
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, progress_bar(console) as bar:
        world = World(Path(folder))
        for fault in faults:
            if reason := fault.missing():
                console.print(f"{fault.name}: left out, because {reason}", highlight=False)
                continue
            runs = chosen.runs or fault.runs
            task = bar.add_task(fault.name, total=runs)
            for number in range(runs):
                try:
                    trial = fault.try_once(world, Random(f"{chosen.seed} {fault.name} {number}"))
                except Exception as error:  # the others are tried all the same
                    trial = Trial([f"could not be tried: {type(error).__name__}: {str(error)[:200]}"])
                trials[fault].append(trial)
                for problem in trial.problems:
                    console.print(f"[red]{fault.name}, {number}[/]: {escape(problem)}", highlight=False)
                bar.advance(task)
    Console(width=WIDE).print(report(trials))
    return int(any(trial.problems for each in trials.values() for trial in each))


def report(trials: Trials) -> Table:
    """One row for each fault."""
    table = Table(box=box.MARKDOWN)
    table.add_column("fault", no_wrap=True)
    table.add_column("runs", justify="right")
    table.add_column("ended with the undisturbed scores", justify="right")
    table.add_column("notes")
    for fault, tried in trials.items():
        right = sum(not trial.problems for trial in tried)
        notes = Counter(trial.note for trial in tried if trial.note)
        notes.update(problem for trial in tried for problem in trial.problems)
        told = "; ".join(f"{count} × {note}" for note, count in notes.most_common())
        colour = "green" if right == len(tried) else "red"
        table.add_row(fault.name, str(len(tried)), f"[{colour}]{right}[/]", escape(told.replace("|", "/")))
    every = [trial for tried in trials.values() for trial in tried]
    table.add_row("all", str(len(every)), str(sum(not trial.problems for trial in every)), "")
    return table


if __name__ == "__main__":
    sys.exit(main())

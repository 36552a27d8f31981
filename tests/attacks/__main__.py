"""What the attacks get: `python -m tests.attacks [--mode ours|weak|both] [--group forge] [--only name]`.

The exit status is 1 when our grading gives a point that is not deserved, shows a secret, lets an attack
reach anything, or treats an honest student otherwise than when she is alone.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.terminal.progress import progress_bar
from tests.attacks import runner
from tests.attacks.attack import Attack
from tests.attacks.corpus import ATTACKS, GROUPS
from tests.attacks.course import Course
from tests.attacks.runner import Batch, Outcome

Found = dict[str, tuple[Batch, Outcome]]  # by the attack's name


def chosen(groups: Iterable[str] = (), names: Iterable[str] = ()) -> list[Attack]:
    """The attacks of some groups, or of some names; all of them if none are named."""
    return [
        attack
        for attack in ATTACKS
        if (not groups or attack.group in groups) and (not names or attack.name in names)
    ]


def measure(mode: str, attacks: list[Attack], folder: Path, told: Callable[[str], None]) -> Found:
    """Grade attacks: ours all of a lesson in one batch, in the weaker mode each in a course of its own."""
    found: Found = {}
    for lesson in dict.fromkeys(attack.lesson for attack in attacks):
        these = [attack for attack in attacks if attack.lesson == lesson]
        course = Course.build(folder / f"{mode}-{lesson}", mode, lesson)
        batches = (
            [runner.run(course, these, told)]
            if mode == "ours"
            else (_told(runner.alone(course, attack, folder), attack, told) for attack in these)
        )
        for batch in batches:
            found |= {outcome.attack.name: (batch, outcome) for outcome in batch.outcomes}
    return found


def _told(batch: Batch, attack: Attack, told: Callable[[str], None]) -> Batch:
    told(attack.name)
    return batch


def harm(batch: Batch, outcome: Outcome) -> list[str]:
    """What an attack did beside its points and secrets, in words."""
    words = list(outcome.effects)
    if len(batch.outcomes) == 1:
        words += whole(batch)
    return words


def whole(batch: Batch) -> list[str]:
    """What happened to the whole batch, in words."""
    words = [f"{student}: {text}" for student, text in batch.neighbours.items()]
    words += [f"{len(batch.survivors)} processes survived"] if batch.survivors else []
    return words + [f"changed {path}" for path in batch.changed]


def held(batch: Batch, outcome: Outcome) -> bool:
    """Whether an attack got nothing that it does not deserve, and nobody honest lost anything."""
    return not (outcome.undeserved or outcome.lost or outcome.secrets or outcome.effects or whole(batch))


def report(attacks: list[Attack], results: dict[str, Found]) -> Table:
    """One row for each attack; for each mode the points, the secrets and the harm."""
    table = Table(title="Attacks", title_justify="left")
    table.add_column("attack")
    table.add_column("group")
    table.add_column("deserves", justify="right")
    for mode in results:
        table.add_column(mode, justify="right")
        table.add_column("secrets")
        table.add_column("harm")
    for attack in attacks:
        row = [attack.name, attack.group, f"{attack.deserves:g}"]
        for found in results.values():
            batch, outcome = found[attack.name]
            points = "-" if outcome.points is None else f"{outcome.points:g}"
            colour = "red" if outcome.undeserved else "yellow" if outcome.lost else "green"
            row += [f"[{colour}]{points}[/]", ", ".join(outcome.secrets), "; ".join(harm(batch, outcome))]
        table.add_row(*row)
    return table


def totals(mode: str, found: Found) -> str:
    """One line about all attacks in one mode."""
    pairs = list(found.values())

    def count(test: Callable[[Batch, Outcome], object]) -> int:
        return sum(bool(test(batch, outcome)) for batch, outcome in pairs)

    return (
        f"{mode}: of {len(pairs)} attacks {count(lambda b, o: o.undeserved)} get points that they do not "
        f"deserve ({sum(o.undeserved for _, o in pairs):g} in all), {count(lambda b, o: o.lost)} lose honest "
        f"points, {count(lambda b, o: o.secrets)} see secrets, {count(lambda b, o: o.effects)} reach "
        f"something, {count(lambda b, o: b.neighbours)} change an honest student's grade, "
        f"{count(lambda b, o: b.survivors)} leave processes, {count(lambda b, o: b.crashed)} end the batch"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--mode", choices=("ours", "weak", "both"), default="ours")
    parser.add_argument("--group", action="append", choices=GROUPS, default=[])
    parser.add_argument(
        "--only", action="append", choices=[a.name for a in ATTACKS], default=[], metavar="NAME"
    )
    options = parser.parse_args(arguments)
    attacks = chosen(options.group, options.only)
    modes = ("ours", "weak") if options.mode == "both" else (options.mode,)
    console = Console(width=max(Console().width, 140))
    results: dict[str, Found] = {}
    with progress_bar(console) as progress, tempfile.TemporaryDirectory() as folder:
        for mode in modes:
            task = progress.add_task(mode, total=len(attacks))

            def told(name: str, task=task, mode=mode) -> None:
                progress.update(task, description=f"{mode}: {name}", advance=1)

            results[mode] = measure(mode, attacks, Path(folder), told)
    console.print(report(attacks, results))
    for mode, found in results.items():
        for batch in {id(batch): batch for batch, _ in found.values() if len(batch.outcomes) > 1}.values():
            for word in whole(batch):
                console.print(f"[red]{mode}: {word}[/]", highlight=False)
        console.print(totals(mode, found), highlight=False)
    return int(not all(held(*each) for each in results.get("ours", {}).values()))


if __name__ == "__main__":
    sys.exit(main())

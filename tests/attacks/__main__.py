"""What the attacks get: `python -m tests.attacks [--mode ours|weak|both] [--group forge] [--only name]`.

They run as whoever starts them; with `--user`, root tries them as an ordinary user.

The exit status is 1 when our grading gives a point that is not deserved, shows a secret, lets an attack
reach anything, or treats an honest student otherwise than when she is alone.
"""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.terminal.progress import progress_bar
from lenet_keras.checks.steps import LESSONS
from tests.attacks import ordinary, runner
from tests.attacks.attack import Attack
from tests.attacks.corpus import ATTACKS, GROUPS
from tests.attacks.course import Course
from tests.attacks.runner import Batch, Outcome

WIDE = 400  # columns of the table, so that each row is one line of Markdown
Found = dict[str, tuple[Batch, Outcome]]  # by the attack's name


def chosen(
    groups: Iterable[str] = (), names: Iterable[str] = (), lessons: Iterable[str] = ()
) -> list[Attack]:
    """The attacks of some groups, names or lessons; all of them if none are named."""
    return [
        attack
        for attack in ATTACKS
        if (not groups or attack.group in groups)
        and (not names or attack.name in names)
        and (not lessons or attack.lesson in lessons)
    ]


def measure(mode: str, attacks: list[Attack], folder: Path, told: Callable[[str], None]) -> Found:
    """Grade attacks: ours all of a lesson in one batch, in the weaker mode each in a course of its own."""
    found: Found = {}
    for lesson in dict.fromkeys(attack.lesson for attack in attacks):
        these = [attack for attack in attacks if attack.lesson == lesson]
        try:
            course = Course.build(folder / f"{mode}-{lesson}", mode, lesson)
        except Exception as error:
            found |= _untried(these, error)
            continue
        if mode == "ours":
            found |= _tried(these, lambda course=course, these=these: runner.run(course, these, told))
            continue
        for attack in these:
            alone = partial(runner.alone, course, attack, folder)
            found |= _tried([attack], alone)
            told(attack.name)
    return found


def _tried(attacks: list[Attack], run: Callable[[], Batch]) -> Found:
    """What became of attacks; one that could not be tried does not keep the others from being told."""
    try:
        batch = run()
    except Exception as error:
        return _untried(attacks, error)
    return {outcome.attack.name: (batch, outcome) for outcome in batch.outcomes}


def _untried(attacks: list[Attack], error: Exception) -> Found:
    said = str(getattr(error, "output", None) or "")[-300:]
    what = f"could not be tried: {type(error).__name__}: {str(error)[:200]} {said}"
    batch = Batch([Outcome(attack, effects=[what]) for attack in attacks])
    return {outcome.attack.name: (batch, outcome) for outcome in batch.outcomes}


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
    table = Table(box=box.MARKDOWN)
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
            told = escape("; ".join(harm(batch, outcome)).replace("|", "/"))
            row += [f"[{colour}]{points}[/]", ", ".join(outcome.secrets), told]
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
    parser.add_argument("--lesson", action="append", choices=list(LESSONS), default=[], metavar="LESSON")
    parser.add_argument("--user", action="store_true", help="as an ordinary user; only root can ask for it")
    options = parser.parse_args(arguments)
    if options.user and os.getuid() != 0:
        parser.error("you are an ordinary user already; leave out --user")
    if options.user:
        return ordinary.run([each for each in arguments or sys.argv[1:] if each != "--user"])
    attacks = chosen(options.group, options.only, options.lesson)
    modes = ("ours", "weak") if options.mode == "both" else (options.mode,)
    console = Console(width=max(Console().width, 140))
    results: dict[str, Found] = {}
    folder = Path(tempfile.mkdtemp())
    with progress_bar(console) as progress, contextlib.ExitStack() as left:
        left.callback(runner.remove, folder)
        for mode in modes:
            task = progress.add_task(mode, total=len(attacks))

            def told(name: str, task=task, mode=mode) -> None:
                progress.update(task, description=f"{mode}: {name}", advance=1)

            results[mode] = measure(mode, attacks, folder, told)
    Console(width=WIDE).print(report(attacks, results))
    for mode, found in results.items():
        for batch in {id(batch): batch for batch, _ in found.values() if len(batch.outcomes) > 1}.values():
            for word in whole(batch):
                console.print(f"[red]{mode}: {word}[/]", highlight=False)
        console.print(totals(mode, found), highlight=False)
    return int(not all(held(*each) for each in results.get("ours", {}).values()))


if __name__ == "__main__":
    sys.exit(main())

"""The class report in the terminal: what is on the page, in short."""

from collections.abc import Mapping

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.results.gradebook import FAILED, GRADED, MISSING, WAITS, Results
from autograder.results.report import concepts, statistics
from autograder.results.report.mistakes import Mistake
from autograder.results.report.page import LOW, signed
from autograder.terminal.printable import printable

BAR = 24  # characters of the longest bar
NAMED = 6  # students, before the rest is counted


def lesson(
    results: Results, mistakes: Mapping[str, list[Mistake]], of_steps: Mapping[str, str]
) -> RenderableType:
    """One lesson: how many are graded, the distribution of points, and a row for each step.

    Names and answers are plain text here, never rich's markup.
    """
    counts = {state: len(results.of_state(state)) for state in (GRADED, WAITS, FAILED, MISSING)}
    head = printable(results.lesson, style="bold")
    head.append("  " + ", ".join(f"{count} {state}" for state, count in counts.items() if count), style="dim")
    return Group(head, *_histogram(results), _steps(results, mistakes, of_steps))


def _histogram(results: Results) -> list[Text]:
    waits, lines = len(results.of_state(WAITS)), []
    shown = statistics.graded_for_all(results) if waits else results
    summary = statistics.summary(shown)
    if waits:
        left_out = ", ".join(step for step in results.worth if step not in shown.worth)
        wait = "1 waits" if waits == 1 else f"{waits} wait"
        lines.append(Text(f"  {wait} for a person: without {left_out}", style="yellow"))
    if not (summary.totals and shown.worth):
        return [*lines, Text("  nothing is graded for all yet", style="dim")]
    spread = "" if summary.deviation is None else f", standard deviation {summary.deviation:.4g}"
    what = f"{shown.max_points:g} graded for all {len(summary.totals)}" if waits else f"{shown.max_points:g}"
    lines.append(Text(f"  points: mean {summary.mean:.4g} of {what}, median {summary.median:.4g}{spread}"))
    if waits and (whole := statistics.summary(results)).totals:
        lines.append(
            Text(
                f"  of all {results.max_points:g}: mean {whole.mean:.4g}, of {len(whole.totals)} of "
                f"{len(summary.totals)} only",
                style="dim",
            )
        )
    bins = statistics.bins(summary.totals, shown.max_points)
    most = max(count for _, _, count in bins)
    for start, end, count in bins:
        bar = "█" * max(round(BAR * count / most), int(count > 0))
        lines.append(Text(f"  {start:5.4g} to {end:5.4g}  {bar} {count or ''}"))
    return lines


def _steps(results: Results, mistakes: Mapping[str, list[Mistake]], of_steps: Mapping[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 1))
    table.add_column("step", no_wrap=True)
    table.add_column("concept")
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("corr.", justify="right", no_wrap=True)
    table.add_column("up − low", justify="right", no_wrap=True)
    table.add_column("most frequent hint", overflow="fold")
    handed_in = len(results.of_state(GRADED, WAITS))
    for item in statistics.items(results):
        most = mistakes.get(item.step, [])[:1]
        hint = printable(f"{most[0].students}× {most[0].hint}" if most else "")
        mean = "–" if item.share is None else f"{item.share:.0%}{_of(item, handed_in)}"
        concept = Text(of_steps.get(item.step, ""))
        figures = [_figure(item.correlation), _figure(item.upper_lower)]
        table.add_row(printable(item.step), concept, Text(mean), *figures, hint)
    return table


def _of(item: statistics.Item, handed_in: int) -> str:
    """Of how many a mean is, while others wait."""
    return f" of {item.students}" if item.students < handed_in else ""


def _figure(value: float | None) -> Text:
    return Text(signed(value), style="yellow" if value is not None and value < LOW else "")


def needing_help(lessons: list[Results], of_steps: Mapping[str, str]) -> RenderableType:
    """The concepts with the students who have less than half of their points."""
    table = Table(
        title=f"Less than {concepts.ENOUGH:.0%} of a concept's points",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
    )
    for title in ("concept", "students", "who, the least first"):
        table.add_column(title, justify="right" if title == "students" else "left")
    for concept, students in concepts.needing_help(lessons, of_steps).items():
        names = ", ".join(student.name for student, _ in students[:NAMED])
        more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
        table.add_row(Text(concept), str(len(students)), printable(names + more))
    return table if table.row_count else Text("Nobody has less than half of a concept's points.")

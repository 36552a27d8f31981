"""The class report as one HTML file: no network, no scripts, legible in light and dark and in print."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.results import leaderboard
from autograder.results.gradebook import FAILED, GRADED, MISSING, WAITS, Results, Work
from autograder.results.report import concepts, statistics
from autograder.results.report.mistakes import Mistake

TEMPLATE = "page.html.jinja"
SHOWN = 3  # mistakes of a step
LOW = 0.2  # of discrimination; a convention (R. L. Ebel, Essentials of Educational Measurement, 1972)


def page(
    course: str,
    lessons: list[Results],
    mistakes: Mapping[str, Mapping[str, list[Mistake]]],
    of_steps: Mapping[str, str],
    made: datetime,
    boards: Mapping[str, list[leaderboard.Entry]] | None = None,
) -> str:
    """Make the page.

    Args:
        course: its name.
        lessons: what became of each lesson.
        mistakes: by lesson and step.
        of_steps: the concept of each step or question.
        made: when, as it is shown.
        boards: the networks of each lesson, the best first.

    Returns:
        HTML. Everything that comes from students is escaped.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": lambda value: "–" if value is None else f"{value:.4g}",
        "percent": lambda share: "–" if share is None else f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%"),
        "signed": signed,
        "shade": shade,
        "code": code,
    }
    return environment.get_template(TEMPLATE).render(
        course=course,
        made=f"{made:%Y-%m-%d %H:%M}",
        lessons=[
            _lesson(each, mistakes.get(each.lesson, {}), of_steps, (boards or {}).get(each.lesson, []))
            for each in lessons
        ],
        help=concepts.needing_help(lessons, of_steps),
        enough=concepts.ENOUGH,
        low=LOW,
    )


def _lesson(
    results: Results,
    mistakes: Mapping[str, list[Mistake]],
    of_steps: Mapping[str, str],
    board: list[leaderboard.Entry],
) -> dict:
    waits = results.of_state(WAITS)
    shown = statistics.graded_for_all(results) if waits else results
    summary = statistics.summary(shown)
    bins = statistics.bins(summary.totals, shown.max_points)
    return {
        "partly": bool(waits),
        "left_out": [step for step in results.worth if step not in shown.worth],
        "of_all": statistics.summary(results),
        "handed_in": len(results.of_state(GRADED, WAITS)),
        "name": results.lesson,
        "worth": shown.max_points,
        "worth_of_all": results.max_points,
        "steps": results.worth,
        "counts": {state: len(results.of_state(state)) for state in (GRADED, WAITS, FAILED, MISSING)},
        "failed": results.of_state(FAILED),
        "waits": results.of_state(WAITS),
        "missing": results.of_state(MISSING),
        "late": [work for work in results.works.values() if work.late],
        "summary": summary,
        "bins": bins,
        "most": max(count for _, _, count in bins) or 1,
        "items": statistics.items(results),
        "concepts": of_steps,
        "mistakes": {step: each[:SHOWN] for step, each in mistakes.items()},
        "board": board,
        "plot": leaderboard.plot(board),
        "rows": sorted(results.of_state(GRADED, WAITS), key=_rank),
    }


def _rank(work: Work) -> tuple:
    return -sum(points or 0.0 for points in work.points.values()), work.student.name, work.student.id


def signed(value: float | None) -> str:
    """A coefficient with its sign, or a dash where it is not defined."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def shade(points: float | None, worth: float) -> str:
    """The class of a cell of the heatmap: `full`, `s4` (nearly all points) to `s0` (none), or `waits`."""
    if points is None:
        return "waits"
    share = points / worth if worth else 1.0
    if share >= 1:
        return "full"
    return f"s{1 + min(3, int(share * 4))}" if share > 0 else "s0"


def code(sentence: str) -> Markup:
    """Escape a sentence and set what stands between backticks in code type."""
    pieces = re.split("`", sentence)
    if len(pieces) % 2 == 0:  # an odd backtick, from a student's error message
        return escape(sentence)
    return Markup("").join(
        Markup("<code>{}</code>").format(each) if i % 2 else escape(each) for i, each in enumerate(pieces)
    )

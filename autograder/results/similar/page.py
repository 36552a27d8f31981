"""Two students' code side by side, with the lines that they share marked."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.results.similar.pairs import Own, Pair
from autograder.results.similar.tokens import Run

TEMPLATE = "page.html.jinja"


def page(lesson: str, pair: Pair, names: dict[str, str]) -> str:
    """Make the page of a pair; everything that comes from students is escaped.

    Args:
        lesson: its name.
        pair: whose.
        names: of students, by their ids.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = [name for name in {**pair.one.cells, **pair.other.cells} if _shares(pair, name)]
    return environment.get_template(TEMPLATE).render(
        lesson=lesson,
        one=names.get(pair.one.student, pair.one.student),
        other=names.get(pair.other.student, pair.other.student),
        shared=len(pair.shared),
        share=f"{pair.share:.0%}",
        cells=[
            {"name": name, "sides": [_lines(side, name, pair.shared) for side in (pair.one, pair.other)]}
            for name in shown
        ],
    )


def _shares(pair: Pair, name: str) -> bool:
    return any(pair.shared & side.runs.get(name, {}).keys() for side in (pair.one, pair.other))


def _lines(side: Own, name: str, shared: frozenset[Run]) -> list[tuple[str, bool]]:
    """The lines of a cell, each with whether it is shared."""
    marked = {
        line
        for run, places in side.runs.get(name, {}).items()
        if run in shared
        for first, last in places
        for line in range(first, last + 1)
    }
    return [(text, place in marked) for place, text in enumerate(side.cells.get(name, "").split("\n"))]

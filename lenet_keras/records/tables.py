"""A table of recorded figures that stays in one piece: printed lines are broken where a page is narrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

CELL = "white-space: nowrap; text-align: "


@dataclass(frozen=True)
class Table:
    """Rows with a name each, and figures as they are to be read."""

    heads: Sequence[str]
    """Of the columns with figures."""
    rows: Sequence[tuple[str, Sequence[str]]]
    """The name of each row, and its figures, one for each head."""

    def __str__(self) -> str:
        """Columns in plain text, where there is no page."""
        lines = [("", self.heads), *self.rows]
        first = max(len(name) for name, _ in lines)
        widths = [max(map(len, column)) for column in zip(*(figures for _, figures in lines), strict=True)]
        return "\n".join(
            name.ljust(first) + "".join(f"  {figures[place]:>{width}}" for place, width in enumerate(widths))
            for name, figures in lines
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """A table for notebooks, to be scrolled where it is wider than the page."""
        head = _line("th", "", self.heads)
        body = "".join(_line("td", name, figures) for name, figures in self.rows)
        return (
            f'<div style="overflow-x: auto"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'
        )


def _line(kind: str, name: str, figures: Sequence[str]) -> str:
    cells = "".join(f'<{kind} style="{CELL}right">{escape(each)}</{kind}>' for each in figures)
    return f'<tr><th scope="row" style="{CELL}left">{escape(name)}</th>{cells}</tr>'

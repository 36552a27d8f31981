"""The page of all tables: what stands between the marks of a table in `docs/results.md` is written anew."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from autograder.coursedir import atomic
from autograder.coursedir.folders import PROJECT
from tests.benchmarks.results.training import RECORDS, Record, Run

PAGE = PROJECT / "docs" / "results.md"


def records(runs: Iterable[Run]) -> list[Record]:
    """The records of those trainings that have ended."""
    return [json.loads(run.path.read_text(encoding="utf-8")) for run in runs if run.path.exists()]


def write(tables: list[ModuleType], page: Path = PAGE) -> None:
    """Write the tables and their plots anew.

    Args:
        tables: modules with `TABLE`, `runs()`, and `shown(records, folder)`, which makes Markdown of records
            and writes plots into the folder.
        page: the Markdown file.

    Raises:
        ValueError: when the page has no place for a table.
    """
    text = page.read_text(encoding="utf-8")
    for table in tables:
        # never across the mark of another table, whose text would go with it
        mark = rf"(<!-- {table.TABLE} -->\n)(?:(?!<!-- ).)*?(\n<!-- end -->)"
        if not re.search(mark, text, re.DOTALL):
            raise ValueError(
                f"{page}: found no place for a table, expected <!-- {table.TABLE} --> and <!-- end -->"
            )
        shown = table.shown(records(table.runs()), RECORDS)
        text = re.sub(mark, lambda found, shown=shown: found[1] + shown + found[2], text, flags=re.DOTALL)
    atomic.write(page, text.encode())


def rows(head: list[str], body: list[list[str]]) -> str:
    """A table in Markdown; all columns but the first are aligned to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *body))


def made_with(found: list[Record]) -> str:
    """One line on versions, machine, dates and processor time."""
    if not found:
        return "No training has ended yet."
    versions = sorted({f"{name} {number}" for record in found for name, number in record["versions"].items()})
    dates = sorted({record["date"] for record in found})
    minutes = sum(record["cpu_minutes"] for record in found)
    when = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    machines = ", ".join(sorted({record["processor"] for record in found}))
    return (
        f"{len(found)} trainings, {minutes:.0f} processor minutes, {when}, {machines}; {', '.join(versions)}."
    )

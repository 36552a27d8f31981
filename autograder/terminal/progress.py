"""One look for every progress bar."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)


def progress_bar(console: Console | None, *more: ProgressColumn) -> Progress:
    """A bar with its description, count, and the time left, or taken once it is full.

    Args:
        console: where it is shown; nowhere if None.
        more: columns to put after these.
    """
    columns = (
        TextColumn("{task.description:<34}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        *more,
    )
    return Progress(*columns, console=console, disable=console is None)

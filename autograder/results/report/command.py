"""`python -m autograder report`: the table in the terminal and the page."""

from datetime import datetime
from pathlib import Path

from rich.console import Console

from autograder.coursedir import atomic, layout, private
from autograder.results import gradebook, leaderboard
from autograder.results.report import concepts, mistakes, page, terminal
from autograder.terminal.printable import printable


def run(
    root: Path, lessons: list[str], output: Path | None, console: Console, pseudonyms: bool = False
) -> None:
    """Print the report, and write the page if a file is named.

    Args:
        root: the course's root.
        lessons: their names; all that are graded if empty.
        output: the page, or None.
        console: where to print.
        pseudonyms: whether these stand for names in the tables of networks.

    Raises:
        LookupError: when there is nothing to report.
        ValueError: when the page cannot be written.
    """
    found, of_steps = gradebook.read(root, lessons), concepts.of_course(root)
    wrong = {
        each.lesson: mistakes.by_step(root, each.lesson, {id_ for id_, w in each.works.items() if w.points})
        for each in found
    }
    if output is not None:
        name = layout.course_at(root).course_id or root.name
        boards = {each.lesson: leaderboard.of_lesson(root, each.lesson, pseudonyms) for each in found}
        atomic.write_output(output, page.page(name, found, wrong, of_steps, datetime.now(), boards).encode())
        private.keep_out_of_git(output)
    for each in found:
        console.print(terminal.lesson(each, wrong[each.lesson], of_steps))
    console.print(terminal.needing_help(found, of_steps))
    if output is not None:
        console.print(printable(f"wrote {output}"))

"""`python -m autograder similar`: the table in the terminal, and a page for each pair."""

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from autograder.coursedir import atomic, private
from autograder.results import gradebook
from autograder.results.lms import sheet
from autograder.results.similar import page, pairs
from autograder.terminal.printable import line, printable

FIGURES = ("rare runs", "of the shorter")


def run(root: Path, lesson: str, output: Path | None, console: Console) -> None:
    """Print the pairs, and write a page for each if a folder is named.

    Args:
        root: the course's root.
        lesson: its name.
        output: the folder for the pages, or None.
        console: where to print.

    Raises:
        LookupError: when there is nothing to compare.
        ValueError: when a page cannot be written.
    """
    found, students = pairs.find(root, lesson)
    if not found:
        console.print(printable(f"{lesson}: no pair of {students} shares more than the class does"))
        return
    names = {student.id: sheet.named(student) for student in gradebook.students(root)}
    table = Table(title=lesson, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for name in ("one", "other", *FIGURES, "where"):
        table.add_column(name, justify="right" if name in FIGURES else "left", overflow="fold")
    for pair in found[: pairs.SHOWN]:
        both = (printable(line(names.get(each.student, each.student))) for each in (pair.one, pair.other))
        where = ", ".join(each.rpartition("/")[2] for each in pair.cells)
        table.add_row(*both, str(len(pair.shared)), f"{pair.share:.0%}", printable(line(where)))
    console.print(table)
    if len(found) > pairs.SHOWN:
        console.print(f"and {len(found) - pairs.SHOWN} more pairs that share less")
    console.print(
        f"Of {students} students. Runs of tokens are compared, without names; what was handed out, the "
        "reference solution, and what more than a tenth of the class has are left out. This is a place to "
        "look and not a verdict: look at both, and talk before you judge.",
        style="dim",
    )
    if output is not None:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(f"{output} cannot be written ({error.strerror}); name another folder") from error
        private.keep_out_of_git(output)
        for number, pair in enumerate(found[: pairs.SHOWN], 1):
            atomic.write_output(
                output / f"{lesson}-{number:02}.html", page.page(lesson, pair, names).encode()
            )
        console.print(printable(f"wrote {min(len(found), pairs.SHOWN)} pages to {output}"), soft_wrap=True)

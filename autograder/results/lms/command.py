"""`python -m autograder grades`: the file for an LMS, and what a person should know about it."""

from pathlib import Path

from rich.console import Console

from autograder.coursedir import private
from autograder.results import gradebook
from autograder.results.lms import canvas, moodle
from autograder.results.lms.sheet import Sheet, together
from autograder.terminal.printable import line, printable

FORMATS = ("canvas", "moodle")


def run(
    root: Path, lms: str, roster: Path | None, output: Path, console: Console, column: str | None = None
) -> None:
    """Write the file and print one line for everything that is not in it as a plain grade.

    Args:
        root: the course's root.
        lms: one of `FORMATS`.
        roster: what the LMS has exported; Canvas needs it.
        output: the file to write.
        console: where to print.
        column: for Moodle, the heading of the roster's column that says who a student is.

    Raises:
        LookupError: when nothing is graded.
        ValueError: when the roster is missing or no roster, or the file cannot be written.
    """
    if lms == "canvas" and roster is None:
        raise ValueError(
            "Canvas finds students by its own numbers: export its gradebook (Grades, Export, Export Entire "
            "Gradebook) and name that file with --roster"
        )
    if column is not None and (lms == "canvas" or roster is None):
        raise ValueError("--column names a column of what Moodle has exported: give that with --roster")
    known = Sheet.read(roster) if roster else None
    lessons = gradebook.read(root)
    if lms == "canvas":
        assert known is not None
        sheet, notes = canvas.fill(known, lessons)
    else:
        sheet, notes = moodle.fill(known, lessons, column)
    for lesson, students in gradebook.stale_penalties(root, [each.lesson for each in lessons]).items():
        if students:
            notes.append(
                f"{lesson}: late penalties of {', '.join(students)} do not follow from due date, extension "
                f"and points of today; run `nbgrader autograde {lesson}` and export again"
            )
    sheet.write(output)
    private.keep_out_of_git(output)
    for note in together(notes, [each.lesson for each in lessons]):
        console.print(printable(line(f"! {note}")), soft_wrap=True)
    console.print(printable(f"wrote {output}: {', '.join(each.lesson for each in lessons)}"), soft_wrap=True)

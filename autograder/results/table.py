"""The result of grading at a glance: students by steps, with points."""

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from autograder.coursedir import layout
from autograder.intake import problems
from autograder.results import gradebook
from autograder.results.gradebook import Results
from autograder.results.lms.sheet import named
from autograder.terminal.printable import line, printable

NOTHING = "no submission"
SHORTEST, WIDEST = 20, 10_000  # characters: of the column of students where it is narrow, of any table


def graded(root: Path, lesson: str) -> dict[str, dict[str, tuple[float | None, float]]]:
    """Read the scores of one lesson from the gradebook.

    Args:
        root: the course's root.
        lesson: its name.

    Returns:
        For each student, and each step or question, the points and what it is worth. The points are
        None while a person has still to grade the answer.

    Raises:
        LookupError: when the gradebook does not know the lesson, or nothing of it is graded yet.
    """
    (found,) = gradebook.read(root, [lesson])
    return _scores(found)


def _scores(found: Results) -> dict[str, dict[str, tuple[float | None, float]]]:
    return {
        id_: {step: (points, found.worth[step]) for step, points in work.points.items()}
        for id_, work in found.works.items()
        if work.points
    }


def students_by_steps(root: Path, lesson: str) -> Table:
    """A table for the terminal: one row for each student of the class, one column for each step.

    A student who handed in nothing, or whose submission could not be graded, has a row that says so; `notes`
    says why.

    Raises:
        LookupError: when the gradebook does not know the lesson, or nothing of it is graded yet.
    """
    (found,) = gradebook.read(root, [lesson])
    scores, course = _scores(found), layout.course_at(root)
    steps = list(next(iter(scores.values())))
    table = Table(
        title=lesson, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1)
    )
    shown_as = {id_: printable(line(named(work.student))) for id_, work in found.works.items()}
    # In a narrow terminal a student gets a second line, and so do steps with long names, as in other
    # courses. No column may go: rich takes the room from whichever may wrap until nothing is left of it.
    longest = max(len("student"), *map(len, shown_as.values()))
    table.add_column("student", overflow="fold", min_width=min(longest, SHORTEST))
    for name in (step.split(".")[-1] for step in steps):
        short = len(name) <= 4
        table.add_column(name, justify="right", overflow="fold", no_wrap=short, min_width=min(len(name), 4))
    table.add_column("points", justify="right", no_wrap=True, min_width=len("points"))
    table.add_column("", no_wrap=True, min_width=len(NOTHING))
    for student, shown in shown_as.items():
        if student not in scores or not layout.autograded(course, student, lesson).exists():
            missing = found.works[student].state == gradebook.MISSING
            table.add_row(shown, *("-" for _ in steps), "-", NOTHING if missing else "not graded")
            continue
        row = scores[student].values()
        cells = ("·" if points is None else f"{points:g}" for points, _ in row)
        penalty = found.works[student].penalty
        points = sum(points or 0 for points, _ in row)
        late = f"−{penalty:g} late" if penalty else ""
        table.add_row(shown, *cells, f"{max(0.0, points - penalty):g}", late)
    worth = [worth for _, worth in next(iter(scores.values())).values()]
    table.add_section()
    table.add_row("worth", *(f"{each:g}" for each in worth), f"{sum(worth):g}", "")
    return table


def show(table: Table, console: Console) -> None:
    """Print a table, wider than the terminal if it must be: lines break there, and nothing is lost."""
    width = console.width
    console.width = max(width, Console(width=WIDEST).measure(table).minimum)
    console.print(table)
    console.width = width


def notes(root: Path, lesson: str) -> list[str]:
    """One line for each submission that could not be graded, and for what was ignored."""
    return [str(problem) for problem in problems.problems(layout.course_at(root), lesson)]


def feedback_pages(root: Path, lesson: str) -> list[Path]:
    """The feedback pages that exist for a lesson, by student."""
    course = layout.course_at(root)
    places = sorted(layout.find(course, course.feedback_directory, lesson))
    return [page for found in places for page in sorted(found.path.glob("*.html"))]

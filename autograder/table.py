"""The result of grading at a glance: students by steps, with points."""

import contextlib
import re
from functools import cache
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from rich import box
from rich.table import Table

from autograder import folders, intake


def graded(root: Path, lesson: str) -> dict[str, dict[str, tuple[float | None, float]]]:
    """Read the scores of one lesson from the gradebook.

    Args:
        root: the course's root.
        lesson: its name.

    Returns:
        For each student, and each step or question, the points and what it is worth. The points are
        None while a person has still to grade the answer.

    Raises:
        LookupError: when the gradebook does not know the lesson.
    """
    scores: dict[str, dict[str, tuple[float | None, float]]] = {}
    address = _address(root)
    with Gradebook(address) as gradebook:
        try:
            gradebook.find_assignment(lesson)
        except MissingEntry as error:
            raise LookupError(f"the gradebook does not know {lesson}; run `make build` first") from error
        for submission in gradebook.assignment_submissions(lesson):
            steps = {}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    waiting = grade.manual_score is None and grade.auto_score is None
                    points = None if waiting or grade.needs_manual_grade else grade.score
                    steps[step_of(grade.name)] = (points, grade.max_score)
            scores[submission.student.id] = dict(sorted(steps.items(), key=lambda item: order(item[0])))
    return dict(sorted(scores.items()))


@cache
def _address(root: Path) -> str:
    """The gradebook's address as the course's configuration names it: it may be a server's."""
    app = NbGrader()
    with contextlib.chdir(root):
        app.load_config_file()
        return CourseDirectory(parent=app).db_url


def step_of(grade_id: str) -> str:
    """The step that a graded cell belongs to: `A1-4-check` -> `A1.4`."""
    return grade_id.removesuffix("-check").replace("-", ".")


def order(step: str) -> tuple:
    """A key that sorts steps as a lesson has them: `A2.9`, `A2.10`, then the questions."""
    name = step.split(".")[-1]
    return (name.startswith("Q"), int(re.sub(r"\D", "", name) or 0))


def students_by_steps(root: Path, lesson: str) -> Table:
    """A table for the terminal: one row for each student, one column for each step.

    A student whose submission could not be graded has a row that says so; `notes` says why.

    Raises:
        LookupError: when the gradebook does not know the lesson, or nothing of it is graded yet.
    """
    scores = graded(root, lesson)
    if not scores:
        raise LookupError(f"nothing of {lesson} is graded yet; run `nbgrader autograde {lesson}`")
    steps = list(next(iter(scores.values())))
    table = Table(
        title=lesson, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1)
    )
    table.add_column("student", no_wrap=True)
    for step in steps:
        table.add_column(step.split(".")[-1], justify="right", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for student in sorted(handed_in(root, lesson) | set(scores)):
        if student not in scores or not (root / folders.AUTOGRADED / student / lesson).exists():
            table.add_row(student, *("-" for _ in steps), "-", "not graded")
            continue
        row = scores[student].values()
        cells = ("·" if points is None else f"{points:g}" for points, _ in row)
        table.add_row(student, *cells, f"{sum(points or 0 for points, _ in row):g}", "")
    worth = [worth for _, worth in next(iter(scores.values())).values()]
    table.add_section()
    table.add_row("worth", *(f"{each:g}" for each in worth), f"{sum(worth):g}", "")
    return table


def handed_in(root: Path, lesson: str) -> set[str]:
    """The students who have a folder for the lesson under `submitted`."""
    return {folder.parent.name for folder in (root / folders.SUBMITTED).glob(f"*/{lesson}")}


def notes(root: Path, lesson: str) -> list[str]:
    """One line for each submission that could not be graded, and for what was ignored."""
    return [str(problem) for problem in intake.problems(root, lesson)]


def feedback_pages(root: Path, lesson: str) -> list[Path]:
    """The feedback pages that exist for a lesson, by student."""
    return sorted((root / folders.FEEDBACK).glob(f"*/{lesson}/*.html"))

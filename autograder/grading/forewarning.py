"""What a run of grading will leave out or take back: found out, and told, before it does so."""

from collections.abc import Iterator
from dataclasses import dataclass
from logging import Logger
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select

from autograder.coursedir import audit, layout
from autograder.grading import grounds
from autograder.grading.assignment import Assignment as Grading
from autograder.grading.common import NAMED
from autograder.intake.repair import Unreadable


def departed(course: CourseDirectory, assignment: str) -> set[str]:
    """Students who were graded and whom somebody has removed from the gradebook since.

    A gradebook that knows nobody is a new one: then nobody was removed.
    """
    with Gradebook(course.db_url, course.course_id) as gradebook:
        known = set(gradebook.db.scalars(select(Student.id)))
    return audit.students(layout.audit(course), assignment) - known if known else set()


@dataclass(frozen=True)
class Revocation:
    """Points by hand that will be taken back."""

    student: str
    cell: str
    points: float
    why: str


def revocations(course: CourseDirectory, of: Grading, notebooks: list[Path]) -> Iterator[Revocation]:
    """Points by hand that grading these notebooks will take back.

    Args:
        course: with its gradebook.
        of: the assignment.
        notebooks: the submitted ones that are about to be graded.

    Yields:
        One for each answer.
    """
    given = _given(course)
    for notebook in notebooks:
        student = layout.student_of(course, notebook.parent)
        points = given.get((student, notebook.stem))
        old = audit.read(of.record_file(notebook)).grounds
        if not points or not old:
            continue
        try:
            new = of.grounds(notebook)
        except Unreadable:  # told elsewhere; nothing of it is taken back
            continue
        for cell, value in sorted(points.items()):
            if why := grounds.changes(old, new, cell):
                yield Revocation(student, cell, value, " and ".join(why))


def tell_of_revocations(course: CourseDirectory, of: Grading, notebooks: list[Path], log: Logger) -> None:
    """Name the points by hand that grading these notebooks will take back, and why, before it does."""
    told = list(revocations(course, of, notebooks))
    if told:
        log.warning(
            "%d answers that were graded by hand will wait for a person again; all others keep their points:",
            len(told),
        )
    alike: dict[tuple[str, str], list[Revocation]] = {}
    for each in told:
        alike.setdefault((each.cell, each.why), []).append(each)
    for (cell, why), answers in alike.items():
        if len(answers) <= NAMED:
            for each in answers:
                log.warning(
                    "  %s/%s, %s, %g points: %s", each.student, course.assignment_id, cell, each.points, why
                )
        else:  # the lesson's doing: with all points, so that they can be given again
            who = ", ".join(f"{each.student} {each.points:g}" for each in answers)
            log.warning("  %s, %d answers: %s: %s", cell, len(answers), why, who)


def leave_out_departed(course: CourseDirectory, submissions: dict[str, list[str]], log: Logger) -> None:
    """Leave out who was graded and then removed from the gradebook: nbgrader would add her again.

    Args:
        course: with its gradebook.
        submissions: nbgrader's: the notebooks of each folder; what is left out is taken out of it.
        log: where it is told.
    """
    gone = departed(course, course.assignment_id)
    for folder in sorted(submissions):
        if (student := layout.student_of(course, Path(folder))) in gone:
            log.warning(
                "%s was removed from the gradebook, so that nothing of hers is graded; "
                "`nbgrader db student add %s` brings her back",
                student,
                student,
            )
            del submissions[folder]


def _given(course: CourseDirectory) -> dict[tuple[str, str], dict[str, float]]:
    """Points by hand of the assignment, by student and notebook, then by cell."""
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.manual_score)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .where(Assignment.name == course.assignment_id, Grade.manual_score.is_not(None))
    )
    found: dict[tuple[str, str], dict[str, float]] = {}
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for student, notebook, cell, points in gradebook.db.execute(query):
            found.setdefault((student, notebook), {})[cell] = points
    return found

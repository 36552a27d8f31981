"""Late penalties follow the due date, the extension and the points, also where nothing is graded anew."""

from collections.abc import Collection

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.orm import Session

CHANGE = 1e-9


def stale(
    session: Session, assignment: str, assign: AssignLatePenalties
) -> list[tuple[SubmittedNotebook, float]]:
    """The notebooks whose stored penalty is not what the course's plugin says today.

    Args:
        session: of an open gradebook.
        assignment: its name.
        assign: nbgrader's preprocessor with the course's configuration, which knows the plugin.

    Returns:
        Pairs of a notebook and its penalty of today, in points; `stored` is the one that it has.
    """
    assign.init_plugin()
    of_assignment = SubmittedAssignment.assignment_id == Assignment.id, Assignment.name == assignment
    penalised = select(SubmittedNotebook.assignment_id).where(SubmittedNotebook.late_submission_penalty > 0)
    have_one = set(session.scalars(penalised))
    if (
        not have_one
        and session.scalar(select(Assignment.duedate).where(Assignment.name == assignment)) is None
    ):
        return []  # nobody is late, and nobody pays for it
    found = []
    for submission in session.scalars(select(SubmittedAssignment).where(*of_assignment)):
        # nbgrader adds an extension to a due date that may be missing
        late = submission.total_seconds_late if submission.assignment.duedate else 0.0
        if not late and submission.id not in have_one:
            continue
        for notebook in submission.notebooks:
            today = _penalty(assign, notebook, late)
            if abs(today - stored(notebook)) > CHANGE:
                found.append((notebook, today))
    return found


def stored(notebook: SubmittedNotebook) -> float:
    """The penalty that the gradebook has, in points."""
    return notebook.late_submission_penalty or 0.0


def refresh(
    session: Session, assignment: str, assign: AssignLatePenalties, graded_anew: Collection[str] = ()
) -> list[str]:
    """Bring the penalties of what is not graded anew up to date.

    Args:
        session: of an open gradebook.
        assignment: its name.
        assign: as in `stale`.
        graded_anew: students whose submissions get theirs in this run.

    Returns:
        A line for each one that changed.
    """
    told = []
    for notebook, today in stale(session, assignment, assign):
        student = notebook.assignment.student_id
        if student in graded_anew:
            continue
        before = stored(notebook)
        notebook.late_submission_penalty = today or None
        told.append(
            f"{student}/{assignment}, {notebook.name}: the late penalty was {before:g} points and is "
            f"{today:g} now, by due date, extension and points of today"
        )
    session.commit()
    return told


def refresh_and_tell(converter: BaseConverter, graded_anew: Collection[str] = ()) -> None:
    """`refresh` for one of nbgrader's converters: of its assignment, by its configuration, to its log."""
    course = converter.coursedir
    assign = AssignLatePenalties(parent=converter)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for told in refresh(gradebook.db, course.assignment_id, assign, graded_anew):
            converter.log.warning("%s", told)


def _penalty(assign: AssignLatePenalties, notebook: SubmittedNotebook, late: float) -> float:
    if not late:
        return 0.0
    student = notebook.assignment.student_id
    found = assign.plugin_inst.late_submission_penalty(student, notebook.score, late)
    return 0.0 if found is None else float(assign._check_late_penalty(notebook, found))

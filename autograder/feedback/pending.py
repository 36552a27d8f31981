"""What of a lesson nobody has graded yet: told before pages go out that say so."""

from collections import Counter
from collections.abc import Collection

from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from autograder.results.gradebook import order, step_of


def pending(session: Session, assignment: str, students: Collection[str]) -> str:
    """One line on the answers that wait for a person; nothing if none does.

    Args:
        session: of an open gradebook.
        assignment: its name.
        students: who get a page.
    """
    nobody = Grade.auto_score.is_(None) & Grade.manual_score.is_(None)
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name)
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .where(Assignment.name == assignment, or_(Grade.needs_manual_grade, nobody))
    )
    rows = [(student, cell) for student, cell in session.execute(query) if student in students]
    if not rows:
        return ""
    counts = Counter(step_of(cell) for _, cell in rows)
    each = ", ".join(f"{step} ({counts[step]})" for step in sorted(counts, key=order))
    count = len({student for student, _ in rows})
    many = f"{len(rows)} answers of {count} student{'s' * (count > 1)} wait"
    answers = many if len(rows) > 1 else "1 answer of 1 student waits"
    return (
        f"{answers} for a person: {each}. The pages say so; after grading, "
        f"run `nbgrader generate_feedback {assignment}` again"
    )

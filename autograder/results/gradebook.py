"""What a course's gradebook and folders say about one lesson: who has which points, who waits, who is late.

Only read: neither the gradebook nor a table of it is made, and nothing is written.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import create_engine, func, inspect, make_url, select
from sqlalchemy.orm import Session

from autograder.coursedir import audit, layout, waiting
from autograder.grading import penalties

GRADED, WAITS, FAILED, MISSING = "graded", "waiting for a person", "could not be graded", "nothing handed in"


@dataclass(frozen=True)
class Student:
    """A student as the gradebook knows her."""

    id: str
    """nbgrader's: the name of her folder."""
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""
    """Her number in the LMS, if the gradebook holds it."""

    @property
    def name(self) -> str:
        """First and last name, or the id where there is none."""
        return f"{self.first} {self.last}".strip() or self.id


@dataclass(frozen=True)
class Work:
    """What became of one student's lesson."""

    student: Student
    state: str
    """`GRADED`, `WAITS`, `FAILED` or `MISSING`."""
    points: dict[str, float | None] = field(default_factory=dict)
    """By step or question; None while a person has still to grade it. Empty where nothing is graded."""
    late: float = 0.0
    """Seconds after the due date."""
    penalty: float = 0.0
    """Points that are taken off for that."""

    @property
    def waiting(self) -> list[str]:
        """What a person has still to grade."""
        return [step for step, points in self.points.items() if points is None]

    @property
    def total(self) -> float | None:
        """The points of the whole lesson, or None while some are not known."""
        if self.state != GRADED:
            return None
        return max(0.0, sum(points or 0.0 for points in self.points.values()) - self.penalty)


@dataclass(frozen=True)
class Results:
    """What became of one lesson in a class."""

    lesson: str
    worth: dict[str, float]
    """Points at most, by step or question, in the order of the lesson."""
    works: dict[str, Work]
    """By the student's id; everybody whom the gradebook or a folder knows."""

    @property
    def max_points(self) -> float:
        """Points at most."""
        return sum(self.worth.values())

    def of_state(self, *states: str) -> list[Work]:
        """The works in one of these states."""
        return [work for work in self.works.values() if work.state in states]


def address(root: Path) -> str:
    """The gradebook's address as the course's configuration names it: it may be a server's."""
    return layout.course_at(root).db_url


def read(root: Path, lessons: list[str] | None = None) -> list[Results]:
    """Read lessons from the gradebook.

    Args:
        root: the course's root, which holds `nbgrader_config.py`.
        lessons: their names; all that somebody has handed in if left out or empty.

    Returns:
        The lessons in order.

    Raises:
        LookupError: when there is no gradebook, when it does not know a lesson, or when nothing of the
            lessons is graded.
    """
    place = make_url(address(root))
    file = place.database
    if place.get_backend_name() == "sqlite" and not (root / (file or "")).is_file():
        raise LookupError(f"there is no gradebook at {file}; `make build` makes one, or cd into your course")
    waiting.wait_until_free(address(root), lambda told: print(told, file=sys.stderr), write=False)
    engine = create_engine(place)
    try:
        if not inspect(engine).has_table("submitted_assignment"):
            raise LookupError(f"{file} is no gradebook: it lacks nbgrader's tables. Run `make build` first")
        with Session(engine) as session:
            found = _lessons(session, root, lessons or [])
    finally:
        engine.dispose()
    if not found:
        raise LookupError("nothing is graded yet; run `nbgrader autograde LESSON` first")
    return found


def stale_penalties(root: Path, lessons: list[str]) -> dict[str, list[str]]:
    """Whose late penalty does not follow from due date, extension and points any more, by lesson.

    Args:
        root: the course's root; it has a gradebook.
        lessons: their names.
    """
    course = layout.course_at(root)
    assign = AssignLatePenalties(parent=course.parent)
    assign.log.setLevel("ERROR")  # how a penalty is found is of no interest here
    engine = create_engine(address(root))
    try:
        with Session(engine) as session:
            return {
                lesson: [
                    notebook.assignment.student_id for notebook, _ in penalties.stale(session, lesson, assign)
                ]
                for lesson in lessons
            }
    finally:
        engine.dispose()


def _lessons(session: Session, root: Path, wanted: list[str]) -> list[Results]:
    known = sorted(session.scalars(select(api.Assignment.name)))
    students = _students(session)
    for lesson in wanted:
        if lesson not in known:
            expected = ", ".join(known) or "none: run `make build` first"
            raise LookupError(f"the gradebook does not know {lesson!r}; it knows {expected}")
    found = []
    for lesson in wanted or known:
        results = _lesson(session, root, lesson, students)
        if results.of_state(GRADED, WAITS):
            found.append(results)
        elif wanted:
            raise LookupError(f"nothing of {lesson} is graded yet; run `nbgrader autograde {lesson}`")
    return found


def students(root: Path) -> list[Student]:
    """Everybody whom the course's gradebook knows; nobody where there is none."""
    place = make_url(address(root))
    if place.get_backend_name() == "sqlite" and not (root / (place.database or "")).is_file():
        return []
    engine = create_engine(place)
    try:
        with Session(engine) as session:
            return list(_students(session).values())
    finally:
        engine.dispose()


def _students(session: Session) -> dict[str, Student]:
    return {
        row.id: Student(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms or "")
        for row in session.execute(
            select(
                api.Student.id,
                api.Student.first_name,
                api.Student.last_name,
                api.Student.email,
                api.Student.lms_user_id.label("lms"),
            )
        )
    }


def _lesson(session: Session, root: Path, lesson: str, students: dict[str, Student]) -> Results:
    points, worth = _points(session, lesson)
    handed_in, failed = folders_of(root, lesson)
    if students:  # who was graded and is not in the gradebook any more was removed; a new one knows nobody
        handed_in -= audit.students(layout.audit(layout.course_at(root)), lesson) - set(students)
    late = _late(session, lesson)
    works = {}
    for id_ in sorted(set(students) | handed_in):
        student = students.get(id_, Student(id_))
        if id_ in failed or (id_ in handed_in and id_ not in points):
            works[id_] = Work(student, FAILED)
        elif id_ not in points:
            works[id_] = Work(student, MISSING)
        else:
            own = {step: points[id_].get(step) for step in worth}
            works[id_] = Work(student, WAITS if None in own.values() else GRADED, own, *late[id_])
    return Results(lesson, worth, works)


def _points(session: Session, lesson: str) -> tuple[dict[str, dict[str, float | None]], dict[str, float]]:
    """The points by student and step, and what each step is worth, in the order of the lesson."""
    grade, cell, notebook = api.Grade, api.BaseCell, api.SubmittedNotebook
    rows = session.execute(
        select(
            api.SubmittedAssignment.student_id,
            api.Notebook.name,
            cell.name,
            grade.max_score,
            grade.score,
            (grade.auto_score.is_(None) & grade.manual_score.is_(None)) | grade.needs_manual_grade,
        )
        .join(notebook, grade.notebook_id == notebook.id)
        .join(api.Notebook, notebook.notebook_id == api.Notebook.id)
        .join(api.SubmittedAssignment, notebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        .join(cell, grade.cell_id == cell.id)
        .where(api.Assignment.name == lesson)
    ).all()
    several = len({name for _, name, *_ in rows}) > 1  # two notebooks may have cells of the same name
    points: dict[str, dict[str, float | None]] = {}
    worth: dict[str, float] = {}
    for student, name, id_, most, score, waits in rows:
        step = f"{name}/{step_of(id_)}" if several else step_of(id_)
        points.setdefault(student, {})[step] = None if waits else score
        worth[step] = float(most or 0.0)
    return points, {step: worth[step] for step in sorted(worth, key=order)}


def _late(session: Session, lesson: str) -> dict[str, tuple[float, float]]:
    """Seconds late and points taken off for it, by student."""
    submission, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    penalty = func.coalesce(func.sum(notebook.late_submission_penalty), 0.0)
    penalties: dict[str, float] = dict(
        session.execute(
            select(submission.student_id, penalty)
            .join(notebook, notebook.assignment_id == submission.id)
            .join(api.Assignment, submission.assignment_id == api.Assignment.id)
            .where(api.Assignment.name == lesson)
            .group_by(submission.student_id)
        ).all()
    )
    submissions = session.scalars(
        select(submission)
        .join(api.Assignment, submission.assignment_id == api.Assignment.id)
        .where(api.Assignment.name == lesson)
    )
    return {
        each.student_id: (float(_seconds_late(each)), float(penalties.get(each.student_id, 0.0)))
        for each in submissions
    }


def _seconds_late(submission: api.SubmittedAssignment) -> float:
    # nbgrader adds an extension to a due date that may be missing
    return submission.total_seconds_late if submission.assignment.duedate else 0.0


def folders_of(root: Path, lesson: str) -> tuple[set[str], set[str]]:
    """Who has handed in a folder, and who of them has no graded one: her file could not be graded."""
    course = layout.course_at(root)
    handed_in, graded = (
        {found.student for found in layout.find(course, directory, lesson) if found.path.is_dir()}
        for directory in (course.submitted_directory, course.autograded_directory)
    )
    return handed_in, handed_in - graded


def step_of(grade_id: str) -> str:
    """The step that a graded cell belongs to: `A1-4-check` -> `A1.4`."""
    return grade_id.removesuffix("-check").replace("-", ".")


def order(step: str) -> tuple:
    """A key that sorts steps as a lesson has them: `A2.9`, `A2.10`, then the questions."""
    notebook, _, name = step.rpartition("/")
    name = name.split(".")[-1]
    return (notebook, name.startswith("Q"), int(re.sub(r"\D", "", name) or 0), step)

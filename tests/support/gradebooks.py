"""A course with a real gradebook of nbgrader's, filled with a class that nobody had to grade."""

import datetime
import json
import os
import random
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from nbgrader import api
from nbgrader.api import Gradebook

from autograder.coursedir import audit, folders, layout
from lenet_keras.checks import display
from lenet_keras.checks.steps import LESSONS
from lenet_keras.checks.verdict import Fault, Result, Verdict

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "digits"
c.CourseDirectory.db_url = {address!r}
c.CourseDirectory.submitted_directory = {submitted!r}
c.CourseDirectory.autograded_directory = {autograded!r}
"""
WRITTEN = {
    "a1_preprocess": {"A1.Q1": 2, "A1.Q2": 2, "A1.Q3": 2},
    "a2_build": {"A2.Q1": 2, "A2.Q2": 2, "A2.Q3": 2, "A2.Q4": 3, "A2.Q5": 3},
    "a3_train": {"A3.Q2": 2, "A3.Q3": 3, "A3.Q4": 2},
}
DUE = datetime.datetime(2026, 11, 2, 12)
HINTS = (
    ("`trainData` has shape (4000, 784)", "an array of shape (4000, 28, 28, 1)", "The rows are still there?"),
    ("`testData` is unchanged", "an array of shape (1000, 28, 28, 1)", "`testData` was left out."),
    ("`model` does not exist yet", "a cell that makes `model`", ""),
)
CODE = ("x = x.reshape(-1, 784)  # flat", "x = x.reshape(-1, 784)", "x = x[:, :, None]\ny = x")


@dataclass
class Course:
    """A course in a folder of its own, and its gradebook."""

    root: Path
    address: str = ""
    worth: dict[str, dict[str, float]] = field(default_factory=dict)
    """By lesson and step."""

    @classmethod
    def create(cls, root: Path, lessons: tuple[str, ...] = ("a1_preprocess",), address: str = "") -> "Course":
        """A course whose gradebook, in SQLite unless it has an address, knows lessons and nobody else."""
        (root / folders.WORK).mkdir(parents=True)
        course = cls(root, address or folders.database(root))
        names = {"submitted": str(folders.SUBMITTED), "autograded": str(folders.AUTOGRADED)}
        (root / "nbgrader_config.py").write_text(CONFIG.format(address=course.address, **names))
        course.worth = {lesson: worth_of(lesson) for lesson in lessons}
        if address:
            _make(address, lessons)
        else:
            (root / folders.GRADEBOOK).write_bytes(_empty(lessons))
        return course

    def enrol(self, student: str, **more: str) -> None:
        """Add a student who hands in nothing."""
        with Gradebook(self.address, "digits") as gradebook:
            gradebook.add_student(student, **more)

    def grade(
        self,
        student: str,
        points: dict[str, float | None] | None = None,
        lesson: str = "a1_preprocess",
        late: float = 0.0,
        penalty: float = 0.0,
        **more: str,
    ) -> None:
        """Write one student's points; steps that are not named have all of theirs, None waits."""
        with Gradebook(self.address, "digits") as gradebook:
            with gradebook.db.no_autoflush:
                _write(gradebook, self.worth[lesson], lesson, student, points or {}, late, penalty, more)
            gradebook.db.commit()

    def hand_in(self, student: str, lesson: str = "a1_preprocess", graded: bool = False) -> None:
        """Make the folder of a submission, and that of its graded copy."""
        (self.root / folders.SUBMITTED / student / lesson).mkdir(parents=True)
        if graded:
            (self.root / folders.AUTOGRADED / student / lesson).mkdir(parents=True)

    def keep(
        self,
        student: str,
        verdicts: list[tuple[Verdict, str]],
        lesson: str = "a1_preprocess",
        picture: str = "",
    ) -> None:
        """Keep an executed notebook as grading does: verdicts, the answers that they are about, a picture."""
        cells = []
        for verdict, answer in verdicts:
            name = verdict.step.replace(".", "-")
            cells.append(nbformat.v4.new_code_cell(answer, id=name))
            data = {"text/html": display.box(verdict, True), "text/plain": display.text(verdict, True)}
            output = nbformat.v4.new_output("display_data", data)
            cells.append(nbformat.v4.new_code_cell("check()", id=f"{name}-check", outputs=[output]))
        if picture:
            output = nbformat.v4.new_output("display_data", {"image/png": picture})
            cells.append(nbformat.v4.new_code_cell("plt.show()", outputs=[output]))
        notebook = nbformat.v4.new_notebook(cells=cells)
        path = audit.path(self.root / folders.WORK / layout.AUDIT, student, lesson, lesson)
        audit.keep(path, json.dumps(notebook))


def worth_of(lesson: str) -> dict[str, float]:
    """The points of a lesson's steps and questions."""
    return {step.id: step.points for step in LESSONS[lesson]} | WRITTEN[lesson]


@cache
def _empty(lessons: tuple[str, ...]) -> bytes:
    """A gradebook that knows lessons and nobody; made once, since nbgrader takes a second for it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gradebook.db"
        _make(f"sqlite:///{file}", lessons)
        return file.read_bytes()


def _make(address: str, lessons: tuple[str, ...]) -> None:
    # nbgrader calls a bare `alembic`, which stands beside this Python even when .venv is not activated
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with Gradebook(address, "digits") as gradebook:
        for lesson in lessons:
            gradebook.add_assignment(lesson, duedate=DUE, course_id="digits")
            gradebook.add_notebook(lesson, lesson)
            for step, points in worth_of(lesson).items():
                written = step in WRITTEN[lesson]
                kind = "markdown" if written else "code"
                cell = cell_of(step, written)
                gradebook.add_grade_cell(cell, lesson, lesson, max_score=points, cell_type=kind)


def cell_of(step: str, written: bool = False) -> str:
    """The id of a step's graded cell: `A1-4-check`, `A1-Q1`."""
    return step.replace(".", "-") + ("" if written else "-check")


def _write(gradebook, worth, lesson, student, points, late, penalty, more) -> None:
    """Add what nbgrader adds for a submission, in one transaction with what else the caller adds."""
    assignment = gradebook.find_assignment(lesson)
    known = gradebook.db.get(api.Student, student) or api.Student(id=student)
    for name, value in more.items():
        setattr(known, name, value)
    submission = api.SubmittedAssignment(
        assignment=assignment, student=known, timestamp=DUE + datetime.timedelta(seconds=late or -60)
    )
    notebook = api.SubmittedNotebook(
        notebook=assignment.notebooks[0], assignment=submission, late_submission_penalty=penalty
    )
    gradebook.db.add(submission)
    for cell in assignment.notebooks[0].grade_cells:
        step = cell.name.removesuffix("-check").replace("-", ".")
        score = points.get(step, worth[step])
        by_hand = not cell.name.endswith("-check")
        grade = api.Grade(cell=cell, notebook=notebook, needs_manual_grade=score is None)
        grade.auto_score, grade.manual_score = (None, score) if by_hand else (score, None)
        gradebook.db.add(grade)


def verdict(step: str, points: float, worth: float, case: int) -> Verdict:
    """A verdict on a step, with one of a few faults unless it has all its points."""
    fault = None if points >= worth else Fault(*HINTS[case % len(HINTS)])
    return Verdict(step, (Result("it is as asked", points, worth, fault),))


def fill(course: Course, students: int, seed: int, kept: bool = True, picture: str = "") -> None:
    """Grade a class whose students differ in how much they know, and steps in how hard they are."""
    random_ = random.Random(seed)
    names = [f"student{number:03}" for number in range(students)]
    skill = {name: random_.gauss(0.9, 1.3) for name in names}
    for lesson, worth in course.worth.items():
        hard = {step: random_.gauss(0, 1) for step in worth}
        with Gradebook(course.address, "digits") as gradebook:
            for number, name in enumerate(names):
                points = {
                    step: most
                    * round(min(1, max(0, 0.5 + 0.4 * (skill[name] - hard[step] + random_.gauss(0, 0.7)))), 1)
                    for step, most in worth.items()
                }
                if number % 20 == 7:
                    points |= dict.fromkeys(WRITTEN[lesson])
                more = {"first_name": f"Name{number}", "last_name": f"Family{number % 40}"}
                with gradebook.db.no_autoflush:
                    _write(gradebook, worth, lesson, name, points, 3600.0 * (number % 11 == 3), 0.0, more)
                if kept:
                    verdicts = [
                        (verdict(step, points[step], most, random_.randrange(9) % 4), random_.choice(CODE))
                        for step, most in worth.items()
                        if step not in WRITTEN[lesson]
                    ]
                    course.keep(name, verdicts, lesson, picture)
            gradebook.db.commit()

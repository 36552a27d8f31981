"""Classes to grade: one course, copied for each measurement, with honest students who are all different."""

import contextlib
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.coursedir import folders
from tests.attacks.attack import A1, A2, A3
from tests.attacks.course import FIRST, HERE, Course
from tests.benchmarks.classes.command import autograde, console

LESSONS = (A1, A2, A3)
POINTS = """
select sum(coalesce(grade.auto_score, 0))
from submitted_assignment submission
join assignment on assignment.id = submission.assignment_id
join submitted_notebook notebook on notebook.assignment_id = submission.id
join grade on grade.notebook_id = notebook.id
where assignment.name = ? and submission.student_id like ?
group by submission.id
"""


class School:
    """Both ways of grading the same lessons, ready: every first run of anything is over."""

    def __init__(self, folder: Path):
        """Build the lessons, and let one student be graded in every way that will be measured."""
        self._folder = folder
        console.print("building a course ...")
        course = Course.build(folder / "ours", "ours", A1)
        for lesson in (A2, A3):
            for source in folders.sources(lesson):
                shutil.copy(source, course.root / folders.SOLUTIONS)
            for known in (folders.PROJECT / folders.WORK / "reference").glob(f"{lesson}-*.zip"):
                shutil.copy(known, course.work / "reference")
        course.run([sys.executable, "-m", "autograder", "build"], check=True)
        prepare = (
            f"from autograder.examiner import reference; [reference.observations(each) for each in {LESSONS}]"
        )
        course.run([sys.executable, "-c", prepare], check=True)
        self._courses = {"ours": course, "weak": replace(course.copied(folder / "weak"), mode="weak")}
        shutil.copy(HERE / "weak_config.py", folder / "weak" / "nbgrader_config.py")
        self._solved = {name: replace(course, lesson=name).base("solved") for name in LESSONS}
        self._due: dict[tuple[str, str], float] = {}
        self.start: dict[str, float] = {}
        """Seconds that stock nbgrader takes for its own start, by lesson."""
        for mode, course in self._courses.items():
            for lesson in (A1, A2):
                shutil.rmtree(course.root / folders.AUTOGRADED, ignore_errors=True)
                shutil.rmtree(course.root / folders.SUBMITTED)
                course = replace(course, lesson=lesson)
                course.hand_in_honestly(FIRST)
                autograde(course, f"{lesson}, {mode}: one student, so that everything has run once")
                (self._due[mode, lesson],) = _points(course, FIRST)
                if mode == "weak":
                    what = f"{lesson}, weak: the same command again, which has nothing to do"
                    self.start[lesson] = autograde(course, what).seconds

    @contextlib.contextmanager
    def course(self, mode: str, lesson: str, students: int) -> Iterator[Course]:
        """A fresh course in which a class has handed in a lesson.

        Raises:
            RuntimeError: when at the end not all of them have the points that they deserve.
        """
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            shutil.rmtree(name)
            course = replace(self._courses[mode].copied(Path(name)), lesson=lesson)
            for each in (folders.SUBMITTED, folders.AUTOGRADED):
                shutil.rmtree(course.root / each)
            for number in range(students):
                path = course.submission(f"s{number:04d}") / f"{lesson}.ipynb"
                path.parent.mkdir(parents=True)
                path.write_text(nbformat.writes(self.solved(lesson, f"s{number:04d}")))
            yield course
            points = _points(course, "s0%")
            due = self._due.setdefault((mode, lesson), max(points, default=0))
            if not due or points != [due] * students:
                raise RuntimeError(f"{lesson}, {mode}: {students} honest students got {points} points")

    def solved(self, lesson: str, student: str) -> NotebookNode:
        """A right notebook in a student's own words: no cell of hers is like anybody else's."""
        content = nbformat.from_dict(self._solved[lesson])
        for cell in content.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = f"# written by {student}\n{cell.source}"
        return content


def _points(course: Course, students: str) -> list[float]:
    """The points that grading gave each of some students for the course's lesson."""
    with contextlib.closing(sqlite3.connect(course.root / folders.GRADEBOOK)) as book:
        return [points for (points,) in book.execute(POINTS, [course.lesson, students])]

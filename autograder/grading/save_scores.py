"""Writing scores into the gradebook: from the examination alone, all of a notebook at once."""

from dataclasses import replace

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import Select, select
from sqlalchemy.orm import load_only

from autograder.coursedir import audit
from autograder.coursedir.audit import Record
from autograder.grading import grounds
from autograder.grading.graded_notebook import KEY, GradedNotebook

READ = (Grade.cell_id, Grade.manual_score, Grade.needs_manual_grade)
"""The columns that are needed: nbgrader's own queries add up all points of each row."""


class SaveScores(NbGraderPreprocessor):
    """Save what the examination found, in the place of nbgrader's `SaveAutoGrades`.

    Everything of one notebook is one transaction: whoever kills the grader leaves the old scores or the new
    ones. Points that a person gave stay as long as the answer and its question's points and rubric do.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Write the scores and comments of one notebook."""
        where = resources["nbgrader"]
        graded: GradedNotebook = resources[KEY]
        scores, record, old = graded.result.scores, graded.record, graded.previous
        record.revoked_points = list(old.revoked_points)
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.db.execute(_notebook(where)).scalar_one()
            cells = select(BaseCell.id, BaseCell.name).join(Notebook).join(SubmittedNotebook)
            names = dict(gradebook.db.execute(cells.where(SubmittedNotebook.id == submission)).all())
            # Where a server has the gradebook, whoever writes the same grades at the same time waits for the
            # other, the formgrader, too; what is read after this is what the other has left. For SQLite,
            # which locks the whole file, this is a plain query.
            grades = select(Grade).where(Grade.notebook_id == submission).order_by(Grade.id)
            grades = grades.options(load_only(*READ)).with_for_update()
            for grade in gradebook.db.scalars(grades):
                name = names[grade.cell_id]
                self._grade(grade, name, scores.get(name, 0.0), old, record)
            comments = select(Comment).where(Comment.notebook_id == submission)
            for comment in gradebook.db.scalars(comments.options(load_only(Comment.cell_id))):
                name = names[comment.cell_id]
                cell = next((c for c in nb.cells if _name(c) == name), None)
                untouched = cell is not None and cell.metadata.nbgrader.get(
                    "checksum"
                ) == utils.compute_checksum(cell)
                comment.auto_comment = "No response." if untouched and not utils.is_task(cell) else None
            # Told before it is done, or a grader that is killed in between would take points and tell nobody.
            audit.write(graded.record_file, replace(old, revoked_points=record.revoked_points))
            gradebook.db.commit()
        audit.write(graded.record_file, record)
        return nb, resources

    def _grade(self, grade: Grade, name: str, points: float | None, old: Record, record: Record) -> None:
        """One cell: `points` is None where a person grades."""
        grade.auto_score = points
        if grade.manual_score is None:
            grade.needs_manual_grade = points is None
        elif why := _changes(name, old, record):
            text = f"{grade.manual_score:g} points were given by hand, but {' and '.join(why)} since."
            if (note := {"cell": name, "text": text}) not in record.revoked_points:
                record.revoked_points.append(note)
            self.log.info("%s: %s They were taken back.", name, text)  # warned of before, with her name
            grade.manual_score = None
            grade.needs_manual_grade = points is None
        elif not old.grounds:  # nobody knows what she has read
            grade.needs_manual_grade = True


def _notebook(where: dict) -> Select:
    """The query for the id of a submitted notebook."""
    return (
        select(SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(
            Notebook.name == where["notebook"],
            Assignment.name == where["assignment"],
            SubmittedAssignment.student_id == where["student"],
        )
    )


def _changes(name: str, old: Record, new: Record) -> list[str]:
    """Why points by hand do not stay; a check of which only an earlier version knew stays with its file."""
    if old.grounds and name not in old.grounds:
        return [] if old.digests[:2] == new.digests[:2] else ["the notebook has changed"]
    return grounds.changes(old.grounds, new.grounds, name)


def _name(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")

"""Writing scores into the gradebook: from the examination alone, all of a notebook at once."""

from dataclasses import replace

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import select

from autograder import audit
from autograder.audit import Record


class SaveScores(NbGraderPreprocessor):
    """Save what the examination found, in the place of nbgrader's `SaveAutoGrades`.

    Everything of one notebook is one transaction: whoever kills the grader leaves the old scores or the new
    ones. Points that a person gave stay as long as the answer is the one that she read.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Write the scores and comments of one notebook."""
        where = resources["nbgrader"]
        scores, record, old = resources["scores"], resources["record"], resources["old_record"]
        record.points = list(old.points)
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                where["notebook"], where["assignment"], where["student"]
            )
            # Where a server has the gradebook, whoever writes the same grades at the same time waits for the
            # other, the formgrader, too; what is read after this is what the other has left. For SQLite,
            # which locks the whole file, this is a plain query.
            own = select(Grade.id).where(Grade.notebook_id == submission.id).order_by(Grade.id)
            gradebook.db.execute(own.with_for_update())
            for grade in submission.grades:
                self._grade(grade, scores.get(grade.name, 0.0), old, record)
            for comment in submission.comments:
                cell = next((c for c in nb.cells if _name(c) == comment.name), None)
                untouched = cell is not None and cell.metadata.nbgrader.get(
                    "checksum"
                ) == utils.compute_checksum(cell)
                comment.auto_comment = "No response." if untouched and not utils.is_task(cell) else None
            # Told before it is done, or a grader that is killed in between would take points and tell nobody.
            audit.write(resources["record_file"], replace(old, points=record.points))
            gradebook.db.commit()
        audit.write(resources["record_file"], record)
        return nb, resources

    def _grade(self, grade, points: float | None, old: Record, record: Record) -> None:
        """One cell: `points` is None where a person grades."""
        grade.auto_score = points
        if grade.manual_score is not None and not _same_answer(grade.name, old, record):
            text = f"{grade.manual_score:g} points were given by hand to an answer that has changed since."
            if (note := {"cell": grade.name, "text": text}) not in record.points:
                record.points.append(note)
            self.log.warning("%s: %s They were taken back.", grade.name, text)
            grade.manual_score = None
        grade.needs_manual_grade = points is None or grade.manual_score is not None


def _same_answer(name: str, old: Record, new: Record) -> bool:
    """Whether the cell that a person graded is still the same; for a check cell, the whole notebook."""
    key = name if name in new.answers else ""
    return not old.answers or old.answers.get(key) == new.answers.get(key)


def _name(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")

"""The preprocessor in the place of nbgrader's `GetGrades`: points, and what of them is not known yet."""

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades


class GetPoints(GetGrades):
    """nbgrader's points and comments, and what waits for a person, who she is, and how late she was."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Write into the cells' metadata what the gradebook says of them."""
        nb, resources = super().preprocess(nb, resources)
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            student = gradebook.find_student(where["student"])
            submission = gradebook.find_submission(where["assignment"], where["student"])
            where["name"] = f"{student.first_name or ''} {student.last_name or ''}".strip()
            where["handed_in"] = submission.timestamp
            late = submission.total_seconds_late if submission.assignment.duedate else 0.0
            where["late"] = float(late)
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: dict) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        nobody = grade.auto_score is None and grade.manual_score is None
        cell.metadata.nbgrader["waits"] = bool(grade.needs_manual_grade or nobody)

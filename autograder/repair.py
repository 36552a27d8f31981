"""Repairing a submission before nbgrader grades it: cells that were deleted come back."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor


class RestoreCells(NbGraderPreprocessor):
    """Put cells that were handed out and are missing back in their place.

    A deleted check cell would otherwise leave its step without a score, and after a second hand-in with
    the old score. nbgrader's own `add_missing_cells` stops with a KeyError where a lesson has locked cells
    that are not graded. The cells come from the released notebook, which holds no answer; nbgrader's
    `OverwriteCells`, which runs after this, puts the hidden judges in.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Insert each missing cell after the nearest handed-out cell before it."""
        where = resources["nbgrader"]
        released = self._released(where["assignment"], where["notebook"])
        after = -1
        for cell in released.cells if released else []:
            name = self._grade_id(cell)
            if name is None:
                continue
            position = next((i for i, each in enumerate(nb.cells) if self._grade_id(each) == name), None)
            if position is None:
                position = after + 1
                nb.cells.insert(position, cell)
                self.log.warning(
                    "%s/%s/%s.ipynb: the cell %s is missing; it was put back as it was handed out",
                    where["student"],
                    where["assignment"],
                    where["notebook"],
                    name,
                )
            after = position
        return nb, resources

    def _released(self, assignment: str, notebook: str) -> NotebookNode | None:
        course = CourseDirectory(config=self.config)
        folder = course.format_path(course.release_directory, ".", assignment)
        path = Path(folder) / f"{notebook}.ipynb"
        return nbformat.read(path, as_version=4) if path.exists() else None

    @staticmethod
    def _grade_id(cell: NotebookNode) -> str | None:
        return cell.metadata.get("nbgrader", {}).get("grade_id")

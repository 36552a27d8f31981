"""What the course itself has of an assignment: its sources, what students got, and the files beside."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions, IncludeHeaderFooter
from traitlets.config import Configurable


class MasterFiles:
    """The files of one assignment."""

    def __init__(self, name: str, course: CourseDirectory, parent: Configurable):
        """Look at an assignment.

        Args:
            name: the assignment's.
            course: with its folders.
            parent: whose configuration nbgrader's preprocessors follow.
        """
        self._name, self._course, self._parent = name, course, parent

    def source(self, notebook: str) -> Path:
        """Where the reference solution lies."""
        folder = self._course.format_path(self._course.source_directory, ".", self._name)
        return Path(folder) / f"{notebook}.ipynb"

    def released(self, notebook: str) -> NotebookNode:
        """The notebook as students got it; made once more from its source where the release is gone.

        Raises:
            FileNotFoundError: when there is neither.
        """
        folder = self._course.format_path(self._course.release_directory, ".", self._name)
        release, source = Path(folder) / f"{notebook}.ipynb", self.source(notebook)
        if release.is_file():
            return nbformat.read(release, as_version=4)
        if not source.is_file():
            raise FileNotFoundError(
                f"{source} does not exist; run `nbgrader generate_assignment {self._name}`"
            )
        student_version = nbformat.read(source, as_version=4)
        # What was handed out stands in for a missing answer: no solution may be left in it.
        for step in (IncludeHeaderFooter, ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            student_version, _ = step(parent=self._parent).preprocess(student_version, {})
        return student_version

    def masters(self) -> dict[str, bytes]:
        """The course's own files, which lie over what students changed, as nbgrader puts them there."""
        folder = self._course.format_path(self._course.source_directory, ".", self._name)
        ignored = [*self._course.ignore, "*.ipynb"]
        return {
            str(Path(file).relative_to(folder)): Path(file).read_bytes()
            for file in utils.find_all_files(folder, ignored)
        }

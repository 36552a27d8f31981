"""How `nbgrader generate_feedback` makes a page here: one without scripts, see `page`."""

from pathlib import Path

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.coursedir import layout, waiting
from autograder.feedback import page
from autograder.feedback.pending import pending
from autograder.grading import penalties
from autograder.results import leaderboard
from autograder.terminal.printable import PlainLog


class FeedbackExporter(Exporter):
    """Makes the page; nbgrader makes one exporter when a run begins."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, config=None, **kwargs):
        """Bring late penalties up to date, and say how many answers nobody has graded yet."""
        super().__init__(config=config, **kwargs)
        self._board: list[leaderboard.Entry] | None = None
        course = getattr(self.parent, "coursedir", None)
        if course is None:  # made by itself, for a page that belongs to no course
            return
        if not any(isinstance(each, PlainLog) for each in self.log.filters):
            # that a page is made anew, which is what the command is for
            self.log.addFilter(lambda record: not str(record.msg).startswith("Removing existing assignment"))
            self.log.addFilter(PlainLog())  # names of folders are students' words
        waiting.wait_until_free(course.db_url, self.log.warning)
        penalties.refresh_and_tell(self.parent)
        with Gradebook(course.db_url, course.course_id) as gradebook:
            graded = layout.find(course, course.autograded_directory, course.assignment_id)
            if told := pending(gradebook.db, course.assignment_id, {each.student for each in graded}):
                self.log.warning("%s", told)

    def from_notebook_node(  # type: ignore[override]  # a page is text, as nbconvert's own HTMLExporter has it
        self, nb: NotebookNode, resources: dict | None = None, **kwargs
    ) -> tuple[str, dict]:
        """Make the page of one notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = resources["nbgrader"]
        return page.page(nb, {**about, "standing": self._standing(about["student"])}), resources

    def _standing(self, student: str) -> str:
        """What a student is told of her network's place in the class; nothing where none was measured."""
        course = getattr(self.parent, "coursedir", None)
        if course is None:
            return ""
        if self._board is None:
            self._board = leaderboard.of_lesson(Path(course.root), course.assignment_id, hidden=True)
        return leaderboard.told(self._board, student)

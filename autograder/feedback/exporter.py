"""How `nbgrader generate_feedback` makes a page here: one without scripts, see `page`."""

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.coursedir import layout, waiting
from autograder.feedback import page
from autograder.feedback.pending import pending
from autograder.grading import penalties


class FeedbackExporter(Exporter):
    """Makes the page; nbgrader makes one exporter when a run begins."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, config=None, **kwargs):
        """Bring late penalties up to date, and say how many answers nobody has graded yet."""
        super().__init__(config=config, **kwargs)
        course = getattr(self.parent, "coursedir", None)
        if course is None:  # made by itself, for a page that belongs to no course
            return
        waiting.tell_if_locked(course.db_url, self.log.warning)
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
        return page.page(nb, resources["nbgrader"]), resources

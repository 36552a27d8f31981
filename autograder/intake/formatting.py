"""Texts that are too long to be shown with their formatting: told to the student and to the grader."""

from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader import utils

from autograder.intake.repair.note import DROPPED, Note

MOST_MARKDOWN = 10_000
"""Characters of a text that a page shows with its formatting: parsers take the square of what is nested."""


def notes(notebook: NotebookNode) -> Iterator[Note]:
    """Tell of written answers that will be plain text.

    Args:
        notebook: as the repair left it.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and utils.is_solution(cell) and len(cell.source) > MOST_MARKDOWN:
            name, count = cell.metadata.nbgrader.grade_id, f"{len(cell.source):,} characters"
            told = f"{name} has {count}; more than {MOST_MARKDOWN:,} are shown as plain text."
            yield Note(DROPPED, name, told, to_student=True)

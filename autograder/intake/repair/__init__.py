"""Repairing a submission before it is graded: whatever was handed in becomes the lesson with her answers.

Only the sources of answers and of the student's own cells are taken from the file; everything else comes
from the gradebook and from the released notebook. Nothing here runs code or trusts a label.
"""

from autograder.intake.repair.assembly import Rebuilt, rebuild
from autograder.intake.repair.files import foreign_links, read_file
from autograder.intake.repair.note import Note
from autograder.intake.repair.outline import Outline, OutlineCell
from autograder.intake.repair.reading import Unreadable, documents

__all__ = [
    "Note",
    "Outline",
    "OutlineCell",
    "Rebuilt",
    "Unreadable",
    "documents",
    "foreign_links",
    "read_file",
    "rebuild",
]

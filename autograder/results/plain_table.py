"""The plain table of `nbgrader export`: nbgrader's columns, quoted, and harmless in a spreadsheet."""

import csv
import io
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

from autograder.coursedir import atomic, waiting
from autograder.results.lms.sheet import harmless

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""As nbgrader's own plugin writes them, which joins cells by commas and lets a name act as a formula."""


class PlainTable(CsvExportPlugin):
    """Writes one row for each lesson and student, in UTF-8."""

    def __init__(self, **options):
        """Wait for a gradebook that is locked, before nbgrader opens it."""
        super().__init__(**options)
        waiting.wait_until_free(self.parent.coursedir.db_url, self.log.warning, write=False)

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `--to`, or to `grades.csv`.

        Args:
            gradebook: an open one.

        Raises:
            ValueError: when the file cannot be written.
        """
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        text = io.StringIO(newline="")
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in map(str, self.assignment):
                continue
            for student in gradebook.students:
                if self.student and student.id not in map(str, self.student):
                    continue
                try:
                    submission = gradebook.find_submission(assignment.name, student.id)
                except MissingEntry:
                    submission = None
                cells = (
                    *(assignment.name, assignment.duedate, submission and submission.timestamp),
                    *(student.id, student.last_name, student.first_name, student.email),
                    *_scores(submission),
                    assignment.max_score,
                )
                table.writerow(map(_cell, cells))
        atomic.write_output(path, text.getvalue().encode())


def _scores(submission: SubmittedAssignment | None) -> tuple[float, float, float]:
    """Score, penalty, and what is left; nothing where nothing was handed in, as nbgrader has it."""
    if submission is None:
        return 0.0, 0.0, 0.0
    penalty = submission.late_submission_penalty or 0.0
    return submission.score, penalty, max(0.0, submission.score - penalty)


def _cell(value: Any) -> str:
    return "" if value is None else harmless(str(value))

"""What points by hand rest on: the answer, its pictures, and what its question is worth and asks for.

As long as these stand, so do the points, whatever else of the lesson was changed and examined again.
"""

import json
import re
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode
from nbgrader import utils

from autograder.coursedir.audit import Grounds, digest

MARK_SCHEME = re.compile(r"BEGIN MARK SCHEME(.*?)END MARK SCHEME", re.DOTALL)
MODEL_ANSWER = "**Model answer"  # below the rubric; mending it changes nothing that is asked


def of(notebook: NotebookNode) -> dict[str, Grounds]:
    """The grounds of everything in a notebook that a person may grade.

    Args:
        notebook: as the repair left it: locked cells are the gradebook's, all others the student's.

    Returns:
        For each graded cell, by its id, digests and plain values by what they are about. Of an answer that
        is its own cell; of a check or a task, which has none, everything that the student may write.
    """
    writable = [cell for cell in notebook.cells if not utils.is_locked(cell)]
    everything = digest("\0".join(cell.source for cell in writable))
    pictures = _pictures(*writable)
    found = {}
    question = ""  # the locked text above an answer, which holds its rubric
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and utils.is_locked(cell):
            question = cell.source
        if not (utils.is_grade(cell) or utils.is_task(cell)):
            continue
        marks = cell.metadata.nbgrader
        own = utils.is_solution(cell)
        found[marks.grade_id] = {
            "answer": digest(cell.source) if own else everything,
            "pictures": _pictures(cell) if own else pictures,
            "points": f"{float(marks.points):g}",
            "rubric": digest(_rubric(question if own else cell.source)),
        }
        question = ""
    return found


def changes(old: Mapping[str, Grounds], new: Mapping[str, Grounds], name: str) -> list[str]:
    """Why points that were given to a cell rest on nothing any more.

    Args:
        old: the grounds when they were given; of a record of an earlier version, some are not known.
        new: the grounds today.
        name: the cell's id.

    Returns:
        A sentence's end for each reason; none where the points stay.
    """
    return list(_changes(old.get(name, {}), new.get(name, {})))


def _changes(old: Grounds, new: Grounds) -> Iterator[str]:
    told = {
        "answer": "the answer has changed",
        "pictures": "a picture in the answer has changed",
        "points": f"the question is worth {new.get('points')} points, not {old.get('points')}",
        "rubric": "the rubric has changed",
    }
    for about, reason in told.items():
        if about in old and old[about] != new.get(about):
            yield reason


def _rubric(source: str) -> str:
    """What a mark scheme says that points are given for, without its layout."""
    parts = (text.partition(MODEL_ANSWER)[0] for text in MARK_SCHEME.findall(source))
    return " ".join(" ".join(parts).replace("<!--", "").replace("-->", "").split())


def _pictures(*cells: NotebookNode) -> str:
    found = [cell.attachments for cell in cells if cell.get("attachments")]
    return digest(json.dumps(found, sort_keys=True)) if found else ""

"""Putting a lesson together from its trusted structure and from what the student wrote."""

import copy
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.intake.repair import reading
from autograder.intake.repair.changes import changes
from autograder.intake.repair.matching import Matching
from autograder.intake.repair.note import AMBIGUOUS, DROPPED, Note, quote
from autograder.intake.repair.outline import Outline, OutlineCell
from autograder.intake.repair.submission import MOST_CELLS, SubmittedCell, read_cells

MOST_ATTACHED = 8 << 20  # characters of base64, all attachments together: photographs of a few pages
MOST_NAMED = 5  # pictures in a note
PYTHON = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass
class Rebuilt:
    """A submission as it is graded."""

    notebook: NotebookNode
    """Valid nbformat 4.5: every trusted cell once, the student's answers and her own cells, no outputs."""
    notes: list[Note] = field(default_factory=list)
    """What was changed or could not be decided; nothing for an honest file."""


def rebuild(content: bytes, outline: Outline) -> Rebuilt:
    """Make a notebook that can be graded from whatever was handed in.

    Args:
        content: the bytes of the submitted file.
        outline: the lesson.

    Returns:
        The notebook and what there is to tell. Rebuilding it again changes nothing.

    Raises:
        Unreadable: when the file is no notebook; nothing else is ever raised.
    """
    documents, notes = reading.documents(content)
    sides = [_rebuild(document, outline) for document in documents]
    ours = sides[0]
    if len({tuple(_sources(side.notebook)) for side in sides}) > 1:
        told = "The two sides of a merge conflict have different answers; “ours” was graded."
        notes.append(Note(AMBIGUOUS, "", told, to_student=True))
    return Rebuilt(ours.notebook, notes + ours.notes)


def _sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def _rebuild(document: dict, outline: Outline) -> Rebuilt:
    cells, notes = read_cells(document)
    matching = Matching(outline, cells)
    notes += [*matching.notes, *changes(outline, matching)]
    own = matching.left[: max(0, MOST_CELLS - len(outline.cells))]
    if dropped := len(matching.left) - len(own):
        told = f"{dropped} cells of the student's own were left out; a notebook may have {MOST_CELLS} cells."
        notes.append(Note(DROPPED, "", told, to_student=True))
    kept = sorted([*matching.found.values(), *own], key=lambda cell: cell.position)
    pictures, left_out = _fitting(kept)
    if left_out:
        told = f"Attached pictures were left out, as all of a notebook may take {MOST_ATTACHED >> 20} MB: "
        notes.append(Note(DROPPED, "", told + f"{', '.join(left_out)}.", to_student=True))
    notebook = nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": copy.deepcopy(PYTHON),
            "cells": _put_together(outline, matching, own, pictures),
        }
    )
    return Rebuilt(notebook, notes)


def _fitting(cells: list[SubmittedCell]) -> tuple[dict[int, dict], list[str]]:
    """The attachments that fit, by the position of their cell, and the names of those that do not."""
    fitting: dict[int, dict] = {}
    left_out: list[str] = []
    room = MOST_ATTACHED
    for cell in cells:
        for name, bundle in cell.attachments.items():
            size = sum(map(len, bundle.values()))
            if size > room:
                left_out.append(quote(name, 60))
                continue
            room -= size
            fitting.setdefault(cell.position, {})[name] = bundle
    return fitting, left_out[:MOST_NAMED]


def _put_together(
    outline: Outline, matching: Matching, own: list[SubmittedCell], pictures: dict[int, dict]
) -> list[dict]:
    placed: list[tuple[tuple[int, int, int], dict]] = []
    for index, given in enumerate(outline.cells):
        cell = matching.found.get(index)
        if given.grade_id or cell:  # prose is the student's to delete
            placed.append(((index, 0, 0), _lesson_cell(given, cell, pictures)))
    # Her own cells follow the nearest cell before them that stands where it should.
    anchors = matching.in_order()
    positions = [position for position, _ in anchors]
    number = 0
    for cell in own:
        near = bisect_right(positions, cell.position)
        number = _next(number, outline)
        made = _cell(cell.kind, f"own-{number}", {}, cell.source, pictures.get(cell.position, {}))
        placed.append(((anchors[near - 1][1] if near else -1, 1, cell.position), made))
    return [made for _, made in sorted(placed, key=lambda each: each[0])]


def _next(number: int, outline: Outline) -> int:
    number += 1
    while f"own-{number}" in outline.by_id:
        number += 1
    return number


def _lesson_cell(given: OutlineCell, cell: SubmittedCell | None, pictures: dict[int, dict]) -> dict:
    if given.locked:
        source, attachments = given.source, given.attachments
    elif cell is None:
        source, attachments = given.handed_out, given.attachments
    else:
        source = cell.source
        attachments = given.attachments or pictures.get(cell.position, {})
    return _cell(given.kind, given.id, given.metadata, source, attachments)


def _cell(kind: str, name: str, metadata: dict, source: str, attachments: dict) -> dict:
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": copy.deepcopy(metadata),
        "source": source,
    }
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif attachments:
        made["attachments"] = copy.deepcopy(attachments)
    return made

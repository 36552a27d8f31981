"""What a submitted notebook holds, cell by cell, as far as it can be trusted: as plain text and claims."""

import re
from dataclasses import dataclass, field
from typing import Any

from autograder.intake.repair import reading
from autograder.intake.repair.note import DROPPED, Note
from autograder.intake.repair.outline import comparable

KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "html": "markdown"}
MOST_CELLS = 5_000
LONGEST_SOURCE = 200_000  # characters
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class SubmittedCell:
    """One cell of the file."""

    position: int
    kind: str
    """code, markdown or raw."""
    stated: str
    """The cell_type that the file gives."""
    source: str
    text: str
    """The source for comparing."""
    label: str
    """The grade_id that it claims."""
    ids: frozenset[str]
    """What editors keep the nbformat id under."""
    claims: dict = field(default_factory=dict)
    """All of nbgrader's metadata as the file gives it."""
    attachments: dict = field(default_factory=dict)
    """Names, each with a dict from media type to base64."""
    fault: str = ""
    """What was wrong with the source, as a predicate."""


def read_cells(document: dict) -> tuple[list[SubmittedCell], list[Note]]:
    """Take the cells out of a parsed notebook of any version.

    Args:
        document: one that `reading.documents` returned.

    Returns:
        The first `MOST_CELLS` cells, and what there is to tell about the rest.
    """
    entries = reading.cells(document) or []
    notes = []
    if len(entries) > MOST_CELLS:
        told = f"The file has {len(entries)} cells; those after number {MOST_CELLS} were left out."
        notes.append(Note(DROPPED, "", told, to_student=True))
    found = [entry for entry in entries[:MOST_CELLS] if isinstance(entry, dict)]
    if strange := min(len(entries), MOST_CELLS) - len(found):
        told = f"{strange} entries in the file's list of cells are no cells; they were left out."
        notes.append(Note(DROPPED, "", told))
    return [_cell(position, entry) for position, entry in enumerate(found)], notes


def _cell(position: int, entry: dict) -> SubmittedCell:
    metadata = _dict(entry.get("metadata"))
    claims = _dict(metadata.get("nbgrader"))
    stated = entry.get("cell_type")
    stated = stated if isinstance(stated, str) else ""
    if not stated and {"input", "outputs", "execution_count"} & entry.keys():
        stated = "code"
    source, fault = _joined(entry["source"] if "source" in entry else entry.get("input", ""))
    if len(source) > LONGEST_SOURCE:
        fault = f"had {len(source)} characters; it was cut after {LONGEST_SOURCE}"
        source = source[:LONGEST_SOURCE]
    label = claims.get("grade_id")
    # Colab writes the id to metadata.id, Deepnote to metadata.cell_id.
    ids = (entry.get("id"), metadata.get("id"), metadata.get("cell_id"))
    return SubmittedCell(
        position=position,
        kind=KINDS.get(stated, "raw"),
        stated=stated,
        source=source,
        text=comparable(source),
        label=label if isinstance(label, str) else "",
        ids=frozenset(each for each in ids if isinstance(each, str)),
        claims=claims,
        attachments=_attachments(entry.get("attachments")),
        fault=fault,
    )


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _joined(value: Any) -> tuple[str, str]:
    """A text that nbformat allows to be given as lines, and what was wrong with it."""
    fault = ""
    if isinstance(value, list):
        lines = [line for line in value if isinstance(line, str)]
        if len(lines) < len(value):
            fault = "had lines that are no text; they were left out"
        value = "".join(lines)
    if not isinstance(value, str):
        return "", f"had no text but a value of type {type(value).__name__}; it was left empty"
    return _clean(value), fault


def _clean(text: str) -> str:
    """The text with one kind of line end and nothing that cannot be written as UTF-8."""
    return SURROGATES.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def _attachments(value: Any) -> dict:
    named = {}
    for name, bundle in _dict(value).items():
        data = {kind: _joined(each)[0] for kind, each in _dict(bundle).items() if kind.startswith("image/")}
        if kept := {_clean(kind): each for kind, each in data.items() if each}:
            named[_clean(name)] = kept
    return named

"""The trusted structure of a lesson: what was handed out, in order, and what the gradebook knows of it."""

import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from nbformat import NotebookNode
from nbgrader.api import Gradebook, Notebook, SourceCell

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # what nbformat allows as the id of a cell


def comparable(source: str) -> str:
    """A source without what editors change on their own: spaces at line ends, blank lines around."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


@dataclass(frozen=True)
class OutlineCell:
    """One cell of a lesson."""

    id: str
    """Its nbformat id in the released notebook."""
    kind: str
    """Its cell_type."""
    handed_out: str
    """Its source as students got it."""
    source: str
    """Its source as the gradebook has it, with hidden tests."""
    grade_id: str = ""
    """nbgrader's name for it; nothing for a cell that the gradebook does not know, such as prose."""
    locked: bool = False
    """Whether its source must be the gradebook's."""
    metadata: dict = field(default_factory=dict)
    """As it must be in a graded notebook."""
    label: dict = field(default_factory=dict)
    """nbgrader's metadata as students got it, which an older release may say in another way."""
    attachments: dict = field(default_factory=dict)

    @property
    def is_answer(self) -> bool:
        """Whether the student writes here."""
        return bool(self.grade_id) and not self.locked

    @cached_property
    def text(self) -> str:
        """The source as handed out, for comparing."""
        return comparable(self.handed_out)

    @cached_property
    def texts(self) -> frozenset[str]:
        """What counts as an untouched source: as handed out, or as the gradebook has it."""
        return frozenset((self.text, comparable(self.source)))


@dataclass(frozen=True)
class Outline:
    """All cells of a lesson in the order in which they were handed out."""

    cells: tuple[OutlineCell, ...]

    @cached_property
    def by_grade_id(self) -> dict[str, int]:
        """Where in `cells` each graded, locked or answer cell stands."""
        return {cell.grade_id: i for i, cell in enumerate(self.cells) if cell.grade_id}

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Where in `cells` each nbformat id stands."""
        return {cell.id: i for i, cell in enumerate(self.cells)}

    @classmethod
    def of_course(
        cls, gradebook: Gradebook, assignment: str, notebook: str, released: NotebookNode
    ) -> "Outline":
        """Read the structure of a lesson.

        Args:
            gradebook: the course's.
            assignment: the lesson.
            notebook: its notebook, without `.ipynb`.
            released: the notebook as students got it: it has the order and the prose.

        Returns:
            The outline. A cell that only the gradebook knows comes last.

        Raises:
            nbgrader.api.MissingEntry: when the gradebook does not know the notebook.
        """
        known = gradebook.find_notebook(notebook, assignment)
        entries = {entry.name: entry for entry in known.source_cells}
        labels = {name: _label(entry, known) for name, entry in entries.items()}
        cells = []
        for cell in released.cells:
            entry = entries.pop(cell.metadata.get("nbgrader", {}).get("grade_id"), None)
            cells.append(_loose(cell) if entry is None else _trusted(entry, labels[entry.name], cell))
        for name, entry in sorted(entries.items()):
            cells.append(_trusted(entry, labels[name], NotebookNode(metadata={}, source=entry.source or "")))
        return cls(tuple(_with_ids(cells)))


def _label(entry: SourceCell, known: Notebook) -> dict:
    """nbgrader's metadata of one cell, from the gradebook alone."""
    points = {cell.name: cell.max_score for cell in (*known.grade_cells, *known.task_cells)}
    label = {
        "grade_id": entry.name,
        "cell_type": entry.cell_type,
        "grade": entry.name in {cell.name for cell in known.grade_cells},
        "solution": entry.name in {cell.name for cell in known.solution_cells},
        "task": entry.name in {cell.name for cell in known.task_cells},
        "locked": bool(entry.locked),
        "schema_version": SCHEMA_VERSION,
    }
    if entry.checksum is not None:
        label["checksum"] = entry.checksum
    if entry.name in points:
        label["points"] = points[entry.name]
    return label


def _trusted(entry: SourceCell, label: dict, released: NotebookNode) -> OutlineCell:
    metadata = {**released.metadata, "deletable": False, "nbgrader": label}
    if entry.locked:
        metadata["editable"] = False
    return OutlineCell(
        id=released.get("id", entry.name),
        kind=entry.cell_type,
        handed_out=released.source,
        source=entry.source or "",
        grade_id=entry.name,
        locked=bool(entry.locked),
        metadata=_plain(metadata),
        label=_plain(released.metadata.get("nbgrader", {})),
        attachments=_plain(released.get("attachments", {})),
    )


def _loose(released: NotebookNode) -> OutlineCell:
    return OutlineCell(
        id=released.get("id", ""),
        kind=released.cell_type,
        handed_out=released.source,
        source=released.source,
        metadata=_plain({key: value for key, value in released.metadata.items() if key != "nbgrader"}),
        attachments=_plain(released.get("attachments", {})),
    )


def _with_ids(cells: list[OutlineCell]) -> list[OutlineCell]:
    """The same cells, each with an id that is valid and its own; notebooks before 4.5 have none."""
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        name = cell.id if ID.fullmatch(cell.id) and cell.id not in taken else f"cell-{number}"
        while name in taken:
            name += "-"
        taken.add(name)
        cells[number - 1] = replace(cell, id=name)
    return cells


def _plain(value: dict) -> dict:
    return json.loads(json.dumps(value))

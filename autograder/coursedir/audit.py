"""The audit record: what was graded, what was repaired, cut off or noticed, one file for each submission."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.coursedir import atomic


@dataclass
class Record:
    """What grading one notebook of one student left to be told."""

    file: str = ""
    """SHA-256 of the submitted file."""
    beside: str = ""
    """SHA-256 of what lies beside it."""
    terms: str = ""
    """SHA-256 of all else that the grades follow from: lesson, judges, limits, versions."""
    scores: dict[str, float | None] = field(default_factory=dict)
    """Points by the id of a cell; None where a person grades."""
    changed: list[dict] = field(default_factory=list)
    """Scores that are others than at the last grading of the same file: cell, text."""
    answers: dict[str, str] = field(default_factory=dict)
    """SHA-256 of what a person may have graded: of each answer by its id, and `""` of all sources."""
    repaired: list[dict] = field(default_factory=list)
    """Notes of the repair: kind, cell, text, to_student."""
    cut: list[dict] = field(default_factory=list)
    """Cells that a limit ended: cell, text."""
    noticed: list[dict] = field(default_factory=list)
    """What the sandbox refused, with evidence."""
    inside: list[str] = field(default_factory=list)
    """Graded cells that were run, not judged from observations."""
    points: list[dict] = field(default_factory=list)
    """Points of an earlier file that were taken back: cell, text."""
    done: bool = False
    """Whether the graded notebook was stored, too."""


def path(folder: Path, student: str, assignment: str, notebook: str) -> Path:
    """Where the record of a notebook lies.

    Args:
        folder: of the course's records, see `autograder.coursedir.layout.audit`.
        student: whose it is.
        assignment: that it belongs to.
        notebook: its name without the ending.
    """
    return folder / assignment / student / f"{notebook}.json"


def read(file: Path) -> Record:
    """The record in a file; an empty one where there is none, or none of ours."""
    try:
        return Record(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Record()


def write(file: Path, record: Record) -> None:
    """Write a record in one step, so that a reader never sees half of it."""
    _write(file, json.dumps(asdict(record), indent=1))


def keep(file: Path, executed: str) -> None:
    """Keep the executed notebook, as JSON, beside its record: it need not be executed again."""
    _write(file.with_suffix(".ipynb"), executed)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(file, text.encode())


def digest(content: bytes | str) -> str:
    """SHA-256 of a file's bytes or of a cell's source."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()

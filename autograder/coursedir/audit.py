"""The audit record: what was graded, repaired, ended by a limit or refused, one file for each notebook.

It lies at `audit/ASSIGNMENT/STUDENT/NOTEBOOK.json`, with the executed notebook beside it. While a notebook is
graded, `NOTEBOOK.next` holds what the repair noted, until the scores are in.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from autograder.coursedir import atomic


class Digests(NamedTuple):
    """What the grades of one submitted notebook follow from. While they are the same, so are the grades."""

    file: str
    """SHA-256 of the submitted file."""
    attachments: str
    """SHA-256 of what lies beside it."""
    context: str
    """SHA-256 of all else: lesson, judges, versions."""
    limits: str = ""
    """SHA-256 of the limits. Grades follow from them only where one was exceeded."""


Grounds = dict[str, str]
"""What points by hand to one cell rest on, by what it is about: answer, pictures, points, rubric."""


@dataclass
class Record:
    """What is kept of grading one notebook of one student."""

    file: str = ""
    """SHA-256 of the submitted file."""
    attachments: str = ""
    """SHA-256 of what lies beside it."""
    context: str = ""
    """SHA-256 of all else that the grades follow from: lesson, judges, versions."""
    limits: str = ""
    """SHA-256 of the limits."""
    scores: dict[str, float | None] = field(default_factory=dict)
    """Points by the id of a cell; None where a person grades."""
    changed_scores: list[dict] = field(default_factory=list)
    """Scores that are others than at the last grading of the same file: cell, text."""
    grounds: dict[str, Grounds] = field(default_factory=dict)
    """Of everything that a person may have graded, by the id of its cell."""
    repaired: list[dict] = field(default_factory=list)
    """Notes of the repair: kind, cell, text, to_student."""
    exceeded_limits: list[dict] = field(default_factory=list)
    """Cells that a limit ended, or that ended the process: cell, text."""
    doubts: list[dict] = field(default_factory=list)
    """What a person should look at though it cost no points: cell, text."""
    sandbox_events: list[dict] = field(default_factory=list)
    """What the sandbox refused or noted: event, detail, from."""
    executed_tests: list[str] = field(default_factory=list)
    """Graded cells that were executed in the student's process, not judged from observations."""
    measured: dict[str, dict[str, float]] = field(default_factory=dict)
    """Of each trained network, by step: the share of the exam's digits that it misreads, `error`, how many
    `digits` these were, and its `parameters`."""
    revoked_points: list[dict] = field(default_factory=list)
    """Points of an earlier file that were taken back: cell, text."""
    seed: int | None = None
    """That drew the inputs which only a grader asks about; `c.Examine.seed` draws them again."""
    done: bool = False
    """Whether the graded notebook was stored, too."""

    @property
    def digests(self) -> Digests:
        """What the scores follow from."""
        return Digests(self.file, self.attachments, self.context, self.limits)

    def follows_from(self, digests: Digests) -> bool:
        """Whether the scores are what these give. No limit counts that was far away."""
        limits = self.limits if self.exceeded_limits else digests.limits
        return self.digests._replace(limits=limits) == digests


OLD_NAMES = {
    "beside": "attachments",
    "terms": "context",
    "changed": "changed_scores",
    "cut": "exceeded_limits",
    "noticed": "sandbox_events",
    "inside": "executed_tests",
    "points": "revoked_points",
}
"""Of fields, as they stand in records that were written before they had their names of today."""


def path(folder: Path, student: str, assignment: str, notebook: str) -> Path:
    """Where the record of a notebook lies.

    Args:
        folder: of the course's records, see `autograder.coursedir.layout.audit`.
        student: whose it is.
        assignment: that it belongs to.
        notebook: its name without the ending.
    """
    return folder / assignment / student / f"{notebook}.json"


def students(folder: Path, assignment: str) -> set[str]:
    """Those who have a record of an assignment: who were graded once.

    Args:
        folder: of the course's records.
        assignment: its name.
    """
    return {file.parent.name for file in (folder / assignment).glob("*/*.json")}


def read(file: Path) -> Record:
    """The record in a file; an empty one where there is none, or none of ours."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if "answers" in stored:  # of an earlier version: SHA-256 of each answer, and of the whole notebook
            answers = stored.pop("answers")
            stored["grounds"] = {name: {"answer": answers[name]} for name in answers if name}
        return Record(**{OLD_NAMES.get(name, name): value for name, value in stored.items()})
    except (OSError, ValueError, TypeError, AttributeError):
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

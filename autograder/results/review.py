"""What an instructor should look at: what was repaired, what a limit ended, what the sandbox refused."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.candidate.allowance import setting_of
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Record
from autograder.sandbox.audit_hook import PROGRAMS

LIMIT = "limit"  # the first word about one


def findings(root: Path, lesson: str | None = None) -> dict[str, dict[str, list[str]]]:
    """What the audit records hold, in sentences.

    Args:
        root: the course's root.
        lesson: this one only; all if left out.

    Returns:
        For each student and each notebook (`lesson/notebook`) the sentences; only of those who have any.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(_records(root, lesson)):
        if sentences := list(_sentences(audit.read(file))):
            name = f"{file.parts[-3]}/{file.stem}"
            found.setdefault(file.parts[-2], {})[name] = sentences
    return dict(sorted(found.items()))


def ended(found: dict[str, dict[str, list[str]]]) -> bool:
    """Whether there are findings of limits among those of `findings`."""
    every = (sentence for notebooks in found.values() for each in notebooks.values() for sentence in each)
    return any(sentence.startswith(LIMIT) for sentence in every)


def executed_tests(root: Path, lesson: str | None = None) -> dict[str, set[str]]:
    """The graded cells that ran in the students' processes and were not judged outside, by lesson."""
    cells: dict[str, set[str]] = {}
    for file in _records(root, lesson):
        if ran := audit.read(file).executed_tests:
            cells.setdefault(file.parts[-3], set()).update(ran)
    return cells


def _records(root: Path, lesson: str | None) -> Iterator[Path]:
    yield from layout.audit(layout.course_at(root)).glob(f"{lesson or '*'}/*/*.json")


def _sentences(record: Record) -> Iterator[str]:
    for note in record.repaired:
        yield f"{note.get('kind', 'repaired')}: {note.get('text')}"
    for limit in record.exceeded_limits:
        text = str(limit.get("text"))
        raised = f" `c.Examine.{setting}` raises it." if (setting := setting_of(text)) else ""
        yield f"{LIMIT}, cell {limit.get('cell') or '?'}: {text}{raised}"
    for doubt in record.doubts:
        yield f"doubt, {doubt.get('cell')}: {doubt.get('text')}"
    for points in record.revoked_points:
        yield f"earlier points, cell {points.get('cell')}: {points.get('text')} They were taken back."
    for changed in record.changed_scores:
        yield f"changed score, cell {changed.get('cell')}: {changed.get('text')}"
    refused = Counter(
        (event.get("event", "?"), event.get("detail", ""), event.get("from", "?"))
        for event in record.sandbox_events
    )
    for (event, detail, source), count in refused.items():
        times = f", {count} times" if count > 1 else ""
        what = "started a program" if event in PROGRAMS else "refused"
        yield f"{what}, noted by the {source} side: {event} {detail}{times}"

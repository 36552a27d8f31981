"""What an instructor should look at: what was repaired, what a limit ended, what the sandbox refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.candidate.allowance import setting_of
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Record
from autograder.sandbox.audit_hook import PROGRAMS

LIMIT = "limit"  # the first word about one
FEWEST = 3  # students, before a repair is taken for the lesson's doing and not for theirs


@dataclass(frozen=True)
class Shared:
    """What most of those who handed in have alike: the lesson has changed, and no student did anything."""

    notebook: str
    """`lesson/notebook`."""
    sentence: str
    students: int
    of: int


def findings(root: Path, lesson: str | None = None) -> tuple[dict[str, dict[str, list[str]]], list[Shared]]:
    """What the audit records hold, in sentences.

    Args:
        root: the course's root.
        lesson: this one only; all if left out.

    Returns:
        For each student and each notebook (`lesson/notebook`) the sentences; only of those who have any. And
        apart from them the repairs that more than half of a class have alike.
    """
    records = {
        (file.parts[-2], f"{file.parts[-3]}/{file.stem}"): audit.read(file)
        for file in sorted(_records(root, lesson))
    }
    counts: Counter[tuple[str, str]] = Counter()
    for (_, name), record in records.items():
        counts.update((name, sentence) for sentence in set(_repairs(record)))
    class_of = Counter(name for _, name in records)
    alike = {
        (name, sentence): Shared(name, sentence, count, class_of[name])
        for (name, sentence), count in counts.items()
        if count >= FEWEST and count > class_of[name] / 2
    }
    found: dict[str, dict[str, list[str]]] = {}
    for (student, name), record in records.items():
        own = [each for each in _repairs(record) if (name, each) not in alike]
        if sentences := [*own, *_sentences(record)]:
            found.setdefault(student, {})[name] = sentences
    return dict(sorted(found.items())), list(alike.values())


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


def _repairs(record: Record) -> Iterator[str]:
    for note in record.repaired:
        yield f"{note.get('kind', 'repaired')}: {note.get('text')}"


def _sentences(record: Record) -> Iterator[str]:
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

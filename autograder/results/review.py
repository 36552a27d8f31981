"""What an instructor should look at: what was repaired, what a limit ended, what the sandbox refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.candidate.allowance import setting_of
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Record
from autograder.results import gradebook
from autograder.results.lms import sheet
from autograder.sandbox.audit_hook import PROGRAMS
from autograder.terminal.printable import line

LIMIT = "limit"  # the first word about one
FEWEST = 3  # students, before a repair is taken for the lesson's doing and not for theirs


@dataclass(frozen=True)
class Shared:
    """What most of those who handed in have alike: the lesson has changed, and no student did anything."""

    notebook: str
    """`lesson/notebook`."""
    sentence: str
    students: int
    others: list[str]
    """Of whom it is not true: fewer than of whom it is."""


def findings(root: Path, lesson: str | None = None) -> tuple[dict[str, dict[str, list[str]]], list[Shared]]:
    """What the audit records hold, in sentences.

    Args:
        root: the course's root.
        lesson: this one only; all if left out.

    Returns:
        For each student and each notebook (`lesson/notebook`) the sentences; only of those who have any. And
        apart from them the repairs and changed scores that more than half of a class have alike.
    """
    records = {
        (file.parts[-2], f"{file.parts[-3]}/{file.stem}"): audit.read(file)
        for file in sorted(_records(root, lesson))
    }
    counts: Counter[tuple[str, str]] = Counter()
    for (_, name), record in records.items():
        counts.update((name, sentence) for sentence in set(_may_be_common(record)))
    class_of = Counter(name for _, name in records)
    alike = {
        (name, sentence): Shared(name, sentence, count, _without(records, name, sentence))
        for (name, sentence), count in counts.items()
        if count >= FEWEST and count > class_of[name] / 2
    }
    found: dict[str, dict[str, list[str]]] = {}
    for (student, name), record in records.items():
        own = [each for each in _may_be_common(record) if (name, each) not in alike]
        if sentences := [*own, *_sentences(record)]:
            found.setdefault(student, {})[name] = sentences
    return dict(sorted(found.items())), list(alike.values())


def _without(records: dict[tuple[str, str], Record], notebook: str, sentence: str) -> list[str]:
    """Whose record of a notebook does not say this."""
    return [
        student
        for (student, name), record in records.items()
        if name == notebook and sentence not in _may_be_common(record)
    ]


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


def seeds(root: Path, lesson: str | None = None) -> dict[str, dict[int, list[str]]]:
    """What drew the inputs that only a grader asks about: by lesson and seed those who were asked."""
    drawn: dict[str, dict[int, list[str]]] = {}
    for file in sorted(_records(root, lesson)):
        if (seed := audit.read(file).seed) is not None:
            drawn.setdefault(file.parts[-3], {}).setdefault(seed, []).append(file.parts[-2])
    return drawn


def _records(root: Path, lesson: str | None) -> Iterator[Path]:
    yield from layout.audit(layout.course_at(root)).glob(f"{lesson or '*'}/*/*.json")


def _may_be_common(record: Record) -> Iterator[str]:
    """What may come of a change of the lesson rather than of what a student did."""
    for note in record.repaired:
        yield f"{note.get('kind', 'repaired')}: {note.get('text')}"
    for changed in record.changed_scores:
        yield f"changed score, cell {changed.get('cell')}: {changed.get('text')}"


def _sentences(record: Record) -> Iterator[str]:
    for limit in record.exceeded_limits:
        text = str(limit.get("text"))
        raised = f" `c.Examine.{setting}` raises it." if (setting := setting_of(text)) else ""
        yield f"{LIMIT}, cell {limit.get('cell') or '?'}: {text}{raised}"
    for doubt in record.doubts:
        yield f"doubt, {doubt.get('cell')}: {doubt.get('text')}"
    for points in record.revoked_points:
        yield f"earlier points, cell {points.get('cell')}: {points.get('text')} They were taken back."
    refused = Counter(
        (event.get("event", "?"), event.get("detail", ""), event.get("from", "?"))
        for event in record.sandbox_events
    )
    for (event, detail, source), count in refused.items():
        times = f", {count} times" if count > 1 else ""
        what = "started a program" if event in PROGRAMS else "refused"
        yield f"{what}, noted by the {source} side: {event} {detail}{times}"


def show(root: Path, lesson: str | None, console: Console) -> None:
    """Print all of it.

    Args:
        root: the course.
        lesson: this one only; all where None.
        console: to print on.

    Raises:
        LookupError: when the course has no such lesson.
    """
    if lesson:
        layout.require(layout.course_at(root), lesson)
    found, alike = findings(root, lesson)
    names = {student.id: sheet.named(student) for student in gradebook.students(root)}
    for each in alike:
        head = f"[bold]{each.students} of {each.students + len(each.others)} students[/]"
        others = ", ".join(names.get(student, student) for student in each.others)
        but = escape(line(f", all but {others}")) if others else ""
        console.print(f"{head}, {escape(line(each.notebook))}{but}", highlight=False, soft_wrap=True)
        console.print(f"  {escape(line(each.sentence))}", highlight=False, soft_wrap=True)
    for student, notebooks in found.items():
        for notebook, sentences in notebooks.items():
            console.print(f"[bold]{escape(line(names.get(student, student)))}[/], {escape(line(notebook))}")
            for sentence in sentences:
                console.print(f"  {escape(line(sentence))}", highlight=False, soft_wrap=True)
    if ended(found):
        console.print(
            "Was it honest work? Raise the limit; `python -m autograder again LESSON` grades it once more.",
            style="dim",
        )
    if not (found or alike):
        console.print("Nothing was repaired, ended by a limit, or refused.")
    for name, cells in executed_tests(root, lesson).items():
        console.print(
            f"[yellow]![/] {escape(line(name))}: {len(cells)} graded cells are tests that run in the "
            f"student's process, sandboxed but not judged outside: {escape(line(', '.join(sorted(cells))))}",
            highlight=False,
            soft_wrap=True,
        )
    for name, drawn in seeds(root, lesson).items():
        for seed, asked in drawn.items():
            who = [names.get(each, each) for each in asked]
            told = ", ".join(who) if len(who) <= 3 else f"{len(who)} students"
            console.print(
                f"{escape(line(name))}: `c.Examine.seed = {seed}` draws again what was asked of "
                f"{escape(line(told))}.",
                style="dim",
                highlight=False,
                soft_wrap=True,
            )
    console.print(
        "What the sandbox refused may be an accident: a library looks for the network, a path is mistyped. "
        "Talk before you judge.",
        style="dim",
    )

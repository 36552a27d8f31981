"""What was done to the cells of a lesson, told in sentences."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader import utils

from autograder.intake.repair.matching import Matching
from autograder.intake.repair.note import AMBIGUOUS, DROPPED, OLDER, REPAIRED, Note, quote
from autograder.intake.repair.outline import Outline, OutlineCell
from autograder.intake.repair.submission import KINDS, SubmittedCell

SUMMED = {"points", "grade", "solution"}  # of a label: what nbgrader's checksum covers
LABEL = ("points", "grade", "solution", "locked", "task", "schema_version")
CONFLICT = [re.compile(mark, re.MULTILINE) for mark in (r"^<{7} ", r"^={7}$", r"^>{7} ")]


def changes(outline: Outline, matching: Matching) -> Iterator[Note]:
    """Tell what differs between a submission and its rebuilt notebook.

    Args:
        outline: the lesson.
        matching: which submitted cell is which.

    Yields:
        Notes; none for a notebook in which nothing but answers, prose and her own cells was touched.
    """
    trusted = [(given, matching.found.get(i)) for i, given in enumerate(outline.cells) if given.grade_id]
    if trusted and not any(cell for _, cell in trusted):
        told = f"None of the {len(trusted)} cells that this lesson needs was found; all were put back empty."
        yield Note(AMBIGUOUS, "", told, to_student=True)
    else:
        yield from (_missing(given) for given, cell in trusted if not cell)
    yield from _moved(outline, matching)
    lost = [given.grade_id for given, cell in trusted if cell and cell.label != given.grade_id]
    if lost:
        told = f"Cells without their label were recognised by text, id or place: {', '.join(lost)}."
        yield Note(REPAIRED, "", told)
    both = [(given, cell) for given, cell in trusted if cell]
    older = [given.grade_id for given, cell in both if _is_of_older_release(given, cell)]
    if older:
        told = "was handed out in another form" if len(older) == 1 else "were handed out in another form"
        yield Note(OLDER, "", f"{', '.join(older)} {told}; it is graded as it is today.")
    for given, cell in both:
        yield from _touched(given, cell, given.grade_id in older)
    loose = [cell for i, cell in matching.found.items() if not outline.cells[i].grade_id]
    yield from _own([*loose, *matching.left])


def _own(cells: list[SubmittedCell]) -> Iterator[Note]:
    strange = [cell for cell in cells if cell.text and cell.stated not in KINDS]
    if strange:
        told = f"Cells of an unknown type ({len(strange)}) are not run; the first, {quote(strange[0].stated)}"
        yield Note(AMBIGUOUS, "", f"{told}: {quote(strange[0].source)}.", to_student=True)
    faulty = [cell for cell in cells if cell.fault]
    if faulty:
        told = f"Some of the student's own cells are not whole ({len(faulty)}); the first {faulty[0].fault}."
        yield Note(DROPPED, "", told, to_student=True)


def _missing(given: OutlineCell) -> Note:
    without = " without an answer" if given.is_answer else ""
    told = f"The cell {given.grade_id} was missing and was put back{without}."
    return Note(REPAIRED, given.grade_id, told, to_student=True)


def _moved(outline: Outline, matching: Matching) -> Iterator[Note]:
    stayed = {index for _, index in matching.in_order()}
    moved = [i for i in sorted(matching.found.keys() - stayed) if outline.cells[i].grade_id]
    if moved:
        names = ", ".join(outline.cells[i].grade_id for i in moved)
        told = f"These cells stood in another place and were moved back: {names}."
        # An answer with nothing but its label to go by may be another cell's, with labels swapped.
        sure = all(outline.cells[i].locked or outline.cells[i].id in matching.found[i].ids for i in moved)
        yield Note(REPAIRED if sure else AMBIGUOUS, "", told, to_student=True)


def _is_of_older_release(given: OutlineCell, cell: SubmittedCell) -> bool:
    """Whether a cell differs from the lesson of today, but not from what nbgrader handed out.

    nbgrader labels each cell with a checksum of its text, type, points and role as they were released.
    """
    relabelled = _label_changes(given, cell).keys()
    if cell.label != given.grade_id or not (relabelled or _is_altered(given, cell)):
        return False
    if not relabelled <= (SUMMED if cell.claims.get("grade") else SUMMED - {"points"}):
        return False
    released = cell.source if given.locked else given.handed_out  # of an answer it knows the stub
    metadata = NotebookNode(nbgrader=NotebookNode(cell.claims))
    made = NotebookNode(cell_type=cell.kind, source=released, metadata=metadata)
    try:
        return utils.compute_checksum(made) == cell.claims.get("checksum")
    except (TypeError, ValueError, KeyError):  # a label of another form than nbgrader's
        return False


def _is_altered(given: OutlineCell, cell: SubmittedCell) -> bool:
    return given.locked and cell.text not in given.texts


def _touched(given: OutlineCell, cell: SubmittedCell, older: bool) -> Iterator[Note]:
    name = given.grade_id
    if cell.kind != given.kind:
        stated = quote(cell.stated or "nothing")
        told = f"The type of {name} had been changed to {stated}; it is {given.kind} again."
        yield Note(REPAIRED, name, told, to_student=True)
    if not older and (told := _told_of_label(given, cell)):
        yield Note(REPAIRED, name, f"The label of {name} was changed ({told}); it was put right.")
    if given.locked:
        if not older and _is_altered(given, cell):
            told = f"The cell {name} is locked and was put right; it had become {quote(cell.source)}."
            added = set(cell.text.split("\n")) - {""}
            added -= {line for text in given.texts for line in text.split("\n")}
            # what was added may be an answer in the wrong place
            yield Note(AMBIGUOUS if added else REPAIRED, name, told, to_student=True)
        return
    if cell.fault:
        yield Note(DROPPED, name, f"The cell {name} {cell.fault}.", to_student=True)
    if all(mark.search(cell.source) for mark in CONFLICT):
        told = f"The cell {name} has the marks of an unresolved merge conflict; it is left as it is."
        yield Note(AMBIGUOUS, name, told, to_student=True)


def _told_of_label(given: OutlineCell, cell: SubmittedCell) -> str:
    return ", ".join(_label_changes(given, cell).values())


def _label_changes(given: OutlineCell, cell: SubmittedCell) -> dict[str, str]:
    """How the label differs from what it should be; nothing where it is gone or belongs to another cell."""
    if cell.label != given.grade_id:
        return {}
    right = given.metadata["nbgrader"]
    told = {}
    for key in LABEL:
        claimed = cell.claims.get(key)
        if claimed is not None and claimed not in (right.get(key), given.label.get(key)):
            shown = claimed if isinstance(claimed, int | float | str) else type(claimed).__name__
            told[key] = f"{key} {quote(str(shown))} for {right.get(key, 'nothing')}"
    return told

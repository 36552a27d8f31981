"""Finding out which submitted cell is which cell of the lesson.

Evidence in the order in which it decides: the text of a locked cell, nbgrader's label, the nbformat id, the
text of prose, and last the place between cells that were recognised. Editors lose some of it: copying and
splitting a cell doubles its label (JupyterLab), labels go while ids stay under another name (Colab,
Deepnote), ids are made anew (Kaggle, notebooks before 4.5). What is left over is the student's own.
"""

from collections.abc import Iterator
from itertools import pairwise

from autograder.intake.repair.note import AMBIGUOUS, REPAIRED, Note, quote
from autograder.intake.repair.order import longest_increasing
from autograder.intake.repair.outline import Outline, OutlineCell
from autograder.intake.repair.submission import SubmittedCell


class Matching:
    """Which submitted cell stands for which cell of the outline.

    Attributes:
        found: the submitted cell, by the index of the outline cell that it stands for.
        left: the other submitted cells, in order: the student's own.
        notes: what could not be decided, and which copies were left out.
    """

    def __init__(self, outline: Outline, cells: list[SubmittedCell]):
        self.found: dict[int, SubmittedCell] = {}
        self.notes: list[Note] = []
        self._outline = outline.cells
        self._lesson = outline
        self._cells = cells
        self._used: set[int] = set()  # positions of submitted cells that are matched or left out
        self._at_odds: set[int] = set()  # positions of those whose label and id name different cells
        self._by_label_and_text()
        self._by_locked_text()
        self._find_odds()
        self._by_label()
        self._by_id()
        self._by_loose_text()
        self._by_place()
        self.left = list(self._free())
        self._tell_of_labels()

    def in_order(self) -> list[tuple[int, int]]:
        """Pairs (position, index) of recognised cells in the lesson's order: as many as can be."""
        return longest_increasing(sorted((cell.position, index) for index, cell in self.found.items()))

    def _free(self) -> Iterator[SubmittedCell]:
        return (cell for cell in self._cells if cell.position not in self._used)

    def _take(self, index: int, cell: SubmittedCell) -> None:
        self.found[index] = cell
        self._used.add(cell.position)

    def _labelled(self) -> dict[int, list[SubmittedCell]]:
        """The free cells by the index that their label names."""
        groups: dict[int, list[SubmittedCell]] = {}
        for cell in self._free():
            index = self._lesson.by_grade_id.get(cell.label)
            if index is not None and cell.position not in self._at_odds:
                groups.setdefault(index, []).append(cell)
        return groups

    def _ids(self, cell: SubmittedCell) -> set[int]:
        """The indices of the outline cells that are still looked for and that the cell's ids name."""
        return {
            self._lesson.by_id[each] for each in cell.ids if each in self._lesson.by_id
        } - self.found.keys()

    def _tell(self, kind: str, given: OutlineCell, text: str) -> None:
        self.notes.append(Note(kind, given.grade_id, text, to_student=kind == AMBIGUOUS))

    def _by_label_and_text(self) -> None:
        for index, cells in self._labelled().items():
            given = self._outline[index]
            same = [cell for cell in cells if given.locked and cell.text in given.texts]
            if same:
                self._take(index, same[0])
                self._leave_out(given, same[1:])

    def _leave_out(self, given: OutlineCell, copies: list[SubmittedCell]) -> None:
        self._used.update(cell.position for cell in copies)
        if copies:
            told = f"The cell {given.grade_id} was there {len(copies) + 1} times; it is kept once."
            self._tell(REPAIRED, given, told)

    def _by_locked_text(self) -> None:
        waiting: dict[str, list[int]] = {}
        stubs = {given.text for given in self._outline if given.is_answer}
        for index, given in enumerate(self._outline):
            if given.locked and index not in self.found:
                for text in given.texts - stubs - {""}:
                    waiting.setdefault(text, []).append(index)
        labelled = self._labelled()
        for cell in self._free():
            indices = [index for index in waiting.get(cell.text, ()) if index not in self.found]
            if indices and not self._is_an_answer(cell, indices, labelled):
                named = [index for index in indices if index in self._ids(cell)]
                self._take((named or indices)[0], cell)

    def _is_an_answer(
        self, cell: SubmittedCell, indices: list[int], labelled: dict[int, list[SubmittedCell]]
    ) -> bool:
        # A student may answer with a line that she saw in a locked cell. Hers is taken for that one only
        # where labels are in disorder.
        claimed = self._lesson.by_grade_id.get(cell.label)
        if claimed is None or self._outline[claimed].locked:
            return False
        alone = len(labelled[claimed]) == 1 and not any(index in labelled for index in indices)
        return alone or claimed in self._ids(cell)

    def _find_odds(self) -> None:
        for index, cells in self._labelled().items():
            if index in self.found:
                continue
            odd = [cell for cell in cells if self._trusted(self._ids(cell)) and index not in self._ids(cell)]
            self._at_odds.update(cell.position for cell in odd)
            if odd:
                name = self._outline[index].grade_id
                told = f"A cell has the label {name} and the id of another cell; its place decides."
                self._tell(AMBIGUOUS, self._outline[index], told)

    def _trusted(self, indices: set[int]) -> set[int]:
        return {index for index in indices if self._outline[index].grade_id}

    def _by_label(self) -> None:
        labelled = self._labelled()
        for index, cells in labelled.items():
            if self._outline[index].locked and index not in self.found:
                self._take(index, cells[0])
        for index, cells in labelled.items():  # after the checks, because the check's place matters
            if self._outline[index].is_answer:
                self._choose_answer(index, cells)

    def _choose_answer(self, index: int, cells: list[SubmittedCell]) -> None:
        given = self._outline[index]
        written = [cell for cell in cells if cell.text not in given.texts | {""}] or cells[:1]
        locked = self._check_of(index)
        check = None if locked is None else self.found.get(locked)
        before = [cell for cell in written if check and cell.position < check.position]
        chosen = (before or written)[-1]
        self._take(index, chosen)
        if len({cell.text for cell in written}) == 1:
            self._leave_out(given, [cell for cell in cells if cell is not chosen])
            return
        kept = {cell.position for cell in written}
        self._used.update(cell.position for cell in cells if cell.position not in kept)
        told = (
            f"{len(written)} cells claim to be {given.grade_id} and differ; all are run in their order, "
            "and the last one before the check is taken as the answer."
        )
        self._tell(AMBIGUOUS, given, told)

    def _check_of(self, index: int) -> int | None:
        """The index of the next locked cell after an answer."""
        return next((i for i in range(index + 1, len(self._outline)) if self._outline[i].locked), None)

    def _by_id(self) -> None:
        for cell in self._free():
            if cell.position not in self._at_odds:
                for index in sorted(self._ids(cell)):
                    # prose that became code is a cell of her own
                    if self._outline[index].grade_id or self._outline[index].kind == cell.kind:
                        self._take(index, cell)
                        break

    def _by_loose_text(self) -> None:
        """Prose and other cells that anybody may change, and answers that were not touched."""
        waiting: dict[tuple[str, str], list[int]] = {}
        for index, given in enumerate(self._outline):
            if index not in self.found and not given.locked and given.text:
                waiting.setdefault((given.kind, given.text), []).append(index)
        for cell in self._free():
            indices = waiting.get((cell.kind, cell.text), [])
            # stubs that are all the same say nothing; their place does
            if indices and (len(indices) == 1 or not self._outline[indices[0]].grade_id):
                self._take(indices.pop(0), cell)

    def _by_place(self) -> None:
        bounds = [(-1, -1), *self.in_order(), (len(self._cells), len(self._outline))]
        for (start, first), (end, last) in pairwise(bounds):
            gap = [index for index in range(first + 1, last) if index not in self.found]
            answers = [index for index in gap if self._outline[index].is_answer]
            for kind in sorted({self._outline[index].kind for index in answers}):
                indices = [index for index in answers if self._outline[index].kind == kind]
                between = self._cells[start + 1 : end]
                self._in_gap(indices, [c for c in between if c.text and c.position not in self._used])

    def _in_gap(self, indices: list[int], cells: list[SubmittedCell]) -> None:
        """Match answers with the cells that stand where the answers should be."""
        given = self._outline[indices[0]]
        alike = [cell for cell in cells if cell.kind == given.kind]
        names = ", ".join(self._outline[index].grade_id for index in indices)
        if len(indices) == 1 and alike:
            alike = self._most_likely(indices[0], alike)
            self._take(indices[0], alike[-1])
            if len(alike) > 1:
                told = f"{len(alike)} cells could be {names}; all are kept, and the last one is the answer."
                self._tell(AMBIGUOUS, given, told)
        elif len(indices) == len(alike):
            for index, cell in zip(indices, alike, strict=True):
                self._take(index, cell)
        elif alike:
            told = f"{len(alike)} cells could be {names}; all are kept, and none of them is the answer."
            self._tell(AMBIGUOUS, given, told)
        elif len(indices) == len(cells) == 1:  # retyped, too
            self._take(indices[0], cells[0])
            told = f"A {cells[0].kind} cell stands in the place of {names} and is taken for it."
            self._tell(AMBIGUOUS, given, told)

    def _most_likely(self, index: int, cells: list[SubmittedCell]) -> list[SubmittedCell]:
        """Without untouched stubs, and without the check if it was changed and lost its label."""
        given = self._outline[index]
        evident = [cell for cell in cells if cell.label == given.grade_id or given.id in cell.ids]
        if evident:
            return evident[-1:]
        check = self._check_of(index)
        lines = set() if check is None or check in self.found else _lines(self._outline[check].text)
        written = [cell for cell in cells if cell.text not in given.texts]
        return [cell for cell in written if not (lines and lines <= _lines(cell.text))] or cells[:1]

    def _tell_of_labels(self) -> None:
        for index, cells in self._labelled().items():
            given = self._outline[index]
            if given.locked:
                told = f"The label {given.grade_id} was also on {len(cells)} of the student's own cells"
                self._tell(AMBIGUOUS, given, f"{told}; they are kept. The first: {quote(cells[0].source)}.")


def _lines(text: str) -> set[str]:
    return set(text.split("\n")) - {""}

"""Pairs of students who share runs of tokens that hardly anybody else has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import nbformat
from nbgrader import utils

from autograder.coursedir import layout
from autograder.results.similar.tokens import Run, runs

COMMON = 0.1  # of a class: what more of it share is what the task asks for
FEWEST = 15  # runs that a pair must share: some five lines
ENOUGH = 0.3  # of what is rare in the shorter of the two
SHOWN = 20  # pairs


@dataclass(frozen=True)
class Own:
    """A student's own code."""

    student: str
    cells: dict[str, str]
    """Sources by the id of the cell."""
    runs: dict[str, dict[Run, list[tuple[int, int]]]] = field(default_factory=dict)
    """By cell."""

    @property
    def all(self) -> set[Run]:
        """The runs of all cells."""
        return {run for each in self.runs.values() for run in each}


@dataclass(frozen=True)
class Pair:
    """Two students who share what is rare."""

    one: Own
    other: Own
    shared: frozenset[Run]
    share: float
    """Of the rare runs of the one who has fewer, 0 to 1."""

    @property
    def cells(self) -> list[str]:
        """Where, by the first one's cells."""
        return [name for name, found in self.one.runs.items() if self.shared & found.keys()]


def find(root: Path, lesson: str) -> tuple[list[Pair], int]:
    """Compare everybody's own code of a lesson.

    Args:
        root: the course's root.
        lesson: its name; it is graded.

    Returns:
        The pairs, those who share most first, and how many students were compared.

    Raises:
        LookupError: when there is no such lesson, or fewer than two are graded.
    """
    course = layout.course_at(root)
    layout.require(course, lesson)
    given: set[Run] = set()
    for directory in (course.release_directory, course.source_directory):
        for notebook in layout.notebooks(course, lesson):
            file = Path(course.format_path(directory, ".", lesson), f"{notebook}.ipynb")
            if file.is_file():
                cells = nbformat.read(file, as_version=4).cells
                given |= {run for cell in cells if cell.cell_type == "code" for run in runs(cell.source)}
    everybody = []
    for found in sorted(layout.find(course, course.autograded_directory, lesson)):
        cells = {}
        for file in sorted(found.path.glob("*.ipynb")):
            cells |= own_code(file)
        everybody.append(Own(found.student, cells, {name: runs(source) for name, source in cells.items()}))
    if len(everybody) < 2:
        raise LookupError(f"{len(everybody)} submissions of {lesson} are graded; two are needed to compare")
    return compare(everybody, given), len(everybody)


def own_code(notebook: Path) -> dict[str, str]:
    """The code of a graded notebook that a student may write."""
    found = {}
    for place, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
        if cell.cell_type == "code" and not utils.is_locked(cell) and cell.source.strip():
            name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", place)
            found[f"{notebook.stem}/{name}"] = cell.source
    return found


def compare(everybody: list[Own], given: set[Run]) -> list[Pair]:
    """Find the pairs.

    Args:
        everybody: with their runs.
        given: what was handed out, and what the reference solution has.
    """
    own = {each.student: each.all - given for each in everybody}
    holders = Counter(run for found in own.values() for run in found)
    most = max(2, int(COMMON * len(everybody)))
    rare = {student: {run for run in found if holders[run] <= most} for student, found in own.items()}
    having: dict[Run, list[str]] = {}
    for student, found in rare.items():
        for run in found:
            having.setdefault(run, []).append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for students in having.values():
        shared.update(combinations(students, 2))
    by_name: Mapping[str, Own] = {each.student: each for each in everybody}
    pairs = []
    for (one, other), count in shared.items():
        share = count / min(len(rare[one]), len(rare[other]))
        if count >= FEWEST and share >= ENOUGH:
            pairs.append(Pair(by_name[one], by_name[other], frozenset(rare[one] & rare[other]), share))
    return sorted(pairs, key=lambda pair: (-len(pair.shared), pair.one.student, pair.other.student))

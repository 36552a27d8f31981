"""What students got wrong: hints that checks gave, and the answers that they were given for.

Taken from the notebooks that grading has kept beside the audit records. What stands under a check cell there
was written by the examiner, never by a student's process.
"""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import layout
from autograder.results.gradebook import step_of
from lenet_keras.checks.syntax import UnparsedError, parsed

LONGEST = 400  # characters of an answer that are shown


@dataclass(frozen=True)
class Mistake:
    """One hint and what led to it."""

    hint: str
    """Of the check; where it gave none, what it expected or found."""
    students: int
    """How many got it."""
    found: str
    """What the check found most often."""
    answer: str
    """The answer that was given most often, without comments."""
    same: int
    """By how many."""


def by_step(root: Path, lesson: str, students: set[str]) -> dict[str, list[Mistake]]:
    """The mistakes of a class.

    Args:
        root: the course's root.
        lesson: its name.
        students: whose; others are left out.

    Returns:
        For each step at which somebody lost points its mistakes, the most frequent first.
    """
    seen: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for file in _kept(root, lesson):
        if file.parent.name in students:
            for step, hint, found, answer in _of_notebook(file):
                seen.setdefault(step, {}).setdefault(hint, []).append((found, answer))
    return {
        step: sorted(
            (_mistake(hint, cases) for hint, cases in hints.items()), key=lambda m: (-m.students, m.hint)
        )
        for step, hints in seen.items()
    }


def _kept(root: Path, lesson: str) -> list[Path]:
    return sorted(layout.audit(layout.course_at(root)).glob(f"{lesson}/*/*.ipynb"))


def _mistake(hint: str, cases: list[tuple[str, str]]) -> Mistake:
    found = Counter(found for found, _ in cases).most_common(1)[0][0]
    answer, same = Counter(answer for _, answer in cases).most_common(1)[0]
    if len(answer) > LONGEST:
        answer = answer[: LONGEST - 1] + "…"
    return Mistake(hint, len(cases), found, answer, same)


def _of_notebook(file: Path) -> Iterator[tuple[str, str, str, str]]:
    """Step, hint, what was found, and the answer, for each check that was not passed."""
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        sources = {cell.get("id"): "".join(cell["source"]) for cell in cells}
        for cell in cells:
            id_ = str(cell.get("id"))
            if cell["cell_type"] == "code" and id_.endswith("-check"):
                for text in _texts(cell["outputs"]):
                    told = sentences(text)
                    if hint := told.get("Hint") or told.get("Expected") or told.get("Found"):
                        answer = plain(sources.get(id_.removesuffix("-check"), ""))
                        yield step_of(id_), hint, told.get("Found", ""), answer
    except (OSError, ValueError, KeyError, TypeError):
        return  # half written by a grader that was killed; the gradebook has its points, or none


def _texts(outputs: list[dict]) -> Iterator[str]:
    for output in outputs:
        text = output.get("data", {}).get("text/plain")
        if text:
            yield "".join(text)


def sentences(text: str) -> dict[str, str]:
    """The labelled sentences of a verdict as `lenet_keras.checks.display` writes them."""
    lines = (line.strip().partition(": ") for line in text.splitlines()[1:] if line.startswith("  "))
    found: dict[str, str] = {}
    for label, separator, sentence in lines:
        if separator and label in ("Found", "Expected", "Hint"):
            found.setdefault(label, sentence)
    return found


def plain(answer: str) -> str:
    """An answer without comments and in one layout, so that the same answers count as the same."""
    try:
        tree = parsed(answer)
        if tree:
            return ast.unparse(tree)
    except (UnparsedError, RecursionError):
        pass
    return "\n".join(line.rstrip() for line in answer.strip().splitlines())

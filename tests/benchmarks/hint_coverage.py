"""Which hints of the judges no answer of any table triggers.

A hint is a sentence in the code of a judge: a text of at least five words that ends like a sentence and is
no docstring. The comments in the code of a `Result` are not counted here: the code below each is run as an
answer of its own, by `tests/test_answers.py`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lenet_keras import checks

FOLDER = Path(checks.__file__).parent
SHARED = "shared"
# Beside the judges of lessons: what several of them use.
JUDGES = (
    *("former_names", "functions", "habits", "hints", "networks", "short_answers", "spelling", "unchanged"),
    "verdict",
)
WORDS = 5
# Of a judge that stumbles over an answer: no answer is known that makes one, or it would be mended.
INSPECTIONS = ("Answers", "Curve", "Exam", "Inspection")  # what these say has tests of its own
UNKNOWN = ("Look at type and shape of what you made: print them.",)


@dataclass(frozen=True)
class Hint:
    """One sentence of a judge."""

    lesson: str
    """Whose judge it is of, or `SHARED`."""
    place: str
    """File and line."""
    pattern: str
    """A regular expression for what it says; it has a hole for each value."""
    text: str
    """It as it is written."""


def written(lessons: list[str]) -> list[Hint]:
    """The hints in the code of the judges.

    Args:
        lessons: names of the lessons whose judges are read; those that lessons share always are.
    """
    files = [(SHARED, FOLDER / f"{name}.py") for name in JUDGES]
    files += [(lesson, path) for lesson in lessons for path in sorted((FOLDER / lesson).glob("*.py"))]
    return [hint for lesson, path in files for hint in _in(lesson, path)]


def unsaid(hints: list[Hint], said: set[str]) -> list[Hint]:
    """The hints that are part of nothing that was said."""
    text = "\n".join(said)
    return [hint for hint in hints if not re.search(hint.pattern, text)]


def _in(lesson: str, path: Path) -> Iterator[Hint]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):  # from the outside to the inside
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in INSPECTIONS:
            skipped |= {id(inner) for inner in ast.walk(node)}
        if id(node) in skipped or not isinstance(node, ast.Expr | ast.Constant | ast.JoinedStr):
            continue
        if isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant):  # a docstring
                skipped.add(id(node.value))
            continue
        pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
        skipped |= {id(inner) for inner in ast.walk(node)}
        texts = [piece.value if isinstance(piece, ast.Constant) else None for piece in pieces]
        text = "".join(each if isinstance(each, str) else "{}" for each in texts)
        if (
            text.rstrip().endswith((".", "?"))
            and len(text.split()) >= WORDS
            and "\n" not in text
            and text not in UNKNOWN
        ):
            pattern = "".join(re.escape(each) if isinstance(each, str) else ".*" for each in texts)
            pattern = pattern.replace(re.escape("{}"), ".*")  # of a template
            yield Hint(lesson, f"{path.relative_to(FOLDER)}:{node.lineno}", pattern, text)

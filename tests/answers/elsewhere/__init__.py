"""Answers in the words of other places: tutorials of Keras 1 and 2, pandas, MATLAB, PyTorch, copied code.

Each lesson has a text file here. An answer has a head, and its code stands below::

    @ A4.3 right: by SciPy
    from scipy.spatial.distance import cdist
    def penalties(codes):
        return cdist(codes, lenet5.BITMAPS, "sqeuclidean")
    @ A4.3 wrong: the root is left in; says: no square root
    ...

`says` are words of the hint that a wrong answer must get, a regular expression as in the tables.
"""

import re
from pathlib import Path

HEAD = re.compile(
    r"(?m)^@ (?P<step>A\d\.\w+) (?P<kind>right|wrong): (?P<what>.*?)(?:; says: (?P<says>.*))?\n"
)
Right = dict[str, dict[str, str]]
Mistakes = dict[str, dict[str, tuple[str, str]]]


def added(lesson: str, right: Right, mistakes: Mistakes) -> tuple[Right, Mistakes]:
    """The answers to a lesson's steps together with those of its text file.

    Args:
        lesson: name of the lesson.
        right: per step, what is special about a right answer, and its code.
        mistakes: per step, what a mistake is, its code, and words of the hint that it must get.

    Raises:
        ValueError: when a head is another, two answers to a step have one name, or a wrong one says no hint.
    """
    text = (Path(__file__).parent / f"{lesson}.txt").read_text(encoding="utf-8")
    right, mistakes = ({step: dict(answers) for step, answers in each.items()} for each in (right, mistakes))
    for part in re.split(r"(?m)^(?=@ )", text)[1:]:
        head = HEAD.match(part)
        if head is None:
            raise ValueError(f"{lesson}: found {part.splitlines()[0]!r}; expected `@ A4.3 right: by SciPy`")
        step, what, says, code = head["step"], head["what"], head["says"], part[head.end() :].rstrip()
        known = right if head["kind"] == "right" else mistakes
        if what in known.setdefault(step, {}) or (head["kind"] == "wrong" and not says):
            raise ValueError(f"{lesson}: found {head[0]!r}; expected a name of its own, and `says` if wrong")
        if head["kind"] == "right":
            right[step][what] = code
        else:
            mistakes[step][what] = code, says
    return right, mistakes

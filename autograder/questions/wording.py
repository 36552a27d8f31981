"""Short texts as people write them: names in any spelling, shapes with any sign, formulas in any form."""

import re
import unicodedata

from rapidfuzz.distance import OSA

from autograder.questions import arithmetic

LONGEST = 500
"""Characters of a short answer that are looked at."""
_ENTRY = r"\d+(?:\.\d*)?"
_SHAPE = re.compile(rf"{_ENTRY}(?:\s*(?:[x*,;|]|\s)\s*{_ENTRY})+,?|{_ENTRY},")
_OPENING = re.compile(r"^(?:it is|it's|its|this is|that is|the answer is|answer:|the|an?|called)\s+")
_POINTS = (1.7, 2.9, 5.3, 7.1, 11.3)
"""Where formulas are compared: numbers that no sensible formula has for a root."""
_NEARLY = 7
"""Letters from which on a word may have one wrong letter."""


def same(answer: str, accepted: str) -> bool:
    """Whether two short texts mean the same to a kind reader.

    Args:
        answer: whatever a student wrote.
        accepted: a form of the right answer, or a known mistake.

    Returns:
        True for the same shape, the same formula, or the same words in another spelling.
    """
    if len(answer) > LONGEST:
        return False
    wanted = shape(accepted)
    if wanted:
        return (shape(answer) or _digits(answer, len(wanted))) == wanted
    if is_formula(accepted):
        return _same_formula(answer, accepted)
    return words(accepted) in (words(answer), words(_bare(answer)))


def nearly_same(answer: str, accepted: str) -> bool:
    """Whether two words differ by one slip of a finger: a letter wrong, missing, too many, or swapped.

    Short words and formulas are exact.
    """
    if len(answer) > LONGEST or shape(accepted) or is_formula(accepted):
        return False
    one, other = words(answer), words(accepted)
    if min(len(one), len(other)) < _NEARLY or re.search(r"\d", one + other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def words(text: str) -> str:
    """A text without what spelling leaves open: case, spaces, hyphens, quotes, articles, -ise or -ize."""
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    text = text.strip("`\"'“”‘’.,;:!?$ \t\n()")
    while opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = "".join(each for each in text if each.isalnum())
    return text.replace("isation", "ization").replace("ise", "ize").replace("yse", "yze")


def _bare(text: str) -> str:
    """A name without what stands around it in code and sentences: `H = tf.keras.Model.fit(x, y)` is `fit`."""
    text = re.sub(r"^\w+\s*=\s*|(?<=\w)\(.*\)", "", text.strip().strip("`\"'. "), flags=re.DOTALL)
    text = re.sub(r"^(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*$)", "", text)
    kinds = "function|method|activation|layer"
    text = re.sub(rf"^(?:(?:it is|the|an?)\s+)*(?:(?:{kinds})\s+)+", "", text, flags=re.IGNORECASE)
    return re.sub(rf"(?:\s+(?:{kinds})s?)+$", "", text, flags=re.IGNORECASE)


def shape(text: str) -> tuple[float, ...]:
    """The numbers of a shape or a row, however they are separated; empty where it is none."""
    text = unicodedata.normalize("NFKC", text.replace("×", "x")).casefold().strip().strip("`$.").strip()
    text = re.sub(r"\\times|[·⋅✕✖х]|\bby\b|\bmal\b", "x", text)
    text = text.removeprefix("shape").lstrip(" =:")
    text = re.sub(r"^[(\[{]+|[)\]}]+$", "", text).strip()
    text = re.sub(r"\]\s*,?\s*\[", " ", text)  # a row in two brackets
    if not _SHAPE.fullmatch(text):
        return ()
    return tuple(float(number) for number in re.findall(_ENTRY, text)[:100])


def _digits(text: str, count: int) -> tuple[float, ...]:
    """The digits of 00010, a row of small numbers written without spaces."""
    text = text.strip().strip("`$()[].")
    return tuple(map(float, text)) if re.fullmatch(rf"[0-9]{{{count}}}", text) and count > 2 else ()


def is_formula(text: str) -> bool:
    """Whether a form of an answer is a formula, which may be written in any other form that is equal."""
    return bool(re.search(r"[-+*/^=²]", text)) and bool(arithmetic.letters(_right_side(text)))


def _right_side(text: str) -> str:
    text = arithmetic.plain(text.strip().strip("`$").strip())
    text = text.replace("[", "(").replace("]", ")").replace("⌊", "(").replace("⌋", ")")
    return text.rpartition("=")[2].strip().casefold()


def _same_formula(answer: str, accepted: str) -> bool:
    one, other = _right_side(answer), _right_side(accepted)
    names = arithmetic.letters(other)
    if not names or arithmetic.letters(one) != names:
        return False
    for turn in range(len(_POINTS)):
        values = {name: _POINTS[(turn + place) % len(_POINTS)] for place, name in enumerate(sorted(names))}
        got, expected = arithmetic.value(one, values), arithmetic.value(other, values)
        if got is None or expected is None or abs(got - expected) > 1e-9 * max(1.0, abs(expected)):
            return False
    return True

"""Numbers as people write them: 1e3, 1,000, 1 000, 0.5 = 1/2 = 50 %, 0,5, with a unit or without."""

import re
import unicodedata

from autograder.questions import arithmetic

LONGEST = arithmetic.LONGEST
_SPACES = "\\s\u00a0\u2009\u202f"
_GROUPED = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_SPACES},.'’_]\d{{3}})+(?![\d])")
_UNIT = re.compile(r"(?<=[\d)\s])\s*(%|[^\W\d_][^\d=*/+^()]*)\s*$")
_OPENING = re.compile(
    r"^(?:it is|it's|the answer is|answer|about|approximately|approx\.?|around|=|≈|~|≅|:)\s*", re.I
)
_SAME = {
    "px": "pixel",
    "parameter": "weight",
    "sample": "image",
    "example": "image",
    "digit": "image",
    "percent": "%",
    "per cent": "%",
    "batch": "step",
    "update": "step",
    "batche": "step",
    "times": "step",
    "b": "byte",
}


def readings(text: str) -> list[tuple[float, str]]:
    """All that a text can mean as a number.

    1,225 is one thousand two hundred and twenty-five to some and one and a bit to others; both are given, for
    they are too far apart to be taken for one another.

    Args:
        text: whatever a student wrote.

    Returns:
        Pairs of a value and its unit (empty, `%`, or words as written); none where it is no number.
    """
    if len(text) > LONGEST:
        return []
    text = arithmetic.plain(text.strip().strip("`$\"'").strip())
    text = unicodedata.normalize("NFKC", text).replace("\u2044", "/").strip().rstrip(".!;").strip()
    while opening := _OPENING.match(text):
        text = text[opening.end() :]
    parts = [part.strip() for part in text.split("=")]
    if len(parts) > 1 and re.fullmatch(r"[^\W\d]\w*", parts[0]):
        parts = parts[1:]  # x = 24
    found = _readings(parts[-1])
    for part in parts[:-1]:  # 28 * 28 = 784: both sides have to hold
        sides = [number for number, _ in _readings(part)]
        found = [(n, unit) for n, unit in found if any(_close(n, side) for side in sides)]
    return found


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


def _readings(text: str) -> list[tuple[float, str]]:
    unit = ""
    ending = _UNIT.search(text)
    if ending and not re.fullmatch(r"[eE]", ending[1]):
        unit, text = ending[1].strip(), text[: ending.start()].strip()
    forms = {
        _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text),  # 1,000 and 1.000 are a thousand
        text,
        re.sub(r"(?<=\d),(?=\d)", ".", text),  # 0,5 is a half
        re.sub(r"(?<=\d),(?=\d{3})", "", text),  # 1,000.5
        re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)[.](?=\d{3})", "", text)),  # 1.000,5
    }
    values = [arithmetic.value(form) for form in sorted(forms)]
    return [(value, unit) for value in dict.fromkeys(values) if value is not None]


def same_unit(one: str, other: str) -> bool:
    """Whether two units are the same to a kind reader: `px` and `pixels`, `%` and `percent`."""
    return _unit(one) == _unit(other)


def _unit(text: str) -> str:
    text = re.sub(r"[.\s]+", " ", text.casefold()).strip()
    singular = text if text in _SAME or len(text) < 3 else text.removesuffix("s")
    return _SAME.get(singular, singular)


def agrees(text: str, number: float, tolerance: float, unit: str) -> bool:
    """Whether a text means a number, with its unit or without one.

    Args:
        text: whatever a student wrote.
        number: the right one.
        tolerance: how far off it may be, absolutely.
        unit: of the number.

    Returns:
        False too for text that is no number.
    """
    return any(
        abs(value - number) <= tolerance + 1e-12 * max(1.0, abs(number))
        for value in values_in(text, unit)
    )  # fmt: skip


def values_in(text: str, unit: str) -> list[float]:
    """What a text can mean, counted in a unit; none where it has another unit."""
    values = []
    percent = same_unit(unit, "%")
    for value, written in readings(text):
        if not written:
            values += [value, 100 * value] if percent and abs(value) <= 1 else [value]
        elif same_unit(written, "%") and not unit:
            values.append(value / 100)
        elif unit and same_unit(written, unit):
            values.append(value)
    return values

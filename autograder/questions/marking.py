"""Short answers judged kindly: what means the right thing is right, an expected mistake is told its reason.

Letters are those of the sheets: options are A, B, C in the order shown; what is to be ordered likewise; for
pairs the left-hand sides are 1, 2, 3 and the right-hand sides, as shown, A, B, C.
"""

import re
from dataclasses import dataclass
from string import ascii_uppercase

from autograder.questions import quantity, wording
from autograder.questions.item import Item

LONGEST = 5_000
"""Characters of an answer that are looked at; more is not a short answer."""
MOST_PARTS = 100
"""Lines of an answer, and what semicolons part; each is compared with all options."""


@dataclass(frozen=True)
class Judgement:
    """What a short answer is worth."""

    right: bool | None
    """None where a person has to read it."""
    reason: str = ""
    """For the student: the misconception behind it, or why it could not be read; empty where it is right."""


def judge(item: Item, answer: str) -> Judgement:
    """Judge an answer. Any text is judged, none raises.

    Args:
        item: the question as the student got it.
        answer: what she wrote: words, a number, letters, or the texts themselves, one a line.

    Returns:
        Whether it is right, and the reason where that is known.
    """
    if item.kind == "text":
        return Judgement(None, "A person reads this answer.")
    if not answer.strip():
        return Judgement(False, "There is no answer.")
    if len(answer) > LONGEST:
        return Judgement(False, f"The answer has {len(answer):,} characters; a short one is expected.")
    lines = [" ".join(line.split()) for line in answer.splitlines() if line.strip()]
    if (parts := len(lines) + answer.count(";")) > MOST_PARTS:
        return Judgement(False, f"The answer has {parts:,} parts; a short one is expected.")
    answer = "\n".join(lines)
    return _JUDGES[item.kind](item, answer)


def _number(item: Item, answer: str) -> Judgement:
    assert item.number is not None  # of a question of this kind
    if quantity.agrees(answer, item.number, item.tolerance, item.unit):
        return Judgement(True)
    values = quantity.values_in(answer, item.unit)
    near = []
    for mistake in item.mistakes:
        for expected in quantity.values_in(mistake.answer, item.unit):
            # as near as the answer would have to be, or as the mistake is written
            slack = max(item.tolerance, abs(expected) * 0.005)
            near += [(abs(v - expected), mistake.reason) for v in values if abs(v - expected) <= slack]
    if near:
        return Judgement(False, min(near)[1])
    readings = quantity.readings(answer)
    if not readings:
        return Judgement(False, "This is not read as a number. Write digits, such as 12 or 0.5.")
    if not values:
        wanted = f"The unit is {item.unit}" if item.unit else "A number without a unit is expected"
        return Judgement(False, f"{wanted}; found “{readings[0][1]}”.")
    return Judgement(False)


def _short(item: Item, answer: str) -> Judgement:
    if any(wording.same(answer, form) for form in item.accepted):
        return Judgement(True)
    for mistake in item.mistakes:
        if wording.same(answer, mistake.answer):
            return Judgement(False, mistake.reason)
    if any(wording.nearly_same(answer, form) for form in item.accepted):
        return Judgement(True)
    return Judgement(False)


def _choice(item: Item, answer: str) -> Judgement:
    chosen = _chosen(answer, [option.text for option in item.options])
    if chosen is None:
        return Judgement(False, _not_read(len(item.options)))
    if item.kind == "one" and len(chosen) > 1:
        return Judgement(False, f"{len(chosen)} options are chosen; one is expected.")
    right = {place for place, option in enumerate(item.options) if option.right}
    if chosen == right:
        return Judgement(True)
    reasons = [item.options[place].reason for place in sorted(chosen - right)]
    if not reasons and len(chosen) < len(right):
        reasons = ["What is chosen is right, but something is missing."]
    return Judgement(False, " ".join(filter(None, reasons)))


def _order(item: Item, answer: str) -> Judgement:
    places = _sequence(answer, item.shuffled)
    if places is None or sorted(places) != list(range(len(item.shuffled))):
        return Judgement(False, _not_read(len(item.shuffled), each_once=True))
    given = tuple(item.shuffled[place] for place in places)
    if given == item.order:
        return Judgement(True)
    if given == item.order[::-1]:
        return Judgement(False, "The order is turned round: the last comes first.")
    return Judgement(False)


def _match(item: Item, answer: str) -> Judgement:
    lefts = [left for left, _ in item.pairs]
    pairs = _pairs(answer, lefts, item.shuffled)
    if pairs is None:
        return Judgement(
            False, "This is not read as pairs. Write each number with its letter, such as 1B 2A."
        )
    right = {(place, item.shuffled.index(each)) for place, (_, each) in enumerate(item.pairs)}
    if pairs == right:
        return Judgement(True)
    wrong = sorted({place for place, _ in right ^ pairs})
    return Judgement(False, "Look again at " + ", ".join(lefts[place] for place in wrong) + ".")


_JUDGES = {
    "number": _number, "short": _short, "one": _choice, "several": _choice, "order": _order, "match": _match
}  # fmt: skip

_NUMBERED = re.compile(r"(\d{1,2})\s*[-–—=:.)>→]*\s*\(?([A-Z])(?![A-Z])")


def _not_read(count: int, each_once: bool = False) -> str:
    letters = f"letters from A to {ascii_uppercase[min(count, 26) - 1]}"
    return f"This is not read as an answer. Write {letters}{', each once' if each_once else ''}."


def _place(text: str, entries: list[str] | tuple[str, ...]) -> int | None:
    """Which entry a text names: by its letter or by its words."""
    text = text.strip()
    letter = re.fullmatch(r"[(\[]?\s*(?:(?:option|answer)\s+)?([A-Za-z])\s*[)\].:]?", text, re.IGNORECASE)
    if letter and ascii_uppercase.index(letter[1].upper()) < len(entries):
        return ascii_uppercase.index(letter[1].upper())
    lettered = re.fullmatch(r"[(\[]?([A-Za-z])\s*[)\].:]\s+(.+)", text, re.DOTALL)  # B) two convolutions
    for words in [text] + ([lettered[2]] if lettered else []):
        same = [place for place, entry in enumerate(entries) if _key(words) == _key(entry)]
        if len(same) == 1:
            return same[0]
    return None


def _key(text: str) -> str:
    """A text for comparison: its signs count (−6 is not 6), its spaces and marks of Markdown do not."""
    text = re.sub(r"[\s`*_$“”\"]+", "", text.casefold().replace("−", "-")).rstrip(".;,")
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _sequence(answer: str, entries: tuple[str, ...]) -> list[int] | None:
    """The entries that an answer names, in order: `B, A, C`, `BAC`, `b > a > c`, or their texts by lines."""
    bare = re.sub(r"[\s,;.>→<()\-–|&+]+|\band\b|\bthen\b", "", answer, flags=re.IGNORECASE).upper()
    if bare and len(bare) <= 26 and all(each in ascii_uppercase[: len(entries)] for each in bare):
        return [ascii_uppercase.index(each) for each in bare]
    whole = _place(answer, entries)
    if whole is not None:
        return [whole]
    for separator in (r"\n", r"\n|;", r"\n|;|→|>", r"\n|;|,"):
        parts = [re.sub(r"^\s*(?:\d+[.):]|[-*•])\s+", "", part) for part in re.split(separator, answer)]
        found = [_place(part, entries) for part in parts if part.strip()]
        places = [place for place in found if place is not None]
        if places and len(places) == len(found):
            return places
    return None


def _chosen(answer: str, entries: list[str]) -> set[int] | None:
    places = _sequence(answer, tuple(entries))
    return None if places is None else set(places)


def _pairs(answer: str, lefts: list[str], rights: tuple[str, ...]) -> set[tuple[int, int]] | None:
    letters = ascii_uppercase[: len(rights)]
    text = answer.upper()
    found = _NUMBERED.findall(text)
    rest = re.sub(r"[\s,;.()&|]|\bAND\b", "", _NUMBERED.sub("", text))
    if found and not rest:
        pairs = {(int(number) - 1, letters.find(letter)) for number, letter in found}
        return pairs if all(0 <= place < len(lefts) and right >= 0 for place, right in pairs) else None
    bare = re.sub(r"[\s,;.\-–|]+", "", text)
    if len(bare) == len(lefts) and all(each in letters for each in bare):  # letters in the order of numbers
        return {(place, letters.index(each)) for place, each in enumerate(bare)}
    pairs = set()
    for line in re.split(r"\n|;", answer):
        if not line.strip():
            continue
        sides = [_sides(line, sign, lefts, rights) for sign in ("=", "→", "->", "–", ":", "-", ",")]
        good = [pair for pair in sides if pair]
        if not good:
            return None
        pairs.add(good[0])
    return pairs or None


def _sides(line: str, sign: str, lefts: list[str], rights: tuple[str, ...]) -> tuple[int, int] | None:
    left, _, right = line.partition(sign)
    left = re.sub(r"^\s*(?:\d+[.)]|[*•])\s+", "", left)
    places = [place for place, each in enumerate(lefts) if _key(left) == _key(each)]
    place = _place(right, rights) if right.strip() else None
    return (places[0], place) if places and place is not None else None

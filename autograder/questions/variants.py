"""From an entry to an item: parameters drawn, answers computed, options shuffled, for each student her own.

What a student gets is drawn from HMAC-SHA256 (RFC 2104) of student and question under a secret seed. So the
same student always gets the same, a new question changes no other one, and neither the seed nor a name can be
read from an item.
"""

import hmac
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, product
from typing import Any

from autograder.questions import quantity
from autograder.questions.computed import compute
from autograder.questions.entry import Entry
from autograder.questions.filling import fill, written
from autograder.questions.item import Criterion, Item, Mistake, Option, Picture
from autograder.questions.problem import BankError, Problem, UnsuitableError

SEED_BYTES = 16
"""A shorter seed could be found by trying, and with it everybody's variant."""
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def common(entry: Entry) -> Item:
    """The question as on a sheet that all students share: with the first value of each parameter.

    Raises:
        autograder.questions.problem.BankError: when these values make no good question.
    """
    try:
        item = _filled(entry, 0)
    except UnsuitableError as error:
        raise BankError([_first(entry, error)]) from error
    return _shuffled(item, _generator(b"", "", entry.id), variant="")


def variant(entry: Entry, seed: bytes, student: str) -> Item:
    """The question as one student gets it.

    Args:
        entry: of the bank.
        seed: the course's secret, at least 16 random bytes.
        student: her name or id in the gradebook.

    Returns:
        The same item for the same arguments, in any process.

    Raises:
        ValueError: when the seed is too short to be a secret, or the student has no name.
        autograder.questions.problem.BankError: when no values of its parameters make a good question.
    """
    if len(seed) < SEED_BYTES:
        raise ValueError(
            f"the seed has {len(seed)} bytes, expected {SEED_BYTES} or more; "
            f"make one with secrets.token_bytes({SEED_BYTES}) and keep it"
        )
    if not student:
        raise ValueError("the student is an empty text, expected a name or an id; `common` needs neither")
    generator = _generator(seed, student, entry.id)
    for index in _shuffle(range(_combinations(entry)), generator):
        try:
            item = _filled(entry, index)
        except UnsuitableError as error:
            last = error
            continue
        word = hmac.new(seed, b"variant of " + student.encode(), "sha256").hexdigest()[:8]
        return _shuffled(item, generator, word)
    raise BankError([_first(entry, last)])


def usable(entry: Entry) -> list[Item]:
    """All variants of a question that are good ones, not shuffled; one if it has no parameters.

    Raises:
        autograder.questions.problem.BankError: when the first values of its parameters make no good question,
            or fewer than two combinations of values do.
    """
    items = []
    for index in range(_combinations(entry)):
        try:
            items.append(_filled(entry, index))
        except UnsuitableError as error:
            if index == 0:
                raise BankError([_first(entry, error)]) from error
    if entry.parameters and len(items) < 2:
        raise BankError(
            [
                Problem(
                    entry.path,
                    entry.line("parameters"),
                    f"{entry.id}: only one combination of its parameters makes a good question",
                    "Give its parameters more values",
                )
            ]
        )
    return items


def prove(entries: Iterable[Entry]) -> None:
    """Make every variant of every question once, which takes seconds: before a bank is relied upon.

    Raises:
        autograder.questions.problem.BankError: all templates that do not hold.
    """
    problems: list[Problem] = []
    for entry in entries:
        try:
            usable(entry)
        except BankError as error:
            problems += error.problems
    if problems:
        raise BankError(problems)


def _first(entry: Entry, error: Exception) -> Problem:
    values = _with_values({name: values[0] for name, values in entry.parameters.items()})
    return Problem(
        entry.path,
        entry.line("parameters" if entry.parameters else ""),
        f"{entry.id}{values}: {error}",
        "Put values first that give distinct answers"
        if values
        else "Change the answer or the mistake that equals it",
    )


def _with_values(values: Mapping[str, Any]) -> str:
    return " with " + ", ".join(f"{name} = {value}" for name, value in values.items()) if values else ""


def _generator(seed: bytes, student: str, question: str) -> random.Random:
    message = f"{len(student)}:{student}:{question}".encode()
    return random.Random(int.from_bytes(hmac.digest(seed, message, "sha256")))


def _shuffle(values: Sequence, generator: random.Random) -> list:
    # Python promises that `random()` gives the same numbers in all versions; it does not for `shuffle`.
    return sorted(values, key=lambda _: generator.random())


def _combinations(entry: Entry) -> int:
    count = 1
    for values in entry.parameters.values():
        count *= len(values)
    return count


def _shuffled(item: Item, generator: random.Random, variant: str) -> Item:
    shuffled = item.order or tuple(right for _, right in item.pairs)
    if shuffled:
        straight = shuffled
        while shuffled == straight:
            shuffled = tuple(_shuffle(straight, generator))
    options = tuple(_shuffle(item.options, generator))
    return replace(item, options=options, shuffled=shuffled, variant=variant)


@lru_cache(maxsize=20_000)
def _filled(entry: Entry, index: int) -> Item:
    """The item for one combination of parameters, not shuffled.

    Raises:
        UnsuitableError: when answers collide, or the computing function refuses the combination.
        autograder.questions.problem.BankError: when nothing can be computed from these values.
    """
    drawn = next(islice(product(*entry.parameters.values()), index, None))
    names = dict(zip(entry.parameters, drawn, strict=True))
    try:
        values = names | (compute(entry.computed, names) if entry.computed else {})
        item = _item(entry, fill(entry.fields, values), values)
    except UnsuitableError:
        raise
    except Exception as error:  # values go to Keras and others, which may raise anything
        found = f"{entry.id}{_with_values(names)}: {type(error).__name__}: {error}"
        cure = "Change these values, or the texts that use them"
        raise BankError([Problem(entry.path, entry.line("parameters"), found, cure)]) from error
    _refuse_collisions(item)
    return item


def _item(entry: Entry, fields: dict, values: dict) -> Item:
    text = fields["text"].strip()
    item = Item(
        id=entry.id,
        lesson=entry.lesson,
        kind=entry.kind,
        text=text,
        points=entry.points,
        difficulty=fields["difficulty"],
        concept=fields["concept"],
        answer="",
        rubric=tuple(Criterion(float(c["points"]), c["text"].strip()) for c in fields.get("rubric", ())),
        hints=tuple(map(str.strip, fields.get("hints", ()))),
        mistakes=tuple(
            Mistake(written(m["answer"]).strip(), m["reason"].strip()) for m in fields.get("mistakes", ())
        ),
        options=tuple(
            Option(written(o["text"]).strip(), _truth(o.get("right", False)), o.get("reason", "").strip())
            for o in fields.get("options", ())
        ),
        number=None if fields.get("number") is None else float(fields["number"]),
        tolerance=float(fields.get("tolerance", 0.0)),
        unit=fields.get("unit", ""),
        accepted=tuple(written(each).strip() for each in fields.get("accepted", ())),
        order=tuple(written(each).strip() for each in fields.get("order", ())),
        pairs=tuple(
            (written(left).strip(), written(right).strip()) for left, right in fields.get("pairs", ())
        ),
        pictures=tuple(
            Picture(name, _picture(entry, name, values), alt) for alt, name in PICTURE.findall(text)
        ),
    )
    return replace(item, answer=written(fields.get("answer", "")).strip() or _answer(item))


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"`right` is {value!r}, expected true or false")
    return value


def _picture(entry: Entry, name: str, values: dict) -> bytes:
    return values[name] if name in values else (entry.path.parent / name).read_bytes()


def _answer(item: Item) -> str:
    """The answer for the key, where the entry gives none."""
    if item.number is not None:
        value = int(item.number) if item.number.is_integer() else item.number
        return f"{written(value)} {item.unit}".strip()
    if item.options:
        return "\n".join(option.text for option in item.options if option.right)
    if item.pairs:
        return "\n".join(f"- {left} – {right}" for left, right in item.pairs)
    if item.order:
        return "\n".join(f"{place}. {each}" for place, each in enumerate(item.order, 1))
    return item.accepted[0]


def _refuse_collisions(item: Item) -> None:
    for what, texts in (
        ("two options", [option.text for option in item.options]),
        ("two mistakes", [mistake.answer for mistake in item.mistakes]),
        ("two entries to be ordered", item.order),
        ("two left-hand sides", [left for left, _ in item.pairs]),
        ("two right-hand sides", [right for _, right in item.pairs]),
    ):
        keys = [" ".join(text.split()).casefold() for text in texts]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise UnsuitableError(f"{what} are both “{texts[number]}”")
    right = [option.text for option in item.options if option.right]
    if item.kind == "one" and len(right) != 1:
        raise UnsuitableError(f"{len(right)} options are right, expected one")
    if item.kind == "several" and not right:
        raise UnsuitableError("no option is right, expected one or more")
    for mistake in item.mistakes:
        if item.number is not None and quantity.agrees(
            mistake.answer, item.number, item.tolerance, item.unit
        ):
            raise UnsuitableError(f"the mistake “{mistake.answer}” equals the answer")
        if item.kind == "short" and mistake.answer in item.accepted:
            raise UnsuitableError(f"the mistake “{mistake.answer}” equals the answer")

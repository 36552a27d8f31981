"""Short answers for systems that compare letters: the spellings that a kind reader would accept.

Moodle, GIFT and Canvas compare a short answer letter by letter, but for capitals and the spaces around it. So
the ways to write a shape, a row of numbers or a name are written out. What has no end of ways, a formula,
becomes a choice of its known mistakes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from autograder.questions import wording
from autograder.questions.item import Item, Option

SEPARATORS = (" × ", "×", " x ", "x", " * ", "*", ", ", ",", "; ", ";", " ", " by ", " · ", "·")
BRACKETS = (("", ""), ("(", ")"), ("(", ",)"), ("[", "]"))
KINDS = ("function", "method", "activation", "layer")
QUOTES = (("", ""), ("'", "'"), ('"', '"'), ("`", "`"))
LEADS = ("", "the ", "a ")
CODE = re.compile(r"\w+(\.\w+)+|\w+_\w+")


def comparable(item: Item) -> Item:
    """The question as a system can hold it that compares letters.

    Args:
        item: any; only one with a short answer changes.

    Returns:
        The item with all spellings of its answer; as a choice, where its answer is a formula; as it is, where
        it is of another kind.
    """
    if item.kind != "short":
        return item
    if _is_choice(item):
        return _choice(item)
    code = any(CODE.fullmatch(form) for form in item.accepted)
    return replace(
        item, accepted=tuple(dict.fromkeys(s for form in item.accepted for s in spellings(form, code)))
    )


def remark(item: Item) -> str:
    """What a teacher should know of the question in such a system; nothing where it is as good as here."""
    if item.kind != "short":
        return ""
    if _is_choice(item):
        return f"{item.id}: a formula has no end of spellings, so in an LMS this is a choice"
    count = len(comparable(item).accepted)
    if any(wording.is_formula(form) for form in item.accepted):
        return f"{item.id}: an LMS accepts {count} spellings of this formula only; read what it refuses"
    return f"{item.id}: an LMS accepts {count} spellings of its answer, and no slip of a finger"


def spellings(form: str, code: bool = False) -> list[str]:
    """Ways to write an accepted form; a kind reader accepts each of them.

    Args:
        form: a shape or a row of numbers, or words.
        code: whether it may be a name of code, which is written with its module and with `()`.
    """
    if wording.shape(form):
        made = _of_numbers(form)
    else:
        made = _of_formula(form) if wording.is_formula(form) else _of_words(form, code)
    return [each for each in dict.fromkeys([form, *made]) if each == form or wording.same(each, form)]


def _of_numbers(form: str) -> Iterator[str]:
    numbers = [f"{number:g}" for number in wording.shape(form)]
    for (left, right), separator in product(BRACKETS, SEPARATORS):
        yield f"{left}{separator.join(numbers)}{right}"
    if all(len(number) == 1 for number in numbers):
        yield "".join(numbers)


def _of_words(form: str, code: bool) -> Iterator[str]:
    plain = re.sub(r"\s*\([^)]*\)\s*$", "", form)
    written = {form, plain, *(plain.replace(" ", joint) for joint in ("-", "", "_"))}
    if code and " " not in plain:
        last = plain.rpartition(".")[2]
        written |= {
            f"{name}{end}" for name in (plain, last, f".{last}", f"model.{last}") for end in ("", "()")
        }
    written |= {f"{each} {kind}" for each in (form, plain) for kind in KINDS}
    written |= {each.replace("ization", "isation") for each in written}
    for each in sorted(written):
        for (left, right), lead, end in product(QUOTES, LEADS, ("", ".")):
            if not (left and (lead or end)):
                yield f"{lead}{left}{each}{right}{end}"


def _of_formula(form: str) -> Iterator[str]:
    dense = form.replace(" ", "")
    for each in (form, dense, dense.replace("**", "^"), re.sub(r"(?<=\d)\*(?=[A-Za-z(])", "", dense)):
        yield from (each, each.replace("*", "·"), each.replace("*", "×"), each.replace("-", "−"))


def _is_choice(item: Item) -> bool:
    """Whether a formula is asked for, and enough mistakes are known to choose from."""
    return len(item.mistakes) > 1 and any(wording.is_formula(form) for form in item.accepted)


def _choice(item: Item) -> Item:
    """A formula as one of several: its model answer among the mistakes that people make."""
    right = Option(f"`{item.accepted[0]}`", True, item.answer)
    wrong = [Option(f"`{mistake.answer}`", False, mistake.reason) for mistake in item.mistakes]
    place = sum(map(ord, item.id)) % (len(wrong) + 1)  # the same in every file, and not always the first
    options = (*wrong[:place], right, *wrong[place:])
    return replace(item, kind="one", options=options, accepted=(), mistakes=())

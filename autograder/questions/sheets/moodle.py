"""Questions as Moodle XML: Site administration or course, Question bank, Import, "Moodle XML format".

The rules are those of Moodle's own importer, `question/format/xml/format.php`, and of its question types.
"""

import base64
import re
from collections.abc import Sequence

from lxml import etree

from autograder.questions.item import Criterion, Item
from autograder.questions.sheets import markdown, spellings

TYPES = {
    "text": "essay",
    "one": "multichoice",
    "several": "multichoice",
    "number": "numerical",
    "short": "shortanswer",
    "order": "ordering",
    "match": "match",
}
MOST_SHARES = 10  # Moodle knows 1/2 to 1/10 as grades, and refuses others


def share(of: int, item: Item) -> str:
    """The part of a question's points for one of several answers, in percent with Moodle's five decimals.

    Raises:
        ValueError: when there are more answers than Moodle has grades for.
    """
    if of > MOST_SHARES:
        raise ValueError(
            f"question {item.id} has {of} options of one sort; Moodle has grades for at most {MOST_SHARES}. "
            "Make two questions of it"
        )
    return format(round(100 / of, 5), ".7g")


def fractions(item: Item) -> list[str]:
    """What each option of a choice is worth in percent: choosing all of `several` earns nothing."""
    right = sum(option.right for option in item.options)
    wrong = len(item.options) - right
    if item.kind == "one":
        return ["100" if option.right else "0" for option in item.options]
    return [share(right, item) if option.right else f"-{share(wrong, item)}" for option in item.options]


def rubric_text(item: Item) -> str:
    """The rubric of a question as a Markdown list, with the answers that people give."""
    lines = [f"- {_points(line)}: {line.text}" for line in item.rubric]
    if item.mistakes:
        lines += ["", "Answers that people give:", ""]
        lines += [f"- {mistake.answer}: {mistake.reason}" for mistake in item.mistakes]
    return "\n".join(lines)


def _points(line: Criterion) -> str:
    return f"{line.points:g} {'point' if line.points == 1 else 'points'}"


def _html(text: str, inline: bool = False) -> str:
    return markdown.html(text, markdown.delimited, lambda name: f"@@PLUGINFILE@@/{name}", inline)


def _add(parent: etree._Element, tag: str, value: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, **attributes)
    element.text = value
    return element


def _rich(
    parent: etree._Element, tag: str, text: str, item: Item, inline: bool = False, **attributes: str
) -> etree._Element:
    """An element with HTML, and the pictures that this text shows."""
    element = etree.SubElement(parent, tag, format="html", **attributes)
    _add(element, "text", _html(text, inline))
    for picture in item.pictures:
        if f"]({picture.name})" in text:
            content = base64.b64encode(picture.png).decode("ascii")
            _add(element, "file", content, name=picture.name, path="/", encoding="base64")
    return element


def _answer(parent: etree._Element, fraction: str, text: str, reason: str, item: Item) -> etree._Element:
    answer = etree.SubElement(parent, "answer", fraction=fraction, format="plain_text")
    _add(answer, "text", text)
    _rich(answer, "feedback", reason, item)
    return answer


def _choice(parent: etree._Element, item: Item) -> None:
    _add(parent, "single", "true" if item.kind == "one" else "false")
    _add(parent, "shuffleanswers", "false")
    _add(parent, "answernumbering", "ABCD")
    for option, fraction in zip(item.options, fractions(item), strict=True):
        answer = _rich(parent, "answer", option.text, item, inline=True, fraction=fraction)
        _rich(answer, "feedback", option.reason, item)


def _number(parent: etree._Element, item: Item) -> None:
    _add(_answer(parent, "100", repr(item.number), "", item), "tolerance", repr(item.tolerance))
    for mistake in item.mistakes:
        if re.fullmatch(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", mistake.answer.strip(), re.IGNORECASE):
            _add(_answer(parent, "0", mistake.answer.strip(), mistake.reason, item), "tolerance", "0")
    if item.unit:
        unit = etree.SubElement(etree.SubElement(parent, "units"), "unit")
        _add(unit, "multiplier", "1")
        _add(unit, "unit_name", item.unit)
    _add(parent, "unitgradingtype", "0")  # no unit is as good as the right one, another one is wrong
    _add(parent, "showunits", "0" if item.unit else "3")


def _short(parent: etree._Element, item: Item) -> None:
    _add(parent, "usecase", "0")
    for form in item.accepted:
        _answer(parent, "100", exact(form), "", item)
    for mistake in item.mistakes:
        _answer(parent, "0", exact(mistake.answer), mistake.reason, item)


def exact(text: str) -> str:
    """A short answer as Moodle compares it, also where GIFT brought it."""
    return text.replace("*", r"\*")  # a star stands for any text in Moodle


def _order(parent: etree._Element, item: Item) -> None:
    settings = ("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")
    for tag, value in (*settings, ("gradingtype", "ABSOLUTE_POSITION"), ("showgrading", "SHOW")):
        _add(parent, tag, value)
    for place, entry in enumerate(item.order, 1):
        _rich(parent, "answer", entry, item, inline=True, fraction=f"{place}.0000000")


def _match(parent: etree._Element, item: Item) -> None:
    _add(parent, "shuffleanswers", "true")
    pairs = [*item.pairs]
    pairs += [("", right) for right in item.shuffled if right not in {right for _, right in item.pairs}]
    for left, right in pairs:
        entry = _rich(parent, "subquestion", left, item, inline=True)
        _add(etree.SubElement(entry, "answer"), "text", markdown.plain(right))  # a menu, which shows no HTML


def _essay(parent: etree._Element, item: Item) -> None:
    _add(parent, "responseformat", "editor")
    _add(parent, "responserequired", "1")
    _add(parent, "responsefieldlines", "10")
    _add(parent, "attachments", "0")
    _rich(parent, "graderinfo", rubric_text(item), item)


PARTS = {
    "text": _essay,
    "one": _choice,
    "several": _choice,
    "number": _number,
    "short": _short,
    "order": _order,
    "match": _match,
}


def moodle(title: str, items: Sequence[Item], nested: bool = False) -> bytes:
    """The questions of a lesson, in a category of its own.

    Args:
        title: of the lesson.
        items: its questions.
        nested: whether a `/` in the title parts a category from the one that it is in.

    Raises:
        ValueError: for a question that Moodle cannot hold; it names the question.
    """
    quiz = etree.Element("quiz")
    category = etree.SubElement(etree.SubElement(quiz, "question", type="category"), "category")
    _add(category, "text", f"$course$/top/{title if nested else title.replace('/', '//')}")
    for item in map(spellings.comparable, items):
        question = etree.SubElement(quiz, "question", type=TYPES[item.kind])
        _add(etree.SubElement(question, "name"), "text", f"{item.id} {item.concept}")
        _rich(question, "questiontext", item.text, item)
        _rich(question, "generalfeedback", item.answer, item)
        _add(question, "defaultgrade", f"{item.points:.7f}")
        _add(question, "penalty", "0.3333333")
        _add(question, "hidden", "0")
        _add(question, "idnumber", f"{item.id}{'-' if item.variant else ''}{item.variant}")
        PARTS[item.kind](question, item)
        for hint in item.hints:
            _rich(question, "hint", hint, item)
        tags = etree.SubElement(question, "tags")
        for tag in (item.lesson, item.concept, f"difficulty {item.difficulty}"):
            _add(etree.SubElement(tags, "tag"), "text", tag)
    return etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)

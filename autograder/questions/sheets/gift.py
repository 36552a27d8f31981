"""Questions as GIFT, Moodle's format that people can read: for those kinds that GIFT knows.

It has no ordering and holds no pictures; such questions are named in a comment, and are in the other files.
"""

from collections.abc import Sequence

from autograder.questions.item import Item
from autograder.questions.sheets import markdown, spellings
from autograder.questions.sheets.moodle import exact, fractions
from autograder.questions.sheets.typeset import decimal

MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\~=#{}:"} | {"\n": "\\n"})


def _literal(text: str) -> str:
    return text.replace("->", "→").translate(MARKS)


def _html(text: str, inline: bool = False) -> str:
    return markdown.html(text, markdown.delimited, str, inline).translate(MARKS)


def _reason(text: str) -> str:
    return f"#{_html(text, inline=True)}" if text else ""


def _answers(item: Item) -> list[str]:
    if item.kind == "one":
        return [
            f"{'=' if option.right else '~'}{_html(option.text, True)}{_reason(option.reason)}"
            for option in item.options
        ]
    if item.kind == "several":
        return [
            f"~%{fraction}%{_html(option.text, True)}{_reason(option.reason)}"
            for option, fraction in zip(item.options, fractions(item), strict=True)
        ]
    if item.number is not None:
        return [f"#={decimal(item.number)}:{decimal(item.tolerance)}"]
    if item.kind == "short":
        return [f"=%100%{_literal(exact(form))}" for form in item.accepted] + [
            f"=%0%{_literal(exact(mistake.answer))}{_reason(mistake.reason)}" for mistake in item.mistakes
        ]
    if item.kind == "match":
        extra = [right for right in item.shuffled if right not in {right for _, right in item.pairs}]
        pairs = [(_html(left, True), right) for left, right in item.pairs] + [("", right) for right in extra]
        return [f"={left} -> {_literal(markdown.plain(right))}" for left, right in pairs]
    return []  # an essay


def _question(item: Item) -> str:
    if item.kind == "order" or item.pictures:
        what = "its kind, ordering," if item.kind == "order" else "a picture, which"
        return f"// {item.id} is left out: {what} is not in GIFT. It is in the file for Moodle."
    lines = "\n".join(f"  {line}" for line in _answers(item))
    feedback = f"  ####{_html(item.answer)}\n" if item.answer else ""
    return (
        f"// {item.id}, points: {decimal(item.points)}\n"
        f"::{_literal(f'{item.id} {item.concept}')}::[html]{_html(item.text)} {{\n{lines}\n{feedback}}}"
    )


def gift(title: str, items: Sequence[Item]) -> str:
    """The questions of a lesson, in a category of its own.

    Args:
        title: of the lesson.
        items: its questions.

    Raises:
        ValueError: for a text that cannot be given out.
    """
    category = f"$CATEGORY: $course$/top/{title.replace('/', '//')}"
    return "\n\n".join([category, *map(_question, map(spellings.comparable, items))]) + "\n"

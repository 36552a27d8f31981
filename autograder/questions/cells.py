"""A question as cells of a notebook: the lesson's text only names it, the words come from the bank."""

import base64
import re
from string import ascii_uppercase

from autograder.questions.entry import Entry
from autograder.questions.item import Criterion, Item
from autograder.questions.variants import common

RUBRIC, MODEL_ANSWER = "**Rubric (graders only).**", "**Model answer (graders only).**"


def question(entry: Entry) -> tuple[str, dict[str, dict[str, str]]]:
    """The cell that asks, with its rubric for graders; nbgrader takes that out of what students get.

    Args:
        entry: of the bank.

    Returns:
        The cell's source, and its pictures as nbformat's attachments.
    """
    item = common(entry)
    text = re.sub(r"(!\[[^\]]*\]\()([^)\s]+\))", r"\1attachment:\2", item.text)
    further = entry.fields.get("notebook", "").strip()
    unit = "point" if item.points == 1 else "points"
    words = f"**{item.id}** {text}{' ' + further if further else ''}"
    # nothing may follow on the line that ends a block of code, and nothing should beside a picture
    gap = "\n\n" if words.endswith(("```", "$$", ")")) and words.splitlines()[-1][:1] in "`$!" else " "
    parts = [f"{words}{gap}*({item.points:g} {unit})*"]
    parts += _choices(item)
    if item.rubric:
        parts.append(_mark_scheme(item))
    pictures = {
        picture.name: {"image/png": base64.b64encode(picture.png).decode()} for picture in item.pictures
    }
    return "\n\n".join(parts), pictures


def model_answer(entry: Entry) -> str:
    """The reference's text in the cell where students write."""
    return common(entry).answer


def _choices(item: Item) -> list[str]:
    lettered = [option.text for option in item.options] or list(item.shuffled)
    parts = []
    if item.pairs:
        parts.append("\n".join(f"{place}. {left}" for place, (left, _) in enumerate(item.pairs, 1)))
    if lettered:
        letters = zip(ascii_uppercase, lettered, strict=False)
        parts.append("\n".join(f"- **{letter}** {text}" for letter, text in letters))
    return parts


def _mark_scheme(item: Item) -> str:
    """The rubric, a criterion a line, and the model answer: for graders, above the answer that they read."""
    lines = [f"- {_line(criterion)}".replace("\n", "\n  ") for criterion in item.rubric]
    parts = [f"{RUBRIC}\n\n" + "\n".join(lines)]
    if item.answer:
        parts.append(f"{MODEL_ANSWER} {item.answer}")
    return "<!-- BEGIN MARK SCHEME -->\n" + "\n\n".join(parts) + "\n<!-- END MARK SCHEME -->"


def _line(criterion: Criterion) -> str:
    """A line with its points, unless its text tells them itself or it is only a note."""
    if not criterion.points or re.match(r"(\d|half a )\S* ?points?\b", criterion.text, re.IGNORECASE):
        return criterion.text
    return f"{criterion.points:g} point{'' if criterion.points == 1 else 's'}: {criterion.text}"

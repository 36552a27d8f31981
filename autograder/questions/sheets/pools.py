"""Pools of variants: a quiz of an LMS draws one at random, so that students get their own numbers there too.

In Moodle each question with parameters becomes a category of its own, below that of the lesson. In a quiz:
*Add*, *a random question*, and that category. In Canvas it is a question group
(`qti.assessment`).
"""

from collections.abc import Mapping, Sequence

from lxml import etree

from autograder.questions import variants
from autograder.questions.entry import Entry
from autograder.questions.item import Item
from autograder.questions.sheets import moodle as one_category

MOST = 20
"""Variants of a question; a class hardly sees the same one twice in a row."""


def of(entries: Sequence[Entry], seed: bytes) -> dict[str, list[Item]]:
    """The variants of all questions that have several.

    Args:
        entries: of the bank.
        seed: the course's secret: without it nobody knows which variants are in the pool.
    """
    pooled: dict[str, list[Item]] = {}
    for entry in entries:
        if not entry.parameters:
            continue
        found: dict[tuple, Item] = {}
        for number in range(3 * MOST):
            item = variants.variant(entry, seed, f"pool {number}")
            found.setdefault((item.text, item.answer, item.pictures), item)
        pooled[entry.id] = list(found.values())[:MOST]
    return pooled


def moodle(title: str, pooled: Mapping[str, Sequence[Item]]) -> bytes:
    """The pools of a lesson as one file of Moodle's XML.

    Args:
        title: of the lesson.
        pooled: variants by question, as `of` gives them.

    Raises:
        ValueError: for a question that Moodle cannot hold; it names the question.
    """
    quiz = etree.Element("quiz")
    for name, items in pooled.items():
        part = etree.fromstring(one_category.moodle(f"{title.replace('/', '//')}/{name}", items, nested=True))
        quiz.extend(list(part))
    return etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)

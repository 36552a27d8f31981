"""A question as one student gets it: every number fixed, every answer known.

The bank's entries become items (`autograder.questions`), and every output is made from items alone: cells of
notebooks, printed sheets, keys and rubrics, files for an LMS. Texts are Markdown with math between `$` or
`$$`, and a picture is shown where the text says `![alternative text](name)`.
"""

from dataclasses import dataclass

KINDS = ("text", "one", "several", "number", "short", "order", "match")
"""Free text with a rubric; one or several of many; a number; a short text; to be ordered; to be matched."""


@dataclass(frozen=True)
class Picture:
    """A figure that belongs to a question."""

    name: str
    """Its name in the text, such as `confusion.png`; unique within the item."""
    png: bytes
    """The picture itself, legible in black and white."""
    alt: str
    """What it shows, for those who cannot see it."""
    width: float = 10.0
    """Centimetres on paper."""


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    text: str
    """Markdown."""
    right: bool
    """Whether it is to be chosen."""
    reason: str = ""
    """Why it is right, or the misconception that leads to it."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give."""

    answer: str
    """As one would write it."""
    reason: str
    """The misconception behind it: feedback to the student."""


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric."""

    points: float
    """What it is worth."""
    text: str
    """What earns the points; Markdown."""


@dataclass(frozen=True)
class Item:
    """One question for one student."""

    id: str
    """Of its entry in the bank: `A2.Q6`."""
    lesson: str
    """`a2_build`."""
    kind: str
    """One of `KINDS`."""
    text: str
    """What is asked; Markdown."""
    points: float
    """At most."""
    difficulty: int
    """1 recall, 2 apply, 3 reason."""
    concept: str
    """What it tests, in a word or two that several questions share: `padding`."""
    answer: str
    """The model answer as a person would write it, for the key; Markdown."""
    rubric: tuple[Criterion, ...] = ()
    """For `text`: the points of its lines add up to `points` or more."""
    hints: tuple[str, ...] = ()
    """From general to particular; none gives the answer away."""
    mistakes: tuple[Mistake, ...] = ()
    """For `number`, `short` and `text`; options carry their own reasons."""
    options: tuple[Option, ...] = ()
    """For `one` (exactly one is right) and `several` (at least one is), in the order shown."""
    number: float | None = None
    """For `number`."""
    tolerance: float = 0.0
    """How far off a `number` may be, absolutely."""
    unit: str = ""
    """Of the `number`; an answer without it is accepted, one with another is not."""
    accepted: tuple[str, ...] = ()
    """For `short`: the forms of the right answer; others that mean the same are accepted as well."""
    order: tuple[str, ...] = ()
    """For `order`: the right order; outputs show `shuffled`."""
    pairs: tuple[tuple[str, str], ...] = ()
    """For `match`: what belongs together; outputs show the right-hand sides as in `shuffled`."""
    shuffled: tuple[str, ...] = ()
    """For `order` and `match`: the entries as they are shown."""
    pictures: tuple[Picture, ...] = ()
    """Figures of the text."""
    variant: str = ""
    """Whose item it is: empty for the common one, else a short word that is no name and no secret."""

"""Hidden judge of a question with a short answer: what the bank's entry says, kindly read."""

from collections.abc import Callable
from functools import cache

from autograder import folders
from autograder.questions import bank, kindness, variants
from autograder.questions.item import Item
from lenet_keras.checks.observation import Observation
from lenet_keras.checks.verdict import Fault, Step

SHOWN = 60  # characters of an answer that the feedback repeats


def judge_of(step: Step) -> Callable[[Observation, Observation], Fault | None] | None:
    """The hidden judge of a question of a notebook: right, the reason of a known mistake, or the first hint.

    Args:
        step: any.

    Returns:
        None where the bank has no such question, as for steps and for another course's own questions.
    """
    item = _item(step.id) if step.is_question else None
    return item and (lambda seen, reference: _judge(item, seen["value"]))


def _judge(item: Item, value: str | float) -> Fault | None:
    judgement = kindness.judge(item, value if isinstance(value, str) else f"{value:.12g}")
    if judgement.right:
        return None
    hint = judgement.reason or next(iter(item.hints), "Read the question once more.")
    return Fault(f"the answer is {repr(value[:SHOWN]) if isinstance(value, str) else value}", "", hint)


@cache
def _item(question: str) -> Item | None:
    entry = bank.load(folders.PROJECT).get(question)
    return variants.common(entry) if entry else None

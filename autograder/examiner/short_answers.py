"""Hidden judge of a question with a short answer: what the bank's entry says, kindly read."""

from functools import cache

from autograder.coursedir import folders
from autograder.questions import bank, marking, variants
from autograder.questions.entry import Entry
from autograder.questions.item import Item
from lenet_keras.checks.observation import Observation
from lenet_keras.checks.steps import LESSONS
from lenet_keras.checks.verdict import Fault, Step

SHOWN = 60  # characters of an answer that the feedback repeats


def item_of(step: Step) -> Item | None:
    """What the bank says of a step.

    Args:
        step: any.

    Returns:
        The item that all students share; None for what is no question, and for questions of other courses.

    Raises:
        autograder.questions.problem.BankError: when the bank breaks its rules.
    """
    if not step.is_question:
        return None
    lesson = next((name for name, steps in LESSONS.items() if step in steps), None)
    return _item(step.id, lesson) if lesson else None


def judge(item: Item, observation: Observation) -> Fault | None:
    """Right, or wrong with the reason of a known mistake, or else with the first hint.

    Args:
        item: the question.
        observation: the answer, a text or a number.
    """
    value = observation["value"]
    judgement = marking.judge(item, value if isinstance(value, str) else f"{value:.12g}")
    if judgement.right:
        return None
    hint = judgement.reason or next(iter(item.hints), "Read the question once more.")
    return Fault(f"the answer is {repr(value[:SHOWN]) if isinstance(value, str) else value}", "", hint)


@cache
def _item(question: str, lesson: str) -> Item | None:
    entry = _entries(lesson).get(question)
    return variants.common(entry) if entry else None


@cache
def _entries(lesson: str) -> dict[str, Entry]:
    return bank.load(folders.PROJECT, lesson)

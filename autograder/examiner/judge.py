"""The examiner: judges observations by the visible judge and by the hidden one.

The hidden judge of a step says what the visible one must not tell: whether the answer is the same as
the reference solution's. Unless a step needs another, it compares every observation with the
reference's, within tolerance.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from autograder.examiner import hidden, inspections, short_answers
from autograder.examiner.hidden import Asked
from autograder.questions.item import Item
from lenet_keras.checks.networks import operations
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault, Result, Step, Verdict, judge

TOLERANCE = 1e-3


def grade_step(
    step: Step,
    seen: Observations,
    reference: Observations,
    item: Item | None = None,
    asked: Asked | None = None,
) -> Verdict:
    """Judge one step by its visible and by its hidden judge.

    Args:
        step: what to look at.
        seen: what was observed of the submission.
        reference: what was observed of the reference solution, the same way.
        item: what the bank says, for its questions.
        asked: what was asked beyond what the check does, and observed, too.

    Returns:
        A verdict whose faults never show an expected value that the visible judge would not.
    """
    verdict = judge(step, seen)
    pairs = list(zip(step.criteria, verdict.results, strict=True))
    # Where the visible judge found a fault, it has said what is wrong and taken its points; the other
    # criteria that look at the same value must not lose theirs to the same mistake.
    faulty = {e for criterion, result in pairs if result.fault for e in criterion.observes}
    results = tuple(
        result
        if result.fault
        else _compare(step, [e for e in criterion.observes if e not in faulty], result, seen, reference, item)
        for criterion, result in pairs
    )
    results = hidden.judged(step, results, seen, asked or {})
    if all(result.fault is None for result in results) and (fault := _inspected(step, seen, reference)):
        # all was claimed well and the weights do not bear it out, so no part of the claim counts
        results = tuple(replace(result, points=0.0, fault=fault) for result in results)
    return replace(verdict, results=results, question=False)


def _inspected(step: Step, seen: Observations, reference: Observations) -> Fault | None:
    """What the inspection finds; nothing where there is none: the weaker mode observes no weights."""
    if step.inspection is None or step.inspection.observes not in seen:
        return None
    try:
        return inspections.fault_of(step.inspection, seen, reference)
    except Exception as error:
        return _unreadable(error)


def _unreadable(error: Exception) -> Fault:
    """The fault of a value that a hidden judge was not written for."""
    return Fault(
        f"this answer cannot be read ({type(error).__name__})",
        "a value such as the lesson describes",
        "Look at type and shape of what you made: print them.",
    )


def _compare(
    step: Step,
    expressions: list[str],
    result: Result,
    seen: Observations,
    reference: Observations,
    item: Item | None,
) -> Result:
    shortfalls = dict(step.shortfalls)
    for expression in expressions:
        if expression in step.own:
            continue
        try:
            if item:
                fault = short_answers.judge(item, seen[expression])
            elif expression in shortfalls:
                fault = as_good(seen[expression], reference[expression], shortfalls[expression])
            else:
                fault = same(seen[expression], reference[expression])
        except Exception as error:
            fault = _unreadable(error)
        if fault:
            return Result(result.name, 0.0, result.worth, fault)
    return result


def same(seen: Observation, reference: Observation) -> Fault | None:
    """The default hidden judge: the same as the reference, within tolerance."""
    compare = SAME.get(reference["kind"])
    if compare is None or compare(seen, reference):
        return None
    return Fault("the value differs from the reference solution's", "the same value")


def _same_array(seen: Observation, reference: Observation) -> bool:
    if seen["kind"] != "array" or seen["shape"] != reference["shape"]:
        return False
    difference = np.asarray(seen["values"], dtype=float) - np.asarray(reference["values"], dtype=float)
    return bool(np.all(np.abs(difference) <= TOLERANCE))


def _same_model(seen: Observation, reference: Observation) -> bool:
    if seen["kind"] != "model":
        return False
    ends = ("input", "output")
    return all(seen[end] == reference[end] for end in ends) and [
        str(each) for each in operations(seen["layers"])
    ] == [str(each) for each in operations(reference["layers"])]


def _same_optimizer(seen: Observation, reference: Observation) -> bool:
    if seen["kind"] != "optimizer" or seen["class"] != reference["class"]:
        return False
    numbers = ("learning_rate", "momentum")
    return all(seen[n] is not None and abs(seen[n] - reference[n]) < TOLERANCE / 1000 for n in numbers)


# By the kind of the reference's observation. What is not here (a figure, a class, a history, a report)
# has many right forms, and its visible judge looks at everything that matters.
SAME: dict[str, Callable[[Observation, Observation], bool]] = {
    "array": _same_array,
    "model": _same_model,
    "optimizer": _same_optimizer,
}


def as_good(seen: Observation, reference: Observation, shortfall: float) -> Fault | None:
    """A training that recognises about as many test digits as the reference's.

    Args:
        seen: the `history` of the student's `History`, a dict of series.
        reference: the reference's.
        shortfall: by how much the last accuracy of the validation may be lower.
    """

    def final(history: Observation) -> float:
        series = history["value"]
        key = next(key for key in series if key.startswith("val_") and "acc" in key)
        return series[key][-1]

    if final(seen) >= final(reference) - shortfall:
        return None
    return Fault(
        f"{final(seen):.1%} of the test digits are recognised",
        "about as many as the reference solution recognises",
        "Were all training digits used, for all epochs?",
    )

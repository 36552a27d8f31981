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
from lenet_keras.checks.verdict import Fault, Result, Step, Verdict, in_words, judge

TOLERANCE = 1e-3
SETTING = 1e-6  # of an optimizer: Keras keeps a learning rate in float32
ELSEWHERE = "Print it, and its type, in a cell of your own."


def grade_step(
    step: Step,
    observations: Observations,
    reference: Observations,
    item: Item | None = None,
    asked: Asked | None = None,
) -> Verdict:
    """Judge one step by its visible and by its hidden judge.

    Args:
        step: what to look at.
        observations: what was observed of the submission.
        reference: what was observed of the reference solution, the same way.
        item: what the bank says, for its questions.
        asked: what was asked beyond what the check does, and observed, too.

    Returns:
        A verdict whose faults never show an expected value that the visible judge would not.
    """
    verdict = judge(step, observations)
    pairs = list(zip(step.criteria, verdict.results, strict=True))
    # Where the visible judge found a fault, it has said what is wrong and taken its points; the other
    # criteria that look at the same value must not lose theirs to the same mistake.
    faulty = {e for criterion, result in pairs if result.fault for e in criterion.observes}
    results = tuple(
        result
        if result.fault
        else _compare(
            step, [e for e in criterion.observes if e not in faulty], result, observations, reference, item
        )
        for criterion, result in pairs
    )
    results = hidden.judged(step, results, observations, asked or {})
    if all(result.fault is None for result in results) and (
        fault := _inspected(step, observations, reference)
    ):
        # all was claimed well and the weights do not bear it out, so no part of the claim counts
        results = tuple(replace(result, points=0.0, fault=fault) for result in results)
    return replace(verdict, results=results, question=False)


def _inspected(step: Step, observations: Observations, reference: Observations) -> Fault | None:
    """What the inspection finds; nothing where there is none: the weaker mode observes no weights."""
    if step.inspection is None or step.inspection.observes not in observations:
        return None
    try:
        return inspections.fault_of(step.inspection, observations, reference)
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
    observations: Observations,
    reference: Observations,
    item: Item | None,
) -> Result:
    shortfalls = dict(step.shortfalls)
    for expression in expressions:
        if expression in step.own:
            continue
        try:
            if item:
                fault = short_answers.judge(item, observations[expression])
            elif expression in shortfalls:
                fault = as_good(observations[expression], reference[expression], shortfalls[expression])
            else:
                fault = same(observations[expression], reference[expression])
                fault = fault and replace(fault, found=f"of `{expression}`: {fault.found}")
        except Exception as error:
            fault = _unreadable(error)
        if fault:
            return Result(result.name, 0.0, result.worth, fault)
    return result


def same(observation: Observation, reference: Observation) -> Fault | None:
    """The default hidden judge: the same as the reference, within tolerance.

    The fault says where to look, and never what the reference has there.
    """
    compare = SAME.get(reference["kind"])
    if compare is None:
        return None
    if observation["kind"] != reference["kind"]:
        return Fault(f"it is {in_words(observation)}", f"a value of the kind {reference['kind']}", ELSEWHERE)
    return compare(observation, reference)


def _same_array(observation: Observation, reference: Observation) -> Fault | None:
    if observation["shape"] != reference["shape"]:
        shapes = tuple(observation["shape"]), tuple(reference["shape"])
        return Fault(f"it has the shape {shapes[0]}", f"the shape {shapes[1]}", "Print its `shape`.")
    difference = np.asarray(observation["values"], dtype=float) - np.asarray(reference["values"], dtype=float)
    far = np.atleast_1d(~(np.abs(difference) <= TOLERANCE))
    if not far.any():
        return None
    place = ", ".join(map(str, np.argwhere(far)[0]))
    return Fault(
        f"{int(far.sum()):,} of {far.size:,} numbers that were looked at are others, the first at [{place}]",
        "the numbers that the text asks for",
        "Print the number at this place, and work out by hand what it has to be.",
    )


def _same_model(observation: Observation, reference: Observation) -> Fault | None:
    for end in ("input", "output"):
        if observation[end] != reference[end]:
            found = f"the {end} of the model has the shape {tuple(observation[end] or ()) or 'unknown'}"
            return Fault(found, "the size that the text asks for", "`model.summary()` shows it.")
    layers = [[str(each) for each in operations(one["layers"])] for one in (observation, reference)]
    if layers[0] == layers[1]:
        return None
    return Fault(
        f"the layers are {' => '.join(layers[0]) or 'none'}",
        "the layers that the text asks for",
        "`model.summary()` shows them; compare them with the text one by one.",
    )


def _same_optimizer(observation: Observation, reference: Observation) -> Fault | None:
    names = ("class", "learning_rate", "momentum", "further")
    for name in names:
        found, wanted = observation[name], reference[name]
        close = isinstance(found, float) and isinstance(wanted, float) and abs(found - wanted) < SETTING
        if found != wanted and not close:
            words = f"{name.replace('_', ' ')} {found}".replace("further", "further settings")
            return Fault(
                f"it is an optimizer with {words}",
                "the settings of the text",
                "`opt.get_config()` lists them.",
            )
    return None


# By the kind of the reference's observation. What is not here (a figure, a class, a history, a report)
# has many right forms, and its visible judge looks at everything that matters.
SAME: dict[str, Callable[[Observation, Observation], Fault | None]] = {
    "array": _same_array,
    "model": _same_model,
    "optimizer": _same_optimizer,
}


def as_good(observation: Observation, reference: Observation, shortfall: float) -> Fault | None:
    """A training that recognises about as many test digits as the reference's.

    Args:
        observation: the `history` of the student's `History`, a dict of series.
        reference: the reference's.
        shortfall: by how much the last accuracy of the validation may be lower.
    """

    def final(history: Observation) -> float:
        series = history["value"]
        key = next(key for key in series if key.startswith("val_") and "acc" in key)
        return series[key][-1]

    if final(observation) >= final(reference) - shortfall:
        return None
    return Fault(
        f"{final(observation):.1%} of the test digits are recognised",
        "about as many as the reference solution recognises",
        "Were all training digits used, for all epochs?",
    )

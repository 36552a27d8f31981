"""What only a grader asks: the same questions as a check, about inputs that are drawn anew in every run.

A function that knows the inputs of its check by heart gives no right results for these. Their seed stands in
the record of each submission, so that a verdict can be found again.
"""

import math
import zlib
from dataclasses import replace

import numpy as np

from autograder.examiner.forward import Network
from autograder.examiner.layers import LayerError
from lenet_keras.checks import arrays, probes
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Result, Step, trouble

Asked = dict[str, Drawn]
"""What is asked, by the name of the criterion."""
Computing = dict[tuple[str, bool], Fault | None]
"""Why a model does not compute what its layers say, by its expression and whether any layers will do."""
TOLERANCE = 1e-3  # between float32 here and there
MOST = 2_000_000  # numbers of all weights, or of one input
WORK = 100_000_000  # products of numbers for one input; LeNet takes 11 million for those that are drawn


def drawn(step: Step, seed: int) -> Asked:
    """Draw what is asked about a step.

    Args:
        step: any.
        seed: of the run.
    """
    place = zlib.crc32(step.id.encode())
    return {
        each.name: _with_computing(
            each.drawn(np.random.default_rng([seed, place])), (seed + place) % (1 << 31)
        )
        for each in step.criteria
        if each.drawn is not None
    }


def _with_computing(question: Drawn, seed: int) -> Drawn:
    """A question for which is observed, too, what its model computes; that is the last expression then."""
    if not question.computes:
        return question
    return replace(question, observes=(*question.observes, f"computed({question.computes}, {seed})"))


def _computing_fault(question: Drawn, observations: Observations) -> Fault | None:
    """Why a model does not compute what its layers say; nothing if it does, or if nobody can tell here."""
    expression = question.observes[-1]
    described, computed = observations[question.computes], observations[expression]
    if described["kind"] != "model" or not described["input"]:
        return None
    if computed["kind"] == "error":
        return Fault(
            f"shown two images, the model stops with {computed['type']}",
            question.wanted[0],
            "Show it one, `model(images)`: a network can be described and yet not compute.",
        )
    numbers = arrays.numbers(computed)
    try:
        right = _computed_here(described, int(expression.rpartition(" ")[2].rstrip(")")))
    except LayerError as error:  # weights that belong to no layer may be claimed, and any number of them
        if not question.any_layers:
            return Fault(f"nobody can compute this model: {error}", *question.wanted)
        ends = None if numbers is None else list(numbers.shape[1:])
        if ends == (described["output"] or [])[1:]:
            return None
        return Fault("what the model computes has not the form that it names", *question.wanted)
    if numbers is not None and arrays.same(numbers, right, TOLERANCE):
        return None
    return Fault("with other weights, the layers do not compute what they are named for", *question.wanted)


def _computed_here(described: Observation, seed: int) -> np.ndarray:
    """What a described model gives for the weights and inputs of a seed.

    Raises:
        LayerError: where it has unknown layers, weights that do not fit them, or more than is computed here.
    """
    shapes = [shape for each in described["layers"] for shape in each["weights"]]
    if max(math.prod(described["input"][1:]), sum(map(math.prod, shapes))) > MOST:
        raise LayerError(f"its input or its weights are more than {MOST:,} numbers")
    weights, inputs = probes.weights_and_inputs(seed, shapes, described["input"][1:])
    network = Network(described["layers"], weights)
    return np.concatenate([network.work_through(each[np.newaxis], WORK) for each in inputs])


def observes(step: Step, asked: Asked) -> tuple[str, ...]:
    """All expressions that a grader observes for a step."""
    return tuple(
        dict.fromkeys([*step.grader_observes, *(e for each in asked.values() for e in each.observes)])
    )


def judged(
    step: Step, results: tuple[Result, ...], observations: Observations, asked: Asked
) -> tuple[Result, ...]:
    """Judge what was asked, for each criterion that is met so far.

    Args:
        step: that is judged.
        results: of its criteria by what the check looks at.
        observations: what was observed.
        asked: of `drawn`.

    Returns:
        The results, where an answer that was wrong here has a fault.
    """
    computing: Computing = {}  # several criteria may be about one model
    judged = []
    for result in results:
        question = None if result.fault else asked.get(result.name)
        fault = _fault(step, question, observations, computing) if question else None
        judged.append(replace(result, points=0.0, fault=fault) if fault else result)
    return tuple(judged)


def _fault(step: Step, question: Drawn, observations: Observations, computing: Computing) -> Fault | None:
    asked = question.observes[:-1] if question.computes else question.observes
    criterion = Criterion("", 0, asked, question.judge)
    try:
        fault = trouble(step, criterion, observations) or question.judge(observations)
        if fault or not question.computes:
            return fault
        key = question.computes, question.any_layers
        if key not in computing:
            computing[key] = _computing_fault(question, observations)
        return computing[key]
    except Exception as error:  # a value that nobody thought of
        return Fault(
            f"for other inputs than the check's, what comes back cannot be read ({type(error).__name__})",
            "a result as for the inputs of the check",
            "Print type and shape of what you return, for inputs of several sizes.",
        )

"""A6.7 and A6.8: the loss with its gradient, and one step of gradient descent."""

from functools import cache

import numpy as np

from lenet_keras.checks.a6_numpy.results import ERROR_HINTS, Truth, judge, kept
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Step
from lenet_keras.from_scratch.loss import cross_entropy, softmax

SCORES, LABELS = "normal(1, 6, 4) * 2", "(abs(normal(2, 6)) * 3).astype(int) % 4"
LOSS, GRADIENT = (f"cross_entropy({SCORES}, {LABELS})[{place}]" for place in (0, 1))
LARGE = f"cross_entropy({SCORES} + 1000, {LABELS})[0]"
SCORES_KEPT = f"(lambda s: (cross_entropy(s, {LABELS}), s)[1])({SCORES})"

STEP_CALL = "sgd_step(normal(3, 2, 3), normal(4, 2, 3), normal(5, 2, 3), 0.1, 0.75)"
WEIGHT, VELOCITY = (f"{STEP_CALL}[{place}]" for place in (0, 1))
WEIGHT_KEPT = "(lambda w: (sgd_step(w, normal(4, 2, 3), normal(5, 2, 3), 0.1, 0.75), w)[1])(normal(3, 2, 3))"
VELOCITY_KEPT = (
    "(lambda v: (sgd_step(normal(3, 2, 3), v, normal(5, 2, 3), 0.1, 0.75), v)[1])(normal(4, 2, 3))"
)


def batch() -> tuple[np.ndarray, np.ndarray]:
    """Scores and labels of the expressions above."""
    return normal(1, 6, 4) * 2, (np.abs(normal(2, 6)) * 3).astype(int) % 4


@cache
def loss() -> Truth:
    """The mean loss."""
    scores, labels = batch()
    right = cross_entropy(scores, labels)[0]
    probabilities = softmax(scores)
    sure = probabilities[np.arange(6), labels]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    columns = "Each column was made to sum to 1. The probabilities of one digit stand in one row."
    summed = "This is the sum over the digits. The loss of a batch is their mean."
    return Truth(
        np.array(right),
        (
            (np.array(right * 6), summed),
            (
                np.array(-right),
                "The sign is missing: the logarithm of a probability is negative, a loss is not.",
            ),
            (-np.log(sure), "One loss for each digit. The loss of a batch is one number, their mean."),
            (
                np.array(right / np.log(2)),
                "This is the logarithm to base 2. Here it is the natural one, `np.log`.",
            ),
            (np.array(right / np.log(10)), "This is the logarithm to base 10. Here it is the natural one."),
            (
                np.array(-scores[np.arange(6), labels].mean()),
                "The scores went into the loss as they are. Softmax comes first, then the logarithm.",
            ),
            (
                np.array(-np.log(probabilities).mean()),
                "All classes were counted. Only the probability of the right class goes into the loss.",
            ),
            (np.array(right / 4), "The mean is over the digits, not over the classes, too."),
            (np.array(-np.log(softmax(scores.T).T[np.arange(6), labels]).mean()), columns),
            (np.array(-np.log((powers / powers.sum(axis=0))[np.arange(6), labels]).mean()), columns),
            (np.array((1 - sure).mean()), "This is 1 - p. The loss is the negative logarithm of p."),
        ),
        shape="The loss of a batch is one number, the mean over its digits.",
        values="-log(probability of the right class), the mean over the digits.",
    )


@cache
def large() -> Truth:
    """The mean loss of scores for which `exp` overflows: the same as without what was added."""
    return Truth(
        loss().right,
        loss().mistakes,
        values="`exp` of a large score is infinite. Subtract the largest score of each row before.",
    )


@cache
def gradient() -> Truth:
    """The gradient by the scores."""
    scores, labels = batch()
    right = cross_entropy(scores, labels)[1]
    truth = np.eye(4)[labels]
    mean = (
        "The division by the number of digits is missing: the loss is a mean, so its gradient is "
        "divided, too."
    )
    return Truth(
        right,
        (
            (right * 6, mean),
            (right / 6, "It was divided by the number of digits twice."),
            (
                right / 4,
                "It was divided by the number of classes, too. The loss is a mean over the digits only.",
            ),
            (right * 6 / 4, "It was divided by the number of classes. The loss is a mean over the digits."),
            (
                -right,
                "The sign is the other way round: more score for the right class makes the loss smaller.",
            ),
            (-right * 6, "The sign is the other way round, and " + mean[0].lower() + mean[1:]),
            (softmax(scores) / 6, "The 1 of the right class was not subtracted."),
            (
                softmax(scores),
                "These are the probabilities. The 1 of the right class is subtracted, and divided.",
            ),
            ((scores - truth) / 6, "The scores are no probabilities yet: softmax comes first."),
            (
                -truth / softmax(scores) / 6,
                "This is the gradient by the probabilities. Through softmax it becomes shorter, as "
                "the text says.",
            ),
        ),
        shape="A gradient has the shape of what it belongs to: that of the scores.",
        values="Probability minus truth, divided by the number of digits.",
    )


def _step(which: int, weight, velocity, slope, rate: float, momentum: float) -> np.ndarray:
    velocity = momentum * velocity - rate * slope
    return (weight + velocity, velocity)[which]


def _truth(which: int) -> Truth:
    weight, velocity, slope = normal(3, 2, 3), normal(4, 2, 3), normal(5, 2, 3)
    rate, momentum = 0.1, 0.75
    return Truth(
        _step(which, weight, velocity, slope, rate, momentum),
        (
            (
                _step(which, weight, velocity, slope, -rate, momentum),
                "This goes up the hill: the step is against the gradient, which says where the loss grows.",
            ),
            (
                _step(which, weight, velocity, slope, rate, 0),
                "The momentum is missing: a part of the last step is taken again.",
            ),
            (
                _step(which, weight, velocity, slope, rate, 1),
                "The whole last step was kept. Momentum keeps a part of it.",
            ),
            (
                _step(which, weight, velocity, slope, momentum, rate),
                "Learning rate and momentum have changed places.",
            ),
            (
                _step(which, weight, velocity, slope, 1, momentum),
                "The learning rate is missing: the step is as long as the gradient.",
            ),
            (
                _step(which, weight, velocity, slope, rate * (1 - momentum), momentum),
                "The gradient was weighted with 1 - momentum. That is a running mean; the formula "
                "here has none.",
            ),
            (
                weight + velocity if which == 0 else velocity,
                "The old velocity was used. First it gets its new value, then the weight moves by it.",
            ),
            (
                weight + momentum * velocity + (velocity - rate * slope) * 0,
                "The gradient is missing in this step.",
            ),
            (
                weight - _step(1, weight, velocity, slope, rate, momentum),
                "The velocity has the minus of the gradient already: here it is added.",
            ),
            (
                _step(1 - which, weight, velocity, slope, rate, momentum),
                "Weight and velocity have changed places: the weight is returned first.",
            ),
        ),
        shape="Weight, velocity and gradient have one shape. In which order are the two returned?",
        values="First the velocity, momentum times the old one minus learning rate times gradient; "
        "then the weight.",
    )


@cache
def weight() -> Truth:
    """The weight after the step."""
    return _truth(0)


@cache
def velocity() -> Truth:
    """The velocity after the step."""
    return _truth(1)


STEPS = (
    Step(
        "A6.7",
        concept="cross-entropy",
        defines=("cross_entropy",),
        criteria=(
            Criterion("the loss is the mean over the batch", 1, (LOSS,), judge(LOSS, "the loss", loss)),
            Criterion(
                "the gradient by the scores", 2, (GRADIENT,), judge(GRADIENT, "the gradient", gradient)
            ),
            Criterion(
                "large scores do not overflow",
                0.5,
                (LARGE,),
                judge(LARGE, "the loss of scores around 1000", large),
            ),
            Criterion(
                "the scores are not written over",
                0.5,
                (GRADIENT, SCORES_KEPT),
                kept(SCORES_KEPT, "scores", lambda: batch()[0], GRADIENT),
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.8",
        concept="optimizer",
        defines=("sgd_step",),
        criteria=(
            Criterion("the new velocity", 1, (VELOCITY,), judge(VELOCITY, "the velocity", velocity)),
            Criterion("the new weight", 1, (WEIGHT,), judge(WEIGHT, "the weight", weight)),
            Criterion(
                "the old weight stays",
                0.5,
                (WEIGHT, WEIGHT_KEPT),
                kept(WEIGHT_KEPT, "weight", lambda: normal(3, 2, 3), WEIGHT),
            ),
            Criterion(
                "the old velocity stays",
                0.5,
                (VELOCITY, VELOCITY_KEPT),
                kept(VELOCITY_KEPT, "velocity", lambda: normal(4, 2, 3), VELOCITY),
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
)

"""A6.7 and A6.8: the loss with its gradient, and one step of gradient descent."""

from dataclasses import replace

import numpy as np

from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.redrawn import Again
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step
from lenet_keras.from_scratch.loss import cross_entropy, softmax

# The second and the third have a small number in the logarithm that guards it against 0, as many write it.
# Of smaller ones nobody sees a difference.
LOSS = Result(
    "the loss",
    """
    cross_entropy(scores, labels)[0]
    -np.log(softmax(scores)[np.arange(len(labels)), labels] + 1e-7).mean()
    -np.log(softmax(scores)[np.arange(len(labels)), labels] + 1e-8).mean()
    # This is the sum over the digits. The loss of a batch is their mean.
    p, each, n, classes = softmax(scores), np.arange(len(labels)), *scores.shape
    -np.log(p[each, labels]).sum()
    # The sign is missing: the logarithm of a probability is negative, a loss is not.
    np.log(p[each, labels]).mean()
    # One loss for each digit. The loss of a batch is one number, their mean.
    -np.log(p[each, labels])
    # This is the logarithm to base 2. Here it is the natural one, `np.log`.
    -np.log2(p[each, labels]).mean()
    # This is the logarithm to base 10. Here it is the natural one.
    -np.log10(p[each, labels]).mean()
    # The scores went into the loss as they are. Softmax comes first, then the logarithm.
    -scores[each, labels].mean()
    # All classes were counted. Only the probability of the right class goes into the loss.
    -np.log(p).mean()
    # The mean is over the digits, not over the classes, too.
    -np.log(p[each, labels]).mean() / classes
    # Each column was made to sum to 1. The probabilities of one digit stand in one row.
    -np.log(softmax(scores.T).T[each, labels]).mean()
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    -np.log((powers / powers.sum(axis=0))[each, labels]).mean()
    # This is 1 - p. The loss is the negative logarithm of p.
    (1 - p[each, labels]).mean()
    """,
    "-log(probability of the right class), the mean over the digits.",
    "The loss of a batch is one number, the mean over its digits.",
)
GRADIENT = Result(
    "the gradient",
    """
    cross_entropy(scores, labels)[1]
    # The division by the number of digits is missing: the loss is a mean, so its gradient is divided, too.
    right, p, n, classes = cross_entropy(scores, labels)[1], softmax(scores), *scores.shape
    right * n
    # It was divided by the number of digits twice.
    right / n
    # It was divided by the number of classes, too. The loss is a mean over the digits only.
    right / classes
    # It was divided by the number of classes. The loss is a mean over the digits.
    right * n / classes
    # The sign is the other way round: more score for the right class makes the loss smaller.
    -right
    # The sign is the other way round, and the division by the number of digits is missing: the loss is a
    # mean, so its gradient is divided, too.
    -right * n
    # The 1 of the right class was not subtracted.
    p / n
    # These are the probabilities. The 1 of the right class is subtracted, and divided.
    p
    # The scores are no probabilities yet: softmax comes first.
    truth = np.eye(classes)[labels]
    (scores - truth) / n
    # This is the gradient by the probabilities. Through softmax it becomes shorter, as the text says.
    -truth / p / n
    """,
    "Probability minus truth, divided by the number of digits.",
    "A gradient has the shape of what it belongs to: that of the scores.",
)
OVERFLOW = (
    "`exp` of a large score is infinite, of a small one 0. Subtract the largest score of each row before: "
    "the largest of all is too much for the other rows."
)
HEAD, HELPERS = "cross_entropy(scores, labels)", {"cross_entropy": cross_entropy, "softmax": softmax}
SCORES, LABELS = "normal(1, 6, 4) * 2", "(abs(normal(2, 6)) * 3).astype(int) % 4"
DRAWN_SCORES = "normal(seed, n, classes) * 2"
DRAWN_LABELS = "(abs(normal(seed, n)) * 3).astype(int) % classes"
SIZES = {"n": (1, 6), "classes": (7, 12)}
ENTROPY = Function(
    HEAD,
    (f"{SCORES}, {LABELS}",),
    (LOSS, GRADIENT),
    HELPERS,
    drawn=(f"{DRAWN_SCORES}, {DRAWN_LABELS}",),
    sizes=SIZES,
)
# Where a loss is huge, its last digits say nothing: who measures its slope finds noise.
STEEP = replace(
    ENTROPY,
    drawn=(
        *ENTROPY.drawn,
        "normal(seed, n, classes) * 2 - 1e9 * (np.arange(classes) == 0), np.arange(n)",
    ),
)
LARGE = replace(
    ENTROPY,
    inputs=(f"{SCORES} + 1000, {LABELS}",),
    results=(
        replace(LOSS, what="the loss of scores around 1000", values=OVERFLOW, infinite=OVERFLOW),
        GRADIENT,
    ),
    drawn=(f"{DRAWN_SCORES} + 1000, {DRAWN_LABELS}",),
)

UNEVEN = Function(  # one maximum for the whole batch is not enough
    HEAD,
    ("np.array([[1000.0, 999.0], [0.0, -1.0]]), np.array([0, 1])",),
    (Result("the loss", "cross_entropy(scores, labels)[0]", OVERFLOW, infinite=OVERFLOW), GRADIENT),
    HELPERS,
)


def steady(observations: Observations) -> Fault | None:
    """Judge A6.7, third: the loss of large scores, and of rows that are very different."""
    return Returned(ENTROPY)(observations) or Returned(LARGE)(observations) or Returned(UNEVEN)(observations)


def drawn_large(random: np.random.Generator) -> Drawn:
    """The same question about other scores."""
    again = LARGE.redrawn(random)
    return Drawn(again.observes, Again(again))


MOVES = """
    # This goes up the hill: the step is against the gradient, which says where the loss grows.
    moved(momentum * velocity + learning_rate * gradient)
    # The momentum is missing: a part of the last step is taken again.
    moved(-learning_rate * gradient)
    # The whole last step was kept. Momentum keeps a part of it.
    moved(velocity - learning_rate * gradient)
    # Learning rate and momentum have changed places.
    moved(learning_rate * velocity - momentum * gradient)
    # The learning rate is missing: the step is as long as the gradient.
    moved(momentum * velocity - gradient)
    # The gradient was weighted with 1 - momentum. That is a running mean; the formula here has none.
    moved(momentum * velocity - learning_rate * (1 - momentum) * gradient)
    # The old velocity was used. First it gets its new value, then the weight moves by it.
    moved(velocity)
    # The velocity keeps the bare gradient, as in PyTorch. Here the learning rate and the minus are in it.
    moved(momentum * velocity + gradient)
    weight - learning_rate * (momentum * velocity + gradient)
    # That is Nesterov's momentum, which looks one step ahead. Here the weight moves by the velocity.
    weight + momentum * (momentum * velocity - learning_rate * gradient) - learning_rate * gradient
    # The gradient is missing in this step.
    moved(momentum * velocity)
    # The velocity has the minus of the gradient already: here it is added.
    weight - (momentum * velocity - learning_rate * gradient)
    # Weight and velocity have changed places: the weight is returned first.
    other(momentum * velocity - learning_rate * gradient)
    """
STEP_HINTS = (
    "First the velocity, momentum times the old one minus learning rate times gradient; then the weight.",
    "Weight, velocity and gradient have one shape. In which order are the two returned?",
)
SGD = Function(
    "sgd_step(weight, velocity, gradient, learning_rate, momentum)",
    ("normal(3, 2, 3), normal(4, 2, 3), normal(5, 2, 3), 0.1, 0.75",),
    (
        Result(
            "the weight",
            f"""
    moved, other = lambda velocity: weight + velocity, lambda velocity: velocity
    moved(momentum * velocity - learning_rate * gradient)
    {MOVES}""",
            *STEP_HINTS,
        ),
        Result(
            "the velocity",
            f"""
    moved, other = lambda velocity: velocity, lambda velocity: weight + velocity
    moved(momentum * velocity - learning_rate * gradient)
    {MOVES}""",
            *STEP_HINTS,
        ),
    ),
    drawn=("normal(seed, n, k), normal(seed, n, k), normal(seed, n, k), share, share",),
    sizes={"n": (2, 4), "k": (5, 7)},
)

STEPS = (
    Step(
        "A6.7",
        concept="cross-entropy",
        defines=("cross_entropy",),
        criteria=(
            ENTROPY.returns("the loss is the mean over the batch", 1, 0, kept=""),
            STEEP.returns("the gradient by the scores", 2, 1),
            Criterion(
                "large scores do not overflow",
                0.5,
                ENTROPY.observes + LARGE.observes + UNEVEN.observes,
                steady,
                drawn_large,
            ),
            ENTROPY.keeps("the scores are not written over", 0.5, "scores"),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.8",
        concept="optimizer",
        defines=("sgd_step",),
        criteria=(
            SGD.returns("the new velocity", 1, 1, kept="gradient"),
            SGD.returns("the new weight", 1, 0, kept=""),
            SGD.keeps("the old weight stays", 0.5, "weight"),
            SGD.keeps("the old velocity stays", 0.5, "velocity"),
        ),
        error_hints=ERROR_HINTS,
    ),
)

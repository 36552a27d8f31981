"""Judges of A7.1 and A7.2: one neuron, and the slope of its activation."""

import numpy as np

from lenet_keras.checks import hints
from lenet_keras.checks.a7_backprop.network import sigmoid, slope
from lenet_keras.checks.a7_backprop.trials import Arguments, Mistake, expressions, part_fault, scalar, tried
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

NEURON: tuple[Arguments, ...] = (
    (np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.4, 0.3]), 0.1),
    (np.array([1.0, 2.0]), np.array([-1.5, 0.5]), -1.0),
)
SLOPE: tuple[Arguments, ...] = ((0.5,), (-2.0,), (np.array([0.0, 1.0, 3.0]),))

NEURON_MISTAKES: tuple[Mistake, ...] = (
    ("That is the weighted sum. It still has to go through the sigmoid.", lambda x, w, b: w @ x + b),
    (
        "The bias is missing. Without it, a neuron with inputs of 0 could give 0.5 and nothing else.",
        lambda x, w, b: sigmoid(w @ x),
    ),
    ("The bias belongs into the sum, before the sigmoid.", lambda x, w, b: sigmoid(w @ x) + b),
    ("The bias is added, not subtracted.", lambda x, w, b: sigmoid(w @ x - b)),
    (
        "The products were not summed: there is one number for each input. A neuron gives one number.",
        lambda x, w, b: sigmoid(w * x + b),
    ),
    (
        "The bias was added once for each input. A neuron has one bias: first the sum of the "
        "products, then b.",
        lambda x, w, b: sigmoid(np.sum(w * x + b)),
    ),
    (
        "Each product went through the sigmoid by itself. The sum comes first, the sigmoid last.",
        lambda x, w, b: np.sum(sigmoid(w * x + b)),
    ),
    ("The sigmoid is for the sum, not for the inputs.", lambda x, w, b: w @ sigmoid(x) + b),
    ("The weights were left out: this sums the inputs alone.", lambda x, w, b: sigmoid(np.sum(x) + b)),
)
SLOPE_MISTAKES: tuple[Mistake, ...] = (
    (
        "That is the short form in terms of the *output*: with s = sigmoid(z) it is s (1 − s). "
        "`z` is the input.",
        lambda z: z * (1 - z),
    ),
    (
        "One of the two factors still has the input `z` in it where the output sigmoid(z) belongs.",
        lambda z: sigmoid(z) * (1 - z),
    ),
    ("That is the sigmoid itself. Its slope is largest at 0 and 0 far away.", sigmoid),
    (
        "The slope was taken twice at the output: sigmoid(sigmoid(z)). The function gets the input `z`.",
        lambda z: slope(sigmoid(z)),
    ),
    (
        "The sigmoid rises everywhere, so its slope is never negative. Where does the sign come from?",
        lambda z: -slope(z),
    ),
    ("One factor is there, the other is missing: s falls short of 1 by something.", lambda z: 1 - sigmoid(z)),
    (
        "The derivative of 1/u is −1/u² times the derivative of u. Which part is missing?",
        lambda z: 1 / (1 + np.exp(-np.asarray(z))) ** 2,
    ),
)
ERROR_HINTS = (
    (
        "mismatch in its core dimension|could not be broadcast|not aligned",
        "Inputs and weights are equally long vectors here. Is one of them turned or cut off?",
    ),
    (
        r"takes \d+ positional argument|missing \d+ required positional",
        "The head of the function says which values it is given. Leave it as it is.",
    ),
    (
        "only (length-1|0-dimensional) arrays|must be real number",
        "`math` knows single numbers only. NumPy's functions take numbers and arrays.",
    ),
    *hints.PYTHON,
)


def neuron(seen: Observations) -> Fault | None:
    """Judge A7.1: the sigmoid of the weighted sum and the bias."""
    trials, fault = tried(seen, "neuron", NEURON, ("output",))
    trials = [(text, [scalar(given[0])], arguments) for text, given, arguments in trials]
    otherwise = (
        "Products of inputs and weights, their sum, plus the bias, through the sigmoid: which is missing?"
    )
    return fault or part_fault(
        "output", 0, trials, lambda x, w, b: sigmoid(w @ x + b), NEURON_MISTAKES, otherwise
    )


def sigmoid_slope(seen: Observations) -> Fault | None:
    """Judge A7.2: the derivative of the sigmoid, of a number and of an array."""
    trials, fault = tried(seen, "sigmoid_slope", SLOPE, ("slope",))
    otherwise = (
        "Measure it: (sigmoid(z + 0.001) − sigmoid(z − 0.001)) / 0.002 is close to the slope at z. Where do "
        "the two part?"
    )
    return fault or part_fault("slope", 0, trials, slope, SLOPE_MISTAKES, otherwise)


STEPS = (
    Step(
        "A7.1",
        concept="neuron",
        defines=("neuron",),
        criteria=(
            Criterion(
                "it gives the sigmoid of weighted sum and bias",
                1,
                expressions("neuron", NEURON),
                neuron,
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A7.2",
        concept="chain rule",
        defines=("sigmoid_slope",),
        criteria=(
            Criterion(
                "it gives the slope of the sigmoid at `z`",
                1,
                expressions("sigmoid_slope", SLOPE),
                sigmoid_slope,
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
)

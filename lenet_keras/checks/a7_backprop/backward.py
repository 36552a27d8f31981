"""Judges of A7.5 and A7.6: the backward pass of the 2-2-1 network."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lenet_keras.checks.a7_backprop.forward import FORWARD, HINTS
from lenet_keras.checks.a7_backprop.network import delta, hidden, measured, output, sigmoid, slope
from lenet_keras.checks.a7_backprop.trials import Arguments, Mistake, expressions, part_fault, scalar, tried
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

BACKWARD: tuple[Arguments, ...] = tuple(
    (arguments[0], target, *arguments[1:]) for arguments, target in zip(FORWARD, (-1.0, 2.5), strict=True)
)
GRADIENTS = ("dW", "db", "dv", "dc")

SIGN = (
    "The sign is turned. The loss falls when an output that is too small grows: its slope is y − t, "
    "not t − y."
)
TWICE = (
    "Everything is twice as large: this is the slope of (y − t)². The loss here has a ½ in front, which the "
    "2 cancels."
)
AT_OUTPUT = (
    "The slope of the sigmoid was taken at `h`, the output of the neuron. `sigmoid_slope` wants its input, "
    "the sum."
)
NO_SLOPE = (
    "A factor of the chain is missing: between the sum of a hidden neuron and its output stands the sigmoid, "
    "and it has a slope."
)
NO_V = "A factor of the chain is missing: the way from `h` to `y` leads through the weights `v`."
NO_ERROR = "A factor of the chain is missing: how the loss changes with `y`. It is the first one."


def _deltas() -> dict[str, Callable[..., Any]]:
    """What the slopes of the loss at the sums of the hidden neurons become by each mistake, by its hint."""

    def variant(error=lambda y, t: y - t, weights=lambda v: v, steep=lambda z: slope(z)):
        return lambda x, t, W, b, v, c: (
            error(output(x, W, b, v, c), t) * weights(v) * steep(W @ x + b) * np.ones(2)
        )

    return {
        SIGN: variant(error=lambda y, t: t - y),
        TWICE: variant(error=lambda y, t: 2 * (y - t)),
        AT_OUTPUT: variant(steep=lambda z: slope(sigmoid(z))),
        NO_SLOPE: variant(steep=lambda z: 1),
        "In the place of the sigmoid's slope stands the sigmoid itself.": variant(steep=sigmoid),
        "With the output `h` at hand the slope is h (1 − h). One of the factors is the sum instead.": variant(
            steep=lambda z: z * (1 - z)
        ),
        NO_V: variant(weights=lambda v: 1),
        NO_ERROR: variant(error=lambda y, t: 1),
        "The loss itself stands in the chain where its slope belongs.": variant(
            error=lambda y, t: (y - t) ** 2 / 2
        ),
    }


DELTAS = _deltas()


def output_gradients(seen: Observations) -> Fault | None:
    """Judge A7.5, first: the slopes of the output's weights and bias."""
    trials, fault = tried(seen, "gradients", BACKWARD, GRADIENTS)
    if fault:
        return fault

    def e(x, t, W, b, v, c):
        return output(x, W, b, v, c) - t

    def h(x, t, W, b, v, c):
        return hidden(x, W, b, v, c)

    dv_mistakes: tuple[Mistake, ...] = (
        (SIGN, lambda *a: -e(*a) * h(*a)),
        (TWICE, lambda *a: 2 * e(*a) * h(*a)),
        (
            "The slope of a weight has the weight's own input as a factor. What comes in through `v`?",
            lambda *a: e(*a) * np.ones(2),
        ),
        (
            "That is the slope with respect to `h`. Of the product v · h it is `v` that is "
            "moved here: the other "
            "factor stays.",
            lambda *a: e(*a) * a[4],
        ),
        (NO_ERROR, h),
        (
            "The input of the output's weights is `h`, after the sigmoid, not the sum before it.",
            lambda x, t, W, b, v, c: e(x, t, W, b, v, c) * (W @ x + b),
        ),
        (
            "The output has no sigmoid, so its chain has no slope of a sigmoid either.",
            lambda *a: e(*a) * h(*a) * slope(output(a[0], *a[2:])),
        ),
    )
    dc_mistakes: tuple[Mistake, ...] = (
        (SIGN, lambda *a: -e(*a)),
        (TWICE, lambda *a: 2 * e(*a)),
        ("That is the loss. Its slope with respect to `y` is wanted.", lambda *a: e(*a) ** 2 / 2),
        ("A bias is like a weight whose input is 1.", lambda *a: e(*a) * a[5]),
        (NO_ERROR, lambda *a: 1.0),
    )
    trials = [(text, [*given[:3], scalar(given[3])], arguments) for text, given, arguments in trials]
    otherwise = "Between `v` and the loss stand two factors: how the loss changes with y, and y with v."
    return part_fault("dv", 2, trials, measured(4), dv_mistakes, otherwise) or part_fault(
        "dc",
        3,
        trials,
        measured(5),
        dc_mistakes,
        "Moving `c` by 1 moves y by 1. How does that move the loss?",
    )


def bias_gradients(seen: Observations) -> Fault | None:
    """Judge A7.5, second: the slopes of the hidden biases."""
    trials, fault = tried(seen, "gradients", BACKWARD, GRADIENTS)
    mistakes = (
        *DELTAS.items(),
        (
            "That was summed over both neurons. Each has a bias and a slope of its own.",
            lambda *a: delta(*a).sum(),
        ),
    )
    otherwise = (
        "Go back from the loss to the bias and write one factor for each arrow: loss and y, y and "
        "h, h and its sum."
    )
    return fault or part_fault("db", 1, trials, measured(3), mistakes, otherwise)


def weight_gradients(seen: Observations) -> Fault | None:
    """Judge A7.5, third: the slopes of the hidden weights, also those that follow from a wrong `db`."""
    trials, fault = tried(seen, "gradients", BACKWARD, GRADIENTS)
    if fault:
        return fault
    consistent = all(
        given[1].shape == (2,)
        and not part_fault(
            "dW", 0, [(text, given, arguments)], lambda x, *_, d=given[1]: np.outer(d, x), (), ""
        )
        for text, given, arguments in trials
    )
    if consistent:  # a mistake in `db` is paid for there, and takes its way on into `dW`
        return None
    mistakes = (
        *(
            (hint, lambda x, *rest, wrong=wrong: np.outer(wrong(x, *rest), x))
            for hint, wrong in DELTAS.items()
        ),
        (
            "The gradient is turned. `dW` has the shape of W: a row for each hidden neuron, a "
            "column for each "
            "input.",
            lambda x, *rest: np.outer(x, delta(x, *rest)),
        ),
        (
            "The gradient of a weight has the weight's own input as a factor. What comes in through W?",
            lambda *a: delta(*a)[:, None] * np.ones((2, 2)),
        ),
        (
            "The same, without the inputs: the gradient of a weight has the weight's own input as a factor.",
            lambda *a: delta(*a),
        ),
        (
            "Each weight needs a slope of its own: two neurons times two inputs make four.",
            lambda x, *rest: delta(x, *rest) * x,
        ),
        (
            "The four numbers were summed to two by the matrix product. A table of all products is wanted.",
            lambda x, *rest: delta(x, *rest) @ x,
        ),
        (
            "The input of these weights is `x`. The hidden values `h` come after them.",
            lambda *a: np.outer(delta(*a), hidden(a[0], *a[2:])),
        ),
        (
            "In the place of the inputs stand the weights themselves.",
            lambda x, t, W, *rest: delta(x, t, W, *rest)[:, None] * W,
        ),
    )
    otherwise = (
        "The slope of w_ij is that of the sum of neuron i, times the input j that comes in through it."
    )
    return part_fault("dW", 0, trials, measured(2), mistakes, otherwise)


def input_slopes(seen: Observations) -> Fault | None:
    """Judge A7.6: both paths from an input to the loss."""
    trials, fault = tried(seen, "input_gradient", BACKWARD, ("dx",))
    one_path = (
        "Only one path was taken. An input reaches the loss through both hidden neurons, and "
        "the changes on both "
        "paths add up."
    )
    mistakes = (
        (one_path, lambda x, t, W, *rest: W[0] * delta(x, t, W, *rest)[0]),
        (one_path, lambda x, t, W, *rest: W[1] * delta(x, t, W, *rest)[1]),
        (one_path, lambda x, t, W, *rest: np.diag(W) * delta(x, t, W, *rest)),
        (
            "W is turned: on the way back, input j collects from every neuron i through w_ij, a "
            "*column* of W.",
            lambda x, t, W, *rest: W @ delta(x, t, W, *rest),
        ),
        (
            "These are the paths one by one, one row for each neuron. Where several paths lead "
            "to one loss, they "
            "are summed.",
            lambda x, t, W, *rest: W * delta(x, t, W, *rest)[:, None],
        ),
        (
            "Along a path the factors are multiplied; the two paths are added, not multiplied.",
            lambda x, t, W, *rest: np.prod(W * delta(x, t, W, *rest)[:, None], axis=0),
        ),
        (
            "Two paths are summed, not averaged: both changes happen.",
            lambda x, t, W, *rest: W.T @ delta(x, t, W, *rest) / 2,
        ),
        (
            "The paths lead through the weights W, and each of them is a factor of its path.",
            lambda *a: np.ones(2) * delta(*a).sum(),
        ),
        ("These are the slopes of the sums. One more arrow leads back to the inputs.", delta),
        (
            "The sum over everything is one number. Each input has a slope of its own.",
            lambda x, t, W, *rest: (W.T @ delta(x, t, W, *rest)).sum(),
        ),
        *(
            (hint, lambda x, t, W, *rest, wrong=wrong: W.T @ wrong(x, t, W, *rest))
            for hint, wrong in DELTAS.items()
        ),
    )
    otherwise = (
        "One path for each hidden neuron: from the loss back to its sum (that is its `db`), then "
        "through its weight."
    )
    return fault or part_fault("dx", 0, trials, measured(0), mistakes, otherwise)


STEPS = (
    Step(
        "A7.5",
        concept="backpropagation",
        defines=("gradients",),
        needs=("A7.2", "A7.3"),
        criteria=(
            Criterion(
                "`dv` and `dc` are the slopes", 1, expressions("gradients", BACKWARD, 4), output_gradients
            ),
            Criterion("`db` is the slope", 1, expressions("gradients", BACKWARD, 4), bias_gradients),
            Criterion("`dW` follows from `db`", 1, expressions("gradients", BACKWARD, 4), weight_gradients),
        ),
        error_hints=HINTS,
    ),
    Step(
        "A7.6",
        concept="backpropagation",
        defines=("input_gradient",),
        needs=("A7.5",),
        criteria=(
            Criterion("both paths are there", 2, expressions("input_gradient", BACKWARD), input_slopes),
        ),
        error_hints=HINTS,
    ),
)

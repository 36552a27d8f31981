"""A6.5: the way back through ReLU and through a fully connected layer."""

from functools import cache

import numpy as np

from lenet_keras.checks.a6_numpy.results import ERROR_HINTS, Truth, judge, kept
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Step

# A zero in it: there, ReLU passes nothing on.
RELU_INPUT = "normal(2, 4, 5) * (normal(3, 4, 5) < 1)"
RELU = f"relu_backward(normal(1, 4, 5), {RELU_INPUT})"
RELU_KEPT = f"(lambda g: (relu_backward(g, {RELU_INPUT}), g)[1])(normal(1, 4, 5))"
LINEAR = "linear_backward(normal(4, 5, 3), normal(5, 5, 4), normal(6, 4, 3))"
BY_X, BY_KERNEL, BY_BIAS = (f"{LINEAR}[{place}]" for place in range(3))


@cache
def relu() -> Truth:
    """The gradient by the input of ReLU."""
    gradient, x = normal(1, 4, 5), normal(2, 4, 5) * (normal(3, 4, 5) < 1)
    forward = "This is the gradient, treated as ReLU treats its input. Which numbers pass depends on `x`."
    return Truth(
        gradient * (x > 0),
        (
            (np.maximum(gradient, 0), forward),
            (gradient * (gradient > 0) * (x > 0), forward),
            (gradient * np.maximum(x, 0), "Where x is positive, ReLU has the slope 1, not x."),
            ((x > 0).astype(float), "This is the slope of ReLU. What comes in has to be multiplied by it."),
            (np.maximum(x, 0), "This is ReLU itself, forward. On the way back a gradient comes in."),
            (gradient * (x < 0), "The wrong half passes: those that ReLU made 0 have no say."),
            (gradient * (x <= 0), "The wrong half passes: those that ReLU made 0 have no say."),
            (gradient, "Everything passes here. What ReLU made 0 has no say in the loss."),
            (gradient * (x >= 0), "Where x is 0, ReLU gives 0 and by convention passes nothing back."),
        ),
        values="Where x is positive, the gradient passes as it is; elsewhere it is 0.",
    )


@cache
def by_x() -> Truth:
    """The gradient by the input of the linear layer."""
    gradient, kernel = normal(4, 5, 3), normal(6, 4, 3)
    right = gradient @ kernel.T
    return Truth(
        right,
        (
            (right.T, "Transposed: the gradient by x has one row for each example, as x has."),
            (right / len(gradient), "The loss has its 1/n already, in the gradient that comes in."),
            (right.sum(axis=0), "Every example has an input of its own, so nothing is summed over them."),
            *_exchanged(),
        ),
        shape="A gradient has the shape of what it belongs to: that of `x`. In which order are the three "
        "returned?",
        values="An input reaches every output through one row of the kernel.",
    )


@cache
def by_kernel() -> Truth:
    """The gradient by the kernel of the linear layer."""
    gradient, x = normal(4, 5, 3), normal(5, 5, 4)
    right = x.T @ gradient
    return Truth(
        right,
        (
            (right.T, "Transposed: the kernel is of shape `(inputs, outputs)`."),
            (right / len(x), "The loss has its 1/n already, in the gradient that comes in."),
            *_exchanged(),
        ),
        shape="A gradient has the shape of what it belongs to: that of `kernel`. In which order are "
        "the three "
        "returned?",
        values="For one weight: its input times the gradient of its output, summed over the examples.",
    )


@cache
def by_bias() -> Truth:
    """The gradient by the bias of the linear layer."""
    gradient = normal(4, 5, 3)
    missing = "The same bias was added for every example, so its gradient is the sum over all of them."
    return Truth(
        gradient.sum(axis=0),
        (
            (gradient, missing),
            (gradient.mean(axis=0), "This is a mean over the examples. The bias's gradient is a sum."),
            (
                gradient.sum(axis=1),
                "This sums over the outputs: one number for each example. Which axis is which?",
            ),
            (np.array(gradient.sum()), "One number for all. Each output has a bias of its own."),
            (gradient.sum(axis=0, keepdims=True), "The values are right; the bias is of shape `(outputs,)`."),
            *_exchanged(),
        ),
        shape=missing,
        values=missing,
    )


def _exchanged() -> list[tuple[np.ndarray, str]]:
    """The three results, for one that stands in another's place."""
    gradient, x, kernel = normal(4, 5, 3), normal(5, 5, 4), normal(6, 4, 3)
    hint = "This is one of the other two gradients. The order is: by x, by kernel, by bias."
    return [(each, hint) for each in (gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=0))]


STEP = Step(
    "A6.5",
    concept="backpropagation",
    defines=("relu_backward", "linear_backward"),
    criteria=(
        Criterion("back through ReLU", 1, (RELU,), judge(RELU, "the result of `relu_backward`", relu)),
        Criterion(
            "the gradient that comes in is not written over",
            0.5,
            (RELU, RELU_KEPT),
            kept(RELU_KEPT, "gradient", lambda: normal(1, 4, 5), RELU),
        ),
        Criterion("the gradient by x", 1, (BY_X,), judge(BY_X, "the gradient by `x`", by_x)),
        Criterion(
            "the gradient by the kernel",
            1,
            (BY_KERNEL,),
            judge(BY_KERNEL, "the gradient by `kernel`", by_kernel),
        ),
        Criterion(
            "the gradient by the bias", 0.5, (BY_BIAS,), judge(BY_BIAS, "the gradient by `bias`", by_bias)
        ),
    ),
    error_hints=ERROR_HINTS,
)

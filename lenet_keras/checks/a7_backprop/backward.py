"""Judges of A7.5 and A7.6: the backward pass of the 2-2-1 network."""

from lenet_keras.checks.a7_backprop.forward import DRAWN, FIRST, HINTS, SECOND
from lenet_keras.checks.a7_backprop.network import HELPERS, PRECISE
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

SIGN = (
    "The sign is turned. The loss falls when an output that is too small grows: its slope is y − t, not "
    "t − y."
)
TWICE = (
    "Everything is twice as large: this is the slope of (y − t)². The loss here has a ½ in front, which the "
    "2 cancels."
)
NO_ERROR = "A factor of the chain is missing: how the loss changes with `y`. It is the first one."
# What the slopes of the loss at the sums of the hidden neurons become by each mistake; `way` leads from
# there.
DELTAS = f"""
    # {SIGN}
    e, z = output(x, W, b, v, c) - t, W @ x + b
    way(-e * v * slope(z))
    # {TWICE}
    way(2 * e * v * slope(z))
    # The slope of the sigmoid was taken at `h`, the output of the neuron. `sigmoid_slope` wants its input,
    # the sum.
    way(e * v * slope(sigmoid(z)))
    # The slope of the sigmoid stands in the chain twice. The way back goes through it once.
    way(e * v * slope(z) ** 2)
    # A factor of the chain is missing: between the sum of a hidden neuron and its output stands the sigmoid,
    # and it has a slope.
    way(e * v)
    # In the place of the sigmoid's slope stands the sigmoid itself.
    way(e * v * sigmoid(z))
    # With the output `h` at hand the slope is h (1 − h). One of the factors is the sum instead.
    way(e * v * z * (1 - z))
    # A factor of the chain is missing: the way from `h` to `y` leads through the weights `v`.
    way(e * slope(z))
    # {NO_ERROR}
    way(v * slope(z))
    # The loss itself stands in the chain where its slope belongs.
    way(e ** 2 / 2 * v * slope(z))
"""
CALLS = f"np.array([0.5, -1.5]), -1.0, {FIRST}", f"np.array([-2.0, 0.75]), 2.5, {SECOND}"
# Where the loss is huge, moving a parameter a little changes no more than its last digits: a slope that is
# measured is lost in rounding, one that is worked out is as right as anywhere.
DRAWN_CALLS = (
    f"normal(seed, 2), number, {DRAWN}",
    f"normal(seed, 2), number * 1e12, {DRAWN}",
)
GRADIENTS = Function(
    "gradients(x, t, W, b, v, c)",
    CALLS,
    (
        Result(
            "`dW`",
            """
    np.outer(delta(x, t, W, b, v, c), x)
    np.outer(db, x)  # a mistake in `db` is paid for there, and takes its way on
    way = lambda delta: np.outer(delta, x)"""
            + DELTAS
            + """
    # The gradient is turned. `dW` has the shape of W: a row for each hidden neuron, a column for each input.
    d = delta(x, t, W, b, v, c)
    np.outer(x, d)
    # The gradient of a weight has the weight's own input as a factor. What comes in through W?
    d[:, None] * np.ones((2, 2))
    # The same, without the inputs: the gradient of a weight has the weight's own input as a factor.
    d
    # Each weight needs a slope of its own: two neurons times two inputs make four.
    d * x
    # The four numbers were summed to two by the matrix product. A table of all products is wanted.
    d @ x
    # The input of these weights is `x`. The hidden values `h` come after them.
    np.outer(d, hidden(x, W, b, v, c))
    # In the place of the inputs stand the weights themselves.
    d[:, None] * W
    """,
            "The slope of w_ij is that of the sum of neuron i, times the input j that comes in through it.",
        ),
        Result(
            "`db`",
            """
    delta(x, t, W, b, v, c)
    way = lambda delta: delta"""
            + DELTAS
            + """
    # That was summed over both neurons. Each has a bias and a slope of its own.
    delta(x, t, W, b, v, c).sum()
    """,
            "Go back from the loss to the bias and write one factor for each arrow: loss and y, y and h, h "
            "and its sum.",
            name="db",
        ),
        Result(
            "`dv`",
            f"""
    h, y = hidden(x, W, b, v, c), output(x, W, b, v, c)
    (y - t) * h
    # {SIGN}
    e = y - t
    -e * h
    # {TWICE}
    2 * e * h
    # The slope of a weight has the weight's own input as a factor. What comes in through `v`?
    e * np.ones(2)
    # That is the slope with respect to `h`. Of the product v · h it is `v` that is moved here: the other
    # factor stays.
    e * v
    # {NO_ERROR}
    h
    # The input of the output's weights is `h`, after the sigmoid, not the sum before it.
    e * (W @ x + b)
    # The output has no sigmoid, so its chain has no slope of a sigmoid either.
    e * h * slope(y)
    """,
            "Between `v` and the loss stand two factors: how the loss changes with y, and y with v.",
        ),
        Result(
            "`dc`",
            f"""
    output(x, W, b, v, c) - t
    # {SIGN}
    e = output(x, W, b, v, c) - t
    -e
    # {TWICE}
    2 * e
    # That is the loss. Its slope with respect to `y` is wanted.
    e ** 2 / 2
    # A bias is like a weight whose input is 1.
    e * c
    # {NO_ERROR}
    1.0
    """,
            "Moving `c` by 1 moves y by 1. How does that move the loss?",
        ),
    ),
    HELPERS,
    PRECISE,
    drawn=DRAWN_CALLS,
)
INPUT_GRADIENT = Function(
    "input_gradient(x, t, W, b, v, c)",
    CALLS,
    (
        Result(
            "`dx`",
            """
    W.T @ delta(x, t, W, b, v, c)
    # Only one path was taken. An input reaches the loss through both hidden neurons, and the changes on both
    # paths add up.
    d = delta(x, t, W, b, v, c)
    W[0] * d[0]
    W[1] * d[1]
    np.diag(W) * d
    # W is turned: on the way back, input j collects from every neuron i through w_ij, a *column* of W.
    W @ d
    # These are the paths one by one, one row for each neuron. Where several paths lead to one loss, they are
    # summed.
    W * d[:, None]
    # Along a path the factors are multiplied; the two paths are added, not multiplied.
    np.prod(W * d[:, None], axis=0)
    # Two paths are summed, not averaged: both changes happen.
    W.T @ d / 2
    # The paths lead through the weights W, and each of them is a factor of its path.
    np.ones(2) * d.sum()
    # These are the slopes of the sums. One more arrow leads back to the inputs.
    d
    # The sum over everything is one number. Each input has a slope of its own.
    (W.T @ d).sum()
    way = lambda delta: W.T @ delta"""
            + DELTAS,
            "One path for each hidden neuron: from the loss back to its sum (that is its `db`), then "
            "through its weight.",
        ),
    ),
    HELPERS,
    PRECISE,
    drawn=DRAWN_CALLS,
)

STEPS = (
    Step(
        "A7.5",
        concept="backpropagation",
        defines=("gradients",),
        needs=("A7.2", "A7.3"),
        criteria=(
            GRADIENTS.returns("`dv` and `dc` are the slopes", 1, 2, 3),
            GRADIENTS.returns("`db` is the slope", 1, 1, kept="x W b v"),
            GRADIENTS.returns("`dW` follows from `db`", 1, 0, kept=""),
        ),
        error_hints=HINTS,
    ),
    Step(
        "A7.6",
        concept="backpropagation",
        defines=("input_gradient",),
        needs=("A7.5",),
        criteria=(INPUT_GRADIENT.returns("both paths are there", 2, kept="x W b v"),),
        error_hints=HINTS,
    ),
)

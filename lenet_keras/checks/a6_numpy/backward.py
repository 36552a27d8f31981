"""A6.5: the way back through ReLU and through a fully connected layer."""

from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

FAR = "1e12"
"""Numbers as large as this stay as they are when they are moved a little: who measures a slope finds 0, or
noise. What is worked out, in float32 too, is as right as it is near 1."""

RELU = Function(
    "relu_backward(gradient, x)",
    ("normal(1, 4, 5), normal(2, 4, 5) * (normal(3, 4, 5) < 1)",),  # a zero in it: there, nothing passes
    (
        Result(
            "the result of `relu_backward`",
            """
            gradient * (x > 0)
            # This is the gradient, treated as ReLU treats its input. Which numbers pass depends on `x`.
            np.maximum(gradient, 0)
            gradient * (gradient > 0) * (x > 0)
            # Where x is positive, ReLU has the slope 1, not x.
            gradient * np.maximum(x, 0)
            # This is the slope of ReLU. What comes in has to be multiplied by it.
            x > 0
            # This is ReLU itself, forward. On the way back a gradient comes in.
            np.maximum(x, 0)
            # The wrong half passes: those that ReLU made 0 have no say.
            gradient * (x < 0)
            gradient * (x <= 0)
            # Everything passes here. What ReLU made 0 has no say in the loss.
            gradient
            # Where x is 0, ReLU gives 0 and by convention passes nothing back.
            gradient * (x >= 0)
            """,
            "Where x is positive, the gradient passes as it is; elsewhere it is 0.",
        ),
    ),
    drawn=("normal(seed, n, k), " + f"normal(seed, n, k) * (normal(seed, n, k) < 1) * {FAR}",),
    sizes={"n": (2, 4), "k": (6, 8)},
)

SHAPE = "A gradient has the shape of what it belongs to: that of `{}`. In which order are the three returned?"
EXCHANGED = "This is one of the other two gradients. The order is: by x, by kernel, by bias."
MISSING = "The same bias was added for every example, so its gradient is the sum over all of them."
LINEAR = Function(
    "linear_backward(gradient, x, kernel)",
    ("normal(4, 5, 3), normal(5, 5, 4), normal(6, 4, 3)",),
    (
        Result(
            "the gradient by `x`",
            f"""
            gradient @ kernel.T
            # Transposed: the gradient by x has one row for each example, as x has.
            (gradient @ kernel.T).T
            # The loss has its 1/n already, in the gradient that comes in.
            gradient @ kernel.T / len(gradient)
            # Every example has an input of its own, so nothing is summed over them.
            (gradient @ kernel.T).sum(axis=0)
            # {EXCHANGED}
            x.T @ gradient
            gradient.sum(axis=0)
            """,
            "An input reaches every output through one row of the kernel.",
            SHAPE.format("x"),
        ),
        Result(
            "the gradient by `kernel`",
            f"""
            x.T @ gradient
            # Transposed: the kernel is of shape `(inputs, outputs)`.
            gradient.T @ x
            # The loss has its 1/n already, in the gradient that comes in.
            x.T @ gradient / len(x)
            # {EXCHANGED}
            gradient @ kernel.T
            gradient.sum(axis=0)
            """,
            "For one weight: its input times the gradient of its output, summed over the examples.",
            SHAPE.format("kernel"),
        ),
        Result(
            "the gradient by `bias`",
            f"""
            gradient.sum(axis=0)
            # {MISSING}
            gradient
            # This is a mean over the examples. The bias's gradient is a sum.
            gradient.mean(axis=0)
            # This sums over the outputs: one number for each example. Which axis is which?
            gradient.sum(axis=1)
            # One number for all. Each output has a bias of its own.
            gradient.sum()
            # The values are right; the bias is of shape `(outputs,)`.
            gradient.sum(axis=0, keepdims=True)
            # {EXCHANGED}
            gradient @ kernel.T
            x.T @ gradient
            """,
            MISSING,
        ),
    ),
    drawn=(
        "normal(seed, n, outputs), normal(seed, n, k), normal(seed, k, outputs)",
        f"normal(seed, n, outputs), normal(seed, n, k), normal(seed, k, outputs) * {FAR}",
        f"normal(seed, n, outputs), normal(seed, n, k) * {FAR}, normal(seed, k, outputs)",
    ),
    sizes={"n": (2, 3), "k": (4, 5), "outputs": (6, 7)},
)

STEP = Step(
    "A6.5",
    concept="backpropagation",
    defines=("relu_backward", "linear_backward"),
    criteria=(
        RELU.returns("back through ReLU", 1, kept="x"),
        RELU.keeps("the gradient that comes in is not written over", 0.5, "gradient"),
        LINEAR.returns("the gradient by x", 1, 0, kept="gradient x kernel"),
        LINEAR.returns("the gradient by the kernel", 1, 1),
        LINEAR.returns("the gradient by the bias", 0.5, 2),
    ),
    error_hints=ERROR_HINTS,
)

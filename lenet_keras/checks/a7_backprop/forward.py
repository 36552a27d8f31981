"""Judges of A7.3: the forward pass of the 2-2-1 network."""

from lenet_keras.checks.a7_backprop.network import HELPERS, PRECISE
from lenet_keras.checks.a7_backprop.neurons import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

FIRST = "np.array([[0.4, -0.7], [1.1, 0.3]]), np.array([0.2, -0.3]), np.array([1.5, -0.8]), 0.25"
SECOND = "np.array([[-0.6, 0.9], [0.2, -1.3]]), np.array([-0.4, 0.5]), np.array([-0.7, 2.0]), -0.5"
DRAWN = "normal(seed, 2, 2), normal(seed, 2), normal(seed, 2), number"
FORWARD = Function(
    "forward(x, W, b, v, c)",
    (f"np.array([0.5, -1.5]), {FIRST}", f"np.array([-2.0, 0.75]), {SECOND}"),
    (
        Result(
            "`h`",
            """
            hidden(x, W, b, v, c)
            # W is turned: row i of W holds the weights of hidden neuron i. Which way round is the product?
            sigmoid(x @ W + b)
            # These are the sums. The hidden neurons still need their sigmoid.
            W @ x + b
            # The biases `b` of the hidden neurons are missing.
            sigmoid(W @ x)
            # The sign in the exponent is turned: the sigmoid of z is 1 / (1 + exp(-z)), and rises with z.
            sigmoid(-(W @ x + b))
            # Inputs and weights were multiplied, but not summed: each neuron gives one number.
            sigmoid(W * x + b)
            """,
            "Each hidden neuron does what `neuron` of A7.1 does, with its own row of W and its own bias.",
            "Two hidden neurons give two numbers.",
            name="h",
        ),
        Result(
            "`y`",
            """
            v @ h + c
            # This is right for other hidden values than those given back.
            output(x, W, b, v, c)
            # The output has no sigmoid here: it must reach numbers below 0 and above 1.
            sigmoid(v @ h + c)
            # The bias `c` of the output is missing.
            v @ h
            # The two products of `v` and `h` were not summed. The output is one number.
            v * h + c
            # The hidden values were summed without their weights `v`.
            h.sum() + c
            # The output was made from the sums `W @ x + b`, not from the hidden values.
            v @ (W @ x + b) + c
            """,
            "The output is the weighted sum of the hidden values, plus its own bias.",
        ),
    ),
    HELPERS,
    PRECISE,
    drawn=(f"normal(seed, 2), {DRAWN}",),
)

HINTS = (
    (
        "local variable|referenced before assignment|not associated with a value",
        "A name is used before it gets a value. In which order do the values come into being?",
    ),
    (
        r"matmul: Input operand . does not have enough dimensions|operand type\(s\) for @",
        "`@` takes arrays, not single numbers. Which of the two is a number here?",
    ),
    *ERROR_HINTS,
)

STEPS = (
    Step(
        "A7.3",
        concept="neuron",
        defines=("forward",),
        criteria=(
            FORWARD.returns("the hidden values are right", 1, 0, kept="x W b v"),
            FORWARD.returns("the output follows from them", 1, 1),
        ),
        error_hints=HINTS,
    ),
)

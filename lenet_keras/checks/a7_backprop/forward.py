"""Judges of A7.3: the forward pass of the 2-2-1 network."""

import numpy as np

from lenet_keras.checks.a7_backprop.network import hidden, output, sigmoid
from lenet_keras.checks.a7_backprop.neurons import ERROR_HINTS
from lenet_keras.checks.a7_backprop.trials import Arguments, Mistake, expressions, part_fault, scalar, tried
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

_W1, _W2 = np.array([[0.4, -0.7], [1.1, 0.3]]), np.array([[-0.6, 0.9], [0.2, -1.3]])
_B1, _B2 = np.array([0.2, -0.3]), np.array([-0.4, 0.5])
_V1, _V2 = np.array([1.5, -0.8]), np.array([-0.7, 2.0])
FORWARD: tuple[Arguments, ...] = (
    (np.array([0.5, -1.5]), _W1, _B1, _V1, 0.25),
    (np.array([-2.0, 0.75]), _W2, _B2, _V2, -0.5),
)

HIDDEN_MISTAKES: tuple[Mistake, ...] = (
    (
        "W is turned: row i of W holds the weights of hidden neuron i. Which way round is the product?",
        lambda x, W, b, v, c: sigmoid(x @ W + b),
    ),
    ("These are the sums. The hidden neurons still need their sigmoid.", lambda x, W, b, v, c: W @ x + b),
    ("The biases `b` of the hidden neurons are missing.", lambda x, W, b, v, c: sigmoid(W @ x)),
    (
        "Inputs and weights were multiplied, but not summed: each neuron gives one number.",
        lambda x, W, b, v, c: sigmoid(W * x + b),
    ),
)


def _output_mistakes(h: np.ndarray) -> tuple[Mistake, ...]:
    """Mistakes of the output, given the student's own hidden values."""
    return (
        (
            "The output has no sigmoid here: it must reach numbers below 0 and above 1.",
            lambda x, W, b, v, c: sigmoid(v @ h + c),
        ),
        ("The bias `c` of the output is missing.", lambda x, W, b, v, c: v @ h),
        (
            "The two products of `v` and `h` were not summed. The output is one number.",
            lambda x, W, b, v, c: v * h + c,
        ),
        ("The hidden values were summed without their weights `v`.", lambda x, W, b, v, c: h.sum() + c),
        (
            "The output was made from the sums `W @ x + b`, not from the hidden values.",
            lambda x, W, b, v, c: v @ (W @ x + b) + c,
        ),
    )


def hidden_values(seen: Observations) -> Fault | None:
    """Judge A7.3, first: the hidden neurons."""
    trials, fault = tried(seen, "forward", FORWARD, ("h", "y"))
    otherwise = "Each hidden neuron does what `neuron` of A7.1 does, with its own row of W and its own bias."
    return fault or part_fault("h", 0, trials, hidden, HIDDEN_MISTAKES, otherwise)


def output_value(seen: Observations) -> Fault | None:
    """Judge A7.3, second: the output, from the hidden values that the function itself gave."""
    trials, fault = tried(seen, "forward", FORWARD, ("h", "y"))
    for expression, (h, y), arguments in trials:
        if h.shape != (2,):
            return Fault(f"`h` has shape {h.shape}", "shape (2,)", "Two hidden neurons give two numbers.")
        y = scalar(y)
        fault = fault or part_fault(
            "y",
            1,
            [(expression, [h, y], arguments)],
            lambda x, W, b, v, c, h=h: v @ h + c,
            (("This is right for other hidden values than those given back.", output), *_output_mistakes(h)),
            "The output is the weighted sum of the hidden values, plus its own bias.",
        )
    return fault


HINTS = (
    (
        "local variable|referenced before assignment|not associated with a value",
        "A name is used before it gets a value. In which order do the values come into being?",
    ),
    (
        "matmul: Input operand . does not have enough dimensions",
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
            Criterion("the hidden values are right", 1, expressions("forward", FORWARD, 2), hidden_values),
            Criterion("the output follows from them", 1, expressions("forward", FORWARD, 2), output_value),
        ),
        error_hints=HINTS,
    ),
)

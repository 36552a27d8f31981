"""The 2-2-1 network of lesson A7, in NumPy: what the judges compare with.

A hidden neuron computes sigmoid(w · x + b), the output v · h + c, and the loss is half the squared error.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Arrays = list[Any]
STEP = 1e-5  # of the central differences: their error is of the order of its square


def sigmoid(z: Any) -> Any:
    """The sigmoid of a number or of each number of an array."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def slope(z: Any) -> Any:
    """The derivative of the sigmoid at `z`."""
    return sigmoid(z) * (1 - sigmoid(z))


def hidden(x: Any, W: Any, b: Any, v: Any, c: Any) -> Any:
    """The hidden neurons, shape `(2,)`."""
    return sigmoid(W @ x + b)


def output(x: Any, W: Any, b: Any, v: Any, c: Any) -> Any:
    """The output, a number."""
    return v @ hidden(x, W, b, v, c) + c


def loss(x: Any, t: Any, W: Any, b: Any, v: Any, c: Any) -> float:
    """Half the squared error of the output."""
    return float((output(x, W, b, v, c) - t) ** 2 / 2)


def measured(place: int) -> Callable[..., np.ndarray]:
    """A function that measures the gradient of the loss with respect to one of its arguments.

    Each number is moved a little up and down (central differences), so no chain rule is needed.

    Args:
        place: of the argument of `loss`: 0 for `x`, 2 for `W`, 3 for `b`, 4 for `v`, 5 for `c`.
    """

    def gradient(*arguments: Any) -> np.ndarray:
        base = np.asarray(arguments[place], dtype=float)
        result = np.empty(base.shape)
        for index in np.ndindex(base.shape):
            ends = []
            for side in (STEP, -STEP):
                moved = base.copy()
                moved[index] += side
                values: list[Any] = [*arguments]
                values[place] = moved
                ends.append(loss(*values))
            result[index] = (ends[0] - ends[1]) / (2 * STEP)
        return result

    return gradient


def delta(x: Any, t: Any, W: Any, b: Any, v: Any, c: Any) -> Any:
    """The gradient of the loss with respect to the sums of the hidden neurons, shape `(2,)`."""
    return (output(x, W, b, v, c) - t) * v * slope(W @ x + b)


PRECISE = 1e-6  # relative, in float64: central differences of the right function agree to 1e-9
HELPERS = {each.__name__: each for each in (sigmoid, slope, hidden, output, measured, delta)}
"""What the code of mistakes calls."""

"""Softmax and cross-entropy in one: how wrong a network is, and the gradient that starts the way back."""

import numpy as np


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities from scores.

    Args:
        scores: `(..., classes)`, any numbers.

    Returns:
        Of the same shape, none negative, with sum 1 over the classes.
    """
    # Subtracting the largest changes no quotient and keeps exp from overflowing.
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy(scores: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean over a batch of -log(probability of the right class), and its gradient.

    Args:
        scores: `(n, classes)`, before softmax.
        labels: `(n,)`, the right classes as whole numbers.

    Returns:
        The loss and its gradient by `scores`, `(n, classes)`.
    """
    each = np.arange(len(scores))
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # never the log of a rounded 0
    gradient = np.exp(logarithms)
    gradient[each, labels] -= 1  # softmax and logarithm together leave: probability minus truth
    return float(-logarithms[each, labels].mean()), gradient / len(scores)

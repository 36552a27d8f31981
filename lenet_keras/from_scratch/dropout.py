"""Dropout: in training a random part of the numbers is missing, so that none becomes indispensable.

N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov, "Dropout: a simple way to prevent
neural networks from overfitting", JMLR 15, 2014.
"""

import numpy as np

from lenet_keras.from_scratch.layer import Layer


class Dropout(Layer):
    """Set each number to 0 with probability `rate`, in training only.

    Args:
        rate: from 0 to below 1.
        rng: what draws.

    Raises:
        ValueError: for another rate.
    """

    def __init__(self, rate: float, *, rng: np.random.Generator):
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(
                f"rate: found {rate}, expected a number from 0 to below 1. 0.5 drops every second."
            )
        self.rate, self._rng = rate, rng

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Of any shape. Those that stay grow by as much as is missing: the mean keeps its size."""
        self._mask = np.ones((), x.dtype)
        if training:
            kept = self._rng.random(x.shape, dtype=np.float32) >= self.rate
            self._mask = kept.astype(x.dtype) / (1 - self.rate)
        return x * self._mask

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """Through what was kept, and as much enlarged."""
        return gradient * self._mask

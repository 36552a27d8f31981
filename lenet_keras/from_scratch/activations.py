"""Activations: a bend between layers, number by number."""

import numpy as np

from lenet_keras.from_scratch.layer import Layer


class ReLU(Layer):
    """max(x, 0)."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Of any shape."""
        self._y = np.maximum(x, 0)
        return self._y

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """What was cut off has no say. The output tells: it is positive where the input was."""
        return gradient * (self._y > 0)


class Sigmoid(Layer):
    """1 / (1 + exp(-x)), from 0 to 1."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Of any shape."""
        self._y = (np.tanh(x / 2) + 1) / 2  # the same curve; exp(-x) would overflow for x below -88
        return self._y

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The derivative follows from the output: y (1 - y)."""
        return gradient * self._y * (1 - self._y)


class Tanh(Layer):
    """tanh(x), from -1 to 1: the activation of LeNet-5 in 1998."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Of any shape."""
        self._y = np.tanh(x)
        return self._y

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The derivative follows from the output: 1 - y²."""
        return gradient * (1 - self._y**2)

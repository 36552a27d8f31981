"""Fully connected layers: every output sees every input."""

import numpy as np

from lenet_keras.from_scratch.layer import Layer, glorot


class Linear(Layer):
    """`x @ kernel + bias`. Keras calls it `Dense`.

    Args:
        inputs: numbers of one example that come in.
        outputs: numbers that go out.
        rng: where the first weights are drawn.
    """

    def __init__(self, inputs: int, outputs: int, *, rng: np.random.Generator):
        super().__init__()
        kernel = glorot(rng, (inputs, outputs), inputs, outputs)
        self.weights = {"kernel": kernel, "bias": np.zeros(outputs, np.float32)}

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """From `(n, inputs)` to `(n, outputs)`."""
        self._x = x
        return x @ self.weights["kernel"] + self.weights["bias"]

    def weight_gradients(self, gradient: np.ndarray) -> dict[str, np.ndarray]:
        """Both sum over the examples: all of them went through the same weights."""
        return {"kernel": self._x.T @ gradient, "bias": gradient.sum(axis=0)}

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """Back over the same connections: the transposed kernel."""
        return gradient @ self.weights["kernel"].T


class Flatten(Layer):
    """All numbers of an example in one row."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """From `(n, channels, rows, columns)` to `(n, channels * rows * columns)`."""
        self._shape = x.shape
        return x.reshape(len(x), -1)

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The same numbers in their old places."""
        return gradient.reshape(self._shape)

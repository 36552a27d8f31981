"""Batch normalisation: every channel with mean 0 and variance 1, then stretched and moved as learned.

S. Ioffe, C. Szegedy, "Batch normalization: accelerating deep network training by reducing internal
covariate shift", ICML 2015.
"""

import numpy as np

from lenet_keras.from_scratch.layer import Layer

EPSILON = 1e-3  # keeps a channel that never changes from a division by 0; Keras has the same
KEPT = 0.99  # of the running mean and variance after each batch, as in Keras


class BatchNorm(Layer):
    """Normalise each channel over all examples and pixels of a batch.

    In training by the batch's own mean and variance; later by their running averages, so that the answer
    for one digit does not depend on those beside it.

    Args:
        channels: length of axis 1 of the input.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.weights = {"scale": np.ones(channels, np.float32), "shift": np.zeros(channels, np.float32)}
        self.state = {"mean": np.zeros(channels, np.float32), "variance": np.ones(channels, np.float32)}

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Of shape `(n, channels)` or `(n, channels, rows, columns)`."""
        self._axes = tuple(axis for axis in range(x.ndim) if axis != 1)
        self._along = (1, -1) + (1,) * (x.ndim - 2)  # the shape in which a channel's number meets x
        mean, variance = self.state["mean"], self.state["variance"]
        if training:
            now = x.mean(axis=self._axes), x.var(axis=self._axes)
            for running, value in zip((mean, variance), now, strict=True):
                running *= KEPT
                running += (1 - KEPT) * value
            mean, variance = now
        self._training = training
        self._spread = np.sqrt(variance + EPSILON).reshape(self._along)
        self._normal = (x - mean.reshape(self._along)) / self._spread
        scale, shift = (self.weights[name].reshape(self._along) for name in ("scale", "shift"))
        return scale * self._normal + shift

    def weight_gradients(self, gradient: np.ndarray) -> dict[str, np.ndarray]:
        """Sums over all that was stretched and moved by the same number."""
        scale = (gradient * self._normal).sum(axis=self._axes)
        return {"scale": scale, "shift": gradient.sum(axis=self._axes)}

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """Pushing one number moves mean and variance of its whole channel; both parts are taken out."""
        flow = gradient * self.weights["scale"].reshape(self._along) / self._spread
        if not self._training:
            return flow
        mean = flow.mean(axis=self._axes, keepdims=True)
        along = (flow * self._normal).mean(axis=self._axes, keepdims=True)
        # variance + EPSILON, not variance, is what was divided by; `_normal` has both in it already
        return flow - mean - self._normal * along

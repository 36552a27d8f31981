"""Stochastic gradient descent with momentum."""

import numpy as np

from lenet_keras.from_scratch.network import Sequential


class SGD:
    """Every weight takes a small step against its gradient and keeps a part of its last step.

    Args:
        learning_rate: length of a step, relative to the gradient; may be changed at any time.
        momentum: part of the last step that is taken again, 0 for none.
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0):
        self.learning_rate, self.momentum = learning_rate, momentum
        self._velocities: dict[tuple[int, str], np.ndarray] = {}

    def step(self, network: Sequential) -> None:
        """Change all weights of `network` by the gradients of its last `backward`."""
        for number, layer in enumerate(network.layers):
            for name, weight in layer.weights.items():
                velocity = self._velocities.setdefault((number, name), np.zeros_like(weight))
                velocity *= self.momentum  # in place: no new array for every step
                velocity -= self.learning_rate * layer.gradients[name]
                weight += velocity

"""What a layer is: numbers go forward through it, gradients come back."""

import numpy as np


class Layer:
    """One layer of a network. `forward` keeps what the way back needs, so it comes first.

    A gradient always has the shape of what it is the gradient of: one number for each, saying how much
    the loss grows when that number grows.
    """

    def __init__(self):
        self.weights: dict[str, np.ndarray] = {}
        """What training changes, by name."""
        self.gradients: dict[str, np.ndarray] = {}
        """Of the loss by each of `weights`, from the last `backward`."""
        self.state: dict[str, np.ndarray] = {}
        """What is saved with the weights but follows from the data, not from gradients."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Compute the output.

        Args:
            x: the input, its first axis one example after another.
            training: whether this is training; only dropout and batch normalisation differ then.
        """
        raise NotImplementedError

    def weight_gradients(self, gradient: np.ndarray) -> dict[str, np.ndarray]:
        """The gradient by each of `weights`, from that by the output. None, if nothing is learned."""
        return {}

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The gradient by the input, from that by the output: what the layer before gets."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Keep the gradients by the weights and return that by the input.

        Args:
            gradient: by the output of the last `forward`, of its shape.
        """
        self.gradients = self.weight_gradients(gradient)
        return self.input_gradient(gradient)


def glorot(rng: np.random.Generator, shape: tuple[int, ...], inputs: int, outputs: int) -> np.ndarray:
    """Random weights that neither blow up nor fade what goes through them, forward or backward.

    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010; Keras begins with the same.

    Args:
        rng: where they are drawn.
        shape: of the weights.
        inputs: how many numbers go into one output.
        outputs: how many outputs one input goes into.

    Returns:
        float32, between plus and minus sqrt(6 / (inputs + outputs)).
    """
    limit = np.sqrt(6 / (inputs + outputs))
    return rng.uniform(-limit, limit, shape).astype(np.float32)

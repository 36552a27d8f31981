"""Layers in a row: forward from the first to the last, backward from the last to the first."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from lenet_keras.from_scratch.layer import Layer
from lenet_keras.from_scratch.loss import softmax

CHUNK = 256  # images at a time where no gradient is needed: bounds the memory for their windows


class Sequential:
    """A network of layers, each taking what the one before gives.

    Args:
        layers: from the input to the scores of the classes; softmax is part of the loss.
    """

    def __init__(self, layers: Iterable[Layer]):
        self.layers = list(layers)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Compute the scores, `(n, classes)`, of images `(n, channels, rows, columns)`."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, gradient: np.ndarray) -> None:
        """Leave in every layer the gradients by its weights.

        Args:
            gradient: of the loss by the scores of the last `forward`.
        """
        for layer in reversed(self.layers[1:]):
            gradient = layer.backward(gradient)
        first = self.layers[0]  # its input are the images, and nobody changes these
        first.gradients = first.weight_gradients(gradient)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The probability of each class, `(n, classes)`, some images at a time."""
        parts = [self.forward(x[start : start + CHUNK]) for start in range(0, len(x), CHUNK)]
        return softmax(np.concatenate(parts))

    def astype(self, dtype: type) -> "Sequential":
        """The same network with other numbers: float64 for comparisons, where float32 would round.

        Returns:
            This network, changed in place.
        """
        for layer in self.layers:
            layer.weights = {name: array.astype(dtype) for name, array in layer.weights.items()}
            layer.state = {name: array.astype(dtype) for name, array in layer.state.items()}
        return self

    def arrays(self) -> dict[str, np.ndarray]:
        """All weights and states by layer and name, such as `0.kernel`: the arrays themselves."""
        return {
            f"{number}.{name}": array
            for number, layer in enumerate(self.layers)
            for name, array in (layer.weights | layer.state).items()
        }

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights and states, from the first layer to the last."""
        return [array.copy() for array in self.arrays().values()]

    def set_weights(self, weights: list[np.ndarray]) -> None:
        """Take over what `get_weights` of such a network gave.

        Raises:
            ValueError: if the shapes are those of another network.
        """
        mine = list(self.arrays().values())
        found, expected = [np.shape(each) for each in weights], [each.shape for each in mine]
        if found != expected:
            raise ValueError(
                f"found weights of the shapes {found}, expected {expected}. "
                "They belong to another network; build this one with the same layers."
            )
        for array, weight in zip(mine, weights, strict=True):
            array[...] = weight

    def save(self, path: str | Path) -> None:
        """Write all weights to an `.npz` file, which holds arrays and nothing that could run."""
        with Path(path).open("wb") as file:
            np.savez(file, allow_pickle=False, **self.arrays())

    def load(self, path: str | Path) -> None:
        """Take over the weights that `save` wrote.

        Raises:
            ValueError: if they are those of another network, or the file is none of this kind.
        """
        mine = self.arrays()
        try:
            with np.load(path, allow_pickle=False) as saved:
                found = {name: saved[name] for name in saved.files}
        except (ValueError, AttributeError, EOFError) as error:  # a pickle, one array, text, nothing
            raise ValueError(f"{path} is no file that `save` wrote. Save the network again.") from error
        if list(found) != list(mine):
            raise ValueError(
                f"{path} holds {', '.join(found)}, expected {', '.join(mine)}. "
                "It belongs to another network; build this one with the same layers."
            )
        self.set_weights(list(found.values()))

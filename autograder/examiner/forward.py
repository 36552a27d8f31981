"""A network's forward pass in NumPy, from the description of its layers and arrays of weights.

No code and no deserialiser of Keras takes part: TensorFlow takes seconds and 400 MB of every process that
grades, and a configuration can import things.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from autograder.examiner import lenet5  # noqa: F401 - from here on its layers are known
from autograder.examiner.layers import IDENTITIES, LAYERS, Config, LayerError
from lenet_keras.checks.networks import activation, is_activation

BATCH = 20  # images; the windows of one take 400 kB in the second convolution of LeNet


@cache
def _libraries() -> ThreadpoolController:
    """Those that multiply matrices here; to look for them takes longer than to work through a network."""
    return ThreadpoolController()


@dataclass(frozen=True)
class Operation:
    """One layer without its activation, or the activation of one."""

    name: str
    """Of the layer's class, or of the activation's function."""
    config: Config
    """The description of the layer."""
    weights: list[np.ndarray]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """From inputs to outputs; their first axis is one example after another.

        Raises:
            autograder.examiner.layers.LayerError: when the inputs do not fit.
        """
        try:
            return LAYERS[self.name].function(x, self.weights, self.config)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise LayerError(f"the layer {self.name} cannot be computed: {error}") from error

    @property
    def signature(self) -> tuple:
        """What it computes, whatever its weights are: name, settings and shapes of the weights."""
        settings = [repr(self.config.get(name)) for name in LAYERS[self.name].settings]
        return self.name, *settings, *(weight.shape for weight in self.weights)


class Network:
    """Operations in a row."""

    def __init__(self, layers: list[Config], weights: list[np.ndarray]):
        """Give each layer its weights.

        Args:
            layers: descriptions, as `lenet_keras.checks.architecture.layer` makes them.
            weights: of all layers, in their order, float32.

        Raises:
            autograder.examiner.layers.LayerError: for a layer that is not known here, and for weights of
                other shapes than described.
        """
        self.weights = weights
        self._operations: list[Operation] = []
        for operation in _operations(layers, weights):
            self._operations.append(operation)
            match self._operations[-2:]:
                # An activation that never falls does not change which number of a window is the largest:
                # after the pooling it gives the same and has less to do.
                case [
                    Operation("relu" | "sigmoid" | "tanh") as activation,
                    Operation("MaxPooling2D") as pooling,
                ]:
                    self._operations[-2:] = [pooling, activation]

    @property
    def architecture(self) -> list[tuple]:
        """What it computes, whatever its weights are."""
        return [operation.signature for operation in self._operations]

    def work_through(self, image: np.ndarray, most: int) -> np.ndarray:
        """Compute one answer, and count what it takes on the way.

        Args:
            image: `(1, ...)`, float32, as the first layer takes it.
            most: products of numbers that it may take.

        Returns:
            `(1, ...)`, float32.

        Raises:
            autograder.examiner.layers.LayerError: as soon as it takes more, and when weights do not fit.
        """
        x, work = image, 0
        with np.errstate(all="ignore"), _libraries().limit(limits=1, user_api="blas"):
            for operation in self._operations:
                y = operation(x)
                weights = max((weight.size for weight in operation.weights), default=0)
                window = sum(operation.config.get("pool_size") or (1,))
                work += max(y.size * weights // max(y.shape[-1], 1), window * x.size, y.size)
                if work > most:
                    raise LayerError(f"it takes more than {most:,} multiplications for a digit")
                x = y
        return x

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Compute the answers, some images at a time.

        Args:
            images: `(n, ...)`, float32, as the first layer takes them.

        Returns:
            `(n, ...)`, float32. Where a number overflows on the way, an answer may be NaN.

        Raises:
            autograder.examiner.layers.LayerError: when images or weights do not fit, or are too many.
        """
        # Weights may be of any size, and stderr is for other things. Products as small as these take longer
        # in several threads than in one, many times so where other processes keep the cores busy.
        with np.errstate(all="ignore"), _libraries().limit(limits=1, user_api="blas"):
            starts = range(0, max(len(images), 1), BATCH)  # no images have answers of some shape, too
            return np.concatenate([self._forward(images[start : start + BATCH]) for start in starts])

    def _forward(self, x: np.ndarray) -> np.ndarray:
        for operation in self._operations:
            x = operation(x)
        return x


def _operations(layers: list[Config], weights: list[np.ndarray]) -> Iterator[Operation]:
    """What is computed, in order. An activation is an operation of its own; what changes nothing is none."""
    left = list(weights)
    for layer in layers:
        name, count = layer["class"], len(layer["weights"])
        own, left = left[:count], left[count:]
        if [list(weight.shape) for weight in own] != layer["weights"]:
            raise LayerError(f"the weights of the layer {name} have other shapes than it says")
        if is_activation(layer):
            yield from _operation(activation(layer), layer, own)
            continue
        flattens = name == "Reshape" and len(layer["output"] or []) == 2
        yield from _operation("Flatten" if flattens else name, layer, own)
        yield from _operation(activation(layer), {}, [])
    if left:
        raise LayerError(f"{len(left)} arrays of weights belong to no layer")


def _operation(name: str, config: Config, weights: list[np.ndarray]) -> Iterator[Operation]:
    if name not in LAYERS and name not in IDENTITIES:
        raise LayerError(f"the layer {name} is not known here")
    if name in LAYERS:
        yield Operation(name, config, weights)

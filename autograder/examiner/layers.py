"""What each class of Keras layers computes, in NumPy: functions from inputs, weights, settings to outputs.

Inputs are `(n, rows, columns, channels)` or `(n, features)`, as in Keras. In memory the channels of a
convolution's output come first, for the reason that `lenet_keras.from_scratch` gives; NumPy keeps the order.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras import from_scratch as scratch
from lenet_keras.from_scratch.convolution import window_columns

Config = dict[str, Any]
Function = Callable[[np.ndarray, list[np.ndarray], Config], np.ndarray]

LARGEST = 2_000_000  # numbers that one image becomes within a layer
WORK = 1 << 30  # products of numbers that a layer takes for one image
FARTHEST = 100  # pixels that a window is long, or moves on


class LayerError(ValueError):
    """A layer cannot be computed here; the message says which one and why."""


@dataclass(frozen=True)
class Kind:
    """How layers of one class are computed."""

    function: Function
    """From inputs `(n, ...)`, the layer's weights and its description to outputs `(n, ...)`."""
    settings: tuple[str, ...] = ()
    """What of its description changes the outputs, beside the shapes of the weights."""


def register(name: str, function: Function, settings: tuple[str, ...] = ()) -> None:
    """Let networks have layers of a class that Keras does not have.

    Args:
        name: of the class.
        function: from inputs, weights and description to outputs; see `Kind`.
        settings: names of what changes the outputs, of `lenet_keras.checks.architecture.LAYER_FIELDS`.

    Raises:
        ValueError: for a class that is known already.
    """
    if name in LAYERS:
        raise ValueError(f"layers of the class {name!r} are computed already; choose another name")
    LAYERS[name] = Kind(function, settings)


def convolution(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`Conv2D`, as one product of matrices for each image: all windows times the kernels."""
    kernel, *bias = weights
    _only(config, dilation_rate=([1, 1], 1), groups=(1,), data_format=("channels_last",))
    rows, columns, channels, filters = kernel.shape
    if x.ndim != 4 or x.shape[-1] != channels:
        raise LayerError(f"the kernel takes {channels} channels, and the input is {x.shape[1:]}")
    size, strides = (rows, columns), _pair(config["strides"])
    down, right, edges = _windows(x.shape[1:3], size, strides, config["padding"])
    places = down * right
    bounded(places * kernel.size, places * rows * columns * channels, places * filters)
    padded = _padded(np.moveaxis(x, -1, 1), edges, 0)
    y = kernel.transpose(3, 2, 0, 1).reshape(filters, -1) @ window_columns(padded, size, strides)
    if bias:
        y += bias[0][:, np.newaxis]
    return np.moveaxis(y.reshape(len(x), filters, down, right), 1, -1)


def max_pooling(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`MaxPooling2D`: the largest number of each window."""
    return _pooled(x, config, np.maximum, -np.inf)


def average_pooling(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`AveragePooling2D`: the mean of each window; what was laid around the image does not count."""
    inside = np.ones((1, *x.shape[1:3], 1), "float32")
    return _pooled(x, config, np.add, 0) / _pooled(inside, config, np.add, 0)


def window_sums(x: np.ndarray, size: list[int]) -> np.ndarray:
    """The sum of each window; windows stand side by side."""
    return _pooled(x, {"pool_size": size, "strides": size, "padding": "valid"}, np.add, 0)


def dense(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`Dense`: the last axis of the input times the kernel."""
    kernel, *bias = weights
    others = math.prod(x.shape[1:-1])
    bounded(others * kernel.size, others * kernel.shape[1])
    y = x @ kernel
    if bias:
        y += bias[0]
    return y


def flatten(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`Flatten`: all numbers of an example in one row, the channels of a pixel side by side."""
    return x.reshape(len(x), math.prod(x.shape[1:]))


def reshape(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`Reshape`: the same numbers in another shape."""
    return x.reshape(len(x), *config["target_shape"])


def batch_normalization(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`BatchNormalization` after training, by the means and variances that it has kept."""
    _only(config, axis=(-1, x.ndim - 1))
    *learned, mean, variance = weights
    y = (x - mean) / np.sqrt(variance + _number(config, "epsilon"))
    if config["scale"]:
        y *= learned.pop(0)
    if config["center"]:
        y += learned.pop(0)
    return y


def softmax(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """Probabilities of the classes along the last axis."""
    _only(config, axis=(-1, x.ndim - 1))
    return scratch.softmax(x)


def leaky_relu(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`LeakyReLU`: a small part of what is negative stays."""
    return np.where(x >= 0, x, x * _number(config, "negative_slope", 0.2))


def _pooled(x: np.ndarray, config: Config, join: np.ufunc, fill: float) -> np.ndarray:
    """Join the numbers of each window: first those of a column, row by row, then the columns."""
    _only(config, data_format=("channels_last",))
    (below, beside), size = _pair(config["strides"]), _pair(config["pool_size"])
    _, rows, columns, channels = x.shape
    down, right, edges = _windows((rows, columns), size, (below, beside), config["padding"])
    numbers = (rows + size[0]) * (columns + size[1]) * channels
    bounded(sum(size) * numbers, numbers)
    x = _padded(np.moveaxis(x, -1, 1), edges, fill)
    y = x[:, :, : below * (down - 1) + 1 : below].copy()
    for i in range(1, size[0]):
        join(y, x[:, :, i : i + below * (down - 1) + 1 : below], out=y)
    x, y = y, y[..., : beside * (right - 1) + 1 : beside].copy()
    for j in range(1, size[1]):
        join(y, x[..., j : j + beside * (right - 1) + 1 : beside], out=y)
    return np.moveaxis(y, 1, -1)


def _windows(
    sides: tuple[int, int], size: tuple[int, int], strides: tuple[int, int], padding: str
) -> tuple[int, int, list[tuple[int, int]]]:
    """How many windows there are downwards and to the right, and what is laid around the image for them."""
    counts, edges = [], []
    for side, length, stride in zip(sides, size, strides, strict=True):
        count = -(-side // stride) if padding == "same" else (side - length) // stride + 1
        around = max((count - 1) * stride + length - side, 0) if padding == "same" else 0
        if count < 1 or padding not in ("same", "valid"):
            raise LayerError(f"no window of {size} with padding {padding!r} in an image of {sides}")
        counts.append(count)
        edges.append((around // 2, around - around // 2))  # an odd one more at the end, as TensorFlow has it
    return counts[0], counts[1], edges


def _padded(x: np.ndarray, edges: list[tuple[int, int]], fill: float) -> np.ndarray:
    """Images `(n, channels, rows, columns)` with `fill` around them."""
    (above, below), (left, right) = edges
    n, channels, rows, columns = x.shape
    if not any((above, below, left, right)):
        return x
    padded = np.full((n, channels, above + rows + below, left + columns + right), fill, "float32")
    padded[:, :, above : above + rows, left : left + columns] = x
    return padded


def _pair(value: Any) -> tuple[int, int]:
    down, right = value
    if (
        type(down) is not int
        or type(right) is not int
        or not (0 < down <= FARTHEST and 0 < right <= FARTHEST)
    ):
        raise LayerError(f"found {value}, expected two lengths of at most {FARTHEST} pixels")
    return down, right


def _number(config: Config, name: str, usual: float | None = None) -> np.float32:
    """A setting that is one number: a table of them would be weights that nobody counts."""
    value = config.get(name, usual)
    if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]
        raise LayerError(f"`{name}` is {type(value).__name__} {str(value)[:40]}, expected a number")
    return np.float32(value)


def _keeps(config: Config) -> bool:
    """Whether a global pooling leaves one row and one column, and not one row of numbers."""
    _only(config, data_format=("channels_last",))
    return len(config["output"] or ()) == 4


def _only(config: Config, **values: tuple) -> None:
    """Refuse other values of settings than those that are computed here."""
    for name, known in values.items():
        if config.get(name, known[0]) not in known:
            raise LayerError(f"`{name}` is {config[name]!r}, expected {known[0]!r}")


def bounded(work: int, *numbers: int) -> None:
    """Refuse what would take too long or too much memory.

    Args:
        work: products of numbers for one image.
        numbers: that one image becomes on the way.

    Raises:
        LayerError: for more than a layer of a lesson takes.
    """
    if work > WORK or max(numbers, default=0) > LARGEST:
        raise LayerError("the layer is larger than those of a lesson")


# The padding shows in the number of windows, and so in the shapes of the weights that follow.
_WINDOW = ("pool_size", "strides")


def _of_numbers(function: Callable[[np.ndarray], np.ndarray]) -> Kind:
    return Kind(lambda x, weights, config: function(x))


LAYERS: dict[str, Kind] = {
    "Conv2D": Kind(convolution, ("strides", "padding")),
    "MaxPooling2D": Kind(max_pooling, _WINDOW),
    "AveragePooling2D": Kind(average_pooling, _WINDOW),
    "GlobalMaxPooling2D": Kind(lambda x, weights, config: x.max((1, 2), keepdims=_keeps(config))),
    "GlobalAveragePooling2D": Kind(lambda x, weights, config: x.mean((1, 2), keepdims=_keeps(config))),
    "Dense": Kind(dense),
    "Flatten": Kind(flatten),
    "Reshape": Kind(reshape, ("target_shape",)),
    "BatchNormalization": Kind(batch_normalization, ("epsilon", "center", "scale")),
    "softmax": Kind(softmax),
    "leaky_relu": Kind(leaky_relu, ("negative_slope",)),
    "relu": _of_numbers(lambda x: scratch.ReLU().forward(x)),
    "sigmoid": _of_numbers(lambda x: scratch.Sigmoid().forward(x)),
    "tanh": _of_numbers(lambda x: scratch.Tanh().forward(x)),
    "elu": _of_numbers(lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    "exponential": _of_numbers(np.exp),
    "silu": _of_numbers(lambda x: x * scratch.Sigmoid().forward(x)),
    "softplus": _of_numbers(lambda x: np.logaddexp(x, np.float32(0))),
    "softsign": _of_numbers(lambda x: x / (1 + np.abs(x))),
}
"""By class; an activation by the name of its function, as `lenet_keras.checks.networks` reads it."""

IDENTITIES = ("Activation", "Dropout", "InputLayer", "SpatialDropout2D", "linear")
"""What changes nothing once a network is trained; what `Activation` applies is an operation of its own."""

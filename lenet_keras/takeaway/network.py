"""What a Keras model consists of, as plain data that `network.js` computes with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras import layers

from lenet_keras.lenet5 import RBF, PartialConv2D, Subsampling
from lenet_keras.takeaway import inputs

Part = dict[str, Any]  # an operation of network.js; its arrays are NumPy's here

ACTIVATIONS = ("linear", "relu", "tanh", "scaled_tanh", "sigmoid", "elu", "leaky_relu", "softmax")


class UnsupportedError(ValueError):
    """The model cannot be taken home; the message names the layer and what can be."""


@dataclass
class Layer:
    """One layer of the model."""

    name: str
    parts: list[Part] = field(default_factory=list)


@dataclass
class Network:
    """A model as data."""

    input: Part
    output: str
    """What comes out: `probabilities`, `logits`, or `penalties` of which the smallest is the answer."""
    layers: list[Layer]

    def arrays(self) -> Iterator[tuple[Part, str]]:
        """Where its arrays are: the part and the name."""
        for layer in self.layers:
            for part in layer.parts:
                for name, value in part.items():
                    if isinstance(value, np.ndarray):
                        yield part, name

    @property
    def count(self) -> int:
        """How many numbers its arrays hold."""
        return sum(part[name].size for part, name in self.arrays())


def describe(model: keras.Model) -> Network:
    """Say what a model consists of.

    Args:
        model: built, one layer after the other, from one digit of 28 x 28 pixels from 0 to 1 (or 32 x 32, as
            the published network takes it) to ten numbers.

    Returns:
        Its description; arrays are float32.

    Raises:
        UnsupportedError: for a model of another form, or with a layer that the page cannot compute.
    """
    layers_ = list(chain(model))
    shape = tuple(model.input_shape[1:])
    if shape not in inputs.SHAPES:
        shapes = ", ".join(map(str, inputs.SHAPES))
        raise UnsupportedError(
            f"the model takes inputs of shape {shape}; expected one of {shapes}: one digit."
        )
    if tuple(model.output_shape[1:]) != (10,):
        raise UnsupportedError(
            f"the model gives {model.output_shape[1:]}; expected (10,), one number for each digit."
        )
    described = [Layer(layer.name, list(_parts(layer))) for layer in layers_]
    described = [layer for layer in described if layer.parts]
    last = described[-1].parts[-1]["operation"] if described else ""
    output = {"softmax": "probabilities", "distances": "penalties"}.get(last, "logits")
    return Network(inputs.SHAPES[shape], output, described)


def chain(model: keras.Model) -> Iterator[keras.Layer]:
    """The layers of a model in their order, those of nested models too."""
    if not isinstance(model, keras.Model) or not model.built:
        raise UnsupportedError(
            f"{type(model).__name__} is no built Keras model; give it an Input, or call it once."
        )
    if not isinstance(model, keras.Sequential):
        for before, after in zip(model.layers, model.layers[1:], strict=False):
            if after.input is not before.output:
                raise UnsupportedError(
                    f"layer {after.name} does not take what {before.name} gives, and that alone; expected "
                    "one layer after the other."
                )
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from chain(layer)
        else:
            yield layer


def _parts(layer: keras.Layer) -> Iterator[Part]:
    """The operations of one layer."""
    for kinds, translate in TRANSLATIONS:
        if type(layer) in _tuple(kinds):  # not what inherits from it: that may compute something else
            yield from translate(layer)
            return
    known = sorted({kind.__name__ for kinds, _ in TRANSLATIONS for kind in _tuple(kinds)})
    raise UnsupportedError(
        f"layer {layer.name} is a {type(layer).__name__}; the page knows {', '.join(known)}."
    )


def _tuple(kinds) -> tuple[type, ...]:
    return kinds if isinstance(kinds, tuple) else (kinds,)


def _array(value) -> np.ndarray:
    return np.ascontiguousarray(keras.ops.convert_to_numpy(value), np.float32)


def _activation(layer: keras.Layer) -> Iterator[Part]:
    """The activation of a layer as an operation of its own; nothing for linear."""
    name = getattr(layer.activation, "__name__", str(layer.activation))
    if name not in ACTIVATIONS:
        raise UnsupportedError(
            f"layer {layer.name} has the activation {name}; the page knows {', '.join(ACTIVATIONS)}."
        )
    if name == "softmax":
        yield {"operation": "softmax"}
    elif name != "linear":
        slope = {"slope": 0.2} if name == "leaky_relu" else {}  # that of keras.activations.leaky_relu
        yield {"operation": "activation", "kind": name, **slope}


def _nothing(layer: keras.Layer) -> Iterator[Part]:
    """Layers that do something in training only."""
    yield from ()


def _convolution(layer: layers.Conv2D) -> Iterator[Part]:
    _only(layer, "data_format", "channels_last")
    _only(layer, "dilation_rate", (1, 1))
    _only(layer, "groups", 1)
    kernel = _array(layer.kernel)
    bias = _array(layer.bias) if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)
    yield {
        "operation": "convolution",
        "kernel": kernel,
        "bias": bias,
        "strides": layer.strides,
        "padding": layer.padding,
    }
    yield from _activation(layer)


def _partial(layer: PartialConv2D) -> Iterator[Part]:
    kernel = _array(layer.full_kernel())
    yield {
        "operation": "convolution",
        "kernel": kernel,
        "bias": _array(layer.bias),
        "strides": (1, 1),
        "padding": "valid",
    }
    yield from _activation(layer)


def _pooling(most: bool) -> Callable[[Any], Iterator[Part]]:
    def translate(layer) -> Iterator[Part]:
        _only(layer, "data_format", "channels_last")
        yield {
            "operation": "pooling",
            "most": most,
            "size": layer.pool_size,
            "strides": layer.strides,
            "padding": layer.padding,
        }

    return translate


def _global(most: bool) -> Callable[[Any], Iterator[Part]]:
    def translate(layer) -> Iterator[Part]:
        size = tuple(layer.input.shape[1:3])
        yield {"operation": "pooling", "most": most, "size": size, "strides": size, "padding": "valid"}
        yield {"operation": "flatten"}

    return translate


def _subsampling(layer: Subsampling) -> Iterator[Part]:
    size = layer.pool_size
    yield {"operation": "pooling", "most": False, "size": size, "strides": size, "padding": "valid"}
    factor = _array(layer.coefficient) * np.float32(size[0] * size[1])
    yield {"operation": "affine", "factor": factor, "offset": _array(layer.bias)}
    yield from _activation(layer)


def _dense(layer: layers.Dense) -> Iterator[Part]:
    if len(layer.input.shape) != 2:
        raise UnsupportedError(
            f"layer {layer.name} takes {layer.input.shape[1:]}; expected a vector. Put a Flatten before it."
        )
    kernel = _array(layer.kernel)
    bias = _array(layer.bias) if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)
    yield {"operation": "dense", "kernel": kernel, "bias": bias}
    yield from _activation(layer)


def _normalization(layer: layers.BatchNormalization) -> Iterator[Part]:
    if layer.axis not in (-1, len(layer.input.shape) - 1):
        raise UnsupportedError(f"layer {layer.name} normalizes axis {layer.axis}; expected the last one.")
    mean, variance = _array(layer.moving_mean), _array(layer.moving_variance)
    factor = (_array(layer.gamma) if layer.scale else 1) / np.sqrt(variance + layer.epsilon)
    offset = (_array(layer.beta) if layer.center else 0) - mean * factor
    yield {"operation": "affine", "factor": factor.astype(np.float32), "offset": offset.astype(np.float32)}


def _rescaling(layer: layers.Rescaling) -> Iterator[Part]:
    yield {
        "operation": "affine",
        "factor": np.atleast_1d(np.asarray(layer.scale, np.float32)),
        "offset": np.atleast_1d(np.asarray(layer.offset, np.float32)),
    }


def _rectifier(layer: layers.ReLU) -> Iterator[Part]:
    for name, value in (("max_value", None), ("threshold", 0), ("negative_slope", 0)):
        _only(layer, name, value)
    yield {"operation": "activation", "kind": "relu"}


def _leaky(layer: layers.LeakyReLU) -> Iterator[Part]:
    yield {"operation": "activation", "kind": "leaky_relu", "slope": float(layer.negative_slope)}


def _border(layer: layers.ZeroPadding2D) -> Iterator[Part]:
    (top, bottom), (left, right) = layer.padding
    yield {"operation": "padding", "top": top, "bottom": bottom, "left": left, "right": right}


def _reshape(layer: layers.Reshape) -> Iterator[Part]:
    # the page keeps one order of values; what is a picture before and after must be the same picture
    before, after = tuple(layer.input.shape[1:]), tuple(layer.output.shape[1:])
    if after == (before if len(before) == 3 else (*before, 1)) or before == after:
        return
    if len(after) == 1:
        yield {"operation": "flatten"}
        return
    raise UnsupportedError(
        f"layer {layer.name} makes {after} of {before}; expected a vector, or a channel added."
    )


def _only(layer: keras.Layer, name: str, expected) -> None:
    """Refuse a layer with another setting than the page computes."""
    found = getattr(layer, name)
    if found != expected:
        raise UnsupportedError(f"layer {layer.name} has {name}={found}; the page knows {expected} alone.")


TRANSLATIONS: tuple[tuple[Any, Callable[[Any], Iterator[Part]]], ...] = (
    (
        (
            layers.InputLayer,
            layers.Dropout,
            layers.SpatialDropout2D,
            layers.GaussianNoise,
            layers.GaussianDropout,
        ),
        _nothing,
    ),
    ((layers.RandomRotation, layers.RandomTranslation, layers.RandomZoom, layers.RandomShear), _nothing),
    (PartialConv2D, _partial),
    (Subsampling, _subsampling),
    (RBF, lambda layer: iter([{"operation": "distances", "points": _array(layer.points)}])),
    (layers.Conv2D, _convolution),
    (layers.MaxPooling2D, _pooling(most=True)),
    (layers.AveragePooling2D, _pooling(most=False)),
    (layers.GlobalMaxPooling2D, _global(most=True)),
    (layers.GlobalAveragePooling2D, _global(most=False)),
    (layers.Dense, _dense),
    (layers.Flatten, lambda layer: iter([{"operation": "flatten"}])),
    (layers.Reshape, _reshape),
    (layers.BatchNormalization, _normalization),
    (layers.Rescaling, _rescaling),
    (layers.ZeroPadding2D, _border),
    (layers.Activation, _activation),
    (layers.Softmax, lambda layer: iter([{"operation": "softmax"}])),
    (layers.ReLU, _rectifier),
    (layers.LeakyReLU, _leaky),
)

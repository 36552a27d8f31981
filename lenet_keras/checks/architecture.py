"""Descriptions of Keras's objects: models, layers, optimizers, losses and metrics as plain data."""

import inspect
from collections.abc import Collection
from typing import Any

import numpy as np

# What a layer does, in the attributes that Keras gives it; absent ones are left out.
LAYER_FIELDS = (
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "dilation_rate",
    "groups",
    "use_bias",
    "pool_size",
    "units",
    "rate",
    "target_shape",
    "data_format",
    "axis",
    "epsilon",
    "center",
    "scale",
    "negative_slope",
)
# Settings with a look of their own: what `LAYER_FIELDS` holds, names, and where the random numbers come from.
LOOKED_AT = {*LAYER_FIELDS, "activation", "name", "dtype", "bias_initializer", "autocast", "seed"} - {
    "groups",
    "use_bias",
}
ALIKE = ("Zeros", "Ones", "Constant")  # initializers after which all kernels learn the same
ACTIVATIONS = ("Activation", "ReLU", "Softmax", "LeakyReLU", "ELU", "Lambda")  # layers that may be one


def model(value: Any) -> dict[str, Any]:
    """Describe a Keras model: its layers in order, with nested models opened."""
    built = bool(getattr(value, "built", False))
    compiled = None
    if getattr(value, "compiled", False):
        # as `compile` was given it: to serialize it would stumble over a class, which Keras accepts too
        config = value._compile_config.config
        compiled = {
            "loss": (", ".join(_text(loss) for loss in _flat(config.get("loss"))) or "None")
            + (f", weighted {config['loss_weights']}" if config.get("loss_weights") else ""),
            "metrics": [_text(metric) for metric in _flat(config.get("metrics"))],
            "optimizer": optimizer(value.optimizer),
        }
    return {
        "kind": "model",
        "class": type(value).__name__,
        "name": str(value.name),
        "input": _shape(value.input_shape) if built and value.inputs else _declared_input(value),
        "output": _shape(value.output_shape) if built and value.inputs else None,
        "layers": [layer(each) for each in _layers(value)],
        "compiled": compiled,
    }


def _declared_input(value: Any) -> list[int | None] | None:
    """The input of a Sequential model without layers: Keras builds a model with its first layer only."""
    if type(value).__name__ != "Sequential" or value.layers:
        return None
    shapes = [each["config"].get("batch_shape") for each in value.get_config()["layers"]]
    return _shape(shapes[0]) if shapes and shapes[0] else None


def _layers(value: Any):
    # A functional model counts `keras.activations.relu(x)` among its operations, not among its layers.
    for each in getattr(value, "operations", value.layers):
        if hasattr(each, "layers"):
            yield from _layers(each)
        elif type(each).__name__ != "InputLayer":
            yield each


def network(value: Any) -> dict[str, Any]:
    """Describe a Keras model with its weights, and what it answers to two images of noise.

    Graders look at this; it takes megabytes. From the weights they build the network again themselves.
    """
    return {
        "kind": "network",
        "model": model(value),
        "weights": [np.array(weight) for weight in value.get_weights()],
        "answers": np.array(value(noise(tuple(value.input_shape[1:])))),
    }


def noise(shape: tuple[int, ...]):
    """Two images of uniform noise in [0, 1), float32, shape (2, *shape): the same ones everywhere."""
    return np.random.default_rng(1998).random((2, *shape), dtype="float32")


def layer(value: Any) -> dict[str, Any]:
    """Describe one layer: class, what it does, shape of its output, shapes of its weights.

    An activation is described by what it gives for `scores`, too: a name can say anything.
    """
    described: dict[str, Any] = {"class": _class_name(value)}
    for field in LAYER_FIELDS:
        if hasattr(value, field):
            content = getattr(value, field)
            described[field] = list(content) if isinstance(content, tuple) else content
            if not isinstance(content, int | float | str | tuple | list | type(None)):
                described[field] = str(content)
    if hasattr(value, "activation"):
        described["activation"] = getattr(value.activation, "__name__", str(value.activation))
    if (function := _activation(value)) is not None:
        described["curve"] = _curve(function)
    if further := changed(value, LOOKED_AT):
        described["further"] = further
    try:
        described["output"] = _shape(value.output.shape)
    except (AttributeError, ValueError):  # a layer that no input has reached
        described["output"] = None
    described["weights"] = [_shape(weight.shape) for weight in getattr(value, "weights", [])]
    return described


def scores():
    """What activations are called with: shape (2, 6), float32; one row is larger than the other."""
    return np.array([[-3, -0.75, 0, 0.5, 1.5, 8], [-30, -2, -0.1, 0.1, 12, 30]], dtype="float32")


def _activation(value: Any) -> Any:
    """The function that a layer applies at its end, or that an operation is; None if there is none."""
    if hasattr(value, "activation"):
        return value.activation
    if type(value).__name__ in ACTIVATIONS:
        return value
    if not hasattr(value, "weights"):  # `keras.ops.maximum(x, 0)` in a functional model
        try:
            given = value._inbound_nodes[0].arguments
            (tensor,) = given.keras_tensors
        except (AttributeError, IndexError, ValueError):
            return None

        def applied(x: Any) -> Any:
            arguments, named = given.fill_in({id(tensor): x})
            return value(*arguments, **named)

        return applied
    return None


def _curve(function: Any) -> list[float] | None:
    """What an activation gives for `scores`, row by row; None if that is not as many numbers."""
    given = scores()
    try:
        found = np.asarray(function(given), dtype=float)
    except Exception:  # the class of a layer, or a function for another shape
        return None
    return found.ravel().tolist() if found.shape == given.shape else None


def changed(value: Any, but: Collection[str] = ("name", "dtype")) -> list[str]:
    """The arguments of a Keras object that are not the defaults, as `use_bias=False`.

    Args:
        value: a layer, an optimizer, a loss or a metric.
        but: names of arguments to leave out.
    """
    found = []
    for name, parameter in inspect.signature(type(value)).parameters.items():
        if name in but or parameter.default is parameter.empty or not hasattr(value, name):
            continue
        content = getattr(value, name)
        if isinstance(parameter.default, np.ndarray):  # a table, or points
            if not np.array_equal(content, parameter.default):
                found.append(f"{name} of its own")
            continue
        if not isinstance(content, bool | int | float | str | tuple | list | type(None)):
            content = type(content).__name__  # an initializer, a regularizer
        if name.endswith("initializer") and not (name.startswith("kernel") and content in ALIKE):
            continue
        given, default = (
            list(each) if isinstance(each, tuple) else each for each in (content, parameter.default)
        )
        if given != default and (given or default):
            found.append(f"{name}={content if str(content).isidentifier() else repr(content)}"[:60])
    if getattr(value, "trainable", True) is False:
        found.append("trainable=False")
    return found


def _class_name(value: Any) -> str:
    """The name of a class; `__main__` stands before one of the notebook's own: it may compute anything."""
    kind = type(value)
    return f"__main__.{kind.__name__}" if kind.__module__ == "__main__" else kind.__name__


def optimizer(value: Any) -> dict[str, Any]:
    """Describe an optimizer: class, learning rate (None for a schedule), momentum, what else was set."""
    rate = value.get_config().get("learning_rate")  # of a schedule, `value.learning_rate` is a number too
    return {
        "class": _class_name(value),
        "learning_rate": rate if isinstance(rate, float) else None,
        "momentum": float(getattr(value, "momentum", 0.0) or 0.0),
        "further": changed(value, ("name", "learning_rate", "momentum")),
        "steps": int(value.iterations),
    }


def _shape(shape: Any) -> list[int | None]:
    return [None if size is None else int(size) for size in shape]


def _flat(value: Any) -> list:
    if value is None:
        return []
    if isinstance(value, dict):  # metrics for each output by its name
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]


def _text(value: Any) -> str:
    """A loss or metric as it was given: the name of a function, or an object as `MeanSquaredError()`."""
    if value is None or isinstance(value, str):
        return str(value)
    if isinstance(value, type):  # Keras makes the object
        return f"{value.__name__}()"
    if hasattr(value, "__name__"):
        own = getattr(value, "__module__", "") == "__main__"
        return f"__main__.{value.__name__}" if own else value.__name__
    return f"{_class_name(value)}({', '.join(changed(value))})"

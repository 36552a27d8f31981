"""Descriptions: Keras objects, figures, functions, classes and modules as plain data."""

import inspect
import sys
import types
from typing import Any

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


def describe(value: Any) -> dict[str, Any] | None:
    """Describe a model, optimizer, training history, figure, class, function or module.

    Never imports a library: an object can only come from one that is loaded already.

    Returns:
        An observation with the kind `model`, `optimizer`, `history`, `figure`, `class`, `function` or
        `module`, or None for every other object.
    """
    if isinstance(value, types.ModuleType):
        return {"kind": "module", "name": value.__name__}
    if isinstance(value, type):
        return class_(value)
    if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType):
        return function(value)
    if keras := sys.modules.get("keras"):
        if isinstance(value, keras.Model):
            return model(value)
        if isinstance(value, keras.optimizers.Optimizer):
            return {"kind": "optimizer", **optimizer(value)}
        if isinstance(value, keras.callbacks.History):
            return history(value)
    if (figures := sys.modules.get("matplotlib.figure")) and isinstance(value, figures.Figure):
        return figure(value)
    if (axes := sys.modules.get("matplotlib.axes")) and isinstance(value, axes.Axes):
        return figure(value.figure)
    return None


def model(value: Any) -> dict[str, Any]:
    """Describe a Keras model: its layers in order, with nested models opened."""
    built = bool(getattr(value, "built", False))
    compiled = None
    if getattr(value, "compiled", False):
        # as `compile` was given it: to serialize it would stumble over a class, which Keras accepts too
        config = value._compile_config.config
        compiled = {
            "loss": ", ".join(_text(loss) for loss in _flat(config.get("loss"))) or "None",
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
    import numpy as np

    return {
        "kind": "network",
        "model": model(value),
        "weights": [np.array(weight) for weight in value.get_weights()],
        "answers": np.array(value(noise(tuple(value.input_shape[1:])))),
    }


def noise(shape: tuple[int, ...]):
    """Two images of uniform noise in [0, 1), float32, shape (2, *shape): the same ones everywhere."""
    import numpy as np

    return np.random.default_rng(1998).random((2, *shape), dtype="float32")


def layer(value: Any) -> dict[str, Any]:
    """Describe one layer: class, what it does, shape of its output, shapes of its weights."""
    seen: dict[str, Any] = {"class": type(value).__name__}
    for field in LAYER_FIELDS:
        if hasattr(value, field):
            content = getattr(value, field)
            seen[field] = list(content) if isinstance(content, tuple) else content
            if not isinstance(content, int | float | str | tuple | list | type(None)):
                seen[field] = str(content)
    if hasattr(value, "activation"):
        seen["activation"] = getattr(value.activation, "__name__", str(value.activation))
    try:
        seen["output"] = _shape(value.output.shape)
    except (AttributeError, ValueError):  # a layer that no input has reached
        seen["output"] = None
    seen["weights"] = [_shape(weight.shape) for weight in getattr(value, "weights", [])]
    return seen


def optimizer(value: Any) -> dict[str, Any]:
    """Describe an optimizer: class, learning rate (None for a schedule) and momentum."""
    rate = value.get_config().get("learning_rate")  # of a schedule, `value.learning_rate` is a number too
    return {
        "class": type(value).__name__,
        "learning_rate": rate if isinstance(rate, float) else None,
        "momentum": float(getattr(value, "momentum", 0.0) or 0.0),
        "steps": int(value.iterations),
    }


def history(value: Any) -> dict[str, Any]:
    """Describe what `fit` returned: the series per epoch, and the number of epochs and steps."""
    series = {str(key): [float(number) for number in numbers] for key, numbers in value.history.items()}
    parameters = value.params or {}
    return {
        "kind": "history",
        "history": series,
        "epochs": int(parameters.get("epochs") or 0),
        "steps": int(parameters.get("steps") or 0),
    }


def figure(value: Any) -> dict[str, Any]:
    """Describe the data behind a matplotlib figure: lines, images and texts of all its axes."""
    return {
        "kind": "figure",
        "title": value.get_suptitle(),
        "xlabel": value.get_supxlabel(),
        "legend": [text.get_text() for legend in value.legends for text in legend.get_texts()],
        "axes": [_axes(each) for each in value.axes],
    }


def _axes(value: Any) -> dict[str, Any]:
    legend = value.get_legend()
    return {
        # left, bottom, right, top: axes that share a place or a column share what is written there
        "place": [round(float(number), 3) for number in value.get_position().extents],
        "title": value.get_title(),
        "xlabel": value.get_xlabel(),
        "ylabel": value.get_ylabel(),
        "lines": [
            {
                "x": [float(number) for number in line.get_xdata(orig=False)],
                "y": [float(number) for number in line.get_ydata(orig=False)],
                "label": str(line.get_label()),
            }
            for line in value.get_lines()
        ],
        "images": [_pixels(image) for image in value.get_images()],
        "texts": [text.get_text() for text in value.texts],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
    }


def _pixels(image: Any):
    # a copy: the picture must stay what it was when it was looked at; masked cells do not occur
    return image.get_array().data.copy()


def class_(value: type) -> dict[str, Any]:
    """Describe a class: where it and its bases were defined, and its `build` if it has one."""
    raw = inspect.getattr_static(value, "build", None)
    build = None
    if raw is not None:
        unwrapped = raw.__func__ if isinstance(raw, staticmethod | classmethod) else raw
        build = {"how": type(raw).__name__, **function(unwrapped)}
    return {
        "kind": "class",
        "name": value.__name__,
        "modules": [base.__module__ for base in value.__mro__ if base is not object],
        "build": build,
    }


def function(value: Any) -> dict[str, Any]:
    """Describe a function: its name, module and the names of its parameters."""
    try:
        parameters = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        parameters = []
    return {
        "kind": "function",
        "name": getattr(value, "__name__", "?"),
        "module": getattr(value, "__module__", None) or "?",
        "parameters": parameters,
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
        return value.__name__
    return f"{type(value).__name__}({'from_logits=True' if getattr(value, 'from_logits', False) else ''})"

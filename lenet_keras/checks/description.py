"""Descriptions: Keras objects, figures, functions, classes and modules as plain data."""

import inspect
import sys
import types
from typing import Any

from lenet_keras.checks.architecture import model, optimizer
from lenet_keras.checks.drawing import figure

OWN_MODEL = "a model of a class of its own"  # whose layers are called by code


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
        if isinstance(value, keras.Model) and hasattr(type(value), "inputs"):
            return model(value)
        # Its `call` is code: what it does in which order is not to be seen.
        if isinstance(value, keras.Model):
            return {"kind": "other", "type": f"{type(value).__name__}, {OWN_MODEL}"}
        if isinstance(value, keras.optimizers.Optimizer):
            return {"kind": "optimizer", **optimizer(value)}
        if isinstance(value, keras.callbacks.History):
            return history(value)
    if (figures := sys.modules.get("matplotlib.figure")) and isinstance(value, figures.Figure):
        return figure(value)
    if (axes := sys.modules.get("matplotlib.axes")) and isinstance(value, axes.Axes):
        return figure(value.figure)
    return None


def contents(value: Any) -> str:
    """What a list, tuple, dict or set holds, in a few words; nothing for another object."""
    if not isinstance(value, list | tuple | dict | set) or not value:
        return ""
    first = next(iter(value.values() if isinstance(value, dict) else value))
    kinds = f"the first of type {type(first).__name__}"
    if shape := getattr(first, "shape", None):
        kinds += f" and shape {tuple(shape)}"
    return f"{len(value):,} things, {kinds}"


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
    """Describe a function: its name, module and the names of its parameters.

    After `*` stand those that can be given by name only, before `/` those that cannot be given by name.
    """
    try:
        parameters = _as_written(inspect.signature(value))
    except (TypeError, ValueError):
        parameters = []
    return {
        "kind": "function",
        "name": getattr(value, "__name__", "?"),
        "module": getattr(value, "__module__", None) or "?",
        "parameters": parameters,
    }


def _as_written(signature: inspect.Signature) -> list[str]:
    """The names in a head: `["width", "*", "depth"]` for `(width, *, depth)`."""
    text = str(
        signature.replace(
            parameters=[
                p.replace(annotation=p.empty, default=p.empty) for p in signature.parameters.values()
            ],
            return_annotation=signature.empty,
        )
    )
    return [name for name in text[1:-1].split(", ") if name]

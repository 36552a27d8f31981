"""Reading a described model as a sequence of operations, however its layers were written.

`Conv2D(20, 5, activation="relu")` and `Conv2D(20, (5, 5))` followed by `ReLU()` are the same network;
here they become the same list of `Operation`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.checks.architecture import scores

# Layers and functions that are activations, by the names of their classes and of TensorFlow's functions.
ACTIVATIONS = {
    "ReLU": "relu",
    "Relu": "relu",
    "Softmax": "softmax",
    "softmax_v2": "softmax",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
}
# Known by what they give, whoever wrote them: the names above can be those of anything.
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "softmax": lambda x: (e := np.exp(x - x.max(axis=-1, keepdims=True))) / e.sum(axis=-1, keepdims=True),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "scaled_tanh": lambda x: 1.7159 * np.tanh(2 / 3 * x),
}
CLOSE = 1e-4  # of float32
POOLS = {"MaxPooling2D": "max", "AveragePooling2D": "average"}
WORDS = {
    "conv": "CONV",
    "activation": "activation",
    "pool": "POOL",
    "flatten": "FLATTEN",
    "dense": "FC",
}


@dataclass(frozen=True)
class Operation:
    """One operation of a network."""

    what: str
    """`conv`, `pool`, `flatten`, `dense`, `activation` or `other`."""
    detail: dict[str, Any]
    """What was observed of the layer, and `name` for an activation or another layer."""

    @property
    def kind(self) -> str:
        """What a sequence of operations is compared by: `conv`, or the name of an activation."""
        return self.detail["name"] if self.what == "activation" else self.what

    def __str__(self) -> str:
        """The operation as the lesson writes it."""
        if self.what == "activation":
            return {"relu": "RELU"}.get(self.detail["name"], self.detail["name"])
        if self.what == "other":
            return self.detail["name"]
        return WORDS[self.what]


def operations(layers: list[dict[str, Any]]) -> list[Operation]:
    """The operations of described layers, in order; linear activations are left out."""
    found = []
    for layer in layers:
        name = layer["class"]
        if is_activation(layer):
            if activation(layer) != "linear":
                found.append(Operation("activation", {**layer, "name": activation(layer)}))
            continue
        if name == "Conv2D":
            found.append(Operation("conv", layer))
        elif name in POOLS:
            found.append(Operation("pool", {**layer, "name": POOLS[name]}))
        elif name == "Dense":
            found.append(Operation("dense", layer))
        elif name == "Flatten" or (name == "Reshape" and len(layer["output"] or []) == 2):
            found.append(Operation("flatten", layer))
        elif name != "Activation":
            found.append(Operation("other", {**layer, "name": name}))
        if "activation" in layer and activation(layer) != "linear":
            found.append(Operation("activation", {"name": activation(layer)}))
    return found


def is_activation(layer: dict[str, Any]) -> bool:
    """Whether a described layer is an activation itself, and not one that has an argument for it."""
    known = layer["class"] in ACTIVATIONS or bool(_known(layer.get("curve")))
    return known and "activation" not in layer


def activation(layer: dict[str, Any]) -> str:
    """The name of the activation of a described layer, or that it is: by what it gives, then by its name.

    Returns:
        `linear` if it has none. What has the name of a known function, but gives other numbers, is called
        `relu with other numbers`, and what gives no numbers for an array `relu that is never applied`.
    """
    own = layer["class"] if is_activation(layer) else None
    name = activation_name(layer.get("activation", own))
    if "curve" not in layer:
        return name
    if known := _known(layer["curve"]):
        return known
    if name in FUNCTIONS:
        return f"{name} {'that is never applied' if layer['curve'] is None else 'with other numbers'}"
    return name


def _known(curve: list[float] | None) -> str:
    """The name of the function that gives these numbers for `scores`; nothing if it is not known."""
    given = scores().astype(float)
    if curve is None or len(curve) != given.size:
        return ""
    found = np.reshape(curve, given.shape)
    names = (name for name, function in FUNCTIONS.items() if np.allclose(found, function(given), atol=CLOSE))
    return next(names, "")


def activation_name(name: str | None) -> str:
    """The name of an activation that was given as text, as a function or as a layer: `<ReLU name=...>`.

    Any other name comes back as it is, and no name as `linear`.
    """
    if name is None:
        return "linear"
    layer = re.match(r"<(\w+) name=", name)
    short = layer.group(1) if layer else name
    return ACTIVATIONS.get(short, short)


def input_words(shape: list[int | None] | None) -> str:
    """The input of a described model in words: `(28, 28, 1)`, and how many digits if that is fixed."""
    if not shape:
        return "unknown"
    return f"{tuple(shape[1:])}" + (f", always {shape[0]} at once" if shape[0] is not None else "")


BATCH_FIXED = "How many digits come at once is left open: `fit` and `predict` choose that."


def in_one_line(found: list[Operation]) -> str:
    """The operations in one line: `CONV => RELU => POOL`."""
    return " => ".join(map(str, found)) or "no layers"

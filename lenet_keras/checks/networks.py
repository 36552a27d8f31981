"""Reading a described model as a sequence of operations, however its layers were written.

`Conv2D(20, 5, activation="relu")` and `Conv2D(20, (5, 5))` followed by `ReLU()` are the same network;
here they become the same list of `Operation`.
"""

from dataclasses import dataclass
from typing import Any

from lenet_keras.checks.verdict import Fault

ACTIVATION_LAYERS = {"ReLU": "relu", "Softmax": "softmax"}
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
        if name in ACTIVATION_LAYERS:
            found.append(Operation("activation", {"name": ACTIVATION_LAYERS[name]}))
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
            found.append(Operation("other", {"name": name}))
        if layer.get("activation") not in (None, "linear"):
            found.append(Operation("activation", {"name": layer["activation"]}))
    return found


def said(found: list[Operation]) -> str:
    """The operations in one line: `CONV => RELU => POOL`."""
    return " => ".join(map(str, found)) or "no layers"


def sequence_fault(found: list[Operation], wanted: list[str]) -> Fault | None:
    """Compare the kinds of operations with what is wanted, such as `["conv", "relu", "pool"]`."""
    kinds = [op.detail["name"] if op.what == "activation" else op.what for op in found]
    if kinds == wanted:
        return None
    want = " => ".join({"relu": "RELU"}.get(w) or WORDS.get(w, w) for w in wanted)
    return Fault(f"the layers are {said(found)}", want, _sequence_hint(kinds, wanted))


def _sequence_hint(kinds: list[str], wanted: list[str]) -> str:
    if not kinds:
        return (
            "No layer was added. `model.add(...)` appends one; a layer that is only made is not in the model."
        )
    if "other" in kinds:
        return "There is a layer that the step does not ask for."
    if kinds == wanted * 2:
        return "Everything is there twice."
    if sorted(kinds) == sorted(wanted):
        return "The layers are the right ones in another order."
    if len(kinds) > len(wanted) and (kinds[: len(wanted)] == wanted or kinds[-len(wanted) :] == wanted):
        return "There is more than this step asks for: each step adds its own layers only."
    missing = [w for w in wanted if kinds.count(w) < wanted.count(w)]
    odd = [k for k in kinds if k not in wanted]
    if "relu" in missing and odd:
        return (
            f"The activation is {odd[0]}. LeNet of 1998 used a squashing function; this one uses the "
            "function that cuts negative values off."
        )
    if "relu" in missing:
        return (
            "Without an activation two layers in a row are one linear map. Which function follows "
            "each of them here?"
        )
    if "softmax" in missing and odd:
        return (
            f"The activation is {odd[0]}: its outputs do not sum to 1 over the classes. Each digit "
            "belongs to exactly one class."
        )
    if "softmax" in missing:
        return "The last layer gives raw scores. What turns ten scores into ten probabilities?"
    if "flatten" in missing:
        return "A fully connected layer takes a vector, but a feature map has rows, columns and depth."
    if "pool" in missing:
        return "What halves the rows and columns of the feature maps?"
    return "Compare with the list of layers in the text, one by one."


def conv_fault(op: Operation, filters: int, kernel: list[int]) -> Fault | None:
    """Compare one convolution with what is wanted: stride 1, `same` padding."""
    detail = op.detail
    if detail["filters"] != filters:
        return Fault(
            f"the convolution has {detail['filters']} kernels",
            f"{filters}",
            "The number of kernels is the number of feature maps that come out.",
        )
    if list(detail["kernel_size"]) != kernel:
        return Fault(
            f"the kernel is {_by(detail['kernel_size'])}",
            _by(kernel),
            "The kernel is the window that slides over the image: rows by columns.",
        )
    if list(detail["strides"]) != [1, 1]:
        return Fault(
            f"the stride of the convolution is {_by(detail['strides'])}",
            "1x1",
            "The window of the convolution moves pixel by pixel; only the pooling takes larger steps.",
        )
    if detail["padding"] != "same":
        return Fault(
            f"the padding is {detail['padding']!r}",
            "a feature map as large as its input",
            "Without a border of zeros a 5x5 window loses two pixels on each side.",
        )
    if list(detail.get("dilation_rate", [1, 1])) != [1, 1]:
        return Fault("the kernel is dilated", "a plain kernel", "Leave `dilation_rate` alone.")
    return None


def pool_fault(op: Operation) -> Fault | None:
    """Compare one pooling with what is wanted: maximum of 2x2, stride 2."""
    detail = op.detail
    if detail["name"] != "max":
        return Fault(
            "the pooling takes the average",
            "the maximum",
            "Which number of each window shall survive: their mean, or the strongest?",
        )
    if list(detail["pool_size"]) != [2, 2]:
        return Fault(
            f"the window of the pooling is {_by(detail['pool_size'])}",
            "2x2",
            "The window decides by how much rows and columns shrink.",
        )
    if list(detail["strides"]) != [2, 2]:
        return Fault(
            f"the stride of the pooling is {_by(detail['strides'])}",
            "2x2",
            "Windows that overlap do not halve the feature map. How far must a 2x2 window move?",
        )
    return None


def dense_fault(op: Operation, units: int, hint: str) -> Fault | None:
    """Compare the number of units of one fully connected layer with what is wanted."""
    if op.detail["units"] != units:
        return Fault(f"the fully connected layer has {op.detail['units']} units", f"{units}", hint)
    return None


def _by(sizes) -> str:
    return "x".join(str(size) for size in sizes)

"""Judges of A4.10: the same network with the parts of today."""

import numpy as np

from lenet_keras.checks.inspection import Inspection
from lenet_keras.checks.layers import further_fault, pool_fault
from lenet_keras.checks.networks import BATCH_FIXED, Operation, in_one_line, input_words, operations
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, kind_fault

WANTED = [*["conv", "relu", "pool"] * 2, "conv", "relu", "flatten", "dense", "relu", "dense", "softmax"]
FILTERS, UNITS = (6, 16, 120), (84, 10)
OLD = {
    "Subsampling": "Subsampling is still that of 1998. What takes the largest of each window?",
    "PartialConv2D": "C3 still has its table. Today every map sees all maps before it.",
    "RBF": "The output layer still compares with bitmaps. What gives ten probabilities?",
}


def is_modern(observations: Observations) -> Fault | None:
    """Judge the parts: ReLU, max pooling, a full C3, softmax."""
    found = observations["modern"]
    if fault := kind_fault(
        found, "model", "modern", "a model", "`Sequential` makes one of a list of layers."
    ):
        return fault
    for layer in found["layers"]:
        if layer["class"] in OLD:
            return Fault(f"there is a layer {layer['class']}", "the parts of today", OLD[layer["class"]])
    ops = operations(found["layers"])
    kinds = [op.kind for op in ops]
    if kinds == WANTED:
        return None
    line = "(CONV => RELU => POOL) twice, CONV => RELU, FLATTEN, FC => RELU, FC => softmax"
    return Fault(f"the layers are {in_one_line(ops)}", line, _kinds_hint(kinds))


def _kinds_hint(kinds: list[str]) -> str:
    if "scaled_tanh" in kinds or "tanh" in kinds:
        return "Somewhere the units are still squashed. ReLU cuts off below 0 and has no upper end."
    if kinds[-1:] != ["softmax"]:
        if kinds[-1:] == ["dense"]:
            return "The last layer gives raw numbers. Which activation makes probabilities of them?"
        if "softmax" not in kinds:
            return "What comes out at the end does not sum to 1. Which activation makes probabilities?"
    if kinds.count("conv") < 3:
        return "C5 is a convolution, here as in 1998."
    if kinds.count("dense") < 2:
        return "After C5 come F6 and the output layer."
    if kinds.count("relu") < 4:
        return "After each convolution and after F6 comes an activation."
    return "Only the parts change; their order stays that of the published network."


def has_the_papers_sizes(observations: Observations) -> Fault | None:
    """Judge the sizes, which stay as they were."""
    if fault := is_modern(observations):
        return fault
    found = observations["modern"]
    ops = operations(found["layers"])
    if found["input"] != [None, 32, 32, 1]:
        fixed = (found["input"] or [])[1:] == [32, 32, 1]
        hint = BATCH_FIXED if fixed else "The digits stay as they were."
        return Fault(f"the input is {input_words(found['input'])}", "(32, 32, 1)", hint)
    for op, filters in zip(_of(ops, "conv"), FILTERS, strict=True):
        if op.detail["filters"] != filters or list(op.detail["kernel_size"]) != [5, 5]:
            size = " x ".join(str(each) for each in op.detail["kernel_size"])
            hint = "6, 16 and 120 kernels of 5 x 5: as many maps as the published network has."
            return Fault(
                f"a convolution has {op.detail['filters']} kernels of {size}", f"{filters} of 5 x 5", hint
            )
        if list(op.detail["strides"]) != [1, 1]:
            hint = "The window moves pixel by pixel. A third number is taken for the stride."
            return Fault("a convolution takes larger steps", "steps of one pixel", hint)
        if op.detail["padding"] != "valid":
            hint = "The digits have a border already. With another one C5 does not end in maps of one pixel."
            return Fault("a convolution has a border", "none", hint)
    for op in _of(ops, "pool"):
        if op.detail["name"] != "max":
            return Fault(
                "the pooling takes the mean", "the maximum", "Which number of a window is the strongest?"
            )
        if fault := pool_fault(op):
            return fault
    for op, units in zip(_of(ops, "dense"), UNITS, strict=True):
        if op.detail["units"] != units:
            hint = (
                "F6 keeps its 84 units, though nobody draws with them now. The last layer has one unit a "
                "class."
            )
            return Fault(f"a fully connected layer has {op.detail['units']} units", f"{units}", hint)
    return further_fault(ops)


def _of(ops: list[Operation], what: str) -> list[Operation]:
    return [op for op in ops if op.what == what]


def _drawn(_: np.random.Generator) -> Drawn:
    """What a grader asks: whether the layers compute what they are named for, with other weights."""
    return Drawn(("modern",), is_modern, computes="modern")


STEPS = (
    Step(
        "A4.10",
        concept="architecture",
        defines=("modern",),
        inspection=Inspection(
            "modern", "the network with the parts of today", "Build it of Keras's own layers."
        ),
        criteria=(
            Criterion("its parts are those of today", 2, ("modern",), is_modern, _drawn),
            Criterion("its sizes are those of the paper", 1, ("modern",), has_the_papers_sizes),
        ),
        error_hints=(
            ("Negative dimension|zero or negative", "A map is smaller than the window that slides over it."),
            ("activation function identifier", "Keras knows no activation of this name."),
            (
                "Only input tensors|Only instances",
                "Between the brackets stand layers: each with its parentheses.",
            ),
        ),
    ),
)

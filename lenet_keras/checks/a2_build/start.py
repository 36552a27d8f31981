"""A2.3: an empty model that knows its input."""

import numpy as np

from lenet_keras.checks.a2_build.common import ERROR_HINTS, none_hint
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, kind_fault

START = "initialize_model(32, height=40, depth=3)"
WANTED = "(40, 32, 3) for width=32, height=40, depth=3"

SHAPES = {
    (32, 40, 3): "Width and height are exchanged. An array has its rows first: how many rows has an image of "
    "height 40?",
    (3, 40, 32): "The depth stands first. Keras keeps it last.",
    (3, 32, 40): "The depth stands first. Keras keeps it last.",
    (28, 28, 1): "These are the numbers of MNIST. Use the function's own arguments instead.",
    (40, 32): "The depth is missing: also a grey image has one.",
    (32, 40): "The depth is missing: also a grey image has one.",
    (40, 32, 1): "This depth fits grey images only. Use the function's own argument.",
}


def empty_model(observations: Observations) -> Fault | None:
    """Judge A2.3, first half: a Sequential model without layers."""
    observation = observations[START]
    wanted = "an empty Sequential model"
    if observation["kind"] == "class":
        hint = "This is the class itself. Calling it, with parentheses, makes a model."
    elif in_words(observation) == "None":
        hint = none_hint(observations)
    else:
        hint = "Not the input comes back but the model, which got the input as its first part."
    if fault := kind_fault(observation, "model", "initialize_model(...)", wanted, hint):
        return fault
    if observation["layers"]:
        return Fault(
            f"the model has {len(observation['layers'])} layers already",
            "a model that knows its input and nothing else",
            "Each of the next steps adds its own layers.",
        )
    if observation["class"] != "Sequential":
        return Fault(
            f"the model is a {observation['class']}",
            "a `Sequential`",
            "The next steps append layers one after the other with `model.add`.",
        )
    return None


def input_shape(observations: Observations) -> Fault | None:
    """Judge A2.3, second half: the input is (height, width, depth)."""
    if fault := empty_model(observations):
        return fault
    found = observations[START]["input"]
    if found is None:
        return Fault(
            "the model does not know its input",
            WANTED,
            "`Input(shape=...)` is the first thing that is added. Only what is added belongs to the model.",
        )
    size = tuple(found[1:])
    if size == (40, 32, 3) and found[0] is not None:
        return Fault(
            f"the model takes {found[0]} images at a time, neither more nor fewer",
            WANTED,
            "A network takes any number of images at a time: what the number is, Keras sees for itself.",
        )
    if size == (40, 32, 3):
        return None
    return Fault(f"the input is {size}", WANTED, _shape_hint(size))


def drawn_size(random: np.random.Generator) -> Drawn:
    """The same question about an image of another size."""
    height, width, depth = (int(random.integers(*limits)) for limits in ((41, 90), (5, 32), (4, 9)))
    call = f"initialize_model({width}, height={height}, depth={depth})"

    def judge(observations: Observations) -> Fault | None:
        found = observations[call]
        size = tuple((found.get("input") or [])[1:])
        if found["kind"] == "model" and size == (height, width, depth):
            return None
        what = f"the input is {size}" if found["kind"] == "model" else f"it gives {in_words(found)}"
        return Fault(f"{what} for `{call}`", f"{(height, width, depth)}", SHAPES[28, 28, 1])

    return Drawn((call,), judge)


def _shape_hint(size: tuple) -> str:
    if len(size) == 4:
        return "The number of samples is not part of `shape`; Keras adds it itself."
    if len(size) == 1:
        return "The image was flattened. A convolution needs rows, columns and depth."
    return SHAPES.get(size, "Rows, columns, depth: in this order.")


STEP = Step(
    "A2.3",
    concept="shapes",
    defines=("initialize_model",),
    criteria=(
        Criterion("the model is an empty Sequential", 1, (START,), empty_model),
        Criterion("its input is (height, width, depth)", 1, (START,), input_shape, drawn_size),
    ),
    error_hints=(
        ("Cannot convert .* to a shape", "The shape is one argument that holds all three numbers: a tuple."),
        *ERROR_HINTS,
    ),
)

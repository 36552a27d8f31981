"""Judges of A4.5: the published network from its layers."""

import re

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.inspection import Inspection
from lenet_keras.checks.layers import setting_fault
from lenet_keras.checks.networks import BATCH_FIXED, FUNCTIONS, activation, input_words, is_activation
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, kind_fault, source
from lenet_keras.lenet5 import BITMAPS, TABLE_I

BUILT = "build_network()"
SIZE = [None, 32, 32, 1]
TABLES = (
    "[np.any(np.array(layer.full_kernel()) != 0, axis=(0, 1)).tolist() "
    f"for layer in {BUILT}.layers if hasattr(layer, 'full_kernel')]"
)
CODES = "normal(8, 3, 84)"
DISTANCES = f"[np.array(layer({CODES})).tolist() for layer in {BUILT}.layers if hasattr(layer, 'points')]"
# name, class, numbers that are trained, what comes out, whether it is squashed
LAYERS = (
    ("C1", "Conv2D", 156, [28, 28, 6], True),
    ("S2", "Subsampling", 12, [14, 14, 6], True),
    ("C3", "PartialConv2D", 1516, [10, 10, 16], True),
    ("S4", "Subsampling", 32, [5, 5, 16], True),
    ("C5", "Conv2D", 48120, [1, 1, 120], True),
    ("flatten", "Flatten", 0, [120], False),
    ("F6", "Dense", 10164, [84], True),
    ("output", "RBF", 0, [10], False),
)
SQUASHING = "scaled_tanh"
INSTEAD = {
    ("S2", "AveragePooling2D"): "Average pooling has no numbers that are trained. Which layer of 1998 has?",
    ("S2", "MaxPooling2D"): "Max pooling came later. In S2 four numbers are summed, not compared.",
    ("C3", "Conv2D"): "This C3 looks at all six maps of S2. In table I most maps see three or four of them.",
    ("C5", "Dense"): "C5 is a convolution: its window happens to be as large as the map. A4.9 needs it so.",
    ("C5", "Flatten"): "C5 is a convolution: it takes maps. What is laid in a row comes after it.",
    (
        "output",
        "Dense",
    ): "Trained units, softmax, came later. The output layer of 1998 compares, and trains nothing.",
    ("flatten", "Dense"): "Maps of one pixel are still maps. What makes a plain row of 120 numbers of them?",
}


def is_a_model(observations: Observations) -> Fault | None:
    """Judge that there is a model of the right input and output, of the student's own making."""
    found = observations[BUILT]
    hint = "A function without `return` gives None." if in_words(found) == "None" else "It returns the model."
    if fault := kind_fault(found, "model", BUILT, "a model", hint):
        return fault
    if re.search(r"lenet5\s*\.\s*build\b|lenet5\s+import\s+.*\bbuild\b", source(observations)):
        return Fault(
            "this model was built by the library's own `lenet5.build`",
            "a model of layers that you put together",
            "It works, and you may compare with it afterwards. The layers are yours to put in order.",
        )
    if found["input"] != SIZE:
        hint = "The pipeline of A4.1 says how large a digit is, and its depth."
        hint = BATCH_FIXED if (found["input"] or [])[1:] == SIZE[1:] else hint
        return Fault(f"the input of the model is {input_words(found['input'])}", "(32, 32, 1)", hint)
    if found["output"] != [None, 10]:
        size = tuple((found["output"] or [])[1:])
        hint = "One number for each bitmap comes out, and no rows and columns. Is a layer missing at the end?"
        return Fault(f"the output of the model is {size}", "(10,)", hint)
    return None


def layers_are_the_papers(observations: Observations) -> Fault | None:
    """Judge the layers one by one, and how many numbers are trained."""
    if fault := is_a_model(observations):
        return fault
    layers, activations = _layers(observations[BUILT])
    for place, (name, kind, numbers, shape, squashed) in enumerate(LAYERS):
        if place >= len(layers):
            return Fault(
                f"the model ends before {name}", f"{name}, a layer {kind}", "Compare with the table."
            )
        layer = layers[place]
        if layer["class"] != kind:
            short = {"S4": "S2"}.get(name, name)
            hint = INSTEAD.get((short, layer["class"]), "Compare with the table, line by line.")
            return Fault(f"in the place of {name} stands {layer['class']}", kind, hint)
        if fault := _size_fault(name, layer, numbers, shape):
            return fault
        wanted = SQUASHING if squashed else "linear"
        if activations[place] != wanted:
            return _activation_fault(name, activations[place], wanted)
        settings = [each for each in layer.get("further", []) if not each.endswith("of its own")]
        if fault := setting_fault(name, settings):
            return fault
    if len(layers) > len(LAYERS):
        extra = layers[len(LAYERS)]["class"]
        return Fault(f"after the output layer comes {extra}", "nothing more", "The penalties are the answer.")
    return None


def _layers(model: Observation) -> tuple[list[Observation], list[str]]:
    """The layers without those that only squash, and what each of the others is squashed by."""
    layers: list[Observation] = []
    activations: list[str] = []
    for layer in model["layers"]:
        squashed = activation(layer)
        if layer["class"] == "Activation" or is_activation(layer):
            if activations and squashed != "linear":
                activations[-1] = squashed
            continue
        flattens = layer["class"] == "Reshape" and len(layer["output"] or []) == 2
        layers.append({**layer, "class": "Flatten"} if flattens else layer)
        activations.append(squashed)
    return layers, activations


def _size_fault(name: str, layer: Observation, numbers: int, shape: list[int]) -> Fault | None:
    found = sum(_product(each) for each in layer["weights"])
    if layer["output"] and layer["output"][1:] != shape:
        hints = {
            "Conv2D": "How many kernels, and how large? Without a border 5 x 5 takes 4 pixels off.",
            "PartialConv2D": "How large are its kernels? Without a border 5 x 5 takes 4 pixels off.",
            "Subsampling": "Windows of 2 x 2 halve rows and columns.",
        }
        hint = hints.get(layer["class"], "")
        return Fault(f"{name} gives {tuple(layer['output'][1:])}", f"{tuple(shape)}", hint)
    if "trainable=False" in layer.get("further", []):
        return Fault(
            f"{name} is not trained", f"{numbers:,} trainable parameters", "Leave `trainable` alone."
        )
    if "connections of its own" in layer.get("further", []):
        hint = "The layer has table I when no table is given."
        return Fault(
            f"{name} has {found:,} trainable parameters, by a table of its own", f"{numbers:,}", hint
        )
    if found != numbers:
        hint = "A bias belongs to each map and to each unit, and nothing else is trained there."
        return Fault(f"{name} has {found:,} trainable parameters", f"{numbers:,}", hint)
    return None


def _activation_fault(name: str, found: str, wanted: str) -> Fault:
    if wanted == "linear":
        hint = (
            "Penalties are not squashed: they may be large. Nor is there anything to squash in laying out "
            "a row."
        )
    elif found == "linear":
        hint = "Units up to F6 go through the squashing function, those of S2 and S4 as well."
    elif found == "tanh":
        hint = "This is the plain tanh. That of the paper is stretched, so that it is 1 at 1."
    elif found == "sigmoid":
        hint = "This one goes from 0 to 1, and a bitmap from -1 to 1. The function of 1998 is in `lenet5`."
    elif found in FUNCTIONS:
        hint = f"{found} came later. The function of 1998 is in `lenet5`, too."
    else:
        hint = "It gives other numbers than 1.7159 · tanh(⅔ x). What does it give for 1, and for -1?"
    return Fault(f"{name} has the activation {found}", wanted, hint)


def _product(shape: list[int]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def constants_are_kept(observations: Observations) -> Fault | None:
    """Judge what is not trained: the table of C3 and the bitmaps.

    While a network is untrained, F6 is nearly 0 and its penalties hardly tell one bitmap from another.
    """
    if fault := layers_are_the_papers(observations):
        return fault
    if observations[TABLES].get("value") != [TABLE_I.tolist()]:
        hint = "The layer has table I when no table is given."
        return Fault("C3 looks at other maps than table I says", "`lenet5.TABLE_I`", hint)
    distances = arrays.numbers(observations[DISTANCES])
    right = np.square(normal(8, 3, 84)[:, np.newaxis] - BITMAPS).sum(axis=-1)
    if distances is None or not arrays.same(distances, right[np.newaxis]):
        hint = "The layer has the ten bitmaps when no points are given."
        return Fault("the output layer compares with other drawings", "`lenet5.BITMAPS`", hint)
    return None


def _drawn(_: np.random.Generator) -> Drawn:
    """What a grader asks: whether the layers compute what they are named for, with other weights."""
    return Drawn((BUILT,), is_a_model, computes=BUILT)


STEPS = (
    Step(
        "A4.5",
        concept="architecture",
        defines=("build_network",),
        own=(TABLES,),
        inspection=Inspection(
            BUILT,
            "the published network, of the layers in `lenet5`",
            "Take table and bitmaps as they are in `lenet5`.",
        ),
        criteria=(
            Criterion("it returns a model for the prepared digits", 1, (BUILT,), is_a_model),
            Criterion("its layers are those of the paper", 2, (BUILT,), layers_are_the_papers, _drawn),
            Criterion(
                "table and bitmaps are the given ones", 1, (BUILT, TABLES, DISTANCES), constants_are_kept
            ),
        ),
        error_hints=(
            ("expected the 6 rows of the table", "C3 looks at the maps of S2. How many does S2 give?"),
            (
                "expected the 84 of a point",
                "The output layer compares with bitmaps of 7 times 12 pixels. What does F6 give?",
            ),
            (
                "activation function identifier",
                "The squashing function is no name of Keras: it is in `lenet5`.",
            ),
            ("Negative dimension|zero or negative", "A map is smaller than the window that slides over it."),
            (
                "Only input tensors|Only instances",
                "Between the brackets stand layers: each with its parentheses.",
            ),
            (
                "missing 1 required positional argument: 'x'",
                "An activation is handed over as a function, without parentheses: the layer calls it.",
            ),
        ),
    ),
)

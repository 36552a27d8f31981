"""A2.4 to A2.7: the parts of the network, one function each."""

import re

import numpy as np

from lenet_keras.checks import layers
from lenet_keras.checks.a2_build.common import EMPTY_HINT, ERROR_HINTS, LIBRARY, unwritten
from lenet_keras.checks.networks import WORDS, Operation, operations
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, kind_fault, source

FIRST = "layers_added(add_first_convolution, (28, 28, 1))"
SECOND = "layers_added(add_second_convolution, (14, 14, 20))"
CONNECTED = "layers_added(add_fully_connected, (7, 7, 50))"
CLASSIFIER = "layers_added(add_softmax_classifier, (500,), 7)"

NEW_MODEL_HINT = "A second model was made. The layers belong into the model that the function is given."


def added(observations: Observations, expression: str) -> tuple[list[Operation], Fault | None]:
    """The operations that the student's function added to a fresh model, or why there are none."""
    observation = observations[expression]
    fault = kind_fault(observation, "model", expression.split("(")[1].split(",")[0], "layers in the model")
    if fault:
        return [], fault
    wanted = "layers that the function adds to its `model`"
    if observation["name"] == LIBRARY:
        hint = "Adding them one by one is what this lesson is about."
        return [], Fault("the layers come from the library's own LeNet", wanted, hint)
    if not observation["layers"]:
        text = source(observations)
        if unwritten(text):
            return [], Fault("no layer was added", wanted, EMPTY_HINT)
        if re.search(r"Sequential\s*\(", text):
            return [], Fault("no layer was added", wanted, NEW_MODEL_HINT)
    if observation["input"] is None:  # the model it was given knows its input
        return [], Fault("the layers are in another model", wanted, NEW_MODEL_HINT)
    return operations(observation["layers"]), None


def order(expression: str, wanted: list[str]):
    """A judge of the kinds of layers and their order."""

    def judge(observations: Observations) -> Fault | None:
        found, fault = added(observations, expression)
        return fault or layers.sequence_fault(found, wanted)

    return judge


def each(expression: str, wanted: list[str], what: str, fault_of):
    """A judge of the first operation of one kind; without one, the judge of the order speaks."""

    def judge(observations: Observations) -> Fault | None:
        found, fault = added(observations, expression)
        first = next((op for op in found if op.what == what), None)
        if fault or first is None:
            return fault or order(expression, wanted)(observations)
        return fault_of(first)

    return judge


Sizes = dict[str, tuple[int, int]]


def drawn(function: str, shapes: tuple[str, ...], sizes: Sizes, classes: bool = False):
    """What a grader asks of a part: whether it computes what its layers say, for an input of another size.

    Args:
        function: that adds the layers.
        shapes: of the input, one of which is drawn; the names of `sizes` may stand in them.
        sizes: for each of these the smallest whole number and the largest.
        classes: whether the function takes a number of classes, which is drawn, too, and has to come out.
    """

    def draw(random: np.random.Generator) -> Drawn:
        found = str(random.choice(shapes))
        for name, (low, high) in sizes.items():
            found = found.replace(name, str(random.integers(low, high + 1)))
        count = int(random.integers(11, 20))
        expression = f"layers_added({function}, {found}{f', {count}' if classes else ''})"

        def judge(observations: Observations) -> Fault | None:
            ops, fault = added(observations, expression)
            last = [op.detail["units"] for op in ops if op.what == "dense"]
            if fault or not classes or last[-1:] == [count]:
                return fault
            return Fault(f"the layer has {last[-1:]} units for {count} classes", f"{count}", CLASSES_HINT)

        return Drawn((expression,), judge, computes=expression)

    return draw


CLASSES_HINT = "One unit for each class: how many classes does the caller ask for?"
AS_MANY = ("(5, 10, 49)", "(7, 14, 25)", "(10, 7, 35)", "(14, 25, 7)", "(25, 14, 7)", "(35, 10, 7)")
"""As many numbers as (7, 7, 50): who laid them in a row by their number has done so rightly."""
IMAGE: Sizes = {"height": (26, 30), "width": (32, 36), "depth": (2, 4)}


def convolution_block(id_: str, function: str, expression: str, filters: int) -> Step:
    """A2.4 and A2.5: convolution, activation, pooling."""
    wanted = ["conv", "relu", "pool"]
    convolution = each(
        expression, wanted, "conv", lambda op: layers.conv_fault(op, filters=filters, kernel=[5, 5])
    )
    pooling = each(expression, wanted, "pool", layers.pool_fault)
    draw = drawn(function, ("(height, width, depth)",), IMAGE)
    return Step(
        id_,
        concept="convolution",
        defines=(function,),
        criteria=(
            Criterion(
                "the layers are CONV => RELU => POOL", 1, (expression,), order(expression, wanted), draw
            ),
            Criterion(f"the convolution has {filters} kernels of 5x5", 1, (expression,), convolution, draw),
            Criterion("the pooling halves rows and columns", 1, (expression,), pooling, draw),
        ),
        error_hints=ERROR_HINTS,
    )


def _hidden_units(op: Operation) -> Fault | None:
    return layers.dense_fault(op, 500, "The text says how many units this layer has.")


def _classifier_units(op: Operation) -> Fault | None:
    hint = (
        "This many classes has MNIST. Another data set may have 7: use the argument."
        if op.detail["units"] == 10
        else CLASSES_HINT
    )
    return layers.dense_fault(op, 7, hint)


def dense_block(
    id_: str, function: str, expression: str, wanted: list[str], units: str, units_fault, draw
) -> Step:
    """A2.6 and A2.7: a fully connected layer and what stands around it."""
    in_words = " => ".join({"relu": "RELU"}.get(w) or WORDS.get(w, w) for w in wanted)
    return Step(
        id_,
        concept="softmax" if "softmax" in wanted else "fully connected layer",
        defines=(function,),
        criteria=(
            Criterion(f"the layers are {in_words}", 1, (expression,), order(expression, wanted), draw),
            Criterion(units, 1, (expression,), each(expression, wanted, "dense", units_fault), draw),
        ),
        error_hints=ERROR_HINTS,
    )


STEPS = (
    convolution_block("A2.4", "add_first_convolution", FIRST, 20),
    convolution_block("A2.5", "add_second_convolution", SECOND, 50),
    dense_block(
        "A2.6",
        "add_fully_connected",
        CONNECTED,
        ["flatten", "dense", "relu"],
        "the fully connected layer has 500 units",
        _hidden_units,
        drawn("add_fully_connected", AS_MANY, {}),
    ),
    dense_block(
        "A2.7",
        "add_softmax_classifier",
        CLASSIFIER,
        ["dense", "softmax"],
        "there is one unit for each class",
        _classifier_units,
        drawn("add_softmax_classifier", ("(units,)",), {"units": (30, 60)}, classes=True),
    ),
)

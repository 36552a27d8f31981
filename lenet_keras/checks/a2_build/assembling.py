"""A2.8 and A2.10: the whole network from its parts, and one of them for MNIST."""

import re

import numpy as np

from lenet_keras.checks import layers
from lenet_keras.checks.a2_build.common import ERROR_HINTS, LIBRARY, RETURN_HINT, borrowed
from lenet_keras.checks.a2_build.skeleton import static_build
from lenet_keras.checks.networks import operations
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, kind_fault, source

SIZE = ROWS, COLUMNS, DEPTH, CLASSES = 32, 24, 3, 7
"""No two alike, so that none can stand in another's place. Small, as the network is built for each check, but
large enough that Keras builds it also with kernels of 7x7 and no border: that mistake has its own hint."""
BUILT = f"LeNet.build(width={COLUMNS}, height={ROWS}, depth={DEPTH}, classes={CLASSES})"
OWN = ("a model of the layers that you wrote", "Build it from your own five functions, and nothing else.")
LENET = ["conv", "relu", "pool"] * 2 + ["flatten", "dense", "relu", "dense", "softmax"]


def _built(observations: Observations) -> Fault | None:
    """Why `LeNet.build` gives no model of the student's own, or None."""
    if observations["LeNet"]["kind"] == "class" and (fault := borrowed(observations["LeNet"])):
        return fault
    observation = observations[BUILT]
    hint = (
        _nothing_hint(source(observations))
        if in_words(observation) == "None"
        else "What `build` returns is not the model. Which name holds the model?"
    )
    if fault := kind_fault(observation, "model", "LeNet.build(...)", "the finished model", hint):
        return fault
    if observation["name"] == LIBRARY:
        return Fault(
            "this model was built by the library's own LeNet",
            "a model from the layers that you wrote",
            "Put your own five functions together instead.",
        )
    return None


def _nothing_hint(text: str) -> str:
    if re.search(r"class\s+(?!LeNet\b)\w+", text):
        return "The new class has another name, and `LeNet` is still the empty one of A2.1."
    if text and not re.search(r"initialize_model|Sequential|Model|Input", text):
        return "This is still the empty class of A2.1. Here its `build` gets a body."
    return RETURN_HINT


def returns_model(observations: Observations) -> Fault | None:
    """Judge A2.8, first: `LeNet.build` returns a model of the right input and output."""
    if fault := _built(observations) or static_build(observations):
        return fault
    observation = observations[BUILT]
    if observation["input"] != [None, ROWS, COLUMNS, DEPTH]:
        size = tuple((observation["input"] or [])[1:])
        hints = {
            (
                COLUMNS,
                ROWS,
                DEPTH,
            ): "Width and height are exchanged between `build` and the function that it calls.",
            (28, 28, 1): "These are the numbers of MNIST. `build` hands on what its caller gives.",
        }
        return Fault(
            f"the input of the model is {size or 'unknown'}",
            f"{(ROWS, COLUMNS, DEPTH)} for width={COLUMNS}, height={ROWS}, depth={DEPTH}",
            hints.get(size, "`build` hands its arguments on. Are they the caller's, and in the right order?"),
        )
    if observation["output"] != [None, CLASSES]:
        size = tuple((observation["output"] or [])[1:])
        if len(size) != 1:
            hint = "Feature maps come out, rows and columns of them. Which part lays them in a row?"
        elif size == (500,):
            hint = "That is the size of the layer of A2.6. What comes after it?"
        else:
            hint = "The last layer has one unit for each class that the caller asks for."
        return Fault(f"the output of the model is {size}", f"({CLASSES},) for classes={CLASSES}", hint)
    return None


def whole_network(observations: Observations) -> Fault | None:
    """Judge A2.8, second: all layers in their order, each as its own step made it."""
    if fault := _built(observations):
        return fault
    found = operations(observations[BUILT]["layers"])
    if fault := layers.sequence_fault(found, LENET):
        return fault
    first, second = (op for op in found if op.what == "conv")
    hidden = next(op for op in found if op.what == "dense")
    faults = [
        layers.conv_fault(first, 20, [5, 5]),
        layers.conv_fault(second, 50, [5, 5]),
        *(layers.pool_fault(op) for op in found if op.what == "pool"),
        layers.dense_fault(hidden, 500, "This is the layer of A2.6."),
    ]
    return next((fault for fault in faults if fault), None)


def own_network(observations: Observations, expression: str, size: tuple[int, ...]) -> Fault | None:
    """Whether a model has the weights of the lesson's network: each array of them, and no others.

    Args:
        observations: what was observed.
        expression: of the model.
        size: rows, columns, channels and classes.
    """
    rows, columns, channels, classes = size
    inputs = (rows // 4) * (columns // 4) * 50
    wanted = [[5, 5, channels, 20], [20], [5, 5, 20, 50], [50]]
    wanted += [[inputs, 500], [500], [500, classes], [classes]]
    found = [shape for layer in observations[expression]["layers"] for shape in layer["weights"]]
    if found == wanted:
        return None
    return Fault(f"`{expression}` is not the network that the lesson builds: its weights are others", *OWN)


def drawn(order: bool):
    """What a grader asks of `LeNet.build`: what it builds for images of another size, and whether that
    computes.

    Args:
        order: whether the layers have to be those of LeNet; otherwise only input and output are looked at.
    """

    def draw(random: np.random.Generator) -> Drawn:
        # as large as those of the check, so that what can be built there can be built here
        limits = {"height": (33, 36), "width": (24, 28), "depth": (4, 7), "classes": (11, 20)}
        height, width, depth, classes = (int(random.integers(*each)) for each in limits.values())
        call = f"LeNet.build(width={width}, height={height}, depth={depth}, classes={classes})"
        wanted = (height, width, depth), (classes,)

        def judge(observations: Observations) -> Fault | None:
            found = observations[call]
            if fault := kind_fault(found, "model", call, "the finished model"):
                return fault
            ends = tuple((found["input"] or [])[1:]), tuple((found["output"] or [])[1:])
            if ends != wanted:
                hint = "`build` hands its arguments on. Are they the caller's, and in the right order?"
                what = f"the model goes from {ends[0]} to {ends[1]} for `{call}`"
                return Fault(what, f"from {wanted[0]} to {wanted[1]}", hint)
            if not order:
                return None
            fault = layers.sequence_fault(operations(found["layers"]), LENET)
            return fault or own_network(observations, call, (height, width, depth, classes))

        return Drawn((call,), judge, computes=call, wanted=OWN, any_layers=not order)

    return draw


def drawn_model(_: np.random.Generator) -> Drawn:
    """What a grader asks of the model for MNIST: whether it is the lesson's network, and computes as one."""
    size = 28, 28, 1, 10
    return Drawn(
        ("model",),
        lambda observations: own_network(observations, "model", size),
        computes="model",
        wanted=OWN,
    )


def mnist_model(observations: Observations) -> Fault | None:
    """Judge A2.10: `model` is a LeNet for MNIST."""
    observation = observations["model"]
    wanted = "a model from (28, 28, 1) to (10,)"
    if fault := kind_fault(observation, "model", "model", wanted, _no_model_hint(observation)):
        return fault
    if observation["name"] == LIBRARY:
        return Fault(
            "this model was built by the library's own LeNet",
            "a model that your class builds",
            "Use the `LeNet` that you wrote in A2.8.",
        )
    found = tuple((observation["input"] or [])[1:]), tuple((observation["output"] or [])[1:])
    if found != ((28, 28, 1), (10,)):
        hint = (
            "How many different digits are there?"
            if found[0] == (28, 28, 1)
            else "How many columns, rows and channels has a digit of MNIST?"
        )
        return Fault(f"the model goes from {found[0]} to {found[1]}", wanted, hint)
    return layers.sequence_fault(operations(observation["layers"]), LENET)


def _no_model_hint(observation: Observation) -> str:
    if observation["kind"] in ("function", "class"):
        return "This is the recipe. Only a call, with parentheses and four numbers, bakes the model."
    if observation.get("type") == "LeNet":
        return "This is an object of the class. The network is what its method `build` returns."
    return "What does `LeNet.build` return? Look at A2.8."


NETWORK = Step(
    "A2.8",
    concept="architecture",
    defines=("LeNet",),
    needs=("A2.3", "A2.4", "A2.5", "A2.6", "A2.7"),
    criteria=(
        Criterion(
            "`LeNet.build` returns a model of the asked size",
            1,
            ("LeNet", BUILT),
            returns_model,
            drawn(order=False),
        ),
        Criterion("the model has all layers of LeNet", 2, ("LeNet", BUILT), whole_network, drawn(order=True)),
    ),
    error_hints=(
        (
            "'self'|multiple values for argument",
            "`build` is called without an object, so nothing fills a first parameter of that kind. Which "
            "kind of method was it in A2.1?",
        ),
        (
            r"add_softmax_classifier\(\) missing",
            "The last part has to know how many classes there are: its head names two things to hand in.",
        ),
        (
            "RecursionError|maximum recursion",
            "`build` calls itself. It is the parts of A2.3 to A2.7 that it has to call.",
        ),
        (
            r"build\(\) (got an unexpected keyword|missing)",
            "The parameters of `build` are those of A2.1, with the same names.",
        ),
        *ERROR_HINTS,
    ),
)

MODEL = Step(
    "A2.10",
    concept="architecture",
    defines=("model",),
    needs=("A2.8",),
    criteria=(Criterion("`model` is a LeNet for MNIST", 1, ("model",), mnist_model, drawn_model),),
    error_hints=(
        (
            "zero or negative",
            "A side of the image is too short to be halved twice. Which of the numbers is the depth?",
        ),
        (
            "missing .* argument",
            "`build` takes four numbers; the error names those that are missing.",
        ),
        ("unexpected keyword", "The names of the arguments are those of A2.1."),
        (r"takes \d+ positional", "`build` takes four numbers, each by itself."),
        ("takes no arguments", "The class takes nothing. It is its method that takes the four numbers."),
    ),
    source_hints=((r"build\s*\(", "A network was built and thrown away: it got no name."),),
)

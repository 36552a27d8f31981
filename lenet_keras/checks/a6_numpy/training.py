"""A6.9 and A6.10: a trained LeNet-5, measured by its weights, and its kernels for Keras."""

from functools import cache, lru_cache

import numpy as np

from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words
from lenet_keras.datasets import mnist
from lenet_keras.from_scratch.lenet5 import lenet5
from lenet_keras.from_scratch.training import class_accuracy

LAYERS = "[type(layer).__name__ for layer in network.layers]"
WEIGHTS = "np.concatenate([array.ravel() for array in network.get_weights()])"
WANTED = ["Conv2d", "ReLU", "MaxPool2d"] * 2 + ["Flatten", "Linear", "ReLU", "Linear", "ReLU", "Linear"]
# With ten seeds, 95.5 % to 98.2 % of the test digits are recognised, 95.5 % or more after three epochs.
ENOUGH = 0.90
EPOCHS, FEWEST = 5, 3
WORSE = 0.08  # by how much a training may recognise fewer moved digits than the reference's


def built(observations: Observations) -> Fault | None:
    """Judge A6.9, first: the layers of LeNet-5, with their sizes."""
    found = observations[LAYERS].get("value")
    if found != WANTED:
        found = found or []
        if "AvgPool2d" in found:
            hint = "This pools by the mean, as in 1998. The table asks for max pooling."
        elif "Sigmoid" in found or "Tanh" in found:
            hint = "This is another activation. The table asks for ReLU."
        elif "Flatten" not in found:
            hint = "Between maps and the fully connected layers, all numbers have to be laid in a row."
        elif found.count("ReLU") > 4 or found[-1:] != ["Linear"]:
            hint = (
                "The last layer gives scores, of any sign. No activation follows: softmax is part "
                "of the loss."
            )
        elif found.count("ReLU") < 4:
            hint = (
                "An activation is missing: without a bend between them, two layers can do no more than one."
            )
        else:
            hint = "Go through the table line by line; each name in it is a layer of its own."
        return Fault(f"`network` has the layers {', '.join(found)}", ", ".join(WANTED), hint)
    weights = (
        len(np.atleast_1d(observations[WEIGHTS]["values"])) if observations[WEIGHTS]["kind"] == "array" else 0
    )
    if weights != len(_flat()):
        hint = "The layers are right, their sizes are not. Compare the numbers in the table."
        return Fault(f"`network` has {weights:,} weights", f"{len(_flat()):,} weights", hint)
    return None


def trained(observations: Observations) -> Fault | None:
    """Judge A6.9, second: it recognises the test digits, by its weights and not by what it says."""
    if fault := built(observations):
        return fault
    accuracy = float(measured(observations).mean())
    history = observations["history"].get("value")
    if not isinstance(history, dict) or not {"loss", "val_loss"} <= history.keys():
        hint = "`fit` returns the history of the losses; it gets the test digits as its fourth argument."
        return Fault(
            f"`history` is {in_words(observations['history'])}", "what `fit` returns, with validation", hint
        )
    losses = history["loss"]
    found = (
        f"after {len(losses)} epoch{'s' * (len(losses) > 1)} {accuracy:.1%} of the test digits are recognised"
    )
    if len(losses) < FEWEST:
        hint = (
            "It has hardly begun: the loss was still falling. How often does the text let it see each digit?"
        )
        return Fault(found, f"{EPOCHS} epochs", hint)
    if accuracy >= ENOUGH:
        return None
    if not np.all(np.isfinite(losses)) or losses[-1] > 2:
        hint = (
            "The loss does not fall. Steps that are too long overshoot: which learning rate does "
            "the text give?"
        )
    elif losses[-1] < losses[0] - 0.05:
        hint = "The loss was still falling slowly. Are learning rate, momentum and batches those of the text?"
    else:
        hint = (
            "The loss hardly moves. Is this the network that was trained, and did it see digits with labels?"
        )
    return Fault(found, f"at least {ENOUGH:.0%}", hint)


def shared(observations: Observations) -> Fault | None:
    """Judge A6.9, third: the accuracy of each class of the test digits."""
    observation = observations["shares"]
    wanted = "ten numbers, the part of each digit that this network recognises"
    values = observation.get("values") if observation["kind"] == "array" else observation.get("value")
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape != (10,):
        hint = "`class_accuracy` returns one number for each of the ten digits."
        return Fault(f"`shares` is {in_words(observation)}", wanted, hint)
    if built(observations):
        return Fault(
            "`shares` cannot be compared", wanted, "First `network` has to have the layers of the table."
        )
    if (
        np.abs(found - measured(observations)).max() < 0.015
    ):  # of 100 digits one may be rounded to the other side
        return None
    images, labels = mnist.originals()[0]
    learned = class_accuracy(_network(_bytes(observations)), (_prepared(images), labels))
    if np.abs(found - learned).max() < 0.015:
        hint = "These are the digits that it learned from. How well it knows those says little."
    elif found.max() > 1.5:
        hint = "These are counts or percent. A part is a number from 0 to 1."
    else:
        hint = "They belong to another state of the network. Run the whole cell again, from the top."
    return Fault("`shares` are not those of `network` and the test digits", wanted, hint)


def measured(observations: Observations) -> np.ndarray:
    """The part of each test digit that a network with the observed weights recognises."""
    return _measured(_bytes(observations), mnist.source())


def _bytes(observations: Observations) -> bytes:
    return np.asarray(observations[WEIGHTS]["values"], dtype=np.float32).tobytes()


@lru_cache(maxsize=4)
def _measured(weights: bytes, data: str) -> np.ndarray:
    images, labels = mnist.originals()[1]
    return class_accuracy(_network(weights), (_prepared(images), labels))


def _network(weights: bytes):
    """A LeNet-5 of the library's own with these weights, so that nothing of the student's runs."""
    network = lenet5(seed=0)
    flat, start, arrays = np.frombuffer(weights, np.float32), 0, []
    for each in network.get_weights():
        arrays.append(flat[start : start + each.size].reshape(each.shape))
        start += each.size
    network.set_weights(arrays)
    return network


def _prepared(images: np.ndarray) -> np.ndarray:
    return images[:, np.newaxis].astype(np.float32) / 255


@cache
def _flat() -> np.ndarray:
    return np.concatenate([array.ravel() for array in lenet5(seed=0).get_weights()])


TURNED = Function(
    "to_keras(kernels)",
    ("normal(7, 4, 3, 5, 5)",),
    (
        Result(
            "the result of `to_keras`",
            """
            kernels.transpose(2, 3, 1, 0)
            # All axes were reversed, so rows and columns are exchanged, too.
            kernels.transpose(3, 2, 1, 0)
            # `reshape` cuts the same row of numbers into other pieces, so weights of different kernels are
            # mixed. The axes have to change places.
            kernels.reshape(5, 5, 3, 4)
            # Filters and channels are exchanged: in Keras the filters come last.
            kernels.transpose(2, 3, 0, 1)
            # The kernels were turned around. Keras does not turn them either: only the axes move.
            kernels.transpose(2, 3, 1, 0)[::-1, ::-1]
            # The channels moved to the end. For images that is right; in a kernel the filters come last.
            kernels.transpose(0, 2, 3, 1)
            # The axes are still in their old order.
            kernels
            """,
            "One weight to follow: `kernels[f, c, i, j]` is to stand at `[i, j, c, f]`.",
            "`(size, size, channels, filters)`: which axis of `kernels` is each of them?",
        ),
    ),
    drawn=("normal(seed, filters, channels, size, size)",),
    sizes={"filters": (6, 9), "channels": (2, 3), "size": (4, 5)},
)


NETWORK = (LAYERS, WEIGHTS)
STEP = Step(
    "A6.9",
    concept="training",
    trains=True,
    inspection=Exam(
        WEIGHTS,
        "the LeNet-5 of this lesson, trained",
        "Train the `network` that you built, and keep it under this name.",
        worse=WORSE,
        history="history",
        recipe="lenet5",
    ),
    defines=("network", "history", "shares"),
    own=(WEIGHTS, "shares"),
    criteria=(
        Criterion("`network` has the layers of LeNet-5", 1, NETWORK, built),
        Criterion(f"it recognises at least {ENOUGH:.0%}", 2, (*NETWORK, "history"), trained),
        Criterion("`shares` tells how well each digit is recognised", 1, (*NETWORK, "shares"), shared),
    ),
    error_hints=(
        (
            "has no attribute 'layers'",
            "`network` is a list, or something else. `Sequential` takes a list of layers and makes a "
            "network of it.",
        ),
        (
            "found images of shape",
            "A convolution got images with other channels than it was made for. The first argument "
            "of `Conv2d` "
            "is what comes in, the second what goes out.",
        ),
        (
            "matmul|core dimension",
            "A fully connected layer was made for another number of inputs. Do the numbers follow on each "
            "other as in the table?",
        ),
        (
            "missing 1 required keyword-only argument: 'rng'",
            "The layer draws its first weights with `rng`. The table shows where it stands.",
        ),
        (
            r"type object '\w+' has no attribute|argument: 'self'|forward\(\) missing",
            "A class stands where a layer is wanted: `ReLU` is the plan, `ReLU()` is a layer.",
        ),
        (
            "images and .* labels",
            "Digits and labels come from different sets, or stand in the wrong order.",
        ),
        *ERROR_HINTS,
    ),
    source_hints=(
        (
            r"^(?![\s\S]*\bhistory\s*=)[\s\S]*\bfit\s*\(",
            "The network was trained, but what `fit` returned was thrown away. It needs the name `history`.",
        ),
    ),
)

TWIN = Step(
    "A6.10",
    concept="training",
    defines=("to_keras",),
    criteria=(TURNED.returns("the kernels of Keras", 2, kept="kernels"),),
    error_hints=(
        (
            "axes don't match|repeated axis|AxisError",
            "`transpose` takes all four axes, each once: at each place the number of the old axis.",
        ),
        *ERROR_HINTS,
    ),
)

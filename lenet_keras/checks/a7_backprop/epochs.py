"""Judges of A7.10: the same regression in Keras, after few epochs and after many."""

import math
import re

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.sine import COUNT
from lenet_keras.checks.a7_backprop.splitting import VALUES
from lenet_keras.checks.inspection import Curve
from lenet_keras.checks.layers import further_fault
from lenet_keras.checks.networks import Operation, operations
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, source

UNITS = [512, 256, 1]
POINTS = 201  # of `grid`
FEW, MANY = 3, 40
LEAST = 15  # epochs that count as many
BATCH = 32  # of Keras, unless it is told otherwise
ALL = r"\.fit\(\s*(x\s*=\s*)?x\s*,\s*(y\s*=\s*)?y\s*,"  # `network.fit(x, y, ...`
# Mean squared distance of `few` over five seeds: 0.47 to 0.51 before any training, 0.15 to 0.27 after one
# epoch, also with large batches.
UNTRAINED = 0.35
# How far, as a part of it, an error that is computed from `many` may be from the one that is told: it is that
# of the same points, or of others.
NEAR, APART = 0.003, 0.01
# Mean squared distance from the sine, over seven seeds: 0.036 to 0.058 after 3 epochs, 0.005 to 0.018 after
# 5, 0.0009 to 0.0021 after 15 and after 43.
ENOUGH = 0.015
GUESSES = {name: f"np.ravel({name}).tolist()" for name in ("few", "many")}
SQUARED = ("mse", "mean_squared_error", "meansquarederror")


def layers(observations: Observations) -> Fault | None:
    """Judge A7.10, first: 512 and 256 units with ReLU, one unit without, compiled with the squared error."""
    observation = observations["network"]
    wanted, hint = "a Sequential of Dense layers", "`network` is the model itself, one of Keras."
    if fault := kind_fault(observation, "model", "network", wanted, hint):
        return fault
    found = operations(observation["layers"])
    units = [each.detail["units"] for each in found if each.what == "dense"]
    if units != UNITS:
        if units == UNITS[:-1]:
            hint = "The output is missing: a value of the sine is one number, so one unit gives it."
        else:
            hint = "Two hidden layers, as in A7.9, and one output."
        return Fault(f"the Dense layers have {units} units", f"{UNITS}", hint)
    kinds = [each.kind for each in found]
    if kinds[-1] != "dense":
        hint = (
            "ReLU cuts off what is negative, and a sine is negative half of the time."
            if kinds[-1] == "relu"
            else f"The output goes through {kinds[-1]}, which bends it. A sum can reach every number."
        )
        return Fault(f"the output has the activation {kinds[-1]}", "no activation at the output", hint)
    if kinds != ["dense", "relu", "dense", "relu", "dense"]:
        return Fault(
            f"the layers are {', '.join(map(str, found))}", "ReLU behind each hidden layer", _bend_hint(found)
        )
    return further_fault(found) or _compiled_fault(observation)


def _bend_hint(found: list[Operation]) -> str:
    """What to say about layers that are not two hidden ones with ReLU and a plain output."""
    if others := [each.detail["name"] for each in found if each.what == "other"]:
        return f"{others[0]} is a layer that the text does not list."
    if others := [each.kind for each in found if each.what == "activation" and each.kind != "relu"]:
        return f"The activation is {others[0]}. It bends in another way than the one that the text names."
    return "Without a bend behind each hidden layer, all layers together are one straight line."


def _compiled_fault(observation: Observation) -> Fault | None:
    compiled = observation["compiled"]
    if compiled is None:
        return Fault("the network is not compiled", "a loss and an optimizer", "Training needs both.")
    loss = compiled["loss"].lower().removesuffix("()")
    if loss in SQUARED:
        if (used := compiled["optimizer"]["class"]) == "Adam":
            return None
        hint = "The text names the optimizer. Another one takes other steps."
        return Fault(f"the optimizer is {used}", "Adam", hint)
    hint = (
        "A cross-entropy compares probabilities. Here numbers are compared."
        if "crossentropy" in loss
        else "The text names the loss: the error, squared, on average."
    )
    return Fault(f"the loss is {compiled['loss']!r}", "the mean squared error", hint)


def validated(observations: Observations) -> Fault | None:
    """Judge A7.10, second: the history of the longer training, with the loss on the held-out points."""
    hint = "`fit` returns the course of the training. That is what `H` holds."
    if fault := kind_fault(observations["H"], "history", "H", "the History of the longer training", hint):
        return fault
    series = observations["H"]["history"]
    if "val_loss" not in series:
        return Fault(
            "no validation was recorded",
            "the loss on the held-out points after each epoch",
            "Which argument of `fit` takes the points that it does not learn from?",
        )
    if (epochs := len(series["loss"])) < LEAST:
        hint = "`H` belongs to the second, longer training. Each `fit` returns a History of its own."
        if epochs == 1:
            hint = (
                "Each `fit` returns a History of its own, and `H` is that of one call. How many epochs can "
                "one call train?"
            )
        found = f"`H` holds {epochs} epoch{'s' * (epochs > 1)}"
        return Fault(found, f"{MANY} epochs", hint)
    if len(series["val_loss"]) != len(series["loss"]):
        counts = f"{len(series['loss'])} epochs and {len(series['val_loss'])} validations"
        return Fault(f"`H` holds {counts}", "a validation after each epoch", hint)
    if not all(map(math.isfinite, [*series["loss"], *series["val_loss"]])):
        return Fault("the loss is not a number any more", "a loss that falls", "The steps were too long.")
    return _points_fault(observations)


def _points_fault(observations: Observations) -> Fault | None:
    """The fault of a training or a validation with other points than those of the text."""
    text, history = source(observations), observations["H"]
    if "validation_split" in text and "validation_data" not in text:
        hint = "Points that are cut off from the training points are lost for learning. Which are held out?"
        return Fault("the validation took some of the training points", "`xTest` and `yTest`", hint)
    if history["steps"] == math.ceil(COUNT / BATCH) and re.search(ALL, text):
        hint = "It has learned from all points, also from those of the exam."
        return Fault(f"the network learned from {COUNT:,} points", "`xTrain` and `yTrain`", hint)
    told = max(history["history"]["val_loss"][-1], 1e-12)
    off = {part: abs(_error(observations, part) / told - 1) for part in ("Test", "Train")}
    if off["Train"] < NEAR < APART < off["Test"]:
        hint = "Points that were learned from prove nothing. Which points has the network not seen?"
        return Fault("the validation took the training points", "`xTest` and `yTest`", hint)
    return None


def _error(observations: Observations, part: str) -> float:
    """The mean squared error of `many` at the training points or at those held out; NaN if it has none."""
    many, x, y = (
        arrays.numbers(observations[each])
        for each in (GUESSES["many"], VALUES[f"x{part}"], VALUES[f"y{part}"])
    )
    if many is None or many.size != POINTS or x is None or y is None or x.shape != y.shape:
        return math.nan
    return float(np.mean((np.interp(x, np.linspace(-np.pi, np.pi, POINTS), many) - y) ** 2))


def few_and_many(observations: Observations) -> Fault | None:
    """Judge A7.10, third: `many` is close to the sine, and closer than `few`."""
    grid = np.linspace(-np.pi, np.pi, POINTS)
    away = {}
    for name, expression in GUESSES.items():
        found = arrays.numbers(observations[expression])
        if found is None or found.size != POINTS:
            size = "no numbers" if found is None else f"{found.size} numbers"
            hint = (
                "The curve is predicted at the points of `grid`, so that it can be drawn from left to right."
            )
            return Fault(f"`{name}` has {size}", f"{POINTS} predictions", hint)
        away[name] = float(np.mean((found.ravel() - np.sin(grid)) ** 2))
    if away["few"] == away["many"]:
        return Fault(
            "`few` and `many` are the same",
            "predictions after few epochs, and others after many more",
            "Both were predicted by the same weights. In which order do training and prediction come?",
        )
    if not away["many"] <= ENOUGH:
        hint = "Was the network trained on, after `few` was predicted, and long enough?"
        if away["few"] <= ENOUGH:
            hint = "The names are exchanged: `few` is the better one."
        elif re.search(r"\.fit\(\s*(x\s*=\s*)?y", source(observations)):
            hint = "Inputs and targets are exchanged: `fit` takes the inputs first."
        off = f"`many` is {math.sqrt(away['many']):.2f} away from the sine on average"
        return Fault(off, f"at most {math.sqrt(ENOUGH):.2f}", hint)
    if away["few"] < 2 * away["many"]:
        hint = "`few` is as good as `many` already. It belongs before the longer training."
        return Fault("`few` is hardly worse than `many`", f"a curve after {FEW} epochs", hint)
    if away["few"] > UNTRAINED:
        hint = "That is no better than before any training. What comes first, `fit` or `predict`?"
        off = f"`few` is {math.sqrt(away['few']):.2f} away from the sine on average"
        return Fault(off, f"a curve after {FEW} epochs", hint)
    return None


STEPS = (
    Step(
        "A7.10",
        concept="training",
        defines=("network", "few", "many", "H"),
        needs=("A7.8",),
        trains=True,
        own=tuple(VALUES.values()),
        inspection=Curve(
            "network",
            "the trained network that the text describes",
            "Train `network` until its curve is close to the sine, and keep it under this name.",
            history="H",
            predictions=GUESSES["many"],
            grid=lambda: np.linspace(-np.pi, np.pi, POINTS).reshape(-1, 1),
            curve=np.sin,
            away=ENOUGH,
            points=(VALUES["xTrain"], VALUES["yTrain"], VALUES["xTest"], VALUES["yTest"]),
        ),
        criteria=(
            Criterion("the layers and the loss are right", 1, ("network",), layers),
            Criterion(
                "`H` holds the longer training, with a validation",
                1,
                ("H", GUESSES["many"], *VALUES.values()),
                validated,
            ),
            Criterion("`many` is closer to the sine than `few`", 1, tuple(GUESSES.values()), few_and_many),
        ),
        error_hints=(
            (
                "must call `compile",
                "Before it is trained, a network gets its loss and optimizer.",
            ),
            (
                "cardinality",
                "There are more points than values, or fewer: they come from different parts.",
            ),
            (
                "'History' object has no attribute 'predict'",
                "`fit` of Keras returns the History, and not the network. Which of the two predicts?",
            ),
            (
                "interpret loss",
                "Keras has no loss of this name. The text names one for numbers; classes have others.",
            ),
            ("not the same shape|incompatible shape|expected axis", "One number goes in and one comes out."),
            ("unexpected keyword|not recognized", "There is no argument of this name in Keras."),
        ),
        source_hints=((r"\.fit\(", "A network was trained, but this was not kept under its name."),),
    ),
)

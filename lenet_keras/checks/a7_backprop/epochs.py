"""Judges of A7.10: the same regression in Keras, after few epochs and after many."""

import math

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.splitting import VALUES
from lenet_keras.checks.inspection import Curve
from lenet_keras.checks.layers import further_fault
from lenet_keras.checks.networks import operations
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault

UNITS = [512, 256, 1]
POINTS = 201  # of `grid`
FEW, MANY = 3, 40
LEAST = 15  # epochs that count as many
# Mean squared distance from the sine, over seven seeds: 0.036 to 0.058 after 3 epochs, 0.005 to 0.018 after
# 5, 0.0009 to 0.0021 after 15 and after 43.
ENOUGH = 0.015
GUESSES = {name: f"np.ravel({name}).tolist()" for name in ("few", "many")}
SQUARED = ("mse", "mean_squared_error", "meansquarederror")


def layers(observations: Observations) -> Fault | None:
    """Judge A7.10, first: 512 and 256 units with ReLU, one unit without, compiled with the squared error."""
    observation = observations["network"]
    wanted = "a Sequential of Dense layers"
    if fault := kind_fault(observation, "model", "network", wanted, "`network` is the model itself."):
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
        hint = "Without a bend behind each hidden layer, all layers together are one straight line."
        return Fault(f"the layers are {', '.join(map(str, found))}", "ReLU behind each hidden layer", hint)
    return further_fault(found) or _loss_fault(observation)


def _loss_fault(observation: Observation) -> Fault | None:
    compiled = observation["compiled"]
    if compiled is None:
        return Fault("the network is not compiled", "a loss and an optimizer", "Training needs both.")
    loss = compiled["loss"].lower().removesuffix("()")
    if loss in SQUARED:
        return None
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
    if len(series["loss"]) < LEAST:
        return Fault(
            f"`H` holds {len(series['loss'])} epochs",
            f"{MANY} epochs",
            "`H` belongs to the second, longer training. Each `fit` returns a History of its own.",
        )
    if len(series["val_loss"]) != len(series["loss"]):
        counts = f"{len(series['loss'])} epochs and {len(series['val_loss'])} validations"
        return Fault(f"`H` holds {counts}", "a validation after each epoch", hint)
    if not all(map(math.isfinite, [*series["loss"], *series["val_loss"]])):
        return Fault("the loss is not a number any more", "a loss that falls", "The steps were too long.")
    return None


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
        off = f"`many` is {math.sqrt(away['many']):.2f} away from the sine on average"
        return Fault(off, f"at most {math.sqrt(ENOUGH):.2f}", hint)
    if away["few"] < 2 * away["many"]:
        hint = "`few` is as good as `many` already. It belongs before the longer training."
        return Fault("`few` is hardly worse than `many`", f"a curve after {FEW} epochs", hint)
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
            Criterion("`H` holds the longer training, with a validation", 1, ("H",), validated),
            Criterion("`many` is closer to the sine than `few`", 1, tuple(GUESSES.values()), few_and_many),
        ),
        error_hints=(
            (
                "must call `compile|compile\\(\\)",
                "Before it is trained, a network gets its loss and optimizer.",
            ),
            (
                "cardinality",
                "There are more points than values, or fewer: they come from different parts.",
            ),
            ("not the same shape|incompatible shape|expected axis", "One number goes in and one comes out."),
            ("unexpected keyword|not recognized", "There is no argument of this name in Keras."),
        ),
        source_hints=((r"\.fit\(", "A network was trained, but this was not kept under its name."),),
    ),
)

"""Judges of A7.9: the regression with scikit-learn."""

import math

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.layers import REGRESSOR
from lenet_keras.checks.a7_backprop.sine import COUNT, GRID, HELD_OUT, away, r2, values
from lenet_keras.checks.a7_backprop.splitting import VALUES
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

HIDDEN = [512, 256]
# Mean squared distance from the sine, over ten seeds: at most 0.0008 when the training ends by itself, at
# least 0.0206 after eight epochs.
ENOUGH = 0.01
SEEN_PER_EPOCH = "regressor.t_ / max(len(getattr(regressor, 'loss_curve_', [])), 1)"
KIND, SIZES = "type(regressor).__name__", "regressor.hidden_layer_sizes"
PREDICTED = f"regressor.predict({GRID}).tolist()"
HELD, LEARNED = "regressor.predict(xTest).tolist()", "regressor.predict(xTrain).tolist()"


def right_network(observations: Observations) -> Fault | None:
    """Judge A7.9, first: an MLPRegressor with two hidden layers, trained on the training points."""
    kind = observations[KIND]["value"]
    if kind != "MLPRegressor":
        hint = (
            "A classifier chooses among classes. The values of a sine are numbers: this is a regression."
            if kind == "MLPClassifier"
            else "Take the class as scikit-learn has it, and give it the arguments that the text names."
        )
        return Fault(f"`regressor` is of type {kind}", "an MLPRegressor", hint)
    sizes = observations[SIZES].get("value")
    if np.ravel(sizes or []).tolist() != HIDDEN:
        hint = (
            "The order counts: the first number belongs to the layer behind the input."
            if sizes == HIDDEN[::-1]
            else "Only the hidden layers are named. Input and output follow from the data."
        )
        return Fault(f"the hidden layers have {sizes} units", f"{tuple(HIDDEN)}", hint)
    count = observations[SEEN_PER_EPOCH]["value"]  # 0 for a solver without epochs; less with points cut off
    if count == HELD_OUT:
        hint = "These are the points that are held out. The exam is no lesson."
    elif count > COUNT - HELD_OUT:
        hint = "It has learned from all points, also from those of the exam. Its score would prove nothing."
    else:
        return None
    return Fault(f"each epoch had {count:,.0f} points", f"the {COUNT - HELD_OUT} of `xTrain`", hint)


def close_to_sine(observations: Observations) -> Fault | None:
    """Judge A7.9, second: the fit is near the sine, everywhere."""
    distance = away(observations[PREDICTED])
    if distance is not None and distance <= ENOUGH:
        if fault := REGRESSOR.bears_out(observations, PREDICTED, np.linspace(-3, 3, 61).reshape(-1, 1)):
            return fault
        x, y = (values(observations[VALUES[name]]).ravel() for name in ("xTrain", "yTrain"))
        return REGRESSOR.untrained(observations, x.reshape(-1, 1), y)
    found = "some predictions are no numbers" if distance is None else f"it is {math.sqrt(distance):.2f}"
    return Fault(
        f"{found} away from the sine on average" if distance is not None else found,
        f"at most {math.sqrt(ENOUGH):.1f}",
        "The training ended too early, or its steps were too long or too short. What did the "
        "loss do at the end?",
    )


def held_out_score(observations: Observations) -> Fault | None:
    """Judge A7.9, third: `score` is R² on the points that were held out."""
    score = arrays.numbers(observations["score"])
    wanted = "R² on the points that were held out"
    if score is None or score.size != 1:
        return Fault(
            f"`score` is {in_words(observations['score'])}", wanted, "One number says how good the fit is."
        )
    found = float(score.reshape(()))
    truth = {part: values(observations[VALUES[f"y{part}"]]) for part in ("Train", "Test")}
    guess = {"Train": values(observations[LEARNED]), "Test": values(observations[HELD])}
    test = r2(truth["Test"], guess["Test"])
    if abs(found - test) <= 1e-4:
        return None
    error = float(np.mean((truth["Test"] - guess["Test"]) ** 2))
    if abs(found - r2(truth["Train"], guess["Train"])) <= 1e-4:
        hint = "That is the score on the points that it has learned from. What does it know of others?"
    elif abs(found - r2(guess["Test"], truth["Test"])) <= 1e-4:
        hint = "Truth and prediction are exchanged: `r2_score` takes the truth first."
    elif min(abs(found - error), abs(found - math.sqrt(error))) <= 1e-4:
        hint = "That is an error, which is good when it is small. R² is 1 for a perfect fit."
    elif abs(found - r2(np.concatenate([*truth.values()]), np.concatenate([*guess.values()]))) <= 1e-4:
        hint = "That is the score on all points. Three quarters of them were learned from."
    else:
        hint = "`score` belongs to another training or to other points. Compute it again from `regressor`."
    return Fault(f"`score` is {found:.4f}", wanted, hint)


STEPS = (
    Step(
        "A7.9",
        concept="training",
        defines=("regressor", "score"),
        needs=("A7.8",),
        trains=True,
        own=REGRESSOR.observes,
        criteria=(
            Criterion(
                "`regressor` has the layers and has learned from `xTrain`",
                1,
                (KIND, SIZES, SEEN_PER_EPOCH),
                right_network,
            ),
            Criterion(
                "it is close to the sine",
                1,
                (PREDICTED, *REGRESSOR.observes, VALUES["xTrain"], VALUES["yTrain"]),
                close_to_sine,
                REGRESSOR.drawn,
            ),
            Criterion(
                "`score` is R² on the held-out points",
                1,
                ("score", HELD, LEARNED, VALUES["yTest"], VALUES["yTrain"]),
                held_out_score,
            ),
        ),
        error_hints=(
            (
                "NotFitted|has no attribute '(t_|n_iter_)'|is not fitted",
                "The network was made and not trained. Which method trains it?",
            ),
            (
                "inconsistent numbers of samples|different number of rows",
                "Points and values come from different parts. `xTrain` belongs to `yTrain`.",
            ),
            (
                "Unknown label type|classification",
                "A classifier chooses among classes. The values of a sine are numbers: this is a regression.",
            ),
            (
                "parameter of MLPRegressor must be",
                "An argument is in the wrong place. Write its name before it.",
            ),
            ("unexpected keyword", "There is no argument of this name. The text writes the ones that count."),
            (
                r"'(numpy\.)?(ndarray|float\w*|list)' object has no attribute",
                "`fit` gives back the regressor itself; `predict` and `score` do not.",
            ),
            (
                "has no attribute 'hidden_layer_sizes'",
                "An `MLPRegressor` is asked for, not another model and not something that holds one.",
            ),
            ("Expected 2D array", "scikit-learn wants a table: a row for each point, here with one column."),
            ("missing 1 required positional argument: 'y'", "It learns from pairs. Where are the values?"),
        ),
        source_hints=((r"\.fit\(", "Something was trained, but not kept under this name."),),
    ),
)

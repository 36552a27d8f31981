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
STRONG = 1.0  # decay; scikit-learn's own is 0.0001
SEEN_PER_EPOCH = "regressor.t_ / max(len(getattr(regressor, 'loss_curve_', [])), 1)"
KIND, SIZES = "type(regressor).__name__", "np.ravel(regressor.hidden_layer_sizes).tolist()"
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
    sizes = observations[SIZES]["value"]
    if sizes != HIDDEN:
        found = f"the hidden layers have {', '.join(map(str, sizes)) or 'no'} units"
        return Fault(found, " and ".join(map(str, HIDDEN)), _sizes_hint(sizes))
    count = observations[SEEN_PER_EPOCH]["value"]  # 0 for a solver without epochs; less with points cut off
    if count == HELD_OUT:
        hint = "These are the points that are held out. The exam is no lesson."
    elif count > COUNT - HELD_OUT:
        hint = "It has learned from all points, also from those of the exam. Its score would prove nothing."
    else:
        return None
    return Fault(f"each epoch had {count:,.0f} points", f"the {COUNT - HELD_OUT} of `xTrain`", hint)


def _sizes_hint(sizes: list[int]) -> str:
    """What to say about other numbers of units."""
    if sizes == HIDDEN[::-1]:
        return "The order counts: the first number belongs to the layer behind the input."
    if 1 in (*sizes[:1], *sizes[-1:]):
        return "Only the hidden layers are named. Input and output follow from the data."
    if len(sizes) != len(HIDDEN):
        return "The text asks for two hidden layers, and each of them has one number."
    return "These are other numbers than those in the text."


def close_to_sine(observations: Observations) -> Fault | None:
    """Judge A7.9, second: the fit is near the sine, everywhere."""
    distance = away(observations[PREDICTED])
    if distance is not None and distance <= ENOUGH:
        if fault := REGRESSOR.bears_out(observations, PREDICTED, np.linspace(-3, 3, 61).reshape(-1, 1)):
            return fault
        x, y = (values(observations[VALUES[name]]).ravel() for name in ("xTrain", "yTrain"))
        return REGRESSOR.untrained(observations, x.reshape(-1, 1), y)
    curve, decay = observations[REGRESSOR.activation].get("value"), observations[REGRESSOR.decay]["value"]
    if curve == "identity":
        hint = "The activation is `identity`, which bends nothing: all layers together are one straight line."
    elif decay > STRONG:
        hint = f"`alpha` is {decay:g}. So strong a weight decay keeps the curve flat, however long it learns."
    else:
        hint = (
            "The training ended too early, or its steps were too long or too short. What did the "
            "loss do at the end?"
        )
    found = "some predictions are no numbers" if distance is None else f"it is {math.sqrt(distance):.2f}"
    return Fault(
        f"{found} away from the sine on average" if distance is not None else found,
        f"at most {math.sqrt(ENOUGH):.1f}",
        hint,
    )


def held_out_score(observations: Observations) -> Fault | None:
    """Judge A7.9, third: `score` is R² on the points that were held out."""
    score = arrays.numbers(observations["score"])
    wanted = "R² on the points that were held out"
    if score is None or score.size != 1:
        hint = "One number says how good the fit is."
        if observations["score"]["kind"] == "function":
            hint = "A method without its parentheses is only named, not called."
        return Fault(f"`score` is {in_words(observations['score'])}", wanted, hint)
    found = float(score.reshape(()))
    truth = {part: values(observations[VALUES[f"y{part}"]]) for part in ("Train", "Test")}
    guess = {"Train": values(observations[LEARNED]), "Test": values(observations[HELD])}
    test = r2(truth["Test"], guess["Test"])
    if abs(found - test) <= 1e-4:
        return None
    off = np.abs(truth["Test"] - guess["Test"])
    loss = arrays.numbers(observations[REGRESSOR.loss])
    errors = [np.mean(off**2), np.sqrt(np.mean(off**2)), np.mean(off), np.median(off), off.max()]
    errors += [] if loss is None else [loss]
    alike = float(np.corrcoef(truth["Test"], guess["Test"])[0, 1])
    if abs(found - r2(truth["Train"], guess["Train"])) <= 1e-4:
        hint = "That is the score on the points that it has learned from. What does it know of others?"
    elif abs(found - r2(guess["Test"], truth["Test"])) <= 1e-4:
        hint = "Truth and prediction are exchanged: `r2_score` takes the truth first."
    elif min(abs(found - float(each)) for each in errors) <= 1e-4:
        hint = "That is an error, which is good when it is small. R² is 1 for a perfect fit."
    elif abs(found - r2(np.concatenate([*truth.values()]), np.concatenate([*guess.values()]))) <= 1e-4:
        hint = "That is the score on all points. Three quarters of them were learned from."
    elif min(abs(found - alike), abs(found - alike**2)) <= 1e-4:
        hint = "That is a correlation. It does not see a curve that is moved or stretched; R² does."
    elif any(abs(found - round(test, digits)) < 1e-9 for digits in (2, 3)):
        hint = "It was rounded. A number is rounded where it is shown, and kept as it is."
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
                ("score", HELD, LEARNED, VALUES["yTest"], VALUES["yTrain"], REGRESSOR.loss),
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
                "continuous is not supported|mix of continuous",
                "An accuracy counts right classes. Numbers are nearly right or far off: R² says how far.",
            ),
            (
                "list index out of range",
                "It has fewer layers than the text asks for: two hidden ones, and the output.",
            ),
            (
                "Unknown label type|classification",
                "A classifier chooses among classes. The values of a sine are numbers: this is a regression.",
            ),
            (
                "'hidden_layer_sizes' parameter of",
                "The units of the layers are whole numbers in parentheses, without quotes.",
            ),
            (
                "'loss' parameter of MLPRegressor must be",
                "An argument is in the wrong place. Write its name before it.",
            ),
            ("parameter of MLPRegressor must be", "An argument has a value of the wrong kind or range."),
            (
                "unexpected keyword argument '(callbacks|epochs|validation_data|validation_split|verbose)'",
                "That is an argument of Keras. scikit-learn takes settings where the regressor is made.",
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

"""Judges of A7.11: weight decay and early stopping."""

import math

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.layers import Regressor, predictions
from lenet_keras.checks.a7_backprop.sine import FEW, GRID, away, few_points
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

EPOCHS = 1000
SET = [100, 100, 0.01]  # units and learning rate of `settings`
WEAKEST = 0.01  # of decay that is seen at all; the default of scikit-learn is 0.0001
# Mean squared distance from the sine, over four to ten seeds: 0.059 to 0.100 without a cure, 0.013 to 0.030
# with a decay of 0.05 to 0.5, up to 0.050 with 0.01 and with 1, and 0.33 with 10.
OVERFITTED = 0.055
DEFAULT = 0.0001  # decay of scikit-learn
LEARNED = 0.06  # mean squared error on the few points of whoever has learned their noise, which is 0.09
# With early stopping 0.021 to 0.116: of ten points that are watched, chance decides when to stop.
MISLED = 0.2


def _about(name: str) -> dict[str, str]:
    """The expressions that a judge looks at, by what they tell."""
    return {
        "kind": f"type({name}).__name__",
        "decay": f"float({name}.alpha)",
        "stops": f"bool({name}.early_stopping)",
        "epochs": f"{name}.n_iter_",
        "most": f"{name}.max_iter",
        "seen": f"{name}.t_ / max(len(getattr({name}, 'loss_curve_', [])), 1)",
        "curve": f"{name}.predict({GRID}).tolist()",
        "set": f"[*np.ravel({name}.hidden_layer_sizes).tolist(), {name}.learning_rate_init]",
    }


DECAYED, STOPPED = _about("decayed"), _about("stopped")
CURED = {name: Regressor(name) for name in ("decayed", "stopped")}


def _borne_out(observations: Observations, regressor: Regressor, about: dict[str, str]) -> Fault | None:
    """The fault of a curve, or of a loss, that the weights do not give."""
    fault = regressor.bears_out(observations, about["curve"], np.linspace(-3, 3, 61).reshape(-1, 1))
    return fault or regressor.untrained(observations, *few_points())


def _trained(observations: Observations, name: str, about: dict[str, str]) -> Fault | None:
    """The fault of something that is no MLPRegressor trained on the few points."""
    if (kind := observations[about["kind"]]["value"]) != "MLPRegressor":
        hint = "`fit` gives back the regressor itself; `predict` and `score` do not."
        return Fault(f"`{name}` is of type {kind}", "an MLPRegressor", hint)
    count = observations[about["seen"]]["value"]
    if count > FEW:
        hint = "With many points there is little to overfit. Here only the few are known."
        return Fault(f"`{name}` has learned from {count:,.0f} points", f"the {FEW} of `xFew`", hint)
    return None


def _unset(name: str, found: list[float]) -> Fault:
    """The fault of a regressor that was not made from the settings."""
    *layers, rate = found
    return Fault(
        f"`{name}` has hidden layers of {layers} units and the learning rate {rate:g}",
        "the `settings` of the cell above, with what is needed changed",
        "`MLPRegressor(**settings)` hands over all of them; what is not given is scikit-learn's own choice.",
    )


def decay(observations: Observations) -> Fault | None:
    """Judge A7.11, first: a weight decay that brings the curve closer to the sine."""
    if fault := _trained(observations, "decayed", DECAYED):
        return fault
    strength, distance = observations[DECAYED["decay"]]["value"], away(observations[DECAYED["curve"]])
    wanted = f"a weight decay with which the curve is at most {math.sqrt(OVERFITTED):.2f} away from the sine"
    if strength < WEAKEST:
        hint = (
            "This is early stopping. In `decayed` the weights are held small instead."
            if observations[DECAYED["stops"]]["value"]
            else "That is scikit-learn's own choice, so little that nothing changes. Which values does the "
            "text try?"
            if strength == DEFAULT
            else "That is so little that nothing changes. The text says which values are worth a try."
        )
        return Fault(f"`alpha` is {strength:g}", wanted, hint)
    if observations[DECAYED["set"]]["value"] != SET:
        return _unset("decayed", observations[DECAYED["set"]]["value"])
    if distance is not None and distance <= OVERFITTED:
        return _borne_out(observations, CURED["decayed"], DECAYED)
    found = "no curve" if distance is None else f"{math.sqrt(distance):.2f} away from the sine on average"
    x, y = few_points()
    computed = predictions(observations, x, CURED["decayed"])
    if computed is not None and np.mean((computed - y) ** 2) < LEARNED:
        hint = (
            "It has learned the noise of the few points. A decay keeps from that only while a network "
            "learns: was it set before `fit`, and is it strong enough?"
        )
    elif observations[DECAYED["epochs"]]["value"] < 200:
        hint = (
            "The training was so short that it had no time to overfit. Keep the other settings as they are."
        )
    else:
        hint = "Too strong a decay makes the curve flat: now the network *underfits*. Try a smaller value."
    return Fault(f"with `alpha` {strength:g} the curve is {found}", wanted, hint)


def stop(observations: Observations) -> Fault | None:
    """Judge A7.11, second: a training that ends by itself, before it overfits."""
    if fault := _trained(observations, "stopped", STOPPED):
        return fault
    if not observations[STOPPED["stops"]]["value"]:
        epochs = arrays.numbers(observations[STOPPED["epochs"]])
        hint = (
            "You chose the number of epochs yourself. Early stopping finds it, by looking at points that it "
            "does not learn from."
            if epochs is not None and epochs < EPOCHS
            else "Which argument lets the regressor hold some points out and stop when they get worse?"
        )
        return Fault("`stopped` does not watch any points", "early stopping", hint)
    if observations[STOPPED["set"]]["value"] != SET:
        return _unset("stopped", observations[STOPPED["set"]]["value"])
    if observations[STOPPED["epochs"]]["value"] >= EPOCHS:
        hint = "It waits too long for an improvement. How many epochs may pass without one?"
        return Fault(f"`stopped` was trained for all {EPOCHS:,} epochs", "fewer", hint)
    most = observations[STOPPED["most"]]["value"]
    if observations[STOPPED["epochs"]]["value"] >= most:
        hint = "`max_iter` ended it, and not the points that it watches: these had no time to get worse."
        found = f"`stopped` was trained for all the {most:,} epochs that it was given"
        return Fault(found, "a training that ends by itself", hint)
    distance = away(observations[STOPPED["curve"]])
    if distance is not None and distance <= MISLED:
        return _borne_out(observations, CURED["stopped"], STOPPED)
    return Fault(
        "the curve is far from the sine",
        f"at most {math.sqrt(MISLED):.2f} away on average",
        "It stopped too early, misled by chance: the points that it watches are few. Let it wait longer, or "
        "watch more of them.",
    )


STEPS = (
    Step(
        "A7.11",
        concept="overfitting",
        defines=("decayed", "stopped"),
        trains=True,
        own=(*CURED["decayed"].observes, *CURED["stopped"].observes),
        criteria=(
            Criterion(
                "weight decay keeps `decayed` from overfitting",
                2,
                (*DECAYED.values(), *CURED["decayed"].observes),
                decay,
                CURED["decayed"].drawn,
            ),
            Criterion(
                "`stopped` ends before it overfits",
                2,
                (*STOPPED.values(), *CURED["stopped"].observes),
                stop,
                CURED["stopped"].drawn,
            ),
        ),
        error_hints=(
            (
                "multiple values for keyword",
                "An argument is given twice: it is in `settings` already. A dictionary can be joined with "
                "others, and the last value counts.",
            ),
            ("NotFitted|has no attribute '(t_|n_iter_)'|is not fitted", "It was made and not trained."),
            (
                "list index out of range",
                "It has fewer hidden layers than `settings` says. `MLPRegressor(**settings)` hands over all "
                "of them; what is not given is scikit-learn's own choice.",
            ),
            (
                "has no attribute '(alpha|early_stopping)'",
                "`fit` gives back the regressor itself; `predict` and `score` do not.",
            ),
            (
                "unexpected keyword argument 'settings'|positional arguments",
                "`**settings` hands over the settings, each by its name.",
            ),
            ("must be a|parameter of MLPRegressor", "An argument has a value of the wrong kind or range."),
        ),
        source_hints=((r"\.fit\(", "Something was trained, but not kept under this name."),),
    ),
)

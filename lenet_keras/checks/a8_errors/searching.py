"""Judge of A8.14: a search with Optuna, by what its study remembers."""

import re

import numpy as np

from lenet_keras.checks.a8_errors.errors import ERROR_HINTS
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, source

KIND = "type(study).__name__"
DIRECTION = "study.direction.name"
TRIALS = """[[trial.state.name, trial.value, {
    name: [type(each).__name__, getattr(each, "low", 0), getattr(each, "high", 0),
    getattr(each, "log", False), [str(choice) for choice in getattr(each, "choices", [])]]
    for name, each in trial.distributions.items()}] for trial in study.trials]"""
TRIALS = re.sub(r"\s+", " ", TRIALS)
LOOKS = (KIND, DIRECTION, TRIALS)
DIGITS = 1500  # validation digits
SAME = 6.5 / DIGITS  # by how much a trial may differ when it is run again: six digits
FEWEST, MOST = 4, 8
NAMES = ("rate", "optimizer", "dropout")
FILLED = "`create_study` gives the study; `optimize` gives nothing: it fills the study that it belongs to."
TOGETHER = r"\bn_jobs\s*=\s*(?!1\b)-?\d+"
TURNED = r"\b(1|1\.0?)\s*-\s*validation_error\s*\("  # the share that was read right


def finished(observations: Observations) -> Fault | None:
    """Judge A8.14, first: a study with enough finished trials."""
    if observations[KIND]["value"] != "Study":
        return Fault(f"`study` is of type {observations[KIND]['value']}", "a study of Optuna", FILLED)
    if found := re.search(TOGETHER, source(observations)):
        hint = "Trainings at the same time draw from the same random numbers: none gives its value again."
        return Fault(f"trials run at the same time: `{found[0]}`", "one trial after the other", hint)
    done = [trial for trial in _trials(observations) if trial[0] == "COMPLETE"]
    if len(done) >= FEWEST:
        return None
    states = {trial[0] for trial in _trials(observations)}
    hint = (
        "A trial was stopped by an exception or pruned. Does the objective return a number in every case?"
        if states - {"COMPLETE"}
        else "`optimize` takes the objective and `n_trials`. The objective is handed over, not called."
    )
    return Fault(f"the study has {len(done)} finished trials", f"{FEWEST} to {MOST} finished trials", hint)


def asked(observations: Observations) -> Fault | None:
    """Judge A8.14, second: what is searched, and on which scales."""
    if fault := finished(observations):
        return fault
    found = _trials(observations)[-1][2]
    wanted = "`rate` from 0.0003 to 0.1 on a logarithmic scale, `optimizer` of two, `dropout` from 0 to 0.6"
    if missing := [name for name in NAMES if name not in found]:
        named = ", ".join(found) or "nothing"
        hint = "Each value is asked for with `trial.suggest_…` and the name that the text gives, in quotes."
        return Fault(f"the trials search {named}, and not {missing[0]}", wanted, hint)
    kind, low, high, log, _ = found["rate"]
    if kind != "FloatDistribution":
        return Fault("`rate` is no number to be found", wanted, "A learning rate is any number in a range.")
    if low < 0:
        hint = "That is an exponent. `rate` is to be the learning rate itself, with a scale by an argument."
        return Fault(f"`rate` goes from {low:g} to {high:g}", wanted, hint)
    if not log:
        hint = (
            "Nine tenths of a plain range lie above a tenth of its end: small rates are hardly tried. Which "
            "argument makes the scale logarithmic?"
        )
        return Fault("`rate` is searched on a plain scale", wanted, hint)
    if not (_close(low, 3e-4) and _close(high, 0.1)):
        return Fault(f"`rate` goes from {low:g} to {high:g}", wanted, "Compare both ends with the text.")
    if set(found["optimizer"][4]) != {"adam", "sgd"}:
        hint = "A choice among names is *categorical*: it takes the list of both names."
        return Fault("`optimizer` is another choice", wanted, hint)
    kind, low, high, _, _ = found["dropout"]
    if kind != "FloatDistribution":
        hint = "A share is any number in a range, and not one of a few."
        return Fault("`dropout` is no number to be found", wanted, hint)
    if not (abs(low) < 1e-9 and _close(high, 0.6)):
        return Fault(
            f"`dropout` goes from {low:g} to {high:g}",
            wanted,
            "It is any number from 0 to the end in the text.",
        )
    return None


def minimized(observations: Observations) -> Fault | None:
    """Judge A8.14, third: the validation error is what is made small."""
    if fault := finished(observations):
        return fault
    wanted = "the share of the validation digits that is misread, made as small as possible"
    values = [trial[1] for trial in _trials(observations) if trial[0] == "COMPLETE"]
    if observations[DIRECTION]["value"] != "MINIMIZE":
        hint = "A study needs to know whether large or small is good. Of an error?"
        return Fault("the study looks for the largest value", wanted, hint)
    if re.search(TURNED, source(observations)):
        hint = "What is left of 1 is the share that was read *right*. Of which share is a small one good?"
        return Fault("the objective gives 1 minus the validation error", wanted, hint)
    if any(abs(value * DIGITS - round(value * DIGITS)) > 1e-3 or not 0 <= value <= 1 for value in values):
        hint = "The objective returns what `validation_error` returned, as it is."
        return Fault(f"a trial returned {values[0]:g}", wanted, hint)
    if len(set(values)) == 1:
        hint = "Every trial has the same value. Do the suggested values reach `validation_error`?"
        return Fault(f"all trials returned {values[0]:g}", wanted, hint)
    return None


def drawn(random: np.random.Generator) -> Drawn:
    """What a grader asks beyond the check: one trial once more, since a study takes any number for a trial's.

    `validation_error` begins with the same weights each time, so it gives what it gave.
    """
    place = int(random.integers(FEWEST))
    # others may have been stopped by an exception or pruned, or have searched more beside
    finished_one = f"[each for each in study.trials if each.state.name == 'COMPLETE'][{place}]"
    again = f"validation_error(**{{name: {finished_one}.params[name] for name in {NAMES}}})"

    def judge(observations: Observations) -> Fault | None:
        told = [trial[1] for trial in _trials(observations) if trial[0] == "COMPLETE"][place]
        found = observations[again].get("value")
        if isinstance(found, int | float) and abs(found - told) <= SAME:
            return None
        return Fault(
            f"a trial has the value {told:g}, and `validation_error` gives {found} for its choices",
            "the values that `validation_error` returned for what each trial suggested",
            "What a trial suggests is handed to `validation_error`, and what that returns is returned.",
        )

    return Drawn((again,), judge)


def _trials(observations: Observations) -> list:
    return observations[TRIALS]["value"]


def _close(found: float, wanted: float) -> bool:
    return abs(found - wanted) < 1e-6


STEP = Step(
    "A8.14",
    concept="hyperparameter search",
    defines=("study",),
    own=LOOKS,
    criteria=(
        Criterion("a study with finished trials", 1, LOOKS, finished, drawn),
        Criterion("it searches what the text names, on good scales", 1.5, LOOKS, asked, drawn),
        Criterion("it makes the validation error small", 0.5, LOOKS, minimized, drawn),
    ),
    error_hints=(
        (
            "has no attribute '(direction|trials)'",
            FILLED,
        ),
        (
            "missing 1 required positional argument: 'trial'|'float' object is not callable|is not callable",
            "The objective is handed over to `optimize`, not called: without parentheses.",
        ),
        (
            "suggest_|low|high",
            "Which values does the `suggest` take, and in which order? The recipe shows one of each.",
        ),
        *ERROR_HINTS,
    ),
    source_hints=(
        (
            r"create_study|optimize\(",
            "A study was made, but not under this name. `optimize` gives nothing back.",
        ),
    ),
)

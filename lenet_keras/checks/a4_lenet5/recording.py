"""Judges of A4.6: a callback that keeps what happens in each step and epoch."""

import numpy as np

from lenet_keras.checks import arrays, hints
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.probes import EPOCH_STEPS, EPOCHS, STEP_SECONDS, epoch_logs, step_logs
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, source

CALL = "called_back(Recorder())"
KEPT = ("loss", "accuracy")
STEPS_TOLD = [step_logs(epoch, step) for epoch in range(EPOCHS) for step in range(EPOCH_STEPS)]
EPOCHS_TOLD = [epoch_logs(epoch) for epoch in range(EPOCHS)]
ROUNDED = 0.9  # clocks of computers tick


def _lists(seen: Observations, names: tuple[str, ...]) -> tuple[dict, Fault | None]:
    found = seen[CALL].get("value")
    if not isinstance(found, dict):
        return {}, Fault(f"`{CALL}` gives {in_words(seen[CALL])}", "a callback with lists", "Is it a class?")
    missing = [name for name in names if name not in found]
    if missing:
        kept = ", ".join(found) or "no list"
        hint = "The lists belong to the object: `self.` before the name. Is each spelled as in the text?"
        return {}, Fault(f"the recorder has no list `{missing[0]}`; it has {kept}", ", ".join(names), hint)
    return {name: arrays.plain(found[name]) for name in names}, None


def _series(seen: Observations, prefix: str, told: list[dict[str, float]]) -> Fault | None:
    names = tuple(f"{prefix}{name.capitalize()}" for name in KEPT)
    found, fault = _lists(seen, names)
    if fault:
        return fault
    unit = "steps" if prefix == "step" else "epochs"
    for name, key in zip(names, KEPT, strict=True):
        values, wanted = found[name], np.array([each[key] for each in told])
        if values is None:
            return Fault(
                f"`{name}` does not hold numbers", f"{len(told)} numbers", "Take one number out of `logs`."
            )
        if values.shape == wanted.shape and arrays.same(values, wanted):
            continue
        said = f"`{name}` has {values.size} numbers after {len(told)} {unit}"
        if values.shape != wanted.shape:
            return Fault(said, f"{len(told)}", _count_hint(values, told, unit))
        return Fault(f"`{name}` is {values.tolist()}", f"{wanted.tolist()}", _value_hint(values, key, told))
    return None


def _count_hint(values: np.ndarray, told: list, unit: str) -> str:
    if values.size == 0:
        return "Nothing was kept. Is the method that fills it named exactly as Keras calls it?"
    if values.size == EPOCH_STEPS and unit == "steps":
        return "Only the last epoch is there: the list was emptied when an epoch began."
    if values.size == len(STEPS_TOLD) and unit == "epochs":
        return "This was filled at each step. Which method does `fit` call when an epoch ends?"
    if values.size == len(EPOCHS_TOLD) and unit == "steps":
        return "This was filled at the end of each epoch. Which method does `fit` call after each batch?"
    if values.size == 2 * len(told):
        return "Each number is there twice: two methods fill the same list."
    return "One number for each call. Is anything kept at the beginning, too?"


def _value_hint(values: np.ndarray, key: str, told: list[dict[str, float]]) -> str:
    other = KEPT[1 - KEPT.index(key)]
    if arrays.same(values, [each[other] for each in told]):
        return "Loss and accuracy have changed places."
    if "val_loss" in told[0] and arrays.same(values, [each[f"val_{key}"] for each in told]):
        return "That is the validation. The names without `val_` are those of the training."
    if len(set(values.tolist())) == 1:
        return "It is the same number each time. Where in `logs` does the new one stand?"
    return "Keep each number as `logs` tells it."


def keeps_steps(seen: Observations) -> Fault | None:
    """Judge loss and accuracy of each step."""
    return _series(seen, "step", STEPS_TOLD)


def keeps_epochs(seen: Observations) -> Fault | None:
    """Judge loss and accuracy of each epoch."""
    return _series(seen, "epoch", EPOCHS_TOLD)


def keeps_times(seen: Observations) -> Fault | None:
    """Judge the seconds of steps and epochs, on a clock on the wall."""
    found, fault = _lists(seen, ("stepSeconds", "epochSeconds"))
    if fault:
        return fault
    for name, count, least in (
        ("stepSeconds", EPOCHS * EPOCH_STEPS, STEP_SECONDS),
        ("epochSeconds", EPOCHS, STEP_SECONDS * EPOCH_STEPS),
    ):
        values = found[name]
        if values is None or values.shape != (count,):
            size = 0 if values is None else values.size
            hint = "A time is a difference: note the clock when it begins, subtract when it ends."
            return Fault(f"`{name}` has {size} numbers", f"{count}", hint)
        if values.min() < least * ROUNDED:
            return Fault(
                f"`{name}` says {values.min():.3g} s for what took {least:g} s at least",
                f"at least {least:g}",
                _time_hint(values, source(seen)),
            )
        if values.max() > 1e4:
            hint = "That is the time of day. How long something took is the difference of two such numbers."
            return Fault(f"`{name}` says {values.max():.3g} s", "some hundredths of a second", hint)
        if count == EPOCHS * EPOCH_STEPS and (np.diff(values) > least * ROUNDED).all():
            hint = "The times grow from step to step: each is counted from the very beginning."
            return Fault(f"`{name}` is {values.round(3).tolist()}", "the time of each step by itself", hint)
    return None


def _time_hint(values: np.ndarray, text: str) -> str:
    if values.max() < 0:
        return "The later number minus the earlier one, or the time is negative."
    if "process_time" in text:
        return "This clock counts computing alone. Who waits for a training reads a clock on the wall."
    return "The clock is to be read when it begins as well as when it ends."


STEPS = (
    Step(
        "A4.6",
        concept="callbacks",
        defines=("Recorder",),
        own=(CALL,),
        criteria=(
            Criterion("it keeps loss and accuracy of each step", 1, (CALL,), keeps_steps),
            Criterion("it keeps loss and accuracy of each epoch", 1, (CALL,), keeps_epochs),
            Criterion("it keeps the seconds of each", 1, (CALL,), keeps_times),
        ),
        error_hints=(
            ("has no attribute 'append'", "A list grows by `append`. Was it made before the first step?"),
            (
                "has no attribute 'set_params'",
                "`Recorder` stands on its own. A callback is a class made from `keras.callbacks.Callback`.",
            ),
            (
                "'Recorder' object has no attribute",
                "This attribute was never made. Where is it set for the first time, and is that "
                "method called "
                "before? A method `__init__` of your own must call that of the class it is made from.",
            ),
            (
                "positional argument",
                "`fit` calls the methods with a number and `logs`. `self` comes before both.",
            ),
            (
                "KeyError|NoneType.*subscript",
                "`logs` has `loss` and `accuracy`, in these words, at each end.",
            ),
            *hints.PYTHON,
        ),
    ),
)

"""Judges of A4.6: a callback that keeps what happens in each step and epoch."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks import arrays, habits
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.probes import EPOCH_STEPS, EPOCHS, SECONDS, STEP_SECONDS, epoch_logs, step_logs
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, source


@dataclass(frozen=True)
class Training:
    """A training of which the recorder is told."""

    call: str
    """The expression of what it kept."""
    epochs: int = EPOCHS
    steps: int = EPOCH_STEPS
    """Of each epoch."""
    worse: float = 0.0
    """By how much each loss is larger than in the check's training."""
    pause: float = STEP_SECONDS
    """How many seconds a step takes at least."""

    @property
    def told(self) -> dict[str, list[dict[str, float]]]:
        """The logs of all steps, and of all epochs."""
        epochs, steps = range(self.epochs), range(self.steps)
        return {
            "step": [step_logs(epoch, step, self.worse) for epoch in epochs for step in steps],
            "epoch": [epoch_logs(epoch, self.worse) for epoch in epochs],
        }


CALL = "called_back(Recorder())"
CHECKED = Training(CALL)
KEPT = ("loss", "accuracy")
ONE_NUMBER = "Take one number out of `logs`."
ROUNDED = 0.9  # clocks of computers tick
LATER = 1.1  # two clocks need not agree


def _lists(observations: Observations, call: str, names: tuple[str, ...]) -> tuple[dict, Fault | None]:
    found = observations[call].get("value")
    if not isinstance(found, dict):
        hint = "Is it a class?"
        if observations[call].get("holds"):  # it has lists, of something that is neither number nor text
            hint = "Something else than plain numbers is in its lists. Seconds are a number, without a unit."
        return {}, Fault(f"`{call}` gives {in_words(observations[call])}", "a callback with lists", hint)
    missing = [name for name in names if name not in found]
    if missing:
        kept = ", ".join(name for name in found if name != SECONDS) or "no list"
        hint = "The lists belong to the object: `self.` before the name. Is each spelled as in the text?"
        if re.search(rf"self\.{missing[0]}\s*=\s*(?!\[|list)", source(observations)):
            hint = "An assignment puts a number into the place of the list. A list grows by `append`."
        return {}, Fault(f"the recorder has no list `{missing[0]}`; it has {kept}", ", ".join(names), hint)
    return {name: arrays.plain(found[name]) for name in names}, None


def _series(observations: Observations, prefix: str, training: Training) -> Fault | None:
    names, told = tuple(f"{prefix}{name.capitalize()}" for name in KEPT), training.told[prefix]
    found, fault = _lists(observations, training.call, names)
    if fault:
        return fault
    unit = "steps" if prefix == "step" else "epochs"
    for name, key in zip(names, KEPT, strict=True):
        values, wanted = found[name], np.array([each[key] for each in told])
        if values is None:
            texts = any(isinstance(each, str) for each in observations[training.call]["value"][name])
            hint = "These are texts, made for reading. Keep the number." if texts else ONE_NUMBER
            return Fault(f"`{name}` does not hold numbers", f"{len(told)} numbers", hint)
        if values.shape == wanted.shape and arrays.same(values, wanted):
            continue
        said = f"`{name}` has {values.size} numbers after {len(told)} {unit}"
        if values.shape != wanted.shape:
            return Fault(said, f"{len(told)}", _count_hint(values, training, prefix, source(observations)))
        return Fault(f"`{name}` is {values.tolist()}", f"{wanted.tolist()}", _value_hint(values, key, told))
    return None


def _count_hint(values: np.ndarray, training: Training, prefix: str, text: str) -> str:
    steps, epochs = (len(training.told[each]) for each in ("step", "epoch"))
    if told := habits.thrown_away(text):
        return told
    if values.size == 0:
        return "Nothing was kept. Is the method that fills it named exactly as Keras calls it?"
    if values.size == training.steps and prefix == "step":
        return "Only the last epoch is there: the list was emptied when an epoch began."
    if values.size == steps and prefix == "epoch":
        return "This was filled at each step. Which method does `fit` call when an epoch ends?"
    if values.size == epochs and prefix == "step":
        return "This was filled at the end of each epoch. Which method does `fit` call after each batch?"
    if values.size == 2 * len(training.told[prefix]):
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


def keeps_steps(observations: Observations, training: Training = CHECKED) -> Fault | None:
    """Judge loss and accuracy of each step."""
    return _series(observations, "step", training)


def keeps_epochs(observations: Observations, training: Training = CHECKED) -> Fault | None:
    """Judge loss and accuracy of each epoch."""
    return _series(observations, "epoch", training)


def keeps_times(observations: Observations, training: Training = CHECKED) -> Fault | None:
    """Judge the seconds of steps and epochs, on a clock on the wall."""
    found, fault = _lists(observations, training.call, ("stepSeconds", "epochSeconds"))
    if fault:
        return fault
    for name, count, least in (
        ("stepSeconds", training.epochs * training.steps, training.pause),
        ("epochSeconds", training.epochs, training.pause * training.steps),
    ):
        values = found[name]
        if values is None or values.shape != (count,):
            size = 0 if values is None else values.size
            hint = habits.thrown_away(source(observations)) or (
                "A time is a difference: note the clock when it begins, subtract when it ends."
            )
            if values is not None and size:
                hint = _count_hint(values, training, name.removesuffix("Seconds"), source(observations))
            return Fault(f"`{name}` has {size} numbers", f"{count}", hint)
        if values.min() < least * ROUNDED:
            return Fault(
                f"`{name}` says {values.min():.3g} s for what took {least:g} s at least",
                f"at least {least:g}",
                _time_hint(values, source(observations)),
            )
        whole = observations[training.call]["value"][SECONDS]
        growing = (np.diff(values) > least * ROUNDED).all()
        if values.min() > whole * LATER and growing and np.ptp(values) <= whole * LATER:
            hint = (
                "That is what the clock says. How long something took is the difference of two such numbers."
            )
            return Fault(f"`{name}` says {values.max():.3g} s", f"at most {whole:.3g} s, the whole", hint)
        if name == "stepSeconds" and growing:
            hint = "The times grow from step to step: each is counted from the very beginning."
            return Fault(f"`{name}` is {values.round(3).tolist()}", "the time of each step by itself", hint)
        if values.sum() > whole * LATER:
            hint = (
                "Each was counted from the beginning of the training. The clock is read when an epoch begins."
                if growing and values.max() <= whole * LATER
                else "They are to be seconds, as the clock gives them. Is anything multiplied?"
            )
            return Fault(f"`{name}` sums to {values.sum():.3g} s", f"at most {whole:.3g} s, the whole", hint)
    return None


def _time_hint(values: np.ndarray, text: str) -> str:
    if values.max() < 0:
        return "The later number minus the earlier one, or the time is negative."
    if "process_time" in text:
        return "This clock counts computing alone. Who waits for a training reads a clock on the wall."
    if re.search(r"\bround|\bint\(|//|/ *\d", text):
        return "They are to be seconds, with all their digits. What is divided or rounded here?"
    return "The clock is to be read when it begins as well as when it ends."


def _drawn(judge: Callable[[Observations, Training], Fault | None]):
    """What a grader asks: the same of another training."""

    def draw(random: np.random.Generator) -> Drawn:
        epochs, steps = (int(random.integers(low, high)) for low, high in ((3, 5), (4, 7)))
        worse = round(random.uniform(1, 20), 3)
        pause = round(random.uniform(1.5, 4) * STEP_SECONDS, 4)  # a number for the clock would not know it
        call = f"called_back(Recorder(), {epochs}, {steps}, {worse}, {pause})"
        training = Training(call, epochs, steps, worse, pause)
        return Drawn((call,), lambda observations: judge(observations, training))

    return draw


STEPS = (
    Step(
        "A4.6",
        concept="callbacks",
        defines=("Recorder",),
        own=(CALL,),
        criteria=(
            Criterion(
                "it keeps loss and accuracy of each step", 1, (CALL,), keeps_steps, _drawn(keeps_steps)
            ),
            Criterion(
                "it keeps loss and accuracy of each epoch", 1, (CALL,), keeps_epochs, _drawn(keeps_epochs)
            ),
            Criterion("it keeps the seconds of each", 1, (CALL,), keeps_times, _drawn(keeps_times)),
        ),
        error_hints=(
            (
                "'NoneType' object has no attribute 'append'",
                "Here is None where a list is wanted. `append` changes the list, and gives None back.",
            ),
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
            ("'Recorder' object is not callable", "`Recorder` is the class. An object of it is made later."),
            (
                "'dict' object has no attribute '(loss|accuracy)'",
                "`logs` is a dictionary: a number is taken out by its name, in quotes and brackets.",
            ),
        ),
    ),
)

"""Judges of A3.1: training LeNet."""

import math
import re

import numpy as np

from lenet_keras.checks.a3_train.digits import BATCH, ENOUGH, EPOCHS, TEST, TRAIN, size
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, source

FEWEST = 3  # epochs; two points make no curve for A3.4
# By how much a training may recognise fewer digits than the reference's: over eleven seeds that one ends
# between 96.6 % and 98.4 % of the embedded digits.
WORSE = 0.08
TAKEN = "int(model.optimizer.iterations)"  # steps that the network was trained for
GUESSING = 3.0  # a loss above it is worse than guessing, which costs ln(10) = 2.3


def has_history(observations: Observations) -> Fault | None:
    """Judge A3.1, first: `H` is what `fit` of `model` returned, with a validation after each epoch."""
    observation = observations["H"]
    wanted = "the History object that `model.fit` returns"
    if observation["kind"] == "value" and (
        observation["type"] == "dict"
        or (observation["type"] == "list" and ".history" in source(observations))
    ):
        hint = "These are the numbers inside of it. Keep the whole object; A3.4 reads `H.history`."
    elif observation["kind"] == "function":
        hint = "A method without its parentheses is only named, not called: nothing was trained."
    elif observation["kind"] == "model":
        hint = "The network is changed in place. How its training went is in what `fit` returns."
    else:
        hint = "`fit` returns the record of the training. `H` is the name for it."
    if fault := kind_fault(observation, "history", "H", wanted, hint):
        return fault
    if not observation["history"].get("loss"):
        return Fault("no epoch was trained", f"{EPOCHS} epochs", "How many epochs does the text ask for?")
    if not any(key.startswith("val_") for key in observation["history"]):
        return Fault(
            "no validation was recorded",
            "loss and accuracy on `testData` after each epoch",
            "Success on digits that the network learned from says little. Which argument of `fit` "
            "takes the digits that it has not seen?",
        )
    if fault := _gaps(observation["history"]):
        return fault
    told = (observation["steps"] or 0) * len(observation["history"]["loss"])
    if (taken := observations[TAKEN]["value"]) < told:
        hint = "`H` is the record of another network. What `model.fit` returns is that of this one."
        return Fault(f"`H` tells of {told:,} steps, and `model` has made {taken:,}", "one training", hint)
    return None


def trained(observations: Observations) -> Fault | None:
    """Judge A3.1, second: trained on the training set until the test digits are recognised."""
    if fault := has_history(observations):
        return fault
    series = observations["H"]["history"]
    losses, accuracy, validation = series["loss"], named(series, ""), named(series, "val_")
    if not all(math.isfinite(loss) for loss in losses):
        return _overshot("the loss is not a number any more")
    if not validation:
        return Fault(
            "no accuracy was recorded",
            "a model compiled with a metric",
            "The cell at the top compiles the model. Run it again, then train.",
        )
    if fault := _learned(observations, accuracy):
        return fault
    if learned_from_test(observations, accuracy):
        return Fault(
            f"the network was trained on {size(TEST):,} digits, those of the test set",
            f"training on the {size(TRAIN):,} digits of the training set",
            "Who has seen the questions of an exam before proves nothing by passing it. Which digits may "
            "the network learn from?",
        )
    if not validated_on_test(observations, validation):
        return Fault(
            f"the validation did not look at the {size(TEST):,} digits of `testData`",
            "a validation on all of them and on no others",
            "Digits that are cut off from the training set are lost for learning, and those that were "
            "learned from prove nothing.",
        )
    if re.search(PART.format("test"), source(observations)) and _of_fewer(validation, size(TEST)):
        return Fault(
            "the validation looked at a part of the test digits",
            f"a validation on all {size(TEST):,}",
            "The fewer digits are looked at, the more a share is luck.",
        )
    told = observations["H"]["steps"] * len(losses)
    if len(losses) < FEWEST and observations[TAKEN]["value"] > told > 0:
        return Fault(
            f"`model` has made {observations[TAKEN]['value']:,} steps, and `H` tells of {told:,}",
            f"one record of {EPOCHS} epochs",
            "Each `fit` returns a record of its own, of that call only. How many epochs can one call train?",
        )
    return _recognises(losses, validation[-1])


def _gaps(series: dict[str, list[float]]) -> Fault | None:
    """The fault of a validation that did not follow each epoch."""
    epochs, validations = (
        len(series["loss"]),
        max(len(series[key]) for key in series if key.startswith("val_")),
    )
    if epochs == validations:
        return None
    return Fault(
        f"`H` holds {epochs} epochs, and a validation after {validations} of them",
        "a validation after each epoch",
        "The curves of A3.4 need one number for each epoch. Which argument makes `fit` leave some out?",
    )


def _learned(observations: Observations, accuracy: list[float]) -> Fault | None:
    """The fault of a training on more digits than the training set has, or on fewer."""
    if accuracy and shares_of(size(TRAIN) + size(TEST), accuracy) and not shares_of(size(TRAIN), accuracy):
        return Fault(
            f"the network was trained on {size(TRAIN) + size(TEST):,} digits, among them the test set",
            f"training on the {size(TRAIN):,} digits of the training set",
            "Who has seen the questions of an exam before proves nothing by passing it. Which digits may "
            "the network learn from?",
        )
    if cut := re.search(r"\.fit\(\s*(?:x\s*=\s*)?" + PART.format("train"), source(observations)):
        start, stop = (each.strip() for each in cut.groups())
        if (start.isdigit() and int(start)) or (stop.isdigit() and int(stop) < size(TRAIN)):
            return Fault(
                f"the network was trained on `trainData[{start}:{stop}]`",
                f"training on all {size(TRAIN):,} digits of the training set",
                "Brackets with a colon take a part. Digits that are left out teach nothing.",
            )
    return None


def _of_fewer(shares: list[float], count: int) -> bool:
    """Whether shares can all be those of a part of so many digits; of all of them they seldom can."""
    return any(shares_of(count // part, shares) for part in range(2, 51) if count % part == 0)


def _recognises(losses: list[float], final: float) -> Fault | None:
    found = f"after {len(losses)} epochs {final:.1%} of the test digits are recognised"
    if len(losses) < FEWEST:
        number = "one epoch" if len(losses) == 1 else f"{len(losses)} epochs"
        return Fault(
            f"the network was trained for {number}",
            f"{EPOCHS} epochs",
            "It has hardly begun: the loss was still falling fast. How often does the text let it see "
            "each digit?",
        )
    if final >= ENOUGH:
        return None
    if max(losses) > GUESSING or losses[-1] > losses[0] + 0.05:
        return _overshot(f"{found}; the loss went from {losses[0]:.3g} to {losses[-1]:.3g}")
    if losses[-1] < 0.5:
        hint = (
            "On the training digits the loss is small, on the test digits the network fails. Is each test "
            "digit paired with its own label, and scaled as in training?"
        )
    elif final < 0.2 and losses[0] - losses[-1] < 0.1:
        hint = (
            "That is guessing, epoch after epoch: nothing in the digits told the network their labels. "
            "Does each digit still have its own label, and is it scaled once and not twice?"
        )
    else:
        hint = "The loss was still falling when training ended. Were the steps many and long enough?"
    return Fault(found, f"at least {ENOUGH:.0%}", hint)


def _overshot(found: str) -> Fault:
    return Fault(
        found,
        "a loss that falls",
        "Steps that are too long overshoot, and the network ends worse than it began. What sets the "
        "length of a step? Pixels that are not scaled have the same effect.",
    )


def named(series: dict[str, list[float]], prefix: str) -> list[float]:
    """The accuracies of a history: `accuracy`, or `acc` or `categorical_accuracy`, as it was compiled."""
    keys = [key for key in series if "acc" in key and key.startswith("val_") == bool(prefix)]
    return series[keys[0]] if keys else []


def shares_of(count: int, shares: list[float]) -> bool:
    """Whether all accuracies can come from `count` digits: 0.957 from 1,000, but 0.95725 cannot."""
    hits = np.multiply(shares, count)
    return bool(np.all(np.abs(hits - np.round(hits)) < 0.05))


def validated_on_test(observations: Observations, validation: list[float]) -> bool:
    """Whether the validation can have been one on the test set, by its accuracies and by the text."""
    text = source(observations)
    cut_off = "validation_split" in text and "validation_data" not in text
    if re.search(r"validation_data\s*=\s*[(\[]\s*trainData\b", text):
        return False
    return shares_of(size(TEST), validation) and not cut_off


def learned_from_test(observations: Observations, accuracy: list[float]) -> bool:
    """Whether the test set was trained on: by its size, and by the number of batches or the text."""
    # of one epoch, one accuracy in four looks like this by chance
    steps = len(accuracy) > 1 and observations["H"]["steps"] == math.ceil(size(TEST) / BATCH)
    names_test = re.search(r"\.fit\(\s*(x\s*=\s*)?testData\b", source(observations))
    return bool(accuracy) and shares_of(size(TEST), accuracy) and bool(steps or names_test)


PART = r"\b{}Data\s*\[([^\],:]*):([^\],:]*)\]"  # `testData[:500]`
FIT = r"model\s*\.\s*fit\s*\("

STEPS = (
    Step(
        "A3.1",
        concept="training",
        trains=True,
        defines=("H",),
        changes=("model",),
        own=(TAKEN,),
        inspection=Exam(
            "model",
            "the LeNet of this lesson, trained",
            "Train the `model` of the cell at the top, and keep it under this name.",
            worse=WORSE,
            history="H",
        ),
        shortfalls=(("H.history", WORSE),),
        criteria=(
            Criterion("`H` holds the history, with a validation", 1, ("H", TAKEN), has_history),
            Criterion(
                f"at least {ENOUGH:.0%} of the test digits are recognised",
                2,
                ("H", "H.history", TAKEN),
                trained,
            ),
        ),
        error_hints=(
            (
                r"cardinality",
                "There are more digits than labels, or fewer: they come from different sets. Data and "
                "labels of one set belong together.",
            ),
            (
                r"incompatible shape \(\w+, 10\)",
                "The network was given labels where it expects digits. In which order does `fit` take "
                "the two?",
            ),
            (
                r"incompatible shape|Negative dimension|unknown rank",
                "The digits have another shape than the network was built for. A1 brought them into it.",
            ),
            (
                r"same (rank|shape)|sparse",
                "This loss compares ten probabilities with a vector of ten numbers. Are your labels still "
                "the vectors that the cell at the top makes?",
            ),
            (
                r"None values not supported",
                "Somewhere digits came without their labels. Training needs pairs, and so does the "
                "validation.",
            ),
            (
                "must call `compile",
                "A network that is built anew is not compiled. The cell at the top does both.",
            ),
            (
                r"unexpected keyword argument '(loss|metrics|optimizer)'",
                "That is an argument of `compile`, which the cell at the top has called.",
            ),
            (
                r"unexpected keyword",
                "There is no argument of this name. Names change between versions, and one letter counts: "
                "compare with `help(model.fit)`.",
            ),
            (
                "has no attribute 'fit'",
                "What stands before `.fit` is no network any more. Run the cell at the top again, and "
                "train `model`.",
            ),
        ),
        source_hints=(
            (
                rf"\bmodel\s*=\s*{FIT}",
                "`fit` trains the model in place and returns its history. That history needs the name `H`; "
                "`model` must stay the model. Run the cell at the top again.",
            ),
            (
                rf"\b\w+\s*=\s*{FIT}",
                "The history was kept under another name, and A3.4 looks for this one. Capital and small "
                "letters differ.",
            ),
            (
                FIT,
                "The network was trained, but what `fit` returned was thrown away. Run the cell at the top "
                "again for an untrained network.",
            ),
        ),
    ),
)

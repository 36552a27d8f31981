"""Judges of A3.2: what the trained network says to digits that it has not seen."""

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a3_train.digits import CLASSES, ENOUGH, TEST, TRAIN, labels, size
from lenet_keras.checks.inspection import Answers
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

# Mean probability of wrong answers. Measured: 0.71 to 0.80 after 6 and after 40 epochs, 0.998 for digits
# that were not scaled.
TOO_SURE = 0.97
TWICE = 0.2321  # softmax of probabilities gives at most e / (e + 9)
ASKED = 100  # test digits that the model is asked for once more: enough for some that it is not sure of
ANSWERS = f"np.asarray(model(np.asarray(testData[:: max(1, len(testData) // {ASKED})], 'float32')))"
ALIKE = 0.02  # by how much two machines' probabilities for the same image may differ


def predicted(observations: Observations) -> Fault | None:
    """Judge A3.2, first: ten probabilities for each test digit."""
    observation = observations["predictions"]
    expected = (size(TEST), CLASSES)
    found = arrays.shape(observation) if observation["kind"] == "array" else None
    if found is not None and observation["type"] == "tensor":
        hint = "A tensor has no `argmax`, which A3.3 needs. `predict` gives a NumPy array."
        return Fault("`predictions` is a tensor of TensorFlow", f"a NumPy array of shape {expected}", hint)
    if found == expected:
        return _probabilities(observation, arrays.numbers(observations.get(ANSWERS, {"kind": "absent"})))
    if found is None:
        hint = _hint_of_type(observation)
    elif found == expected[:1]:
        hint = (
            "One number per digit is the answer already. Keep all ten probabilities; A3.3 takes the largest."
        )
    elif found == (size(TRAIN), CLASSES):
        hint = "These are predictions for the digits that the network has learned from."
    elif found == expected[::-1]:
        hint = "Rows and columns are exchanged: each digit has a row, each class a column."
    elif len(found) == 2 and found[0] < size(TEST) and found[1] == CLASSES:
        hint = "Some of the digits were left out. `predict` takes all of `testData`."
    else:
        hint = "One row for each digit of `testData`, one column for each class."
    return Fault(f"`predictions` is {in_words(observation)}", f"an array of shape {expected}", hint)


def _hint_of_type(observation: Observation) -> str:
    if observation["kind"] == "function":
        return "A method without its parentheses is only named, not called."
    if observation["kind"] == "value" and isinstance(observation["value"], float | list):
        numbers = observation["value"]
        if isinstance(numbers, float) or len(numbers) <= 3:
            return (
                "`evaluate` sums up: the loss and the metrics of all digits together. Here you want to "
                "know what the network says to each of them."
            )
    return "The network answers with an array: one row for each digit."


def _probabilities(observation: Observation, answers: np.ndarray | None) -> Fault | None:
    values = np.asarray(observation["values"], dtype=float)
    wanted = "ten probabilities for each digit, as the network gives them"
    if not np.all(np.isfinite(values)):
        if answers is not None and np.all(np.isfinite(answers)):
            hint = "The network itself answers with numbers. What was done to the digits, or to its answers?"
            return Fault("some of the numbers are NaN or infinite", wanted, hint)
        hint = (
            "The weights of the network are no numbers any more: its training blew up. Build and train it "
            "again from the top."
        )
        return Fault("some of the numbers are NaN", wanted, hint)
    if np.all((values == 0) | (values == 1)):
        hint = (
            "A network is never so sure of everything. Labels look like this, and so do probabilities after "
            "rounding."
        )
        return Fault("every number is exactly 0 or 1", wanted, hint)
    sums = values.sum(axis=1)
    if not np.allclose(sums, 1, atol=1e-3):
        hint = (
            "The last layer of LeNet makes ten numbers that sum to 1. Something was done to them "
            "afterwards, such as rounding."
        )
        return Fault(f"the rows sum to {sums.min():.3g} … {sums.max():.3g}", wanted, hint)
    return None


def predicts_well(observations: Observations) -> Fault | None:
    """Judge A3.2, second: the predictions are those of a trained network, in the order of the digits."""
    if fault := predicted(observations):
        return fault
    values = np.asarray(observations["predictions"]["values"], dtype=float)
    sure, right = values.max(axis=1), values.argmax(axis=1) == labels(TEST)
    share = float(right.mean())
    expected = f"at least {ENOUGH:.0%} right"
    if share >= ENOUGH:
        if sure.max() <= TWICE:
            return Fault(
                f"the largest of all probabilities is {sure.max():.2f}",
                "the probabilities as the network gives them",
                "That looks like softmax of softmax. The last layer of the network has applied it already.",
            )
        if np.count_nonzero(~right) >= 5 and sure[~right].mean() > TOO_SURE:
            return Fault(
                f"even the wrong answers have {sure[~right].mean():.1%} on average",
                "a network that is less sure where it errs",
                "The digits are much brighter than those that the network was trained on. Which range did "
                "the pixels have there?",
            )
        return _as_answered(values[:: max(1, size(TEST) // ASKED)], observations[ANSWERS])
    found = f"{share:.1%} of the predictions are right"
    if _reordered(values[:: max(1, size(TEST) // ASKED)], observations[ANSWERS]):
        hint = "Each row has the network's numbers in another order. Column 0 belongs to the digit 0."
    elif sure.mean() < 0.3:
        hint = (
            "The network is as unsure as one that was never trained. Is it the one that you trained in "
            "A3.1, and are the digits scaled once and not twice?"
        )
    elif share < 0.4:
        hint = (
            "The network is sure of its answers, but they are answers to other digits, to digits that were "
            "turned or changed, or they stand in another order than `testLabels`."
        )
    else:
        hint = "The network knows part of the digits. Did its training in A3.1 go to the end?"
    return Fault(found, expected, hint)


def _reordered(predictions: np.ndarray, answers: Observation) -> bool:
    """Whether each row has the numbers of the model's answer, at other places."""
    found = arrays.numbers(answers)
    if found is None or found.shape != predictions.shape:
        return False
    return bool(np.abs(np.sort(found) - np.sort(predictions)).max() <= ALIKE)


def _as_answered(predictions: np.ndarray, answers: Observation) -> Fault | None:
    """The fault of predictions that are not what the model says now to the same digits."""
    found = arrays.numbers(answers)
    if found is not None and found.shape == predictions.shape and np.abs(found - predictions).max() <= ALIKE:
        return None
    return Fault(
        "`model` gives other answers to the same digits than `predictions` has",
        "the network's own predictions, as it is now",
        "Were they changed afterwards, or was the network trained on? Predict once more and keep what comes.",
    )


STEPS = (
    Step(
        "A3.2",
        concept="prediction",
        defines=("predictions",),
        own=("predictions", ANSWERS),
        needs=("A3.1",),
        inspection=Answers(
            "model",
            "the network's own predictions",
            "Let the trained `model` answer, and keep its answers as they are.",
            predictions="predictions",
        ),
        criteria=(
            Criterion(
                "`predictions` has ten probabilities for each test digit",
                1,
                ("predictions",),
                predicted,
            ),
            Criterion("they come from the trained network", 1, ("predictions", ANSWERS), predicts_well),
        ),
        error_hints=(
            (
                "'History'",
                "`model` is the history of a training now, no network. Did you give it what `fit` returned? "
                "Go back to the cell at the top.",
            ),
            (
                r"incompatible shape \(\w+, 10\)",
                "These are labels. The network is given digits, and finds the labels itself.",
            ),
            (
                "truth value of an array",
                "The second argument of `predict` is no place for labels. A prediction is made without "
                "knowing the truth.",
            ),
            (
                "incompatible shape|Negative dimension|unknown rank",
                "The network takes a stack of digits, each of shape (28, 28, 1). A single digit is a stack "
                "of one, with one more dimension.",
            ),
        ),
        source_hints=(
            (
                r"\.predict\s*\(",
                "The network has answered, but its answers were not kept under this name.",
            ),
        ),
    ),
)

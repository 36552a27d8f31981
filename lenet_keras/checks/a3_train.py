"""Judges of lesson A3: training LeNet and looking at what it does."""

import math
import re

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a2_build import some_text
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, said
from lenet_keras.datasets import mnist

CLASSES = 10
BATCH = 128
ENOUGH = 0.90  # a share that every healthy training passes well, and no broken one reaches
ROUNDING = 0.0051  # the report prints two digits


def _labels(part: int) -> np.ndarray:
    return mnist.originals()[part][1]


# --- A3.1 ---------------------------------------------------------------------------------------


def has_history(seen: Observations) -> Fault | None:
    """Judge A3.1, first: `H` is what `fit` returned, with a validation after each epoch."""
    observation = seen["H"]
    wanted = "the History object that `model.fit` returns"
    if observation["kind"] == "value" and observation["type"] == "dict":
        hint = "These are the numbers inside of it. Keep the whole object; A3.4 reads `H.history`."
    elif observation["kind"] in ("function", "model"):
        hint = "Training happens when `fit` is called; its result is what `H` shall hold."
    else:
        hint = "`fit` returns the course of the training. Give it the name `H`."
    if fault := kind_fault(observation, "history", "H", wanted, hint):
        return fault
    if not any(key.startswith("val_") for key in observation["history"]):
        return Fault(
            "no validation was recorded",
            "loss and accuracy on `testData` after each epoch",
            "Success on digits that the network learned from says little. Which argument of `fit` "
            "takes the digits that it has not seen?",
        )
    return None


def trained(seen: Observations) -> Fault | None:
    """Judge A3.1, second: trained on the training set until the test digits are recognised."""
    if fault := has_history(seen):
        return fault
    observation = seen["H"]
    series = observation["history"]
    losses = series.get("loss", [])
    if not losses:
        return Fault("no epoch was trained", "six epochs", "How often shall the network see each digit?")
    if not all(math.isfinite(loss) for loss in losses):
        return Fault(
            "the loss is not a number any more",
            "a loss that falls",
            "Steps that are too long overshoot and blow up. Which setting is the length of a step?",
        )
    test_steps = math.ceil(len(_labels(1)) / BATCH)
    if observation["steps"] == test_steps:
        return Fault(
            f"each epoch had {test_steps} batches",
            f"{math.ceil(len(_labels(0)) / BATCH)} batches of {BATCH} digits",
            "That is the size of the test set. Which digits may the network learn from?",
        )
    accuracy = [key for key in series if key.startswith("val_") and "acc" in key]
    if not accuracy:
        return Fault(
            "no accuracy was recorded",
            "a model compiled with a metric",
            "The cell at the top compiles the model. Run it again, then train.",
        )
    final = series[accuracy[0]][-1]
    if final >= ENOUGH:
        return None
    found = f"after {len(losses)} epochs {final:.1%} of the test digits are recognised"
    if len(losses) < 4:
        hint = "The loss was still falling. How many epochs does the text ask for?"
    elif final < 0.2:
        hint = (
            "That is guessing. Do the labels belong to the digits, and is the model freshly built? Run "
            "the cell at the top again."
        )
    else:
        hint = "Has each digit its own label, and has the data been prepared as in A1?"
    return Fault(found, f"at least {ENOUGH:.0%}", hint)


# --- A3.2 ---------------------------------------------------------------------------------------


def predicted(seen: Observations) -> Fault | None:
    """Judge A3.2, first: ten probabilities for each test digit."""
    observation = seen["predictions"]
    expected = (len(_labels(1)), CLASSES)
    wanted = f"an array of shape {expected}"
    if observation["kind"] != "array":
        hint = (
            "`evaluate` returns the loss and the metrics. What returns the probabilities of each digit?"
            if observation["kind"] == "value" and observation["type"] == "list"
            else "`model.predict` returns an array."
        )
        return Fault(f"`predictions` is {said(observation)}", wanted, hint)
    found = arrays.shape(observation)
    if found == expected:
        sums = np.asarray(observation["values"], dtype=float).sum(axis=1)
        if np.allclose(sums, 1, atol=1e-3):
            return None
        return Fault(
            "the rows do not sum to 1",
            "probabilities",
            "Keep what the model says, without changes.",
        )
    if found == expected[:1]:
        hint = (
            "One number per digit is the answer already. Keep all ten probabilities; A3.3 takes the largest."
        )
    elif found == (len(_labels(0)), CLASSES):
        hint = "These are predictions for the digits that the network has learned from."
    else:
        hint = "One row for each digit of `testData`, one column for each class."
    return Fault(f"`predictions` has shape {found}", f"{expected}", hint)


def predicts_well(seen: Observations) -> Fault | None:
    """Judge A3.2, second: the predictions are those of a trained network, in the order of the digits."""
    if fault := predicted(seen):
        return fault
    values = np.asarray(seen["predictions"]["values"], dtype=float)
    share = float(np.mean(values.argmax(axis=1) == _labels(1)))
    if share >= ENOUGH:
        return None
    hint = (
        "That is guessing: an untrained network, or predictions in another order than the labels."
        if share < 0.3
        else "Do the digits have the same scale as those that the network was trained on?"
    )
    return Fault(f"{share:.1%} of the predictions are right", f"at least {ENOUGH:.0%}", hint)


# --- A3.3 ---------------------------------------------------------------------------------------


def reported(seen: Observations) -> Fault | None:
    """Judge A3.3, first: the classification report of these predictions."""
    observation = seen["report"]
    wanted = "the text that `classification_report` returns"
    text = observation["value"] if observation["kind"] == "value" else None
    if not isinstance(text, str | dict):
        hint = (
            "`print` shows a text and returns None. First keep the report, then print it."
            if observation["kind"] == "value" and text is None
            else "`classification_report(...)` returns a text."
        )
        return Fault(f"`report` is {said(observation)}", wanted, hint)
    guesses = _guesses(seen)
    if guesses is None:
        return Fault("`predictions` cannot be read", "the predictions of A3.2", "Pass A3.2 first.")
    found = _recall_and_precision(text)
    if found is None:
        return Fault(
            "`report` has no line for each of the ten digits",
            wanted,
            "The report lists every class with precision, recall and f1-score.",
        )
    truth = _labels(1)
    if _equal(found, _scores(truth, guesses)):
        return None
    if _equal(found, _scores(guesses, truth)):
        return Fault(
            "precision and recall are exchanged",
            "the report of the predictions against the truth",
            "The first argument is the truth, the second what the network says.",
        )
    if found[1].min() > 0.999 and found[0].min() > 0.999:
        hint = "A perfect score is suspicious: was something compared with itself?"
    else:
        hint = "Does each row keep its digit? The class of a row is the place of its largest number."
    return Fault("the numbers are not those of `predictions` and `testLabels`", wanted, hint)


def counted(seen: Observations) -> Fault | None:
    """Judge A3.3, second: the confusion matrix, true digits in rows."""
    observation = seen["matrix"]
    wanted = "a 10 x 10 array: true digits in rows, predicted digits in columns"
    guesses = _guesses(seen)
    if guesses is None:
        return Fault("`predictions` cannot be read", "the predictions of A3.2", "Pass A3.2 first.")
    if observation["kind"] != "array" or arrays.shape(observation) != (CLASSES, CLASSES):
        return Fault(
            f"`matrix` is {said(observation)}",
            wanted,
            "`confusion_matrix` counts for every pair of classes how often one was taken for the other.",
        )
    values = np.asarray(observation["values"], dtype=float)
    expected = _matrix(_labels(1), guesses)
    if np.array_equal(values, expected):
        return None
    if np.array_equal(values, expected.T):
        return Fault(
            "rows and columns are exchanged",
            wanted,
            "The first argument is the truth, the second what the network says.",
        )
    if values.max() <= 1:
        hint = "These are shares. Keep the counts."
    elif abs(values.sum() - len(guesses)) > 0.5:
        hint = f"The numbers sum to {values.sum():.0f}; the test set has {len(guesses)} digits."
    elif np.count_nonzero(values - np.diag(np.diag(values))) == 0:
        hint = "Not a single mistake is suspicious: was something compared with itself?"
    else:
        hint = "Truth and prediction of one digit must stand at the same place of their arrays."
    return Fault("the counts are not those of `predictions` and `testLabels`", wanted, hint)


def _guesses(seen: Observations) -> np.ndarray | None:
    observation = seen["predictions"]
    if observation["kind"] != "array" or arrays.shape(observation) != (len(_labels(1)), CLASSES):
        return None
    return np.asarray(observation["values"]).argmax(axis=1)


def _matrix(truth: np.ndarray, guesses: np.ndarray) -> np.ndarray:
    counts = np.zeros((CLASSES, CLASSES))
    np.add.at(counts, (truth, guesses), 1)
    return counts


def _scores(truth: np.ndarray, guesses: np.ndarray) -> np.ndarray:
    """Precision and recall of each class, `(2, 10)`; 0 where a class never occurs."""
    counts = _matrix(truth, guesses)
    right = np.diag(counts)
    with np.errstate(invalid="ignore"):
        precision, recall = right / counts.sum(axis=0), right / counts.sum(axis=1)
    return np.nan_to_num(np.array([precision, recall]))


def _recall_and_precision(report: str | dict) -> np.ndarray | None:
    """Precision and recall of each class as the report says them, `(2, 10)`."""
    if isinstance(report, dict):
        rows = [row for key, row in report.items() if "avg" not in key and isinstance(row, dict)]
        pairs = [(row.get("precision"), row.get("recall")) for row in rows]
    else:
        line = re.compile(r"^\s*(.*?\S)\s+(\d\.\d+)\s+(\d\.\d+)\s+(\d\.\d+)\s+\d+\s*$", re.MULTILINE)
        pairs = [(float(p), float(r)) for name, p, r, _ in line.findall(report) if "avg" not in name]
    if len(pairs) != CLASSES:
        return None
    return np.array(pairs, dtype=float).T


def _equal(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.all(np.abs(found - expected) <= ROUNDING))


# --- A3.4 ---------------------------------------------------------------------------------------

SERIES = {
    "loss": "the loss on the training set",
    "val_loss": "the loss on the test set",
    "accuracy": "the accuracy on the training set",
    "val_accuracy": "the accuracy on the test set",
}


def curves_drawn(seen: Observations) -> Fault | None:
    """Judge A3.4, first: the four series of `H.history` are lines of the figure."""
    observation = seen["fig"]
    wanted = "a figure with four lines: loss and accuracy, for training and for test digits"
    if fault := kind_fault(observation, "figure", "fig", wanted, "`fig, ax = plt.subplots()` makes it."):
        return fault
    history = seen["H"].get("history", {})
    if not history:
        return Fault("`H` has no history", "the History of A3.1", "Pass A3.1 first.")
    lines = [line["y"] for axes in observation["axes"] for line in axes["lines"]]
    if not lines:
        return Fault("the figure has no lines", wanted, "`ax.plot(x, y, label=...)` draws one.")
    for key, name in SERIES.items():
        series = _series(history, key)
        if series is None or any(_same_line(line, series) for line in lines):
            continue
        return Fault(f"{name} is missing", wanted, f"`H.history[{key!r}]` has one number for each epoch.")
    return None


def _series(history: dict, key: str) -> list[float] | None:
    if key in history or "acc" not in key:
        return history.get(key)
    # the metric may have been compiled under another name: acc, categorical_accuracy
    validation = key.startswith("val_")
    names = [name for name in history if "acc" in name and name.startswith("val_") == validation]
    return history[names[0]] if names else None


def _same_line(line: list[float], series: list[float]) -> bool:
    if len(line) != len(series):
        return False
    return any(np.allclose(line, np.multiply(series, factor), atol=1e-6) for factor in (1, 100))


def curves_named(seen: Observations) -> Fault | None:
    """Judge A3.4, second: a reader can tell the lines and the axes."""
    if fault := curves_drawn(seen):
        return fault
    for axes in seen["fig"]["axes"]:
        named = [line for line in axes["lines"] if not line["label"].startswith("_")]
        if not axes["lines"]:
            continue
        if not axes["xlabel"]:
            return Fault("the horizontal axis has no label", "what is counted along it", "`set_xlabel`.")
        texts = len(axes["legend"]) + len(axes["texts"])
        alone = len(axes["lines"]) == 1 and (axes["title"] or axes["ylabel"])
        if texts < len(axes["lines"]) and not alone:
            hint = (
                "The lines have labels, but nothing shows them: `ax.legend()`."
                if len(named) == len(axes["lines"])
                else "Each line needs a `label`, and the legend shows them."
            )
            return Fault("the lines cannot be told apart", "a legend with one entry for each line", hint)
    return None


STEPS = (
    Step(
        "A3.1",
        defines=("H",),
        criteria=(
            Criterion("`H` holds the history, with a validation", 1, ("H",), has_history),
            Criterion(f"at least {ENOUGH:.0%} of the test digits are recognised", 2, ("H",), trained),
        ),
        error_hints=(
            (
                r"shape|[Ii]ncompatible|cardinality|must have the same",
                "Data and labels do not fit: each digit needs its own label vector. Are they given in "
                "the order data, labels, and from the same set?",
            ),
            (
                "NoneType|has no attribute 'fit'",
                "`model` is no model any more: run the cell at the top again.",
            ),
        ),
        source_hints=(
            (
                r"model\s*=\s*model\.fit",
                "`fit` trains the model in place and returns its history. That history needs the name `H`; "
                "`model` must stay the model. Run the cell at the top again.",
            ),
        ),
    ),
    Step(
        "A3.2",
        defines=("predictions",),
        needs=("A3.1",),
        criteria=(
            Criterion(
                "`predictions` has ten probabilities for each test digit",
                1,
                ("predictions",),
                predicted,
            ),
            Criterion("they come from the trained network", 1, ("predictions",), predicts_well),
        ),
        error_hints=(("predict_classes", "That method is gone from Keras. Keep the probabilities."),),
    ),
    Step(
        "A3.3",
        defines=("report", "matrix"),
        needs=("A3.2",),
        criteria=(
            Criterion("`report` compares predictions and truth", 1, ("report", "predictions"), reported),
            Criterion("`matrix` counts who was taken for whom", 1, ("matrix", "predictions"), counted),
        ),
        error_hints=(
            (
                "mix of|multilabel|continuous-multioutput",
                "scikit-learn wants one class per digit on both sides, not vectors. Where in a vector "
                "does the class stand?",
            ),
        ),
    ),
    Step(
        "A3.4",
        defines=("fig", "ax"),
        needs=("A3.1",),
        criteria=(
            Criterion("`fig` shows all four curves", 1, ("fig", "H"), curves_drawn),
            Criterion("axes and curves are named", 1, ("fig", "H"), curves_named),
        ),
        error_hints=(
            (
                "subscriptable|'History'",
                "`H` is an object; the numbers are in its attribute `history`, a dictionary.",
            ),
            ("KeyError", "`H.history.keys()` says which series there are."),
        ),
    ),
    Step(
        "A3.Q1",
        defines=("A3_Q1",),
        criteria=(Criterion("the answer is a name", 1, ("A3_Q1",), some_text("A3_Q1")),),
    ),
)

"""Judges of A3.4: the course of the training as curves."""

import re

import numpy as np

from lenet_keras.checks.a3_train.training import named
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import ERROR, Criterion, Fault, Step, error_hint, kind_fault, source

# Some are those of the example; some name nothing.
WRONG_AXIS = re.compile(r"loss|acc|batch|digit|second|minute|week|^\W*\w\W*$|^x[ -]?(axis|label|values?)$")
SHEETS = re.compile(r"\b(?:plt|pyplot)\.(?:figure|subplots|show)\(")
# What a course in time loses when something else than lines shows it; the first that is found counts.
INSTEAD_OF_LINES = {
    "cells": "Cells show numbers as colours, and nobody can measure a colour.",
    "areas": "Areas cover each other, or lie on top of each other, so that a height is a sum.",
    "bars": "Bars leave it to the eye to connect them.",
    "dots": "Dots leave it to the eye to connect them.",
}
SERIES = {
    "loss": "the loss on the training set",
    "val_loss": "the loss on the test set",
    "accuracy": "the accuracy on the training set",
    "val_accuracy": "the accuracy on the test set",
}

ERROR_HINTS = (
    (
        "'History' object",
        "`H` is an object; the numbers are in its attribute `history`, a dictionary.",
    ),
    (
        "unhashable type: 'dict'",
        "`H.history` is a dictionary of four lists. A line takes one of them.",
    ),
    (
        r"Line2D\.set\(\) got an unexpected keyword",
        "A line has no setting of this name. The example of the plant shows how a line gets its label.",
    ),
    (
        "KeyError",
        "There is no series of this name. `H.history.keys()` lists the names.",
    ),
    (
        "same first dimension",
        "The x values are more or fewer than the points of the curve. How many epochs did you train?",
    ),
    (
        "'Figure' object has no attribute|'list' object has no attribute",
        "A figure is the sheet of paper. What can draw on it are its axes.",
    ),
    (
        "'numpy.ndarray' object has no attribute",
        "Several pairs of axes come as an array. Choose one of them.",
    ),
    (
        "'Axes' object has no attribute '(x|y)?(label|title|lim)",
        "pyplot and axes name the same thing differently: the methods of axes begin with a verb.",
    ),
)


def curves_drawn(observations: Observations) -> Fault | None:
    """Judge A3.4, first: the four series of `H.history` are lines of the figure."""
    observation = observations["fig"]
    wanted = "a figure with four lines: loss and accuracy, for training and for test digits"
    if fault := kind_fault(observation, "figure", "fig", wanted, _hint_of_type(observation)):
        return fault
    history = observations["H"].get("history", {})
    if not history:
        return Fault("`H` has no history", "the History of A3.1", "Pass A3.1 first.")
    if lost := [words for key, words in SERIES.items() if not series(history, key)]:
        hint = "Pass A3.1 first. After that, `H` is read and not written."
        return Fault(f"`H.history` does not hold {' and '.join(lost)}", "the History of A3.1", hint)
    if "figures.curves" in source(observations):
        return Fault(
            "this figure comes from the library `lenet_keras`",
            "a figure that you draw in this notebook",
            "It is yours to use after the lesson. Here the point is to know where its numbers come from.",
        )
    lines = [line["y"] for axes in observation["axes"] for line in axes["lines"]]
    across = [line["x"] for axes in observation["axes"] for line in axes["lines"]]
    drawn = [key for key in SERIES if any(is_series(line, series(history, key)) for line in lines)]
    missing = [key for key in SERIES if key not in drawn]
    if not missing:
        return None
    if fault := _stopped(observations):
        return fault
    if not lines:
        marks = sorted({mark for axes in observation["axes"] for mark in axes["marks"]})
        if any(axes["images"] for axes in observation["axes"]):
            marks.append("cells")
        if marks:
            loss = next((words for mark, words in INSTEAD_OF_LINES.items() if mark in marks), "")
            hint = f"A course in time is a line: `plot` connects the epochs. {loss}".rstrip()
            return Fault(f"the figure has {' and '.join(marks)} and no lines", wanted, hint)
        hint = "This sheet is empty. Were the lines drawn into another figure, or not yet?"
        return Fault("the figure has no lines", wanted, hint)
    found = " and ".join(SERIES[key] for key in missing)
    if any(is_series(line, series(history, key)) for key in missing for line in across):
        hint = "The history stands along the horizontal axis. `plot` takes the places across first."
    elif not all(lines):
        hint = "A line has no points. Is there a series of this name? `H.history.keys()` lists them."
    elif not drawn:
        hint = "The lines that are there hold other numbers. `H.history` has one list for each of the four."
    elif any(lines[i] == line for i in range(len(lines)) for line in lines[:i]):
        hint = "Two of the lines hold the same numbers: one series was drawn twice, under two labels perhaps."
    elif len(SHEETS.findall(source(observations))) > 1:
        hint = (
            "The cell makes more than one figure, and `fig` is one of them. One sheet holds all four lines."
        )
    elif missing == ["val_loss", "val_accuracy"]:
        hint = (
            "Both curves are of digits that the network learned from. Overfitting shows only beside those "
            "that it has not seen."
        )
    elif missing == ["accuracy", "val_accuracy"]:
        hint = "The loss is what the optimizer looks at. What do people want to know?"
    else:
        hint = "A curve means something beside the others: training beside test, loss beside accuracy."
    return Fault(f"the figure lacks {found}", wanted, hint)


def _hint_of_type(observation: Observation) -> str:
    if observation["kind"] == "value" and observation["value"] is None:
        return "`plt.show()` shows what was drawn and returns None."
    if observation["kind"] == "module":
        return "pyplot is the toolbox, not the picture."
    if observation["kind"] == "other" and observation["type"] == "tuple":
        return "`plt.subplots` gives two things, the figure and its axes: two names take them apart."
    if observation["kind"] == "other" and observation["type"] == "list":
        return "`plot` returns the lines that it drew. The figure is the sheet that they lie on."
    if observation["kind"] == "other" and observation["type"] == "Picture":
        return "This is the library's drawing. Here the point is to draw the numbers yourself."
    return "A figure comes from pyplot: it is the sheet on which axes and lines are drawn."


def _stopped(observations: Observations) -> Fault | None:
    """The fault of a cell that made the figure and stopped with an exception before it was complete."""
    if ERROR not in observations:
        return None
    message = " ".join(f"{observations[ERROR]['type']}: {observations[ERROR]['message']}".split())
    hint = error_hint(message, ERROR_HINTS)
    return Fault(
        f"the answer cell stopped with {message[:160]}",
        "a cell that draws all four lines",
        hint or "Mend what the error names, then run the cell again.",
    )


def series(history: dict[str, list[float]], key: str) -> list[float]:
    """One of the four series; the accuracies may have been compiled under another name."""
    return named(history, key.removesuffix("accuracy")) if "acc" in key else history.get(key, [])


def is_series(line: list[float], numbers: list[float]) -> bool:
    """Whether a line shows a series, as it is or in percent."""
    return len(line) == len(numbers) and any(
        np.allclose(line, np.multiply(numbers, factor), atol=1e-6) for factor in (1, 100)
    )


def curves_named(observations: Observations) -> Fault | None:
    """Judge A3.4, second: a reader can tell the lines and the axes."""
    missing = curves_drawn(observations)
    if missing and (observations["fig"]["kind"] != "figure" or not _any_drawn(observations)):
        return missing
    figure, history = (
        observations["fig"],
        observations["H"]["history"],
    )  # what is there is named well or not, by itself
    # Axes at the same place, as `twinx` makes them, are one panel with one legend.
    places = list(dict.fromkeys(tuple(axes["place"]) for axes in figure["axes"]))
    for place in places:
        panel = [axes for axes in figure["axes"] if tuple(axes["place"]) == place]
        curves = [
            (line, key)
            for axes in panel
            for line in axes["lines"]
            for key in SERIES
            if is_series(line["y"], series(history, key))
        ]
        if not curves:
            continue
        # one label may do for all panels above each other: they share their horizontal axis
        column = [axes for axes in figure["axes"] if axes["place"][::2] == panel[0]["place"][::2]]
        if not (figure["xlabel"] or any(axes["xlabel"] for axes in column)):
            if re.search(r"\.(set_)?xlabel\s*=", source(observations)):
                hint = "A method is called, with the label in parentheses. `=` puts a text in its place."
                return Fault("the horizontal axis has no label", "what is counted along it", hint)
            return Fault(
                "the horizontal axis has no label",
                "what is counted along it",
                "A reader cannot see whether it counts seconds, batches or something else. What happens "
                "between two points of a curve?",
            )
        if fault := _wrong_axis([figure["xlabel"], *(axes["xlabel"] for axes in column)]):
            return fault
        if fault := _wrong_words(panel, {key for _, key in curves}):
            return fault
        if fault := _legend_fault(panel, curves, figure["legend"]) or _label_fault(curves):
            return fault
    return None


def _any_drawn(observations: Observations) -> bool:
    """Whether at least one of the series is a line of the figure."""
    history = observations["H"].get("history", {})
    lines = [line["y"] for axes in observations["fig"]["axes"] for line in axes["lines"]]
    return any(is_series(line, series(history, key)) for key in SERIES for line in lines)


def _wrong_axis(labels: list[str]) -> Fault | None:
    """The fault of a horizontal axis that is called by something that it does not count."""
    for label in labels:
        if WRONG_AXIS.search(label.lower()) and not re.search("epo", label.lower()):
            return Fault(
                f"the horizontal axis is called {label[:40]!r}",
                "what is counted along it",
                "Along this axis each curve has one point after each round through the training digits.",
            )
    return None


def _wrong_words(panel: list[dict], keys: set[str]) -> Fault | None:
    """The fault of a panel of losses that is called accuracy, or the other way round."""
    words = " ".join(axes[part] for axes in panel for part in ("title", "ylabel")).lower()
    for what, other in (("loss", "acc"), ("acc", "loss")):
        if all(what in key for key in keys) and other in words and what not in words:
            return Fault(
                f"the words around the lines say {words[:60]!r}, and the lines show "
                f"{' and '.join(SERIES[key] for key in sorted(keys))}",
                "words that say what is drawn",
                "Which of the two falls while the network learns: the loss, or the accuracy?",
            )
    return None


def _legend_fault(panel: list[dict], curves: list[tuple[dict, str]], shared: list[str]) -> Fault | None:
    legends = {text for axes in panel for text in axes["legend"]} | set(shared)
    texts = {text for axes in panel for text in axes["texts"]}
    count = len({key for _, key in curves})
    if max(len(legends - {""}), len(texts - {""})) >= count:
        return None
    if count == 1 and any(axes["title"] or axes["ylabel"] for axes in panel):
        return None
    labels = [line["label"] for line, _ in curves if line["label"] and not line["label"].startswith("_")]
    if not labels:
        hint = "The lines have no labels, so a legend would have nothing to show."
    elif len(labels) < len(curves):
        hint = f"{len(labels)} of {len(curves)} lines have a label. Each line needs its own."
    elif len(set(labels)) < count:
        hint = "Several lines have the same label. What distinguishes them?"
    elif legends:
        hint = (
            "The legend has fewer entries than there are lines. It shows the labels that its own axes have "
            "at the moment when it is made."
        )
    else:
        hint = "The lines have labels, but nothing shows them: a label waits for its legend."
    return Fault("the lines cannot be told apart", "a legend with one entry for each line", hint)


def _label_fault(curves: list[tuple[dict, str]]) -> Fault | None:
    """The fault of a label that belongs to another curve."""
    for line, key in curves:
        label = line["label"].lower()
        if label and not re.search(r"[^\W\d_]", label):
            return Fault(
                f"a line is called {line['label'][:40]!r}",
                "labels that say what each line shows",
                "A number tells the lines apart, and does not say which is which.",
            )
        if label.startswith("_") or not _says_other(label, key):
            continue
        if any(other is line and not _says_other(label, name) for other, name in curves):
            continue  # two series happen to have the same numbers
        return Fault(
            f"the line with the label {line['label'][:40]!r} shows {SERIES[key]}",
            "each label at its own line",
            "Labels and series were mixed up. A reader would draw the opposite conclusion.",
        )
    return None


def _says_other(label: str, key: str) -> bool:
    """Whether a label names what its curve is not, and not what it is."""
    training, test = "train" in label, bool(re.search("val|test", label))
    loss, accuracy = "loss" in label, "acc" in label
    if key.startswith("val_"):
        training, test = test, training
    if "acc" in key:
        loss, accuracy = accuracy, loss
    return (test and not training) or (accuracy and not loss)


STEPS = (
    Step(
        "A3.4",
        concept="learning curves",
        defines=("fig", "ax"),
        needs=("A3.1",),
        criteria=(
            Criterion("`fig` shows all four curves", 1, ("fig", "H"), curves_drawn),
            Criterion("axes and curves are named", 1, ("fig", "H"), curves_named),
        ),
        error_hints=ERROR_HINTS,
        source_hints=(
            (
                r"(?s)(plt|ax)\w*\.plot\(",
                "Lines were drawn, but the figure that they lie on was not given this name.",
            ),
        ),
    ),
)

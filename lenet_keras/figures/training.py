"""How training went: the curves, the confusion matrix, and the digits that were misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import class_numbers, image_stack, numeric, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import READABLE, caption, image_at, numbers, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TRAINING = {"color": "black", "linestyle": "-", "marker": "o"}
VALIDATION = {"color": "0.35", "linestyle": "--", "marker": "s", "markerfacecolor": "white"}


@house_style()
def curves(history: Mapping[str, Sequence[float]]) -> Picture:
    """Show loss and accuracy per epoch, for the training and, if there are any, validation data.

    Args:
        history: lists of one number per epoch under `loss` and `accuracy`, and optionally under
            `val_loss` and `val_accuracy`; what `fit` returns will do too.
    """
    history = getattr(history, "history", history)
    if not isinstance(history, Mapping) or not {"loss", "accuracy"} <= set(history):
        found = ", ".join(history) if isinstance(history, Mapping) else type(history).__name__
        raise ValueError(
            f"history: found {found or 'no keys'}, expected the keys loss and accuracy. "
            'Compile the model with metrics=["accuracy"] and give what fit returns.'
        )
    names = ("loss", "val_loss", "accuracy", "val_accuracy")
    series = {name: numeric(history[name], name) for name in names if name in history}
    same_length(**series)
    epochs = np.arange(1, len(series["loss"]) + 1)

    figure = new_figure(3.9, layout="constrained")
    sentences = []
    for ax, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for key, label, style in (
            (name, "training", TRAINING),
            (f"val_{name}", "validation", VALIDATION),
        ):
            if key in series:
                # At most twenty or so markers: more would run together into a thick line.
                ax.plot(epochs, series[key], label=label, markevery=-(-len(epochs) // 20), **style)
                sentences.append(f"{label} {name} {course(series[key])}")
        ax.set_title(name, loc="left", weight="bold")
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
        ax.set_xlabel("epoch")
        ax.locator_params(axis="x", integer=True)
        ax.set_xlim(0.5, len(epochs) + 0.5)
        ax.grid(axis="y", color="0.9")
    if "val_loss" in series:
        mark_lowest(figure.axes[0], series["val_loss"])
    plural = "s" if len(epochs) > 1 else ""
    validated = any(name.startswith("val_") for name in series)
    dashed = ", dashed with squares for validation" if validated else ""
    alt = (
        f"Two panels of curves over {len(epochs)} epoch{plural}, solid with circles for training"
        f"{dashed}. {'; '.join(sentences)}."
    )
    return Picture(figure, alt)


def course(values: np.ndarray) -> str:
    """Return where a curve starts and ends and how far it came in between."""
    if len(values) == 1:
        return f"is {values[0]:.4f}"
    way = "falls" if values[-1] < values[0] else "rises" if values[-1] > values[0] else "goes"
    return (
        f"{way} from {values[0]:.4f} to {values[-1]:.4f} (lowest {values.min():.4f} in epoch "
        f"{values.argmin() + 1}, highest {values.max():.4f} in epoch {values.argmax() + 1})"
    )


def mark_lowest(ax: Axes, values: np.ndarray) -> None:
    """Mark the epoch of the lowest validation loss, after which training longer did not help."""
    epoch = int(values.argmin()) + 1
    ax.axvline(epoch, color="0.4", linestyle=":", linewidth=1.2, zorder=0)
    ax.set_xlabel(f"epoch (dotted: validation loss is lowest, epoch {epoch})")


@house_style()
def confusion(matrix: ArrayLike, classes: Sequence[str] | None = None) -> Picture:
    """Show how often each class was read as each other: rows are true, columns are predicted.

    Args:
        matrix: shape `(classes, classes)`, counts.
        classes: the name of each class; 0, 1, 2, … if `None`.
    """
    counts = numeric(matrix, "matrix")
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"matrix: found shape {counts.shape}, expected (classes, classes). "
            "Give what confusion_matrix(truth, predictions) returns."
        )
    if np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise ValueError(
            f"matrix: found values from {counts.min()} to {counts.max()}, expected counts: whole "
            "numbers from 0. Give the matrix before it is normalised."
        )
    counts = counts.astype(int)
    names = [str(name) for name in (range(len(counts)) if classes is None else classes)]
    same_length(rows=counts, classes=names)

    right, total = int(np.trace(counts)), int(counts.sum())
    mistakes = counts - np.diag(np.diag(counts))
    worst = np.unravel_index(mistakes.argmax(), counts.shape)
    said = f"{right:,} of {total:,} right"
    if total > right:
        said += (
            f"; the most frequent mistake: {names[worst[0]]} read as {names[worst[1]]}, "
            f"{mistakes.max()} times"
        )

    page = sheet(6.6)
    # The names come first: the table gets the room that they leave.
    style = {"size": 9.5, "linespacing": "normal"}
    slant = 45 if max(map(len, names)) > 4 else 0
    across = [caption(page, 0, 0, name, va="top", rotation=slant, **style) for name in names]
    down = [caption(page, 0, 0, name, ha="right", va="center_baseline", **style) for name in names]
    high = max(text.get_window_extent().height for text in across) / page.figure.dpi
    wide = max(text.get_window_extent().width for text in down) / page.figure.dpi
    top, gap = 0.241, 0.049
    side = 6.6 - top - high - 0.289
    left = max((WIDTH - side) / 2, wide + 0.35)
    cell, middle = side / len(names), side / 2
    for place, (below, beside) in enumerate(zip(across, down, strict=True)):
        below.set_position((left + (place + 0.5) * cell, top + side + gap))
        beside.set_position((left - gap, top + (place + 0.5) * cell))
    caption(page, left + middle, top - 0.083, said, size=11, va="baseline")
    caption(page, left + middle, 6.415, "predicted", va="top", linespacing="normal")
    turned = {"rotation": 90, "rotation_mode": "anchor", "va": "bottom", "linespacing": "normal"}
    caption(page, left - gap - wide - 0.056, top + middle, "true", **turned)

    # The square root: a few mistakes among hundreds of right answers would all look white.
    grey = 1 - 0.9 * np.sqrt(counts / max(counts.max(), 1))
    image_at(page, grey, left, top, side, (0, 1), outlined=False)
    rows, columns = np.indices(counts.shape).reshape(2, -1) + 0.5
    colors = np.where(counts == 0, "0.72", np.where(grey > READABLE, "black", "white"))
    numbers(page, left + columns * cell, top + rows * cell, counts.ravel().astype(str), 10, colors.ravel())
    diagonal = ", ".join(f"{n}: {counts[i, i]} of {counts[i].sum()}" for i, n in enumerate(names))
    alt = (
        f"Confusion matrix of {len(names)} classes, true classes in rows, predicted in columns. "
        f"{said}. Right per class: {diagonal}."
    )
    return Picture(page.figure, alt)


@house_style()
def misclassified(images: ArrayLike, truth: ArrayLike, predictions: ArrayLike, count: int = 12) -> Picture:
    """Show the digits that were misread, the most confident mistakes first.

    Args:
        images: shape `(n, 28, 28)` or `(n, 28, 28, 1)`, in any range.
        truth: shape `(n,)`, or one-hot of shape `(n, classes)`.
        predictions: shape `(n, classes)`, the probability of each class.
        count: how many to show at most.
    """
    images, truth = image_stack(images), class_numbers(truth, "truth")
    predictions = numeric(predictions, "predictions")
    if predictions.ndim != 2:
        raise ValueError(
            f"predictions: found shape {predictions.shape}, expected (n, classes). "
            "Give what predict returns, before argmax."
        )
    same_length(images=images, truth=truth, predictions=predictions)
    if count < 1:
        raise ValueError(f"count: found {count}, expected at least 1. Ask for some digits.")
    guesses, sure = predictions.argmax(axis=1), predictions.max(axis=1)
    wrong = np.flatnonzero(guesses != truth)
    shown = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    if not len(shown):
        page = sheet(1.0)
        alt = f"No digit was misread: all {len(images):,} predictions are right."
        caption(page, WIDTH / 2, 0.5, alt, size=12)
        return Picture(page.figure, alt)

    side, step, line = 1.25, 1.53, 1.66
    page = sheet(0.42 + -(-len(shown) // 6) * line)
    every = len(wrong) == len(images)
    head = f"{len(wrong):,} misread digits" if every else f"{len(wrong):,} of {len(images):,} misread"
    caption(page, WIDTH / 2, 0.2, head, size=11)
    limits = (images.min(), images.max())
    said = [f"{truth[n]} read as {guesses[n]} ({sure[n]:.2f})" for n in shown]
    for place, (number, title) in enumerate(zip(shown, said, strict=True)):
        left = (WIDTH - 5 * step - side) / 2 + place % 6 * step
        top = 0.7 + place // 6 * line
        caption(page, left + side / 2, top - 0.13, title, size=9.5)
        image_at(page, images[number], left, top, side, limits)
    alt = (
        f"{len(shown)} of {len(wrong):,} misread digits{'' if every else f' among {len(images):,}'}, the "
        f"most confident mistakes first, with the probability of the class read: {', '.join(said)}."
    )
    return Picture(page.figure, alt)

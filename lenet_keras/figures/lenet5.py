"""The published LeNet-5 at work: bitmaps and F6, feature maps, a strip of digits, a ladder of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import numeric, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import Sheet, arrow, box, caption, image_at, line, sheet

ROWS, COLUMNS = 12, 7
"""Of a bitmap."""


@house_style()
def bitmaps(points: ArrayLike, codes: ArrayLike | None = None, labels: ArrayLike | None = None) -> Picture:
    """Show the bitmap of each digit and, a row for each, codes beside them with their penalties.

    Args:
        points: the bitmaps, shape `(10, 84)`, 1 for ink and -1 for paper.
        codes: outputs of F6, shape `(n, 84)`; none if left out.
        labels: what each code should be, shape `(n,)`.
    """
    points = _drawings(points, "points")
    drawn = np.empty((0, points.shape[1])) if codes is None else _drawings(codes, "codes")
    wanted = np.zeros(len(drawn), int) if labels is None else np.asarray(labels)
    same_length(codes=drawn, labels=wanted)
    penalties = np.square(drawn[:, np.newaxis] - points).sum(axis=-1)
    answers = penalties.argmin(axis=1)

    width, step, first = 0.5, 0.745, 2.1
    height = width / COLUMNS * ROWS
    page = sheet(0.45 + height + 0.1 + len(drawn) * (height + 0.55))
    for digit, point in enumerate(points):
        left = first + digit * step
        caption(page, left + width / 2, 0.24, str(digit), size=13, weight="bold")
        _drawing(page, point, left, 0.42, width)
    caption(page, 0.2, 0.42 + height / 2, "bitmaps", ha="left", size=11)
    for place, (code, label, row, answer) in enumerate(zip(drawn, wanted, penalties, answers, strict=True)):
        top = 0.75 + (place + 1) * height + place * 0.55
        caption(page, 0.2, top + height / 2, f"F6 of\na {label}", ha="left", size=11)
        _drawing(page, code, 0.95, top, width)
        for digit, penalty in enumerate(row):
            best = digit == answer
            style = {"weight": "bold", "size": 12} if best else {"color": "0.35"}
            middle = first + digit * step + width / 2
            caption(page, middle, top + height / 2, f"{penalty:.0f}", **style)
            if best:
                box(page, middle - 0.3, top + height / 2 - 0.17, 0.6, 0.34, linewidth=1.5)
    alt = f"The bitmaps of {len(points)} digits, {COLUMNS} by {ROWS} pixels each, bright for ink."
    for label, row, answer in zip(wanted, penalties, answers, strict=True):
        alt += f" F6 of a {label}, drawn in the same form, is nearest to {answer}: the penalties are "
        alt += ", ".join(f"{digit}: {penalty:.0f}" for digit, penalty in enumerate(row)) + "."
    return Picture(page.figure, alt)


def _drawing(page: Sheet, code: np.ndarray, left: float, top: float, width: float) -> None:
    """Draw 84 numbers, in a frame of half a pixel of paper: ink at an edge would run into a white page."""
    fine = np.kron(code.reshape(ROWS, COLUMNS), np.ones((2, 2)))
    frame = width / (2 * COLUMNS)
    image_at(page, np.pad(fine, 1, constant_values=-1), left - frame, top - frame, width + 2 * frame, (-1, 1))


def _drawings(values: ArrayLike, name: str) -> np.ndarray:
    found = numeric(values, name)
    if found.ndim != 2 or found.shape[1] != ROWS * COLUMNS:
        raise ValueError(
            f"{name}: found shape {found.shape}, expected (n, {ROWS * COLUMNS}). "
            f"A drawing is a row of {ROWS} times {COLUMNS} numbers."
        )
    return found


@house_style()
def feature_maps(image: ArrayLike, kernels: ArrayLike, layers: Mapping[str, ArrayLike]) -> Picture:
    """Show what each layer of LeNet-5 makes of one digit, and the kernels of the first.

    Args:
        image: what the network got, shape `(32, 32)` or `(32, 32, 1)`.
        kernels: of C1, shape `(5, 5, 1, 6)`.
        layers: by name, from the first to the last: maps of shape `(rows, columns, n)`, or numbers of shape
            `(n,)`.
    """
    image, kernels = np.asarray(image, float).squeeze(), np.asarray(kernels, float).squeeze()
    if image.ndim != 2 or kernels.ndim != 3:
        raise ValueError(
            f"image and kernels: found shapes {image.shape} and {kernels.shape}, expected (rows, "
            "columns) and "
            "(rows, columns, n). Give one digit and the kernels of the first layer."
        )
    made = {name: np.asarray(values, float) for name, values in layers.items()}
    left, right, gap = 1.35, WIDTH - 0.1, 0.07
    tops, sides, top = {}, {}, 1.32
    for name, values in made.items():
        count = values.shape[-1]
        sides[name] = min(0.8, (right - left + gap) / count - gap) if values.ndim == 3 else 0.2
        if values.ndim == 3 and values.shape[0] == 1:
            sides[name] = 0.2
        tops[name] = top
        top += max(sides[name], 0.3) + 0.22
    page = sheet(top)
    image_at(page, image, 0.2, 0.18, 0.95)
    caption(page, left, 0.36, f"kernels of C1, {len(kernels)} × {len(kernels)}", ha="left")
    for n in range(kernels.shape[-1]):
        reach = np.abs(kernels[..., n]).max()
        image_at(page, kernels[..., n], left + n * 0.87, 0.52, 0.6, (-reach, reach))
    for name, values in made.items():
        side, count = sides[name], values.shape[-1]
        caption(page, 0.2, tops[name] + side / 2, _sizes(name, values), ha="left", size=9.5)
        if values.ndim == 3 and values.shape[0] > 1:
            reach = np.abs(values).max()
            for n in range(count):
                image_at(page, values[..., n], left + n * (side + gap), tops[name], side, (-reach, reach))
        else:
            row = values.reshape(1, -1)
            wide = min(right - left, count * 0.2)
            reach = np.abs(row).max()
            stretched = np.repeat(row, max(1, round(side / (wide / count))), axis=0)
            image_at(page, stretched, left, tops[name], wide, (-reach, reach))
    alt = (
        "A digit, the kernels of C1, and what each layer makes of the digit, black for negative and "
        "white for "
        f"positive: {'; '.join(_sizes(name, values, ' ') for name, values in made.items())}. From "
        "layer to layer "
        "the maps become smaller and more, until nothing of the digit's form is left to the eye."
    )
    return Picture(page.figure, alt)


def _sizes(name: str, values: np.ndarray, between: str = "\n") -> str:
    count = values.shape[-1]
    if values.ndim == 1:
        return f"{name}{between}{count} numbers"
    return f"{name}{between}{count} of {values.shape[0]} × {values.shape[1]}"


@house_style()
def strip(image: ArrayLike, penalties: ArrayLike, window: int = 32, stride: int = 4) -> Picture:
    """Show a strip of digits, and what a network that slides over it says at each place.

    Args:
        image: shape `(rows, columns)`.
        penalties: shape `(places, 10)`; the window of each place begins `stride` pixels after that before it.
        window: its width in pixels.
        stride: from place to place, in pixels.
    """
    image, penalties = np.asarray(image, float).squeeze(), numeric(penalties, "penalties")
    places = (image.shape[-1] - window) // stride + 1
    if image.ndim != 2 or penalties.shape != (places, 10):
        raise ValueError(
            f"penalties: found shape {penalties.shape}, expected ({places}, 10) for a strip of shape "
            f"{image.shape}. Give the output for one strip without its first axes: penalties[0, 0]."
        )
    left, wide = 0.75, WIDTH - 1.0
    pixel = wide / image.shape[1]
    high, top, bottom = pixel * image.shape[0], 0.3, 2.1
    page = sheet(top + high + bottom + 0.15)
    image_at(page, image, left, top, wide)
    box(page, left, top, window * pixel, high, linewidth=2, edgecolor="white")
    arrow(page, (left + window * pixel * 0.3, 0.17), (left + window * pixel * 0.9, 0.17))
    lowest, answers = penalties.min(axis=1), penalties.argmin(axis=1)
    middles = left + (np.arange(places) * stride + window / 2) * pixel
    floor, ceiling = top + high + bottom - 0.65, top + high + 0.25
    heights = floor - (floor - ceiling) * lowest / max(lowest.max(), 1e-9)
    line(page, (left, left + wide), (floor, floor), color="black", linewidth=0.8)
    line(page, middles, heights, color="black", linewidth=1.2, marker="o", markersize=3)
    caption(page, 0.3, (floor + ceiling) / 2, "lowest\npenalty", size=9.5, rotation=90)
    valley = [_is_valley(lowest, n) for n in range(places)]
    for middle, answer, deep in zip(middles, answers, valley, strict=True):
        style = {"weight": "bold", "size": 13} if deep else {"color": "0.6", "size": 9}
        caption(page, middle, floor + 0.22, str(answer), **style)
    caption(page, left + wide / 2, floor + 0.5, "answer at each place (bold: the penalty is lowest around)")
    read = "".join(str(answer) for answer, deep in zip(answers, valley, strict=True) if deep)
    alt = (
        f"A strip of digits, {image.shape[0]} by {image.shape[1]} pixels, with a window that moves by "
        f"{stride} "
        f"pixels. Below, the lowest penalty at each of {places} places and the answer there: "
        f"{', '.join(map(str, answers))}. Where the penalty is lowest around, the answers are {read}."
    )
    return Picture(page.figure, alt)


def _is_valley(values: np.ndarray, place: int, reach: int = 3) -> bool:
    around = values[max(0, place - reach) : place + reach + 1]
    return bool(values[place] == around.min())


@house_style()
def steps(loss: Sequence[float], accuracy: Sequence[float], epochs: int = 1) -> Picture:
    """Show loss and accuracy after each step of a training.

    Args:
        loss: one number for each step.
        accuracy: likewise.
        epochs: how many epochs they are.
    """
    series = {"loss": numeric(loss, "loss"), "accuracy": numeric(accuracy, "accuracy")}
    same_length(**series)
    count = len(series["loss"])
    figure = new_figure(3.3, layout="constrained")
    for ax, (name, values) in zip(figure.subplots(1, 2), series.items(), strict=True):
        ax.plot(np.arange(1, count + 1), values, color="black", linewidth=1)
        for end in range(1, epochs):
            ax.axvline(end * count / epochs, color="0.75", linestyle=":", linewidth=1)
        ax.set_title(f"{name}, mean since the epoch began", loc="left")
        ax.set_xlabel("step (dotted: a new epoch)")
        ax.grid(axis="y", color="0.9")
    said = "; ".join(f"{name} goes from {v[0]:.3g} to {v[-1]:.3g}" for name, v in series.items())
    return Picture(figure, f"Two curves over {count} steps in {epochs} epochs: {said}.")


@house_style()
def ladder(rungs: Mapping[str, Sequence[float]], unit: str = "test error in %") -> Picture:
    """Show the errors of several networks, one line for each, a mark for each seed.

    Args:
        rungs: by what was changed, from the first to the last: one error for each seed.
        unit: of the errors.
    """
    found = {name: numeric(values, name) for name, values in rungs.items()}
    figure = new_figure(0.9 + 0.36 * len(found), layout="constrained")
    ax = figure.subplots()
    for place, values in enumerate(found.values()):
        ax.plot([values.min(), values.max()], [place, place], color="0.6", linewidth=2)
        ax.plot(values, np.full(len(values), place), "o", color="black", markersize=4)
        ax.plot([values.mean()] * 2, [place - 0.3, place + 0.3], color="black", linewidth=2)
    ax.set_yticks(range(len(found)), [f"{name}  {v.mean():.2f}" for name, v in found.items()])
    ax.invert_yaxis()
    ax.set_xlabel(f"{unit} (dots: seeds; bar and number: their mean)")
    ax.grid(axis="x", color="0.9")
    said = "; ".join(f"{name}: {values.mean():.2f}" for name, values in found.items())
    return Picture(figure, f"The {unit} of {len(found)} networks, means over the seeds. {said}.")

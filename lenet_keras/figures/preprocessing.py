"""What preprocessing changes in a digit and its label, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.closeup import most_varied
from lenet_keras.figures.inputs import class_numbers, one_image
from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import (
    Sheet,
    arrow,
    box,
    boxes,
    caption,
    guide,
    image_at,
    numbers,
    panel,
    sheet,
    tick_marks,
    ticks,
    window_at,
    written,
)

CHARACTER = 0.602 * 13 / 72
"""Inches that one character of the monospaced font takes at 13 points."""


@house_style()
def depth_axis(image: ArrayLike) -> Picture:
    """Show what a reshape to `(28, 28, 1)` does: deeper nesting, the same numbers.

    Args:
        image: shape `(28, 28)` or `(28, 28, 1)`.
    """
    image = one_image(image, least=3)
    rows, columns = image.shape
    top, left = most_varied(image, 3)
    patch = image[top : top + 3, left : left + 3]
    middle = written(patch[1, 1])

    page = sheet(3.3)
    pixel = image_at(page, image, 0.3, 0.5, 2.24)
    x, y = 0.3 + left * pixel, 0.5 + top * pixel
    guide(page, (x + 3 * pixel, y), (3.0, 1.05))
    guide(page, (x + 3 * pixel, y + 3 * pixel), (3.0, 2.1))
    window_at(page, x, y, 3 * pixel, 3 * pixel)
    caption(page, 1.42, 0.28, f"one digit: {rows} × {columns} numbers", size=11)

    end = nested(page, patch, 3.1, 1.25, own_brackets=False)
    before = (3.1 + end) / 2
    caption(page, before, 0.62, f"shape ({rows}, {columns})", size=11, weight="bold")
    caption(page, before, 2.4, f"image[{top + 1}, {left + 1}] is {middle}", family="monospace")
    start = nested(page, patch, 6.35, 1.25, own_brackets=True)
    after = (6.35 + start) / 2
    caption(page, after, 0.62, f"shape ({rows}, {columns}, 1)", size=11, weight="bold")
    caption(page, after, 2.4, f"image[{top + 1}, {left + 1}, 0] is {middle}", family="monospace")
    arrow(page, (end + 0.15, 1.58), (6.2, 1.58))
    caption(page, (end + 6.35) / 2, 1.4, "reshape", size=11)
    total = f"{image.size} numbers before and {image.size} after, in the same order."
    shaded = "Shaded: the new axis, brackets around every single number."
    caption(page, (3.1 + start) / 2, 2.95, f"{total}\n{shaded}")
    alt = (
        f"Left: a digit with a patch of 3 by 3 pixels marked, rows {top} to {top + 2} and columns "
        f"{left} to {left + 2}. Middle: the patch as part of shape ({rows}, {columns}), in nested "
        f"brackets: {as_text(patch)}. Right: the same patch after the reshape to "
        f"({rows}, {columns}, 1), every number in brackets of its own: "
        f"{as_text(patch[..., None])}. The {image.size} values and their order stay the same; "
        f"image[{top + 1}, {left + 1}] was {middle} and image[{top + 1}, {left + 1}, 0] is "
        f"{middle}."
    )
    return Picture(page.figure, alt)


def as_text(values: np.ndarray) -> str:
    """Return an array as nested brackets, such as `[[0, 12], [253, 7]]`."""
    if values.ndim == 0:
        return written(float(values))
    return f"[{', '.join(as_text(value) for value in values)}]"


def nested(page: Sheet, patch: np.ndarray, left: float, top: float, own_brackets: bool) -> float:
    """Write a table as nested brackets, one row to a line, and return where its right edge is.

    Args:
        own_brackets: whether every number sits in brackets of its own, which are shaded.
    """
    texts = [[written(value) for value in row] for row in patch]
    width = max(len(text) for row in texts for text in row)
    style: dict[str, Any] = {"family": "monospace", "size": 13, "va": "center_baseline", "ha": "left"}
    right = left
    for number, row in enumerate(texts):
        y = top + number * 0.33
        numbers = [text.rjust(width) for text in row]
        cells = [f"[{text}]" for text in numbers] if own_brackets else numbers
        start = "[[" if number == 0 else " ["
        end = "]]" if number == len(texts) - 1 else "],"
        line = start + ", ".join(cells) + end
        if own_brackets:
            for place in range(len(cells)):
                x = left + (2 + place * (width + 4)) * CHARACTER
                shade = {"facecolor": "0.88", "edgecolor": "0.45", "linewidth": 0.8}
                box(page, x, y - 0.13, (width + 2) * CHARACTER, 0.26, **shade)
        page.figure.text(left, y, line, transform=page.inches, **style)
        right = max(right, left + len(line) * CHARACTER)
    return right


@house_style()
def scaling(image: ArrayLike) -> Picture:
    """Show that dividing by 255 changes the axis under the histogram, not the histogram.

    Args:
        image: shape `(28, 28)` or `(28, 28, 1)`, values 0 to 255.
    """
    image = one_image(image)
    if image.min() < 0 or image.max() > 255 or image.max() <= 1:
        raise ValueError(
            f"image: found values from {written(image.min())} to {written(image.max())}, expected "
            "0 to 255. Give the digit as it is loaded, before the division."
        )
    # Edges between whole numbers, so that rounding in the division moves no pixel to another bar.
    edges = np.linspace(-0.5, 255.5, 33)
    counts = np.histogram(image, edges)[0]
    page = sheet(3.5)
    whole = ticks([0, 50, 100, 150, 200, 255], "g")
    for when, values, bins, xticks, left in (
        ("before", image, edges, whole, 0.578),
        ("after: divided by 255", image / 255, edges / 255, ticks(np.arange(0, 1.1, 0.2), ".1f"), 5.09),
    ):
        low, mean, high = values.min(), values.mean(), values.max()
        title = f"{when} ({values.dtype})\nmin {written(low)}    mean {mean:.3g}    max {high:.3g}"
        histogram(page, left, counts, bins, xticks, title, first=values is image)
    scaled = image / 255
    alt = (
        "Two histograms of one digit's pixels, with bars of the same heights. "
        f"Before: values {written(image.min())} to {written(image.max())}, mean {image.mean():.3g}."
        f" After dividing by 255: values {scaled.min():.3g} to {scaled.max():.3g}, mean "
        f"{scaled.mean():.3g}. The darkest bar holds {counts[0]} of {image.size} pixels, the "
        f"brightest {counts[-1]}, the {len(counts) - 2} between them {counts[1:-1].sum()}."
    )
    return Picture(page.figure, alt)


def histogram(
    page: Sheet,
    left: float,
    counts: np.ndarray,
    edges: np.ndarray,
    xticks: Mapping[float, str],
    title: str,
    first: bool,
) -> None:
    """Draw one of two histograms side by side, with a logarithmic axis of counts.

    Only the first has numbers at this axis, and says what they are.
    """
    filled = counts > 0
    heights = np.log10(counts[filled])
    low, high = heights.min(), heights.max()
    if low == high:  # an axis needs a length: up to the next power of ten
        low, high = np.floor(low), np.floor(low) + 1
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)
    margin = 0.05 * (edges[-1] - edges[0])
    powers = np.arange(np.ceil(low), high)
    at = panel(
        page,
        (left, 0.524, 4.368, 2.506),
        (edges[0] - margin, edges[-1] + margin),
        (low, high),
        xticks,
        {power: f"{10**power:g}" if first else "" for power in powers},
        title,
        "value of a pixel",
        "number of pixels" if first else "",
    )
    between = np.add.outer(np.arange(np.floor(low), high), np.log10(np.arange(2, 10))).ravel()
    between = between[(between > low) & (between < high)]
    tick_marks(page, *at(np.full_like(between, edges[0] - margin), between), "left", minor=True)
    starts, tops = at(edges[:-1][filled], heights)
    ends, floors = at(edges[1:][filled], np.full_like(heights, low))
    style = {"facecolor": "0.6", "edgecolor": "black", "linewidth": 0.6}
    boxes(page, starts, tops, ends - starts, floors - tops, **style)


@house_style()
def one_hot(labels: ArrayLike, classes: int = 10) -> Picture:
    """Show the first eight labels as vectors of zeros with a single one.

    Args:
        labels: shape `(n,)`, whole numbers from 0 to `classes - 1`.
        classes: the length of a vector.
    """
    found = np.shape(labels)
    labels = class_numbers(labels)[:8]
    if len(found) != 1 or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels: found shape {found}, values {labels.min()} to {labels.max()}, expected "
            f"(n,) and 0 to {classes - 1}. Give the labels before they are binarised."
        )
    line, cell = 0.46, min(0.6, 7.0 / classes)
    left = (WIDTH - classes * cell + 1.3) / 2
    page = sheet(0.75 + line * len(labels))
    middle = left + classes * cell / 2
    caption(page, middle, 0.2, f"the label as a vector: one box for each of {classes} classes")
    caption(page, left - 1.15, 0.52, "label")
    columns = np.arange(classes)
    middles = left + (columns + 0.5) * cell
    numbers(page, middles, np.full(classes, 0.52), columns.astype(str), size=9.5, color="0.35")
    rows, columns = np.nonzero(columns != labels[:, None])
    lefts, tops = left + columns * cell, 0.72 + rows * line
    boxes(page, lefts, tops, cell, 0.36, linewidth=0.8)
    numbers(page, lefts + cell / 2, tops + 0.18, "0", size=11, color="0.35")
    for row, label in enumerate(labels):
        x, y = left + label * cell, 0.72 + row * line
        caption(page, left - 1.15, y + 0.18, str(label), size=15, weight="bold")
        arrow(page, (left - 0.85, y + 0.18), (left - 0.15, y + 0.18))
        box(page, x, y, cell, 0.36, hatch="////", edgecolor="0.6", linewidth=0)
        box(page, x + cell / 2 - 0.1, y + 0.06, 0.2, 0.24, facecolor="white", linewidth=0)
        box(page, x, y, cell, 0.36, linewidth=1.8)
        caption(page, x + cell / 2, y + 0.18, "1", size=12, weight="bold")
    said = [f"{n} becomes {' '.join(str(int(c == n)) for c in range(classes))}" for n in labels]
    alt = (
        f"{len(labels)} labels as vectors of {classes} numbers. {'; '.join(said)}. "
        "The one is in the hatched box whose position, counted from 0, is the label."
    )
    return Picture(page.figure, alt)

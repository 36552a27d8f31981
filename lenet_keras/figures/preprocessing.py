"""What preprocessing changes in a digit and its label, and what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.closeup import most_varied
from lenet_keras.figures.inputs import class_numbers, one_image
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import (
    arrow,
    box,
    caption,
    guide,
    image_at,
    sheet,
    window_at,
    written,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    figure, ax = sheet(3.3)
    pixel = image_at(ax, image, 0.3, 0.5, 2.24)
    x, y = 0.3 + left * pixel, 0.5 + top * pixel
    guide(ax, (x + 3 * pixel, y), (3.0, 1.05))
    guide(ax, (x + 3 * pixel, y + 3 * pixel), (3.0, 2.1))
    window_at(ax, x, y, 3 * pixel, 3 * pixel)
    caption(ax, 1.42, 0.28, f"one digit: {rows} × {columns} numbers", size=11)

    end = nested(ax, patch, 3.1, 1.25, own_brackets=False)
    before = (3.1 + end) / 2
    caption(ax, before, 0.62, f"shape ({rows}, {columns})", size=11, weight="bold")
    caption(ax, before, 2.4, f"image[{top + 1}, {left + 1}] is {middle}", family="monospace")
    start = nested(ax, patch, 6.35, 1.25, own_brackets=True)
    after = (6.35 + start) / 2
    caption(ax, after, 0.62, f"shape ({rows}, {columns}, 1)", size=11, weight="bold")
    caption(ax, after, 2.4, f"image[{top + 1}, {left + 1}, 0] is {middle}", family="monospace")
    arrow(ax, (end + 0.15, 1.58), (6.2, 1.58))
    caption(ax, (end + 6.35) / 2, 1.4, "reshape", size=11)
    total = f"{image.size} numbers before and {image.size} after, in the same order."
    shaded = "Shaded: the new axis, brackets around every single number."
    caption(ax, (3.1 + start) / 2, 2.95, f"{total}\n{shaded}")
    alt = (
        f"Left: a digit with a patch of 3 by 3 pixels marked, rows {top} to {top + 2} and columns "
        f"{left} to {left + 2}. Middle: the patch as part of shape ({rows}, {columns}), in nested "
        f"brackets: {as_text(patch)}. Right: the same patch after the reshape to "
        f"({rows}, {columns}, 1), every number in brackets of its own: "
        f"{as_text(patch[..., None])}. The {image.size} values and their order stay the same; "
        f"image[{top + 1}, {left + 1}] was {middle} and image[{top + 1}, {left + 1}, 0] is "
        f"{middle}."
    )
    return Picture(figure, alt)


def as_text(values: np.ndarray) -> str:
    """Return an array as nested brackets, such as `[[0, 12], [253, 7]]`."""
    if values.ndim == 0:
        return written(values)
    return f"[{', '.join(as_text(value) for value in values)}]"


def nested(ax: Axes, patch: np.ndarray, left: float, top: float, own_brackets: bool) -> float:
    """Write a table as nested brackets, one row to a line, and return where its right edge is.

    Args:
        own_brackets: whether every number sits in brackets of its own, which are shaded.
    """
    texts = [[written(value) for value in row] for row in patch]
    width = max(len(text) for row in texts for text in row)
    style = {"family": "monospace", "size": 13, "va": "center_baseline", "ha": "left"}
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
                box(ax, x, y - 0.13, (width + 2) * CHARACTER, 0.26, **shade)
        ax.text(left, y, line, **style)
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
    figure = new_figure(3.5, layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    sides = [("before", image, edges), ("after: divided by 255", image / 255, edges / 255)]
    for ax, (when, values, bins) in zip(panels, sides, strict=True):
        style = {"log": True, "color": "0.6", "edgecolor": "black", "linewidth": 0.6}
        ax.hist(values.ravel(), bins=bins, **style)
        low, mean, high = values.min(), values.mean(), values.max()
        numbers = f"min {written(low)}    mean {mean:.3g}    max {high:.3g}"
        ax.set_title(f"{when} ({values.dtype})\n{numbers}", linespacing=1.5)
        ax.set_xlabel("value of a pixel")
    panels[0].set_ylabel("number of pixels")
    panels[0].yaxis.set_major_formatter("{x:g}")
    panels[0].set_xticks([0, 50, 100, 150, 200, 255])
    counts = np.histogram(image, edges)[0]
    scaled = image / 255
    alt = (
        "Two histograms of one digit's pixels, with bars of the same heights. "
        f"Before: values {written(image.min())} to {written(image.max())}, mean {image.mean():.3g}."
        f" After dividing by 255: values {scaled.min():.3g} to {scaled.max():.3g}, mean "
        f"{scaled.mean():.3g}. The darkest bar holds {counts[0]} of {image.size} pixels, the "
        f"brightest {counts[-1]}, the {len(counts) - 2} between them {counts[1:-1].sum()}."
    )
    return Picture(figure, alt)


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
    figure, ax = sheet(0.75 + line * len(labels))
    middle = left + classes * cell / 2
    caption(ax, middle, 0.2, f"the label as a vector: one box for each of {classes} classes")
    caption(ax, left - 1.15, 0.52, "label")
    for column in range(classes):
        caption(ax, left + (column + 0.5) * cell, 0.52, str(column), size=9.5, color="0.35")
    for row, label in enumerate(labels):
        y = 0.72 + row * line
        caption(ax, left - 1.15, y + 0.18, str(label), size=15, weight="bold")
        arrow(ax, (left - 0.85, y + 0.18), (left - 0.15, y + 0.18))
        for column in range(classes):
            x, on = left + column * cell, column == label
            if on:
                box(ax, x, y, cell, 0.36, hatch="////", edgecolor="0.6", linewidth=0)
                box(ax, x + cell / 2 - 0.1, y + 0.06, 0.2, 0.24, facecolor="white", linewidth=0)
            box(ax, x, y, cell, 0.36, linewidth=1.8 if on else 0.8)
            style = {"size": 12, "weight": "bold"} if on else {"size": 11, "color": "0.35"}
            caption(ax, x + cell / 2, y + 0.18, str(int(on)), **style)
    rows = [f"{n} becomes {' '.join(str(int(c == n)) for c in range(classes))}" for n in labels]
    alt = (
        f"{len(labels)} labels as vectors of {classes} numbers. {'; '.join(rows)}. "
        "The one is in the hatched box whose position, counted from 0, is the label."
    )
    return Picture(figure, alt)

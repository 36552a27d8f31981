"""Digits as they are stored: a label beside each, a table of numbers inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import class_numbers, image_stack, one_image, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import (
    caption,
    guide,
    image_at,
    numbers,
    numbers_at,
    sheet,
    window_at,
    written,
)


@house_style()
def digits(images: ArrayLike, labels: ArrayLike, count: int = 10) -> Picture:
    """Show the first `count` digits, ten to a row, with their labels above.

    Args:
        images: shape `(n, 28, 28)` or `(n, 28, 28, 1)`, in any range.
        labels: shape `(n,)`, or one-hot of shape `(n, classes)`.
        count: how many to show; all of them if there are fewer.
    """
    images, labels = image_stack(images), class_numbers(labels)
    same_length(images=images, labels=labels)
    if count < 1:
        raise ValueError(f"count: found {count}, expected at least 1. Ask for some digits.")
    images, labels = images[:count], labels[:count]
    limits = (images.min(), images.max())
    side, step, line = 0.84, 0.92, 1.25
    rows = -(-len(images) // 10)
    page = sheet(rows * line + 0.05)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        left = (WIDTH - 9 * step - side) / 2 + number % 10 * step
        top = 0.32 + number // 10 * line
        caption(page, left + side / 2, top - 0.15, str(label), size=13, weight="bold")
        image_at(page, image, left, top, side, limits)
    alt = (
        f"{len(images)} handwritten digits, {images.shape[1]} by {images.shape[2]} pixels each, "
        f"drawn from black ({written(limits[0])}) to white ({written(limits[1])}). "
        f"The labels above them: {', '.join(map(str, labels))}."
    )
    return Picture(page.figure, alt)


@house_style()
def pixels(image: ArrayLike) -> Picture:
    """Show that an image is a table of numbers: a digit, and its middle enlarged with its values.

    Args:
        image: shape `(28, 28)` or `(28, 28, 1)`; the values are written as they are.
    """
    image = one_image(image)
    limits = (image.min(), image.max())
    rows, columns = image.shape
    size = min(10, rows, columns)
    top, left = (rows - size) // 2, (columns - size) // 2
    window = image[top : top + size, left : left + size]

    page = sheet(5.3)
    pixel = image_at(page, image, 0.3, 0.85, 3.36, limits)
    cell = 4.6 / size
    numbers_at(page, window, 4.5, 0.5, cell, limits)
    x, y, side = 0.3 + left * pixel, 0.85 + top * pixel, size * pixel
    guide(page, (x + side, y), (4.5, 0.5))
    guide(page, (x + side, y + side), (4.5, 5.1))
    window_at(page, x, y, side, side)
    caption(page, 1.98, 0.6, f"the digit: {rows} rows × {columns} columns", size=11)
    steps = np.arange(size)
    middles = (steps + 0.5) * cell
    numbers(page, 4.5 + middles, np.full(size, 0.38), (left + steps).astype(str), size=9, color="0.35")
    for step, middle in zip(steps, middles, strict=True):
        caption(page, 9.18, 0.5 + middle, str(top + step), size=9, color="0.35", ha="left")
    caption(page, 6.8, 0.15, "its middle, with the value of every pixel", size=11)
    row = int(window.std(axis=1).argmax())
    alt = (
        f"Left: a digit of {rows} rows by {columns} columns, its middle marked by a frame. "
        f"Right: the frame enlarged, rows {top} to {top + size - 1} and columns {left} to "
        f"{left + size - 1}, with the value of every pixel written in its cell: "
        f"{written(window.min())} to {written(window.max())}, brighter for larger. "
        f"Row {top + row} reads {', '.join(map(written, window[row]))}."
    )
    return Picture(page.figure, alt)

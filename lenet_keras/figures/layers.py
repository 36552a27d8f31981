"""What the layers of a network compute: convolution, pooling, activation."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lenet_keras.figures.closeup import most_varied
from lenet_keras.figures.inputs import numeric, one_image
from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import (
    arrow,
    box,
    caption,
    guide,
    image_at,
    numbers_at,
    sheet,
    window_at,
    written,
)

VERTICAL_EDGE = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
"""Answers to dark on the left of bright: positive there, negative the other way round."""


@house_style()
def convolution(image: ArrayLike, kernel: ArrayLike | None = None) -> Picture:
    """Show a digit, a kernel, and how one number of the feature map comes about.

    As Keras does it, this is a cross-correlation: the kernel is not flipped. The digit is padded
    with zeros so that the map keeps its size (`padding="same"`).

    Args:
        image: shape `(28, 28)` or `(28, 28, 1)`.
        kernel: shape `(3, 3)` or `(5, 5)`; a vertical edge of shape `(3, 3)` if `None`.
    """
    kernel = numeric(VERTICAL_EDGE if kernel is None else kernel, "kernel")
    if kernel.shape not in ((3, 3), (5, 5)):
        raise ValueError(
            f"kernel: found shape {kernel.shape}, expected (3, 3) or (5, 5). "
            "Of a layer's kernels, shape (5, 5, 1, 20), give one: kernels[:, :, 0, 0]."
        )
    size = len(kernel)
    image = one_image(image, least=size).astype(float)  # uint8 would wrap around below zero
    windows = sliding_window_view(np.pad(image, size // 2), (size, size))
    products = windows * kernel
    feature_map = products.sum(axis=(2, 3))

    # The strongest answer whose window needs no padding: nothing but the digit's own pixels.
    edge = size // 2
    inner = feature_map[edge:-edge, edge:-edge]
    row, column = (int(i) + edge for i in np.unravel_index(inner.argmax(), inner.shape))
    total = feature_map[row, column]
    equals = "=" if np.array_equal(products, np.round(products)) else "≈"

    width, top = {3: 1.9, 5: 2.3}[size], 3.95
    page = sheet(top + width + 0.2)
    limits, reach = (image.min(), image.max()), max(np.abs(feature_map).max(), 1e-9)
    pixel = image_at(page, image, 0.6, 0.45, 2.8, limits)
    image_at(page, feature_map, 6.1, 0.45, 2.8, (-reach, reach))
    caption(page, 2.0, 0.22, "the digit, and one window of it", size=11)
    caption(page, 7.5, 0.22, "the feature map, and that window's number", size=11)
    scale = f"in the map\nblack is {written(-reach)}\ngrey is 0\nwhite is {written(reach)}"
    caption(page, 4.75, 2.55, scale, size=9.5)
    arrow(page, (3.7, 1.85), (5.8, 1.85))
    caption(page, 4.75, 1.4, "a window around\nevery pixel gives\none number")

    lefts = [0.25 + place * (width + 0.35) for place in range(3)]
    window = windows[row, column]
    tables = [(window, "window"), (kernel, "kernel"), (products[row, column], "products")]
    for (values, name), left, sign in zip(tables, lefts, ["×", equals, "sum"], strict=True):
        shade = limits if name == "window" else None
        numbers_at(page, values, left, top, width / size, shade)
        caption(page, left + width / 2, top - 0.15, name, size=11, va="center_baseline")
        if sign != "sum":
            caption(page, left + width + 0.175, top + width / 2, sign, size=16)
    right = (lefts[2] + width + WIDTH) / 2
    caption(page, right, top + width / 2 - 0.3, f"their sum {equals}")
    caption(page, right, top + width / 2, written(total), size=17, weight="bold")

    x, y, side = 0.6 + (column - edge) * pixel, 0.45 + (row - edge) * pixel, size * pixel
    guide(page, (x, y + side), (lefts[0], top))
    guide(page, (x + side, y + side), (lefts[0] + width, top))
    window_at(page, x, y, side, side)
    x, y = 6.1 + column * pixel, 0.45 + row * pixel
    guide(page, (x + pixel, y + pixel), (right, top + width / 2 - 0.45))
    window_at(page, x, y, pixel, pixel)

    lines = "; ".join(" ".join(map(written, line)) for line in kernel)
    patch = "; ".join(" ".join(map(written, line)) for line in window)
    alt = (
        f"Top left: a digit with a window of {size} by {size} pixels marked around row {row}, "
        f"column {column}. Below: the window's values, {patch}, times the kernel, {lines}, "
        f"summed: {written(total)}. Top right: the feature map, the same sum for every pixel, "
        f"{feature_map.shape[0]} by {feature_map.shape[1]} numbers from "
        f"{written(feature_map.min())} (darkest) to {written(feature_map.max())} (brightest)."
    )
    return Picture(page.figure, alt)


@house_style()
def pooling(feature_map: ArrayLike) -> Picture:
    """Show 2 × 2 max pooling with stride 2: of every four values the largest is kept.

    Args:
        feature_map: shape `(rows, columns)` or `(rows, columns, 1)`; a digit will do. A last odd
            row or column is dropped, as Keras does with `padding="valid"`.
    """
    whole = one_image(feature_map, "feature_map", least=2)
    rows, columns = whole.shape[0] // 2, whole.shape[1] // 2
    pooled = whole[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2).max(axis=(1, 3))

    size = min(3, rows, columns)
    start = most_varied(whole[: rows * 2, : columns * 2], 2 * size, step=2)
    top, left = (place // 2 for place in start)
    crop = whole[2 * top : 2 * (top + size), 2 * left : 2 * (left + size)]
    kept = pooled[top : top + size, left : left + size]

    page = sheet(3.45)
    limits = (whole.min(), whole.max())
    # One scale for both maps: half as many pixels take half the width.
    pixel = image_at(page, whole, 0.25, 0.75, 2.24, limits)
    image_at(page, pooled, 8.1, 1.31, columns * pixel, limits)
    caption(page, 1.37, 0.52, f"before: {whole.shape[0]} × {whole.shape[1]}", size=11)
    caption(page, 8.1 + columns * pixel / 2, 1.08, f"after: {rows} × {columns}", size=11)
    cell = 2.76 / size / 2
    crop_left, crop_top, kept_left, kept_top = 3.0, 0.49, 6.3, 1.18
    largest = np.zeros(crop.shape, bool)
    for i, j in np.ndindex(size, size):
        hatch = {"hatch": "////"} if (i + j) % 2 else {}
        four = crop[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        down, across = np.unravel_index(four.argmax(), four.shape)
        largest[2 * i + down, 2 * j + across] = True
        for x, y, side in (
            (crop_left + 2 * j * cell, crop_top + 2 * i * cell, 2 * cell),
            (kept_left + j * cell, kept_top + i * cell, cell),
        ):
            # Hatched like a chessboard, so that each window finds its number on the right.
            box(page, x, y, side, side, edgecolor="0.82", linewidth=0, **hatch)
            box(page, x, y, side, side, linewidth=2, zorder=3)
    numbers_at(page, crop, crop_left, crop_top, cell, bold=largest)
    numbers_at(page, kept, kept_left, kept_top, cell, bold=np.ones(kept.shape, bool))
    for i, j in np.argwhere(largest):
        x, y = crop_left + j * cell, crop_top + i * cell
        box(page, x + 0.05, y + 0.07, cell - 0.1, cell - 0.14, linewidth=1.2, zorder=3)

    # Where the enlarged part stands in both maps.
    side = 2 * size * pixel
    x, y = 0.25 + 2 * left * pixel, 0.75 + 2 * top * pixel
    window_at(page, x, y, side, side)
    guide(page, (x + side, y), (crop_left, crop_top))
    guide(page, (x + side, y + side), (crop_left, crop_top + 2 * size * cell))
    window_at(page, 8.1 + left * pixel, 1.31 + top * pixel, size * pixel, size * pixel)
    arrow(page, (5.85, 1.87), (6.22, 1.87))
    caption(page, 4.38, 0.25, "four neighbours ...", size=11)
    caption(page, 6.99, 0.94, "... keep the largest", size=11)
    lines = (" ".join(written(value) for value in row) for row in crop)
    rows_kept = (" ".join(written(value) for value in row) for row in kept)
    alt = (
        f"Left: a map of {whole.shape[0]} by {whole.shape[1]} numbers with a part marked. Middle: the "
        f"part enlarged, in windows of 2 by 2: {'; '.join(lines)}. Right of it: the largest number of "
        f"each window: {'; '.join(rows_kept)}. Far right: the whole map after pooling, {rows} by "
        f"{columns}, half as wide and half as high."
    )
    return Picture(page.figure, alt)

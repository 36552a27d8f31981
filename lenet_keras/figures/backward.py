"""How gradients find their way, and what becomes of them: windows as columns, pooling, two trainings."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import numeric, one_image, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import arrow, box, caption, numbers_at, sheet, written


@house_style()
def window_columns(image: ArrayLike, size: int = 3) -> Picture:
    """Show how every window of an image becomes a column of a matrix.

    Args:
        image: shape `(4, 4)` or so: at most nine windows fit on the page.
        size: rows and columns of a window.
    """
    image = one_image(image, least=size)
    windows = sliding_window_view(image, (size, size))
    down, right = windows.shape[:2]
    if down * right > 9:
        raise ValueError(f"image: found {down * right} windows, expected at most 9. Give a smaller image.")
    columns = windows.reshape(down * right, size * size).T
    cell = 0.34
    page = sheet(0.6 + size * size * cell + 0.15)
    middle = 0.6 + size * size * cell / 2
    step = (image.shape[1] + 0.5) * cell * 0.82
    small, marked = 0.82 * cell, np.zeros(image.shape, bool)
    rows = -(-down * right // 2) if down * right > 2 else 1
    for number in range(down * right):
        i, j = divmod(number, right)
        left = 0.3 + number % 2 * (step + 0.35)
        top = middle - rows * (step + 0.3) / 2 + number // 2 * (step + 0.3) + 0.25
        marked[:] = False
        marked[i : i + size, j : j + size] = True
        numbers_at(page, image, left, top, small, bold=marked)
        box(page, left + j * small, top + i * small, size * small, size * small, linewidth=2.5, zorder=3)
        caption(page, left + image.shape[1] * small / 2, top - 0.14, f"window {number + 1}", size=9.5)
    left = 4.6
    arrow(page, (3.6, middle), (4.3, middle))
    numbers_at(page, columns, left, 0.6, cell)
    for number in range(down * right):
        box(page, left + number * cell, 0.6, cell, size * size * cell, linewidth=2, zorder=3)
        caption(page, left + (number + 0.5) * cell, 0.45, str(number + 1), size=9.5)
    caption(page, left + columns.shape[1] * cell / 2, 0.2, "each window is a column", size=11)
    beside = left + columns.shape[1] * cell
    caption(
        page,
        (beside + WIDTH) / 2,
        middle,
        f"{size * size} numbers in a window,\n{down * right} windows.\n\nOne kernel is one row\n"
        f"of {size * size} weights: times this\nmatrix it gives {down * right} numbers,\n"
        "its whole feature map.",
        size=10.5,
    )
    told = "; ".join(" ".join(map(written, column)) for column in columns.T)
    alt = (
        f"Left: an image of {image.shape[0]} by {image.shape[1]} numbers, once for each of its "
        f"{down * right} windows of {size} by {size}, with the window outlined. Right: a "
        f"matrix of {size * size} rows and {down * right} columns, each column the numbers of one "
        f"window: {told}."
    )
    return Picture(page.figure, alt)


@house_style()
def gradient_routing(image: ArrayLike, gradient: ArrayLike) -> Picture:
    """Show where the gradient of max pooling goes: to the largest of each window, the first of equal ones.

    Args:
        image: shape `(rows, columns)`, both even; up to 6 x 6.
        gradient: shape `(rows // 2, columns // 2)`, for the pooled numbers.
    """
    image, gradient = one_image(image, least=2), numeric(gradient, "gradient")
    rows, columns = image.shape[0] // 2, image.shape[1] // 2
    if gradient.shape != (rows, columns) or image.shape != (2 * rows, 2 * columns):
        raise ValueError(
            f"gradient: found shape {gradient.shape} for an image of shape {image.shape}, expected even rows "
            "and columns and half as many of both in the gradient."
        )
    parts = image.reshape(rows, 2, columns, 2).transpose(0, 2, 1, 3).reshape(rows, columns, 4)
    places = parts.argmax(axis=2)  # the first of equal ones
    pooled = parts.max(axis=2)
    back, kept = np.zeros(image.shape), np.zeros(image.shape, bool)
    for i, j in np.ndindex(rows, columns):
        a, b = divmod(int(places[i, j]), 2)
        back[2 * i + a, 2 * j + b] = gradient[i, j]
        kept[2 * i + a, 2 * j + b] = True

    cell = 1.7 / image.shape[0]
    side = image.shape[1] * cell
    page = sheet(2.65)
    top, inner = 0.55, 0.55 + 1.7 / 4
    lefts = [0.35, 0.35 + side + 0.75, 0.35 + 1.5 * side + 1.9, 0.35 + 2 * side + 2.65]
    every = np.ones(pooled.shape, bool)
    for values, left, upper, bold in (
        (image, lefts[0], top, kept),
        (pooled, lefts[1], inner, every),
        (gradient, lefts[2], inner, every),
        (back, lefts[3], top, kept),
    ):
        numbers_at(page, values, left, upper, cell, bold=bold)
        large = values.shape == image.shape
        for i, j in np.ndindex(rows, columns):
            width = 2 * cell if large else cell
            box(page, left + j * width, upper + i * width, width, width, linewidth=2, zorder=3)
        for i, j in np.argwhere(kept) if large else ():
            box(page, left + j * cell + 0.05, upper + i * cell + 0.05, cell - 0.1, cell - 0.1, zorder=3)
    middle = top + 0.85
    arrow(page, (lefts[0] + side + 0.15, middle), (lefts[1] - 0.15, middle))
    arrow(page, (lefts[2] + side / 2 + 0.15, middle), (lefts[3] - 0.15, middle))
    for left, width, text in (
        (lefts[0], side, "the image"),
        (lefts[1], side / 2, "pooled"),
        (lefts[2], side / 2, "gradient for\nthe pooled"),
        (lefts[3], side, "gradient for the image"),
    ):
        upper = 0.35 if width == side else inner - (0.33 if "\n" in text else 0.2)
        caption(page, left + width / 2, upper, text, size=11)
    caption(page, (lefts[0] + lefts[1] + side / 2) / 2, 2.45, "forward: the largest is kept", size=10.5)
    caption(
        page, (lefts[2] + lefts[3] + side) / 2, 2.45, "back: its place gets the whole gradient", size=10.5
    )

    def table(values: np.ndarray) -> str:
        return "; ".join(" ".join(map(written, row)) for row in values)

    alt = (
        f"Four tables. The image in windows of 2 by 2: {table(image)}. The largest of each: {table(pooled)}. "
        f"The gradient for these: {table(gradient)}. The gradient for the image, 0 except where the largest "
        f"stood, of equal ones the first: {table(back)}."
    )
    return Picture(page.figure, alt)


@house_style()
def class_accuracy(shares: ArrayLike, errors: ArrayLike | None = None) -> Picture:
    """Show which share of each class is recognised.

    Args:
        shares: shape `(classes,)`, from 0 to 1.
        errors: the standard error of each, drawn as a line as far to both sides; none if left out.
    """
    values = numeric(shares, "shares").astype(float)
    if values.ndim != 1 or np.nanmin(values) < 0 or np.nanmax(values) > 1:
        raise ValueError(
            f"shares: found shape {values.shape} with values from {values.min():.2f} to {values.max():.2f}, "
            "expected one number from 0 to 1 for each class. Give what class_accuracy returns."
        )
    figure = new_figure(2.9, layout="constrained")
    ax = figure.subplots()
    bars = ax.bar(range(len(values)), values, color="0.8", edgecolor="black")
    told = ", ".join(f"{n}: {value:.1%}" for n, value in enumerate(values))
    if errors is None:
        ax.bar_label(bars, [f"{value:.1%}" for value in values], fontsize=9.5, padding=-15)
    else:
        apart = numeric(errors, "errors").astype(float)
        same_length(shares=values, errors=apart)
        ax.errorbar(range(len(values)), values, apart, fmt="none", ecolor="black", elinewidth=1.5, capsize=5)
        pairs = enumerate(zip(values, apart, strict=True))
        told = ", ".join(f"{n}: {value:.1%} ± {error:.1%}" for n, (value, error) in pairs)
    mean = float(np.nanmean(values))
    ax.axhline(mean, color="0.3", linestyle="--", linewidth=1.2, zorder=0)
    ax.set_title(f"share of each digit that is recognised (dashed: mean, {mean:.1%})", loc="left")
    ax.set_xticks(range(len(values)))
    ax.set_xlabel("digit")
    lowest = np.floor(np.nanmin(values) * 10 - 0.5) / 10
    ax.set_ylim(max(0, lowest), 1.02)
    alt = f"One bar for each digit, the share that is recognised: {told}; the mean is {mean:.1%}."
    return Picture(figure, alt)


@house_style()
def agreement(ours: ArrayLike, theirs: ArrayLike) -> Picture:
    """Show the losses of the same steps, taken by two programs, and how far they differ.

    Args:
        ours: shape `(steps,)`, of the network in NumPy.
        theirs: as many, of its twin in Keras.
    """
    ours, theirs = numeric(ours, "ours"), numeric(theirs, "theirs")
    same_length(ours=ours, theirs=theirs)
    difference = np.abs(ours - theirs)
    steps = np.arange(1, len(ours) + 1)
    figure = new_figure(3.1, layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(steps, theirs, color="0.7", linewidth=5, label="Keras")
    left.plot(steps, ours, color="black", linewidth=1.2, label="NumPy")
    left.set_title("loss", loc="left", weight="bold")
    left.legend(frameon=False)
    floor = np.finfo(float).eps  # a difference of 0 has no logarithm
    right.semilogy(steps, np.maximum(difference, floor), color="black", marker=".", linestyle="none")
    right.set_ylim(1e-17, 1)
    right.axhline(1e-4, color="0.4", linestyle=":")
    right.text(steps[-1], 2e-4, "0.0001", ha="right", fontsize=9.5)
    right.set_title("difference of the two", loc="left", weight="bold")
    for ax in (left, right):
        ax.set_xlabel("step")
    alt = (
        f"Left: the losses of {len(ours)} steps in NumPy and in Keras, from {ours[0]:.4f} to {ours[-1]:.4f}, "
        f"one curve on the other. Right: their difference, at most {difference.max():.1e}."
    )
    return Picture(figure, alt)

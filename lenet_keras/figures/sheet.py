"""A sheet measured in inches from its top left corner: images, tables of numbers, boxes, arrows.

A drawing whose parts point at one another is easier to lay out in one system of coordinates than
in one per part. Every `left`, `top`, `width` and `height` below is in inches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lenet_keras.figures.picture import WIDTH, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

READABLE = 0.46
"""Black text is read better than white on greys above this, white better below (0 is black)."""


def sheet(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Return a figure and the one invisible pair of axes that covers it, in inches."""
    figure = new_figure(height, width)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, width)
    ax.set_ylim(height, 0)
    ax.axis("off")
    return figure, ax


def written(value: float) -> str:
    """Return a number in at most five characters or so: `−3`, `253`, `25.3`, `0.25`."""
    value = float(value) + 0.0  # turns -0.0 into 0.0
    if value.is_integer():
        text = f"{value:.0f}"
    else:
        text = f"{value:.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"
    if float(text) == 0:  # no minus before a zero
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def box(ax: Axes, left: float, top: float, width: float, height: float, **style) -> None:
    """Draw a rectangle, by default an empty one with a thin black outline."""
    from matplotlib.patches import Rectangle

    style = {"facecolor": "none", "edgecolor": "black", "linewidth": 1} | style
    ax.add_patch(Rectangle((left, top), width, height, **style))


def image_at(
    ax: Axes,
    image: np.ndarray,
    left: float,
    top: float,
    width: float,
    limits: tuple[float, float] | None = None,
) -> float:
    """Draw an image of shape `(rows, columns)` and return the side of one pixel.

    Args:
        limits: the values drawn black and white; the image's own smallest and largest if `None`.
    """
    low, high = limits or (image.min(), image.max())
    pixel = width / image.shape[1]
    height = pixel * image.shape[0]
    extent = (left, left + width, top + height, top)
    style = {"cmap": "gray", "vmin": low, "vmax": high, "interpolation": "nearest"}
    ax.imshow(image, extent=extent, aspect="auto", **style)
    box(ax, left, top, width, height, linewidth=0.8, edgecolor="0.4")
    return pixel


def window_at(ax: Axes, left: float, top: float, width: float, height: float) -> None:
    """Outline a part of an image so that it shows on ink and on paper: white between black."""
    apart = 0.03  # the outline stands around its pixels, not on them
    place = (left - apart, top - apart, width + 2 * apart, height + 2 * apart)
    box(ax, *place, edgecolor="black", linewidth=4, zorder=3)
    box(ax, *place, edgecolor="white", linewidth=2, zorder=3)


def numbers_at(
    ax: Axes,
    values: np.ndarray,
    left: float,
    top: float,
    cell: float,
    limits: tuple[float, float] | None = None,
    bold: np.ndarray | None = None,
) -> None:
    """Draw a table of shape `(rows, columns)` with every value written in its cell.

    Args:
        limits: the values to shade black and white; no shading if `None`.
        bold: a mask of the same shape, the values to write bold.
    """
    low, high = limits or (0, 0)
    for (row, column), value in np.ndenumerate(values):
        x, y = left + column * cell, top + row * cell
        grey = (float(value) - low) / (high - low) if high > low else 1.0
        grey = min(max(grey, 0.0), 1.0)
        fill = str(grey) if limits else "none"
        box(ax, x, y, cell, cell, facecolor=fill, edgecolor="0.6", linewidth=0.8)
        strong = bold is not None and bold[row, column]
        ax.text(
            x + cell / 2,
            y + cell / 2,
            written(value),
            ha="center",
            va="center_baseline",
            size=9.5,
            color="black" if grey > READABLE else "white",
            weight="bold" if strong else "normal",
        )


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow from `start` to `end`, both `(left, top)`."""
    style = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops=style)


def guide(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw the thin dashed line that ties a window to its enlargement."""
    ax.plot(*zip(start, end, strict=True), color="0.5", linewidth=0.9, linestyle=(0, (4, 3)))


def caption(ax: Axes, x: float, y: float, text: str, **style) -> None:
    """Write `text` centred on `(x, y)`."""
    ax.text(x, y, text, **({"ha": "center", "va": "center", "linespacing": 1.35} | style))

"""A sheet measured in inches from its top left corner: images, tables, graphs, boxes, arrows.

A drawing whose parts point at one another is easier to lay out in one system of coordinates than
in one per part. Every `left`, `top`, `width` and `height` below is in inches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.picture import PIXELS, WIDTH, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

READABLE = 0.46
"""Black text is read better than white on greys above this, white better below (0 is black)."""


@dataclass
class Sheet:
    """A figure and the coordinates in which the functions below draw on it.

    It has no Matplotlib axes: what they do (ticks, limits, scaling) is not needed in most drawings, and
    takes more time than what is drawn.
    """

    figure: Figure
    inches: Transform


def sheet(height: float, width: float = WIDTH) -> Sheet:
    """Return an empty sheet."""
    from matplotlib.transforms import Affine2D

    figure = new_figure(height, width)
    from_top = Affine2D().scale(1, -1).translate(0, height)
    return Sheet(figure, from_top + figure.dpi_scale_trans)


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


def box(page: Sheet, left: float, top: float, width: float, height: float, **style) -> None:
    """Draw a rectangle, by default an empty one with a thin black outline."""
    from matplotlib.patches import Rectangle

    style = {"facecolor": "none", "edgecolor": "black", "linewidth": 1, **style}
    page.figure.add_artist(Rectangle((left, top), width, height, transform=page.inches, **style))


def boxes(
    page: Sheet, lefts: np.ndarray, tops: np.ndarray, widths: ArrayLike, heights: ArrayLike, **style
) -> None:
    """Draw many rectangles as one collection: a hundred cost little more than one."""
    from matplotlib.collections import PolyCollection

    rights, bottoms = lefts + widths, tops + heights
    corners = [(lefts, tops), (rights, tops), (rights, bottoms), (lefts, bottoms)]
    style = {"facecolor": "none", "edgecolor": "black", "linewidth": 1, **style}
    vertices = np.array(corners).transpose(2, 0, 1)
    drawn = PolyCollection(vertices, transform=page.inches, **style)  # type: ignore[arg-type]  # takes arrays
    page.figure.add_artist(drawn)


def image_at(
    page: Sheet,
    image: np.ndarray,
    left: float,
    top: float,
    width: float,
    limits: tuple[float, float] | None = None,
    outlined: bool = True,
) -> float:
    """Draw an image of shape `(rows, columns)` and return the side of one pixel.

    Args:
        limits: the values drawn black and white; the image's own smallest and largest if `None`.
        outlined: whether a thin line is drawn around it. What is not outlined is a shaded table rather than
            an image, and is inverted on a dark page.
    """
    from matplotlib.image import BboxImage
    from matplotlib.transforms import Bbox, TransformedBbox

    pixel = width / image.shape[1]
    height = pixel * image.shape[0]
    place = TransformedBbox(Bbox.from_bounds(left, top, width, height), page.inches)
    drawn = BboxImage(place, cmap="gray", interpolation="nearest", data=image)
    drawn.set_clim(*(limits or (image.min(), image.max())))
    page.figure.add_artist(drawn)
    if outlined:
        box(page, left, top, width, height, linewidth=0.8, edgecolor="0.4", gid=PIXELS)
    return pixel


def window_at(page: Sheet, left: float, top: float, width: float, height: float) -> None:
    """Outline a part of an image so that it shows on ink and on paper: white between black."""
    apart = 0.03  # the outline stands around its pixels, not on them
    place = (left - apart, top - apart, width + 2 * apart, height + 2 * apart)
    box(page, *place, edgecolor="black", linewidth=4, zorder=3)
    box(page, *place, edgecolor="white", linewidth=2, zorder=3)


def numbers_at(
    page: Sheet,
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
    rows, columns = np.indices(values.shape)
    lefts, tops = left + columns.ravel() * cell, top + rows.ravel() * cell
    low, high = limits or (0, 0)
    greys = np.ones(values.size)
    if high > low:
        greys = np.clip((values.ravel().astype(float) - low) / (high - low), 0, 1)
    fills = [str(grey) for grey in greys] if limits else "none"
    boxes(page, lefts, tops, cell, cell, facecolor=fills, edgecolor="0.6", linewidth=0.8)
    if limits:
        height, width = (n * cell for n in values.shape)
        box(page, left, top, width, height, edgecolor="none", gid=PIXELS)
    texts = [written(value) for value in values.flat]
    colors = np.where(greys > READABLE, "black", "white")
    weights = np.where(False if bold is None else bold.ravel(), "bold", "normal")
    numbers(page, lefts + cell / 2, tops + cell / 2, texts, size=9.5, color=colors, weight=weights)


def numbers(
    page: Sheet,
    xs: np.ndarray,
    ys: np.ndarray,
    texts: ArrayLike,
    size: float,
    color: ArrayLike = "black",
    weight: ArrayLike = "normal",
) -> None:
    """Write many numbers, each centred on its place; text, colour and weight are one or as many."""
    from lenet_keras.figures.numbers import Numbers

    looks = np.broadcast_arrays(texts, color, weight, xs)[:3]
    page.figure.add_artist(Numbers(np.stack([xs, ys], axis=-1), np.stack(looks, axis=-1), size, page.inches))


def arrow(page: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow from `start` to `end`, both `(left, top)`."""
    from matplotlib.patches import FancyArrowPatch

    drawn = FancyArrowPatch(
        start,
        end,
        arrowstyle="-|>",
        mutation_scale=10,
        shrinkA=0,
        shrinkB=0,
        color="black",
        linewidth=1.4,
        transform=page.inches,
        zorder=3,
    )
    page.figure.add_artist(drawn)


def guide(page: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw the thin dashed line that ties a window to its enlargement."""
    line(page, *zip(start, end, strict=True), color="0.5", linewidth=0.9, linestyle=(0, (4, 3)))


def line(page: Sheet, xs: ArrayLike, ys: ArrayLike, **style) -> None:
    """Draw a line through all places, or markers at them."""
    from matplotlib.lines import Line2D

    page.figure.add_artist(Line2D(xs, ys, transform=page.inches, **style))


def caption(page: Sheet, x: float, y: float, text: str, **style) -> Text:
    """Write `text`, by default centred on `(x, y)`."""
    style = {"ha": "center", "va": "center", "linespacing": 1.35, **style}
    return page.figure.text(x, y, text, transform=page.inches, **style)


def ticks(values: ArrayLike, form: str) -> dict[float, str]:
    """Return ticks, each with its label: the values in the given format, such as `.1f`."""
    return {value: f"{value:{form}}".replace("-", "\N{MINUS SIGN}") for value in np.asarray(values).tolist()}


def panel(
    page: Sheet,
    place: tuple[float, float, float, float],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xticks: Mapping[float, str],
    yticks: Mapping[float, str],
    title: str,
    xlabel: str,
    ylabel: str = "",
) -> Callable[[ArrayLike, ArrayLike], tuple[np.ndarray, np.ndarray]]:
    """Draw the frame of a graph: two axes with ticks, and what they are called.

    Matplotlib's own axes make five artists of every tick and lay them out twice: ten times the work.

    Args:
        place: left, top, width and height.
        xlim: the values at the left and at the right.
        ylim: the values below and above.
        xticks, yticks: the label of each tick.
        ylabel: written along the left edge of the sheet.

    Returns:
        A function from `x` and `y` of the graph to the place on the sheet.
    """
    left, top, width, height = place
    right, bottom = left + width, top + height

    def at(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        return np.interp(np.asarray(x), xlim, (left, right)), np.interp(np.asarray(y), ylim, (bottom, top))

    spine = {"color": "black", "linewidth": 0.8, "solid_capstyle": "projecting", "zorder": 2.5}
    line(page, (left, left), (top, bottom), **spine)
    line(page, (left, right), (bottom, bottom), **spine)
    across, _ = at(list(xticks), ylim[0])
    _, down = at(xlim[0], list(yticks))
    tick_marks(page, across, np.full_like(across, bottom), "below")
    tick_marks(page, np.full_like(down, left), down, "left")
    style, gap = {"size": 9.5, "linespacing": "normal"}, 7 / 72
    for x, text in zip(across, xticks.values(), strict=True):
        caption(page, x, bottom + gap, text, va="top", **style)
    for y, text in zip(down, yticks.values(), strict=True):
        caption(page, left - gap, y, text, ha="right", va="center_baseline", **style)
    caption(page, left + width / 2, top - 0.083, title, size=11, va="baseline", linespacing=1.5)
    caption(page, left + width / 2, bottom + 0.285, xlabel, va="top", linespacing="normal")
    turned = {"rotation": 90, "rotation_mode": "anchor", "va": "bottom", "linespacing": "normal"}
    caption(page, 0.185, top + height / 2, ylabel, **turned)
    return at


def tick_marks(page: Sheet, xs: ArrayLike, ys: ArrayLike, side: str, minor: bool = False) -> None:
    """Draw the ticks of an axis as one line that is nothing but its markers, on the given side."""
    from matplotlib.markers import TICKDOWN, TICKLEFT

    size, width = (2, 0.6) if minor else (3.5, 0.8)
    style = {"marker": {"left": TICKLEFT, "below": TICKDOWN}[side], "color": "black", "linestyle": "none"}
    line(page, xs, ys, markersize=size, markeredgewidth=width, **style)

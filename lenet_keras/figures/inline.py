"""Figures that students draw with pyplot, shown as the lessons' own are: sharp, and dark on a dark page."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from lenet_keras.figures.picture import DARK, address, marked_up

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

SHARP = 2  # dots for each that the figure asks for, in either direction


def follow_theme() -> None:
    """Show pyplot's figures of this notebook in the theme of its page, from now on.

    Elsewhere nothing happens: in a terminal, and where a notebook is graded. Jupyter's own PNG travels along
    for what shows no HTML.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or "NBGRADER_EXECUTION" in os.environ:  # a feedback page is white
        return
    # Not among the formatters of a single type: the inline backend clears those when pyplot is imported.
    shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", bundle)


def bundle(figure: Figure) -> dict[str, str]:
    """Return what Jupyter shows of a figure, by type; nothing for one that has no light paper."""
    from matplotlib.colors import to_rgba

    *paper, opacity = to_rgba(figure.get_facecolor())
    if not figure.axes or opacity < 1 or min(paper) < 0.5:
        return {}
    dots, box = _drawn(figure)
    marked = marked_up(
        _alt(figure),
        round(box.width * figure.dpi),
        address(dots, SHARP * figure.dpi),
        address(darkened(dots, [_place(each, figure, box) for each in _images(figure)]), SHARP * figure.dpi),
    )
    return {"text/html": marked}


def darkened(dots: np.ndarray, kept: list[tuple[slice, slice]]) -> np.ndarray:
    """Return dots for a dark page: light and dark change places, every hue stays.

    Args:
        dots: uint8 of shape `(rows, columns, 3)`.
        kept: rows and columns of the places that stay as they are.
    """
    colours = dots / 255
    # what HLS calls lightness, the mean of the largest and the smallest, becomes 1 - lightness
    turned = colours + 1 - colours.max(-1, keepdims=True) - colours.min(-1, keepdims=True)
    result = (255 * (1 - DARK + (2 * DARK - 1) * turned)).round().astype(np.uint8)
    for place in kept:
        result[place] = dots[place]
    return result


def _drawn(figure: Figure) -> tuple[np.ndarray, Bbox]:
    """The figure in dots, and the part of its sheet, in inches, that is not empty margin."""
    from matplotlib import rcParams
    from PIL import Image

    figure.canvas.draw()  # lays it out
    box = figure.get_tightbbox().padded(rcParams["savefig.pad_inches"])
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=SHARP * figure.dpi, bbox_inches=box)
    return np.asarray(Image.open(stream).convert("RGB")), box


def _images(figure: Figure) -> list[Artist]:
    """What shows values as colours: pixels that a lesson calls dark are dark on any page."""
    from matplotlib.collections import QuadMesh
    from matplotlib.image import AxesImage

    return figure.findobj(lambda each: isinstance(each, AxesImage | QuadMesh))


def _place(image: Artist, figure: Figure, box: Bbox) -> tuple[slice, slice]:
    """The rows and columns of the dots in which an image stands."""
    from matplotlib.transforms import Bbox

    whole = image.get_window_extent()
    seen = Bbox.intersection(whole, image.axes.bbox) if image.axes else whole
    if seen is None:
        return slice(0), slice(0)
    left, low, right, high = SHARP * (seen.extents - figure.dpi * np.array([box.x0, box.y1, box.x0, box.y1]))
    columns = slice(max(0, round(left)), max(0, round(right)))
    return slice(max(0, round(-high)), max(0, round(-low))), columns


def _alt(figure: Figure) -> str:
    """The words around its axes."""
    words = [figure.get_suptitle()]
    for axes in figure.axes:
        words += [axes.get_title(), axes.get_xlabel(), axes.get_ylabel()]
    return ". ".join(["A figure", *filter(None, words)])

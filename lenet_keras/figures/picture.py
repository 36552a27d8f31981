"""A finished figure together with the words that stand for it."""

from __future__ import annotations

import base64
import html
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

WIDTH, DPI = 9.5, 100
"""Inches, and dots per inch: together the width of a notebook cell, so that text keeps its size."""

# Dots for each of those in either direction: screens have two or more, and on a phone a figure is shown at a
# third of its width and drawn apart with two fingers. Grading draws thousands, for wide pages.
FINE, PLAIN = 2, 1

PIXELS = "pixels"  # the group id of what keeps its greys on a dark page

# On a dark page black ink becomes this light, and white paper as far from white as this is from black. A
# page says itself that it is dark: JupyterLab, Notebook 7 and exports of nbconvert by the first mark, VS
# Code by the second and third, Colab by the last. A figure that shows an image comes with a second drawing,
# all others are inverted as they are. Without styles (an untrusted notebook, a feedback page), and on
# paper, it stays white.
DARK = 0.88
DARK_MARKS = (
    # VS Code gives its light theme of high contrast the class of the dark one, too
    ":is([data-jp-theme-light=false],.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),"
    "[theme=dark])"
)
STYLE = (
    f"<style>@media screen{{{DARK_MARKS} img.lenet-figure{{filter:invert({DARK})}}"
    f"{DARK_MARKS} img.lenet-figure[style*=lenet-dark]{{filter:none;content:var(--lenet-dark)}}}}"
    # on a phone, a figure that is tapped has its full width, and is moved with a finger
    "img.lenet-figure:focus{max-width:none!important;outline:none}</style>"
)


class Picture:
    """A finished Matplotlib figure and its alternative text, shown by Jupyter as one HTML image.

    Args:
        figure: the figure, made by `new_figure`, all in greys.
        alt: what is to be seen, in words, for a reader who cannot see it.

    Example:
        >>> picture = one_hot([3, 1, 4])
        >>> picture.alt
        '3 labels as vectors of 10 numbers. ...'
    """

    def __init__(self, figure: Figure, alt: str):
        self.figure = figure
        self.alt = alt

    def png(self, dark: bool = False) -> bytes:
        """Return the figure as the bytes of a PNG file, for a dark page if `dark`."""
        dots = self._dots()
        return _png(self._darkened(dots) if dark else dots, self.figure.dpi)

    def _dots(self) -> np.ndarray:
        """The figure in greys, uint8 of shape (rows, columns)."""
        from PIL import Image

        canvas = cast("FigureCanvasAgg", self.figure.canvas)  # as `new_figure` makes it
        with house_style():
            canvas.draw()
        # Not `savefig`: it packs four bytes for every dot where a grey needs one, four times the work
        # for a file twice as large.
        return np.asarray(Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("L"))

    def _darkened(self, dots: np.ndarray) -> np.ndarray:
        """The same greys for a dark page. Pixels of images stay: the lessons say which of them are dark."""
        result = DARK - (2 * DARK - 1) * (dots / 255)  # as the filter of STYLE does it
        for artist in self._pixels():
            left, low, right, high = artist.get_window_extent().extents
            rows = slice(max(0, round(len(dots) - high)), round(len(dots) - low))
            columns = slice(max(0, round(left)), round(right))
            result[rows, columns] = dots[rows, columns] / 255
        return (255 * result).round().astype(np.uint8)

    def _pixels(self) -> list[Artist]:
        """What shows the pixels of an image, see `sheet`."""
        return self.figure.findobj(lambda each: each.get_gid() == PIXELS)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # Not image/png: Jupyter shows that type without its alternative text.
        dots = self._dots()
        width = round(self.figure.get_figwidth() * DPI)
        light = address(dots, self.figure.dpi)
        if "NBGRADER_EXECUTION" in os.environ:  # a feedback page is white
            image = (
                f'<img alt="{html.escape(self.alt)}" src="{light}" width="{width}" style="max-width:100%">'
            )
        else:
            dark = address(self._darkened(dots), self.figure.dpi) if self._pixels() else ""
            image = marked_up(self.alt, width, light, dark)
        return {"text/html": image, "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"Picture({self.alt!r})"


def _png(dots: np.ndarray, dpi: float) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    # Of zlib's nine levels the fourth: two thirds of the time of the sixth, which is what one gets
    # without asking, for a file that is larger by a thirtieth.
    Image.fromarray(dots).save(stream, format="png", dpi=(dpi, dpi), compress_level=4)
    return stream.getvalue()


def address(dots: np.ndarray, dpi: float) -> str:
    """Return dots, uint8, as an address that holds them: a PNG in base64."""
    return f"data:image/png;base64,{base64.b64encode(_png(dots, dpi)).decode('ascii')}"


def marked_up(alt: str, width: int, light: str, dark: str = "") -> str:
    """Return the HTML of an image that follows the theme of its page.

    Args:
        alt: its words, in plain text.
        width: of the image on a page that is wide enough.
        light: its address.
        dark: the address of its drawing for a dark page; without one it is inverted there.
    """
    second = f";--lenet-dark:url('{dark}')" if dark else ""
    return (
        f'<img alt="{html.escape(alt)}" class="lenet-figure" tabindex="0" src="{light}" width="{width}" '
        f'style="max-width:100%{second}">{STYLE}'
    )


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in one style whatever the notebook has set, and leave the notebook's settings alone.

    As a decorator, `@house_style()`, it covers a whole drawing function.
    """
    import matplotlib.style

    ours = {
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.labelsize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.labelsize": 9.5,
        "ytick.labelsize": 9.5,
        "legend.fontsize": 9.5,
        # letters as they were drawn: closer to print than ones that are moved to whole dots, and sooner done
        "text.hinting": "none",
    }
    with matplotlib.style.context(ours, after_reset=True):
        yield


def new_figure(height: float, width: float = WIDTH, **options) -> Figure:
    """Return an empty figure, in inches, that pyplot does not know.

    The inline backend shows every figure that pyplot knows at the end of a cell, and would show
    this one a second time, without its text.
    """
    from matplotlib.figure import Figure

    from lenet_keras.figures.lettering import Canvas

    scale = PLAIN if "NBGRADER_EXECUTION" in os.environ else FINE
    figure = Figure(figsize=(width, height), dpi=DPI * scale, **options)
    Canvas(figure)
    return figure

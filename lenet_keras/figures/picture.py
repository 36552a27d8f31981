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
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

WIDTH, DPI = 9.5, 100
"""Inches, and dots per inch: together the width of a notebook cell, so that text keeps its size."""

# Dots for each of those in either direction: screens have two or more, and on a phone a figure is shown at a
# third of its width and drawn apart with two fingers. Grading draws thousands, for wide pages.
FINE, PLAIN = 2, 1


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

    def png(self) -> bytes:
        """Return the figure as the bytes of a PNG file."""
        from PIL import Image

        canvas = cast("FigureCanvasAgg", self.figure.canvas)  # as `new_figure` makes it
        with house_style():
            canvas.draw()
        # Not `savefig`: it packs four bytes for every dot where a grey needs one, four times the work
        # for a file twice as large.
        dots = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("L")
        stream = io.BytesIO()
        # Of zlib's nine levels the fourth: two thirds of the time of the sixth, which is what one gets
        # without asking, for a file that is larger by a thirtieth.
        dots.save(stream, format="png", dpi=(self.figure.dpi, self.figure.dpi), compress_level=4)
        return stream.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # Not image/png: Jupyter shows that type without its alternative text.
        data = base64.b64encode(self.png()).decode("ascii")
        width = round(self.figure.get_figwidth() * DPI)
        image = (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}" width="{width}" '
            'style="max-width:100%">'
        )
        return {"text/html": image, "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"Picture({self.alt!r})"


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

"""Many short numbers in a figure, at a fraction of the cost of as many Matplotlib texts.

The tables of the lessons are a hundred numbers, most of them the same few: every different one is rendered
once, and there is one artist for all of them.

This module imports Matplotlib, and is therefore itself imported by the first table.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import get_hinting_flag
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.transforms import Transform

from lenet_keras.figures.lettering import lettering


class Numbers(Artist):
    """Numbers, each centred on its place.

    Args:
        places: shape `(n, 2)`, in the coordinates of `transform`.
        looks: shape `(n, 3)`, of each number the text, the colour and the weight.
        size: in points.
    """

    zorder = 3  # as Matplotlib's texts have it: above boxes and lines

    def __init__(self, places: np.ndarray, looks: np.ndarray, size: float, transform: Transform):
        super().__init__()
        self.places, self.size = places, size
        self.looks = [(text, color, weight) for text, color, weight in looks.tolist()]
        self.set_transform(transform)

    def get_text(self) -> str:
        """Return what is written, one number to a line."""
        return "\n".join(text for text, *_ in self.looks)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the numbers, each at whole dots."""
        context = renderer.new_gc()
        dpi = renderer.dpi  # type: ignore[attr-defined]  # left to the renderers derived from this one
        stamps = {look: self._stamp(*look, dpi) for look in set(self.looks)}
        centres = self.get_transform().transform(self.places)
        for look, (x, y) in zip(self.looks, centres, strict=True):
            height, width, _ = stamps[look].shape
            # A hundredth of a dot more than the half: what stands in one line or column is rounded the
            # same way, whatever the last digit of its place.
            left, bottom = int(x - width / 2 + 0.51), int(y - height / 2 + 0.01)
            renderer.draw_image(context, left, bottom, stamps[look])
        context.restore()

    def _stamp(self, text: str, color: str, weight: str, dpi: float) -> np.ndarray:
        font = findfont(FontProperties(weight=weight))
        return lettering(text, font, self.size, dpi, get_hinting_flag()).colored(to_rgb(color))

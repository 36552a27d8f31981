"""Text in a figure, at a fraction of the cost of Matplotlib's own.

Matplotlib places every glyph of a text at fractions of a dot, which takes it one to two milliseconds for each
text, half of the time of a figure. Here a text is rendered once, as a whole, and stamped at whole dots
wherever it stands.

This module imports Matplotlib, and is therefore itself imported by the first figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text


@dataclass(frozen=True)
class Lettering:
    """A text as it is printed; all lengths in dots."""

    width: float
    height: float
    descent: float
    """How far it reaches below the line that it stands on."""
    start: float
    """Where the ink begins, from where the text does."""
    ink: np.ndarray
    """Shape `(rows, columns)`, 0 to 255, the lowest row first."""

    def colored(self, rgb: tuple[float, float, float]) -> np.ndarray:
        """Return the ink in a colour on nothing: shape `(rows, columns, 4)`."""
        result = np.empty((*self.ink.shape, 4), np.uint8)
        result[..., :3] = np.multiply(rgb, 255)
        result[..., 3] = self.ink
        return result


@lru_cache(1024)
def lettering(text: str, font: str, size: float, dpi: float, hinting: LoadFlags) -> Lettering:
    """Return `text` in a font, which is a file, at a size in points."""
    face = get_font(font)
    face.clear()
    face.set_size(size, dpi)
    face.set_text(text, flags=hinting)
    face.draw_glyphs_to_bitmap()
    width, height = face.get_width_height()
    start, _ = face.get_bitmap_offset()
    return Lettering(width / 64, height / 64, face.get_descent() / 64, start / 64, face.get_image()[::-1])


class Renderer(RendererAgg):
    """Draws as Matplotlib does, but for texts that are written from left to right."""

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | Literal["TeX"] = False,
        mtext: Text | None = None,
    ) -> None:
        """Draw a text that starts at `(x, y)`, counted from the top left."""
        if ismath or angle:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        said = self._lettering(s, prop)
        bottom = int(self.height) - round(y + said.descent) - 1
        self.draw_image(gc, round(x + said.start), bottom, said.colored(gc.get_rgb()[:3]))

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | Literal["TeX"]
    ) -> tuple[float, float, float]:
        """Return the three lengths of a text in dots."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        said = self._lettering(s, prop)
        return said.width, said.height, said.descent

    def _lettering(self, text: str, prop: FontProperties) -> Lettering:
        font = prop.copy()
        font.set_size(10)  # a font's file serves all sizes; Matplotlib searches once more for each of them
        return lettering(text, findfont(font), prop.get_size_in_points(), self.dpi, get_hinting_flag())


class Canvas(FigureCanvasAgg):
    """What a figure is drawn on, by a `Renderer`."""

    renderer: Renderer | None = None

    def get_renderer(self) -> Renderer:
        """Return a renderer of the figure's size, the same one as long as that stays."""
        size = (*self.get_width_height(physical=True), self.figure.dpi)
        had = self.renderer
        if not had or (had.width, had.height, had.dpi) != size:
            had = self.renderer = Renderer(*size)
        return had

"""Figures that nobody sees, so that a warm process has in memory what every first figure loads."""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def draw() -> None:
    """Draw axes, a line, an image and words, and write them as PNG.

    Fonts are found and opened, plugins of Pillow are loaded, tables are built; settings stay as they are, and
    pyplot does not hear of it.
    """
    figure = Figure()
    lines, image = figure.subplots(1, 2)
    lines.plot([0, 1], [0, 1], label="0")
    lines.set_title("0", weight="bold")
    lines.legend()
    image.imshow([[0, 1], [1, 0]], cmap="gray_r")
    image.text(0, 0, "0", family="monospace")
    canvas = FigureCanvasAgg(figure)
    canvas.print_png(io.BytesIO())


def illustrate(name: str) -> None:
    """Draw one of `lenet_keras.figures`, as the lesson will: its letters are in memory then."""
    from lenet_keras.figures.samples import PICTURES

    if name in PICTURES:  # `live`, for instance, is made of the others
        PICTURES[name]().png()

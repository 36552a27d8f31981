"""Are figures that a student draws with pyplot sharp, dark on a dark page, and otherwise as they were?"""

import base64
import html
import io
import re
import sys
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import select_figure_formats
from matplotlib.figure import Figure
from PIL import Image

from lenet_keras.checks import drawing
from lenet_keras.figures import inline

PAPER, DARK_PAPER = (255,) * 3, (31,) * 3
DIGIT = np.linspace(0, 1, 28 * 28).reshape(28, 28)


@pytest.fixture
def shell(monkeypatch):
    """What of a notebook's shell shows objects."""
    events = SimpleNamespace(register=lambda *event: None)  # for pyplot
    made = SimpleNamespace(display_formatter=DisplayFormatter(), events=events)
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: made)
    return made


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawings(figure) -> tuple[np.ndarray, np.ndarray, int]:
    """The light and the dark drawing in dots, and the width on the page."""
    page = html.unescape(inline.bundle(figure)["text/html"])
    light, dark = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB"), int)
        for each in re.findall(r"data:image/png;base64,([\w+/=]+)", page)
    )
    return light, dark, int(re.search(r' width="(\d+)"', page).group(1))


def test_a_figure_is_shown_in_both_ways_also_once_the_inline_backend_has_cleared_its_formatters(shell):
    inline.follow_theme()
    select_figure_formats(shell, "png")  # as the first import of pyplot in a notebook does
    figure = Figure()
    figure.subplots().plot([1, 2])
    shown, _ = shell.display_formatter.format(figure)
    assert {"text/html", "image/png"} <= shown.keys()


def test_nothing_is_changed_where_a_notebook_is_graded_or_there_is_none(shell, monkeypatch):
    figure = Figure()
    figure.subplots().plot([1, 2])
    with monkeypatch.context() as graded:
        graded.setenv("NBGRADER_EXECUTION", "autograde")
        inline.follow_theme()
    select_figure_formats(shell, "png")
    shown, _ = shell.display_formatter.format(figure)
    assert "image/png" in shown and "text/html" not in shown
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: None)
    inline.follow_theme()


def test_a_curve_keeps_its_hue_on_dark_paper():
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 0], color="#1f77b4", linewidth=40)
    light, dark, width = drawings(figure)
    assert abs(light.shape[1] - 2 * width) <= 1  # two dots for each of the page
    assert tuple(light[0, 0]) == PAPER and tuple(dark[0, 0]) == DARK_PAPER
    blue = (light == [0x1F, 0x77, 0xB4]).all(-1)
    assert blue.sum() > 10_000
    red, green, blue = dark[blue].mean(0)
    assert red < green < blue and blue > 0xB4
    black = (light == 0).all(-1)
    assert black.any() and (dark[black] == 224).all()  # the ticks and their numbers


@pytest.mark.parametrize("layout", [None, "constrained", "tight"])
def test_the_pixels_of_an_image_stay_wherever_it_stands(layout):
    figure, (left, right) = plt.subplots(1, 2, layout=layout, figsize=(7, 3))
    left.imshow(DIGIT, cmap="gray")
    left.set_title("brighter to the bottom\nin two lines")
    right.pcolormesh(DIGIT, cmap="viridis")
    right.set_xlim(5, 20)  # a part of it
    figure.legend(right.plot([5, 20], [3, 3], label="a line"), ["a line"], bbox_to_anchor=(1.3, 1))
    light, dark, _ = drawings(figure)
    same = (light == dark).all(-1)
    colourful = np.ptp(light, axis=-1) > 60
    assert colourful.sum() > 50_000
    assert same[colourful].mean() > 0.98  # but for the line in the legend, outside of the axes
    area = left.bbox.width * left.bbox.height + right.bbox.width * right.bbox.height
    assert abs(same.sum() / (4 * area) - 1) < 0.02  # and nothing else but the images: two dots for each


def test_an_image_outside_of_its_axes_and_one_without_axes_are_no_errors():
    figure, axes = plt.subplots()
    axes.imshow(DIGIT)
    axes.set_xlim(100, 120)
    figure.figimage(DIGIT, 10, 10)
    light, dark, _ = drawings(figure)
    assert tuple(dark[0, 0]) == DARK_PAPER


def test_a_figure_stays_what_it_was():
    figure, axes = plt.subplots(figsize=(4, 3), dpi=77)
    axes.plot([1, 2], [3, 4], label="a")
    axes.imshow(DIGIT)
    axes.legend()
    before = drawing.figure(figure), figure.dpi, tuple(figure.get_size_inches()), plt.get_fignums()
    inline.bundle(figure)
    after = drawing.figure(figure), figure.dpi, tuple(figure.get_size_inches()), plt.get_fignums()
    np.testing.assert_equal(after, before)


@pytest.mark.parametrize("paper", ["black", "none", (1, 1, 1, 0.5)])
def test_a_figure_on_paper_of_its_own_is_left_to_jupyter(paper):
    figure, axes = plt.subplots(facecolor=paper)
    axes.plot([1, 2])
    assert inline.bundle(figure) == {}


def test_a_figure_without_axes_is_left_to_jupyter():
    assert inline.bundle(plt.figure()) == {}


def test_the_words_of_a_figure_stand_for_it():
    figure, axes = plt.subplots()
    axes.set(title='"5" < 6', xlabel="epoch")
    assert '<img alt="A figure. &quot;5&quot; &lt; 6. epoch" ' in inline.bundle(figure)["text/html"]

"""Do the explanatory pictures show the numbers that they claim, also to somebody who cannot see them?"""

import io
import re
import subprocess
import sys
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from PIL import Image

from lenet_keras import figures
from lenet_keras.figures import Picture
from lenet_keras.figures.closeup import most_varied
from lenet_keras.figures.lettering import Canvas
from lenet_keras.figures.picture import DPI
from lenet_keras.figures.samples import (
    DIGIT,
    HISTORY,
    IMAGES,
    LABELS,
    LENET,
    MATRIX,
    NETWORK,
    PICTURES,
    POINTS,
    probabilities,
)
from lenet_keras.figures.sheet import numbers, sheet
from tests.support.browser import browser, chromium


def texts(picture: Picture) -> str:
    """Every word that stands in the figure."""
    found = [text.get_text() for text in picture.figure.findobj(lambda each: hasattr(each, "get_text"))]
    return "\n".join(found)


def test_there_is_a_sample_of_every_picture():  # or candidates draw it for the first time in each submission
    assert PICTURES.keys() >= set(figures.__all__) - {"Picture", "live"}  # made of the others


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_an_image_with_its_alternative_text(name):
    picture = PICTURES[name]()
    bundle = picture._repr_mimebundle_()
    assert bundle["text/html"].startswith('<img alt="')
    assert picture.png().startswith(b"\x89PNG")
    assert len(picture.alt) > 40
    assert bundle["text/plain"] == picture.alt


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_of_a_picture_is_too_small_or_sticks_out(name):
    figure = PICTURES[name]().figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    spare = 2 * figure.dpi / DPI
    written = [*figure.texts]
    for axes in figure.axes:  # tick labels beyond the limits exist and are not drawn: left out
        written += [*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label]
    for text in written:
        if not text.get_text().strip():
            continue
        assert text.get_fontsize() >= 9, text.get_text()
        place = text.get_window_extent()
        assert place.x0 >= -spare and place.x1 <= width + spare, text.get_text()
        assert place.y0 >= -spare and place.y1 <= height + spare, text.get_text()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_all_in_greys(name):  # a PNG of one byte per dot keeps nothing else
    canvas = PICTURES[name]().figure.canvas
    canvas.draw()
    red, green, blue, opacity = np.moveaxis(np.asarray(canvas.buffer_rgba()), -1, 0)
    assert (red == green).all() and (red == blue).all() and (opacity == 255).all()


def test_a_picture_looks_the_same_whatever_the_notebook_has_set():
    plain = figures.convolution(DIGIT).png()
    theirs = {"figure.dpi": 50, "font.size": 20, "font.family": "serif", "text.color": "red"}
    with matplotlib.rc_context(theirs):
        assert figures.convolution(DIGIT).png() == plain


def test_a_number_stands_in_the_middle_of_its_cell():
    page = sheet(1, 1)
    numbers(page, np.array([0.5]), np.array([0.5]), "8", size=20)
    dots = np.asarray(Image.open(io.BytesIO(Picture(page.figure, "").png())))
    rows, columns = np.nonzero(dots < 128)
    middle, near = (len(dots) - 1) / 2, len(dots) / 100
    assert abs((rows.min() + rows.max()) / 2 - middle) <= near
    assert abs((columns.min() + columns.max()) / 2 - middle) <= near


def test_a_figure_has_two_dots_for_each_of_the_page_and_one_while_grading(monkeypatch):
    def dots_and_width():
        picture = figures.windows(3)
        shown = picture._repr_mimebundle_()["text/html"]
        return Image.open(io.BytesIO(picture.png())).width, int(re.search(r'width="(\d+)"', shown).group(1))

    assert dots_and_width() == (1900, 950)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert dots_and_width() == (950, 950)


@pytest.mark.parametrize("name", ["digits", "losses"])
def test_on_a_dark_page_the_ink_is_light_and_the_pixels_of_images_stay(name):
    picture = PICTURES[name]()
    light, dark = (np.asarray(Image.open(io.BytesIO(picture.png(dark))), int) for dark in (False, True))
    assert light[0, 0] == 255 and dark[0, 0] == 31  # paper
    page = picture._repr_mimebundle_()["text/html"]
    assert page.count("<style>") == 1 and page.startswith('<img alt="')
    assert ("--lenet-dark:url(" in page) is (name == "digits")  # what shows an image is drawn a second time
    kept = np.zeros(light.shape, bool)
    for shown in picture.figure.findobj(BboxImage):
        left, low, right, high = shown.get_window_extent().extents.round().astype(int)
        kept[len(light) - high : len(light) - low, left:right] = True
    assert kept.any() == (name == "digits")
    edge = 3  # the outline of an image
    inner = np.roll(kept, edge, (0, 1)) & np.roll(kept, -edge, (0, 1))
    assert np.array_equal(dark[inner], light[inner])
    outer = ~(np.roll(kept, edge, (0, 1)) | np.roll(kept, -edge, (0, 1)) | kept)
    assert np.abs(dark[outer] - (0.88 * 255 - 0.76 * light[outer])).max() < 1


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_a_figure_is_dark_where_a_page_says_that_it_is_dark():
    marks = {
        '<body data-jp-theme-light="false">': True,
        '<body data-jp-theme-light="true">': False,
        '<body class="vscode-dark">': True,
        '<body class="vscode-light">': False,
        '<body class="vscode-high-contrast">': True,
        '<body class="vscode-high-contrast-light vscode-high-contrast">': False,
        '<html theme="dark"><body>': True,
        "<body>": False,
    }
    pictures = {name: PICTURES[name]()._repr_mimebundle_()["text/html"] for name in ("digits", "losses")}
    with browser() as page:
        for mark, dark in marks.items():
            page.set_content(f"{mark}{''.join(pictures.values())}")
            image, curves = (
                page.locator("img")
                .nth(place)
                .evaluate("it => [getComputedStyle(it).content, getComputedStyle(it).filter]")
                for place in range(2)
            )
            assert image[0].startswith("url(") is dark and image[1] == "none", mark  # its second drawing
            assert curves == ["normal", "invert(0.88)" if dark else "none"], mark


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_a_figure_that_is_tapped_on_a_phone_has_its_full_width():
    with browser(390, 844) as page:
        page.set_content(f"<p>text</p>{PICTURES['losses']()._repr_mimebundle_()['text/html']}")
        image = page.locator("img")
        assert image.bounding_box()["width"] < 390
        image.click()
        assert image.bounding_box()["width"] == 950
        page.locator("p").click()
        assert image.bounding_box()["width"] < 390


def test_what_is_graded_has_no_style_and_no_second_drawing(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    page = PICTURES["digits"]()._repr_mimebundle_()["text/html"]
    assert "<style" not in page and "lenet-dark" not in page


def test_a_picture_leaves_nothing_open_in_pyplot():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    for make in PICTURES.values():
        make()
    assert plt.get_fignums() == before


def test_a_number_beside_a_point_covers_no_other_and_no_point():
    costs = {"way 0": 1, "way 1": 4.3, "way 2": 4.4, "way 3": 4.9, "way 4": 5.7, "way 5": 60}
    errors = {
        "way 0": 0.0064,
        "way 1": 0.0054,
        "way 2": 0.0053,
        "way 3": 0.0045,
        "way 4": 0.0047,
        "way 5": 0.003,
    }
    picture = figures.gain_against_cost(costs, errors, ["way 0"], "minutes")
    picture.png()
    field = picture.figure.axes[0]
    boxes = [text.get_window_extent() for text in field.texts]
    assert [text.get_text() for text in field.texts] == ["1", "2", "3", "4", "5", "6"]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])
    points = field.transData.transform([(costs[name], 100 * errors[name]) for name in costs])
    assert not any(box.contains(*point) for box in boxes for point in points)


def test_the_alternative_text_is_escaped():
    picture = Picture(figures.activations().figure, 'a "quoted" <b>')
    assert 'alt="a &quot;quoted&quot; &lt;b&gt;"' in picture._repr_mimebundle_()["text/html"]


def test_pixels_writes_the_values_of_the_middle():
    shown = texts(figures.pixels(DIGIT)).split()
    for value in DIGIT[9:19, 9:19].ravel():
        assert str(value) in shown


def test_the_convolution_sums_what_it_says():
    alt = figures.convolution(DIGIT).alt.replace("\N{MINUS SIGN}", "-")
    values, kernel = re.search(r"window's values, (.*?), times the kernel, (.*?),", alt).groups()
    window, weights = (
        np.array([[float(n) for n in row.split()] for row in text.split(";")]) for text in (values, kernel)
    )
    total = float(re.search(r"summed: (-?[\d.]+)", alt).group(1).rstrip("."))
    assert (window * weights).sum() == total


@pytest.mark.parametrize("size", [3, 5])
def test_the_feature_map_is_the_cross_correlation_that_keras_computes(size):
    kernel = np.arange(size * size, dtype=float).reshape(size, size)  # flipping it would change the map
    figure = figures.convolution(DIGIT, kernel).figure
    _, shown = (image.get_array() for image in figure.findobj(BboxImage))
    padded = np.pad(DIGIT.astype(float), size // 2)
    for row, column in [(0, 0), (14, 14), (7, 20), (27, 27)]:
        patch = padded[row : row + size, column : column + size]
        assert shown[row, column] == (patch * kernel).sum()
    tables = figure.findobj(PolyCollection)
    lowest = max(path.vertices[:, 1].max() for table in tables for path in table.get_paths())
    assert lowest <= figure.get_figheight()  # a larger kernel still fits on the sheet


def test_the_closeup_is_the_window_with_the_most_different_values():
    image = np.zeros((8, 8))
    image[4:6, 2:4] = [[1, 2], [3, 4]]
    assert most_varied(image, 2) == (4, 2)
    assert most_varied(image, 2, step=2) == (4, 2)


def test_the_pooling_keeps_the_largest_of_each_window():
    alt = figures.pooling(DIGIT).alt
    crop, kept = re.search(r"windows of 2 by 2: (.*?)\. Right of it: .*?: (.*?)\. Far", alt).groups()
    crop, kept = (np.array([row.split() for row in text.split(";")], dtype=float) for text in (crop, kept))
    np.testing.assert_array_equal(crop.reshape(3, 2, 3, 2).max(axis=(1, 3)), kept)


def test_a_label_vector_has_its_one_in_the_column_of_the_label():
    assert "3 becomes 0 0 0 1 0 0 0 0 0 0" in figures.one_hot([3]).alt


def test_the_depth_axis_is_shown_in_brackets_of_its_own():
    shown = texts(figures.depth_axis(DIGIT))
    assert "shape (28, 28)" in shown
    assert "shape (28, 28, 1)" in shown


def test_the_architecture_names_weights_and_shapes():
    alt = figures.architecture(LENET).alt
    assert "output 28 × 28 × 20, 520 weights" in alt
    assert "1,256,080 weights in all" in alt


def test_curves_hold_the_history_and_differ_without_colour():
    lines = [line for axes in figures.curves(HISTORY).figure.axes for line in axes.get_lines()]
    series = [list(line.get_ydata()) for line in lines]
    for values in HISTORY.values():
        assert values in series
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines[:2]}) == 2


def test_curves_without_validation_are_drawn_too_and_promise_none():
    assert "validation" not in figures.curves({"loss": [1.0, 0.5], "accuracy": [0.1, 0.2]}).alt


def test_the_slopes_in_the_computation_graph_are_those_that_are_measured():
    def loss(x, t, W, b, v, c):
        return float((v @ (1 / (1 + np.exp(-(W @ x + b)))) + c - t) ** 2 / 2)

    shown = figures.computation_graph(*NETWORK).alt.replace("\N{MINUS SIGN}", "-")
    arguments = [np.array(each) for each in NETWORK]
    for place, name in ((0, "x"), (2, "w"), (3, "b"), (4, "v"), (5, "c")):
        for index in np.ndindex(arguments[place].shape):
            ends = []
            for side in (1e-5, -1e-5):
                moved = [each.copy() for each in arguments]
                moved[place][index] += side
                ends.append(loss(*moved))
            called = name + "".join("₁₂"[i] for i in index)
            slope = float(re.search(rf"\b{called} is [-\d.]+, slope (-?[\d.]*\d)", shown).group(1))
            assert abs(slope - (ends[0] - ends[1]) / 2e-5) < 6e-4, called


def test_a_forward_pass_promises_no_slopes():
    assert "slope" not in figures.computation_graph(*NETWORK, backward=False).alt


def test_fitted_curves_are_as_far_from_the_sine_as_the_text_says():
    grid = np.linspace(-3, 3, 50)
    alt = figures.fitted(*POINTS, grid, shifted=np.sin(grid) + 0.25).alt
    assert "shifted is 0.25 away" in alt


def test_losses_name_the_epoch_of_the_lowest():
    alt = figures.losses(held_out_error={10: 0.5, 20: 0.25, 30: 0.75}).alt
    assert "held out error goes from 0.5 to 0.75 (lowest 0.25 in epoch 20)" in alt


def test_the_confusion_matrix_names_the_worst_confusion():
    assert "4 read as 9, 3 times" in figures.confusion(MATRIX).alt


def test_misclassified_shows_the_most_confident_first_and_copes_with_none():
    wrong = probabilities(LABELS[:3])
    wrong[0] = np.eye(10)[(LABELS[0] + 1) % 10] * 0.5
    wrong[2] = np.eye(10)[(LABELS[2] + 1) % 10] * 0.8
    alt = figures.misclassified(IMAGES[:3], np.eye(10)[LABELS[:3]], wrong).alt
    assert alt.index("0.80") < alt.index("0.50")
    assert (
        "No digit was misread" in figures.misclassified(IMAGES[:3], LABELS[:3], probabilities(LABELS[:3])).alt
    )


def test_every_window_becomes_the_column_of_its_number():
    alt = figures.window_columns(np.arange(16).reshape(4, 4)).alt
    assert "9 rows and 4 columns" in alt
    assert alt.endswith(
        "0 1 2 4 5 6 8 9 10; 1 2 3 5 6 7 9 10 11; 4 5 6 8 9 10 12 13 14; 5 6 7 9 10 11 13 14 15."
    )


def test_of_equal_numbers_the_routing_shows_the_first():
    alt = figures.gradient_routing([[5, 5, 1, 2], [5, 5, 4, 3]], [[7, 8]]).alt
    assert "7 0 0 0; 0 0 8 0." in alt


def test_the_bars_and_the_losses_say_what_they_show():
    assert "3: 75.0%" in figures.class_accuracy([1, 1, 1, 0.75]).alt
    assert "at most 1.0e-03" in figures.agreement([2.0, 1.0], [2.0, 1.001]).alt


BAD = {
    "more windows than fit": lambda: figures.window_columns(np.zeros((9, 9))),
    "a gradient of the size of the image": lambda: figures.gradient_routing(np.ones((4, 4)), np.ones((4, 4))),
    "percent": lambda: figures.class_accuracy([97, 98]),
    "agreement of other steps": lambda: figures.agreement([1.0, 2.0], [1.0]),
    "pixels of a batch": lambda: figures.pixels(IMAGES[:3]),
    "labels of another length": lambda: figures.digits(IMAGES[:3], LABELS[:2]),
    "a confusion matrix that is not square": lambda: figures.confusion(np.ones((2, 3))),
    "a history without a loss": lambda: figures.curves({"accuracy": [1.0]}),
    "a model without layers": lambda: figures.architecture(None),
    "predictions that are no table": lambda: figures.misclassified(IMAGES[:3], LABELS[:3], LABELS[:3]),
    "a label beyond the classes": lambda: figures.one_hot([11]),
    "a network of three inputs": lambda: figures.computation_graph([1, 2, 3], *NETWORK[1:]),
    "a curve of another length": lambda: figures.fitted(*POINTS, POINTS[0], short=[1.0, 2.0]),
    "negative losses": lambda: figures.losses(training=[1.0, -1.0]),
    "a learning rate of 0": lambda: figures.descent(0),
    "a momentum of 1": lambda: figures.descent(0.1, 1),
    "a kernel larger than the image": lambda: figures.windows(9, padding=0),
    "a slider that starts beyond its end": lambda: figures.live(
        figures.descent, learning_rate=(0.1, 1.0, 2.0)
    ),
    "more curves than can be told apart": lambda: figures.losses(**dict.fromkeys("abcde", [1.0])),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_input_is_refused_with_what_was_found_and_expected(name):
    with pytest.raises(ValueError, match="(?s)found.*expected"):
        BAD[name]()


def test_importing_the_figures_loads_neither_matplotlib_nor_tensorflow():
    code = "import sys, lenet_keras.figures; print(sorted({'matplotlib', 'tensorflow'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "style", [{}, {"weight": "bold"}, {"family": "monospace"}, {"size": 17}, {"rotation": 90}]
)
def test_text_stands_where_matplotlib_would_write_it(style):
    def ink(canvas):
        figure = Figure(figsize=(3, 3), dpi=DPI)
        figure.text(0.503, 0.507, "Tiefgang −3½\nof x₁ × y…", ha="center", va="center", color="0.2", **style)
        drawn = canvas(figure)
        drawn.draw()
        return 255 - np.asarray(drawn.buffer_rgba())[..., 0].astype(int)

    ours, theirs = ink(Canvas), ink(FigureCanvasAgg)
    assert ours.max() == theirs.max() == 204  # the same grey
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.05)
    for axis in (0, 1):
        edges = [np.flatnonzero((drawn > 100).any(axis))[[0, -1]] for drawn in (ours, theirs)]
        assert np.abs(edges[0] - edges[1]).max() <= 1


def test_the_steps_grow_where_the_learning_rate_is_too_large():
    assert "The loss grows" in figures.descent(0.3).alt  # above 2/8, the steepest curvature being 8
    assert "The loss falls" in figures.descent(0.2).alt


@pytest.mark.parametrize(
    ("size", "stride", "padding", "fits"), [(3, 1, 0, 5), (3, 2, 1, 4), (5, 1, 2, 7), (3, 3, 0, 2)]
)
def test_the_windows_are_as_many_as_a_convolution_gives(size, stride, padding, fits):
    assert f"{fits} × {fits} places" in figures.windows(size, stride, padding).alt


def in_a_notebook(monkeypatch, front_end="JupyterLab"):
    names = {"__vsc_ipynb_file__": "/home/ada/a1.ipynb"} if front_end == "VS Code" else {}
    shell = SimpleNamespace(kernel=object(), user_ns=names)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if front_end == "JupyterLab":
        monkeypatch.setenv("JPY_SESSION_NAME", "a1.ipynb")
    if front_end == "Colab":
        monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace())


@pytest.mark.parametrize("front_end", ["JupyterLab", "VS Code", "Colab"])
def test_a_live_figure_travels_with_its_still_and_is_redrawn_by_a_slider(monkeypatch, front_end):
    in_a_notebook(monkeypatch, front_end)
    live = figures.live(figures.descent, learning_rate=(0.01, 0.5, 0.1), steps=(1, 50, 30))
    bundle = live._repr_mimebundle_()
    assert bundle["text/html"] == figures.descent(0.1)._repr_mimebundle_()["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    grid, shown = live._widget().children
    rate, steps = grid.children
    assert (type(rate).__name__, type(steps).__name__) == ("FloatSlider", "IntSlider")
    rate.value = 0.3
    assert "The loss grows" in shown.value


@pytest.mark.parametrize("case", ["graded", "exported", "no notebook"])
def test_without_a_reader_a_live_figure_is_its_still(monkeypatch, case):
    if case == "graded":
        in_a_notebook(monkeypatch)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    if case == "exported":
        in_a_notebook(monkeypatch, "nbconvert")
    bundle = figures.live(figures.windows, size=(1, 5, 3))._repr_mimebundle_()
    assert bundle == figures.windows(3)._repr_mimebundle_()


def test_a_search_is_told_by_its_best_trials_and_its_slices():
    history = figures.search_history([0.05, 0.09, 0.03, 0.04])
    assert "trial 0 with 5.00 %; trial 2 with 3.00 %" in history.alt and "trial 3" not in history.alt
    slices = figures.search_slices(
        [0.05, 0.03], {"rate": [0.1, 0.02], "optimizer": ["adam", "sgd"]}, ["rate"]
    )
    assert "The best, 3.00 %, has rate 0.02, optimizer sgd" in slices.alt
    assert [ax.get_xscale() for ax in slices.figure.axes] == ["log", "linear"]
    with pytest.raises(ValueError, match="expected 1 to 4"):
        figures.search_slices([0.05], {})


def test_only_what_is_on_the_front_is_told_to_be_worth_its_cost():
    picture = PICTURES["gain_against_cost"]()
    told = re.findall(r"(\w[\w ]+): [\d.]+% misread for [\d.]+, worth it", picture.alt)
    assert told == [
        "one network",
        "three networks",
    ]

"""Are the digits on a page found, whatever the light, and do they come out as MNIST has them?"""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from lenet_keras.datasets import mnist
from lenet_keras.handwriting import find, paper, prepare
from lenet_keras.handwriting.regions import Region, belong, joined, regions
from tests.support.handwriting import EVEN, SHADOW, naive, score, sheet, stroke

NO_LABELS = np.zeros(1000, int)  # where only what is found counts


def boxes_and_images(picture):
    digits = find(picture).digits
    return [each.box for each in digits], [each.image for each in digits]


def found_on(sheets, way=boxes_and_images):
    return score(sheets, way, lambda images: NO_LABELS)


@pytest.fixture(scope="module")
def pages():
    return {style: [sheet(seed, style) for seed in range(12)] for style in (EVEN, SHADOW)}


def white(rows=300, columns=400):
    return np.full((rows, columns), 255, np.uint8)


def seven(height=120):
    return stroke(mnist.originals()[1][0][list(mnist.originals()[1][1]).index(7)], height, 0.06)


def write(picture, ink, top, left, grey=20):
    picture[top : top + ink.shape[0], left : left + ink.shape[1]][ink] = grey
    return picture


@pytest.mark.parametrize("style", [EVEN, SHADOW])
def test_digits_are_found_in_uneven_light_and_in_shadow(pages, style):
    result = found_on(pages[style])
    assert result.digits == 240
    assert result.found >= 0.99 * result.digits - 1
    assert result.false <= 2


def test_a_fixed_threshold_fails_in_shadow(pages):
    result = found_on(pages[SHADOW], naive)
    assert result.found < 0.6 * result.digits


def test_boxes_fit_closely(pages):
    page = pages[EVEN][0]
    digits = find(page.picture).digits
    for box in page.boxes:
        nearest = min(digits, key=lambda each: abs(each.box[0] - box[0]) + abs(each.box[1] - box[1]))
        assert np.abs(np.subtract(nearest.box, box)).max() <= 4


@pytest.mark.parametrize("kind", ["white", "grey", "black", "textured", "gradient"])
def test_an_empty_page_has_no_digits(kind):
    rng = np.random.default_rng(3)
    page = {
        "white": white(),
        "grey": white() // 2,
        "black": white() * 0,
        "textured": np.clip(rng.normal(200, 8, (480, 640)), 0, 255).astype(np.uint8),
        "gradient": np.tile(np.linspace(60, 250, 640).astype(np.uint8), (480, 1)),
    }[kind]
    assert find(page).digits == ()
    assert find(page).images.shape == (0, 28, 28, 1)


def test_chalk_on_a_blackboard_is_found_in_the_same_place():
    page = write(white(), seven(), 60, 100)
    (dark,), (chalk,) = find(page).digits, find(255 - page).digits
    assert chalk.box == dark.box
    np.testing.assert_array_equal(chalk.image, dark.image)


def test_a_large_photo_is_shrunk_and_its_boxes_are_its_own():
    page = write(white(2400, 3200), seven(600), 300, 900)
    (digit,) = find(page).digits
    assert np.abs(np.subtract(digit.box[:2], (900, 300))).max() <= 4
    assert abs(digit.box[3] - 600) <= 6


def test_what_reaches_the_edge_dust_and_ruled_lines_are_left_out():
    page = write(white(), seven(), 60, 100)
    page[:, 395:] = 0  # the edge of the desk
    page[280:283, 40:360] = 60  # a ruled line
    page[20:23, 200:203] = 0
    page = write(page, seven(60), 240, 0)  # cut off at the left
    assert [each.box[:2] for each in find(page).digits] == [pytest.approx((100, 60), abs=2)]


def test_a_five_in_two_pieces_is_one_digit():
    page = white()
    cv2.polylines(
        page, [np.array([[150, 100], [140, 150], [185, 150], [195, 185], [140, 210]])], False, 0, 12
    )
    cv2.line(page, (165, 78), (215, 74), 0, 12)  # its bar, apart
    labels = cv2.connectedComponents(255 - page)[0] - 1
    (digit,) = find(page).digits
    assert labels == 2
    assert digit.box[1] <= 70 and digit.box[1] + digit.box[3] >= 205


def test_a_one_with_a_loose_foot_is_one_digit():
    page = white()
    cv2.line(page, (150, 60), (150, 180), 0, 10)
    cv2.line(page, (120, 200), (180, 200), 0, 10)
    assert len(find(page).digits) == 1


@pytest.mark.parametrize("space", [8, 14, 30])
def test_digits_beside_and_above_each_other_stay_apart(space):
    ink = seven(70)
    high, wide = ink.shape
    page = white()
    for row in range(2):
        for column in range(3):
            write(page, ink, 40 + row * (high + space), 60 + column * (wide + space))
    assert len(find(page).digits) == 6


def test_touching_digits_are_taken_for_one():  # the limit that the documentation names
    ink = seven(80)
    page = write(write(white(), ink, 60, 60), ink, 60, 60 + ink.shape[1] - 6)
    assert len(find(page).digits) == 1


def test_reading_order_goes_by_lines():
    page = white()
    for top, left in ((60, 250), (50, 40), (55, 140), (180, 60), (190, 200)):
        write(page, seven(60), top, left)
    digits = find(page).digits
    assert [each.line for each in digits] == [0, 0, 0, 1, 1]
    assert [each.box[0] for each in digits] == [pytest.approx(x, abs=2) for x in (40, 140, 250, 60, 200)]


def test_pieces_join_the_nearest_larger_region():
    body, bar = Region(10, 40, 30, 60, 500, (1,)), Region(20, 30, 25, 6, 100, (2,))
    other = Region(15, 200, 30, 60, 500, (3,))
    assert belong(bar, body) and not belong(bar, other) and not belong(body, other)
    assert sorted(joined([bar, other, body]), key=lambda each: each.top) == [body | bar, other]


def test_many_specks_are_bounded():
    mask = np.zeros((1500, 1500), np.uint8)
    for top in range(2, 1480, 16):
        for left in range(2, 1480, 16):
            mask[top : top + 13, left : left + 6] = 255
    assert len(regions(mask)[0]) <= 500


# ---- one digit


def test_the_longer_side_is_twenty_pixels_and_the_proportion_stays():
    image = prepare(np.ones((100, 40), bool))
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert (len(rows), len(columns)) == (20, 8)
    assert (image.min(), image.max()) == (0, 1)


@pytest.mark.parametrize("place", range(0, 40, 5))
def test_the_centre_of_mass_is_in_the_middle(place):
    image = prepare(stroke(mnist.originals()[1][0][place], 70, 0.06))
    for axis in (0, 1):
        weights = image.sum(axis=axis)
        assert abs((weights * np.arange(28)).sum() / weights.sum() - 14) <= 0.51


def test_mnist_centres_on_pixel_fourteen():
    images = mnist.originals()[1][0].astype(float)
    for axis in (1, 2):
        weights = images.sum(axis=axis)
        centres = (weights * np.arange(28)).sum(axis=1) / weights.sum(axis=1)
        assert np.abs(centres - 14).max() < 0.501


def test_mnist_itself_comes_out_nearly_as_it_went_in():
    alike = []
    for image in mnist.originals()[1][0][:100]:
        large = cv2.resize(image, (112, 112), interpolation=cv2.INTER_CUBIC) > 127
        rows, columns = np.flatnonzero(large.any(axis=1)), np.flatnonzero(large.any(axis=0))
        again = prepare(large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
        alike.append(np.corrcoef(again.ravel(), image.ravel())[0, 1])
    assert np.mean(alike) > 0.95


def test_a_ball_pen_is_drawn_thicker_and_a_marker_stays():
    thin, thick = (stroke(mnist.originals()[1][0][0], 200, pen) for pen in (0.012, 0.08))
    assert prepare(thin).sum() > 0.6 * prepare(thick).sum()
    assert prepare(thin).max() == 1


def test_what_has_no_ink_is_refused():
    with pytest.raises(ValueError, match="0 pixels of ink"):
        prepare(np.zeros((20, 20)))


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((5, 5), float),
        np.zeros((5, 5, 4), np.uint8),
        np.zeros((0, 9), np.uint8),
        np.zeros(7, np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(ValueError, match="a picture of shape"):
        find(picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (90, 1), (2, 3), (17, 1601)])
def test_odd_sizes_have_no_digits_and_do_no_harm(shape):
    rng = np.random.default_rng(1)
    assert find(rng.integers(0, 256, shape, dtype=np.uint8)).digits == ()


def test_otsu_is_that_of_opencv_below_the_faintest():
    flat = paper.grey(sheet(1, replace(EVEN, digits=8)).picture)
    dark = (flat * 0.6).astype(np.uint8)
    assert paper.threshold(dark) == cv2.threshold(dark, 0, 255, cv2.THRESH_OTSU)[0] < paper.FAINTEST

"""Are training digits distorted as said, and the same way when asked again; do small networks stay small?"""

import numpy as np
import pytest

from tests.benchmarks.results import distortion, published, small
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.distortion import Distortion
from tests.benchmarks.results.training import Run

DIGIT = np.zeros((1, 28, 28, 1), np.uint8)
DIGIT[0, 8:20, 12:16] = 255  # a stroke around the middle, (13.5, 13.5)


class Most:
    """Random numbers that are all the largest possible."""

    def uniform(self, low, high, shape):
        return np.full(shape, high, float)


def shown(**most) -> np.ndarray:
    transforms = Distortion(**most).transforms(1, 28, Most())
    return distortion.distorted(DIGIT.astype(np.float32), transforms).numpy()[0, ..., 0]


def middle(image: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    return float(np.sum(rows * image) / image.sum()), float(np.sum(columns * image) / image.sum())


def test_without_amounts_a_digit_stays():
    np.testing.assert_allclose(shown(), DIGIT[0, ..., 0], atol=0.1)


def test_a_shift_moves_to_the_right_and_down():
    assert middle(shown(shift=2)) == pytest.approx((15.5, 15.5), abs=0.02)


@pytest.mark.parametrize(
    ("most", "high", "wide"),
    [({"scale": 0.25}, 1.25, 1.25), ({"squeeze": 0.25}, 0.8, 1.25), ({"shear": 0.5}, 1, None)],
)
def test_sizes_change_about_the_middle(most, high, wide):
    image = shown(**most)
    assert middle(image) == pytest.approx((13.5, 13.5), abs=0.05)
    assert image.sum(axis=0).max() / 255 == pytest.approx(12 * high, abs=0.6) or wide is None
    if wide:
        assert image.sum(axis=1).max() / 255 == pytest.approx(4 * wide, abs=0.6)
    else:  # what is above goes to one side, what is below to the other
        assert abs(middle(image[:10])[1] - middle(image[18:])[1]) == pytest.approx(5, abs=0.6)


def test_a_turn_by_90_degrees_lays_the_stroke_down():
    np.testing.assert_allclose(shown(rotation=90), np.rot90(DIGIT[0, ..., 0]), atol=1)


def test_an_epoch_that_is_asked_for_again_is_the_same_and_the_next_is_another():
    part = Part(np.repeat(DIGIT, 8, axis=0), np.arange(8, dtype=np.int32))
    run = Run("published", "mild", True, 1, 1, 4)

    def epoch(number: int) -> np.ndarray:
        return np.concatenate([images for images, _ in published.batches(part, run, number)])

    np.testing.assert_array_equal(epoch(0), epoch(0))
    assert np.any(epoch(0) != epoch(1))


@pytest.mark.parametrize("name", small.GOALS)
def test_a_small_network_has_no_more_parameters_than_its_class(name):
    assert small.build(small.run(name, 1, False)).count_params() <= small.GOALS[name][0]

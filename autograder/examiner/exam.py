"""The exam of a trained network: digits that no candidate ever had."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import answers
from lenet_keras.datasets import mnist

DIGITS = 1000
MEAN, DEVIATION = np.float32(0.1307), np.float32(0.3081)  # of MNIST's pixels, for who normalises them
TURN, SHIFT, ZOOM = 8.0, 1.0, 0.06  # degrees, pixels, share: how far a digit is moved at most


@dataclass(frozen=True)
class Custom:
    """How a lesson shows digits to its network, and what the answers mean."""

    shown: Callable[[np.ndarray], np.ndarray]
    """From images `(n, 28, 28)`, uint8, to what the network takes, float32."""
    best: Callable[..., np.ndarray]
    """Which of the answers along an axis counts: the largest or the smallest."""


def _normalised(images: np.ndarray) -> np.ndarray:
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    return (padded[..., np.newaxis] / np.float32(255) - MEAN) / DEVIATION


CUSTOMS = {
    "scaled": Custom(lambda images: images[..., np.newaxis] / np.float32(255), np.argmax),
    "normalised, penalties": Custom(_normalised, np.argmin),
}


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Test digits turned, shifted and zoomed at random.

    The random numbers are new in every run of the grader, so that nobody can prepare for them.

    Returns:
        Images of shape (n, 28, 28), uint8, and labels of shape (n,).
    """
    (_, _), (images, labels) = mnist.originals()
    random = np.random.default_rng()
    chosen = random.permutation(len(images))[:DIGITS]
    return np.stack([_moved(image, random) for image in images[chosen]]), labels[chosen]


def recognised(network: Network, images: np.ndarray, labels: np.ndarray, custom: str = "scaled") -> float:
    """The share of digits that a network recognises.

    Args:
        network: from images as the custom shows them to numbers `(n, classes)`.
        images: shape (n, 28, 28), uint8.
        labels: shape (n,).
        custom: a name of `CUSTOMS`.
    """
    best = CUSTOMS[custom].best
    return float(np.mean(best(said(network, images, custom), axis=1) == labels))


def said(network: Network, images: np.ndarray, custom: str = "scaled") -> np.ndarray:
    """What a network says to digits of shape (n, 28, 28), uint8, shown by a custom of its lesson."""
    return answers(network, CUSTOMS[custom].shown(images))


def _moved(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    from scipy import ndimage  # not before it is needed: every command of nbgrader reads this module

    turn = np.deg2rad(random.uniform(-TURN, TURN))
    zoom = random.uniform(1 - ZOOM, 1 + ZOOM)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / zoom
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ middle + random.uniform(-SHIFT, SHIFT, size=2)
    moved = ndimage.affine_transform(image.astype(float), matrix, offset, order=1)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)

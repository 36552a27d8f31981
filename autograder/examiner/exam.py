"""The exam of a trained network: digits that no candidate ever had."""

from functools import cache

import numpy as np

from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import answers
from lenet_keras.datasets import mnist

# The share that a network recognises of 300 is usually off by 1 %, and 8 % less are let pass. The digits are
# the same for a whole class and the reference; each of them costs 0.2 ms of computing.
DIGITS = 300
TURN, SHIFT, ZOOM = 8.0, 1.0, 0.06  # degrees, pixels, share: how far a digit is moved at most


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


def recognised(network: Network, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of digits that a network recognises.

    Args:
        network: from images of shape (n, 28, 28, 1).
        images: shape (n, 28, 28), uint8.
        labels: shape (n,).
    """
    return float(np.mean(probabilities(network, images).argmax(axis=1) == labels))


def probabilities(network: Network, images: np.ndarray) -> np.ndarray:
    """What a network says to digits of shape (n, 28, 28), uint8, scaled as our lessons scale them."""
    return answers(network, images[..., np.newaxis] / np.float32(255))


def _moved(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    from scipy import ndimage  # not before it is needed: every command of nbgrader reads this module

    turn = np.deg2rad(random.uniform(-TURN, TURN))
    zoom = random.uniform(1 - ZOOM, 1 + ZOOM)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / zoom
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ middle + random.uniform(-SHIFT, SHIFT, size=2)
    moved = ndimage.affine_transform(image.astype(float), matrix, offset, order=1)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)

"""The exam of a trained network: digits that no candidate ever had."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from autograder.examiner import lenet5
from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import answers
from autograder.examiner.trainings import Quality, classified
from lenet_keras.checks.inspection import Digits
from lenet_keras.datasets import mnist

Answer = Callable[[np.ndarray], np.ndarray]

DIGITS = 1000
MEAN, DEVIATION = np.float32(0.1307), np.float32(0.3081)  # of MNIST's pixels, for who normalises them
TURN, SHIFT, ZOOM = 8.0, 1.0, 0.06  # degrees, pixels, share: how far a digit is moved at most


@dataclass(frozen=True)
class Custom:
    """How a lesson shows digits to its network, and what the answers mean."""

    shown: Callable[[np.ndarray], np.ndarray]
    """From images `(n, 28, 28)`, uint8, to what the network takes, float32."""
    sign: int = 1
    """-1 where the smallest number of a row is the answer: a penalty."""
    quality: Callable[[np.ndarray, np.ndarray, str], Quality] = classified
    """From what a network says, labels, and the description of its loss."""
    loss: str = "crossentropy"
    """A part of the descriptions of the losses that `quality` computes."""


def _normalised(images: np.ndarray) -> np.ndarray:
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    return (padded[..., np.newaxis] / np.float32(255) - MEAN) / DEVIATION


CUSTOMS = {
    "scaled": Custom(lambda images: images[..., np.newaxis] / np.float32(255)),
    "from -1 to 1": Custom(lambda images: images[..., np.newaxis] / np.float32(127.5) - np.float32(1)),
    "normalised, penalties": Custom(_normalised, -1, lenet5.penalised, "maploss("),
}


@cache
def digits() -> Digits:
    """Test digits turned, shifted and zoomed at random.

    The random numbers are new in every run of the grader, so that nobody can prepare for them.

    Returns:
        Images of shape (n, 28, 28), uint8, and labels of shape (n,).
    """
    (_, _), (images, labels) = mnist.originals()
    random = np.random.default_rng()
    chosen = random.permutation(len(images))[:DIGITS]
    return np.stack([_moved(image, random) for image in images[chosen]]), labels[chosen]


@cache
def learned() -> Digits:
    """Training digits, moved in the same way: what learned from these knows them at least as well."""
    (images, labels), _ = mnist.originals()
    random = np.random.default_rng()
    chosen = random.permutation(len(images))[:DIGITS]
    return np.stack([_moved(image, random) for image in images[chosen]]), labels[chosen]


def recognised(answer: Answer, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of digits that a network recognises.

    Args:
        answer: gives numbers `(n, 10)` for images, the largest for the class that it names.
        images: shape (n, 28, 28), uint8.
        labels: shape (n,).
    """
    return float(np.mean(answer(images).argmax(axis=1) == labels))


def said(network: Network, images: np.ndarray, custom: str = "scaled") -> np.ndarray:
    """What a network says to digits `(n, 28, 28)`, uint8, shown by a custom of its lesson.

    Returns:
        Numbers `(n, classes)`, the largest of a row for the class that it names.
    """
    how = CUSTOMS[custom]
    return how.sign * answers(network, how.shown(images))


def learned_from() -> Digits:
    """At most `DIGITS` training digits as they are, evenly spread."""
    (images, labels), _ = mnist.originals()
    rows = np.linspace(0, len(images) - 1, min(DIGITS, len(images))).astype(int)
    return images[rows], labels[rows]


def validated(held: int) -> list[Digits]:
    """What a training may have been validated with: the test digits, and training digits that were held out.

    Args:
        held: one in so many of the training digits, the first of them; 0 for none.

    Returns:
        Images `(n, 28, 28)` and labels `(n,)` of each set.
    """
    (images, labels), test = mnist.originals()
    count = len(images) // held if held else 0
    return [test, *([(images[:count], labels[:count])] if count else [])]


def _moved(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    from scipy import ndimage  # not before it is needed: every command of nbgrader reads this module

    turn = np.deg2rad(random.uniform(-TURN, TURN))
    zoom = random.uniform(1 - ZOOM, 1 + ZOOM)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / zoom
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ middle + random.uniform(-SHIFT, SHIFT, size=2)
    moved = ndimage.affine_transform(image.astype(float), matrix, offset, order=1)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)

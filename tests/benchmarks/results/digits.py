"""The full MNIST, with some of its training digits held out for choices."""

import os
from dataclasses import dataclass

import numpy as np

from lenet_keras.datasets import mnist

HELD_OUT = 5000
SEED = 1998  # of the split: the same digits are held out for every choice


@dataclass(frozen=True)
class Part:
    """Images `(n, 28, 28, 1)`, uint8, and their labels `(n,)`, int32."""

    images: np.ndarray
    labels: np.ndarray


def training(held_out: bool) -> tuple[Part, Part | None]:
    """The digits to learn from, and those to choose by.

    Args:
        held_out: whether 5,000 of the 60,000 are held out; without it all are learned from.
    """
    part = _part(0)
    if not held_out:
        return part, None
    order = np.random.default_rng(SEED).permutation(len(part.labels))
    return tuple(Part(part.images[rows], part.labels[rows]) for rows in (order[HELD_OUT:], order[:HELD_OUT]))


def test() -> Part:
    """The 10,000 test digits, for one look after the last epoch."""
    return _part(1)


def _part(which: int) -> Part:
    sets = mnist.load_data()
    if [len(labels) for _, labels in sets] != [60_000, 10_000]:
        found = os.environ.get(mnist.VARIABLE) or "no folder"
        raise mnist.DataError(
            f"{mnist.VARIABLE}: found {found} with {len(sets[0][1]):,} training digits, expected the full "
            f"MNIST. Start with {mnist.VARIABLE}=FOLDER, where FOLDER has its four files."
        )
    images, labels = sets[which]
    return Part(images[..., np.newaxis], labels.astype(np.int32))

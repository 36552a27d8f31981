"""Helpers that a check's expressions may call beside the student's own names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


def layers_added(function: Callable, shape: tuple[int, int, int], *arguments: Any):
    """Let a student's function add layers to a fresh model, so that earlier steps play no part.

    Args:
        function: takes a `keras.Sequential` (and `arguments`) and adds layers to it; what it returns
            counts if it is a model, otherwise the model it was given.
        shape: input of the fresh model, `(height, width, depth)`.
        arguments: passed on after the model.

    Returns:
        The model with the added layers.
    """
    import keras

    model = keras.Sequential([keras.Input(shape=shape)])
    returned = function(model, *arguments)
    return returned if isinstance(returned, keras.Model) else model


def normal(seed: int, *shape: int) -> np.ndarray:
    """Random numbers for a student's function, the same for whoever gives the same seed.

    Args:
        seed: of the numbers.
        shape: of the array.

    Returns:
        float64, from the standard normal distribution.
    """
    return np.random.default_rng(seed).normal(size=shape)


COPIES = 100
INK = 0.5  # less than full ink, so that it can also become brighter
BAR, STRIPE = (slice(12, 16), slice(6, 22)), (slice(8, 20), slice(1, 3))
"""Rows and columns of ink: a bar in the middle, and a stripe that leaves one column of paper at the edge."""


def augmented(augment: Callable) -> np.ndarray:
    """What an augmentation makes of images of which one can tell how they were changed.

    Args:
        augment: takes images `(n, 28, 28, 1)`, float32, paper -1; a layer, a model or a function.

    Returns:
        `(200, ...)`: what became of a hundred images with `BAR`, and of a hundred with `STRIPE`.
    """
    images = np.full((2 * COPIES, 28, 28, 1), -1, dtype="float32")
    images[(slice(COPIES), *BAR)] = INK
    images[(slice(COPIES, None), *STRIPE)] = INK
    try:
        return np.asarray(augment(images, training=True))
    except TypeError:  # a plain function does not distinguish training
        return np.asarray(augment(images))


@dataclass(frozen=True)
class WithWeights:
    """A model of which the weights are wanted, too."""

    model: Any
    """A `keras.Model`."""


PROBES = {
    "layers_added": layers_added,
    "with_weights": WithWeights,
    "normal": normal,
    "augmented": augmented,
}

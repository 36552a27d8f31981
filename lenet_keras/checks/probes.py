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


@dataclass(frozen=True)
class WithWeights:
    """A model of which the weights are wanted, too."""

    model: Any
    """A `keras.Model`."""


PROBES = {"layers_added": layers_added, "with_weights": WithWeights, "normal": normal}

"""Helpers that a check's expressions may call beside the student's own names."""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import FrameType
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


def weights_and_inputs(
    seed: int, shapes: Iterable[Sequence[int]], shape: Sequence[int]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Weights for a model and two inputs, the same for whoever gives the same seed.

    Args:
        seed: of the numbers.
        shapes: of the weights.
        shape: of one input.

    Returns:
        Weights that keep numbers near 1 on their way through the layers, and inputs `(2, *shape)`; float32.
    """
    random = np.random.default_rng(seed)

    def numbers(size: Sequence[int]) -> np.ndarray:
        return 2 * random.random(tuple(size), dtype="float32") - 1

    weights = [numbers(each) * np.float32(max(math.prod(each[:-1]), 1) ** -0.5) for each in shapes]
    return weights, numbers((2, *shape))


def computed(model: Any, seed: int) -> np.ndarray:
    """What a model computes with other weights; it has its own again afterwards.

    Args:
        model: a built `keras.Model`.
        seed: for `weights_and_inputs`.

    Returns:
        Its outputs.
    """
    own = model.get_weights()
    weights, inputs = weights_and_inputs(seed, [each.shape for each in own], model.input_shape[1:])
    model.set_weights(weights)
    try:
        return np.array(model(inputs))
    finally:
        model.set_weights(own)


def times_called(names: tuple[str, ...], call: Callable[[], Any]) -> int:
    """How often functions of these names run while something is called.

    Args:
        names: of functions, wherever they were written.
        call: takes nothing; what it returns is thrown away.
    """
    count = 0

    def watch(frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_name in names

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


@dataclass(frozen=True)
class WithWeights:
    """A model of which the weights are wanted, too."""

    model: Any
    """A `keras.Model`."""


PROBES = {
    "computed": computed,
    "layers_added": layers_added,
    "normal": normal,
    "times_called": times_called,
    "with_weights": WithWeights,
}

"""Helpers that a check's expressions may call beside the student's own names."""

import math
import sys
import time
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


def whole(seed: int, below: int, *shape: int) -> np.ndarray:
    """Random whole numbers for a student's function, the same for whoever gives the same seed.

    Args:
        seed: of the numbers.
        below: they go from 0 to one less.
        shape: of the array.
    """
    return np.random.default_rng(seed).integers(below, size=shape)


DRAWN = 65_537  # a prime, so that no two rows of a matrix are alike


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
        row = 2 * random.random(min(math.prod(size), DRAWN), dtype="float32") - 1
        return np.resize(row, tuple(size))  # over and over again, as a million take longer than the network

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


COPIES = 100
INK = 0.5  # less than full ink, so that it can also become brighter
BAR, STRIPE = (slice(12, 16), slice(6, 22)), (slice(8, 20), slice(1, 3))
"""Rows and columns of ink: a bar in the middle, and a stripe that leaves one column of paper at the edge."""


def augmented(augment: Callable, down: int = 0, right: int = 0) -> np.ndarray:
    """What an augmentation makes of images of which one can tell how they were changed.

    Args:
        augment: takes images `(n, 28, 28, 1)`, float32, paper -1, and `training`; a layer, a model or a
            function.
        down: by how many rows the ink lies lower than `BAR` and `STRIPE` say.
        right: by how many columns the bars lie further to the right.

    Returns:
        `(200, ...)`: what became of a hundred images with `BAR`, and of a hundred with `STRIPE`.
    """
    images = np.full((2 * COPIES, 28, 28, 1), -1, dtype="float32")
    images[(slice(COPIES), *BAR)] = INK
    images[(slice(COPIES, None), *STRIPE)] = INK
    images = np.roll(images, down, axis=1)
    images[:COPIES] = np.roll(images[:COPIES], right, axis=2)
    return np.asarray(augment(images, training=True))  # as the lesson's next cell calls it


@dataclass(frozen=True)
class WithWeights:
    """A model of which the weights are wanted, too."""

    model: Any
    """A `keras.Model`."""


def pixels(seed: int, *shape: int) -> np.ndarray:
    """Random pixels, uint8, the same for whoever gives the same seed."""
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def mapped(function: Callable, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a function makes of images and labels, one pair at a time, in a pipeline of `tf.data`.

    Args:
        function: from an image and its label to another pair.
        images: shape (n, ...).
        labels: shape (n,).

    Returns:
        The images and the labels that came out.
    """
    import tensorflow as tf

    pairs = list(tf.data.Dataset.from_tensor_slices((images, labels)).map(function).as_numpy_iterator())
    return np.stack([image for image, _ in pairs]), np.stack([label for _, label in pairs])


def numbered(count: int, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Images that tell their number, and labels that follow from it.

    Returns:
        Images of shape (count, rows, columns), uint8: all pixels of the image with the number n are n. Labels
        of shape (count,), uint8: `7 * n % 10`.
    """
    numbers = np.arange(count)
    images = np.broadcast_to(numbers[:, np.newaxis, np.newaxis], (count, rows, columns))
    return images.astype(np.uint8), (7 * numbers % 10).astype(np.uint8)


def batches_of(dataset: Any, most: int = 20) -> dict[str, Any]:
    """What comes out of a dataset of pairs of images and labels.

    Args:
        dataset: a `tf.data.Dataset`.
        most: batches that are taken of one that has more.

    Returns:
        `class`, the class of the dataset, if it is one of TensorFlow's; `shapes` of the images of each batch;
        for each batch the value in the `middle` of each image, and its `labels`.
    """
    import tensorflow as tf

    taken = [(np.asarray(x), np.asarray(y)) for x, y in dataset.take(most)]
    return {
        "class": type(dataset).__name__ if isinstance(dataset, tf.data.Dataset) else "no dataset",
        "shapes": [list(x.shape) for x, _ in taken],
        "middle": [
            x[:, x.shape[1] // 2, x.shape[2] // 2].reshape(-1).tolist() for x, _ in taken if x.ndim > 2
        ],
        "labels": [y.reshape(-1).tolist() for _, y in taken],
    }


SECONDS = "all seconds"  # no name of an attribute
STEP_SECONDS, EPOCH_STEPS, EPOCHS = 0.01, 3, 2


def called_back(
    callback: Any,
    epochs: int = EPOCHS,
    steps: int = EPOCH_STEPS,
    worse: float = 0.0,
    pause: float = STEP_SECONDS,
) -> dict[str, Any]:
    """Call the methods of a callback as `fit` does, without a training.

    Args:
        callback: a `keras.callbacks.Callback`.
        epochs: how many.
        steps: of each epoch.
        worse: how much is added to each loss that it is told, and to each accuracy a hundredth of that.
        pause: how many seconds a step takes at least, as measured by a clock on the wall.

    Returns:
        All attributes of the callback that are lists, by name; under `SECONDS` how long all of it took.
    """
    started = time.monotonic()
    callback.set_params({"epochs": epochs, "steps": steps, "verbose": 0})
    callback.on_train_begin()
    for epoch in range(epochs):
        callback.on_epoch_begin(epoch)
        for step in range(steps):
            callback.on_train_batch_begin(step)
            time.sleep(pause)
            callback.on_train_batch_end(step, step_logs(epoch, step, worse))
        callback.on_epoch_end(epoch, epoch_logs(epoch, worse))
    callback.on_train_end()
    seconds = time.monotonic() - started
    return {SECONDS: seconds} | {
        name: each for name, each in vars(callback).items() if isinstance(each, list)
    }


def step_logs(epoch: int, step: int, worse: float = 0.0) -> dict[str, float]:
    """What `called_back` tells a callback at the end of a step."""
    return {
        "loss": worse + 8.0 - 3 * epoch - step,
        "accuracy": worse / 100 + 0.125 + 0.25 * epoch + 0.0625 * step,
    }


def epoch_logs(epoch: int, worse: float = 0.0) -> dict[str, float]:
    """What `called_back` tells a callback at the end of an epoch."""
    return {
        "accuracy": worse / 100 + 0.3125 + 0.25 * epoch,
        "loss": worse + 5.5 - 3 * epoch,
        "val_accuracy": worse / 100 + 0.25 + 0.25 * epoch,
        "val_loss": worse + 6.5 - 3 * epoch,
    }


PROBES = {
    "augmented": augmented,
    "batches_of": batches_of,
    "called_back": called_back,
    "computed": computed,
    "layers_added": layers_added,
    "mapped": mapped,
    "normal": normal,
    "numbered": numbered,
    "pixels": pixels,
    "times_called": times_called,
    "whole": whole,
    "with_weights": WithWeights,
}

"""Pooling: what it leaves of sizes and of values, by Keras's own layers."""

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.convolution import grid
from autograder.questions.computed.framework import layers
from autograder.questions.problem import UnsuitableError


@computed("answer", "once", "subtracted", "divided_by_sum")
def pooled_size(size: int, times: int) -> dict:
    """Rows after pooling with windows of 2 × 2 and stride 2, several times.

    Returns:
        `answer`; `once`: after the first; `subtracted`: 2 taken off each time; `divided_by_sum`: divided by
        2 · times.

    Raises:
        UnsuitableError: where a size on the way is odd: that is a harder question.
    """
    shape = (None, size, size, 1)
    for _ in range(times):
        if shape[1] % 2:
            raise UnsuitableError("a size on the way is odd")
        shape = layers().MaxPooling2D(pool_size=2, strides=2).compute_output_shape(shape)
    return {
        "answer": shape[1],
        "once": size // 2,
        "subtracted": size - 2 * times,
        "divided_by_sum": round(size / (2 * times), 2),
    }


def _row(values) -> str:
    return " ".join(f"{each:g}" for each in values)


@computed("grid", "answer", "averages", "columns", "sliding")
def pooled_values(draw: int) -> dict:
    """What max pooling makes of 4 × 4 numbers.

    Args:
        draw: seed of the numbers, from 0 to 19, all distinct.

    Returns:
        `grid`: as text; `answer`: four numbers, row by row; `averages`; `columns`: column by column;
        `sliding`: with stride 1.
    """
    numbers = np.random.default_rng(draw).permutation(20)[:16].reshape(4, 4)
    image = numbers[None, :, :, None].astype("float32")
    pool = np.asarray(layers().MaxPooling2D(pool_size=2, strides=2)(image))[0, :, :, 0]
    average = np.asarray(layers().AveragePooling2D(pool_size=2, strides=2)(image))[0, :, :, 0]
    sliding = np.asarray(layers().MaxPooling2D(pool_size=2, strides=1)(image))[0, :, :, 0]
    return {
        "grid": grid(numbers),
        "answer": _row(pool.flat),
        "averages": _row(average.flat),
        "columns": _row(pool.T.flat),
        "sliding": _row(sliding.flat),
    }


@computed("answer", "no_pooling", "depth_kept", "depth_halved", "shrunk")
def after_one_block(size: int, depth: int, kernel: int, filters: int) -> dict:
    """The shape of one image after a convolution with padding="same" and pooling of 2 × 2 with stride 2.

    Returns:
        `answer`; `no_pooling`; `depth_kept`: the channels of the input; `depth_halved`: the depth pooled as
        well; `shrunk`: as if the convolution had no padding. Shapes as tuples.
    """
    keras_layers = layers()
    pool = keras_layers.MaxPooling2D(pool_size=2, strides=2)
    same = keras_layers.Conv2D(filters, kernel, padding="same").compute_output_shape(
        (None, size, size, depth)
    )
    valid = keras_layers.Conv2D(filters, kernel, padding="valid").compute_output_shape(
        (None, size, size, depth)
    )
    answer = pool.compute_output_shape(same)[1:]
    return {
        "answer": tuple(answer),
        "no_pooling": tuple(same[1:]),
        "depth_kept": (*answer[:2], depth),
        "depth_halved": (*answer[:2], filters // 2),
        "shrunk": tuple(pool.compute_output_shape(valid)[1:]),
    }

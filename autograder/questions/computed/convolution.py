"""Convolutions: the size of their output, their weights and their values, asked of Keras's own layers."""

import math

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.framework import layers
from autograder.questions.problem import UnsuitableError


@computed("answer", "kept", "no_plus_one", "halved")
def convolution_size(size: int, kernel: int, stride: int) -> dict:
    """Rows of a feature map without padding.

    Args:
        size: rows and columns of the image.
        kernel: rows and columns of the kernel.
        stride: how far the kernel moves.

    Returns:
        `answer`; `kept`: with padding="same"; `no_plus_one`: (size - kernel) / stride; `halved`: the kernel
        taken off on both sides.

    Raises:
        UnsuitableError: where the last step does not end at the border: that is a harder question.
    """
    if (size - kernel) % stride:
        raise UnsuitableError("the kernel does not end at the border")
    layer = layers().Conv2D(filters=1, kernel_size=kernel, strides=stride, padding="valid")
    answer = layer.compute_output_shape((None, size, size, 1))[1]
    return {
        "answer": answer,
        "kept": math.ceil(size / stride),
        "no_plus_one": (size - kernel) // stride,
        "halved": (size - 2 * kernel) // stride + 1,
    }


@computed("answer", "no_bias", "no_depth", "bias_each_channel")
def convolution_weights(depth: int, kernel: int, filters: int) -> dict:
    """How many weights a convolution has, biases included.

    Args:
        depth: channels of its input.
        kernel: rows and columns of a kernel.
        filters: number of kernels.

    Returns:
        `answer`; `no_bias`; `no_depth`: a kernel thought flat; `bias_each_channel`: a bias for each of its
        channels.
    """
    layer = layers().Conv2D(filters=filters, kernel_size=kernel)
    layer.build((None, 28, 28, depth))
    return {
        "answer": layer.count_params(),
        "no_bias": kernel * kernel * depth * filters,
        "no_depth": kernel * kernel * filters + filters,
        "bias_each_channel": (kernel * kernel + 1) * depth * filters,
    }


KERNELS = {
    "left edge, smooth": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "upper edge, smooth": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "diagonal": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
}
"""Kernels by what they find (the first two are Sobel's), equally hard: six weights each, two of them 2."""


def grid(*tables: np.ndarray, heads: tuple[str, ...] = ()) -> str:
    """Tables of whole numbers side by side, as lines of text with columns of the same width."""
    lines = [f"{head:<{4 * table.shape[1]}}" for head, table in zip(heads, tables, strict=False)]
    rows = ["  ".join(lines).rstrip()] if heads else []
    for row in zip(*tables, strict=True):
        rows.append("  ".join("".join(f"{each:>3} " for each in part) for part in row).rstrip())
    return "\n".join(rows)


@computed("grids", "answer", "flipped", "added", "centre")
def convolved_patch(kernel: str, draw: int) -> dict:
    """What a kernel gives at one place of an image.

    Args:
        kernel: one of `KERNELS`.
        draw: seed of the pixels, whole numbers from 1 to 6: a pixel of 0 would spare a product.

    Returns:
        `grids`: both as text; `answer`; `flipped`: the kernel turned by 180° first, as in mathematics;
        `added`: pixels and weights added instead of multiplied; `centre`: only the middle multiplied.
    """
    weights = np.array(KERNELS[kernel])
    pixels = np.random.default_rng(draw).integers(1, 7, (3, 3))
    layer = layers().Conv2D(filters=1, kernel_size=3, use_bias=False)
    layer.build((None, 3, 3, 1))
    layer.set_weights([weights[:, :, None, None].astype("float32")])
    answer = round(float(np.asarray(layer(pixels[None, :, :, None].astype("float32"))).item()))
    return {
        "grids": grid(pixels, weights, heads=("pixels", "kernel")),
        "answer": answer,
        "flipped": int((pixels * weights[::-1, ::-1]).sum()),
        "added": int((pixels + weights).sum()),
        "centre": int(pixels[1, 1] * weights[1, 1]),
    }


@computed("answer", "no_pooling", "added", "product")
def receptive_field(first: int, second: int) -> dict:
    """Rows of the image that one value after the second convolution depends on: pooling of 2 lies between.

    It is the smallest image (without padding) from which exactly one value comes out, found by asking Keras.

    Args:
        first: rows of the first kernels.
        second: rows of the second kernels.

    Returns:
        `answer`; `no_pooling`: as if there were none; `added`; `product` of both.
    """
    keras_layers = layers()
    stack = [
        keras_layers.Conv2D(1, first),
        keras_layers.MaxPooling2D(pool_size=2, strides=2),
        keras_layers.Conv2D(1, second),
    ]
    size = first + 1
    while _rows_after(stack, size) < 1:
        size += 1
    return {
        "answer": size,
        "no_pooling": first + second - 1,
        "added": first + second,
        "product": first * second,
    }


def _rows_after(stack: list, size: int) -> int:
    shape = (None, size, size, 1)
    for layer in stack:
        kernel = getattr(layer, "kernel_size", None) or layer.pool_size
        if shape[1] < kernel[0]:
            return 0
        shape = layer.compute_output_shape(shape)
    return shape[1]

"""Convolutions: the size of their output and the number of their weights, asked of Keras's own layers."""

import math
import os

from autograder.questions.computed import computed
from autograder.questions.problem import UnsuitableError


def conv2d(**settings):
    """A layer of Keras; imported here, because reading the bank needs no Keras."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from keras.layers import Conv2D

    return Conv2D(**settings)


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
    layer = conv2d(filters=1, kernel_size=kernel, strides=stride, padding="valid")
    answer = layer.compute_output_shape((None, size, size, 1))[1]
    return {
        "answer": answer,
        "kept": math.ceil(size / stride),
        "no_plus_one": (size - kernel) // stride,
        "halved": (size - 2 * kernel) // stride + 1,
    }


@computed("answer", "no_bias", "no_depth", "bias_each_weight")
def convolution_weights(depth: int, kernel: int, filters: int) -> dict:
    """How many weights a convolution has, biases included.

    Args:
        depth: channels of its input.
        kernel: rows and columns of a kernel.
        filters: number of kernels.

    Returns:
        `answer`; `no_bias`; `no_depth`: a kernel thought flat; `bias_each_weight`: one bias for each channel.
    """
    layer = conv2d(filters=filters, kernel_size=kernel)
    layer.build((None, 28, 28, depth))
    return {
        "answer": layer.count_params(),
        "no_bias": kernel * kernel * depth * filters,
        "no_depth": kernel * kernel * filters + filters,
        "bias_each_weight": (kernel * kernel + 1) * depth * filters,
    }

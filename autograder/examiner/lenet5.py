"""What the layers of the published LeNet-5 compute, in NumPy; see `lenet_keras.lenet5`.

Table of connections and bitmaps are those of the lesson. A layer with others of its own is not known here:
the network then does not answer as its weights say.
"""

import math

import numpy as np

from autograder.examiner.layers import Config, LayerError, bounded, convolution, register, window_sums
from lenet_keras.lenet5 import BITMAPS, TABLE_I
from lenet_keras.lenet5.connections import spreading

AMPLITUDE, SLOPE = np.float32(1.7159), np.float32(2 / 3)
SPREADING = spreading(TABLE_I)


def partial_convolution(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`PartialConv2D`: a convolution whose kernel is zero where table I has no connection."""
    kernel, bias = weights
    rows, columns, connections = kernel.shape
    if connections != len(SPREADING):
        raise LayerError(f"there are {connections} kernels, expected the {len(SPREADING)} of table I")
    bounded(kernel.size * SPREADING.shape[1])
    full = (kernel.reshape(-1, connections) @ SPREADING).reshape(rows, columns, *TABLE_I.shape)
    return convolution(x, [full, bias], {"strides": [1, 1], "padding": "valid"})


def subsampling(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`Subsampling`: the sum of each window times a coefficient plus a bias, one of each for a channel."""
    coefficient, bias = weights
    return window_sums(x, config["pool_size"]) * coefficient + bias


def rbf(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """`RBF`: the squared distance from the bitmap of each class."""
    work = math.prod(x.shape[1:]) * len(BITMAPS)
    bounded(work, work)
    return np.square(x[..., np.newaxis, :] - BITMAPS).sum(axis=-1)


def scaled_tanh(x: np.ndarray, weights: list[np.ndarray], config: Config) -> np.ndarray:
    """The squashing function of the units up to F6."""
    return AMPLITUDE * np.tanh(SLOPE * x)


register("PartialConv2D", partial_convolution)
register("Subsampling", subsampling, ("pool_size",))
register("RBF", rbf)
register("scaled_tanh", scaled_tanh)

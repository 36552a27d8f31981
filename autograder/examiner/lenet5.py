"""What the layers and the loss of the published LeNet-5 compute, in NumPy; see `lenet_keras.lenet5`.

Table of connections and bitmaps are those of the lesson. A layer with others of its own is not known here:
the network then does not answer as its weights say.
"""

import math
import re

import numpy as np

from autograder.examiner.layers import Config, LayerError, bounded, convolution, register, window_sums
from autograder.examiner.trainings import Quality
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


RUBBISH = re.compile(r"maploss\(.*\bj=(\d+(?:\.\d+)?(?:e[+-]?\d+)?)")
"""The loss of lesson A4 as it is described, in small letters, and its penalty of rubbish."""


def rubbish_of(loss: str) -> float:
    """The penalty of rubbish that a description of a loss names; 1, the usual one, where it names no number.

    The description comes from the student's process, and may be any text.
    """
    found = RUBBISH.match(loss)
    return float(found[1]) if found else 1.0


def penalised(said: np.ndarray, labels: np.ndarray, loss: str) -> Quality:
    """The quality of a network with penalties, by equation 9 of the paper (`lenet_keras.lenet5.loss`).

    Args:
        said: the negative penalties, shape (n, classes).
        labels: shape (n,).
        loss: its description, in small letters; it names the penalty of rubbish.
    """
    penalties, rubbish = -said.astype(float), rubbish_of(loss)
    own = penalties[np.arange(len(labels)), labels]
    lowest = np.minimum(penalties.min(axis=1), rubbish)
    others = np.exp(lowest[:, np.newaxis] - penalties).sum(axis=1) + np.exp(lowest - rubbish)
    right = np.mean(penalties.argmin(axis=1) == labels)
    return Quality(float(np.mean(own - lowest + np.log(others))), float(right))


register("PartialConv2D", partial_convolution)
register("Subsampling", subsampling, ("pool_size",))
register("RBF", rbf)
register("scaled_tanh", scaled_tanh)

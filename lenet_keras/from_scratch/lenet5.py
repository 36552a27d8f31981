"""LeNet-5, the network of 1998, with the activation and the pooling of today."""

import numpy as np

from lenet_keras.from_scratch.activations import ReLU
from lenet_keras.from_scratch.convolution import Conv2d
from lenet_keras.from_scratch.linear import Flatten, Linear
from lenet_keras.from_scratch.network import Sequential
from lenet_keras.from_scratch.pooling import MaxPool2d


def lenet5(seed: int) -> Sequential:
    """Build an untrained LeNet-5 for digits of 28 x 28 pixels: 61,706 weights.

    Kernels and widths are those of Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning
    applied to document recognition", Proc. IEEE 86(11), 1998; ReLU, max pooling, and a second convolution
    that sees all maps of the first, are today's.

    Args:
        seed: of the random weights.
    """
    rng = np.random.default_rng(seed)
    return Sequential(
        [
            Conv2d(1, 6, 5, padding=2, rng=rng),
            ReLU(),
            MaxPool2d(2),
            Conv2d(6, 16, 5, rng=rng),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(400, 120, rng=rng),
            ReLU(),
            Linear(120, 84, rng=rng),
            ReLU(),
            Linear(84, 10, rng=rng),
        ]
    )

"""LeNet-5 as it was published: its layers, its loss and the whole network, for Keras.

The section, equation, figure and table numbers in this package are those of Y. LeCun, L. Bottou, Y. Bengio,
P. Haffner: Gradient-based learning applied to document recognition, Proceedings of the IEEE 86, 1998.

`bitmaps` and `connections` hold numbers alone and load without Keras. What is built on Keras is loaded when
it is first asked for.
"""

import importlib

from lenet_keras.lenet5.bitmaps import BITMAPS
from lenet_keras.lenet5.connections import TABLE_I

_HOMES = {
    "MAPLoss": "loss",
    "PartialConv2D": "convolution",
    "RBF": "output",
    "Subsampling": "subsampling",
    "UniformByFanIn": "initialization",
    "accuracy": "loss",
    "build": "network",
    "scaled_tanh": "squashing",
}

__all__ = ["BITMAPS", "TABLE_I", *_HOMES]


def __getattr__(name: str):
    """Load what is built on Keras on first use (PEP 562)."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

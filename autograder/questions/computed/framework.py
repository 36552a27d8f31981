"""Keras, imported when an answer needs it: reading the bank does not."""

import os
from types import ModuleType


def layers() -> ModuleType:
    """The module `keras.layers`."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    return keras.layers


def optimizers() -> ModuleType:
    """The module `keras.optimizers`."""
    layers()
    import keras

    return keras.optimizers


def losses() -> ModuleType:
    """The module `keras.losses`."""
    layers()
    import keras

    return keras.losses

"""Keras, imported when an answer needs it: reading the bank does not."""

from types import ModuleType

import lenet_keras  # noqa: F401 - tells TensorFlow to be quiet, before it is imported


def layers() -> ModuleType:
    """The module `keras.layers`."""
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

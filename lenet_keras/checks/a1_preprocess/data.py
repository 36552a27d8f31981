"""The digits as `load_data()` gives them: what the steps of A1 are compared with."""

import numpy as np

from lenet_keras.datasets import mnist

NAMES = ("trainData", "trainLabels", "testData", "testLabels")
IMAGES = ("trainData", "testData")
LABELS = ("trainLabels", "testLabels")
CLASSES = 10

TENSOR_HINT = (
    "A tensor belongs to TensorFlow. The later cells are written for NumPy arrays, which know other methods."
)


def loaded(name: str) -> np.ndarray:
    """The array that A1.2 gives the name `name`."""
    (train_data, train_labels), (test_data, test_labels) = mnist.originals()
    return dict(zip(NAMES, (train_data, train_labels, test_data, test_labels), strict=True))[name]


def mixed_up(name: str, count: int) -> str:
    """A hint for a name that has as many entries as its partner of the other set; else nothing."""
    partner = name.replace("train", "test") if name.startswith("train") else name.replace("test", "train")
    if count != len(loaded(partner)):
        return ""
    return f"There are as many entries as in `{partner}`: was that array taken for `{name}`?"


def with_depth(name: str) -> np.ndarray:
    """The array that A1.4 gives the name `name`."""
    return loaded(name)[..., np.newaxis]

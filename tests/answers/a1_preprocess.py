"""Answers to the steps of lesson A1."""

from tests.answers.bench import Table

RIGHT: dict[str, dict[str, str]] = {
    "A1.1": {
        "the module under its own path": "import lenet_keras.datasets.mnist as mnist",
        "through the package": "from lenet_keras import datasets\nmnist = datasets.mnist",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A1.1": {
        "Keras's own module": ("from keras.datasets import mnist", "without a network"),
    },
}

TABLE = Table("a1_preprocess", RIGHT, MISTAKES)

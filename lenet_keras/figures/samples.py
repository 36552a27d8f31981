"""Every picture once, of values made up: for tests, and for a process that shall know what it will draw.

Most letters of a picture are the same whatever it shows: who has drawn one of its kind draws the next one in
half of the time.
"""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from lenet_keras import figures
from lenet_keras.datasets import mnist
from lenet_keras.figures import Picture

(IMAGES, LABELS), _ = mnist.originals()
DIGIT = IMAGES[0]
MATRIX = np.diag([9] * 10)
MATRIX[4, 9] = 3
HISTORY = {
    "loss": [1.0, 0.5, 0.25],
    "val_loss": [0.9, 0.6, 0.7],
    "accuracy": [0.5, 0.7, 0.9],
    "val_accuracy": [0.6, 0.8, 0.85],
}
NETWORK = ([1.0, 2.0], 3.0, [[1.0, -0.5], [0.5, 1.0]], [1.0, -0.5], [3.0, -1.0], 0.5)
"""x, t, W, b, v and c of the network of lesson A7."""
POINTS = (np.linspace(-3, 3, 20), np.linspace(-1, 1, 20))


def probabilities(labels: np.ndarray) -> np.ndarray:
    """Predictions that are sure of `labels`: shape `(n, 10)`."""
    sure = np.full((len(labels), 10), 0.01)
    sure[np.arange(len(labels)), labels] = 0.91
    return sure


def _layer(kind: str, weights: int, *shape: int, **told) -> object:
    output = SimpleNamespace(shape=(None, *shape))
    return type(kind, (), {"output": output, "count_params": lambda self: weights} | told)()


RELU, SOFTMAX = SimpleNamespace(__name__="relu"), SimpleNamespace(__name__="softmax")
LENET = SimpleNamespace(
    input_shape=(None, 28, 28, 1),
    layers=[
        _layer("Conv2D", 520, 28, 28, 20, filters=20, kernel_size=(5, 5), activation=RELU),
        _layer("MaxPooling2D", 0, 14, 14, 20, pool_size=(2, 2)),
        _layer("Conv2D", 25050, 14, 14, 50, filters=50, kernel_size=(5, 5), activation=RELU),
        _layer("MaxPooling2D", 0, 7, 7, 50, pool_size=(2, 2)),
        _layer("Flatten", 0, 2450),
        _layer("Dense", 1225500, 500, units=500, activation=RELU),
        _layer("Dense", 5010, 10, units=10, activation=SOFTMAX),
    ],
)
"""What is shown of the model of lesson A2, without Keras."""

PICTURES: dict[str, Callable[[], Picture]] = {
    "digits": lambda: figures.digits(IMAGES, LABELS),
    "pixels": lambda: figures.pixels(DIGIT),
    "depth_axis": lambda: figures.depth_axis(DIGIT),
    "scaling": lambda: figures.scaling(DIGIT),
    "one_hot": lambda: figures.one_hot(LABELS[:4]),
    "convolution": lambda: figures.convolution(DIGIT),
    "pooling": lambda: figures.pooling(DIGIT),
    "architecture": lambda: figures.architecture(LENET),
    "activations": figures.activations,
    "computation_graph": lambda: figures.computation_graph(*NETWORK),
    "computation_graph forward": lambda: figures.computation_graph(*NETWORK, backward=False),
    "descent": lambda: figures.descent(0.1, momentum=0.5),
    "windows": lambda: figures.windows(3, stride=2, padding=1),
    "fitted": lambda: figures.fitted(*POINTS, POINTS[0], one=POINTS[1], the_other=POINTS[1] / 2),
    "losses": lambda: figures.losses(training=[1.0, 0.1, 0.01], held_out={1: 1.0, 3: 0.5}),
    "curves": lambda: figures.curves(HISTORY),
    "confusion": lambda: figures.confusion(MATRIX),
    "window_columns": lambda: figures.window_columns(np.arange(16).reshape(4, 4)),
    "gradient_routing": lambda: figures.gradient_routing(np.arange(16).reshape(4, 4), [[1, 2], [3, 4]]),
    "class_accuracy": lambda: figures.class_accuracy(np.linspace(0.9, 1, 10)),
    "agreement": lambda: figures.agreement([2.3, 1.0, 0.5], [2.3, 1.0, 0.5 + 1e-9]),
    "misclassified": lambda: figures.misclassified(IMAGES[:50], LABELS[:50], probabilities(LABELS[1:51])),
}

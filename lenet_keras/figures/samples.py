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
MAPS = {
    "C1": np.ones((28, 28, 6)),
    "S2": np.ones((14, 14, 6)),
    "C3": np.ones((10, 10, 16)),
    "S4": np.ones((5, 5, 16)),
    "C5": np.ones((1, 1, 120)),
    "F6": np.linspace(-1, 1, 84),
    "output": np.arange(10.0),
}
"""Of the published LeNet-5, for one digit."""
POINTS = (np.linspace(-3, 3, 20), np.linspace(-1, 1, 20))
BINS = ([0.25, 0.0, 0.95], [0.2, 0.0, 0.9], [0.1, 0.0, 0.9])
"""Of three bins: how sure, how often right, and which share of the digits."""
REJECTED = (np.linspace(0, 0.9, 10), np.linspace(0.04, 0, 10))


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


def _bitmaps() -> np.ndarray:
    from lenet_keras.lenet5 import (
        BITMAPS,
    )  # not before it is drawn: only A4 has this package when it is graded

    return BITMAPS


PICTURES: dict[str, Callable[[], Picture]] = {
    "digits": lambda: figures.digits(IMAGES, LABELS),
    "pixels": lambda: figures.pixels(DIGIT),
    "depth_axis": lambda: figures.depth_axis(DIGIT),
    "scaling": lambda: figures.scaling(DIGIT),
    "one_hot": lambda: figures.one_hot(LABELS[:4]),
    "page": lambda: figures.page(255 - np.kron(DIGIT, np.ones((8, 8))), [[20, 20, 180, 180]], [LABELS[0]]),
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
    "rows": lambda: figures.rows({"before": IMAGES[:3], "none": []}, {"before": LABELS[:3], "none": []}),
    "intervals": lambda: figures.intervals({"a": (0.97, 0.99)}, {"a": [0.975, 0.985]}, {"a": 0.98}),
    "groups": lambda: figures.groups({"clean": {"a": 0.9, "b": 0.95}, "noisy": {"a": 0.5, "b": 0.6}}),
    "bitmaps": lambda: figures.bitmaps(_bitmaps(), _bitmaps()[[4, 9]] * 0.9, [4, 9]),
    "bitmaps alone": lambda: figures.bitmaps(_bitmaps()),
    "feature_maps": lambda: figures.feature_maps(np.pad(DIGIT, 2), np.eye(5)[..., None] * np.ones(6), MAPS),
    "strip": lambda: figures.strip(
        np.pad(np.hstack(list(IMAGES[:3])), 2), np.arange(150.0).reshape(15, 10) + 1
    ),
    "steps": lambda: figures.steps([3.0, 2.0, 1.0, 0.5], [0.1, 0.5, 0.7, 0.9], epochs=2),
    "ladder": lambda: figures.ladder({"published": [1.0, 1.2], "ReLU": [0.9, 1.0]}),
    "class_accuracy with errors": lambda: figures.class_accuracy(np.linspace(0.9, 1, 10), np.full(10, 0.02)),
    "occlusion": lambda: figures.occlusion(IMAGES[:2], [np.eye(23), -np.eye(23)], ["a 5, read 3", "a 1"]),
    "reliability": lambda: figures.reliability(as_trained=BINS, with_a_temperature=BINS),
    "reliability of one": lambda: figures.reliability(as_trained=BINS),
    "reject_curves": lambda: figures.reject_curves(one=REJECTED, the_other=REJECTED),
    "costs": lambda: figures.costs(np.linspace(0, 1, 5), dear=[4, 2, 1, 2, 3], cheap=[2, 1, 1, 2, 3]),
    "search": lambda: figures.search([0.001, 0.01, 0.1], [0.05, 0.03, 0.9], ["adam", "sgd", "sgd"]),
    "search_history": lambda: figures.search_history([0.05, 0.03, 0.9]),
    "search_slices": lambda: figures.search_slices(
        [0.05, 0.03, 0.9], {"rate": [0.001, 0.01, 0.1], "optimizer": ["adam", "sgd", "sgd"]}, ("rate",)
    ),
    "search_importances": lambda: figures.search_importances({"rate": 0.8, "optimizer": 0.2}),
    "gain_against_cost": lambda: figures.gain_against_cost(
        {"one network": 4.0, "three networks": 12.0, "VGG": 13.0},
        {"one network": 0.04, "three networks": 0.03, "VGG": 0.035},
        ["one network", "three networks"],
        "CPU minutes",
    ),
    "cures": lambda: figures.cures({"one network": (4.0, 0.04), "three networks": (12.0, 0.03)}),
    "misclassified": lambda: figures.misclassified(IMAGES[:50], LABELS[:50], probabilities(LABELS[1:51])),
}

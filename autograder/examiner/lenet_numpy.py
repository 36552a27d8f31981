"""A student's network, made again out here: the examiner's own LeNet with the weights that were observed.

No code and no configuration of the student's is used: arrays of numbers go into a forward pass that stands
here. It does without Keras, since TensorFlow takes seconds and 400 MB of every process that grades.
"""

import hashlib
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from threadpoolctl import threadpool_limits

from lenet_keras.checks.description import noise
from lenet_keras.checks.observation import Observation
from lenet_keras.checks.verdict import Fault
from lenet_keras.datasets import mnist

EXAM = 1000  # digits
TURN, SHIFT, ZOOM = 8.0, 1.0, 0.06  # degrees, pixels, share: how far a digit of the exam is moved at most
ALIKE = 0.02  # by how much two machines' probabilities for the same digit may differ

MNIST = (28, 28, 1, 10)
"""Rows, columns, depth and classes."""
BATCH = 20  # digits; the neighbourhoods of one take 400 kB in the second convolution


def shapes(rows: int, columns: int, depth: int, classes: int) -> tuple[tuple[int, ...], ...]:
    """Kernel and bias of each layer of `lenet_keras.models.LeNet`, as Keras lists them."""
    flat = rows // 4 * (columns // 4) * 50
    return (5, 5, depth, 20), (20,), (5, 5, 20, 50), (50,), (flat, 500), (500,), (500, classes), (classes,)


class LeNet:
    """What `lenet_keras.models.LeNet` computes, in NumPy.

    A convolution is one product of matrices: the neighbourhoods of all pixels, copied out, times the kernels.
    K. Chellapilla, S. Puri and P. Simard, "High performance convolutional neural networks for document
    processing", Proc. 10th Int. Workshop on Frontiers in Handwriting Recognition, 2006.
    """

    def __init__(self, weights: list[np.ndarray]):
        """Take the weights.

        Args:
            weights: arrays of `shapes`, float32, in this order.
        """
        self._weights = weights

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Compute the probabilities of the classes.

        Args:
            images: shape (n, rows, columns, depth), scaled to [0, 1].

        Returns:
            Shape (n, classes), float32; each row sums to 1. Where a number overflows on the way, a row may be
            NaN.
        """
        answers = np.empty((len(images), len(self._weights[-1])), dtype="float32")
        # Weights may be of any size, and stderr is for other things. Products as small as these take longer
        # in several threads than in one, many times so where other processes keep the cores busy.
        with np.errstate(all="ignore"), threadpool_limits(1, "blas"):
            for start in range(0, len(images), BATCH):
                answers[start : start + BATCH] = self._forward(images[start : start + BATCH])
        return answers

    def _forward(self, images: np.ndarray) -> np.ndarray:
        kernel1, bias1, kernel2, bias2, hidden, hidden_bias, output, output_bias = self._weights
        maps = _convolved(_convolved(images, kernel1, bias1), kernel2, bias2)
        units = np.maximum(maps.reshape(len(maps), -1) @ hidden + hidden_bias, 0)
        scores = units @ output + output_bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))  # the largest is 1: none overflows
        return powers / powers.sum(axis=1, keepdims=True)


def _convolved(maps: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """CONV => RELU => POOL: from (n, rows, columns, channels) to (n, rows / 2, columns / 2, filters)."""
    count, rows, columns, channels = maps.shape
    size, filters = kernel.shape[0], kernel.shape[-1]
    edge = size // 2  # of zeros: Keras's padding "same"
    padded = np.zeros((count, rows + 2 * edge, columns + 2 * edge, channels), dtype="float32")
    padded[:, edge:-edge, edge:-edge] = maps
    windows = sliding_window_view(padded, (size, size), axis=(1, 2)).transpose(0, 1, 2, 4, 5, 3)
    sums = windows.reshape(-1, size * size * channels) @ kernel.reshape(-1, filters)
    sums = sums.reshape(count, rows // 2, 2, columns // 2, 2, filters)
    pooled = np.maximum(sums[:, :, 0], sums[:, :, 1])
    pooled = np.maximum(pooled[:, :, :, 0], pooled[:, :, :, 1])
    # Neither the bias nor ReLU changes which of four is the largest; after pooling they have less to do.
    return np.maximum(pooled + bias, 0)


def rebuild(seen: Observation, size: tuple[int, int, int, int] = MNIST) -> LeNet | None:
    """Build LeNet with the observed weights.

    Args:
        seen: an observation of kind `network`.
        size: rows, columns, depth and classes that it must have.

    Returns:
        The network, or None where the weights are not those of such a LeNet or not all finite, or its answers
        are not those that the candidate showed for the same weights.
    """
    if seen["kind"] != "network" or tuple(weight.shape for weight in seen["weights"]) != shapes(*size):
        return None
    with np.errstate(all="ignore"):  # a float64 may be too large for a float32
        weights = [np.asarray(weight, dtype="float32") for weight in seen["weights"]]
        answers = np.asarray(seen["answers"], dtype=float)
        # Keras's max pooling passes over NaN, so that its answers could be finite all the same
        if not all(np.isfinite(weight).all() for weight in weights):
            return None
        model = LeNet(weights)
        own = model(noise(size[:3]))
        if answers.shape != own.shape or not np.all(np.abs(answers - own) <= ALIKE):
            return None
    return model


def recognised(model: LeNet, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of digits that a model recognises.

    Args:
        model: what `rebuild` returned.
        images: shape (n, 28, 28), uint8.
        labels: shape (n,).
    """
    return float(np.mean(_answers(model, images).argmax(axis=1) == labels))


def _answers(model: LeNet, images: np.ndarray) -> np.ndarray:
    return model(images[..., np.newaxis] / np.float32(255))


@cache
def exam() -> tuple[np.ndarray, np.ndarray]:
    """Digits that no candidate ever had: test digits turned, shifted and zoomed at random.

    The random numbers are new in every run of the grader, so that nobody can prepare for them.

    Returns:
        Images of shape (n, 28, 28), uint8, and labels of shape (n,).
    """
    (_, _), (images, labels) = mnist.originals()
    random = np.random.default_rng()
    chosen = random.permutation(len(images))[:EXAM]
    return np.stack([_moved(image, random) for image in images[chosen]]), labels[chosen]


def _moved(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    from scipy import ndimage  # not before it is needed: every command of nbgrader reads this module

    turn = np.deg2rad(random.uniform(-TURN, TURN))
    zoom = random.uniform(1 - ZOOM, 1 + ZOOM)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / zoom
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ middle + random.uniform(-SHIFT, SHIFT, size=2)
    moved = ndimage.affine_transform(image.astype(float), matrix, offset, order=1)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)


def trained(seen: Observation, reference: Observation, worse: float) -> Fault | None:
    """Judge a trained network by what it recognises, not by what was said of it.

    Args:
        seen: the student's, of kind `network`.
        reference: the reference's.
        worse: by how much it may recognise fewer digits than the reference.
    """
    model = rebuild(seen)
    if model is None:
        return Fault(
            "`model` is not the network that the lesson builds, or does not answer as its weights say",
            "the LeNet of this lesson, trained",
            "Train the `model` of the cell at the top, and keep it under this name.",
        )
    share = recognised(model, *exam())
    if share >= _usual(reference) - worse:
        return None
    return Fault(
        f"the trained network recognises {share:.1%} of {EXAM:,} digits that it has never seen",
        "about as many as the reference solution's network",
        "Were all training digits used, for all epochs?",
    )


_shares: dict[bytes, float] = {}


def _usual(reference: Observation) -> float:
    """The share of the exam that the reference recognises: the same for a whole class, so computed once."""
    key = hashlib.sha256(b"".join(weight.tobytes() for weight in reference["weights"])).digest()
    if key not in _shares:
        _shares[key] = recognised(rebuild(reference), *exam())
    return _shares[key]


def predicts(seen: Observation, predictions: Observation) -> Fault | None:
    """Judge predictions: they are what the network with the observed weights says to the test digits."""
    model = rebuild(seen)
    if model is not None:
        (_, _), (images, _) = mnist.originals()
        if predictions["rows"] is not None:
            images = images[np.asarray(predictions["rows"])]
        values = np.asarray(predictions["values"], dtype=float)
        own = _answers(model, images)
        with np.errstate(all="ignore"):  # values may be infinite
            alike = values.shape == own.shape and np.mean(np.abs(values - own) <= ALIKE) > 0.99
        if alike:
            return None
    return Fault(
        "these are not the answers that `model` gives to the test digits",
        "the network's own predictions",
        "Let the trained `model` answer, and keep its answers as they are.",
    )

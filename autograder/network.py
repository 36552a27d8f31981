"""A student's network, made again out here: the examiner's own LeNet with the weights that were observed.

No code and no configuration of the student's is used: arrays of numbers are put into a model that the
library builds.
"""

from functools import cache

import numpy as np

from lenet_keras.checks.observation import Observation
from lenet_keras.checks.verdict import Fault
from lenet_keras.datasets import mnist

EXAM = 1000  # digits
TURN, SHIFT, ZOOM = 8.0, 1.0, 0.06  # degrees, pixels, share: how far a digit of the exam is moved at most
ALIKE = 0.02  # by how much two machines' probabilities for the same digit may differ


def rebuild(seen: Observation):
    """Build LeNet with the observed weights.

    Args:
        seen: an observation of kind `network`.

    Returns:
        A `keras.Model`, or None where the weights are not those of a LeNet for MNIST, or its answers are
        not those that the candidate showed for the same weights.
    """
    if seen["kind"] != "network":
        return None
    from lenet_keras.models import LeNet

    model = LeNet.build(width=28, height=28, depth=1, classes=10)
    shapes = [list(weight.shape) for weight in model.weights]
    if [list(weight.shape) for weight in seen["weights"]] != shapes:
        return None
    model.set_weights([np.asarray(weight, dtype="float32") for weight in seen["weights"]])
    answers = np.asarray(seen["answers"], dtype=float)
    own = np.asarray(model(probe()))
    if answers.shape != own.shape or not np.all(np.abs(answers - own) <= ALIKE):
        return None
    return model


def probe() -> np.ndarray:
    """Two images of noise that a network is asked about, shape (2, 28, 28, 1), the same ones everywhere."""
    from lenet_keras.checks.description import noise

    return noise((28, 28, 1))


def recognised(model, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of digits that a model recognises.

    Args:
        model: takes digits of shape (n, 28, 28, 1), scaled to [0, 1].
        images: shape (n, 28, 28), uint8.
        labels: shape (n,).
    """
    answers = model.predict(images[..., np.newaxis] / 255.0, verbose=0, batch_size=500)
    return float(np.mean(answers.argmax(axis=1) == labels))


@cache
def exam() -> tuple[np.ndarray, np.ndarray]:
    """Digits that no candidate ever had: test digits turned, shifted and zoomed at random.

    The random numbers are new in every run of the grader, so that nobody can prepare for them.

    Returns:
        Images of shape (n, 28, 28), uint8, and labels of shape (n,).
    """
    (_, _), (images, labels) = mnist.load_data()
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
    if share >= recognised(rebuild(reference), *exam()) - worse:
        return None
    return Fault(
        f"the trained network recognises {share:.1%} of {EXAM:,} digits that it has never seen",
        "about as many as the reference solution's network",
        "Were all training digits used, for all epochs?",
    )


def predicts(seen: Observation, predictions: Observation) -> Fault | None:
    """Judge predictions: they are what the network with the observed weights says to the test digits."""
    model = rebuild(seen)
    if model is not None:
        (_, _), (images, _) = mnist.load_data()
        own = model.predict(images[..., np.newaxis] / 255.0, verbose=0, batch_size=500)
        if predictions["rows"] is not None:
            own = own[np.asarray(predictions["rows"])]
        values = np.asarray(predictions["values"], dtype=float)
        if values.shape == own.shape and np.mean(np.abs(values - own) > ALIKE) < 0.01:
            return None
    return Fault(
        "these are not the answers that `model` gives to the test digits",
        "the network's own predictions",
        "Let the trained `model` answer, and keep its answers as they are.",
    )

"""The network of the recogniser's first start: LeNet-5 with today's units, trained on pen strokes."""

import functools
from collections.abc import Callable

import cv2
import keras
import numpy as np
from keras import layers

from lenet_keras.datasets import mnist
from lenet_keras.handwriting import scrawls

MOST = 6000  # digits: with more of them a first start takes longer than anybody waits
EPOCHS, BATCH = 12, 64
LARGE = 3  # times the size at which a digit is bent and drawn with another pen
SEED = 1998
EUROPEAN = [1, 7] * 12  # drawn in addition, in each epoch
NO_DIGITS = 600  # likewise: scrawls, of which the network learns to be unsure


def build() -> keras.Sequential:
    """LeNet-5 in its modern form: 61,706 weights, ReLU and max pooling in the places of 1998's units.

    Returns:
        An untrained network from `(batch, 28, 28, 1)` to ten probabilities, compiled.
    """
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="relu", name="C1"),
            layers.MaxPooling2D(2, name="S2"),
            layers.Conv2D(16, 5, activation="relu", name="C3"),
            layers.MaxPooling2D(2, name="S4"),
            layers.Flatten(),
            layers.Dense(120, activation="relu", name="C5"),
            layers.Dense(84, activation="relu", name="F6"),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax", name="output"),
        ],
        name="lenet5_modern",
    )
    model.compile(
        loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(1e-3), metrics=["accuracy"]
    )
    return model


def shown(images: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """What the network sees in one epoch: digits drawn anew, and scrawls.

    Args:
        images: `(n, 28, 28)`, uint8.
        labels: `(n,)`.
        rng: where chance comes from.

    Returns:
        Images `(m, 28, 28, 1)`, float32 from 0 to 1, and how probable each digit is, `(m, 10)`: of a scrawl
        none is more so than another.
    """
    more = [european(digit, rng) for digit in EUROPEAN]
    drawn = np.stack([redrawn(image, rng) for image in [*images, *more]])
    probable = np.eye(10)[np.concatenate([labels, EUROPEAN])]
    seen = np.concatenate([drawn, scrawls.drawn(NO_DIGITS, rng)])[..., None]
    return seen, np.concatenate([probable, np.full((NO_DIGITS, 10), 0.1)])


def redrawn(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bend a digit a little, draw it with a pen of another width, and prepare it as one from a page.

    Args:
        image: `(28, 28)`, uint8.
        rng: where chance comes from.

    Returns:
        `(28, 28)`, float32, from 0 to 1.
    """
    side = 28 * LARGE
    angle, slant = rng.normal(0, 0.12), rng.normal(0, 0.15)
    wide, high = LARGE * rng.uniform(0.8, 1.1, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[wide, slant * wide], [0, high]])
    middle = np.full(2, side / 2) - matrix @ np.full(2, 13.5)
    bent = cv2.warpAffine(image, np.column_stack([matrix, middle]), (side, side), flags=cv2.INTER_CUBIC)
    ink: np.ndarray = (bent > rng.integers(60, 190)).astype(np.uint8)
    wider = int(rng.integers(-1, 4))
    nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(wider) + 1, abs(wider) + 1))
    ink = (
        cv2.dilate(ink, nib) if wider > 0 else cv2.erode(ink, nib) if wider < 0 and ink.mean() > 0.1 else ink
    )
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return (image / 255).astype(np.float32)
    from lenet_keras.handwriting.digit import prepare  # an answer of A9, which trains with this module

    return prepare(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def european(digit: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a 1 with a flag and a foot, or a 7 with a bar: common in Europe, and rare in MNIST.

    Args:
        digit: 1 or 7.
        rng: where chance comes from.

    Returns:
        `(28, 28)`, uint8, as MNIST has them.
    """
    if digit == 1:
        places = [[(9, 9), (14, 4), (14, 23)], [(9, 23), (19, 23)]]
    else:
        places = [[(8, 5), (20, 5), (13, 24)], [(11, 14), (19, 14)]]
    large = np.zeros((28 * LARGE, 28 * LARGE), np.uint8)
    for stroke in places:
        moved = (np.array(stroke) + rng.normal(0, 0.9, (len(stroke), 2))) * LARGE
        cv2.polylines(large, [np.rint(moved).astype(np.int32)], False, 255, 2 * LARGE, cv2.LINE_AA)
    return cv2.resize(large, (28, 28), interpolation=cv2.INTER_AREA)


def train(progress: Callable[[int, int], None] = lambda done, total: None) -> keras.Sequential:
    """Train a network on the digits in use, with strokes drawn anew in each epoch.

    Args:
        progress: called after each epoch with the epochs that are done and their number.

    Returns:
        The trained network.
    """
    images, labels = mnist.originals()[0]
    images, labels = images[:MOST], labels[:MOST]
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    model = build()
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(1e-3))
    for epoch in range(EPOCHS):
        drawn, probable = shown(images, labels, rng)
        # the last epochs take small steps
        model.optimizer.learning_rate = 1e-3 if epoch < EPOCHS - 4 else 2e-4
        model.fit(drawn, probable, batch_size=BATCH, epochs=1, verbose=0)
        progress(epoch + 1, EPOCHS)
    return model


def plain() -> keras.Sequential:
    """A network trained as lesson A3 does it, on the training digits as they are, in some seconds.

    Returns:
        A copy for the caller to change; a second call in the same process trains nothing.
    """
    model = build()
    model.set_weights(_plain_weights())
    return model


@functools.cache
def _plain_weights() -> list[np.ndarray]:
    images, labels = mnist.originals()[0]
    keras.utils.set_random_seed(SEED)
    model = build()
    model.fit(images[:MOST, ..., None] / 255, labels[:MOST], batch_size=BATCH, epochs=5, verbose=0)
    return model.get_weights()

"""What helps a network that errs: each cure of lesson A8 alone and together, its gain and its cost.

All networks learn from 55,000 digits; by the 5,000 that are held out hyper-parameters and temperatures are
chosen. What each network says to the held-out and to the test digits is kept in
`build/results/probabilities`, so that ensembles, calibration and rejection need no further training.
"""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from lenet_keras import deeper
from tests.benchmarks.results import distortion, probabilities, search
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.distortion import Distortion
from tests.benchmarks.results.search import Chosen
from tests.benchmarks.results.training import Record, Run, train

TABLE = "cures"
SEEDS = (1, 2, 3)
EPOCHS, BATCH, STEPS_AT_ONCE = 10, 100, 10
LEARNING_DIGITS = 55_000
HABIT = Chosen(optimizer="adam", rate=0.001, decay=0.0, dropout=0.2)

FULL = Distortion(rotation=12, shift=2, scale=0.12)  # as lesson A8 has it
DISTORTIONS = {
    "cnn-turned": Distortion(rotation=FULL.rotation),
    "cnn-moved": Distortion(shift=FULL.shift),
    "cnn-scaled": Distortion(scale=FULL.scale),
}
DEEPER: dict[str, Callable[[], keras.Model]] = {
    "vgg": deeper.vgg,
    "resnet": deeper.resnet,
    "densenet": deeper.densenet,
    "efficientnet": deeper.efficientnet,
}


def cnn(dropout: float) -> keras.Model:
    """The CNN of lesson A5 with batch normalisation: the network that is to be cured."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, use_bias=False),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(64, 3, use_bias=False),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build(run: Run) -> keras.Model:
    """A compiled network; its learning rate falls to 0 along half a cosine."""
    chosen = search.best() if run.network == "cnn-searched" else HABIT
    model = DEEPER[run.network]() if run.network in DEEPER else cnn(chosen.dropout)
    compiled(model, chosen, run.epochs * -(-LEARNING_DIGITS // run.batch))
    return model


def compiled(model: keras.Model, chosen: Chosen, steps: int) -> None:
    """Compile a network for a training of so many steps."""
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=chosen.built(steps),
        metrics=["accuracy"],
        steps_per_execution=STEPS_AT_ONCE,
    )


def scale(images: np.ndarray) -> np.ndarray:
    """From digits `(n, 28, 28, 1)`, uint8, to float32 in [0, 1]."""
    return (images / 255).astype(np.float32)


def batches(part: Part, run: Run, epoch: int) -> tf.data.Dataset:
    """One epoch of digits, each distorted anew if the run says so."""
    most = DISTORTIONS.get(run.network, FULL) if run.augmented else None
    made = distortion.batches(part, run.batch, np.random.default_rng([run.seed, epoch]), most)
    return made.map(lambda images, labels: (images / 255, labels))


def runs() -> list[Run]:
    """All trainings of the table, the most wanted first; the search comes before what it chooses."""

    def one(network: str, augmented: bool, seed: int) -> Run:
        return Run(TABLE, network, augmented, seed, EPOCHS, BATCH, held_out=True)

    first = [
        one("cnn", False, 1),
        one("cnn", True, 1),
        one("cnn", True, 2),
        one("cnn", True, 3),
        one("vgg", True, 1),
        one("cnn", False, 2),
        one("cnn", False, 3),
        search.run(TABLE, BATCH),
        one("cnn-searched", True, 1),
        one("resnet", True, 1),
        one("cnn-searched", False, 1),
        *(one(name, True, 1) for name in DISTORTIONS),
        one("densenet", True, 1),
        one("efficientnet", True, 1),
        *(one(name, False, 1) for name in DEEPER),
    ]
    more = [
        one(network, augmented, seed)
        for seed in SEEDS[1:]
        for network, augmented in (
            ("cnn-searched", False),
            ("cnn-searched", True),
            *((name, True) for name in DISTORTIONS),
            *((name, False) for name in DEEPER),
            *((name, True) for name in DEEPER),
        )
    ]
    return first + more


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table, or search."""
    if run.network == search.NAME:
        return search.make(run, cnn, compiled, scale, say)
    return train(
        run,
        lambda: build(run),
        batches,
        scale,
        say,
        look=lambda model: probabilities.looked(model, run, scale),
    )


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of the cures; plots go into the folder."""
    from tests.benchmarks.results import cured

    return cured.shown(found, folder)

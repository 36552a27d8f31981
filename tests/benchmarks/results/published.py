"""LeNet-5 as published in 1998, without distortions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lenet_keras import lenet5
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.training import Record, Run, train

TABLE = "published"
SEEDS = (1, 2, 3)
BATCH = 64
LEARNING_DIGITS = {True: 55_000, False: 60_000}  # with some held out, and all
STEPS_AT_ONCE = 10  # how many batches TensorFlow takes without coming back to Python
MEAN, DEVIATION = 0.1307, 0.3081  # of the pixels of MNIST's training digits, scaled to [0, 1]


@dataclass(frozen=True)
class Setting:
    """What the paper leaves open, or what today's optimizers need."""

    j: float
    """Of equation 9."""
    rate: float
    """The learning rate of Adam at the beginning; it falls to 0 along half a cosine."""
    epochs: int = 8
    decay: float = 0.0
    """Of the weights (AdamW), as a share of the learning rate."""


SETTINGS = {
    "j1": Setting(1, 0.002),
    "j10": Setting(10, 0.002),
    "j40": Setting(40, 0.002),
    "j1-slow": Setting(1, 0.001),
    "j1-fast": Setting(1, 0.004),
    "j10-long": Setting(10, 0.002, epochs=30),
    "j10-long-decay": Setting(10, 0.002, epochs=30, decay=0.05),
    "j10-long-strong-decay": Setting(10, 0.002, epochs=30, decay=0.5),
}
CHOSEN = "j10-long-decay"  # the best of the three long ones on the digits held out


def build(run: Run) -> keras.Model:
    """The published network, compiled for one training."""
    setting = SETTINGS[run.network]
    steps = run.epochs * -(-LEARNING_DIGITS[run.held_out] // run.batch)
    model = lenet5.build()
    model.compile(
        loss=lenet5.MAPLoss(j=setting.j),
        optimizer=keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(setting.rate, steps), weight_decay=setting.decay
        ),
        metrics=[lenet5.accuracy],
        steps_per_execution=STEPS_AT_ONCE,
    )
    return model


def scale(images: np.ndarray) -> np.ndarray:
    """From digits `(n, 28, 28, 1)`, uint8, to `(n, 32, 32, 1)`, float32, with mean 0 and deviation 1."""
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    return ((padded / 255 - MEAN) / DEVIATION).astype(np.float32)


def batches(part: Part, run: Run, epoch: int) -> tf.data.Dataset:
    """One epoch of digits, in an order of its own."""
    order = np.random.default_rng([run.seed, epoch]).permutation(len(part.labels))
    made = tf.data.Dataset.from_tensor_slices((part.images[order], part.labels[order])).batch(run.batch)
    return made.map(_scaled).prefetch(2)


def _scaled(images, labels):
    padded = tf.pad(tf.cast(images, tf.float32), [[0, 0], [2, 2], [2, 2], [0, 0]])
    return (padded / 255 - MEAN) / DEVIATION, labels


def runs() -> list[Run]:
    """All trainings of the table, the most wanted first."""
    chosen = [Run(TABLE, CHOSEN, False, seed, SETTINGS[CHOSEN].epochs, BATCH) for seed in SEEDS]
    tried = [Run(TABLE, name, False, 1, each.epochs, BATCH, held_out=True) for name, each in SETTINGS.items()]
    return tried + chosen


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table."""
    return train(run, lambda: build(run), batches, scale, say, np.argmin)


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of the choices on held-out digits, and of what was chosen on the test set."""
    body = []
    for record in found:
        setting, last = SETTINGS[record["network"]], record["curve"][-1]
        tested = record.get("test_accuracy")
        body.append(
            [
                record["network"] + ("" if record["held_out"] else ", reported"),
                f"{setting.j:g}",
                f"{setting.rate:g}",
                f"{setting.decay:g}",
                f"{record['epochs']}",
                f"{record['seed']}",
                f"{record['digits']:,}",
                f"{100 * (1 - last['val_accuracy']):.2f} %" if record["held_out"] else "",
                "" if tested is None else f"{100 * (1 - tested):.2f} %",
                f"{record['cpu_minutes']:.1f}",
            ]
        )
    head = [
        "setting",
        "j",
        "learning rate",
        "decay",
        "epochs",
        "seed",
        "digits",
        "error, held out",
        "test error",
    ]
    return f"{rows([*head, 'CPU minutes'], body)}\n\n{made_with(found)}"

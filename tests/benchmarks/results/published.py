"""LeNet-5 as published in 1998, with and without distortions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lenet_keras import lenet5
from tests.benchmarks.results import distortion
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.distortion import Distortion
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.training import Record, Run, train

TABLE = "published"
SEEDS = (1, 2, 3)
BATCH = 64
LEARNING_DIGITS = {True: 55_000, False: 60_000}  # with some held out, and all
STEPS_AT_ONCE = 10  # how many batches TensorFlow takes without coming back to Python
BORDER = 2  # pixels of paper around a digit
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
    distortion: Distortion | None = None
    """Of the training digits."""


# Of the kinds that the paper names, which does not say how far.
PLANAR = Distortion(shift=1.5, scale=0.1, squeeze=0.1, shear=0.15)

SETTINGS = {
    "j1": Setting(1, 0.002),
    "j10": Setting(10, 0.002),
    "j40": Setting(40, 0.002),
    "j1-slow": Setting(1, 0.001),
    "j1-fast": Setting(1, 0.004),
    "j10-long": Setting(10, 0.002, epochs=30),
    "j10-long-decay": Setting(10, 0.002, epochs=30, decay=0.05),
    "j10-long-strong-decay": Setting(10, 0.002, epochs=30, decay=0.5),
    "mild": Setting(10, 0.002, epochs=15, decay=0.05, distortion=PLANAR),
    "mild-long": Setting(10, 0.002, epochs=40, decay=0.05, distortion=PLANAR),
}
# The best of the three long ones on the digits held out, and that with distortions.
CHOSEN = ("j10-long-decay", "mild-long")


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
    """One epoch of digits, in an order and with distortions of its own."""
    rng = np.random.default_rng([run.seed, epoch])
    distorted = SETTINGS[run.network].distortion if run.augmented else None
    made = distortion.batches(part, run.batch, rng, distorted, BORDER)
    return made.map(lambda images, labels: ((images / 255 - MEAN) / DEVIATION, labels)).prefetch(2)


def run(name: str, seed: int, held_out: bool) -> Run:
    """A training with one of the settings."""
    setting = SETTINGS[name]
    return Run(TABLE, name, setting.distortion is not None, seed, setting.epochs, BATCH, held_out)


def runs() -> list[Run]:
    """All trainings of the table, the most wanted first."""
    tried = [run(name, 1, True) for name in SETTINGS if name != "mild-long"]
    return tried + [run(name, seed, False) for name in CHOSEN for seed in SEEDS]


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
                "yes" if setting.distortion else "",
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
        "distorted",
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

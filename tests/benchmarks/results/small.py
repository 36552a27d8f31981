"""How well can few parameters read: networks of at most 10,000, 20,000 and 60,000 parameters."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from matplotlib.figure import Figure

from tests.benchmarks.results import distortion, probabilities
from tests.benchmarks.results.digits import HELD_OUT, Part
from tests.benchmarks.results.distortion import Distortion
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.training import Record, Run, train

TABLE = "small"
SEEDS = (1, 2, 3)
ALL_DIGITS = 60_000
STEPS_AT_ONCE = 10  # how many batches TensorFlow takes without coming back to Python
WARM_UP = 0.2  # share of the steps in which the learning rate rises

MILD = Distortion(shift=2, scale=0.1, squeeze=0.05, shear=0.1, rotation=10)
STRONG = Distortion(shift=2.5, scale=0.15, squeeze=0.1, shear=0.2, rotation=12)


@dataclass(frozen=True)
class Setting:
    """A network and how it is trained."""

    maps: tuple[tuple[int, ...], ...]
    """Feature maps of the 5 × 5 convolution, then of the 3 × 3 ones at 14 × 14, then of those at 7 × 7."""
    epochs: int = 8
    batch: int = 128
    rate: float = 0.01
    """The highest learning rate of Adam."""
    distortion: Distortion = MILD


TEN, TWENTY, SIXTY = ((8,), (16,), (24, 20)), ((10,), (20, 20), (28, 30)), ((12,), (32, 32), (56, 56))
SETTINGS = {
    "10k": Setting(TEN),
    "10k-strong": Setting(TEN, distortion=STRONG),
    "10k-long": Setting(TEN, epochs=30, distortion=STRONG),
    "20k-long": Setting(TWENTY, epochs=30, distortion=STRONG),
    "60k-long": Setting(SIXTY, epochs=25, distortion=STRONG),
}
# At most so many parameters, and the accuracy that was aimed at.
GOALS = {"60k-long": (60_000, 0.996), "10k-long": (10_000, 0.994), "20k-long": (20_000, 0.995)}
JOINED = "60k-long"  # also of an ensemble, whose temperature is fitted on digits held out


def build(run: Run) -> keras.Model:
    """A compiled network for digits `(n, 28, 28, 1)` in [0, 1].

    Each convolution is followed by batch normalisation and ReLU. The first is pooled before that: a quarter
    of the numbers to normalise, and the same result wherever the normalisation's factor is positive.
    """
    setting = SETTINGS[run.network]
    first, *stages = setting.maps

    def convolution(maps: int, size: int) -> keras.Layer:
        return layers.Conv2D(maps, size, padding="same", use_bias=False, kernel_initializer="he_normal")

    x = inputs = keras.Input((28, 28, 1))
    x = layers.MaxPooling2D()(convolution(first[0], 5)(x))
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    for number, stage in enumerate(stages):
        x = layers.MaxPooling2D()(x) if number else x
        for maps in stage:
            x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(convolution(maps, 3)(x)))
    scores = layers.Dense(10)(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(inputs, layers.Softmax()(scores))
    steps = run.epochs * -(-(ALL_DIGITS - HELD_OUT * run.held_out) // run.batch)
    rising = round(WARM_UP * steps)
    rates = keras.optimizers.schedules.CosineDecay(
        setting.rate / 10, steps - rising, warmup_target=setting.rate, warmup_steps=rising
    )
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.Adam(rates),
        metrics=["accuracy"],
        steps_per_execution=STEPS_AT_ONCE,
    )
    return model


def scale(images: np.ndarray) -> np.ndarray:
    """From digits, uint8, to float32 in [0, 1]."""
    return (images / np.float32(255)).astype(np.float32)


def batches(part: Part, run: Run, epoch: int) -> tf.data.Dataset:
    """One epoch of distorted digits."""
    rng = np.random.default_rng([run.seed, epoch])
    made = distortion.batches(part, run.batch, rng, SETTINGS[run.network].distortion)
    return made.map(lambda images, labels: (images / 255, labels)).prefetch(2)


def run(name: str, seed: int, held_out: bool) -> Run:
    """A training with one of the settings."""
    setting = SETTINGS[name]
    return Run(TABLE, name, True, seed, setting.epochs, setting.batch, held_out)


def runs() -> list[Run]:
    """All trainings of the table, the most wanted first."""
    tried = [run(name, 1, True) for name in SETTINGS if name not in GOALS]
    return tried + [run(name, seed, name == JOINED) for name in GOALS for seed in SEEDS]


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table."""
    look = (lambda model: probabilities.looked(model, run, scale)) if run.network == JOINED else None
    return train(run, lambda: build(run), batches, scale, say, look=look)


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of what was tried on held-out digits, and of what was reached; a plot goes into the folder."""
    body = []
    for name in SETTINGS:
        group = [record for record in found if record["network"] == name]
        if not group:
            continue
        body.append(
            [
                name,
                f"{group[0]['parameters']:,}",
                f"{group[0]['epochs']}",
                f"{group[0]['digits']:,}",
                f"{len(group)}",
                _spread([each["curve"][-1]["val_accuracy"] for each in group if each["held_out"]]),
                _spread([each["test_accuracy"] for each in group if name in GOALS]),
                f"{100 * GOALS[name][1]:.1f} %" if name in GOALS else "",
                f"{np.mean([each['cpu_minutes'] for each in group]):.1f}",
            ]
        )
    head = [
        "network",
        "parameters",
        "epochs",
        "digits",
        "seeds",
        "accuracy, held out",
        "test accuracy",
        "goal",
    ]
    if not body:
        return made_with(found)
    _curves(found, folder / "small.svg")
    alt = "Loss on distorted training digits, epoch by epoch, for each training."
    return f"{rows([*head, 'CPU minutes each'], body)}\n\n{made_with(found)}\n\n![{alt}](results/small.svg)"


def _spread(shares: list[float]) -> str:
    """A mean in percent, with the smallest and the largest where there are several."""
    if not shares:
        return ""
    numbers = 100 * np.array(shares)
    several = f" ({numbers.min():.2f} to {numbers.max():.2f})" if len(numbers) > 1 else ""
    return f"{numbers.mean():.2f} %{several}"


def _curves(found: list[Record], path: Path) -> None:
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    ax = figure.subplots()
    styles = dict(zip(SETTINGS, ("0.6", "0.75", "black", "tab:blue", "tab:orange"), strict=True))
    named = set()
    for record in found:
        name = record["network"]
        losses = [entry["loss"] for entry in record["curve"]]
        label = None if name in named else name
        named.add(name)
        ax.plot(range(1, len(losses) + 1), losses, color=styles[name], linewidth=1.2, label=label)
    ax.set_yscale("log")
    ax.set_xlabel("epoch")
    ax.set_ylabel("training loss")
    ax.grid(axis="y", color="0.9")
    ax.legend(frameon=False, fontsize=9)
    figure.savefig(path, metadata={"Date": None, "Creator": None})

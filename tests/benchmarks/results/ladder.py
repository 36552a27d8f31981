"""From the LeNet-5 of 1998 to that of today, one change a rung, on digits that were held out."""

import json
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from autograder.coursedir import atomic
from autograder.coursedir.folders import PROJECT
from lenet_keras import lenet5
from tests.benchmarks.results import published
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.published import scale
from tests.benchmarks.results.training import Record, Run, train

TABLE = "ladder"
SEEDS = (1, 2, 3)
EPOCHS, BATCH, DIGITS, RATE = 6, 64, 10_000, 0.002
SHOWN = PROJECT / "lenet_keras" / "records" / "ladder.json"  # what the lesson reads

# Each rung has the changes of those above it, but for the ones that begin with "instead:".
RUNGS = {
    "published": "published, 1998",
    "softmax": "softmax and cross-entropy",
    "relu": "ReLU",
    "average": "average pooling, nothing trained",
    "max": "max pooling",
    "full": "every map of C3 sees all of S2",
    "glorot": "weights begin as Glorot has it",
    "normal-01": "instead: normal, deviation 0.01",
    "normal-02": "instead: normal, deviation 0.02",
    "dropout": "dropout 0.5, 0.5, 0.1",
    "batch-norm": "instead: batch normalisation",
    "skip": "instead: a skip connection",
}
_ORDER = ["published", "softmax", "relu", "average", "max", "full", "glorot"]


def build(run: Run) -> keras.Model:
    """The compiled network of one rung."""
    rung = run.network
    if rung == "published":
        model, loss, accuracy = lenet5.build(), lenet5.MAPLoss(j=1), lenet5.accuracy
    else:
        model, loss, accuracy = _network(rung), "sparse_categorical_crossentropy", "accuracy"
    model.compile(keras.optimizers.Adam(RATE), loss, metrics=[accuracy], steps_per_execution=10)
    return model


def _network(rung: str) -> keras.Model:
    climbed = _ORDER[: _ORDER.index(rung) + 1] if rung in _ORDER else _ORDER
    begin = {
        "normal-01": keras.initializers.RandomNormal(stddev=0.01),
        "normal-02": keras.initializers.RandomNormal(stddev=0.02),
    }.get(rung, "glorot_uniform" if "glorot" in climbed else lenet5.UniformByFanIn())
    squash = "relu" if "relu" in climbed else lenet5.scaled_tanh

    def conv(maps: int) -> keras.Layer:
        return layers.Conv2D(maps, 5, activation=squash, kernel_initializer=begin)

    def pool() -> keras.Layer:
        if "max" in climbed:
            return layers.MaxPooling2D()
        return layers.AveragePooling2D(2) if "average" in climbed else lenet5.Subsampling(activation=squash)

    def dropped(x, rate: float):
        return layers.Dropout(rate)(x) if rung == "dropout" else x

    def normalised(x):
        return layers.BatchNormalization()(x) if rung == "batch-norm" else x

    inputs = keras.Input((32, 32, 1))
    x = pool()(normalised(conv(6)(inputs)))
    c3 = conv(16) if "full" in climbed else lenet5.PartialConv2D(activation=squash)
    x = pool()(normalised(c3(x)))
    if rung == "skip":  # around one more convolution of the same size
        x = layers.Add()([x, layers.Conv2D(16, 3, padding="same", activation="relu")(x)])
    x = dropped(layers.Flatten()(conv(120)(x)), 0.5)
    x = dropped(layers.Dense(84, activation=squash, kernel_initializer=begin)(x), 0.5)
    scores = layers.Dense(10, kernel_initializer=begin)(x)
    return keras.Model(inputs, layers.Softmax()(dropped(scores, 0.1)))


def batches(part: Part, run: Run, epoch: int) -> tf.data.Dataset:
    """One epoch of the same 10,000 digits, in an order of its own."""
    few = Part(part.images[:DIGITS], part.labels[:DIGITS])
    return published.batches(few, run, epoch)


def runs() -> list[Run]:
    """All trainings of the table, seed by seed."""
    return [Run(TABLE, rung, False, seed, EPOCHS, BATCH, held_out=True) for seed in SEEDS for rung in RUNGS]


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table."""
    return train(run, lambda: build(run), batches, scale, say, np.argmin)


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of the ladder; what lesson A4 shows goes into its package."""
    errors: dict[str, list[float]] = {}
    for record in found:
        error = round(100 * (1 - record["curve"][-1]["val_accuracy"]), 2)
        errors.setdefault(record["network"], []).append(error)
    rungs = {RUNGS[name]: errors[name] for name in RUNGS if name in errors}
    atomic.write(SHOWN, f"{json.dumps(rungs, indent=1)}\n".encode())
    parameters = {record["network"]: record["parameters"] for record in found}
    body = [
        [RUNGS[name], f"{np.mean(errors[name]):.2f} %", f"{min(errors[name]):.2f} to {max(errors[name]):.2f}"]
        + [f"{len(errors[name])}", f"{parameters[name]:,}"]
        for name in RUNGS
        if name in errors
    ]
    head = ["rung", "error, held out", "from seed to seed", "seeds", "parameters"]
    return f"{rows(head, body)}\n\n{made_with(found)}"

"""MLP, CNN and LeNet-5, each with the layers, optimizer and batch of the course of lesson A5."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.training import Record, Run, train

TABLE = "comparison"
EPOCHS = 10
SEEDS = (1, 2, 3)
BATCHES = {"mlp": 64, "cnn": 100, "lenet5": 100, "mlp-01": 64}
STEPS_AT_ONCE = 10  # how many batches TensorFlow takes without coming back to Python
PAPER = 0


def build(network: str, begin: str = "glorot_uniform") -> keras.Model:
    """A compiled network for digits `(n, 28, 28, 1)`, scaled as `SCALES` says.

    Args:
        network: `mlp`, `cnn`, `lenet5`, or `mlp-01`, which is the MLP for digits in [0, 1].
        begin: how the weights of the MLP's hidden layers begin.
    """
    body, optimizer = _mlp(begin) if network.startswith("mlp") else NETWORKS[network]()
    model = keras.Sequential([keras.Input((28, 28, 1)), *body, layers.Dense(10, activation="softmax")])
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=optimizer,
        metrics=["accuracy"],
        steps_per_execution=STEPS_AT_ONCE,
    )
    return model


def _mlp(begin: str) -> tuple[list, keras.optimizers.Optimizer]:
    hidden = [
        (layers.Dense(units, activation="relu", kernel_initializer=begin), layers.Dropout(0.3))
        for units in (256, 128, 64)
    ]
    return [layers.Flatten(), *sum(hidden, ())], keras.optimizers.Adam(0.001)


def _cnn() -> tuple[list, keras.optimizers.Optimizer]:
    body = [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.2),
    ]
    return body, keras.optimizers.Adam(0.001)


def _lenet5() -> tuple[list, keras.optimizers.Optimizer]:
    body = [
        layers.Conv2D(6, 5, padding="same", activation="relu"),  # as if the digit were padded to 32 x 32
        layers.MaxPooling2D(),
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(120, 5, activation="relu"),
        layers.Flatten(),
        *(layers.Dense(units, activation="relu") for units in (256, 128, 64)),
    ]
    return body, keras.optimizers.SGD(0.01, momentum=0.9)


NETWORKS: dict[str, Callable] = {"cnn": _cnn, "lenet5": _lenet5}
# What pixels from 0 to 255 are multiplied by, and what is added then. The slides scale to [-1, 1]; that this
# costs the MLP more than a hundredth was seen on the digits that are held out.
SCALES = {"mlp-01": (1 / 255, 0)}
SLIDES = (1 / 127.5, -1)


def scale(network: str, pixels):
    """Pixels from 0 to 255, float32, as a network takes them."""
    factor, offset = SCALES.get(network, SLIDES)
    return pixels * np.float32(factor) + np.float32(offset)


def distortions(seed: int) -> list[keras.Layer]:
    """The layers that distort a batch of digits at random, of pixels 0 ... 255.

    They come before the scaling: `value_range` is 0 to 255 unless it is given, and blurring lays zeros around
    the image, which are paper here and grey in [-1, 1].
    """
    paper = {"fill_mode": "constant", "fill_value": PAPER}
    kinds = [
        lambda seed: layers.RandomRotation(10 / 360, seed=seed, **paper),
        lambda seed: layers.RandomTranslation(0.1, 0.1, seed=seed, **paper),
        lambda seed: layers.ZeroPadding2D(2),
        lambda seed: layers.RandomCrop(28, 28, seed=seed),
        lambda seed: layers.RandomBrightness(0.1, seed=seed),
        # a single number only makes contrasts stronger in Keras 3.15
        lambda seed: layers.RandomContrast((0.2, 0.2), seed=seed),
        lambda seed: layers.RandomGaussianBlur(0.3, kernel_size=3, sigma=(0.5, 1.0), seed=seed),
    ]
    return [kind(seed + number) for number, kind in enumerate(kinds)]


def batches(part: Part, run: Run, epoch: int) -> tf.data.Dataset:
    """One epoch of scaled and, if the run says so, distorted digits."""
    order = np.random.default_rng([run.seed, epoch]).permutation(len(part.labels))
    made = tf.data.Dataset.from_tensor_slices((part.images[order], part.labels[order])).batch(run.batch)
    if run.augmented:
        chain = distortions(seed=1000 * run.seed + 10 * epoch)

        def distorted(images, labels):
            images = tf.cast(images, tf.float32)
            for layer in chain:
                images = layer(images, training=True)
            return images, labels

        made = made.map(distorted)
    made = made.map(lambda images, labels: (scale(run.network, tf.cast(images, tf.float32)), labels))
    return made.prefetch(2)


def runs() -> list[Run]:
    """All trainings of the table, the most wanted first."""
    plain = [
        Run(TABLE, network, False, seed, EPOCHS, batch)
        for seed in SEEDS
        for network, batch in BATCHES.items()
    ]
    curves = [
        Run(TABLE, network, augmented, 1, EPOCHS, batch, held_out=True)
        for augmented in (False, True)
        for network, batch in BATCHES.items()
    ]
    augmented = [
        Run(TABLE, network, True, seed, EPOCHS, batch) for seed in SEEDS for network, batch in BATCHES.items()
    ]
    return plain + curves[: len(BATCHES)] + augmented + curves[len(BATCHES) :]


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of the records; plots go into the folder."""
    from tests.benchmarks.results import shown

    return shown.comparison(found, folder)


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table."""
    return train(
        run,
        lambda: build(run.network),
        batches,
        lambda images: scale(run.network, images.astype(np.float32)),
        say,
    )

"""The worker of Keras: `in_keras.py THREADS DIGITS`, questions on standard input."""

import os
import sys

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

from lenet_keras import lenet5  # noqa: E402
from tests.benchmarks.frameworks import task  # noqa: E402

AT_ONCE = 50  # batches that TensorFlow takes without coming back to Python


def modern() -> keras.Model:
    """LeNet-5 with the parts of today; its outputs are scores."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            layers.Conv2D(6, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(120, 5, activation="relu"),
            layers.Flatten(),
            layers.Dense(84, activation="relu"),
            layers.Dense(10),
        ]
    )


def compiled(network: str, seed: int, rates=task.RATE) -> keras.Model:
    """A network with the weights of the task."""
    model = modern() if network == "modern" else lenet5.build()
    model.set_weights(task.weights(network, seed))
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        if network == "modern"
        else lenet5.MAPLoss(j=1),
        optimizer=keras.optimizers.Adam(rates, epsilon=1e-8),
        steps_per_execution=AT_ONCE,
    )
    return model


def batches(images: np.ndarray, labels: np.ndarray, order: np.ndarray) -> tf.data.Dataset:
    """Batches of digits by their places; the digits lie in one tensor."""
    images, labels = tf.constant(images[..., np.newaxis]), tf.constant(labels)
    made = tf.data.Dataset.from_tensor_slices(order)
    return made.map(lambda rows: (tf.gather(images, rows), tf.gather(labels, rows)))


class Keras:
    """Trained networks between questions."""

    def __init__(self, path: str):
        self._images, self._labels = task.digits(path, "train")
        self._test = task.digits(path, "test")
        self._models = {name: compiled(name, 1) for name in task.SHAPES}

    def steps(self, network: str, steps: int) -> dict:
        """Train on some batches of the first epoch."""
        order = task.order(1, 0, len(self._labels))[:steps]
        made = batches(self._images, self._labels, order)
        watch = task.Stopwatch()
        with watch:
            self._models[network].fit(made, epochs=1, shuffle=False, verbose=0)
        return {"wall": watch.wall, "cpu": watch.cpu}

    def train(self, seed: int, epochs: int, wanted: float) -> dict:
        """Train the modern network until it reads as many test digits as wanted."""
        steps = len(self._labels) // task.BATCH
        rates = keras.optimizers.schedules.CosineDecay(task.RATE, epochs * steps)
        model, test, watch = compiled("modern", seed, rates), self._test, task.Stopwatch()
        for epoch in range(epochs):
            made = batches(self._images, self._labels, task.order(seed, epoch, len(self._labels)))
            with watch:
                model.fit(made, epochs=1, shuffle=False, verbose=0)
            scores = model.predict(test[0][..., np.newaxis], batch_size=500, verbose=0)
            accuracy = float(np.mean(scores.argmax(axis=1) == test[1]))
            if accuracy >= wanted:
                break
        return {"accuracy": accuracy, "epochs": epoch + 1, "cpu": watch.cpu}


def versions() -> dict:
    """What is measured."""
    return {"keras": keras.__version__, "tensorflow": tf.__version__}


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))
    tf.config.threading.set_inter_op_parallelism_threads(int(sys.argv[1]))
    ours = Keras(sys.argv[2])
    task.serve({"versions": versions, "steps": ours.steps, "train": ours.train})

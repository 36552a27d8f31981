"""Training: mini-batches in a new order for every epoch, and what is learned measured in between."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lenet_keras.from_scratch.loss import cross_entropy
from lenet_keras.from_scratch.network import Sequential
from lenet_keras.from_scratch.sgd import SGD

Data = tuple[np.ndarray, np.ndarray]
History = dict[str, list[float]]

BAR = 20  # characters of the bar of an epoch


def train_step(
    network: Sequential, optimizer: SGD, images: np.ndarray, labels: np.ndarray
) -> tuple[float, int]:
    """Learn from one batch: forward, loss, backward, step.

    Args:
        network: changed in place.
        optimizer: how long a step is.
        images: `(n, channels, rows, columns)`, float32.
        labels: `(n,)`, whole numbers.

    Returns:
        The loss and how many of the images were recognised, both before the step.
    """
    scores = network.forward(images, training=True)
    loss, gradient = cross_entropy(scores, labels)
    network.backward(gradient)
    optimizer.step(network)
    return loss, int(np.sum(scores.argmax(axis=1) == labels))


def batches(data: Data, size: int, rng: np.random.Generator) -> Iterator[Data]:
    """All examples once, in random order, `size` at a time; the last batch may be smaller."""
    images, labels = data
    order = rng.permutation(len(images))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield images[chosen], labels[chosen]


# The products are small: two threads wait for each other longer than they compute, on a busy machine
# ten times as long.
@threadpool_limits.wrap(limits=1, user_api="blas")
def fit(
    network: Sequential,
    optimizer: SGD,
    data: Data,
    validation: Data | None = None,
    epochs: int = 1,
    batch_size: int = 64,
    seed: int = 0,
    progress: bool = True,
    logs: str | Path | None = None,
) -> History:
    """Train `network`, as `fit` of a Keras model does.

    Args:
        network: changed in place.
        optimizer: how long a step is.
        data: images `(n, channels, rows, columns)` and labels `(n,)`.
        validation: digits that are looked at after each epoch and never learned from.
        epochs: how often each example is seen.
        batch_size: examples that one step goes by.
        seed: of the order of the examples.
        progress: whether a bar is printed for each epoch.
        logs: folder for TensorBoard; needs TensorFlow.

    Returns:
        For each epoch `loss` and `accuracy` while it was learned, and `val_loss` and `val_accuracy` after.

    Raises:
        ValueError: if there are no images, or more or fewer labels than images.
    """
    images, labels = data
    if not len(images) or len(images) != len(labels):
        raise ValueError(
            f"found {len(images)} images and {len(labels)} labels, expected one label for each image, and "
            "at least one. Do both come from the same set?"
        )
    rng = np.random.default_rng(seed)
    history: History = {}
    for epoch in range(epochs):
        if progress:
            print(f"epoch {epoch + 1}/{epochs} [", end="")
        started, seen, losses, right = time.perf_counter(), 0, 0.0, 0
        for x, y in batches(data, batch_size, rng):
            loss, hits = train_step(network, optimizer, x, y)
            seen, losses, right = seen + len(x), losses + loss * len(x), right + hits
            if progress:  # the bar only ever grows: this looks the same in a notebook, a terminal and a log
                grown = seen * BAR // len(images) - (seen - len(x)) * BAR // len(images)
                print("=" * grown, end="", flush=grown > 0)
        row = {"loss": losses / seen, "accuracy": right / seen}
        if validation:
            row["val_loss"], row["val_accuracy"] = evaluate(network, validation)
        for name, value in row.items():
            history.setdefault(name, []).append(value)
        if progress:
            told = ", ".join(f"{name} {value:.4f}" for name, value in row.items())
            print(f"] {told}, {time.perf_counter() - started:.1f} s", flush=True)
    if logs is not None:
        from lenet_keras.from_scratch.logs import write  # only here: TensorFlow takes seconds to load

        write(history, logs)
    return history


def evaluate(network: Sequential, data: Data) -> tuple[float, float]:
    """Loss and accuracy on `data`, without learning from it."""
    images, labels = data
    probabilities = network.predict(images)
    sure = probabilities[np.arange(len(labels)), labels].astype(float)
    # the smallest float32 instead of a rounded 0, whose logarithm there is none
    loss = -np.log(np.maximum(sure, np.finfo(np.float32).tiny)).mean()
    return float(loss), float((probabilities.argmax(axis=1) == labels).mean())


def class_accuracy(network: Sequential, data: Data, classes: int = 10) -> np.ndarray:
    """Of each class the part that is recognised, `(classes,)`; NaN for a class without examples."""
    images, labels = data
    right = network.predict(images).argmax(axis=1) == labels
    return np.array(
        [right[labels == each].mean() if np.any(labels == each) else np.nan for each in range(classes)]
    )

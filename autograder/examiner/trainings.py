"""What a training must have left: a history that agrees with the weights, and weights that have moved.

Every number of a history is what the student's process says. At the end of an epoch it has to be what the
weights give; so a history can be made up around weights that are right, and around no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks.observation import Observation

# By how much a validation may differ that another machine computes: of 1,000 digits four, of a loss 2 %.
SHARE, PART, LEAST = 0.004, 0.02, 0.002
# While an epoch is learned the network is worse than at its end, but for the chance of the last steps. Over
# seeds, batches and epochs of A3 the mean over an epoch was at most 0.005 better in accuracy.
AHEAD = 0.03
AHEAD_IN_LOSS = 0.5


@dataclass(frozen=True)
class Quality:
    """How good a network is on a set."""

    loss: float
    accuracy: float | None = None
    """The share that is recognised; None for a regression."""


def classified(probabilities: np.ndarray, labels: np.ndarray, loss: str = "") -> Quality:
    """The quality of probabilities `(n, classes)`, by the cross-entropy, whatever loss is described."""
    right = np.clip(probabilities[np.arange(len(labels)), labels].astype(float), 1e-7, 1)
    return Quality(float(-np.log(right).mean()), float(np.mean(probabilities.argmax(axis=1) == labels)))


def series_of(observation: Observation) -> dict[str, list[float]]:
    """The series of a history, observed as Keras's object or as a dictionary; none where it is neither."""
    found = observation.get("history", observation.get("value"))
    return found if isinstance(found, dict) else {}


def untouched(weights: Sequence[np.ndarray]) -> bool:
    """Whether the biases of a layer are still zero, as they are before any training."""
    return any(weight.ndim == 1 and weight.size and not weight.any() for weight in weights)


def steps_fault(history: Observation, model: Observation) -> str:
    """Whether an optimizer has taken fewer steps than a history has; in words, nothing if it has not."""
    compiled = model.get("compiled")
    if compiled is None or not history.get("steps"):
        return ""
    epochs = len(series_of(history).get("loss", []))
    told, taken = epochs * history["steps"], compiled["optimizer"]["steps"]
    if taken >= told:
        return ""
    return f"the optimizer has taken {taken:,} steps, {epochs} epochs have {told:,}"


def story_fault(series: dict[str, list[float]], learned: Quality, unseen: Quality, named: bool = True) -> str:
    """Whether a history cannot be that of the training that ended with these weights.

    Args:
        series: `loss`, `val_loss` and so on, per epoch.
        learned: of the network on what it learned from.
        unseen: on what it was validated with.
        named: whether the losses are those that are known here.

    Returns:
        What does not agree, in words; nothing if all does.
    """
    numbers = {name: np.asarray(values, dtype=float) for name, values in series.items()}
    if len({values.shape for values in numbers.values()}) != 1 or not numbers.get("loss", np.empty(0)).size:
        return "its series have different lengths, or none"
    if not all(np.isfinite(values).all() for values in numbers.values()):
        return "it holds numbers that are not finite"
    epochs = np.ones(len(numbers["loss"]), bool)
    if named and "val_loss" in numbers:
        epochs &= np.abs(numbers["val_loss"] - unseen.loss) <= PART * unseen.loss + LEAST
    accuracy, validation = _accuracy(numbers, ""), _accuracy(numbers, "val_")
    if unseen.accuracy is not None and validation is not None:
        epochs &= np.abs(validation - unseen.accuracy) <= SHARE
    if not epochs.any():
        told = numbers["val_loss"][-1] if "val_loss" in numbers else float("nan")
        return f"it ends with a validation loss of {told:.4g}, the weights give {unseen.loss:.4g}"
    last = int(np.flatnonzero(epochs)[-1])  # a callback may have kept the best weights
    if accuracy is not None and learned.accuracy is not None and accuracy[last] > learned.accuracy + AHEAD:
        return f"it tells an accuracy of {accuracy[last]:.1%}, the weights give {learned.accuracy:.1%}"
    if named and numbers["loss"][last] < AHEAD_IN_LOSS * learned.loss - LEAST:
        return f"it tells a loss of {numbers['loss'][last]:.4g}, the weights give {learned.loss:.4g}"
    return ""


def _accuracy(numbers: dict[str, np.ndarray], prefix: str) -> np.ndarray | None:
    names = [name for name in numbers if "acc" in name and name.startswith("val_") == bool(prefix)]
    return numbers[names[0]] if names else None

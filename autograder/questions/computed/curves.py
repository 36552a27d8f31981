"""Loss curves to diagnose, each from a real training: small networks of scikit-learn on its 8 × 8 digits.

No curve is drawn by hand. The four settings differ in what goes wrong: few digits and many epochs, steps that
are too large or too small, or nothing.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.drawing import axes, png
from autograder.questions.problem import UnsuitableError

EPOCHS = 30
READ = 2
"""Epochs by which one may misread where a curve is lowest."""


@dataclass(frozen=True)
class Setting:
    """How a network is trained."""

    digits: int
    """Number of training digits."""
    rate: float
    """Learning rate of stochastic gradient descent."""
    momentum: float
    """Of it."""
    mislabelled: float
    """Share of wrong labels among the training digits, which can only be learned by heart."""


SETTINGS = {
    "healthy": Setting(400, 0.05, 0.0, 0.0),
    "overfitting": Setting(100, 0.1, 0.9, 0.25),
    "rate too large": Setting(400, 3.0, 0.0, 0.0),
    "rate too small": Setting(400, 0.0005, 0.0, 0.0),
}


@cache
def training(setting: Setting, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """Train once.

    Args:
        setting: how.
        draw: seed of weights, batches and the choice of digits.

    Returns:
        Training and validation loss after each epoch.
    """
    import warnings

    from sklearn.datasets import load_digits
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    generator = np.random.default_rng(draw)
    images, labels = load_digits(return_X_y=True)
    order = generator.permutation(len(images))
    images, labels = images[order] / 16.0, labels[order]
    train, known = images[: setting.digits], labels[: setting.digits].copy()
    wrong = generator.random(setting.digits) < setting.mislabelled
    known[wrong] = generator.integers(0, 10, int(wrong.sum()))
    test, hidden = images[1000:1300], labels[1000:1300]
    network = MLPClassifier(
        hidden_layer_sizes=(32,),
        activation="tanh",
        solver="sgd",
        learning_rate_init=setting.rate,
        momentum=setting.momentum,
        batch_size=20,
        alpha=0.0,
        random_state=draw,
    )
    losses, validation = [], []
    with warnings.catch_warnings(), np.errstate(all="ignore"), threadpool_limits(1):
        warnings.simplefilter("ignore")  # of numbers that overflow where steps are too large
        for _ in range(EPOCHS):
            network.partial_fit(train, known, classes=np.arange(10))
            losses.append(_loss(network.predict_proba(train), known))
            validation.append(_loss(network.predict_proba(test), hidden))
    return np.array(losses), np.array(validation)


def _loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Cross-entropy; log 0 is bounded, as in Keras, by the smallest step of a float32."""
    right = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(right, 1e-7)).mean())


def _picture(losses: np.ndarray, validation: np.ndarray) -> bytes:
    figure, ax = axes()
    epochs = np.arange(1, len(losses) + 1)
    ax.plot(epochs, losses, "k-", label="training loss")
    ax.plot(epochs, validation, "k--", marker="o", markersize=3, label="validation loss")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.set_ylim(0, max(2.5, 1.05 * float(max(losses.max(), validation.max()))))
    ax.set_xticks(range(0, len(losses) + 1, 5))
    ax.grid(color="0.85")
    ax.legend()
    return png(figure)


def _words(losses: np.ndarray, validation: np.ndarray) -> str:
    return "; ".join(
        f"{name} loss by epoch: " + ", ".join(f"{each:.3g}" for each in values)
        for name, values in (("training", losses), ("validation", validation))
    )


@computed(
    "words", "ends", "is_healthy", "is_overfitting", "is_too_large", "is_too_small", pictures=("loss.png",)
)
def loss_curves(story: str, draw: int) -> dict:
    """A pair of curves and what is to be seen in them.

    Args:
        story: one of `SETTINGS`.
        draw: seed of the training.

    Returns:
        `words`: the curves for those who cannot see them; `ends`: how they begin and end; and which diagnosis
        is right.

    Raises:
        UnsuitableError: where the training does not show its story clearly.
    """
    losses, validation = training(SETTINGS[story], draw)
    diagnosis = diagnose(losses, validation)
    if diagnosis != story:
        raise UnsuitableError(f"this training does not show its story ({diagnosis})")
    return {
        "words": _words(losses, validation),
        "ends": f"training loss from {losses[0]:.3g} to {losses[-1]:.3g}, validation loss from "
        f"{validation[0]:.3g} to {validation[-1]:.3g}, smallest in epoch {validation.argmin() + 1}",
        "is_healthy": story == "healthy",
        "is_overfitting": story == "overfitting",
        "is_too_large": story == "rate too large",
        "is_too_small": story == "rate too small",
        "loss.png": _picture(losses, validation),
    }


def diagnose(losses: np.ndarray, validation: np.ndarray) -> str:
    """What curves tell, by rules that a person can follow; empty where they tell nothing clearly."""
    lowest = int(validation.argmin())
    if losses[-1] < 0.6 * losses[lowest] and validation[-1] > 1.15 * validation[lowest]:
        return "overfitting"
    ups = float(np.maximum(np.diff(losses), 0).sum())
    if ups > 0.5 and losses[-1] > 1:
        return "rate too large"
    if ups < 0.05 and losses[-1] > 1.5 and losses[-1] < losses[0]:
        return "rate too small"
    if ups < 0.1 and losses[-1] < 0.3 and validation[-1] < 1.1 * validation[lowest]:
        return "healthy"
    return ""


@computed("words", "answer", "last", "first", pictures=("loss.png",))
def best_epoch(rate: float, draw: int) -> dict:
    """Curves of a network that overfits, and the epoch after which it should have stopped.

    Args:
        rate: learning rate: the smaller, the later.
        draw: seed of the training.

    Returns:
        `words`; `answer`: the epoch of the smallest validation loss; `last`: the smallest training loss;
        `first`: the first epoch.

    Raises:
        UnsuitableError: where the smallest validation loss cannot be read off.
    """
    losses, validation = training(replace(SETTINGS["overfitting"], rate=rate), draw)
    lowest = int(validation.argmin())
    far = [e for e in range(EPOCHS) if abs(e - lowest) > READ]
    if not 3 <= lowest <= 20 or validation[far].min() < validation[lowest] + 0.005:
        raise UnsuitableError("the smallest validation loss is not clear to see")
    if diagnose(losses, validation) != "overfitting":
        raise UnsuitableError("it does not overfit clearly")
    return {
        "words": _words(losses, validation),
        "answer": lowest + 1,
        "last": EPOCHS,
        "first": 1,
        "loss.png": _picture(losses, validation),
    }

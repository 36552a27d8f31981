"""What the weights of scikit-learn's regressor give: its predictions have to come from them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.probes import normal
from lenet_keras.checks.returned import ROUNDED
from lenet_keras.checks.verdict import Drawn, Fault

LEAST_RANDOM = 0.9  # of the weights between two hidden layers: how many differ, as what began at random does
BATCH = 200  # points at most, unless scikit-learn is told otherwise
FAR = 3.0  # how many times as large the loss of the last epoch may be as that of the weights


@dataclass(frozen=True)
class Regressor:
    """The expressions of what a regressor of two hidden layers is made of."""

    name: str

    @property
    def activation(self) -> str:
        """Of the hidden layers."""
        return f"{self.name}.activation"

    @property
    def weights(self) -> tuple[str, ...]:
        """Of all layers, each followed by its bias."""
        parts = ("coefs_", "intercepts_")
        return tuple(f"{self.name}.{part}[{place}]" for place in range(3) for part in parts)

    @property
    def loss(self) -> str:
        """Of the last epoch, as it tells it."""
        return f"float({self.name}.loss_)"

    @property
    def decay(self) -> str:
        """The strength of the weight decay."""
        return f"float({self.name}.alpha)"

    @property
    def observes(self) -> tuple[str, ...]:
        """All of them."""
        return (self.activation, *self.weights, self.loss, self.decay)

    def bears_out(self, observations: Observations, claimed: str, x: np.ndarray) -> Fault | None:
        """The fault of predictions that the weights do not give.

        Args:
            observations: with the observations of `observes`.
            claimed: the expression of the predictions.
            x: where they are, shape `(n, 1)`.
        """
        found, computed = arrays.numbers(observations[claimed]), predictions(observations, x, self)
        if computed is not None and found is not None and arrays.same(found.ravel(), computed, ROUNDED):
            return None
        return Fault(
            f"`predict` gives other numbers than the layers of `{self.name}`",
            "predictions that its weights compute",
            f"`{self.name}` is scikit-learn's own, and its weights are what `fit` has made of them.",
        )

    def drawn(self, random: np.random.Generator) -> Drawn:
        """What a grader asks: predictions at points that nobody knew."""
        seed, count = int(random.integers(1000, 1_000_000)), int(random.integers(20, 60))
        predicted = f"{self.name}.predict(normal({seed}, {count}, 1)).tolist()"
        return Drawn(
            (predicted, *self.observes),
            lambda observations: self.bears_out(observations, predicted, normal(seed, count, 1)),
        )

    def untrained(self, observations: Observations, x: np.ndarray, y: np.ndarray) -> Fault | None:
        """Whether the weights cannot come from a training on these points that ended as it is told.

        Args:
            observations: with the observations of `observes`.
            x: shape `(n, 1)`.
            y: shape `(n,)`.
        """
        wanted, hint = "what `fit` has made", f"`{self.name}` is scikit-learn's own, and `fit` fills it."
        middle = observations[self.weights[2]].get("values", np.empty(0))
        if np.unique(middle).size < LEAST_RANDOM * np.size(middle):
            found = f"most weights between the hidden layers of `{self.name}` are the same"
            return Fault(found, wanted, "They begin at random, and a training keeps them different. " + hint)
        computed, told = predictions(observations, x, self), arrays.numbers(observations[self.loss])
        if computed is None or told is None or told.size != 1:
            return Fault(f"the layers of `{self.name}` cannot be read", wanted, hint)
        squares = sum(float(np.sum(np.square(observations[each]["values"]))) for each in self.weights[::2])
        decay = float(arrays.numbers(observations[self.decay]) or 0)
        loss = float(np.mean((computed - y) ** 2)) / 2 + decay * squares / (2 * min(BATCH, len(y)))
        ratio = float(told.reshape(())) / max(loss, 1e-12)
        if 1 / FAR <= ratio <= FAR:
            return None
        found = f"`{self.name}` tells a loss of {float(told.reshape(())):.4g}, its weights give {loss:.4g}"
        return Fault(found, wanted, hint)


REGRESSOR = Regressor("regressor")
CURVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "identity": lambda z: z,
    "logistic": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
}
"""The activations of `MLPRegressor`; its output has none."""


def predictions(observations: Observations, x: np.ndarray, of: Regressor = REGRESSOR) -> np.ndarray | None:
    """What the observed layers compute.

    Args:
        observations: with the observations of a regressor.
        x: shape `(n, 1)`.
        of: which one.

    Returns:
        Shape `(n,)`; None where the observations are no layers that fit each other.
    """
    curve = CURVES.get(str(observations[of.activation].get("value")))
    parts = [observations[each].get("values") for each in of.weights]
    if curve is None or any(each is None for each in parts):
        return None
    out, places = x, range(0, len(parts), 2)
    for place in places:
        weights, bias = (np.asarray(each, dtype=float) for each in parts[place : place + 2])
        if weights.ndim != 2 or weights.shape != (out.shape[1], *bias.shape):
            return None
        out = out @ weights + bias
        if place != places[-1]:
            out = curve(out)
    return out[:, 0] if out.shape[1] == 1 else None

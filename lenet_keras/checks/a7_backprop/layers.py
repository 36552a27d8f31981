"""What the weights of scikit-learn's regressor give: its predictions have to come from them."""

from collections.abc import Callable

import numpy as np

from lenet_keras.checks.observation import Observations

ACTIVATION = "regressor.activation"
WEIGHTS = tuple(f"regressor.{part}[{place}]" for place in range(3) for part in ("coefs_", "intercepts_"))
CURVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "identity": lambda z: z,
    "logistic": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
}
"""The activations of `MLPRegressor`; its output has none."""


def predictions(seen: Observations, x: np.ndarray) -> np.ndarray | None:
    """What the observed layers compute.

    Args:
        seen: with the observations of `WEIGHTS` and `ACTIVATION`.
        x: shape `(n, 1)`.

    Returns:
        Shape `(n,)`; None where the observations are no layers that fit each other.
    """
    curve = CURVES.get(str(seen[ACTIVATION].get("value")))
    arrays = [seen[each].get("values") for each in WEIGHTS]
    if curve is None or any(each is None for each in arrays):
        return None
    out, places = x, range(0, len(arrays), 2)
    for place in places:
        weights, bias = (np.asarray(each, dtype=float) for each in arrays[place : place + 2])
        if weights.ndim != 2 or weights.shape != (out.shape[1], *bias.shape):
            return None
        out = out @ weights + bias
        if place != places[-1]:
            out = curve(out)
    return out[:, 0] if out.shape[1] == 1 else None

"""The noisy sine of lesson A7, as its cells make it, and how far a fit is from the sine itself."""

from functools import cache

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observation

COUNT, HELD_OUT = 1000, 250
NOISE = 0.1
FEW = 40  # points of the overfitting
GRID = "np.linspace(-3, 3, 61).reshape(-1, 1)"  # where checks look at a fit


@cache
def points() -> tuple[np.ndarray, np.ndarray]:
    """The 1,000 points in rising order: x of shape `(1000,)`, and y."""
    x = np.linspace(-np.pi, np.pi, COUNT)
    return x, np.sin(x) + np.random.default_rng(42).normal(0, NOISE, COUNT)


@cache
def few_points() -> tuple[np.ndarray, np.ndarray]:
    """The points of the overfitting: x of shape `(40, 1)`, and y."""
    random = np.random.default_rng(0)
    x = random.uniform(-np.pi, np.pi, (FEW, 1))
    return x, np.sin(x).ravel() + random.normal(0, 0.3, FEW)


def places(x: np.ndarray) -> np.ndarray:
    """Which of the points each x is, as whole numbers; -1 where there is no such point."""
    nearest = np.clip(np.round((x + np.pi) / (2 * np.pi) * (COUNT - 1)), 0, COUNT - 1).astype(int)
    return np.where(np.abs(points()[0][nearest] - x) < 1e-5, nearest, -1)


def away(observation: Observation) -> float | None:
    """The mean squared distance of predictions for `GRID` from the sine; None if they are something else."""
    found = arrays.numbers(observation)
    wanted = np.sin(np.linspace(-3, 3, 61))
    if found is None or found.size != wanted.size or not np.all(np.isfinite(found)):
        return None
    return float(np.mean((found.ravel() - wanted) ** 2))


def values(observation: Observation) -> np.ndarray:
    """The numbers of an observation.

    Raises:
        TypeError: for anything else, which no judge of a criterion that is not met needs to look into.
    """
    found = arrays.numbers(observation)
    if found is None:
        raise TypeError(f"no numbers, but {observation['kind']}")
    return found


def r2(truth: np.ndarray, predictions: np.ndarray) -> float:
    """The coefficient of determination: 1 for perfect predictions, 0 for those of the mean."""
    return float(1 - np.sum((truth - predictions) ** 2) / np.sum((truth - truth.mean()) ** 2))

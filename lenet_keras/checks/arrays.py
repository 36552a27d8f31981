"""Looking at observed arrays: shape, type, range and values, against an array that is expected."""

from collections.abc import Callable

import numpy as np

from lenet_keras.checks.observation import Observation

TOLERANCE = 1e-4  # of values of order 1; float32 keeps seven digits, and /255 in float16 keeps three


def shape(observation: Observation) -> tuple[int, ...]:
    """The shape of an observed array."""
    return tuple(observation["shape"])


def numeric(observation: Observation) -> bool:
    """Whether it is an array of numbers."""
    return observation["kind"] == "array" and len(observation["values"]) > 0


def is_float(observation: Observation) -> bool:
    """Whether the array holds floating-point numbers, of whatever width."""
    return observation["dtype"].startswith(("float", "bfloat"))


def close(
    observation: Observation,
    master: np.ndarray,
    change: Callable[[np.ndarray], np.ndarray] = lambda rows: rows,
    tolerance: float = TOLERANCE,
) -> bool:
    """Whether the observed values are those of `master` after `change`.

    Args:
        observation: of kind `array`.
        master: the whole array, of any type; only the rows that were observed are looked at.
        change: what to do with these rows, as float64; it must keep their shape.
        tolerance: largest difference that counts as equal.
    """
    rows = observation["rows"]
    sampled_flat = rows is not None and len(rows) == 0
    if shape(observation) != master.shape or not numeric(observation) or sampled_flat:
        return False
    expected = change(np.asarray(master if rows is None else master[rows], dtype=float))
    values = np.asarray(observation["values"], dtype=float)
    return bool(np.all(np.abs(values - expected) <= tolerance))


def limits(observation: Observation) -> tuple[float, float]:
    """The smallest and the largest observed value; NaN if any value is NaN."""
    values = observation["values"]
    return float(np.min(values)), float(np.max(values))

"""Looking at observed arrays: shape, type, range and values, against an array that is expected."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lenet_keras.checks.observation import Observation

TOLERANCE = 1e-4  # of values of order 1; float32 keeps seven digits, and /255 in float16 keeps three


def shape(observation: Observation) -> tuple[int, ...]:
    """The shape of an observed array."""
    return tuple(observation["shape"])


def numeric(observation: Observation) -> bool:
    """Whether it is an array of numbers."""
    return observation["kind"] == "array" and np.shape(observation["values"])[:1] != (0,)


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
        tolerance: largest difference that counts as equal, as a part of the largest value or of 1.
    """
    rows = observation["rows"]
    sampled_flat = rows is not None and len(rows) == 0
    if shape(observation) != master.shape or not numeric(observation) or sampled_flat:
        return False
    return same(
        np.asarray(observation["values"], dtype=float), change(rows_of(master, observation)), tolerance
    )


def rows_of(master: np.ndarray, observation: Observation) -> np.ndarray:
    """The rows of a whole array that were observed of another, as float64."""
    rows = observation["rows"]
    return np.asarray(master if rows is None else master[rows], dtype=float)


def same(found: np.ndarray, expected: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and, within a tolerance of the largest value, the same numbers."""
    expected = np.asarray(expected, dtype=float)
    return found.shape == expected.shape and difference(found, expected) <= tolerance


def difference(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference, as a part of the largest value that is expected or of 1; NaN if any is NaN."""
    off = np.abs(found - expected).max(initial=0)
    return float(off / max(1.0, np.abs(expected).max(initial=0)))


def numbers(observation: Observation) -> np.ndarray | None:
    """The numbers of an observed number, list or whole array as float64; None for anything else."""
    if observation["kind"] == "array":
        whole = np.shape(observation["values"]) == shape(observation)
        return plain(observation["values"]) if whole else None
    return plain(observation["value"]) if observation["kind"] == "value" else None


def plain(value: Any) -> np.ndarray | None:
    """A number, nested list or array as float64; None if it holds anything but numbers."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    return found.astype(float) if found.dtype.kind in "biuf" else None


def limits(observation: Observation) -> tuple[float, float]:
    """The smallest and the largest observed value; NaN if any value is NaN."""
    values = observation["values"]
    return float(np.min(values)), float(np.max(values))

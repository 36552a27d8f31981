"""Observations as parts of a message: JSON, and beside it the bytes of arrays. It can carry no code."""

import json
from typing import Any

import numpy as np


class CodecError(ValueError):
    """A value that cannot be written as parts, or parts that are no value; the message says why."""


def encode(value: Any) -> list[bytes]:
    """Encode plain data: None, bool, int, float, str, lists, dicts with str keys, arrays of numbers.

    Args:
        value: an observation, or lists and dicts of observations.

    Returns:
        ASCII text, in which an array is its dtype, its shape and the number of a part, and these parts; the
        same on every machine. Floats of more than 8 bytes lose their extra digits.

    Raises:
        CodecError: for anything else.
    """
    arrays: list[bytes] = []

    def described(item: Any) -> dict[str, list]:
        array = _of_numbers(item)
        arrays.append(array.tobytes())
        return {"$array": [array.dtype.str, list(array.shape), len(arrays)]}

    try:
        text = json.dumps(value, default=described)
    except CodecError:
        raise
    except (RecursionError, TypeError, ValueError) as error:  # too deep, itself inside, 5,000 digits
        raise CodecError(f"cannot encode {type(value).__name__}: {error}") from error
    return [text.encode(), *arrays]


def _of_numbers(item: Any) -> np.ndarray:
    if not isinstance(item, np.ndarray) or item.dtype.kind not in "biuf":
        raise CodecError(f"cannot encode {type(item).__name__}; expected plain data or an array of numbers")
    if item.dtype.itemsize > 8:
        item = item.astype(float)
    return np.ascontiguousarray(item, item.dtype.newbyteorder("<")).reshape(item.shape)

"""Observations as text: JSON in which an array is its dtype, shape and bytes. It can carry no code."""

import base64
import json
from typing import Any

import numpy as np


class CodecError(ValueError):
    """A value that cannot be written as text, or a text that is no value; the message says why."""


def encode(value: Any) -> str:
    """Encode plain data: None, bool, int, float, str, lists, dicts with str keys, arrays of numbers.

    Args:
        value: an observation, or lists and dicts of observations.

    Returns:
        ASCII text, the same on every machine. Floats of more than 8 bytes lose their extra digits.

    Raises:
        CodecError: for anything else.
    """
    try:
        return json.dumps(value, default=_array)
    except CodecError:
        raise
    except (RecursionError, TypeError, ValueError) as error:  # too deep, itself inside, 5,000 digits
        raise CodecError(f"cannot encode {type(value).__name__}: {error}") from error


def _array(item: Any) -> dict[str, list]:
    if not isinstance(item, np.ndarray) or item.dtype.kind not in "biuf":
        raise CodecError(f"cannot encode {type(item).__name__}; expected plain data or an array of numbers")
    if item.dtype.itemsize > 8:
        item = item.astype(float)
    item = np.ascontiguousarray(item, item.dtype.newbyteorder("<")).reshape(item.shape)
    data = base64.b64encode(item.tobytes()).decode()
    return {"$array": [item.dtype.str, list(item.shape), data]}

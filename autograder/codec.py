"""Observations as text: JSON in which an array is its dtype, shape and bytes. It can carry no code."""

import base64
import json
from typing import Any

import numpy as np


class CodecError(ValueError):
    """The text is no encoded observation; the message says what was found."""


def encode(value: Any) -> str:
    """Encode plain data: None, bool, int, float, str, lists, dicts with str keys, arrays of numbers.

    Raises:
        CodecError: for anything else.
    """

    def other(item: Any) -> dict:
        if isinstance(item, np.ndarray) and item.dtype.kind in "biuf":
            data = base64.b64encode(np.ascontiguousarray(item).tobytes()).decode()
            return {"$array": [item.dtype.str, list(item.shape), data]}
        raise CodecError(f"cannot encode {type(item).__name__}; expected plain data or an array of numbers")

    return json.dumps(value, default=other)


def decode(text: str) -> Any:
    """Decode what `encode` made.

    Raises:
        CodecError: when the text is something else.
    """

    def revive(item: dict) -> Any:
        if set(item) != {"$array"}:
            return item
        try:
            kind, shape, data = item["$array"]
            dtype = np.dtype(kind)
            if dtype.kind not in "biuf":
                raise ValueError(f"dtype {kind!r}")
            return np.frombuffer(base64.b64decode(data, validate=True), dtype).reshape(shape)
        except (TypeError, ValueError) as error:
            raise CodecError(f"not an array: {error}") from error

    try:
        return json.loads(text, object_hook=revive)
    except json.JSONDecodeError as error:
        raise CodecError(f"not JSON: {error}") from error

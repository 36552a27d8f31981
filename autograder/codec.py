"""Reading observations that a student's process wrote: bounded before they are read, checked afterwards.

The text is hostile until it is shown to be none. Its tokens are counted before it is parsed, an array is
built only when dtype, shape and number of bytes agree, and memory stays within three times the text and
64 MB. Nothing but `CodecError` leaves this module.
"""

import base64
import json
import math
import re
import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder import schema
from lenet_keras.checks.encoding import CodecError, encode
from lenet_keras.checks.observation import Observations

__all__ = ["Bounds", "CodecError", "decode", "encode", "observations"]

DTYPES = {
    np.dtype(code).newbyteorder("<").str: np.dtype(code).newbyteorder("<")
    for code in ("?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8")
}
DIMENSIONS = 8

# Everything but blanks, commas and colons. A quotation mark by itself opens a text that never ends.
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|"|[\[{]|[\]}]|[^\s"\[\]{},:]++', re.DOTALL)


@dataclass(frozen=True)
class Bounds:
    """How much a text may hold."""

    text: int = 64 << 20
    """Characters of the whole text."""
    depth: int = 12
    """Lists and dicts inside of each other."""
    items: int = 250_000
    """Lists, dicts, keys and values, all together; an array is eight or so."""
    string: int = 1_200_000
    """Characters of one text as it is written: 100,000 of the longest."""
    digits: int = 400
    """Characters of one number."""
    elements: int = 8_000_000
    """Numbers in one array."""


def decode(text: str, bounds: Bounds = Bounds()) -> Any:  # noqa: B008 - frozen
    """Decode what `encode` made.

    Args:
        text: anything.
        bounds: how much it may hold.

    Returns:
        Plain data; arrays are read-only.

    Raises:
        CodecError: when the text is something else, or holds more.
    """
    _count(text, bounds)

    def revive(pairs: list[tuple[str, Any]]) -> Any:
        item = dict(pairs)
        if len(item) != len(pairs):
            raise CodecError("not an observation: a key stands twice in a dict")
        if "$array" not in item:
            return item
        if len(item) > 1:
            raise CodecError("not an array: `$array` stands among other keys")
        return _array(item["$array"], bounds)

    try:
        value = json.loads(text, object_pairs_hook=revive)
    except CodecError:
        raise
    except ValueError as error:  # JSONDecodeError among them
        raise CodecError(f"not JSON: {error}") from error
    _check_texts(value, bounds)
    return value


def observations(text: str, expressions: Iterable[str], bounds: Bounds = Bounds()) -> Observations:  # noqa: B008
    """Decode the observations of the expressions that were asked for.

    Args:
        text: anything.
        expressions: what was asked for.
        bounds: how much the text may hold.

    Returns:
        One observation of a known form for each expression, in the order of `expressions`.

    Raises:
        CodecError: when it is anything else; the message says where, what was found and expected.
    """
    seen = decode(text, bounds)
    asked = list(expressions)
    if not isinstance(seen, dict) or set(seen) != set(asked):
        raise CodecError(f"not the observations asked for: found {reprlib.repr(seen)}, expected {asked}")
    for expression in asked:
        if fault := schema.fault(seen[expression]):
            raise CodecError(f"`{expression}`: {fault}")
    return {expression: seen[expression] for expression in asked}


def _count(text: str, bounds: Bounds) -> None:
    """Refuse a text that would take too much to parse."""
    if not isinstance(text, str) or not text.isascii():
        raise CodecError(f"not JSON as it is written here: found {type(text).__name__}, expected ASCII text")
    if len(text) > bounds.text:
        raise CodecError(f"not read: {len(text):,} characters, at most {bounds.text:,} are expected")
    depth = items = 0
    for token in TOKEN.finditer(text):
        start, end = token.span()
        first, length = text[start], end - start
        if first in "]}":
            depth -= 1
            continue
        items += 1
        if items > bounds.items:
            raise CodecError(f"not read: more than {bounds.items:,} items")
        if first in "[{":
            depth += 1
            if depth > bounds.depth:
                raise CodecError(f"not read: more than {bounds.depth} lists and dicts inside of each other")
        elif first == '"':
            if length == 1:
                raise CodecError("not JSON: a text does not end")
            # the bytes of an array are longer, and take one byte for each character
            if length > bounds.string and text.find("\\", start, end) >= 0:
                raise CodecError(f"not read: a text of {length:,} characters")
        elif length > bounds.digits:
            raise CodecError(f"not read: a number of {length:,} digits")


def _array(parts: Any, bounds: Bounds) -> np.ndarray:
    if not isinstance(parts, list) or len(parts) != 3:
        raise CodecError(f"not an array: found {reprlib.repr(parts)}, expected dtype, shape and bytes")
    code, shape, data = parts
    dtype = DTYPES.get(code) if isinstance(code, str) else None
    if dtype is None:
        raise CodecError(f"not an array: dtype {reprlib.repr(code)}, expected one of {', '.join(DTYPES)}")
    if (
        not isinstance(shape, list)
        or len(shape) > DIMENSIONS
        or not all(type(size) is int and size >= 0 for size in shape)
    ):
        raise CodecError(f"not an array: shape {reprlib.repr(shape)}, expected up to {DIMENSIONS} lengths")
    # An axis counts beside an empty one, too: a sum along the empty one would be that long.
    if math.prod(max(size, 1) for size in shape) > bounds.elements:
        raise CodecError(f"not read: an array of shape {reprlib.repr(shape)}")
    size = math.prod(shape) * dtype.itemsize
    if not isinstance(data, str) or len(data) != (size + 2) // 3 * 4:
        length = len(data) if isinstance(data, str) else type(data).__name__
        raise CodecError(f"not an array: {length} for its bytes, expected {(size + 2) // 3 * 4} characters")
    try:
        content = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise CodecError(f"not an array: {error}") from error
    if len(content) != size:
        raise CodecError(f"not an array: {len(content)} bytes, expected {size}")
    array = np.frombuffer(content, dtype).reshape(shape)
    if dtype.kind == "b" and array.size and array.view(np.uint8).max() > 1:
        raise CodecError("not an array: a truth value that is neither 0 nor 1")
    return array


def _check_texts(value: Any, bounds: Bounds) -> None:
    """Refuse texts that are too long or that no file can hold; the depth is bounded already."""
    if isinstance(value, str):
        if len(value) > bounds.string:
            raise CodecError(f"not read: a text of {len(value):,} characters")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise CodecError(f"not a text: {error.reason}") from error
    elif isinstance(value, list):
        for item in value:
            _check_texts(item, bounds)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key, bounds)
            _check_texts(item, bounds)

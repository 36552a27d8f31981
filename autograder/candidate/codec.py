"""Reading observations that a student's process wrote: bounded before they are read, checked afterwards.

The parts are hostile until they are shown to be none. The tokens of the text are counted before it is parsed,
an array is made only where dtype, shape and number of bytes agree, out of a part that no other array has,
and memory stays within three times the text and 64 MB. Nothing but `CodecError` leaves this module.
"""

import json
import math
import re
import reprlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.candidate import schema
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

    size: int = 64 << 20
    """Bytes of all parts."""
    depth: int = 12
    """Lists and dicts inside of each other."""
    items: int = 250_000
    """Lists, dicts, keys and values, all together; an array is ten or so."""
    string: int = 1_200_000
    """Characters of one text as it is written: 100,000 of the longest."""
    digits: int = 400
    """Characters of one number."""
    elements: int = 8_000_000
    """Numbers in one array."""


def decode(parts: Sequence[bytes], bounds: Bounds = Bounds()) -> Any:  # noqa: B008 - frozen
    """Decode what `encode` made.

    Args:
        parts: any bytes.
        bounds: how much they may hold.

    Returns:
        Plain data; arrays are read-only.

    Raises:
        CodecError: when the parts are something else, or hold more.
    """
    text, arrays = _opened(parts, bounds)
    _count(text, bounds)

    def revive(pairs: list[tuple[str, Any]]) -> Any:
        item = dict(pairs)
        if len(item) != len(pairs):
            raise CodecError("not an observation: a key stands twice in a dict")
        if "$array" not in item:
            return item
        if len(item) > 1:
            raise CodecError("not an array: `$array` stands among other keys")
        return _array(item["$array"], arrays, bounds)

    try:
        value = json.loads(text, object_pairs_hook=revive)
    except CodecError:
        raise
    except ValueError as error:  # JSONDecodeError among them
        raise CodecError(f"not JSON: {error}") from error
    if arrays:
        raise CodecError(f"not an observation: {len(arrays)} parts belong to no array")
    _check_texts(value)
    return value


def observations(
    parts: Sequence[bytes],
    expressions: Iterable[str],
    bounds: Bounds = Bounds(),  # noqa: B008
    seed: int | None = None,
) -> Observations:
    """Decode the observations of the expressions that were asked for.

    Args:
        parts: any bytes.
        expressions: what was asked for.
        bounds: how much they may hold.
        seed: that drew the rows of large arrays.

    Returns:
        One observation of a known form for each expression, in the order of `expressions`.

    Raises:
        CodecError: when it is anything else; the message says where, what was found and expected.
    """
    decoded = decode(parts, bounds)
    asked = list(expressions)
    if not isinstance(decoded, dict) or set(decoded) != set(asked):
        raise CodecError(f"not the observations asked for: found {reprlib.repr(decoded)}, expected {asked}")
    for expression in asked:
        if fault := schema.fault(decoded[expression], seed):
            raise CodecError(f"`{expression}`: {fault}")
    return {expression: decoded[expression] for expression in asked}


def _opened(parts: Sequence[bytes], bounds: Bounds) -> tuple[str, dict[int, bytes]]:
    """The text, and the further parts by number."""
    if (size := sum(map(len, parts))) > bounds.size:
        raise CodecError(f"not read: {size:,} bytes, at most {bounds.size:,} are expected")
    first, *others = parts or [b""]
    try:
        return bytes(first).decode("ascii"), dict(enumerate(others, start=1))
    except UnicodeDecodeError as error:
        raise CodecError("not JSON as it is written here, which is ASCII text") from error


def _count(text: str, bounds: Bounds) -> None:
    """Refuse a text that would take too much to parse."""
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
            if length > bounds.string + 2:
                raise CodecError(f"not read: a text of {length:,} characters")
        elif length > bounds.digits:
            raise CodecError(f"not read: a number of {length:,} digits")


def _array(entry: Any, arrays: dict[int, bytes], bounds: Bounds) -> np.ndarray:
    """The array of an entry of the text; its part is taken out of `arrays`."""
    if not isinstance(entry, list) or len(entry) != 3:
        raise CodecError(f"not an array: found {reprlib.repr(entry)}, expected dtype, shape and a part")
    code, shape, number = entry
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
    if type(number) is not int or number not in arrays:
        raise CodecError(f"not an array: part {reprlib.repr(number)} is not there, or another array's")
    content, size = arrays.pop(number), math.prod(shape) * dtype.itemsize
    if len(content) != size:
        raise CodecError(f"not an array: {len(content)} bytes, expected {size}")
    array = np.frombuffer(content, dtype).reshape(shape)
    if dtype.kind == "b" and array.size and array.view(np.uint8).max() > 1:
        raise CodecError("not an array: a truth value that is neither 0 nor 1")
    return array


def _check_texts(value: Any) -> None:
    """Refuse texts that no file can hold; the depth is bounded already."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise CodecError(f"not a text: {error.reason}") from error
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key)
            _check_texts(item)

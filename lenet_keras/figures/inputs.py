"""What a picture accepts, and what it says to anything else: found, expected, what to do."""

from __future__ import annotations

from collections.abc import Sized

import numpy as np
from numpy.typing import ArrayLike


def numeric(values: ArrayLike, name: str) -> np.ndarray:
    """Return `values` as an array of numbers.

    Raises:
        ValueError: if they are anything else, such as the `...` of a step not done yet.
    """
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf" or array.size == 0:
        found = "an empty array" if array.size == 0 else f"a value of type {type(values).__name__}"
        raise ValueError(
            f"{name}: found {found}, expected an array of numbers. Is the step that makes {name} done?"
        )
    return array


def one_image(image: ArrayLike, name: str = "image", least: int = 1) -> np.ndarray:
    """Return an image of shape `(rows, columns)` or `(rows, columns, 1)` as `(rows, columns)`.

    Raises:
        ValueError: for another shape, or for fewer than `least` rows or columns.
    """
    array = numeric(image, name)
    plain = array[..., 0] if array.ndim == 3 and array.shape[-1] == 1 else array
    if plain.ndim != 2 or min(plain.shape) < least:
        raise ValueError(
            f"{name}: found shape {array.shape}, expected (rows, columns) or (rows, columns, 1) "
            f"with at least {least} of each. Give one image, such as {name}s[0]."
        )
    return plain


def image_stack(images: ArrayLike, name: str = "images") -> np.ndarray:
    """Return images of shape `(n, rows, columns)` or `(n, rows, columns, 1)` without depth axis.

    Raises:
        ValueError: for another shape.
    """
    array = numeric(images, name)
    plain = array[..., 0] if array.ndim == 4 and array.shape[-1] == 1 else array
    if plain.ndim != 3:
        raise ValueError(
            f"{name}: found shape {array.shape}, expected (n, rows, columns) or "
            f"(n, rows, columns, 1). Give several images, such as {name}[:10]."
        )
    return plain


def class_numbers(labels: ArrayLike, name: str = "labels") -> np.ndarray:
    """Return labels of shape `(n,)`, or one-hot labels of shape `(n, classes)`, as `(n,)` integers.

    Raises:
        ValueError: for another shape, or for numbers that are not whole.
    """
    array = numeric(labels, name)
    numbers = array.argmax(axis=1) if array.ndim == 2 else array
    if numbers.ndim != 1 or np.any(numbers != np.floor(numbers)):
        raise ValueError(
            f"{name}: found shape {array.shape} and type {array.dtype}, expected whole numbers of "
            "shape (n,), or one-hot labels of shape (n, classes). Give one label per image."
        )
    return numbers.astype(int)


def same_length(**arrays: Sized) -> None:
    """Raise `ValueError` unless all arrays, given by name, are equally long."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{length} {name}" for name, length in lengths.items())
        raise ValueError(
            f"found {found}, expected equally many of each. Take all of them from the same part of the data."
        )

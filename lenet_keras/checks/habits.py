"""Mistakes that any function can have, whatever it computes: found by its result and its source."""

import ast
from itertools import permutations

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.syntax import UnparsedError, parsed

MOST_AXES = 4  # 24 orders


def hint(found: np.ndarray, right: np.ndarray, text: str) -> str:
    """What to say about a wrong result that no known mistake of the step gives; nothing if nothing fits.

    Args:
        found: what the function returned.
        right: what it should have.
        text: source of the answer.
    """
    if _returns_early(text):
        return "A `return` stands inside of a loop: the function ends in the first round. It belongs behind."
    if found.shape == right.shape and _whole(found, right):
        return "These are whole numbers: the fractions were cut off. An array of `float` keeps them."
    if _turned(found, right):
        return (
            "The values are the right ones, turned around along an axis. Where does `[::-1]` or `flip` stand?"
        )
    if _reordered(found, right):
        return "The values are the right ones, with the axes in another order. Which axis is which?"
    return ""


def _returns_early(text: str) -> bool:
    """Whether a function returns in its loop, and nowhere behind it."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return False
    functions = [node for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.While)]
        last = any(isinstance(node, ast.Return) for node in function.body)
        inside = any(isinstance(node, ast.Return) for loop in loops for node in loop.body)
        if inside and not last:
            return True
    return False


def _whole(found: np.ndarray, right: np.ndarray) -> bool:
    if np.array_equal(right, np.round(right)) or not np.array_equal(found, np.round(found)):
        return False
    return any(np.array_equal(found, cut(right)) for cut in (np.trunc, np.round, np.floor)) and bool(
        found.any()
    )


def _turned(found: np.ndarray, right: np.ndarray) -> bool:
    if found.shape != right.shape or not 0 < right.ndim <= MOST_AXES:
        return False
    axes = range(right.ndim)
    chosen = (tuple(axis for axis in axes if bits >> axis & 1) for bits in range(1, 1 << right.ndim))
    return any(arrays.same(found, np.flip(right, each)) for each in chosen)


def _reordered(found: np.ndarray, right: np.ndarray) -> bool:
    if found.ndim != right.ndim or found.size != right.size or not 1 < right.ndim <= MOST_AXES:
        return False
    return any(arrays.same(found, right.transpose(order)) for order in permutations(range(right.ndim)))

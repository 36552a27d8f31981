"""Answers that are computed rather than typed: functions that templates of the bank name.

A function gets the drawn parameters by name and returns values by name, which the texts of its template use:
the answer, the answers that certain mistakes lead to, and steps of the way. It computes with what the lessons
teach (Keras, NumPy, scikit-learn). Pictures are values too, of type bytes (PNG), named in the decorator.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from inspect import signature
from typing import Any


@dataclass(frozen=True)
class Function:
    """A registered function."""

    compute: Callable[..., dict[str, Any]]
    """From parameters to values by name."""
    parameters: frozenset[str]
    """The names that it needs."""
    returns: frozenset[str]
    """The names that it gives."""
    pictures: frozenset[str]
    """The pictures that it draws, such as `confusion.png`."""


_FUNCTIONS: dict[str, Function] = {}


def computed(*returns: str, pictures: tuple[str, ...] = ()) -> Callable:
    """Register a function under its own name.

    Args:
        *returns: names of the values that it returns, so that a text can be checked without computing.
        pictures: names of the pictures among them.

    Returns:
        The decorator.
    """

    def register(function: Callable) -> Callable:
        assert function.__name__ not in _FUNCTIONS, f"two functions are named {function.__name__}"
        parameters = frozenset(signature(function).parameters)
        _FUNCTIONS[function.__name__] = Function(
            function, parameters, frozenset(returns), frozenset(pictures)
        )
        return function

    return register


@cache
def functions() -> Mapping[str, Function]:
    """All registered functions by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _FUNCTIONS


def compute(name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Compute once in this process what a function gives for these parameters.

    Args:
        name: of the function.
        parameters: by name; hashable.

    Returns:
        Values by name.

    Raises:
        autograder.questions.problem.UnsuitableError: when these parameters make no good question.
    """
    return _computed(name, tuple(sorted(parameters.items())))


@lru_cache(maxsize=20_000)
def _computed(name: str, parameters: tuple) -> dict[str, Any]:
    function = functions()[name]
    values = function.compute(**dict(parameters))
    assert set(values) == function.returns | function.pictures, f"{name} returns {sorted(values)}"
    return values

"""What a call of a student's function gave back, read as numbers."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import numpy as np

from lenet_keras.checks import arrays, habits
from lenet_keras.checks.calls import Calls, Result
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault, in_words, source

NONE_HINT = "The function gives None. Is its body written, and does it `return` the result?"
NO_RETURN = "A function gives back what stands behind `return`. Without it, that is None."


def read(
    function: Calls, observations: Observations, number: int, place: int
) -> tuple[np.ndarray, Fault | None]:
    """The numbers of one result of one call, or the fault of a call that gave no numbers."""
    results, observation = function.results, observations[function.observes[number]]
    values = _results(observation, len(results))
    found = values[place] if values is not None and place < len(values) <= len(results) else None
    if found is not None:
        return found, None
    if in_words(observation) == "None":
        printed = "print(" in source(observations)
        hint = f"`print` shows a value. {NO_RETURN}" if printed else f"{NONE_HINT} {NO_RETURN}"
    elif len(results) == 1:
        hint = "What the function returns is no array."
    elif told := habits.returns_early(source(observations), function.head.partition("(")[0]):
        hint = told
    elif observation.get("type") == "generator":
        hint = "That only promises to compute. Brackets, `[... for ... in ...]`, make a list of it."
    elif values is None or len(values) != len(results):
        hint = f"It gives back {len(results)} things, in this order, with commas between them."
    else:
        hint = "Something in it is no number or array. What does each part hold?"
    wanted = " and ".join(each.what for each in results)
    return np.empty(0), Fault(f"`{function.calls[number]}` gives {in_words(observation)}", wanted, hint)


def names(function: Calls, observations: Observations, number: int, result: Result) -> dict[str, Any]:
    """What the code may name for one call: other results are the student's, if they have the shape."""
    results, known = function.results, function.names(number)
    values = _results(observations[function.observes[number]], len(results)) or []
    for other, found in zip_longest(results, values[: len(results)]):
        if other.name and other is not result and re.search(rf"\b{other.name}\b", result.code):
            right = other.right(known)[0]
            known[other.name] = right if found is None or found.shape != right.shape else found
    return known


def scalar(found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """One number, also if it was left in an array of one."""
    return found.reshape(()) if wanted.ndim == 0 and found.size == 1 else found


def has_fractions(function: Calls, observations: Observations, place: int) -> bool:
    """Whether one result of some call holds `float`, be it without a fraction."""
    for expression in function.observes:
        observation = observations[expression]
        found = observation.get("value")
        if len(function.results) > 1 and isinstance(found, list) and place < len(found):
            found = found[place]
        if observation.get("dtype", "").startswith("float") or any(
            type(each) is float for each in _flat(found)
        ):
            return True
    return False


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _results(observation: Observation, count: int) -> list[np.ndarray | None] | None:
    """The things that a function gave back together; None if it gave something else."""
    if count == 1:
        return [arrays.numbers(observation)]
    if observation["kind"] == "array":
        values = arrays.numbers(observation)
        return [np.asarray(each) for each in values] if values is not None and values.ndim else None
    value = observation.get("value")
    return [arrays.plain(each) for each in value] if isinstance(value, list) else None

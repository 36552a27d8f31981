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


def names(
    function: Calls, observations: Observations, number: int, result: Result, shown: Calls | None = None
) -> dict[str, Any]:
    """What the code may name for one call: other results are the student's, if they have the shape.

    They are not where she gives one number for either in all calls: of `0, 0, 1.0` nothing follows.

    Args:
        function: that is judged.
        observations: of its calls, and of those of `shown`.
        number: of the call.
        result: whose code it is.
        shown: the function with the inputs of its check, if `function` has others.
    """
    results, known, usual = function.results, function.names(number), shown or function
    values = _results(observations[function.observes[number]], len(results)) or []
    for place, (other, found) in enumerate(zip_longest(results, values[: len(results)])):
        if other.name and other is not result and re.search(rf"\b{other.name}\b", result.code):
            right = other.right(known)[0]
            hers = found is not None and found.shape == right.shape
            if hers and not any(one_number(usual, observations, e) for e in (place, results.index(result))):
                right = found
            known[other.name] = right
    return known


def one_number(function: Calls, observations: Observations, place: int) -> bool:
    """Whether one result is the same number everywhere, in all calls, as before anything is computed."""
    found: list[np.ndarray] = []
    for expression in function.observes:
        values = _results(observations[expression], len(function.results))
        if values is None or place >= len(values) or (value := values[place]) is None:
            return False
        found.append(value.ravel())
    numbers = np.concatenate(found)
    return numbers.size > 1 and np.unique(numbers).size == 1


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

"""Trying a student's function at numbers of the check's own, and telling which mistake gives "
"what it gives."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault, said, source

Arguments = tuple[Any, ...]
Mistake = tuple[str, Callable[..., Any]]
"""What to say, and the function of the same arguments that gives what the mistake gives."""

TOLERANCE = 1e-6  # relative, in float64: central differences of the right function agree to 1e-9
ROUNDED = 1e-3  # float32 and numbers with four digits lie between the two
NO_RETURN = "A function gives back what stands behind `return`. Without it, that is None."


def call(function: str, arguments: Arguments) -> str:
    """The expression that calls a function: `neuron(np.array([0.5, -1.0]), 0.1)`."""
    return f"{function}({', '.join(_text(each) for each in arguments)})"


def _text(argument: Any) -> str:
    if isinstance(argument, np.ndarray):
        return f"np.array({argument.tolist()})"
    if isinstance(argument, list):
        return f"[{', '.join(_text(each) for each in argument)}]"
    return repr(argument)


def numbers(observation: Observation) -> np.ndarray | None:
    """The numbers of an observed number, list or array as float64; None for anything else."""
    if observation["kind"] == "array":
        return np.asarray(observation["values"], dtype=float)
    return array(observation["value"]) if observation["kind"] == "value" else None


def array(value: Any) -> np.ndarray | None:
    """A number or a nested list as a float64 array; None if it holds anything but numbers."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    return found.astype(float) if found.dtype.kind in "iuf" else None


def parts(observation: Observation, count: int) -> list[np.ndarray | None] | None:
    """The `count` things that a function gave back together; None if it gave something else."""
    if count == 1:
        return [numbers(observation)]
    value = observation.get("value")
    if observation["kind"] != "value" or not isinstance(value, list) or len(value) != count:
        return None
    return [array(each) for each in value]


def error(found: np.ndarray, wanted: np.ndarray) -> float:
    """The largest difference, relative to the largest number that is wanted."""
    return float(np.max(np.abs(found - wanted)) / max(float(np.max(np.abs(wanted))), 1e-9))


def near(found: np.ndarray, wanted: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape, nothing but numbers, and the same ones within a tolerance."""
    wanted = np.asarray(wanted, dtype=float)
    return found.shape == wanted.shape and error(found, wanted) <= tolerance


def explained(
    pairs: Iterable[tuple[np.ndarray, Arguments]], mistakes: tuple[Mistake, ...], otherwise: str
) -> str:
    """The hint of the first mistake that gives, in all trials, what was found."""
    pairs = list(pairs)
    for hint, wrong in mistakes:
        if all(near(found, wrong(*arguments), ROUNDED) for found, arguments in pairs):
            return hint
    return otherwise


def returned(
    seen: Observations, expression: str, names: tuple[str, ...]
) -> tuple[list[np.ndarray], Fault | None]:
    """What a call gave back, in parts, or the fault of a call that gave something else."""
    count = len(names)
    observation = seen[listed(expression) if count == 1 else expression]
    wanted = " and ".join(f"`{name}`" for name in names) if count > 1 else f"the number or array `{names[0]}`"
    given = parts(observation, count)
    if given is not None and all(part is not None for part in given):
        return given, None
    if observation.get("value", 0) is None:
        hint = (
            NO_RETURN if not re.search(r"\bprint\(", source(seen)) else f"`print` shows a value. {NO_RETURN}"
        )
    elif count > 1 and given is None:
        hint = f"It gives back {count} things, in this order, with commas between them."
    else:
        hint = "Something in it is no number or array. What does each part hold?"
    return [], Fault(f"`{expression}` gives {said(observation)}", wanted, hint)


def part_fault(
    name: str,
    part: int,
    trials: list[tuple[str, list[np.ndarray], Arguments]],
    right: Callable[..., Any],
    mistakes: tuple[Mistake, ...],
    otherwise: str,
) -> Fault | None:
    """Compare one part of what the calls gave back with what is right.

    Args:
        name: of the part, in the lesson's words.
        part: its place among the parts.
        trials: expression, parts that it gave, and the arguments of each call.
        right: gives the right value from the same arguments.
        mistakes: what the values may be instead, and what to say then; the first that fits speaks.
        otherwise: what to say if none fits.
    """
    pairs = [(given[part], arguments) for _, given, arguments in trials]
    for expression, given, arguments in trials:
        found, wanted = given[part], np.asarray(right(*arguments), dtype=float)
        if near(found, wanted):
            continue
        hint = explained(pairs, mistakes, otherwise)
        what = f"`{name}` of `{expression}`"
        if found.shape != wanted.shape:
            return Fault(f"{what} has shape {found.shape}", f"shape {wanted.shape}", hint)
        if near(found, wanted, ROUNDED):
            hint = (
                "Nearly right: digits were lost. Round only what you print, and let NumPy keep its float64."
            )
            return Fault(f"{what} is off by {error(found, wanted):.0e}", f"at most {TOLERANCE:.0e}", hint)
        return Fault(f"{what} is {shown(found)}", shown(wanted), hint)
    return None


def shown(values: np.ndarray) -> str:
    """Numbers with four digits, nested as they are."""
    return np.array2string(values, precision=4, separator=", ", suppress_small=True).replace("\n", "")


def tried(
    seen: Observations, function: str, arguments: tuple[Arguments, ...], names: tuple[str, ...]
) -> tuple[list, Fault | None]:
    """Expression, parts and arguments of each call; or the fault of one that gave no such parts."""
    trials = []
    for each in arguments:
        given, fault = returned(seen, call(function, each), names)
        if fault:
            return [], fault
        trials.append((call(function, each), given, each))
    return trials, None


def listed(text: str) -> str:
    """The expression of one number or array as plain numbers: a list is as good an answer as an array."""
    return f"np.asarray({text}).tolist()"


def expressions(function: str, arguments: tuple[Arguments, ...], parts: int = 1) -> tuple[str, ...]:
    """The expressions of the calls with each of the arguments, for what `tried` looks at."""
    calls = (call(function, each) for each in arguments)
    return tuple(listed(each) if parts == 1 else each for each in calls)


def scalar(found: np.ndarray) -> np.ndarray:
    """One number, also if it was left in an array of one."""
    return found.reshape(()) if found.size == 1 else found

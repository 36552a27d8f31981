"""Judge of the arguments of a student's function: a call must not write over what belongs to the caller."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.checks import arrays, results
from lenet_keras.checks.calls import Calls
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault


@dataclass(frozen=True)
class Kept:
    """A judge of arguments after the call: the function must not have written over them."""

    function: Calls
    arguments: tuple[str, ...]

    def __call__(self, observations: Observations) -> Fault | None:
        """The fault of an argument that is another one now; a function that does nothing earns nothing."""
        if fault := results.read(self.function, observations, 0, 0)[1] or self._idle(observations):
            return fault
        return written_over(self.function, self.arguments, observations)

    def _idle(self, observations: Observations) -> Fault | None:
        """The fault of a function whose results are what it was given, one number, or misshapen."""
        function, idle, odd = self.function, [], []
        given = [arrays.plain(each) for each in function.names(0).values()]
        for place, result in enumerate(function.results):
            found, fault = results.read(function, observations, 0, place)
            if fault:
                return fault
            right = result.right(results.names(function, observations, 0, result))
            same = any(arrays.same(found, each) for each in given if each is not None)
            constant = results.one_number(function, observations, place)
            constant |= found.size > 1 and np.unique(found).size == 1
            wrong = not any(arrays.same(found, each, function.tolerance) for each in right)
            idle.append(wrong and (same or constant or found.shape != right[0].shape))
            odd.append(same or constant)
        if not all(idle):
            return None
        hint = "First the result: a function that computes nothing has nothing to write over."
        if not all(odd):
            return Fault(
                "what comes back has another shape than the text says", "a result", "First the result."
            )
        return Fault("what comes back is what was given, or one number everywhere", "a result", hint)


def written_over(function: Calls, arguments: tuple[str, ...], observations: Observations) -> Fault | None:
    """The fault of the first of these arguments that is another one after the call."""
    after, given = observations[function.afterwards].get("value"), function.names(0)
    for argument, found in zip(function.arguments, after or (), strict=False):
        if argument in arguments and not _unchanged(found, given[argument]):
            return Fault(
                f"the call has changed `{argument}`, which belongs to the caller",
                f"`{argument}` as it was",
                "`a -= b` and `a[...] = b` write into the array itself, and others still need it. "
                "`a = a - b` makes a new one; so does `a.copy()`.",
            )
    return None


def _unchanged(found: Any, given: Any) -> bool:
    """Whether an argument, an array or a list, is what it was; nobody can write over another one."""
    if not isinstance(given, list | np.ndarray):
        return True
    if isinstance(given, list):
        if given and not isinstance(given[0], list | np.ndarray):
            return found == given
        return isinstance(found, list) and len(found) == len(given) and all(map(_unchanged, found, given))
    values = arrays.plain(found)
    return values is not None and arrays.same(values, given)

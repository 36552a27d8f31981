"""Judge of what a student's function returns, for the inputs of its check.

What is right is run always, the mistakes only for an answer that is wrong.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.checks import arguments, arrays, habits, results
from lenet_keras.checks.calls import Calls, Result
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault, source

ROUNDED = 1e-3  # numbers with four digits lie between the tolerance and this; so do those of a mistake


@dataclass(frozen=True)
class Returned:
    """A judge of some of the results of a function."""

    function: Calls
    places: tuple[int, ...] = (0,)
    """Which results."""
    values: bool = True
    """Whether these are looked at, too; otherwise the shape alone."""
    kept: tuple[str, ...] = ()
    """The arguments that must be as they were, after the first call."""
    before: "Returned | None" = None
    """What has to be right first: the same of usual inputs, where these are special ones."""

    def __call__(self, observations: Observations) -> Fault | None:
        """The fault of the first call that gave something else than what is right."""
        if "from_scratch" in source(observations):
            return Fault(
                "this answer uses the library `lenet_keras.from_scratch`",
                "a function that you write in this notebook",
                "Open its files when the step is done, and compare. Here the point is to write it once.",
            )
        if self.before and (fault := self.before(observations)):
            return fault
        faults = (self._judge(place, observations) for place in self.places)
        fault = next((fault for fault in faults if fault), None)
        return fault or (
            arguments.written_over(self.function, self.kept, observations) if self.kept else None
        )

    def _judge(self, place: int, observations: Observations) -> Fault | None:
        function, result, calls = self.function, self.function.results[place], []
        for number in range(len(function.calls)):
            found, fault = results.read(function, observations, number, place)
            if fault:
                return fault
            names = self.names(observations, number, result)
            right = result.right(names)
            calls.append((results.scalar(found, right[0]), names, right))
        for (found, _, right), call in zip(calls, function.calls, strict=True):
            close = [each for each in right if arrays.same(found, each, function.tolerance)]
            if not close and (self.values or found.shape != right[0].shape):
                hint = _mistake(result, [(found, names) for found, names, _ in calls])
                hint = (
                    hint
                    or self._of_another(found, place, observations)
                    or self._of_habit(found, right[0], observations)
                )
                return self._fault(result, call, found, right[0], hint)
        if result.whole and results.has_fractions(function, observations, place):
            hint = "With `3.0` no array can be indexed, and later cells do. What made fractions of them?"
            return Fault(f"{result.what} holds numbers with a decimal point", "whole numbers", hint)
        return None

    def _of_habit(self, found: np.ndarray, right: np.ndarray, observations: Observations) -> str:
        """The hint for a mistake that any function can have; nothing otherwise."""
        name, arguments = self.function.head.partition("(")[0], self.function.arguments
        return habits.hint(found, right, source(observations), name, arguments)

    def _of_another(self, found: np.ndarray, place: int, observations: Observations) -> str:
        """The hint for a result that is right in another place of what is given back; nothing otherwise."""
        for other in self.function.results[:place] + self.function.results[place + 1 :]:
            right = other.right(self.names(observations, 0, other))
            if any(arrays.same(found, each, self.function.tolerance) for each in right):
                return f"This is {other.what}. In which order does the text name what is given back?"
        return ""

    def names(self, observations: Observations, number: int, result: Result) -> dict[str, Any]:
        """What the code of a result may name for one call."""
        return results.names(self.function, observations, number, result)

    def _fault(self, result: Result, call: str, found: np.ndarray, wanted: np.ndarray, hint: str) -> Fault:
        # A call without random numbers is one that a student can make herself, so the fault shows all of it.
        what = result.what if "normal(" in call else f"{result.what} of `{call}`"
        if not np.all(np.isfinite(found)):
            hint = (
                hint
                or result.infinite
                or "There are values that are infinite or no numbers (NaN) among them."
            )
        if found.shape != wanted.shape:
            shape = f"an array of shape {wanted.shape}" if wanted.ndim else "one number"
            hint = hint or result.shape or result.values
            return Fault(f"the shape of {what} is {found.shape}", shape, hint)
        if arrays.same(found, wanted, ROUNDED):
            off, most = arrays.difference(found, wanted), self.function.tolerance
            hint = (
                "Nearly right: digits were lost. Round only what you print, and let NumPy keep its float64."
            )
            return Fault(f"{what}: an error of {off:.2g}", f"at most {most:.2g}", hint)
        hint = hint or result.values
        if "normal(" not in call:
            return Fault(f"{what}: {_shown(found)}", _shown(wanted), hint)
        other = f": other values, in the right shape {found.shape}" if found.ndim else f" is {found:.4g}"
        return Fault(f"{what}{other}", "the values that the text describes", hint)


def _mistake(result: Result, calls: list[tuple[np.ndarray, dict[str, Any]]]) -> str:
    """The hint of the first mistake that gives what was found, in all calls; or nothing."""
    for candidates in zip(*(result.candidates(names) for _, names in calls), strict=True):
        pairs = zip(calls, candidates, strict=True)
        if candidates[0][0] and all(arrays.same(found, value, ROUNDED) for (found, _), (_, value) in pairs):
            return candidates[0][0]
    return ""


def _shown(values: np.ndarray) -> str:
    """Numbers with four digits, nested as they are."""
    return np.array2string(values, precision=4, separator=", ", suppress_small=True).replace("\n", "")

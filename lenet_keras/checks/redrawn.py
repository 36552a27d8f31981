"""Judge of what a student's function returns for inputs that only a grader gives."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.checks import arrays, results
from lenet_keras.checks.calls import Calls, Result
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.verdict import Fault

EXACT = 1e-12  # the error of float64 in a few steps; that of a central difference is above 1e-11


@dataclass(frozen=True)
class Again(Returned):
    """A judge of the same results for inputs that only a grader gives: nobody could know them before."""

    shown: Calls | None = None
    """The function with the inputs of its check. Of a result that was right for those, one that is made of it
    has to be right as well."""

    def names(self, observations: Observations, number: int, result: Result) -> dict[str, Any]:
        """Of another result the right one, where the student's was right for the inputs of the check."""
        names = results.names(self.function, observations, number, result, self.shown)
        for place, other in enumerate(self.function.results):
            if other.name in names and self.shown and not Returned(self.shown, (place,))(observations):
                names[other.name] = other.right(self.function.names(number))[0]
        return names

    def _judge(self, place: int, observations: Observations) -> Fault | None:
        function, result = self.function, self.function.results[place]
        for number, call in enumerate(function.calls):
            found, fault = results.read(function, observations, number, place)
            if fault:
                return fault
            right = result.right(self.names(observations, number, result))
            found = results.scalar(found, right[0])
            if found.shape != right[0].shape:
                shape = f"an array of shape {right[0].shape}" if right[0].ndim else "one number"
                what = f"the shape of {result.what} is {found.shape} for {_asked(call)}"
                return Fault(what, shape, result.shape or result.values)
            if not self.values or any(arrays.same(found, each, function.tolerance) for each in right):
                if self.values and function.exact and (off := _inexact(found, right)):
                    return Fault(
                        f"{result.what}: an error of {off:.2g}, as of measured slopes, for {_asked(call)}",
                        "a result that was worked out by a formula",
                        "To move a number a little and look at what changes tests a formula. Which one?",
                    )
                continue
            return self._differs(result, call, found, right[0])
        return None

    @staticmethod
    def _differs(result: Result, call: str, found: np.ndarray, right: np.ndarray) -> Fault:
        """The fault of values of the right shape: the first that is another one."""
        with np.errstate(all="ignore"):
            off = np.abs(found - right)
        wrong = int(np.argmax(np.where(np.isfinite(off), off, np.inf)))
        where = [int(each) for each in np.unravel_index(wrong, right.shape)] if right.ndim else []
        what = f"number {where} of {result.what}" if where else result.what
        return Fault(
            f"{what} is {found.flat[wrong]:.6g} for {_asked(call)}",
            f"{right.flat[wrong]:.6g}",
            f"The inputs of the check came out right, these did not. {result.values}",
        )


RANDOM = {
    "normal(": "`normal(seed, ...)` is `np.random.default_rng(seed).normal(size=(...))`",
    "whole(": "`whole(seed, below, ...)` is `np.random.default_rng(seed).integers(below, size=(...))`",
}


def _asked(call: str) -> str:
    """A call as a student can make it herself."""
    meant = " and ".join(words for name, words in RANDOM.items() if name in call)
    return f"`{call}`, where {meant}" if meant else f"`{call}`"


def _inexact(found: np.ndarray, right: list[np.ndarray]) -> float:
    """By how much values are off that were computed in float64 and not rounded; 0 for rounding alone."""
    off = min(arrays.difference(found, each) for each in right)
    with np.errstate(over="ignore"):
        short = np.array_equal(found.astype(np.float32).astype(float), found)
    return 0.0 if off <= EXACT or short or np.array_equal(found.round(9), found) else off

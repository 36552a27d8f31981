"""What a student's function returns: compared with the right values, and with those of known mistakes. ::

    SQUARE = Function("square(x)", ("np.array([2.0, -3.0])",), (Result("the square", "x ** 2", "..."),))
    Step("A0.1", defines=("square",), criteria=(SQUARE.returns("it squares", 1),), ...)

What is known of a function is in `calls`; calls are observed (`Calls.observes`) apart from being judged.
The judge runs the code with what the check called the student's function with: what is right always, the
mistakes only for an answer that is wrong.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from lenet_keras.checks import arrays, habits
from lenet_keras.checks.calls import Calls, Result
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, in_words, source

ROUNDED = 1e-3  # numbers with four digits lie between the tolerance and this; so do those of a mistake
EXACT = 1e-12  # the error of float64 in a few steps; that of a central difference is above 1e-11
NONE_HINT = "The function gives None. Is its body written, and does it `return` the result?"
NO_RETURN = "A function gives back what stands behind `return`. Without it, that is None."


@dataclass(frozen=True)
class Function(Calls):
    """A function that a student writes, and the criteria that it has to meet."""

    def returns(
        self, criterion: str, points: float, *places: int, values: bool = True, kept: str = ""
    ) -> Criterion:
        """The criterion that some of its results are right, the first if none is named.

        Args:
            criterion: in the student's words.
            points: what it is worth.
            places: of the results.
            values: whether these are looked at, too; otherwise the shape alone.
            kept: names of arguments, with spaces, that it must not write over.
        """
        where, unchanged = places or (0,), tuple(kept.split())

        def observes(function: Calls) -> tuple[str, ...]:
            return (*function.observes, *([function.afterwards] * bool(kept)))

        def drawn(random: np.random.Generator) -> Drawn:
            again = self.redrawn(random)
            return Drawn(observes(again), Again(again, where, values, unchanged, self))

        judge = Returned(self, where, values, unchanged)
        return Criterion(criterion, points, observes(self), judge, drawn if self.drawn else None)

    def keeps(self, criterion: str, points: float, argument: str) -> Criterion:
        """The criterion that it does not write over an argument."""

        def drawn(random: np.random.Generator) -> Drawn:
            again = self.redrawn(random)
            return Drawn((*again.observes, again.afterwards), Kept(again, (argument,)))

        judge = Kept(self, (argument,))
        observes = (*self.observes, self.afterwards)
        return Criterion(criterion, points, observes, judge, drawn if self.drawn else None)


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

    def __call__(self, seen: Observations) -> Fault | None:
        """The fault of the first call that gave something else than what is right."""
        if "from_scratch" in source(seen):
            return Fault(
                "this answer uses the library `lenet_keras.from_scratch`",
                "a function that you write in this notebook",
                "Open its files when the step is done, and compare. Here the point is to write it once.",
            )
        faults = (self._judge(place, seen) for place in self.places)
        fault = next((fault for fault in faults if fault), None)
        return fault or (written_over(self.function, self.kept, seen) if self.kept else None)

    def _judge(self, place: int, seen: Observations) -> Fault | None:
        function, result, calls = self.function, self.function.results[place], []
        for number in range(len(function.calls)):
            found, fault = self.read(seen, number, place)
            if fault:
                return fault
            names = self.names(seen, number, result)
            right = result.right(names)
            calls.append((_scalar(found, right[0]), names, right))
        for (found, _, right), call in zip(calls, function.calls, strict=True):
            close = [each for each in right if arrays.same(found, each, function.tolerance)]
            if not close and (self.values or found.shape != right[0].shape):
                hint = _mistake(result, [(found, names) for found, names, _ in calls])
                hint = (
                    hint or self._of_another(found, place, seen) or habits.hint(found, right[0], source(seen))
                )
                return self._fault(result, call, found, right[0], hint)
        return None

    def _of_another(self, found: np.ndarray, place: int, seen: Observations) -> str:
        """The hint for a result that is right in another place of what is given back; nothing otherwise."""
        for other in self.function.results[:place] + self.function.results[place + 1 :]:
            right = other.right(self.names(seen, 0, other))
            if any(arrays.same(found, each, self.function.tolerance) for each in right):
                return f"This is {other.what}. In which order does the text name what is given back?"
        return ""

    def read(self, seen: Observations, number: int, place: int) -> tuple[np.ndarray, Fault | None]:
        """The numbers of one result of one call, or the fault of a call that gave no numbers."""
        results, observation = self.function.results, seen[self.function.observes[number]]
        values = _results(observation, len(results))
        found = values[place] if values is not None and place < len(values) <= len(results) else None
        if found is not None:
            return found, None
        if in_words(observation) == "None":
            printed = "print(" in source(seen)
            hint = f"`print` shows a value. {NO_RETURN}" if printed else f"{NONE_HINT} {NO_RETURN}"
        elif len(results) == 1:
            hint = "What the function returns is no array."
        elif values is None or len(values) != len(results):
            hint = f"It gives back {len(results)} things, in this order, with commas between them."
        else:
            hint = "Something in it is no number or array. What does each part hold?"
        wanted = " and ".join(each.what for each in results)
        return np.empty(0), Fault(
            f"`{self.function.calls[number]}` gives {in_words(observation)}", wanted, hint
        )

    def names(self, seen: Observations, number: int, result: Result) -> dict[str, Any]:
        """What the code may name for one call: other results are the student's, if they have the shape."""
        results, names = self.function.results, self.function.names(number)
        values = _results(seen[self.function.observes[number]], len(results)) or []
        for other, found in zip_longest(results, values[: len(results)]):
            if other.name and other is not result and re.search(rf"\b{other.name}\b", result.code):
                right = other.right(names)[0]
                names[other.name] = right if found is None or found.shape != right.shape else found
        return names

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
            return Fault(f"{what} has the shape {found.shape}", shape, hint)
        if arrays.same(found, wanted, ROUNDED):
            off, most = arrays.difference(found, wanted), self.function.tolerance
            hint = (
                "Nearly right: digits were lost. Round only what you print, and let NumPy keep its float64."
            )
            return Fault(f"{what} is off by {off:.0e}", f"at most {most:.0e}", hint)
        hint = hint or result.values
        if "normal(" not in call:
            return Fault(f"{what} is {_shown(found)}", _shown(wanted), hint)
        other = f", of the right shape {found.shape}, has other values" if found.ndim else f" is {found:.4g}"
        return Fault(f"{what}{other}", "the values that the text describes", hint)


@dataclass(frozen=True)
class Again(Returned):
    """A judge of the same results for inputs that only a grader gives: nobody could know them before."""

    shown: Calls | None = None
    """The function with the inputs of its check. Of a result that was right for those, one that is made of it
    has to be right as well."""

    def names(self, seen: Observations, number: int, result: Result) -> dict[str, Any]:
        """Of another result the right one, where the student's was right for the inputs of the check."""
        names = super().names(seen, number, result)
        for place, other in enumerate(self.function.results):
            if other.name in names and self.shown and not Returned(self.shown, (place,))(seen):
                names[other.name] = other.right(self.function.names(number))[0]
        return names

    def _judge(self, place: int, seen: Observations) -> Fault | None:
        function, result = self.function, self.function.results[place]
        for number, call in enumerate(function.calls):
            found, fault = self.read(seen, number, place)
            if fault:
                return fault
            right = result.right(self.names(seen, number, result))
            found = _scalar(found, right[0])
            if found.shape != right[0].shape:
                shape = f"an array of shape {right[0].shape}" if right[0].ndim else "one number"
                what = f"{result.what} has the shape {found.shape} for {_told(call)}"
                return Fault(what, shape, result.shape or result.values)
            if not self.values or any(arrays.same(found, each, function.tolerance) for each in right):
                if self.values and function.exact and (off := _measured(found, right)):
                    return Fault(
                        f"{result.what} is off by {off:.0e}, as measured slopes are, for {_told(call)}",
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
            f"{what} is {found.flat[wrong]:.6g} for {_told(call)}",
            f"{right.flat[wrong]:.6g}",
            f"The inputs of the check came out right, these did not. {result.values}",
        )


@dataclass(frozen=True)
class Kept:
    """A judge of arguments after the call: the function must not have written over them."""

    function: Calls
    arguments: tuple[str, ...]

    def __call__(self, seen: Observations) -> Fault | None:
        """The fault of an argument that is another one now; a function that does nothing earns nothing."""
        if fault := Returned(self.function).read(seen, 0, 0)[1] or self._idle(seen):
            return fault
        return written_over(self.function, self.arguments, seen)

    def _idle(self, seen: Observations) -> Fault | None:
        """The fault of a function whose results are what it was given, or the same number everywhere."""
        function, idle = self.function, []
        given = [arrays.plain(each) for each in function.names(0).values()]
        for place, result in enumerate(function.results):
            found, fault = Returned(function).read(seen, 0, place)
            if fault:
                return fault
            right = result.right(Returned(function).names(seen, 0, result))
            same = any(arrays.same(found, each) for each in given if each is not None)
            constant = found.size > 1 and np.ptp(found) == 0
            wrong = not any(arrays.same(found, each, function.tolerance) for each in right)
            idle.append(wrong and (same or constant or found.shape != right[0].shape))
        if not all(idle):
            return None
        hint = "First the result: a function that computes nothing has nothing to write over."
        return Fault("the function does nothing with what it is given", "a result", hint)


def written_over(function: Calls, arguments: tuple[str, ...], seen: Observations) -> Fault | None:
    """The fault of the first of these arguments that is another one after the call."""
    after, given = seen[function.afterwards].get("value"), function.names(0)
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
    """Whether an argument, an array or a list of arrays, is what it was."""
    if isinstance(given, list):
        return isinstance(found, list) and len(found) == len(given) and all(map(_unchanged, found, given))
    values = arrays.plain(found)
    return values is not None and arrays.same(values, given)


def _results(observation: Observation, count: int) -> list[np.ndarray | None] | None:
    """The things that a function gave back together; None if it gave something else."""
    if count == 1:
        return [arrays.numbers(observation)]
    if observation["kind"] == "array":
        values = arrays.numbers(observation)
        return [np.asarray(each) for each in values] if values is not None and values.ndim else None
    value = observation.get("value")
    return [arrays.plain(each) for each in value] if isinstance(value, list) else None


def _mistake(result: Result, calls: list[tuple[np.ndarray, dict[str, Any]]]) -> str:
    """The hint of the first mistake that gives what was found, in all calls; or nothing."""
    for candidates in zip(*(result.candidates(names) for _, names in calls), strict=True):
        pairs = zip(calls, candidates, strict=True)
        if candidates[0][0] and all(arrays.same(found, value, ROUNDED) for (found, _), (_, value) in pairs):
            return candidates[0][0]
    return ""


def _told(call: str) -> str:
    """A call as a student can make it herself."""
    if "normal(" not in call:
        return f"`{call}`"
    return f"`{call}`, where `normal(seed, ...)` is `np.random.default_rng(seed).normal(size=(...))`"


def _measured(found: np.ndarray, right: list[np.ndarray]) -> float:
    """By how much values are off that were computed in float64 and not rounded; 0 for rounding alone."""
    off = min(arrays.difference(found, each) for each in right)
    with np.errstate(over="ignore"):
        short = np.array_equal(found.astype(np.float32).astype(float), found)
    return 0.0 if off <= EXACT or short or np.array_equal(found.round(9), found) else off


def _scalar(found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """One number, also if it was left in an array of one."""
    return found.reshape(()) if wanted.ndim == 0 and found.size == 1 else found


def _shown(values: np.ndarray) -> str:
    """Numbers with four digits, nested as they are."""
    return np.array2string(values, precision=4, separator=", ", suppress_small=True).replace("\n", "")

"""What a student's function returns: compared with the right values, and with those of known mistakes.

A mistake is written once, as code with its hint. The code of a result is a list of expressions over the
arguments of the function: first what is right, then under each comment what a mistake gives instead. The
comment is the hint. ::

    SQUARE = Function(
        "square(x)",
        ("np.array([2.0, -3.0])",),  # the arguments of each call
        (Result("the square", '''
            x ** 2
            # This is the double. Which number is multiplied by which?
            2 * x
            # Of a negative number the square is positive, too.
            x * abs(x)
            -(x ** 2)
            ''', "A square is the number times itself."),),
    )
    Step("A0.1", defines=("square",), criteria=(SQUARE.returns("it squares", 1),), ...)

Where there are several right expressions, each is accepted. An assignment names what the expressions below it
share. An expression may also name another result that the function gives (`Result.name`): it is then the
student's own, so that one mistake is paid for once.

Calls are observed (`Function.observes`) apart from being judged. The judge runs the code with what the check
called the student's function with: what is right always, the mistakes only for an answer that is wrong.

A grader calls the function with further inputs, which are drawn anew in every run; for them only what is
right is run, so that it has to hold for any size. They are `inputs` with other seeds in each `normal`,
unless the function says more (`drawn`)::

    drawn=("normal(seed, n), number",), sizes={"n": (1, 5)}
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from textwrap import dedent
from types import CodeType
from typing import Any

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observation, Observations, names_in
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, in_words, source

TOLERANCE = 1e-4  # for who computes in float32
ROUNDED = 1e-3  # numbers with four digits lie between the two; so do those of a mistake
EXACT = 1e-12  # the error of float64 in a few steps; that of a central difference is above 1e-11
TIMES = 2  # how many inputs a grader draws for a function
NONE_HINT = "The function gives None. Is its body written, and does it `return` the result?"
NO_RETURN = "A function gives back what stands behind `return`. Without it, that is None."

Names = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """One thing that a function returns."""

    what: str
    """It in words, such as `the gradient by the bias`."""
    code: str
    """What is right, and what mistakes give; see above."""
    values: str
    """The hint for any other values."""
    shape: str = ""
    """The hint for any other shape; that for values if left out."""
    name: str = ""
    """By which the code of results after it calls it."""

    def candidates(self, names: Names) -> Iterator[tuple[str, np.ndarray]]:
        """Run the code with these names: pairs of hint and value, those without a hint are right."""
        scope = {"np": np, "normal": normal, **names}
        for hint, code, is_value in _parsed(self.code):
            value = eval(code, scope)
            if is_value:
                yield hint, np.asarray(value, dtype=float)

    @property
    def hints(self) -> list[str]:
        """The hint of each candidate; that of right ones is empty."""
        return [hint for hint, _, is_value in _parsed(self.code) if is_value]

    def right(self, names: Names) -> list[np.ndarray]:
        """The values that are right with these names; of mistakes nothing runs."""
        found = []
        for hint, value in self.candidates(names):
            if hint:
                break
            found.append(value)
        return found


@cache
def _parsed(text: str) -> list[tuple[str, CodeType, bool]]:
    """Each statement of a code: its hint, the statement, and whether it is an expression."""
    text = dedent(text)
    lines, end, hint, found = text.splitlines(), 0, "", []
    for node in ast.parse(text).body:
        comments = [line[1:].strip() for line in lines[end : node.lineno - 1] if line.startswith("#")]
        hint, end = " ".join(comments) or hint, node.end_lineno or 0
        is_value = isinstance(node, ast.Expr)
        part = ast.Expression(node.value) if isinstance(node, ast.Expr) else ast.Module([node], [])
        found.append((hint, compile(part, f"<{hint or 'right'}>", "eval" if is_value else "exec"), is_value))
    return found


@dataclass(frozen=True)
class Function:
    """A function that a student writes, the calls that a check makes, and what is known of its results."""

    head: str
    """Its name and arguments: `neuron(x, w, b)`."""
    inputs: tuple[str, ...]
    """The arguments of each call, as text."""
    results: tuple[Result, ...]
    """What it returns, in order."""
    helpers: Names = field(default_factory=dict, repr=False)
    """Further names that the code of its results uses."""
    tolerance: float = TOLERANCE
    """Of right values, relative to the largest of them."""
    drawn: tuple[str, ...] = ()
    """Inputs as only a grader gives them. In them `seed` is a new number wherever it stands, `number` one of
    both signs around 1, `share` one between 0 and 1, and the names of `sizes` are drawn once for each
    call."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """From a name in `drawn` to its smallest and its largest whole number."""
    exact: bool = False
    """Whether a grader lets no more than rounding pass, so that slopes which were measured are told from
    those that were worked out. Who computes in float32, or rounds, is not meant."""

    def redrawn(self, random: np.random.Generator) -> "Function":
        """The function with inputs as only a grader gives them, of each kind at least one."""
        kinds = self.drawn or tuple(re.sub(r"normal\(\d+", "normal(seed", each) for each in self.inputs)
        inputs = [
            _filled(kinds[number % len(kinds)], self.sizes, random)
            for number in range(max(TIMES, len(kinds)))
        ]
        return replace(self, inputs=tuple(inputs))

    @property
    def calls(self) -> tuple[str, ...]:
        """The text of each call."""
        name = self.head.partition("(")[0]
        return tuple(f"{name}({each})" for each in self.inputs)

    @property
    def observes(self) -> tuple[str, ...]:
        """The expressions of the calls. A list is as good an answer as an array."""
        if len(self.results) > 1:
            return self.calls
        return tuple(f"np.asarray({each}).tolist()" for each in self.calls)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(names_in(f"[{self.head.partition('(')[2][:-1]}]"))

    def names(self, place: int) -> dict[str, Any]:
        """What the code of a result may name for one of the calls: its arguments and the helpers."""
        values = eval(f"[{self.inputs[place]}]", {"np": np, "normal": normal})
        return {**self.helpers, **dict(zip(self.arguments, values, strict=True))}

    def returns(self, criterion: str, points: float, *places: int, values: bool = True) -> Criterion:
        """The criterion that some of its results are right, the first if none is named.

        Args:
            criterion: in the student's words.
            points: what it is worth.
            places: of the results.
            values: whether these are looked at, too; otherwise the shape alone.
        """

        def drawn(random: np.random.Generator) -> Drawn:
            again = self.redrawn(random)
            return Drawn(again.observes, Again(again, places or (0,), values, self))

        return Criterion(criterion, points, self.observes, Returned(self, places or (0,), values), drawn)

    def keeps(self, criterion: str, points: float, argument: str) -> Criterion:
        """The criterion that it does not write over an argument."""

        def drawn(random: np.random.Generator) -> Drawn:
            again = Kept(self.redrawn(random), argument)
            return Drawn((again.function.observes[0], again.expression), again)

        judge = Kept(self, argument)
        return Criterion(criterion, points, (self.observes[0], judge.expression), judge, drawn)


@dataclass(frozen=True)
class Returned:
    """A judge of some of the results of a function."""

    function: Function
    places: tuple[int, ...] = (0,)
    """Which results."""
    values: bool = True
    """Whether these are looked at, too; otherwise the shape alone."""

    def __call__(self, seen: Observations) -> Fault | None:
        """The fault of the first call that gave something else than what is right."""
        if "from_scratch" in source(seen):
            return Fault(
                "this answer uses the library `lenet_keras.from_scratch`",
                "a function that you write in this notebook",
                "Open its files when the step is done, and compare. Here the point is to write it once.",
            )
        faults = (self._judge(place, seen) for place in self.places)
        return next((fault for fault in faults if fault), None)

    def _judge(self, place: int, seen: Observations) -> Fault | None:
        function, result, calls = self.function, self.function.results[place], []
        for number in range(len(function.calls)):
            found, fault = self.read(seen, number, place)
            if fault:
                return fault
            names = self._names(seen, number, result)
            right = result.right(names)
            calls.append((_scalar(found, right[0]), names, right))
        for (found, _, right), call in zip(calls, function.calls, strict=True):
            close = [each for each in right if arrays.same(found, each, function.tolerance)]
            if not close and (self.values or found.shape != right[0].shape):
                hint = _mistake(result, [(found, names) for found, names, _ in calls])
                return self._fault(result, call, found, right[0], hint)
        return None

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

    def _names(self, seen: Observations, number: int, result: Result) -> dict[str, Any]:
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
            hint = hint or "There are values that are infinite or no numbers (NaN) among them."
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

    shown: Function | None = None
    """The function with the inputs of its check. Of a result that was right for those, one that is made of it
    has to be right as well."""

    def _names(self, seen: Observations, number: int, result: Result) -> dict[str, Any]:
        names = super()._names(seen, number, result)
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
            right = result.right(self._names(seen, number, result))
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
    """A judge of an argument after the call: the function must not have written over it."""

    function: Function
    argument: str

    @property
    def expression(self) -> str:
        """It gives the argument as it is after the first call."""
        call, text = self.function.calls[0], f"[{self.function.inputs[0]}]"
        parts = ast.parse(text, mode="eval").body.elts  # type: ignore[attr-defined]
        place = self.function.arguments.index(self.argument)
        texts = [ast.get_source_segment(text, each) or "" for each in parts]
        inputs = ", ".join([*texts[:place], self.argument, *texts[place + 1 :]])
        call = f"{call.partition('(')[0]}({inputs})"
        return f"(lambda {self.argument}: ({call}, {self.argument})[1])({texts[place]})"

    def __call__(self, seen: Observations) -> Fault | None:
        """The fault of an argument that is another one now; a function that does nothing earns nothing."""
        if fault := Returned(self.function).read(seen, 0, 0)[1]:
            return fault
        found = arrays.numbers(seen[self.expression])
        if found is not None and arrays.same(found, self.function.names(0)[self.argument], TOLERANCE):
            return None
        return Fault(
            f"the call has changed `{self.argument}`, which belongs to the caller",
            f"`{self.argument}` as it was",
            "`a -= b` and `a[...] = b` write into the array itself, and other layers still need it. "
            "`a = a - b` makes a new one; so does `a.copy()`.",
        )


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


def _filled(kind: str, sizes: Mapping[str, tuple[int, int]], random: np.random.Generator) -> str:
    """One kind of drawn inputs with its numbers."""
    chosen = {name: int(random.integers(low, high + 1)) for name, (low, high) in sizes.items()}

    def number(found: re.Match) -> str:
        match found[0]:
            case "seed":
                return str(random.integers(1000, 1_000_000))
            case "number":
                return f"{random.choice([-1, 1]) * random.uniform(0.25, 2):.3f}"
            case "share":
                return f"{random.uniform(0.05, 0.95):.3f}"
        return str(chosen[found[0]])

    names = "|".join(["seed", "number", "share", *map(re.escape, sizes)])
    return re.sub(rf"\b({names})\b", number, kind)


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

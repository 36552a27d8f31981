"""What is known of a student's function: the calls that a check makes, what is right and what mistakes give.

A mistake is written once, as code with its hint. The code of a result is a list of expressions over the
arguments of the function: first what is right, then under each comment what a mistake gives instead. The
comment is the hint. ::

    Result("the square", '''
        x ** 2
        # This is the double. Which number is multiplied by which?
        2 * x
        # Of a negative number the square is positive, too.
        x * abs(x)
        -(x ** 2)
        ''', "A square is the number times itself.")

Where there are several right expressions, each is accepted. An assignment names what the expressions below it
share. An expression may also name another result that the function gives (`Result.name`): it is then the
student's own, so that one mistake is paid for once.

A grader calls the function with further inputs, which are drawn anew in every run; for them only what is
right is run, so that it has to hold for any size. The function says what they are like::

    drawn=("normal(seed, n), number",), sizes={"n": (1, 5)}
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from textwrap import dedent
from types import CodeType
from typing import Any, Self

import numpy as np

from lenet_keras.checks.observation import names_in
from lenet_keras.checks.probes import normal, whole

TOLERANCE = 1e-4  # for who computes in float32
TIMES = 2  # how many inputs a grader draws for a function

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
    infinite: str = ""
    """The hint for values that are infinite or NaN."""
    whole: bool = False
    """Whether it holds whole numbers that later cells index with, so that `3.0` will not do."""
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
class Calls:
    """Calls of a function that a student writes, and what is known of its results."""

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
    call. Without any, a function that knows the inputs of its check is as good as one that computes."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """From a name in `drawn` to its smallest and its largest whole number."""
    exact: bool = False
    """Whether a grader lets no more than rounding pass, so that slopes which were measured are told from
    those that were worked out. Who computes in float32, or rounds, is not meant."""

    def redrawn(self, random: np.random.Generator) -> Self:
        """The function with inputs as only a grader gives them, of each kind at least one."""
        count = len(self.drawn)
        inputs = [
            _filled(self.drawn[number % count], self.sizes, random) for number in range(max(TIMES, count))
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
    def afterwards(self) -> str:
        """The arguments as they are after the first call, as an expression of a list; None for a function."""
        name, names = self.head.partition("(")[0], ", ".join(self.arguments)
        data = f"[None if callable(each) else each for each in [{names}]]"
        return f"(lambda {names}: ({name}({names}), {data})[1])({self.inputs[0]})"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(names_in(f"[{self.head.partition('(')[2][:-1]}]"))

    def names(self, place: int) -> dict[str, Any]:
        """What the code of a result may name for one of the calls: its arguments and the helpers."""
        values = eval(f"[{self.inputs[place]}]", {"np": np, "normal": normal, "whole": whole})
        return {**self.helpers, **dict(zip(self.arguments, values, strict=True))}


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

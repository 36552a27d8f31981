"""What a student's function returns: compared with the right values, and with those of known mistakes. ::

    SQUARE = Function("square(x)", ("np.array([2.0, -3.0])",), (Result("the square", "x ** 2", "..."),))
    Step("A0.1", defines=("square",), criteria=(SQUARE.returns("it squares", 1),), ...)

What is known of a function is in `calls`; calls are observed (`Calls.observes`) apart from being judged.
The judges are in `returned`, in `redrawn` for inputs that only a grader gives, and in `arguments`.
"""

from dataclasses import dataclass

import numpy as np

from lenet_keras.checks.arguments import Kept
from lenet_keras.checks.calls import Calls
from lenet_keras.checks.redrawn import Again
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.verdict import Criterion, Drawn


@dataclass(frozen=True)
class Function(Calls):
    """A function that a student writes, and the criteria that it has to meet."""

    def returns(
        self,
        criterion: str,
        points: float,
        *places: int,
        values: bool = True,
        kept: str | None = None,
        after: Calls | None = None,
    ) -> Criterion:
        """The criterion that some of its results are right, the first if none is named.

        Args:
            criterion: in the student's words.
            points: what it is worth.
            places: of the results.
            values: whether these are looked at, too; otherwise the shape alone.
            kept: names of arguments, with spaces, that it must not write over. If left out, the first
                result is right only if all of them are as they were: one mistake costs once.
            after: the same function with usual inputs, for which it has to be right first.
        """
        where = places or (0,)
        unasked = self.arguments if values and 0 in where else ()
        unchanged = unasked if kept is None else tuple(kept.split())

        def observes(function: Calls) -> tuple[str, ...]:
            usual = after.observes if after else ()
            return (*usual, *function.observes, *([function.afterwards] * bool(unchanged)))

        def drawn(random: np.random.Generator) -> Drawn:
            again = self.redrawn(random)
            return Drawn(observes(again), Again(again, where, values, unchanged, shown=self))

        judge = Returned(self, where, values, unchanged, Returned(after, where) if after else None)
        return Criterion(criterion, points, observes(self), judge, drawn if self.drawn else None)

    def keeps(self, criterion: str, points: float, argument: str) -> Criterion:
        """The criterion that it does not write over an argument."""

        def drawn(random: np.random.Generator) -> Drawn:
            again = self.redrawn(random)
            return Drawn((*again.observes, again.afterwards), Kept(again, (argument,)))

        judge = Kept(self, (argument,))
        observes = (*self.observes, self.afterwards)
        return Criterion(criterion, points, observes, judge, drawn if self.drawn else None)

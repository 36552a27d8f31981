"""Judge of A8.15: which of several ways are worth what they cost."""

import numpy as np

from lenet_keras.checks.a8_errors.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def unbeaten(costs: np.ndarray, errors: np.ndarray, beats) -> np.ndarray:
    """The places, `(found,)`, of ways that no way beats.

    Args:
        costs: `(n,)`.
        errors: `(n,)`.
        beats: tells, from the costs and errors of all ways and those of one, which beat that one, `(n,)`.
    """
    each = zip(costs, errors, strict=True)
    return np.flatnonzero([not np.any(beats(costs, errors, cost, error)) for cost, error in each])


CODE = """
    both = lambda C, E, c, e: (C <= c) & (E <= e) & ((C < c) | (E < e))
    front = unbeaten(costs, errors, both)
    front
    # These are the ways that are beaten. The others are asked for.
    np.setdiff1d(np.arange(len(costs)), front)
    # A way that costs the same and errs less beats, too; so does one that errs the same and costs less.
    unbeaten(costs, errors, lambda C, E, c, e: (C < c) & (E < e))
    # Each way costs at most as much as itself and errs at most as much. Does it beat itself?
    unbeaten(costs, errors, lambda C, E, c, e: (C <= c) & (E <= e))
    # A way that is cheaper alone, or errs less alone, beats nothing. It has to hold in both.
    unbeaten(costs, errors, lambda C, E, c, e: (C < c) | (E < e))
    unbeaten(costs, errors, lambda C, E, c, e: ((C <= c) | (E <= e)) & ((C < c) | (E < e)))
    # Of two that cost the same, the one that errs less beats the other.
    unbeaten(costs, errors, lambda C, E, c, e: (C < c) & (E <= e))
    # Of two that err the same, the cheaper one beats the other.
    unbeaten(costs, errors, lambda C, E, c, e: (C <= c) & (E < e))
    # Here more errors are better.
    unbeaten(costs, errors, lambda C, E, c, e: both(C, -E, c, -e))
    # Here a higher cost is better.
    unbeaten(costs, errors, lambda C, E, c, e: both(-C, E, -c, e))
    # These are truth values. Which places are True?
    np.isin(np.arange(len(costs)), front)
    # They are in the order of their costs. The text asks for places in rising order.
    front[np.argsort(costs[front], kind="stable")]
    # They are in the order of their errors. The text asks for places in rising order.
    front[np.argsort(errors[front], kind="stable")]
    # These are costs. At which places do they stand?
    costs[front]
    # These are errors. At which places do they stand?
    errors[front]
    # This is how many there are. Which are they?
    len(front)
    # Two that are equal in both do not beat each other: both are worth it.
    np.array([k for k in front if np.sum((costs == costs[k]) & (errors == errors[k])) == 1])
    np.array([k for k in front if k == min(np.flatnonzero((costs == costs[k]) & (errors == errors[k])))])
    # These are the cheapest and the best. Ways between them may be worth it, too.
    np.unique([np.argmin(costs), np.argmin(errors)])
    # This is the one with the fewest errors. Others may be worth it because they cost less.
    np.argmin(errors)
    [np.argmin(errors)]
    # This is the cheapest one. Others may be worth it because they err less.
    np.argmin(costs)
    [np.argmin(costs)]
    """
WORTH = Function(
    "worth_it(costs, errors)",
    (
        "np.array([4.0, 1, 2, 6, 2, 4, 3]), np.array([0.03, 0.09, 0.07, 0.04, 0.05, 0.03, 0.05])",
        "np.array([2.0, 1, 3]), np.array([0.02, 0.01, 0.04])",
    ),
    (
        Result(
            "the array of places",
            CODE,
            "Take one way after another: does any other cost at most as much, err at most as much, and do "
            "better in one of both?",
            "As many whole numbers as there are ways that no other beats.",
            whole=True,
        ),
    ),
    {"unbeaten": unbeaten},
    drawn=("np.round(np.abs(normal(seed, n)) + 0.1, 1), np.round(np.abs(normal(seed, n)) / 5, 2)",),
    sizes={"n": (4, 14)},
)

STEP = Step(
    "A8.15",
    concept="gain and cost",
    defines=("worth_it",),
    criteria=(WORTH.returns("the ways that no other beats", 2),),
    error_hints=ERROR_HINTS,
)

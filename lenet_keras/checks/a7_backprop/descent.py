"""Judges of A7.7: a step downhill."""

import numpy as np

from lenet_keras.checks.a7_backprop.forward import HINTS
from lenet_keras.checks.a7_backprop.trials import Arguments, expressions, part_fault, tried
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

DESCEND: tuple[Arguments, ...] = (
    (
        [np.array([1.0, 2.0]), np.array([[0.5, -1.0]]), 3.0],
        [np.array([0.5, -1.0]), np.array([[2.0, 4.0]]), 2.0],
        0.1,
    ),
    (
        [np.array([-1.0, 0.25]), np.array([[3.0, 0.0]]), -2.0],
        [np.array([4.0, 0.0]), np.array([[1.0, -3.0]]), -0.5],
        0.5,
    ),
)


def moved(seen: Observations) -> Fault | None:
    """Judge A7.7: every parameter is moved against its slope."""
    names = ("first", "second", "third")
    trials, fault = tried(seen, "descend", DESCEND, names)
    if fault:
        return fault
    for place, name in enumerate(names):

        def wrong(change, place=place):
            return lambda values, slopes, rate: change(
                np.asarray(values[place]), np.asarray(slopes[place]), rate
            )

        mistakes = (
            (
                "The step goes uphill: the slope points where the loss *grows*.",
                wrong(lambda p, g, r: p + r * g),
            ),
            ("The step is as long as the slope. The learning rate is missing.", wrong(lambda p, g, r: p - g)),
            ("That is the step alone. It starts where the parameter is.", wrong(lambda p, g, r: -r * g)),
            ("That is the step alone. It starts where the parameter is.", wrong(lambda p, g, r: r * g)),
            (
                "The slope was divided by the rate. A small rate makes a small step.",
                wrong(lambda p, g, r: p - g / r),
            ),
            ("The parameter is where it was. Is the new value kept?", wrong(lambda p, g, r: p)),
            ("Only the sign of the slope was used, not its size.", wrong(lambda p, g, r: p - r * np.sign(g))),
            ("The rate belongs to the step only, not to the parameter.", wrong(lambda p, g, r: r * (p - g))),
        )
        fault = part_fault(
            f"the {name} parameter",
            place,
            trials,
            wrong(lambda p, g, r: p - r * g),
            mistakes,
            "From each parameter goes the rate times its own slope.",
        )
        if fault:
            return fault
    return None


STEPS = (
    Step(
        "A7.7",
        concept="optimizer",
        defines=("descend",),
        criteria=(
            Criterion(
                "every parameter moves against its slope", 1, expressions("descend", DESCEND, 3), moved
            ),
        ),
        error_hints=(
            (
                r"can't multiply sequence|unsupported operand type\(s\) for -: 'list'|operand type.*list",
                "A list is no array: it cannot be multiplied as a whole. Go through the "
                "parameters one by one.",
            ),
            *HINTS,
        ),
    ),
)

"""Judges of A7.7: a step downhill."""

from lenet_keras.checks.a7_backprop.forward import HINTS
from lenet_keras.checks.a7_backprop.network import PRECISE
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

MOVED = """
    p, g = (np.asarray(each[{}]) for each in (parameters, slopes))
    p - rate * g
    # The step goes uphill: the slope points where the loss *grows*.
    p + rate * g
    # The step is as long as the slope. The learning rate is missing.
    p - g
    # That is the step alone. It starts where the parameter is.
    -rate * g
    rate * g
    # The slope was divided by the rate. A small rate makes a small step.
    p - g / rate
    # The parameter is where it was. Is the new value kept?
    p
    # Only the sign of the slope was used, not its size.
    p - rate * np.sign(g)
    # The rate belongs to the step only, not to the parameter.
    rate * (p - g)
    """
DESCEND = Function(
    "descend(parameters, slopes, rate)",
    (
        "[np.array([1.0, 2.0]), np.array([[0.5, -1.0]]), 3.0], "
        "[np.array([0.5, -1.0]), np.array([[2.0, 4.0]]), 2.0], 0.1",
        "[np.array([-1.0, 0.25]), np.array([[3.0, 0.0]]), -2.0], "
        "[np.array([4.0, 0.0]), np.array([[1.0, -3.0]]), -0.5], 0.5",
    ),
    tuple(
        Result(
            f"the {name} parameter",
            MOVED.format(place),
            "From each parameter goes the rate times its own slope.",
        )
        for place, name in enumerate(("first", "second", "third"))
    ),
    tolerance=PRECISE,
    drawn=(
        "[normal(seed, n), normal(seed, n, k), number], [normal(seed, n), normal(seed, n, k), number], share",
    ),
    sizes={"n": (1, 3), "k": (4, 5)},
)

STEPS = (
    Step(
        "A7.7",
        concept="optimizer",
        defines=("descend",),
        criteria=(DESCEND.returns("every parameter moves against its slope", 1, 0, 1, 2),),
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

"""Looking at what a student's function returns: against the right array, and those of classic mistakes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks import hints
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, said, source

TOLERANCE = 1e-4  # relative to the largest value; a student may well compute in float32

NONE_HINT = "The function gives None. Is its body written, and does it `return` the result?"
ERROR_HINTS = (
    ("'NoneType' object is not subscriptable|cannot unpack non-iterable NoneType", NONE_HINT),
    (
        "invalid index to scalar|object is not subscriptable|"
        "tuple index out of range|not enough values to unpack|too many values to unpack",
        "The number of things returned, or of axes, is another than the text says.",
    ),
    (
        "matmul|not aligned|core dimension",
        "In a product of matrices, the columns of the left one must be as many as the rows of the right one. "
        "Write the shapes of both beside it: which one has to be transposed or reshaped?",
    ),
    (
        "cannot reshape",
        "The new shape has room for another number of values. Which factor is missing?",
    ),
    (
        "could not (be )?broadcast|output parameter|operands could not",
        "Two arrays of different shapes meet. Print both shapes; which axis is missing or too long?",
    ),
    ("index .* is out of bounds|IndexError", "An index leaves the array. How often does the window fit?"),
    ("read-only", "A window view shows the image itself and cannot be written to. Make a new array."),
    *hints.PYTHON,
)


@dataclass(frozen=True)
class Truth:
    """The right result, and what else might come out."""

    right: np.ndarray
    """What the function should return."""
    mistakes: tuple[tuple[np.ndarray, str], ...] = ()
    """Pairs of what a classic mistake gives and the hint for it; of any shape."""
    shape: str = "Compare with the shape that the text asks for."
    """The hint for any other shape."""
    values: str = "Take the smallest case that you can compute by hand, and compare."
    """The hint for any other values."""


def judge(expression: str, what: str, truth: Callable[[], Truth], values: bool = True):
    """A judge of one array that a function of the answer returns.

    Args:
        expression: what is observed.
        what: it in words, such as `the gradient by the bias`.
        truth: computes what is right.
        values: whether these are looked at, too; otherwise the shape alone.
    """

    def judged(seen: Observations) -> Fault | None:
        if "from_scratch" in source(seen):
            return Fault(
                "this answer uses the library `lenet_keras.from_scratch`",
                "a function that you write in this notebook",
                "Open its files when the step is done, and compare. Here the point is to write it once.",
            )
        known, observation = truth(), seen[expression]
        found = _numbers(observation)
        wanted = f"an array of shape {known.right.shape}" if known.right.ndim else "one number"
        if found is None:
            hint = NONE_HINT if said(observation) == "None" else "What the function returns is no array."
            return Fault(f"{what} is {said(observation)}", wanted, hint)
        if found.shape != known.right.shape or (values and not _close(found, known.right)):
            same = (
                f", of the right shape {found.shape}, has other values" if found.ndim else f" is {found:.4g}"
            )
            told = same if found.shape == known.right.shape else f" has the shape {found.shape}"
            hint = next((hint for wrong, hint in known.mistakes if _close(found, wrong)), "")
            if not np.all(np.isfinite(found)):
                hint = hint or "There are values that are infinite or no numbers (NaN) among them."
            expected = wanted if found.shape != known.right.shape else "the values that the text describes"
            other = known.shape if found.shape != known.right.shape else known.values
            return Fault(f"{what}{told}", expected, hint or other)
        return None

    return judged


def kept(expression: str, name: str, before: Callable[[], np.ndarray], result: str):
    """A judge of an argument after the call: the function must not have written over it.

    Args:
        expression: gives the argument as it is then.
        name: of the argument.
        before: computes what it was.
        result: expression of what the function returns: one that does nothing earns nothing.
    """

    def judged(seen: Observations) -> Fault | None:
        if _numbers(seen[result]) is None:
            return Fault(f"the function returns {said(seen[result])}", "an array", NONE_HINT)
        found = _numbers(seen[expression])
        if found is not None and _close(found, before()):
            return None
        return Fault(
            f"the call has changed `{name}`, which belongs to the caller",
            f"`{name}` as it was",
            "`a -= b` and `a[...] = b` write into the array itself, and other layers still need it. "
            "`a = a - b` makes a new one; so does `a.copy()`.",
        )

    return judged


def _numbers(observation: dict) -> np.ndarray | None:
    """The values of an observed array or number, or None."""
    if observation["kind"] == "array" and observation["rows"] is None:
        values = np.asarray(observation["values"], dtype=float)
        return values.reshape(observation["shape"]) if values.size == np.prod(observation["shape"]) else None
    value = observation.get("value")
    return np.array(float(value)) if type(value) in (int, float) else None


def _close(found: np.ndarray, expected: np.ndarray) -> bool:
    if found.shape != expected.shape or not np.all(np.isfinite(found)):
        return False
    return bool(
        np.abs(found - expected).max(initial=0) <= TOLERANCE * max(1, np.abs(expected).max(initial=0))
    )


def shape_then_values(expression: str, what: str, truth, of: str) -> tuple[Criterion, ...]:
    """One point for the shape of a result, two for its values."""
    return (
        Criterion(f"{of} of the right shape", 1, (expression,), judge(expression, what, truth, values=False)),
        Criterion(f"{of} with the right values", 2, (expression,), judge(expression, what, truth)),
    )

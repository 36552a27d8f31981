"""Judges of A5.8 and A5.9: a confidence interval over seeds, and McNemar's test."""

import math

import numpy as np

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

# Student's t for 95 %, two-sided, by the number of draws, as the lesson gives it.
T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}
MOST = 100  # digits that are counted; the calls below have fewer


def reach(numbers: list[float], ddof: int = 1) -> float:
    """Half the length of the interval."""
    return float(T[len(numbers)] * np.std(numbers, ddof=ddof) / np.sqrt(len(numbers)))


END = """
    np.mean(numbers) {sign} reach(numbers)
    # s is computed with n in its denominator. With few draws that makes it too small.
    np.mean(numbers) {sign} reach(numbers, 0)
    # This is t · s. The mean of n draws is off by less than a single draw: s / √n.
    np.mean(numbers) {sign} T[len(numbers)] * np.std(numbers, ddof=1)
    # The standard deviation was divided by n, not by its root.
    np.mean(numbers) {sign} T[len(numbers)] * np.std(numbers, ddof=1) / len(numbers)
    # The factor t is missing.
    np.mean(numbers) {sign} np.std(numbers, ddof=1) / np.sqrt(len(numbers))
    # 1.96 is the factor for many draws. For few it is larger: `T` has it.
    np.mean(numbers) {sign} 1.96 * np.std(numbers, ddof=1) / np.sqrt(len(numbers))
    # The table goes by the number of draws, and n - 1 was looked up.
    np.mean(numbers) {sign} T.get(len(numbers) - 1, 0) * np.std(numbers, ddof=1) / np.sqrt(len(numbers))
    # The variance is the square of the standard deviation.
    np.mean(numbers) {sign} T[len(numbers)] * np.var(numbers, ddof=1) / np.sqrt(len(numbers))
    # The interval lies around zero. It belongs around the mean.
    {sign} reach(numbers)
    # The two ends are exchanged: the lower one comes first.
    2 * np.mean(numbers) - (np.mean(numbers) {sign} reach(numbers))
    # This is the range of the draws. The interval is about their mean.
    {limit}(numbers)
    # The median is in the middle. The interval is about the mean.
    np.median(numbers) {sign} reach(numbers)
    """
INTERVAL = Function(
    "confidence_interval(numbers)",
    ("[3.0, 7.0, 8.5, 1.0]", "np.array([0.5, 2.5, 9.0])", "[1.0, 4.0, 2.0, 8.0, 0.0, 6.0]"),
    (
        Result(
            "the lower end", END.format(sign="-", limit="min"), "It is as far below the mean as t · s / √n."
        ),
        Result(
            "the upper end", END.format(sign="+", limit="max"), "It is as far above the mean as t · s / √n."
        ),
    ),
    {"T": T, "reach": reach},
    tolerance=1e-3,  # for who takes t from a finer table
    drawn=("normal(seed, n).tolist()", "4 * normal(seed, n)"),
    sizes={"n": (2, 10)},
)


def split(first: np.ndarray, second: np.ndarray, truth: np.ndarray) -> tuple[int, int]:
    """How many only the first reads, and how many only the second."""
    one, other = first == truth, second == truth
    return int(np.sum(one & ~other)), int(np.sum(other & ~one))


def counts(*numbers: float) -> list[int]:
    """Whole numbers of digits, whatever a student's function gives for them."""
    return np.clip(np.nan_to_num(numbers), 0, MOST).astype(int).tolist()


def tosses(n: float, first: float, last: float) -> float:
    """The probability that `first` to `last` of n tosses come up heads."""
    n, first, last = counts(n, first, last)
    return sum(math.comb(n, i) for i in range(first, last + 1)) / 2**n


def chance(b: float, c: float) -> float:
    """The probability that b + c tosses of a coin split at least as unevenly."""
    return min(1.0, 2 * tosses(b + c, 0, min(b, c)))


def squared(b: float, c: float, less: float) -> float:
    """The p that the approximation by chi-square gives, with `less` subtracted from the difference."""
    b, c = counts(b, c)
    return math.erfc(math.sqrt(max(abs(b - c) - less, 0) ** 2 / max(b + c, 1) / 2))


COUNT = """
    split(first, second, truth)[{place}]
    # These are all digits that this network reads. Those that the other one reads, too, say nothing.
    np.sum({own} == truth)
    # b and c have changed places.
    split(first, second, truth)[{other}]
    # These are the digits on which the answers differ. Both may be wrong there.
    np.sum(first != second)
    # These are the digits that both read.
    np.sum((first == truth) & (second == truth))
    # These are all digits that this network misreads.
    np.sum({own} != truth)
    """
TESTED = (
    "np.array([1, 0, 3, 9, 8, 0, 2, 4, 6, 8, 5, 5]), "
    "np.array([1, 2, 0, 7, 8, 1, 3, 3, 3, 3, 5, 5]), "
    "np.array([1, 2, 3, 4, 5, 1, 2, 4, 6, 8, 5, 5])",
    "np.array([1, 1, 1, 0]), np.array([1, 0, 0, 1]), np.array([1, 1, 1, 1])",
    "np.array([7, 7, 0, 2]), np.array([7, 0, 7, 2]), np.array([7, 7, 7, 7])",
    "np.zeros(40, int), np.arange(40) % 2 * (np.arange(40) > 8), np.zeros(40, int)",
    # so many that 64 bits do not hold the factorials
    "np.repeat([1, 0, 1], [40, 25, 60]), np.repeat([0, 1, 1], [40, 25, 60]), np.ones(125, int)",
)
MCNEMAR = Function(
    "mcnemar(first, second, truth)",
    TESTED,
    (
        Result(
            "b",
            COUNT.format(place=0, other=1, own="first"),
            "Count the digits that the first network reads and the second does not.",
            name="b",
        ),
        Result(
            "c",
            COUNT.format(place=1, other=0, own="second"),
            "Count the digits that the second network reads and the first does not.",
            name="c",
        ),
        Result(
            "p",
            """
            chance(b, c)
            # A probability is 1 at most. With b = c the middle of the sum counts twice.
            2 * tosses(b + c, 0, min(b, c))
            # NumPy's whole numbers end at 2**63, and `2**n` wraps around. `int(b)` is one of Python's,
            # which have no end.
            chance(b, c) if sum(counts(b, c)) < 63 else 1.0
            # This is one side only. A split as uneven the other way round would have surprised as much.
            tosses(b + c, 0, min(b, c))
            # The sum goes on to the smaller of b and c, and includes it.
            2 * tosses(b + c, 0, min(b, c) - 1) * (min(b, c) > 0)
            # This is the probability of exactly this split. More uneven ones belong to it.
            tosses(b + c, min(b, c), min(b, c))
            2 * tosses(b + c, min(b, c), min(b, c))
            # The sum goes to the larger of b and c. The smaller one is meant.
            min(1, 2 * tosses(b + c, 0, max(b, c)))
            # This is the approximation by chi-square. For few digits it is off; the sum is exact.
            squared(b, c, 0)
            squared(b, c, 1)
            # That is the probability of a split that is *less* uneven.
            1 - chance(b, c)
            # The number of tosses is b + c. Digits on which both are right or wrong are none.
            min(1, 2 * tosses(len(truth), 0, min(b, c)))
            """,
            "Follow the formula: n is b + c, and k is the smaller of the two.",
            infinite="NumPy's whole numbers end at 2**63, and `2**n` wraps around to 0. What does `int` do?",
        ),
    ),
    {"split": split, "counts": counts, "chance": chance, "squared": squared, "tosses": tosses},
    drawn=(
        "*(lambda t: (np.where(normal(seed, n) > 0, t, whole(seed, 10, n)), "
        "np.where(normal(seed, n) > -1, t, whole(seed, 10, n)), t))(whole(seed, 10, n))",
    ),
    sizes={"n": (6, 50)},
)

STEPS = (
    Step(
        "A5.8",
        concept="comparison",
        defines=("confidence_interval",),
        criteria=(INTERVAL.returns("both ends are right", 3, 0, 1),),
        error_hints=(
            ("KeyError", "`T` has an entry for each number of draws from 2 to 10. What was looked up?"),
            ("unsupported operand|can't multiply", "A list is no array: NumPy's functions take both."),
        ),
    ),
    Step(
        "A5.9",
        concept="comparison",
        defines=("mcnemar",),
        criteria=(
            MCNEMAR.returns("b and c count the digits on which the networks differ", 2, 0, 1),
            MCNEMAR.returns("p is the probability of such a split", 2, 2),
        ),
        error_hints=(
            (
                "boolean subtract",
                "Truth values are not subtracted. `np.sum` counts them, and the formula needs counts.",
            ),
            (
                "truth value of an array",
                "`and`, `or` and `not` want one truth value. For arrays there are `&`, `|` and `~`, with "
                "parentheses around each comparison beside them.",
            ),
            (
                "cannot be interpreted as an integer|must be an integer|integer",
                "`math.comb` takes whole numbers. A sum of NumPy's can be made one with `int`.",
            ),
        ),
    ),
)

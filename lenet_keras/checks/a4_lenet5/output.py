"""Judges of A4.3 and A4.4: the output layer and the loss, by hand."""

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step
from lenet_keras.lenet5 import BITMAPS

PENALTIES = Function(
    "penalties(codes)",
    ("normal(43, 3, 84)", "normal(44, 5, 84)"),
    (
        Result(
            "the penalties",
            """
            ((codes[:, None] - BITMAPS) ** 2).sum(axis=-1)
            # These are distances. Equation 7 has no square root.
            np.sqrt(((codes[:, None] - BITMAPS) ** 2).sum(axis=-1))
            # The differences are summed with their signs, and cancel out. What makes each of them count?
            (codes[:, None] - BITMAPS).sum(axis=-1)
            (BITMAPS - codes[:, None]).sum(axis=-1)
            # Each difference is squared in equation 7; its absolute value punishes large ones less.
            np.abs(codes[:, None] - BITMAPS).sum(axis=-1)
            # This is the mean of the squares. Equation 7 sums them.
            ((codes[:, None] - BITMAPS) ** 2).mean(axis=-1)
            # A product is large where two pictures are alike. A penalty is small there.
            codes @ BITMAPS.T
            # The square comes after the sum here. First square each difference, then sum.
            (codes[:, None] - BITMAPS).sum(axis=-1) ** 2
            # Whoever is nearest must have the smallest number: a penalty has no minus sign.
            -((codes[:, None] - BITMAPS) ** 2).sum(axis=-1)
            """,
            "For each code and each bitmap: the squares of the 84 differences, summed.",
            "A row for each code, a column for each of the ten bitmaps. Which axis is summed?",
        ),
    ),
    {"BITMAPS": BITMAPS.astype(float)},
    drawn=("normal(seed, n, 84)",),
    sizes={"n": (1, 6)},
)

LOSS = Function(
    "map_loss(y, digit, j)",
    (
        "np.array([4.0, 1.0, 7.0, 3.0, 9.0, 5.0, 8.0, 2.0, 6.0, 2.5]), 1, 1.0",
        "np.array([4.0, 1.0, 7.0, 3.0, 9.0, 5.0, 8.0, 2.0, 6.0, 2.5]), 7, 3.0",
        "np.abs(normal(45, 10)) * 4, 4, 0.5",
    ),
    (
        Result(
            "the loss",
            """
            y[digit] + np.log(np.exp(-j) + np.exp(-y).sum())
            # The first term is missing: what pulls F6 to the bitmap of the right digit?
            np.log(np.exp(-j) + np.exp(-y).sum())
            # The second term is missing: what pushes F6 away from the other bitmaps?
            y[digit]
            # The logarithm misses the class "rubbish": the term with j.
            y[digit] + np.log(np.exp(-y).sum())
            # j is a penalty as the y are, and has their sign in the exponent.
            y[digit] + np.log(np.exp(j) + np.exp(-y).sum())
            # A small penalty means a probable digit. Which sign has y in the exponent?
            y[digit] + np.log(np.exp(-j) + np.exp(y).sum())
            # The two terms are added in equation 9.
            y[digit] - np.log(np.exp(-j) + np.exp(-y).sum())
            # `np.log` is the natural logarithm, and that of equation 9.
            y[digit] + np.log10(np.exp(-j) + np.exp(-y).sum())
            y[digit] + np.log2(np.exp(-j) + np.exp(-y).sum())
            # j itself is no probability: it stands in an exponent.
            y[digit] + np.log(j + np.exp(-y).sum())
            # The logarithm is that of the whole sum.
            y[digit] + np.log(np.exp(-j)) + np.log(np.exp(-y).sum())
            y[digit] + np.exp(-j) + np.log(np.exp(-y).sum())
            # The term with j is one for all: it is added once, not to each of the ten.
            y[digit] + np.log((np.exp(-j) + np.exp(-y)).sum())
            # A power of a sum is another thing than a sum of powers.
            y[digit] + np.log(np.exp(-j) + np.exp(-y.sum()))
            # The classes begin with 0, and so do the places of an array.
            y[digit - 1] + np.log(np.exp(-j) + np.exp(-y).sum())
            # The right digit is one of the ten. The sum in equation 9 leaves none out.
            y[digit] + np.log(np.exp(-j) + np.exp(-y).sum() - np.exp(-y[digit]))
            """,
            "Equation 9: the penalty of the right digit, plus the logarithm of a sum of eleven terms.",
            "The loss of one digit is one number. What sums the ten?",
        ),
    ),
    drawn=("np.abs(normal(seed, 10)) * 4, digit, 3 * share",),
    sizes={"digit": (0, 9)},
)

STEPS = (
    Step(
        "A4.3",
        concept="output layer",
        defines=("penalties",),
        criteria=(PENALTIES.returns("it gives the ten squared distances of each code", 2),),
        error_hints=(
            (
                "operands could not be broadcast",
                "Rows of codes and rows of bitmaps do not fit side by side. A new axis, `codes[:, "
                "np.newaxis]`, "
                "lets each meet each.",
            ),
        ),
    ),
    Step(
        "A4.4",
        concept="loss",
        defines=("map_loss",),
        criteria=(LOSS.returns("it is equation 9", 2),),
    ),
)

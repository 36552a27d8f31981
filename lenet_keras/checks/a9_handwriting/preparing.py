"""Judges of A9.3 and A9.4: the box of 20 x 20, and the centre of mass."""

import numpy as np

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def centre(small: np.ndarray) -> np.ndarray:
    """Row and column of the centre of mass."""
    grid = np.indices(small.shape)
    return (grid * small).sum(axis=(1, 2)) / small.sum()


def placed(small: np.ndarray, top: float, left: float) -> np.ndarray:
    """A field of 28 x 28 with the digit at a place, moved inside if it sticks out."""
    field = np.zeros((28, 28))
    rows, columns = small.shape
    top, left = (int(np.clip(round(at), 0, 28 - side)) for at, side in ((top, rows), (left, columns)))
    field[top : top + rows, left : left + columns] = small
    return field


SIZE = Function(
    "box_size(rows, columns)",
    ("61, 33", "14, 40", "200, 3", "20, 20", "9, 5"),
    (
        Result(
            "the size",
            """
            sides = np.array([rows, columns])
            scale = 20 / max(rows, columns)
            np.maximum(1, np.round(sides * scale))
            # Both sides become 20 here, and a 1 becomes a block. The shorter one follows by its proportion.
            [20, 20]
            # The longer side becomes 20, so that the other one fits as well.
            np.maximum(1, np.round(sides * 20 / min(rows, columns)))
            # Both sides together become 20 here. The longer side alone does.
            np.maximum(1, np.round(sides * 20 / sides.sum()))
            # The diagonal becomes 20 here. The longer side does.
            np.maximum(1, np.round(sides * 20 / np.hypot(rows, columns)))
            # The scale is upside down: 20 stands above the line.
            np.maximum(1, np.round(sides / scale))
            # `//` drops the rest, and a scale below 1 becomes 0.
            np.maximum(1, np.round(sides * (20 // max(rows, columns))))
            # Nothing is scaled. What is too long was cut off.
            np.minimum(sides, 20)
            # The smaller of two numbers is 1 at most. Which of the two is wanted?
            np.minimum(1, np.round(sides * scale))
            # The longer side comes first here. Rows come first, whichever side is longer.
            np.sort(np.maximum(1, np.round(sides * scale)))[::-1]
            # 28 is the field. The digit goes into a box of 20.
            np.maximum(1, np.round(sides * 28 / max(rows, columns)))
            # Rows come first, then columns. (OpenCV's `resize` wants them the other way round.)
            np.maximum(1, np.round(sides * scale))[::-1]
            # A thin 1 has less than half a column then, and is gone: at least 1.
            np.round(sides * scale)
            # `int` and `//` cut off. The nearest whole number is asked for.
            np.maximum(1, np.floor(sides * scale))
            np.floor(sides * scale)
            # "To the nearest" may be down as well as up.
            np.ceil(sides * scale)
            # Sizes are whole numbers.
            sides * scale
            np.maximum(1, sides * scale)
            # Rows and columns are scaled by the same number. Is it the rows that are always longer?
            np.maximum(1, np.round(sides * 20 / rows))
            # Smaller regions are made larger, too: the longer side is 20 in any case.
            np.maximum(1, np.round(sides * min(1, scale)))
            """,
            "Both sides are multiplied by the number that makes the longer one 20.",
            "Two numbers come back: rows, columns.",
        ),
    ),
    # a longer side that is odd leaves no half to round
    drawn=("2 * high + 1, 2 * wide + 1", "2 * high + 43, 1", "3, 2 * wide + 7"),
    sizes={"high": (3, 90), "wide": (3, 90)},
)

CENTRED = Function(
    "centred(small)",
    (
        "np.abs(normal(21, 20, 11)) ** 3",
        "np.abs(normal(22, 9, 20)) ** 3",
        "np.tri(20)",
        # so heavy at one side that they stick out
        "np.arange(20.0)[:, np.newaxis] ** 6 * np.ones(19)",
        "np.arange(20.0)[::-1] ** 6 * np.ones((19, 1))",
    ),
    (
        Result(
            "the field",
            """
            rows, columns = small.shape
            y, x = centre(small)
            placed(small, 14 - y, 14 - x)
            # The box is in the middle. Its ink is heavier on one side.
            placed(small, (28 - rows) // 2, (28 - columns) // 2)
            placed(small, 4, 4)
            # The middle is pixel (14, 14), counted from 0.
            placed(small, 13 - y, 13 - x)
            # Here the centre of mass is half a pixel beside pixel (14, 14).
            placed(small, 13.5 - y, 13.5 - x)
            placed(small, np.floor(14 - y), np.floor(14 - x))
            # Row and column have changed places: sum along the other axis.
            placed(small, 14 - x, 14 - y)
            # The digit moved the wrong way: if its centre is low, it has to go up.
            placed(small, y, x)
            # The digit lies in the corner. Where does its first row have to be?
            placed(small, 0, 0)
            # Each row number counts as much as there is ink in it; here all rows with ink count the same.
            ink = centre(small > 0)
            placed(small, 14 - ink[0], 14 - ink[1])
            # This is the place of the darkest pixel, not the mean of all.
            top, left = np.unravel_index(small.argmax(), small.shape)
            placed(small, 14 - top, 14 - left)
            # The digit is turned: rows and columns have changed places.
            placed(small.T, 14 - x, 14 - y)
            # It sticks out: what leaves on one side came in on the other, or was lost. Move it back inside.
            whole = np.pad(small, ((0, 28 - rows), (0, 28 - columns)))
            np.roll(whole, np.round((14 - y, 14 - x)).astype(int), (0, 1))
            # Its ink was changed. The digit is only moved.
            placed(small / small.max(), 14 - y, 14 - x)
            placed(small > 0, 14 - y, 14 - x)
            """,
            "The digit as it is, moved by whole pixels, zeros around it.",
            "A field of 28 rows and 28 columns, of zeros at first.",
        ),
    ),
    {"centre": centre, "placed": placed},
    drawn=(
        "np.abs(normal(seed, rows, columns)) ** 3",
        "np.arange(20.0)[:, np.newaxis] ** 6 * np.abs(normal(seed, 20, columns))",
    ),
    sizes={"rows": (4, 20), "columns": (4, 20)},
)

STEPS = (
    Step(
        "A9.3",
        concept="preparation",
        defines=("box_size",),
        criteria=(SIZE.returns("the longer side is 20, and the proportion stays", 2),),
    ),
    Step(
        "A9.4",
        concept="preparation",
        defines=("centred",),
        criteria=(CENTRED.returns("the centre of mass is at pixel (14, 14)", 2),),
        error_hints=(
            (
                "could not broadcast",
                "The part of the field is smaller than the digit: it begins too low, or above the field, so "
                "that the digit sticks out.",
            ),
            (
                "slice indices must be integers|cannot be interpreted as an integer|only integer",
                "A place in an array is a whole number: `round` makes one.",
            ),
        ),
    ),
)

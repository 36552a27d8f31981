"""Judges of A9.5: images, moved."""

import numpy as np

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def moved(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Images moved by whole pixels, with zeros where nothing was."""
    rows, columns = images.shape[1:]
    padded = np.pad(images, ((0, 0), (rows, rows), (columns, columns)))
    return padded[:, rows - down : 2 * rows - down, columns - right : 2 * columns - right]


SHIFTED = Function(
    "shifted(images, down, right)",
    (
        "normal(31, 3, 5, 6), 2, -1",
        "normal(32, 2, 4, 4), 0, 3",
        "normal(33, 2, 6, 5), -1, 0",
        "normal(34, 1, 4, 5), 0, 0",
    ),
    (
        Result(
            "the moved images",
            """
            moved(images, down, right)
            # What leaves on one side comes in on the other: `np.roll` goes in a circle. What comes in is
            # paper.
            np.roll(images, (down, right), (1, 2))
            # Down and right have changed places. Which axis are the rows?
            moved(images, right, down)
            np.roll(images, (right, down), (1, 2))
            # Everything moved the other way: positive numbers move down and to the right.
            moved(images, -down, -right)
            np.roll(images, (-down, -right), (1, 2))
            # They moved up or down only.
            moved(images, down, 0)
            # They moved to the side only.
            moved(images, 0, right)
            # They moved along the first axis: that counts the images.
            np.roll(images, down, 0)
            # Nothing moved.
            images
            # Down is down, but left and right have changed places.
            moved(images, down, -right)
            # Left is left, but up and down have changed places.
            moved(images, -down, right)
            # Paper is 0; here the last row or column was repeated.
            padded = np.pad(images, ((0, 0), (9, 9), (9, 9)), mode="edge")
            padded[:, 9 - down : 9 - down + images.shape[1], 9 - right : 9 - right + images.shape[2]]
            """,
            "Each pixel is `down` rows lower and `right` columns further. Where nothing comes from is 0.",
            "Images keep their shape: what moves out is lost, what comes in is 0.",
        ),
    ),
    {"moved": moved},
    drawn=(
        "normal(seed, n, rows, columns), down, -right",
        "normal(seed, n, rows, columns), -down, right",
        "normal(seed, n, rows, columns), 0, -right",
        "normal(seed, n, rows, columns), down, 0",
    ),
    sizes={"n": (1, 4), "rows": (4, 7), "columns": (4, 7), "down": (1, 3), "right": (1, 3)},
)

STEPS = (
    Step(
        "A9.5",
        concept="invariance",
        defines=("shifted",),
        criteria=(SHIFTED.returns("it moves images, and zeros come in", 2, kept="images"),),
        error_hints=(
            (
                "could not broadcast",
                "The part that is written to and the part that is read from have different sizes.",
            ),
        ),
    ),
)

"""From a flat page to the digits in its boxes, as MNIST has them."""

from dataclasses import dataclass

import cv2
import numpy as np

from autograder.handwriting import layout
from autograder.handwriting.photo import DENSITY, FlatPage
from lenet_keras.handwriting import ink, prepare

INSIDE = 0.6  # millimetres from the middle of the frame's line inwards, where writing is looked for
SPECK = 12  # pixels: less ink is dust
LOWEST = 3.0  # millimetres: the longer side of a digit has more
DOT = 1.5  # millimetres: what is smaller is where a pen has touched the paper
LEAST = 0.35  # millimetres of the shorter side: a pen is wider
FULLEST = 0.5  # of the box: more ink is a box that was blackened, or scribbled over


@dataclass(frozen=True)
class Box:
    """What is in one box."""

    number: int
    """From 1, as they are read."""
    label: int
    """Which digit the page asked for."""
    image: np.ndarray | None = None
    """`(28, 28)`, uint8, 255 is ink; None where nothing is written that could be a digit."""
    doubt: str = ""
    """Why somebody should look at it before it counts; nothing if all is well."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there, or what is there was blackened."""
        return self.image is None


def digits(page: FlatPage) -> list[Box]:
    """Cut the digits out of a page.

    Args:
        page: flat and upright.

    Returns:
        All boxes, in the order of `layout.BOXES`.
    """
    mask = ink(page.picture)
    return [
        _digit(mask[page.cut((x + INSIDE, y + INSIDE), layout.SIDE - 2 * INSIDE)], number, label)
        for number, ((x, y), label) in enumerate(zip(layout.BOXES, layout.LABELS, strict=True), 1)
    ]


def _digit(mask: np.ndarray, number: int, label: int) -> Box:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    left, top, wide, high, area = stats.T
    rows, columns = mask.shape
    whole = area >= SPECK
    whole[0] = False  # the paper
    reaches = (left == 0) | (top == 0) | (left + wide == columns) | (top + high == rows)
    # a line along the edge is the frame of a page that is not quite flat
    edge = np.minimum(wide, high) <= INSIDE * DENSITY
    frame = reaches & edge & (np.maximum(wide, high) >= 0.3 * min(rows, columns))
    frame &= (
        (left + wide <= 2 * INSIDE * DENSITY)
        | (left >= columns - 2 * INSIDE * DENSITY)
        | (top + high <= 2 * INSIDE * DENSITY)
        | (top >= rows - 2 * INSIDE * DENSITY)
    )
    whole &= ~frame
    if not whole.any():
        return Box(number, label)
    drawn = np.isin(labels, np.flatnonzero(whole))
    if drawn.mean() > FULLEST:
        return Box(number, label)
    inside = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    (first, last), (start, end) = ((each[0], each[-1] + 1) for each in inside)
    sides = sorted((last - first, end - start))
    if sides[1] < LOWEST * DENSITY or sides[0] < LEAST * DENSITY:
        if sides[1] < DOT * DENSITY:
            return Box(number, label)
        doubt = f"{sides[1] / DENSITY:.0f} mm: a digit, or a stain?"
    else:
        doubt = "it reaches the frame of its box" if (whole & reaches).any() else ""
    image = np.rint(prepare(drawn[first:last, start:end]) * 255).astype(np.uint8)
    return Box(number, label, image, doubt)

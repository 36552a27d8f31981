"""Judges of A9.2: boxes around connected regions."""

import numpy as np

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def regions(mask: np.ndarray, corners: bool = True) -> np.ndarray:
    """The boxes of all connected regions, by their left sides: `(n, 4)`, left, top, width, height.

    Args:
        mask: where ink is.
        corners: whether pixels that touch at a corner hang together.
    """
    near = (-1, 0, 1)
    steps = [(down, right) for down in near for right in near if corners or not (down and right)]
    open_, found = {tuple(place) for place in np.argwhere(mask).tolist()}, []
    while open_:
        region, border = set(), [open_.pop()]
        while border:
            y, x = border.pop()
            region.add((y, x))
            around = {(y + down, x + right) for down, right in steps} & open_
            open_ -= around
            border += around
        (top, left), (bottom, right) = np.min(list(region), axis=0), np.max(list(region), axis=0)
        found.append((left, top, right - left + 1, bottom - top + 1))
    return np.array(sorted(found), dtype=float).reshape(-1, 4)


def with_holes(mask: np.ndarray) -> np.ndarray:
    """The boxes of all regions and of the paper that they enclose, with its rim of ink."""
    holes = regions(~np.pad(mask, 1))[:, :4] - (1, 1, 0, 0)
    inside = holes[(holes[:, :2] >= 0).all(axis=1)] + (-1, -1, 2, 2)
    return np.array(sorted([*regions(mask).tolist(), *inside.tolist()]))


def by_tops(boxes: np.ndarray) -> np.ndarray:
    """The boxes from top to bottom."""
    return boxes[np.lexsort((boxes[:, 0], boxes[:, 1]))]


# Masks with regions of three to twelve rows, no two with the same left side, none inside of another.
BLOTS = "np.repeat(np.repeat(normal({seed}, 8, 14) > 1.0, 3, axis=0), 2, axis=1), {lowest}"

# A 0, whose inside is high enough to be taken for a region, a bar, and dust.
RING = (
    "np.kron([[1, 1, 1, 0, 1, 0, 0], [1, 0, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0, 1]], np.ones((6, 4))) > 0, 7"
)

# Bars of any width and height beside each other, one of them high enough in any case.
BARS = (
    "(lambda t, h: np.repeat(np.kron((t <= np.arange(25)[:, None]) & (np.arange(25)[:, None] < t + h), "
    "[[1, 0]]), whole(seed, 9, 2 * bars + 2) + 1, axis=1) > 0)"
    "(whole(seed, 12, bars + 1), np.append(whole(seed, 9, bars) + 1, 11)), lowest"
)

BOXES = Function(
    "find_boxes(mask, lowest)",
    (BLOTS.format(seed=23, lowest=6), BLOTS.format(seed=73, lowest=6), RING),
    (
        Result(
            "the boxes",
            """
            all_ = regions(mask)
            high = all_[all_[:, 3] >= lowest]
            high
            # Dust is still there: a region counts if it is `lowest` rows high, or higher.
            all_
            by_tops(all_)
            # The inside of a ring has a contour of its own. Only the outer ones are regions of ink.
            (lambda found: found[found[:, 3] >= lowest])(with_holes(mask))
            # Pixels that touch at a corner hang together, too.
            (lambda found: found[found[:, 3] >= lowest])(regions(mask, corners=False))
            # "At least" includes the number itself.
            all_[all_[:, 3] > lowest]
            # That was the small ones.
            all_[all_[:, 3] < lowest]
            # The height decides, not the width. Which of the four numbers is it?
            all_[all_[:, 2] >= lowest]
            # The boxes are asked for in the order of their left sides.
            by_tops(high)
            by_tops(high)[::-1]
            high[::-1]
            # There is a rim around each region. A box ends with the region itself.
            high + [-1, -1, 2, 2]
            # A box is (left, top, width, height): columns come before rows here.
            high[:, [1, 0, 3, 2]]
            # The last two numbers are width and height, not the right side and the bottom.
            np.column_stack([high[:, :2], high[:, :2] + high[:, 2:]])
            """,
            "A box for each region that is high enough, in the order of their left sides.",
            "A list of boxes, each of four numbers. Are small regions left out, and no others?",
        ),
    ),
    {"regions": regions, "with_holes": with_holes, "by_tops": by_tops},
    drawn=(BARS,),
    sizes={"bars": (3, 9), "lowest": (3, 8)},
)

STEPS = (
    Step(
        "A9.2",
        concept="connected regions",
        defines=("find_boxes",),
        criteria=(BOXES.returns("it gives the boxes of the regions that are high enough", 2),),
        error_hints=(
            (
                "FindContours supports|Unsupported|not a numpy array|Expected Ptr|data type|bool",
                "OpenCV takes numbers of one byte: True and False have to become 1 and 0 of type uint8.",
            ),
            (
                "unpack",
                "`findContours` gives two things back: the contours, and how they lie inside each other.",
            ),
        ),
    ),
)

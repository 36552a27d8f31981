"""A picture in, its digits out."""

from dataclasses import dataclass

import numpy as np

from lenet_keras.handwriting import digit, paper
from lenet_keras.handwriting.regions import Region, regions


@dataclass(frozen=True)
class Found:
    """A digit on a page."""

    box: tuple[int, int, int, int]
    """Left, top, width and height in pixels of the picture."""
    image: np.ndarray
    """`(28, 28)`, float32, 0 is paper and 1 is ink."""
    line: int
    """Which line of writing it is in, from 0."""


@dataclass(frozen=True)
class Page:
    """What was found in a picture."""

    digits: tuple[Found, ...]
    """In reading order: line by line, from left to right."""

    @property
    def images(self) -> np.ndarray:
        """All digits, `(n, 28, 28, 1)`, float32 from 0 to 1, as a network of the lessons takes them."""
        if not self.digits:
            return np.empty((0, 28, 28, 1), np.float32)
        return np.stack([each.image for each in self.digits])[..., None]


def find(picture: np.ndarray) -> Page:
    """Find the handwritten digits in a picture, each by itself on a sheet.

    Digits that touch each other are taken for one: this is a limit. So is a digit that reaches the edge of
    the picture: it is left out.

    Args:
        picture: `(rows, columns)` or `(rows, columns, 3)`, red, green, blue, uint8.

    Returns:
        The digits in reading order; none for an empty page.

    Raises:
        ValueError: if it is no such picture.
    """
    small, factor = paper.shrink(paper.grey(picture))
    found, labels = regions(paper.ink(small))
    written = enumerate(lines(found))
    return Page(tuple(_found(region, labels, factor, line) for line, row in written for region in row))


def _found(region: Region, labels: np.ndarray, factor: int, line: int) -> Found:
    part = labels[region.top : region.bottom, region.left : region.right]
    ink = part == region.labels[0]
    for label in region.labels[1:]:
        ink |= part == label
    box = (region.left * factor, region.top * factor, region.width * factor, region.height * factor)
    return Found(box, digit.prepare(ink), line)


def lines(found: list[Region]) -> list[list[Region]]:
    """Put regions into lines of writing, from top to bottom and from left to right.

    A region belongs to a line if its middle is beside the last one that was put there.
    """
    rows: list[list[Region]] = []
    for region in sorted(found, key=lambda each: (each.left, each.top)):
        middle = 2 * region.top + region.height
        for row in rows:
            if 2 * row[-1].top <= middle < 2 * row[-1].bottom:
                row.append(region)
                break
        else:
            rows.append([region])
    return sorted(rows, key=lambda row: (row[0].top, row[0].left))

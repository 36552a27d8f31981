"""Regions of ink, and which of them are one digit."""

from dataclasses import dataclass

import cv2
import numpy as np

SPECK = 5  # pixels; what is smaller both ways is dust
LOWEST = 12  # pixels of height; below that a digit has too few to be read
SMALLEST = 0.4  # of the median height: dots, dashes and stains beside the digits
FLATTEST = 2.5  # width by height; wider is a line under or through the writing
MOST = 500  # regions looked at; a page has fewer, and each is compared with each

# When are two regions pieces of one digit, such as a 5 and its bar? Measured on generated pages.
OVERLAP = 0.2  # of the narrower one's width lies above or below the other
GAP = 0.12  # of the joined height is between them at most
FLAT, THIN = (
    1.2,
    0.35,
)  # a piece that stands apart, a bar or a foot: width by height, and of the joined height
PIECE = 0.6  # of the joined height: the lower of two pieces
BROADEST = 1.5  # width by height of what they are together


@dataclass(frozen=True)
class Region:
    """Ink that belongs together."""

    left: int
    top: int
    width: int
    height: int
    area: int
    """Pixels of ink."""
    labels: tuple[int, ...]
    """Its connected components in the labelled picture."""

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row after it."""
        return self.top + self.height

    def __or__(self, other: "Region") -> "Region":
        """Both as one."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        width = max(self.right, other.right) - left
        height = max(self.bottom, other.bottom) - top
        return Region(left, top, width, height, self.area + other.area, self.labels + other.labels)


def regions(mask: np.ndarray) -> tuple[list[Region], np.ndarray]:
    """Find the regions of ink that can be a digit.

    Ink that touches horizontally, vertically or by a corner is connected. Dust is left out, and what reaches
    the edge of the picture: an edge of the page, or a digit that is cut off. Pieces of one digit are joined.

    Args:
        mask: `(rows, columns)`, uint8, ink is not 0.

    Returns:
        The regions, from top to bottom, and the labels: `(rows, columns)`, int32, the number of the connected
        component at each pixel, 0 for paper.
    """
    # of OpenCV's algorithms the one that counts fastest, by far: Grana's decision tree on blocks of 2 x 2
    _, labels, boxes, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    rows, columns = mask.shape
    left, top, width, height, area = boxes.T
    inside = (left > 0) & (top > 0) & (left + width < columns) & (top + height < rows)
    inside &= (np.maximum(width, height) >= SPECK) & (area >= SPECK)
    inside[0] = False  # the paper
    found = []
    for label in np.flatnonzero(inside):
        x, y, wide, high, size = boxes[label].tolist()
        found.append(Region(x, y, wide, high, size, (int(label),)))
    found = sorted(found, key=lambda region: (-region.area, region.top, region.left))[:MOST]
    return sorted(_digits(joined(found)), key=lambda region: (region.top, region.left)), labels


def joined(found: list[Region]) -> list[Region]:
    """Join the pieces of digits: the smaller one goes to the larger one that it fits best."""
    whole: list[Region] = []
    for piece in sorted(found, key=lambda region: (-region.area, region.top, region.left)):
        gaps = [(gap(piece, other), place) for place, other in enumerate(whole) if belong(piece, other)]
        if gaps:
            place = min(gaps)[1]
            whole[place] = whole[place] | piece
        else:
            whole.append(piece)
    return whole


def gap(a: Region, b: Region) -> int:
    """Rows and columns of paper between two boxes; 0 when they touch or overlap."""
    return max(0, a.top - b.bottom, b.top - a.bottom) + max(0, a.left - b.right, b.left - a.right)


def belong(piece: Region, other: Region) -> bool:
    """Whether two regions are pieces of one digit.

    They stand one above the other. Either their boxes touch, or the lower of them is flat and near. And both
    together have the shape of a digit. Two digits beside each other overlap in height, not in width.
    """
    shared = min(piece.right, other.right) - max(piece.left, other.left)
    if shared < OVERLAP * min(piece.width, other.width):  # of most pairs no more need be known
        return False
    both, low = piece | other, min(piece, other, key=lambda region: region.height)
    apart = gap(piece, other)
    near = apart == 0 or (
        apart <= GAP * both.height and low.width >= FLAT * low.height and low.height <= THIN * both.height
    )
    return near and low.height <= PIECE * both.height and both.width <= BROADEST * both.height


def _digits(found: list[Region]) -> list[Region]:
    """Leave out what is too low, too small beside the others, or a line."""
    tall = [each for each in found if each.height >= LOWEST and each.width <= FLATTEST * each.height]
    if not tall:
        return []
    heights = sorted(each.height for each in tall)
    return [each for each in tall if each.height >= SMALLEST * heights[len(heights) // 2]]

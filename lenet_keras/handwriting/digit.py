"""One digit as MNIST stores it.

"The original black and white (bilevel) images from NIST were size normalized to fit in a 20x20 pixel box
while preserving their aspect ratio. The resulting images contain grey levels as a result of the anti-aliasing
technique used by the normalization algorithm. The images were centered in a 28x28 image by computing the
center of mass of the pixels, and translating the image so as to position this point at the center of the
28x28 field." Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits".
"""

import functools
import math

import numpy as np

BOX, FIELD = 20, 28  # pixels
MIDDLE = 14  # row and column, from 0: the centre of mass of each digit of MNIST is within half a pixel of it
PEN = 0.1  # of the longer side: about what a stroke of MNIST is wide


def prepare(ink: np.ndarray) -> np.ndarray:
    """Bring the ink of one digit into the form of MNIST.

    A stroke that is thinner than those of MNIST is drawn with a thicker pen first: a ball-pen line on a large
    digit would fade to grey.

    Args:
        ink: `(rows, columns)`, ink is not 0, cut out closely around the digit: there is ink in the first and
            last row and column.

    Returns:
        `(28, 28)`, float32, from 0 (paper) to 1 (ink): the longer side is 20 pixels, and the centre of mass
        is in the middle, pixel 14, to half a pixel.

    Raises:
        ValueError: if there is no ink.
    """
    mask = np.asarray(ink) != 0
    if mask.ndim != 2 or not mask.any():
        raise ValueError(f"an array of shape {mask.shape} with {mask.sum()} pixels of ink; expected a digit")
    mask = thickened(mask)
    scale = BOX / max(mask.shape)
    rows, columns = (max(1, math.floor(side * scale + 0.5)) for side in mask.shape)
    small = averaging(mask.shape[0], rows) @ mask.astype(float) @ averaging(mask.shape[1], columns).T
    small /= small.max()
    field = np.zeros((FIELD, FIELD), np.float32)
    top, left = (_start(small.sum(axis=1 - axis), small.shape[axis]) for axis in (0, 1))
    field[top : top + rows, left : left + columns] = small
    return field


def thickened(mask: np.ndarray) -> np.ndarray:
    """Widen strokes that are thin for the size of the digit, by whole pixels on each side.

    The width of the pen is estimated from ink and edge: a stroke of width w and length l has w l pixels, of
    which 2 l lie at its two edges.
    """
    padded = _surrounded(mask, 1)
    core = padded[1:-1, :-2] & padded[1:-1, 2:] & padded[:-2, 1:-1] & padded[2:, 1:-1] & mask
    edge = int(mask.sum()) - int(core.sum())
    pen = 2 * int(mask.sum()) / edge
    times = math.floor((PEN * max(mask.shape) - pen) / 2 + 0.5)
    for _ in range(times):
        padded = _surrounded(mask, 2)
        mask = (
            padded[1:-1, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:] | padded[:-2, 1:-1] | padded[2:, 1:-1]
        )
    return mask


def _surrounded(mask: np.ndarray, wide: int) -> np.ndarray:
    """A mask with paper around; `np.pad` takes five times as long for so few pixels."""
    padded = np.zeros((mask.shape[0] + 2 * wide, mask.shape[1] + 2 * wide), bool)
    padded[wide:-wide, wide:-wide] = mask
    return padded


@functools.lru_cache(maxsize=512)
def averaging(old: int, new: int) -> np.ndarray:
    """The matrix `(new, old)` that averages `old` pixels into `new`, by the parts that they share."""
    edges = np.arange(new + 1) * (old / new)
    pixels = np.arange(old)
    shared = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.maximum(shared, 0) * (new / old)


def _start(weights: np.ndarray, length: int) -> int:
    """Where a strip of ink begins, so that its centre of mass is in the middle and nothing is lost."""
    centre = float((np.arange(length) * weights).sum() / weights.sum())
    # first to a grid: two sums in another order must not fall on two sides of a half
    place = math.floor(MIDDLE - math.floor(centre * 1024 + 0.5) / 1024 + 0.5)
    return min(max(place, 0), FIELD - length)

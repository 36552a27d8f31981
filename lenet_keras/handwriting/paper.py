"""Ink and paper: which pixels of a photo are written on."""

import cv2
import numpy as np

LONGEST = 1600  # pixels; a larger picture is shrunk by a whole number before it is looked at
CELLS = 200  # at most, along the longer side: where the light of the paper is estimated
WIDEST = 15  # cells; whatever is dark and narrower than this is ink, the rest is shadow
FAINTEST = 200  # of 255: ink takes at least a fifth of the light away, or it is the grain of the paper


def grey(picture: np.ndarray) -> np.ndarray:
    """Turn a colour picture into a grey one.

    Args:
        picture: `(rows, columns)` or `(rows, columns, 3)` in the order red, green, blue, of dtype uint8.

    Returns:
        `(rows, columns)`, uint8, 0 is black. Weights as in ITU-R BT.601, the grey of JPEG.

    Raises:
        ValueError: if the picture has another shape or type, or no pixels.
    """
    array = np.asarray(picture)
    plain = array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)
    if not plain or array.dtype != np.uint8 or not array.size:
        raise ValueError(
            f"a picture of shape {array.shape} and type {array.dtype}; expected (rows, columns) or "
            "(rows, columns, 3), uint8 from 0 to 255. Scale and convert it first."
        )
    return array if array.ndim == 2 else cv2.cvtColor(array, cv2.COLOR_RGB2GRAY)


def shrink(picture: np.ndarray) -> tuple[np.ndarray, int]:
    """Shrink a grey picture by a whole number, so that its longer side has at most `LONGEST` pixels.

    Returns:
        The smaller picture, each pixel the mean of a square of the larger one, and the side of that square.
        Rows and columns that fill no square are left out.
    """
    factor = -(-max(picture.shape) // LONGEST)
    rows, columns = (side // factor for side in picture.shape)
    if factor == 1 or not rows or not columns:
        return picture, 1
    return means(picture[: rows * factor, : columns * factor], factor), factor


def means(picture: np.ndarray, side: int) -> np.ndarray:
    """The mean of each square of `side` x `side` pixels; rows and columns must be multiples of `side`."""
    rows, columns = (length // side for length in picture.shape)
    return cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)


def ink(picture: np.ndarray) -> np.ndarray:
    """Tell ink from paper, under uneven light and in shadow.

    The light of the paper is estimated in coarse cells: a *closing* (the brightest in a neighbourhood, then
    the darkest of these) wipes out what is dark and narrow, the strokes, and keeps what is dark and wide, the
    shadow. The picture divided by it is bright wherever there is paper. Then one threshold is right for all
    of it: that of N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1),
    1979.

    Args:
        picture: grey, `(rows, columns)`, uint8. Bright ink on a dark ground, such as chalk, is noticed.

    Returns:
        `(rows, columns)`, uint8: 255 for ink, 0 for paper.
    """
    smooth = cv2.GaussianBlur(picture, (3, 3), 0, borderType=cv2.BORDER_REPLICATE)
    side = max(2, -(-max(picture.shape) // CELLS))
    below, right = (-length % side for length in picture.shape)
    cells = means(cv2.copyMakeBorder(smooth, 0, below, 0, right, cv2.BORDER_REPLICATE), side)

    around = np.ones((WIDEST, WIDEST), np.uint8)
    brightest, darkest = cv2.dilate(cells, around), cv2.erode(cells, around)
    # Near strokes most cells are paper: they are far from the darkest around them, or from the brightest with
    # chalk.
    total = int(cells.sum(dtype=np.int64))
    if int(brightest.sum(dtype=np.int64)) - total > total - int(darkest.sum(dtype=np.int64)):
        smooth, brightest = cv2.bitwise_not(smooth), cv2.bitwise_not(darkest)

    light = cv2.blur(cv2.erode(brightest, around), (5, 5), borderType=cv2.BORDER_REPLICATE)
    rows, columns = picture.shape
    size = (light.shape[1] * side, light.shape[0] * side)
    light = cv2.resize(light, size, interpolation=cv2.INTER_NEAREST)[:rows, :columns]
    flat = cv2.divide(smooth, np.ascontiguousarray(light), scale=255)
    return cv2.threshold(flat, threshold(flat), 255, cv2.THRESH_BINARY_INV)[1]


def threshold(flat: np.ndarray) -> int:
    """Otsu's threshold of a grey picture, at most `FAINTEST`: ink is at or below it.

    It makes the two sides as different as possible: the largest n0 n1 (m0 - m1)², counts times means.
    """
    counts = cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel().astype(np.int64)
    below, weight = np.cumsum(counts)[:-1], np.cumsum(counts * np.arange(256))
    above, total = flat.size - below, int(weight[-1])
    # whole numbers below 2**53 until they are squared, so that other languages find the same largest
    apart = (weight[:-1] * flat.size - below * total).astype(float)
    between = apart * apart / np.maximum(below.astype(float) * above, 1)
    return min(int(np.argmax(between)), FAINTEST)

"""Which part of an image is worth enlarging."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def most_varied(image: np.ndarray, size: int, step: int = 1) -> tuple[int, int]:
    """Return top row and left column of the window with the most different values.

    In a window of equal numbers nothing can be followed: not where a number went, nor which of
    several is the largest. Among equally varied windows the one with the greatest spread wins.

    Args:
        image: shape `(rows, columns)`.
        size: rows and columns of the window.
        step: windows start at every `step`-th row and column.
    """
    windows = sliding_window_view(image, (size, size))[::step, ::step]
    ordered = np.sort(windows.reshape(*windows.shape[:2], -1), axis=-1)
    different = (np.diff(ordered, axis=-1) > 0).sum(axis=-1)
    spread = windows.std(axis=(2, 3))
    score = different + spread / (spread.max() + 1)
    top, left = np.unravel_index(score.argmax(), score.shape)
    return int(top) * step, int(left) * step

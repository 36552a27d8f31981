"""A photo of a page, with boxes around its digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import box, caption, image_at, sheet

WIDE = 8.4  # inches of the photo


@house_style()
def page(photo: ArrayLike, boxes: ArrayLike | None = None, labels: Sequence[int] | None = None) -> Picture:
    """Show a page, with a box around each digit.

    Args:
        photo: grey, shape `(rows, columns)`, from 0 (black) to 255 (white).
        boxes: shape `(n, 4)`: left, top, width and height of each, in pixels.
        labels: what stands above each box.

    Raises:
        ValueError: for another shape, or labels for other boxes.
    """
    photo = np.asarray(photo, float)
    places = np.asarray([] if boxes is None else boxes, float).reshape(-1, 4)
    if photo.ndim != 2 or (labels is not None and len(labels) != len(places)):
        raise ValueError(
            f"found a photo of shape {photo.shape}, {len(places)} boxes and "
            f"{0 if labels is None else len(labels)} labels; expected (rows, columns), a label for each box"
        )
    pixel = WIDE / photo.shape[1]
    left, top = (WIDTH - WIDE) / 2, 0.1
    drawn = sheet(top + photo.shape[0] * pixel + 0.1)
    image_at(drawn, photo, left, top, WIDE, (0.0, 255.0))
    for number, (x, y, wide, high) in enumerate(places * pixel):
        place = (left + x - 0.03, top + y - 0.03, wide + 0.06, high + 0.06)
        box(drawn, *place, edgecolor="white", linewidth=3)
        box(drawn, *place, edgecolor="black", linewidth=1.2)
        if labels is not None:
            style = {"facecolor": "white", "edgecolor": "black", "pad": 1.2, "linewidth": 0.6}
            where = (left + x + wide / 2, top + max(y - 0.17, 0.1))
            caption(drawn, *where, str(labels[number]), size=12, weight="bold", bbox=style)
    alt = f"A page of {photo.shape[0]} by {photo.shape[1]} pixels"
    alt += f" with {len(places)} boxes" if len(places) else ""
    alt += f" around the digits {', '.join(map(str, labels))}." if labels is not None else "."
    return Picture(drawn.figure, alt)

"""How much of a sheet of handwriting is found and read."""

from dataclasses import dataclass

import cv2
import numpy as np

from lenet_keras.handwriting.sheets import EVEN, SHADOW, Sheet, Style, sheet, stroke

__all__ = ["EVEN", "SHADOW", "Score", "Sheet", "Style", "naive", "overlap", "score", "sheet", "stroke"]


def overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    """Area that two boxes share, by the area that they cover together."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0, wide) * max(0, high)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


@dataclass(frozen=True)
class Score:
    """What a preparation made of pages."""

    digits: int
    found: int
    read: int
    false: int
    """Boxes where there is no digit."""


def score(sheets: list[Sheet], find, read) -> Score:
    """Compare what is found and read with what is there.

    Args:
        sheets: the pages.
        find: from a picture to boxes and images.
        read: from images `(n, 28, 28)` to labels.
    """
    digits = hits = right = false = 0
    for each in sheets:
        boxes, images = find(each.picture)
        answers = read(np.asarray(images)) if len(boxes) else []
        left = set(range(len(boxes)))
        for box, label in zip(each.boxes, each.labels, strict=True):
            digits += 1
            best = max(left, key=lambda place: overlap(box, boxes[place]), default=None)  # noqa: B023
            if best is not None and overlap(box, boxes[best]) >= 0.5:
                left.remove(best)
                hits += 1
                right += int(answers[best] == label)
        false += len(left)
    return Score(digits, hits, right, false)


def naive(picture: np.ndarray):
    """The usual demonstration: a fixed threshold, and whatever the box holds is pressed into 28 x 28."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    mask = cv2.threshold(grey, 90, 255, cv2.THRESH_BINARY_INV)[1]
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [box for box in map(cv2.boundingRect, contours) if box[2] >= 10 and box[3] >= 10]
    cuts = [mask[y : y + h, x : x + w] for x, y, w, h in boxes]
    return boxes, [cv2.resize(cut, (28, 28), interpolation=cv2.INTER_AREA) / 255 for cut in cuts]

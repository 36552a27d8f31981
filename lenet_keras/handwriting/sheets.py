"""Sheets of handwriting made from digits of MNIST, so that what is on them is known to the pixel.

Lesson A9 prepares them, and tests and benchmarks measure with them. The digits are drawn anew: in any size,
with pens of any width, on paper under uneven light.
"""

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np

from lenet_keras.datasets import mnist


@dataclass(frozen=True)
class Style:
    """How a page looks."""

    rows: int = 700
    columns: int = 900
    digits: int = 20
    heights: tuple[int, int] = (36, 91)
    light: float = 0.35
    """By how much of the full light one side is darker than the other."""
    shadow: float = 1.0
    """What is left of the light in the shadow that falls over a part of the page; 1 is no shadow."""
    grain: float = 4.0
    """Standard deviation of the paper's texture, in grey levels."""
    ink: tuple[int, int] = (30, 90)
    """Grey levels of the pen on white paper."""
    pen: tuple[float, float] = (0.035, 0.09)
    """Half of a stroke's width, as a part of the digit's height."""
    quality: int | None = 80
    """Of JPEG; None leaves the pixels as they are."""


EVEN = Style()
SHADOW = replace(EVEN, shadow=0.35)


@dataclass(frozen=True)
class Sheet:
    """A page and what was written on it."""

    picture: np.ndarray
    """`(rows, columns, 3)`, uint8."""
    boxes: list[tuple[int, int, int, int]]
    """Left, top, width, height of each digit."""
    labels: list[int]


def stroke(image: np.ndarray, height: int, pen: float) -> np.ndarray:
    """Draw a digit of MNIST anew, in another size and with another pen.

    Args:
        image: `(28, 28)`, uint8.
        height: of the digit, in pixels.
        pen: half the width of the stroke, as a part of the height.

    Returns:
        Ink, of dtype bool, cut out closely.
    """
    rows, columns = np.flatnonzero(image.max(axis=1) > 100), np.flatnonzero(image.max(axis=0) > 100)
    part = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = height / len(part)
    part = np.pad(part, 4)
    size = (round(part.shape[1] * scale), round(part.shape[0] * scale))
    large = cv2.GaussianBlur(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC), (0, 0), 0.35 * scale)
    bright = (large > 110).astype(np.uint8)
    inside = cv2.distanceTransform(bright, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform(1 - bright, cv2.DIST_L2, 5)
    # half the width that it has: the median of the ridge, where the distance is largest across the stroke
    ridge = inside[(inside >= cv2.dilate(inside, np.ones((3, 3)))) & (inside > 0)]
    wider = pen * height - float(np.median(ridge))
    # a thin part of the stroke stays connected as far as MNIST has it connected
    ink = (
        (inside - outside > -wider)
        if wider > 0
        else inside > np.minimum(-wider, 0.35 * float(np.median(ridge)))
    )
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def blank(style: Style, rng: np.random.Generator) -> np.ndarray:
    """The light on an empty page, `(rows, columns)`, from 0 to 1: uneven, and a shadow with a soft edge."""
    y, x = np.mgrid[0 : style.rows, 0 : style.columns]
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * x / style.columns + np.sin(angle) * y / style.rows
    light = 1 - style.light * (along - along.min()) / np.ptp(along)
    if style.shadow < 1:
        turn = rng.uniform(0, 2 * np.pi)
        far = np.cos(turn) * (x - style.columns * rng.uniform(0.35, 0.65))
        far = far + np.sin(turn) * (y - style.rows * rng.uniform(0.35, 0.65))
        light = light * (style.shadow + (1 - style.shadow) / (1 + np.exp(-far / rng.uniform(4, 14))))
    return light


def sheet(
    seed: int,
    style: Style = EVEN,
    images: np.ndarray | None = None,
    labels: np.ndarray | None = None,
) -> Sheet:
    """Write digits on a page at random places.

    Args:
        seed: the same gives the same page.
        style: how it looks.
        images: `(n, 28, 28)`, uint8: what is written, drawn at random; the test digits if there are none.
        labels: of these.
    """
    drawn, named_so = mnist.originals()[1] if images is None or labels is None else (images, labels)
    rng = np.random.default_rng(seed)
    light = blank(style, rng)
    paper = np.full(light.shape, 235.0)
    taken, boxes, named = np.zeros(light.shape, bool), [], []
    for place in rng.permutation(len(drawn)):
        ink = stroke(drawn[place], int(rng.integers(*style.heights)), rng.uniform(*style.pen))
        high, wide = ink.shape
        if wide + 24 > style.columns or high + 24 > style.rows:
            continue
        for _ in range(200):
            top = int(rng.integers(12, style.rows - high - 11))
            left = int(rng.integers(12, style.columns - wide - 11))
            around = taken[top - 12 : top + high + 12, left - 12 : left + wide + 12]
            if not around.any():
                break
        else:
            continue
        taken[top : top + high, left : left + wide] = True
        part = paper[top : top + high, left : left + wide]
        part[ink] = rng.uniform(*style.ink)
        boxes.append((left, top, wide, high))
        named.append(int(named_so[place]))
        if len(boxes) == style.digits:
            break
    paper = cv2.GaussianBlur(paper, (0, 0), 0.8)
    grain = rng.normal(0, style.grain, light.shape) + cv2.GaussianBlur(
        rng.normal(0, 4 * style.grain, light.shape), (0, 0), 2
    )
    grey = np.clip((paper + grain) * light, 0, 255)
    tint = np.array([1.0, 0.98, 0.92])  # paper is not quite white
    picture = np.clip(grey[..., None] * tint, 0, 255).astype(np.uint8)
    if style.quality is not None:
        packed = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, style.quality])[1]
        read = cast(np.ndarray, cv2.imdecode(packed, cv2.IMREAD_COLOR))
        picture = np.ascontiguousarray(read[..., ::-1])
    return Sheet(picture, boxes, named)


def leaning(images: np.ndarray, slant: float = 0.7, pen: float = 0.035) -> np.ndarray:
    """Digits as another person writes them: leaning, with a thin pen; prepared.

    Args:
        images: `(n, 28, 28)`, uint8, of MNIST.
        slant: by how many rows a stroke leans for each row that it is high; positive leans to the left.
        pen: half the width of the stroke, as a part of the height.

    Returns:
        `(n, 28, 28, 1)`, float32, from 0 to 1.
    """
    matrix = np.array([[1.0, slant, 14 - 14 * slant], [0.0, 1.0, 0.0]])
    leant = [cv2.warpAffine(np.pad(image, ((0, 0), (14, 14))), matrix, (56, 28)) for image in images]
    from lenet_keras.handwriting.digit import prepare  # an answer of A9, whose pages are drawn here, too

    return np.stack([prepare(stroke(image, 80, pen)) for image in leant])[..., None]

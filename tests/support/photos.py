"""Pages for handwriting, filled by writers of MNIST and photographed: all that happens to a real page."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import typst

from autograder.handwriting import layout, sheet
from autograder.questions.sheets.classlist import Student
from lenet_keras.datasets import mnist
from lenet_keras.handwriting.sheets import stroke

PPI = 200
SCALE = PPI / 25.4  # pixels for a millimetre
A4 = (210.0, 297.0)  # millimetres


def printed(student: str) -> np.ndarray:
    """A page as it is printed, grey."""
    with tempfile.TemporaryDirectory() as name:
        source = sheet.write_source(Path(name), [Student(student, student.title())], "a4", None)
        png = typst.compile(source, root=name, format="png", ppi=PPI)
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE))


def origin() -> np.ndarray:
    """Where the frame begins on A4, in millimetres."""
    return (np.array(A4) - (layout.WIDTH, layout.HEIGHT)) / 2


def filled(
    student: str, seed: int, empty: tuple[int, ...] = (), slant: float | None = None
) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """A page that a writer has filled with test digits of MNIST, leaning and with a pen of her own.

    Args:
        student: whose page it is.
        seed: of the writer.
        empty: boxes that she left out, from 1.
        slant: by how much her strokes lean, for each row that they are high; by chance if it is not said.

    Returns:
        The page, and the ink of each box by its number.
    """
    rng = np.random.default_rng(seed)
    page, drawn = printed(student), {}
    images, labels = mnist.originals()[1]
    by_chance, pen, grey, height = (
        rng.normal(0, 0.2),
        rng.uniform(0.03, 0.06),
        rng.uniform(20, 90),
        rng.uniform(7, 10.5),
    )
    slant = by_chance if slant is None else slant
    matrix = np.array([[1.0, slant, 28 - 14 * slant - 14], [0.0, 1.0, 0.0]])
    for number, ((x, y), label) in enumerate(zip(layout.BOXES, layout.LABELS, strict=True), 1):
        chosen = rng.choice(np.flatnonzero(labels == label))
        if number in empty:
            continue
        leant = cv2.warpAffine(images[chosen], matrix, (56, 28))
        rows, columns = np.flatnonzero(leant.max(axis=1) > 100), np.flatnonzero(leant.max(axis=0) > 100)
        tall = min(height, 11.0 * len(rows) / max(len(columns), 1)) * rng.uniform(0.85, 1.0)
        ink = stroke(leant, int(tall * SCALE), pen)
        room = layout.SIDE * SCALE - np.array(ink.shape)
        shift = np.clip(room / 2 + rng.normal(0, 3, 2), 12, np.maximum(room - 12, 12))
        top, left = ((origin() + (x, y)) * SCALE)[::-1] + shift
        part = page[int(top) : int(top) + ink.shape[0], int(left) : int(left) + ink.shape[1]]
        part[ink] = np.minimum(part[ink], grey)
        drawn[number] = ink
    return page, drawn


@dataclass(frozen=True)
class Camera:
    """How a photo is taken."""

    size: tuple[int, int] = (1600, 2200)
    """Columns and rows."""
    tilt: float = 0.08
    """By how much the corners of the page are away from a rectangle, as a share of its sides."""
    shadow: float = 0.45
    """What is left of the light in the shadow."""
    noise: float = 5.0
    """Standard deviation, in grey levels."""
    quality: int = 80
    """Of JPEG."""
    turned: int = 0
    """By how many quarters."""


def photo(page: np.ndarray, seed: int, camera: Camera = Camera()) -> bytes:  # noqa: B008 - it is frozen
    """A photo of a page on a desk, as JPEG."""
    rng = np.random.default_rng(seed)
    wide, high = camera.size
    rows, columns = page.shape
    fit = 0.88 * min(wide / columns, high / rows)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    corners = corners * (columns * fit, rows * fit)
    corners = corners + rng.uniform(-camera.tilt, camera.tilt, (4, 2)) * (columns * fit, rows * fit) / 2
    angle = rng.normal(0, 0.04)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (corners @ turn.T + (wide / 2, high / 2)).astype(np.float32)
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    desk = cv2.GaussianBlur(rng.normal(105, 25, (high, wide)).astype(np.float32), (0, 0), 3)
    over = cv2.warpPerspective(page.astype(np.float32) * 0.92, matrix, (wide, high), flags=cv2.INTER_AREA)
    where = cv2.warpPerspective(np.ones_like(page, np.float32), matrix, (wide, high))
    y, x = np.mgrid[0:high, 0:wide]
    along = rng.uniform(-0.5, 0.5) * x / wide + rng.uniform(-0.5, 0.5) * y / high
    far = np.cos(seed) * (x - wide * rng.uniform(0.3, 0.7)) + np.sin(seed) * (
        y - high * rng.uniform(0.3, 0.7)
    )
    light = (0.85 + along * 0.4) * (camera.shadow + (1 - camera.shadow) / (1 + np.exp(-far / 25)))
    seen = cv2.GaussianBlur((over * where + desk * (1 - where)) * light, (0, 0), 0.8)
    grey = np.clip(seen + rng.normal(0, camera.noise, seen.shape), 0, 255).astype(np.uint8)
    picture = np.rot90(grey, camera.turned)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, camera.quality])[1].tobytes()

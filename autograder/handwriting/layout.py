"""Where things stand on a page for handwriting, and how a page says whose it is.

All places are millimetres from the upper left corner of the frame that the four corner markers span; the
frame is the same on A4 and on Letter. Markers are of ArUco's dictionary 5 x 5 (S. Garrido-Jurado et al.,
"Automatic generation and detection of highly reliable fiducial markers under occlusion", Pattern Recognition
47(6), 2014): each says which one it is, whatever way the page is turned.
"""

import hashlib
from collections.abc import Iterable, Mapping

import cv2
import numpy as np

WIDTH, HEIGHT = 170.0, 215.0
MARKER = 12.0  # side of a corner marker
SMALL = 9.0  # side of a marker of the code
CORNERS = ((0.0, 0.0), (WIDTH - MARKER, 0.0), (WIDTH - MARKER, HEIGHT - MARKER), (0.0, HEIGHT - MARKER))
"""Where the corner markers 0 to 3 begin."""
CODE = tuple((119.0 + 12.5 * place, (MARKER - SMALL) / 2) for place in range(3))
"""Where the markers that say whose page it is begin."""
FIRST, BASE = 100, 900  # ids of these three: digits of a number to the base 900, from 100 on
SIDE, GAP = 14.0, 10 / 3  # of a box, and between two
TOP, STEP = 64.0, 27.0  # of the first row of boxes, and from row to row
# Each digit once in a row, in another order each time: who copies the box before does not write his own hand.
ROWS: tuple[tuple[int, ...], ...] = (
    (3, 7, 0, 5, 1, 8, 4, 9, 2, 6),
    (9, 2, 6, 1, 4, 0, 7, 3, 8, 5),
    (5, 8, 1, 7, 3, 6, 2, 0, 9, 4),
    (0, 4, 9, 6, 2, 5, 8, 1, 7, 3),
    (7, 1, 3, 8, 6, 9, 0, 4, 5, 2),
)
LABELS = tuple(digit for row in ROWS for digit in row)
"""Which digit each box asks for."""
BOXES = tuple((column * (SIDE + GAP), TOP + row * STEP) for row in range(len(ROWS)) for column in range(10))
"""Where each box begins."""
DICTIONARY = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_1000)


def cells(marker: int) -> list[list[int]]:
    """The 7 x 7 squares of a marker, line by line: 1 is black."""
    picture = cv2.aruco.generateImageMarker(DICTIONARY, marker, 7)
    return (np.asarray(picture) == 0).astype(int).tolist()


def square(place: tuple[float, float], side: float) -> np.ndarray:
    """The corners of a square from the upper left one on, clockwise: `(4, 2)`, float32."""
    x, y = place
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]], np.float32)


def code(student: str) -> tuple[int, int, int]:
    """The three markers of a student's page. They follow from the id alone, whoever joins or leaves.

    Args:
        student: the id.
    """
    number = int.from_bytes(hashlib.sha256(f"handwriting\0{student}".encode()).digest()[:8]) % BASE**3
    return FIRST + number // BASE**2, FIRST + number // BASE % BASE, FIRST + number % BASE


def codes(students: Iterable[str]) -> Mapping[tuple[int, ...], str]:
    """Whose page is whose.

    Raises:
        ValueError: when two ids have the same code, which happens by chance in one of 16,000 classes of 300.
    """
    owners: dict[tuple[int, ...], str] = {}
    for student in students:
        other = owners.setdefault(code(student), student)
        if other != student:
            raise ValueError(
                f"the ids {other!r} and {student!r} have the same code by chance; change one of them"
            )
    return owners

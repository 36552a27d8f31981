"""From a photo to a page that lies flat: found by its markers, and turned upright."""

from dataclasses import dataclass

import cv2
import numpy as np

from autograder.handwriting import layout
from lenet_keras.recogniser import pictures

DENSITY = 8  # pixels for each millimetre of the flat page
COARSEST = 2.5  # pixels for each millimetre of a photo: below that a digit has too few to be one of MNIST's
LONGEST = 4800  # pixels of a side of what is looked at; cameras have more only on paper
BORDER = 6.0  # millimetres of paper around the frame that are kept
SLANTED = 4.0  # by how much the longest side of a marker may be longer than the shortest


class PhotoError(ValueError):
    """This photo cannot be used; the message says what was found, what was expected, and what to do."""


@dataclass(frozen=True)
class FlatPage:
    """A page, flat and upright."""

    picture: np.ndarray
    """Grey, uint8, `DENSITY` pixels for each millimetre, with `BORDER` around the frame."""
    code: tuple[int, ...]
    """The markers that say whose page it is."""

    def cut(self, place: tuple[float, float], side: float) -> tuple[slice, slice]:
        """Rows and columns of a square whose place and side are in millimetres."""
        left, top = (round((each + BORDER) * DENSITY) for each in place)
        length = round(side * DENSITY)
        return slice(top, top + length), slice(left, left + length)


def flatten(data: bytes) -> FlatPage:
    """Find the page on a photo.

    Args:
        data: the file: JPEG, PNG or WebP, upright or not, taken from any side.

    Returns:
        The page, flat, with its code.

    Raises:
        PhotoError: when it is no picture, or no whole page is on it.
    """
    try:
        picture = pictures.decode(
            data, most_bytes=pictures.LARGEST_FILE, most_pixels=pictures.LARGEST_PICTURE
        )
    except pictures.PictureError as error:
        raise PhotoError(f"found {error}") from error
    if (factor := max(picture.shape) / LONGEST) > 1:
        size = round(picture.shape[1] / factor), round(picture.shape[0] / factor)
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    found = markers(picture)
    corners = _corners(found)
    wanted = np.concatenate([layout.square(place, layout.MARKER) for place in layout.CORNERS])
    matrix, _ = cv2.findHomography((wanted + BORDER) * DENSITY, np.concatenate(corners))
    if matrix is None:
        raise PhotoError(
            "found four corner squares that span no page. Take the photo from above, the page flat"
        )
    wide, high = (round((length + 2 * BORDER) * DENSITY) for length in (layout.WIDTH, layout.HEIGHT))
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(picture, matrix, (wide, high), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return FlatPage(flat, _code(flat))


def markers(picture: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """The markers on a grey picture: their numbers, and their corners `(4, 2)` clockwise."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.minMarkerPerimeterRate = 0.02  # of the longer side: 5 mm on an A4 page that fills the photo
    detector = cv2.aruco.ArucoDetector(layout.DICTIONARY, parameters)
    corners, ids, _ = detector.detectMarkers(picture)
    numbers = [] if ids is None else np.ravel(ids)
    return [(int(number), np.reshape(each, (4, 2))) for number, each in zip(numbers, corners, strict=True)]


def _corners(found: list[tuple[int, np.ndarray]]) -> list[np.ndarray]:
    """The four corner markers of one page, in their order."""
    by_number: dict[int, np.ndarray] = {}
    for number, around in found:
        if number in by_number and number < len(layout.CORNERS):
            raise PhotoError("found two pages on one photo, expected one. Take a photo of each page")
        by_number[number] = around
    there = [number for number in range(len(layout.CORNERS)) if number in by_number]
    if not there:
        raise PhotoError(
            "found none of the four black squares in the corners of a page. Is it such a page, and is it in "
            "focus?"
        )
    if len(there) < len(layout.CORNERS):
        names = ("upper left", "upper right", "lower right", "lower left")
        missing = ", ".join(name for number, name in enumerate(names) if number not in there)
        raise PhotoError(
            f"found {len(there)} of the four black squares in the corners; missing: {missing}. Take the "
            "photo again with the whole page on it, and nothing over the corners"
        )
    corners = [by_number[number] for number in there]
    sides = [np.linalg.norm(np.roll(each, 1, axis=0) - each, axis=1) for each in corners]
    smallest = float(np.min(sides))
    if smallest < COARSEST * layout.MARKER:
        raise PhotoError(
            f"found a page with {smallest / layout.MARKER:.1f} pixels for a millimetre, expected at least "
            f"{COARSEST}. Go nearer, or take a photo of more pixels"
        )
    if np.max(sides) > SLANTED * smallest:
        raise PhotoError(
            "found a page that was taken from too far to the side. Hold the camera above the middle"
        )
    return corners


def _code(flat: np.ndarray) -> tuple[int, ...]:
    """The three markers that say whose page it is."""
    found = markers(flat)
    numbers = []
    for place in layout.CODE:
        middle = (layout.square(place, layout.SMALL).mean(axis=0) + BORDER) * DENSITY
        near = [
            number
            for number, corners in found
            if np.abs(corners.mean(axis=0) - middle).max() < layout.SMALL / 2 * DENSITY
        ]
        numbers += near[:1]
    if len(numbers) < len(layout.CODE):
        raise PhotoError(
            f"found {len(numbers)} of the three small squares at the top, which say whose page it is. Take "
            "the photo again with nothing over them"
        )
    return tuple(numbers)

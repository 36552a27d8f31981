"""What is no digit: scrawls, letters, blots, drawn at random and prepared as digits are.

A network that has seen ten digits only is sure of one of them whatever it sees. Shown some of these, with no
answer more probable than another, it is unsure of others, too: D. Hendrycks, M. Mazeika, T. Dietterich, "Deep
anomaly detection with outlier exposure", ICLR 2019.
"""

import cv2
import numpy as np

SIDE = 180  # pixels of the paper that each is drawn on
LETTERS = "AEFHKMNPRTVWXYadefhkmnrtwx&#%@?"  # those that look like no digit: no B, O, S, Z, b, g, i, l, q
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)


def drawn(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw scrawls, letters and blots.

    Args:
        count: how many; about half are scrawls.
        rng: where chance comes from.

    Returns:
        `(count, 28, 28)`, float32, from 0 to 1.
    """
    from lenet_keras.handwriting.digit import prepare  # an answer of A9, which trains with this module

    ways = (scrawl, scrawl, letter, blot)
    images: list[np.ndarray] = []
    while len(images) < count:
        ink = ways[int(rng.integers(len(ways)))](rng)
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if len(rows):
            images.append(prepare(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))
    return np.stack(images) if images else np.empty((0, 28, 28), np.float32)


def scrawl(rng: np.random.Generator) -> np.ndarray:
    """A line that goes here and there, round or with corners: `(180, 180)`, bool."""
    turns = int(rng.integers(5, 15))
    points = np.cumsum(rng.normal(0, 1, (turns, 2)), axis=0)
    points = (points - points.mean(axis=0)) * rng.uniform(0.5, 1, 2)
    points = points * (70 / max(float(np.abs(points).max()), 1e-6))
    dense = np.linspace(0, turns - 1, turns * 12)
    line = np.stack([np.interp(dense, np.arange(turns), points[:, axis]) for axis in (0, 1)], axis=1)
    if rng.random() < 0.6:
        kernel = np.ones(13) / 13
        sides = [np.convolve(np.pad(line[:, axis], 6, mode="edge"), kernel, "valid") for axis in (0, 1)]
        line = np.stack(sides, axis=1)
    paper = np.zeros((SIDE, SIDE), np.uint8)
    places = np.rint(line + SIDE / 2).astype(np.int32)
    cv2.polylines(paper, [places], False, 1, int(rng.integers(4, 14)))
    return paper > 0


def letter(rng: np.random.Generator) -> np.ndarray:
    """A letter or a sign, leaning a little: `(180, 240)`, bool."""
    paper = np.zeros((SIDE, SIDE + 60), np.uint8)
    sign, font = LETTERS[int(rng.integers(len(LETTERS)))], FONTS[int(rng.integers(len(FONTS)))]
    cv2.putText(paper, sign, (60, 130), font, 4, 255, int(rng.integers(5, 16)))
    slant = rng.normal(0, 0.15)
    matrix = np.array([[1, slant, -90 * slant], [rng.normal(0, 0.08), 1, 0]])
    leant: np.ndarray = cv2.warpAffine(paper, matrix, (SIDE + 60, SIDE))
    return leant > 100


def blot(rng: np.random.Generator) -> np.ndarray:
    """A stain, or several: `(120, 100)`, bool."""
    clouds = cv2.GaussianBlur(rng.normal(0, 1, (120, 100)), (0, 0), rng.uniform(3, 10))
    blots: np.ndarray = clouds > np.quantile(clouds, rng.uniform(0.55, 0.9))
    return blots

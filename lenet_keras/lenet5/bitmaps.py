"""The ten digits as bitmaps of 7 columns and 12 rows: what the output layer compares F6 with (section II-B).

The paper shows its bitmaps in figure 3 only, as part of a stylized ASCII set. Ours are drawn anew, with
strokes of two pixels over the whole height. Each is a target of the 84 units of F6: 1 for ink, -1 for paper,
where the scaled tanh bends most and is far from its limits.
"""

import numpy as np

ROWS, COLUMNS = 12, 7

_DRAWN = """
..###.. ...##.. .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.
.#####. ..###.. ####### ####### ...###. ####### .#####. ####### ####### #######
##...## .####.. ##...## ##...## ...###. ##..... ##..... .....## ##...## ##...##
##...## ##.##.. .....## .....## ..####. ##..... ##..... .....## ##...## ##...##
##...## ...##.. .....## .....## ..#.##. ######. ##..... ....##. ##...## ##...##
##...## ...##.. ....##. ..####. .##.##. ####### ######. ....##. .#####. #######
##...## ...##.. ...##.. ..####. .#..##. .....## ####### ...##.. .#####. .######
##...## ...##.. ..##... .....## ##..##. .....## ##...## ...##.. ##...## .....##
##...## ...##.. .##.... .....## ####### .....## ##...## ..##... ##...## .....##
##...## ...##.. ##..... ##...## ####### ##...## ##...## ..##... ##...## .....##
.#####. .###### ####### ####### ....##. ####### ####### .##.... ####### .#####.
..###.. .###### ####### .#####. ....##. .#####. .#####. .##.... .#####. .####..
"""


def _drawn() -> np.ndarray:
    rows = [line.split() for line in _DRAWN.split("\n") if line]
    digits = ["".join(row[digit] for row in rows) for digit in range(len(rows[0]))]
    bitmaps = np.array([[1.0 if mark == "#" else -1.0 for mark in marks] for marks in digits], "float32")
    bitmaps.setflags(write=False)  # everybody has the same ones
    return bitmaps


BITMAPS = _drawn()
"""Shape (10, 84), float32, read only: digit by digit, row by row; `BITMAPS[4].reshape(12, 7)` shows a 4."""

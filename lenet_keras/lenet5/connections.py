"""Which feature maps of S2 each feature map of C3 looks at (table I)."""

import numpy as np

_TABLE_I = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
"""

TABLE_I = np.array([[mark == "X" for mark in row] for row in _TABLE_I.split()])
"""Shape (6, 16), bool, read only: a row for each map of S2, a column for each map of C3; 60 connections."""
TABLE_I.setflags(write=False)


def spreading(connections: np.ndarray) -> np.ndarray:
    """The constant matrix that puts each connection's kernel into its place in the kernel of a convolution.

    Args:
        connections: shape (inputs, outputs), bool.

    Returns:
        Shape (number of connections, inputs * outputs), float32, a single 1 in each row. For `k` of shape
        (places, number of connections), `k @ spreading(...)` has `k`'s columns where there is a connection
        and zeros elsewhere. Connections are counted row by row.
    """
    places = np.flatnonzero(connections)
    matrix = np.zeros((len(places), connections.size), "float32")
    matrix[np.arange(len(places)), places] = 1
    return matrix

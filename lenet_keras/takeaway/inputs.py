"""What goes into a network and what comes out: from pixels of 0 to 1, to probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Shapes of the input, and how 28 x 28 pixels of 0 to 1 become it. That of the paper has 32 x 32 pixels, where
# paper is -0.1 and ink is 1.175 (LeCun et al. 1998, section II-B).
PLAIN: dict[str, Any] = {"border": 0, "factor": 1.0, "offset": 0.0}
PUBLISHED: dict[str, Any] = {"border": 2, "factor": 1.275, "offset": -0.1}
SHAPES: dict[tuple[int, ...], dict[str, Any]] = {
    (28, 28, 1): PLAIN,
    (28, 28): PLAIN,
    (784,): PLAIN,
    (32, 32, 1): PUBLISHED,
}


def feed(images: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Bring digits into the form that a network takes.

    Args:
        images: `(n, 28, 28)` or `(n, 28, 28, 1)`, 0 is paper and 1 is ink.
        shape: of one input, a key of `SHAPES`.

    Returns:
        `(n, *shape)`, float32.
    """
    form = SHAPES[tuple(shape)]
    around = (form["border"], form["border"])
    pixels = np.pad(np.asarray(images, np.float32).reshape(-1, 28, 28), ((0, 0), around, around))
    fed = pixels * np.float32(form["factor"]) + np.float32(form["offset"])
    return fed.reshape(-1, *shape)


def probabilities(outputs: np.ndarray, kind: str) -> np.ndarray:
    """Make probabilities of what a network gives.

    Args:
        outputs: `(n, 10)`.
        kind: `probabilities`, which stay; `logits`; or `penalties`, of which the smallest is the answer.

    Returns:
        `(n, 10)`, float64; each row sums to 1.
    """
    values = np.asarray(outputs, float)
    if kind == "probabilities":
        return values
    values = -values if kind == "penalties" else values
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)

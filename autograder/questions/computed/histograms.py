"""Histograms of one real digit's pixels, to see what was done to them."""

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.drawing import axes, png

STATES = ("as loaded", "scaled", "scaled twice", "inverted and scaled")


def pixels(state: str, place: int) -> np.ndarray:
    """The pixels of a digit of MNIST in a state.

    Args:
        state: one of `STATES`.
        place: of the digit in the training data.

    Returns:
        Its 784 values.
    """
    from lenet_keras.datasets import mnist

    raw = mnist.load_data()[0][0][place].ravel()
    return {
        "as loaded": raw,
        "scaled": raw / 255.0,
        "scaled twice": raw / 255.0 / 255.0,
        "inverted and scaled": (255 - raw) / 255.0,
    }[state]


@computed("words", "is_loaded", "is_scaled", "is_twice", "is_inverted", pictures=("histogram.png",))
def pixel_histogram(state: str, place: int) -> dict:
    """The histogram of a digit; `words` tell it to those who cannot see it, `is_...` which state it shows."""
    values = pixels(state, place)
    figure, ax = axes(4.2, 2.4)
    counts, edges, _ = ax.hist(values, bins=16, color="0.35", edgecolor="black")
    ax.set_xlabel("value of a pixel")
    ax.set_ylabel("number of pixels")
    peak = int(counts.argmax())
    return {
        "words": f"{int(counts[peak])} of 784 pixels between {edges[peak]:.3g} and {edges[peak + 1]:.3g}, "
        f"smallest value {values.min():.3g}, largest {values.max():.3g}",
        "is_loaded": state == "as loaded",
        "is_scaled": state == "scaled",
        "is_twice": state == "scaled twice",
        "is_inverted": state == "inverted and scaled",
        "histogram.png": png(figure),
    }

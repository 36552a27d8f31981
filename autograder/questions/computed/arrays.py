"""Arrays of images, by NumPy: how many numbers and bytes they hold, and what happens in `uint8`."""

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.problem import UnsuitableError


def _grouped(number: int) -> str:
    return f"{number:,}"


@computed("answer", "one_image", "one_row")
def values_in_images(samples: int, size: int, depth: int) -> dict:
    """How many numbers a stack of images holds; `one_image`, `one_row` of each: what is easily forgotten."""
    images = np.zeros((samples, size, size, depth), np.uint8)
    return {"answer": images.size, "one_image": images[0].size, "one_row": images[:, 0].size}


@computed("answer", "flat", "one_image", "depth_first", "without")
def with_depth(samples: int, size: int, depth: int) -> dict:
    """The shape of a design matrix of images, as tuples in Python's form."""
    images = np.zeros((samples, size, size, depth), np.uint8)
    return {
        "answer": str(images.shape),
        "flat": str(images.reshape(samples, -1).shape),
        "one_image": str(images[0].shape),
        "depth_first": str(np.moveaxis(images, -1, 1).shape),
        "without": str((samples, size, size)),
    }


@computed("answer", "as_before", "four_bytes", "counted")
def bytes_after_scaling(samples: int, size: int) -> dict:
    """Bytes of images once they are divided by 255.0.

    Returns:
        `answer`; `as_before`: of the `uint8` images; `four_bytes`: thought to be float32; `counted`: bits.
    """
    images = np.zeros((samples, size, size), np.uint8)
    scaled = images / 255.0
    return {
        "answer": scaled.nbytes,
        "as_before": images.nbytes,
        "four_bytes": images.astype(np.float32).nbytes,
        "counted": scaled.nbytes * 8,
    }


@computed("answer", "sum", "clipped", "difference", "remainder")
def wrapped_sum(first: int, second: int) -> dict:
    """What two pixels of type `uint8` add up to.

    Returns:
        `answer`; `sum`: without a limit; `clipped`: 255; `difference`; `remainder`: wrapped at 255, not 256.

    Raises:
        UnsuitableError: where the sum fits, and nothing wraps around.
    """
    if first + second <= 255:
        raise UnsuitableError("nothing wraps around")
    answer = int((np.array([first], np.uint8) + np.array([second], np.uint8))[0])
    return {
        "answer": answer,
        "sum": first + second,
        "clipped": 255,
        "difference": abs(first - second),
        "remainder": (first + second) % 255,
    }


@computed("answer", "once", "halved", "unscaled", "tolerance")
def scaled_twice(mean: int) -> dict:
    """The mean of pixels after the cell that scales them was run twice; `once`: as it should be."""
    pixels = np.full((4, 28, 28), float(mean))
    once = pixels / 255.0
    twice = once / 255.0
    answer = round(float(twice.mean()), 6)
    return {
        "answer": answer,
        "once": round(float(once.mean()), 3),
        "halved": round(float(once.mean() / 2), 3),
        "unscaled": mean,
        "tolerance": round(answer * 0.1, 6),
    }

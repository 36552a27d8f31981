"""A6.6: max pooling, forward and back."""

from dataclasses import replace

import numpy as np

from lenet_keras.checks.a6_numpy.backward import FAR
from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step
from lenet_keras.from_scratch.pooling import MaxPool2d

SIZES = {"n": (1, 3), "channels": (1, 3), "down": (2, 3), "right": (4, 5)}
DRAWN_IMAGES = "normal(seed, n, channels, 2 * down, 2 * right)"
DRAWN_GRADIENT = "normal(seed, n, channels, down, right)"
IMAGES, GRADIENT = "normal(1, 2, 3, 4, 6)", "normal(2, 2, 3, 2, 3)"


def routed(gradient: np.ndarray, images: np.ndarray) -> np.ndarray:
    """The gradient by the images: all of it where the first of the largest stands."""
    layer = MaxPool2d(2)
    layer.forward(images)
    return layer.input_gradient(gradient)


POOL = Function(
    "max_pool(images)",
    (IMAGES,),
    (
        Result(
            "the result of `max_pool`",
            """
            n, channels, rows, columns = images.shape
            parts = images.reshape(n, channels, rows // 2, 2, columns // 2, 2)
            parts.max(axis=(3, 5))
            # This is the mean of each window. Max pooling keeps the largest.
            parts.mean(axis=(3, 5))
            # This is the smallest number of each window.
            parts.min(axis=(3, 5))
            # This is the sum of each window. Max pooling keeps the largest.
            parts.sum(axis=(3, 5))
            # The windows overlap. They lie side by side: the next one begins two pixels on.
            np.lib.stride_tricks.sliding_window_view(images, (2, 2), axis=(2, 3)).max(axis=(4, 5))
            # Negative numbers became 0: a window may well hold nothing else.
            np.maximum(parts.max(axis=(3, 5)), 0)
            # This is the first number of each window, not the largest.
            images[:, :, ::2, ::2]
            # The sign counts: -3 is smaller than 1.
            np.abs(parts).max(axis=(3, 5))
            # `reshape` joins neighbours in memory, and those are in one row. Split rows into (rows // 2, 2)
            # and columns into (columns // 2, 2); the axes to reduce are the two that hold 2.
            images.reshape(2, 3, 2, 3, 2, 2).max(axis=(4, 5))
            # The largest was taken over the windows. It is taken inside of each.
            parts.max(axis=(2, 4))
            """,
            "Each number is the largest of four: rows 2i and 2i + 1, columns 2j and 2j + 1.",
            "Rows and columns are halved; images and channels stay apart.",
        ),
    ),
    drawn=(f"{DRAWN_IMAGES}",),
    sizes=SIZES,
)

ROUTED = Result(
    "the result of `max_pool_backward`",
    """
    routed(gradient, images)
    # Each of the four got the whole gradient. Only the one that was kept has a say.
    spread = np.kron(gradient, np.ones((2, 2)))
    spread
    # This is the way back of a mean. Only the number that was kept has a say.
    spread / 4
    # Of several equally large numbers each got the whole gradient, so it counts more than once. Only the
    # first was kept.
    parts = images.reshape(2, 3, 2, 2, 3, 2)
    largest = parts == parts.max(axis=(3, 5), keepdims=True)
    spread * largest.reshape(images.shape)
    # Equally large numbers share the gradient here. By convention the first gets all of it.
    spread * (largest / largest.sum(axis=(3, 5), keepdims=True)).reshape(images.shape)
    # Of equally large numbers the last got the gradient. By convention it is the first.
    routed(gradient[:, :, ::-1, ::-1], images[:, :, ::-1, ::-1])[:, :, ::-1, ::-1]
    # The first is sought column by column. It goes from left to right, then down.
    routed(gradient.swapaxes(2, 3), images.swapaxes(2, 3)).swapaxes(2, 3)
    # This says where the gradient goes. What comes in has to be put there.
    routed(gradient, images) != 0
    # The gradient was multiplied by the numbers of the image. It passes as it is.
    routed(gradient, images) * images
    # The gradient always went to the first number of the window. It goes to the largest.
    np.kron(gradient, [[1, 0], [0, 0]])
    """,
    "In each window all of the gradient stands where the largest number stands, and 0 elsewhere.",
    "A gradient has the shape of what it belongs to: that of the images.",
)
HEAD = "max_pool_backward(gradient, images)"
BACK = Function(
    HEAD,
    (f"{GRADIENT}, {IMAGES}",),
    (ROUTED,),
    {"routed": routed},
    drawn=(f"{DRAWN_GRADIENT}, {DRAWN_IMAGES} * {FAR}",),
    sizes=SIZES,
)
BACK_TIED = replace(
    BACK,
    inputs=(f"{GRADIENT}, {IMAGES}.round() * 1.0",),
    drawn=(f"{DRAWN_GRADIENT}, {DRAWN_IMAGES}.round() * 1.0",),
)

STEP = Step(
    "A6.6",
    concept="pooling",
    defines=("max_pool", "max_pool_backward"),
    criteria=(
        POOL.returns("the largest of each window", 1, kept="images"),
        BACK.returns("the gradient goes where the largest stood", 1.5, kept="gradient"),
        BACK_TIED.returns("of equal numbers the first gets it", 1, kept=""),  # the images are full of them
        BACK.keeps("the images are not written over", 0.5, "images"),
    ),
    error_hints=ERROR_HINTS,
)

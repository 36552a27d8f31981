"""A6.6: max pooling, forward and back."""

from functools import cache

import numpy as np

from lenet_keras.checks.a6_numpy.results import ERROR_HINTS, Truth, judge, kept
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Step
from lenet_keras.from_scratch.pooling import AvgPool2d, MaxPool2d

IMAGES, GRADIENT = "normal(1, 2, 3, 4, 6)", "normal(2, 2, 3, 2, 3)"
TIED = f"{IMAGES}.round() * 1.0"  # full of equal numbers
FORWARD = f"max_pool({IMAGES})"
BACK = f"max_pool_backward({GRADIENT}, {IMAGES})"
BACK_TIED = f"max_pool_backward({GRADIENT}, {TIED})"
KEPT = f"(lambda x: (max_pool_backward({GRADIENT}, x), x)[1])({IMAGES})"


def images(tied: bool = False) -> np.ndarray:
    """The images of the expressions above."""
    return normal(1, 2, 3, 4, 6).round() if tied else normal(1, 2, 3, 4, 6)


@cache
def pooled() -> Truth:
    """The result of pooling."""
    x = images()
    right = MaxPool2d(2).forward(x)
    windows = np.lib.stride_tricks.sliding_window_view(x, (2, 2), axis=(2, 3)).max(axis=(4, 5))
    parts = x.reshape(2, 3, 2, 2, 3, 2)
    return Truth(
        right,
        (
            (AvgPool2d(2).forward(x), "This is the mean of each window. Max pooling keeps the largest."),
            (parts.min(axis=(3, 5)), "This is the smallest number of each window."),
            (parts.sum(axis=(3, 5)), "This is the sum of each window. Max pooling keeps the largest."),
            (windows, "The windows overlap. They lie side by side: the next one begins two pixels on."),
            (np.maximum(right, 0), "Negative numbers became 0: a window may well hold nothing else."),
            (x[:, :, ::2, ::2], "This is the first number of each window, not the largest."),
            (np.abs(parts).max(axis=(3, 5)), "The sign counts: -3 is smaller than 1."),
            (
                x.reshape(2, 3, 2, 3, 2, 2).max(axis=(4, 5)),
                "`reshape` joins neighbours in memory, and those are in one row. Split rows into "
                "(rows // 2, 2) "
                "and columns into (columns // 2, 2); the axes to reduce are the two that hold 2.",
            ),
            (parts.max(axis=(2, 4)), "The largest was taken over the windows. It is taken inside of each."),
        ),
        shape="Rows and columns are halved; images and channels stay apart.",
        values="Each number is the largest of four: rows 2i and 2i + 1, columns 2j and 2j + 1.",
    )


def _routed(tied: bool) -> Truth:
    x, gradient = images(tied), normal(2, 2, 3, 2, 3)
    layer = MaxPool2d(2)
    largest = layer.forward(x)
    right = layer.input_gradient(gradient)
    spread = np.repeat(np.repeat(gradient, 2, axis=2), 2, axis=3)
    every = spread * (x == np.repeat(np.repeat(largest, 2, axis=2), 2, axis=3))
    count = AvgPool2d(2).forward((every != 0).astype(float)) * 4
    shared = every / np.repeat(np.repeat(count, 2, axis=2), 2, axis=3)
    turned = MaxPool2d(2)
    turned.forward(x[:, :, ::-1, ::-1])
    final = turned.input_gradient(gradient[:, :, ::-1, ::-1])[:, :, ::-1, ::-1]
    sideways = MaxPool2d(2)
    sideways.forward(x.swapaxes(2, 3))
    downwards = sideways.input_gradient(gradient.swapaxes(2, 3)).swapaxes(2, 3)
    first = np.zeros_like(right)
    first[:, :, ::2, ::2] = gradient
    return Truth(
        right,
        (
            (spread, "Each of the four got the whole gradient. Only the one that was kept has a say."),
            (spread / 4, "This is the way back of a mean. Only the number that was kept has a say."),
            (
                every,
                "Of several equally large numbers each got the whole gradient, so it counts more "
                "than once. Only "
                "the first was kept.",
            ),
            (
                shared,
                "Equally large numbers share the gradient here. By convention the first gets all of it.",
            ),
            (final, "Of equally large numbers the last got the gradient. By convention it is the first."),
            (downwards, "The first is sought column by column. It goes from left to right, then down."),
            (
                (right != 0).astype(float),
                "This says where the gradient goes. What comes in has to be put there.",
            ),
            (right * x, "The gradient was multiplied by the numbers of the image. It passes as it is."),
            (first, "The gradient always went to the first number of the window. It goes to the largest."),
        ),
        shape="A gradient has the shape of what it belongs to: that of the images.",
        values="In each window all of the gradient stands where the largest number stands, and 0 elsewhere.",
    )


@cache
def routed() -> Truth:
    """The gradient by the images, none of them with equal numbers."""
    return _routed(tied=False)


@cache
def routed_tied() -> Truth:
    """The gradient by images with equal numbers."""
    return _routed(tied=True)


WHAT = "the result of `max_pool_backward`"
STEP = Step(
    "A6.6",
    concept="pooling",
    defines=("max_pool", "max_pool_backward"),
    criteria=(
        Criterion(
            "the largest of each window", 1, (FORWARD,), judge(FORWARD, "the result of `max_pool`", pooled)
        ),
        Criterion("the gradient goes where the largest stood", 1.5, (BACK,), judge(BACK, WHAT, routed)),
        Criterion("of equal numbers the first gets it", 1, (BACK_TIED,), judge(BACK_TIED, WHAT, routed_tied)),
        Criterion("the images are not written over", 0.5, (BACK, KEPT), kept(KEPT, "images", images, BACK)),
    ),
    error_hints=ERROR_HINTS,
)

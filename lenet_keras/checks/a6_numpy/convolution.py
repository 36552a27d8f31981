"""A6.1 and A6.2: convolution as loops, and as a product of matrices."""

from functools import cache

import numpy as np

from lenet_keras.checks.a6_numpy.results import ERROR_HINTS, Truth, judge, shape_then_values
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.probes import normal
from lenet_keras.checks.unchanged import mentions
from lenet_keras.checks.verdict import Criterion, Fault, Step, source
from lenet_keras.from_scratch.convolution import window_columns

SIZE = 3
IMAGES, KERNELS, BIAS = "normal(1, 2, 3, 6, 5)", "normal(2, 4, 3, 3, 3)", "normal(3, 4)"
LOOPS = f"conv_loops({IMAGES}, {KERNELS}, {BIAS})"
COLUMNS = f"window_columns({IMAGES}, {SIZE})"
FORWARD = f"conv_forward({IMAGES}, {KERNELS}, {BIAS})"


def inputs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images, kernels and bias of the expressions above."""
    return normal(1, 2, 3, 6, 5), normal(2, 4, 3, 3, 3), normal(3, 4)


def convolved(images: np.ndarray, kernels: np.ndarray, bias: np.ndarray | float = 0.0) -> np.ndarray:
    """The feature maps of images."""
    rows, columns = (side - SIZE + 1 for side in images.shape[2:])
    flat = kernels.reshape(len(kernels), -1) @ window_columns(images, SIZE)
    return flat.reshape(len(images), -1, rows, columns) + np.reshape(bias, (-1, 1, 1))


def turned(kernels: np.ndarray) -> np.ndarray:
    """Kernels with rows and columns the other way round."""
    return kernels[:, :, ::-1, ::-1]


@cache
def maps() -> Truth:
    """The feature maps, and what comes out instead."""
    images, kernels, bias = inputs()
    right = convolved(images, kernels, bias)
    single = convolved(images[:, -1:], kernels[:, -1:], bias), convolved(images[:, :1], kernels[:, :1], bias)
    channel_hint = "Only one channel was looked at. A kernel reaches through all of them, and sums over all."
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return Truth(
        right,
        (
            (
                convolved(images, kernels),
                "The bias was left out. Each filter has one, added to its whole map.",
            ),
            (
                convolved(images, kernels, bias * kernels[0].size),
                "The bias was added to every product. It is added once to each sum.",
            ),
            (
                convolved(images, turned(kernels), bias),
                "The kernels were turned around. Here, as in Keras, the first weight lies on the first pixel "
                "of the window; turning is for the way back.",
            ),
            (
                convolved(images, kernels.swapaxes(2, 3), bias),
                "Rows and columns of the kernel are exchanged.",
            ),
            *((each, channel_hint) for each in single),
            (
                convolved(images, kernels, bias) / kernels[0].size,
                "The products are summed, and not averaged.",
            ),
            (
                convolved(padded, kernels, bias),
                "Zeros were laid around the images. Here there is no padding: the kernel stays inside.",
            ),
            (
                right[:, :, :-1, :-1],
                "The last window is missing, below and on the right: how often does a kernel of 3 fit into 6 "
                "rows?",
            ),
            (
                right[:, :, ::2, ::2],
                "The kernel moves on by two pixels. Here it moves on by one.",
            ),
            (right.transpose(0, 2, 3, 1), "Channels came last. Here the filters are axis 1."),
            (right.swapaxes(0, 1), "Images and filters have changed places."),
            (right.sum(axis=1), "All filters were summed into one map. Each filter has a map of its own."),
        ),
        shape="One map for each image and filter, with `rows - size + 1` rows, and columns likewise.",
        values="Each number is the sum of window times kernel, over channels, rows and columns, plus the "
        "bias.",
    )


@cache
def columns() -> Truth:
    """The windows as columns."""
    images, _, _ = inputs()
    right = window_columns(images, SIZE)
    n, length, places = right.shape
    windows = np.lib.stride_tricks.sliding_window_view(images, (SIZE, SIZE), axis=(2, 3))
    scrambled = (
        "The values are there, but not each window in its column. `reshape` joins neighbours and moves "
        "nothing: bring the axes into the order (n, channels, size, size, down, right) first."
    )
    channels_last = windows.transpose(0, 4, 5, 1, 2, 3).reshape(n, length, places)
    return Truth(
        right,
        (
            (windows.reshape(n, length, places), scrambled),
            (
                windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, length, places),
                scrambled,
            ),
            (
                right.transpose(0, 2, 1),
                "Each window is a row. Here it is to be a column.",
            ),
            (
                channels_last,
                "The channels come last in each column. In a kernel they come first, and so they must here.",
            ),
            (
                windows.transpose(0, 1, 5, 4, 2, 3).reshape(n, length, places),
                "Rows and columns inside of each window are exchanged.",
            ),
            (
                windows.transpose(0, 1, 4, 5, 3, 2).reshape(n, length, places),
                "The windows come column by column. They go from left to right first, then down.",
            ),
        ),
        shape="For each image as many rows as a window has numbers, and as many columns as there are "
        "windows.",
        values="The first column is the first window: `images[0, :, :size, :size]`, laid in a row.",
    )


def without_loops(seen: Observations) -> Fault | None:
    """Judge A6.2, second: the feature maps, and not from the function of A6.1."""
    if mentions(source(seen), "conv_loops"):
        return Fault(
            "`conv_loops` is called again",
            "one product of matrices",
            "The result is right and as slow as before. Every window is a column now; what has each "
            "kernel to be?",
        )
    fault = judge(FORWARD, "the result of `conv_forward`", maps)(seen)
    # A mistake in `window_columns` costs its own points only: the product of what that gave may be right.
    return None if fault and _follows(seen) else fault


def _follows(seen: Observations) -> bool:
    """Whether the feature maps are the product of the kernels and the columns that the answer made."""
    observation, found = seen[COLUMNS], seen[FORWARD]
    if observation["kind"] != "array" or found["kind"] != "array":
        return False
    _, kernels, bias = inputs()
    made, right = np.asarray(observation["values"], dtype=float), maps().right
    if made.shape != columns().right.shape or found["shape"] != list(right.shape):
        return False
    product = kernels.reshape(len(kernels), -1) @ made + bias[:, np.newaxis]
    return bool(np.allclose(product.reshape(right.shape), found["values"], atol=1e-4))


STEPS = (
    Step(
        "A6.1",
        concept="convolution",
        defines=("conv_loops",),
        criteria=shape_then_values(LOOPS, "the result of `conv_loops`", maps, "feature maps"),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.2",
        concept="convolution",
        defines=("window_columns", "conv_forward"),
        own=(FORWARD,),
        criteria=(
            Criterion(
                "each window is a column",
                1,
                (COLUMNS,),
                judge(COLUMNS, "the result of `window_columns`", columns),
            ),
            Criterion("feature maps by a product of matrices", 2, (COLUMNS, FORWARD), without_loops),
        ),
        error_hints=ERROR_HINTS,
    ),
)

"""A6.1 and A6.2: convolution as loops, and as a product of matrices."""

from dataclasses import replace

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.redrawn import Again
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.unchanged import mentions
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, source
from lenet_keras.from_scratch.convolution import window_columns

SIZE = 3


def convolved(images: np.ndarray, kernels: np.ndarray, bias: np.ndarray | float = 0.0) -> np.ndarray:
    """The feature maps of images."""
    size = kernels.shape[2]
    rows, columns = (side - size + 1 for side in images.shape[2:])
    flat = kernels.reshape(len(kernels), -1) @ window_columns(images, size)
    return flat.reshape(len(images), -1, rows, columns) + np.reshape(bias, (-1, 1, 1))


MAPS = Result(
    "the feature maps",
    """
    convolved(images, kernels, bias)
    # The bias was left out. Each filter has one, added to its whole map.
    convolved(images, kernels)
    # Each filter has a bias of its own, and here each image got one.
    convolved(images, kernels) + np.resize(bias, (len(images), 1, 1, 1))
    # The bias was added once for each channel. It is added once to the whole sum.
    convolved(images, kernels, bias * images.shape[1])
    # The bias was added to every product. It is added once to each sum.
    convolved(images, kernels, bias * kernels[0].size)
    # The kernels were turned around. Here, as in Keras, the first weight lies on the first pixel of the
    # window; turning is for the way back.
    convolved(images, kernels[:, :, ::-1, ::-1], bias)
    # Rows and columns of the kernel are exchanged.
    convolved(images, kernels.swapaxes(2, 3), bias)
    # Only one channel was looked at. A kernel reaches through all of them, and sums over all.
    convolved(images[:, -1:], kernels[:, -1:], bias)
    convolved(images[:, :1], kernels[:, :1], bias)
    # The products are summed, and not averaged.
    convolved(images, kernels, bias) / kernels[0].size
    convolved(images, kernels / kernels[0].size, bias)
    # `@` is the product of matrices. Here each weight meets the pixel under it: `*`.
    convolved(images, np.repeat(kernels.sum(axis=3)[:, :, np.newaxis], kernels.shape[2], axis=2), bias)
    # The last row and column of the maps stay empty: `range(n)` ends at n - 1, and the kernel fits once more.
    np.pad(convolved(images, kernels, bias)[:, :, :-1, :-1], ((0, 0), (0, 0), (0, 1), (0, 1)))
    # Zeros were laid around the images. Here there is no padding: the kernel stays inside.
    convolved(np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1))), kernels, bias)
    # The last window is missing, below and on the right: how often does a kernel of 3 fit into 6 rows?
    convolved(images, kernels, bias)[:, :, :-1, :-1]
    # The kernel moves on by two pixels. Here it moves on by one.
    convolved(images, kernels, bias)[:, :, ::2, ::2]
    # Channels came last. Here the filters are axis 1.
    convolved(images, kernels, bias).transpose(0, 2, 3, 1)
    # Images and filters have changed places.
    convolved(images, kernels, bias).swapaxes(0, 1)
    # All filters were summed into one map. Each filter has a map of its own.
    convolved(images, kernels, bias).sum(axis=1)
    """,
    "Each number is the sum of window times kernel, over channels, rows and columns, plus the bias.",
    "One map for each image and filter, with `rows - size + 1` rows, and columns likewise.",
)
INPUTS = ("normal(1, 2, 3, 6, 5), normal(2, 4, 3, 3, 3), normal(3, 4)",)
# No two ranges meet but those of images, channels and filters, of which one alone is worth a try.
SIZES = {
    "n": (1, 3),
    "channels": (1, 3),
    "filters": (1, 4),
    "size": (2, 4),
    "rows": (5, 6),
    "columns": (7, 8),
}
LOOPS, FORWARD = (
    Function(
        f"{name}(images, kernels, bias)",
        INPUTS,
        (MAPS,),
        {"convolved": convolved},
        drawn=(
            "normal(seed, n, channels, rows, columns), normal(seed, filters, channels, size, size), "
            "normal(seed, filters)",
        ),
        sizes=SIZES,
    )
    for name in ("conv_loops", "conv_forward")
)

COLUMNS = Function(
    "window_columns(images, size)",
    (f"normal(1, 2, 3, 6, 5), {SIZE}",),
    (
        Result(
            "the result of `window_columns`",
            """
            windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
            joined = len(images), images.shape[1] * size * size, -1
            windows.transpose(0, 1, 4, 5, 2, 3).reshape(joined)
            # The values are there, but not each window in its column. `reshape` joins neighbours and moves
            # nothing: bring the axes into the order (n, channels, size, size, down, right) first.
            windows.reshape(joined)
            windows.transpose(0, 2, 3, 1, 4, 5).reshape(joined)
            # Each window is a row. Here it is to be a column.
            windows.transpose(0, 2, 3, 1, 4, 5).reshape(joined).reshape(len(images), -1, joined[1])
            # The channels come last in each column. In a kernel they come first, so here they do, too.
            windows.transpose(0, 4, 5, 1, 2, 3).reshape(joined)
            # Rows and columns inside of each window are exchanged.
            windows.transpose(0, 1, 5, 4, 2, 3).reshape(joined)
            # The windows come column by column. They go from left to right first, then down.
            windows.transpose(0, 1, 4, 5, 3, 2).reshape(joined)
            """,
            "The first column is the first window: `images[0, :, :size, :size]`, laid in a row.",
            "For each image as many rows as a window has numbers, and as many columns as there are windows.",
        ),
    ),
    drawn=("normal(seed, n, channels, rows, columns), size",),
    sizes=SIZES,
)


def without_loops(observations: Observations) -> Fault | None:
    """Judge A6.2, second: the feature maps, and not from the function of A6.1."""
    if mentions(source(observations), "conv_loops"):
        return Fault(
            "`conv_loops` is called again",
            "one product of matrices",
            "The result is right and as slow as before. Every window is a column now; what has each "
            "kernel to be?",
        )
    fault = Returned(FORWARD, kept=("images", "kernels", "bias"))(observations)
    # A mistake in `window_columns` costs its own points only: the product of what that gave may be right.
    return None if fault and _follows(COLUMNS, FORWARD, observations) else fault


def _follows(columns: Function, forward: Function, observations: Observations) -> bool:
    """Whether the feature maps are the products of the kernels and the columns that the answer made."""
    for number, (made, returned) in enumerate(zip(columns.observes, forward.observes, strict=True)):
        windows, found = arrays.numbers(observations[made]), arrays.numbers(observations[returned])
        names = forward.names(number)
        right, kernels = convolved(names["images"], names["kernels"]), names["kernels"]
        wanted = len(right), kernels[0].size, right[0, 0].size
        if windows is None or found is None or windows.shape != wanted or found.shape != right.shape:
            return False
        product = kernels.reshape(len(kernels), -1) @ windows + names["bias"][:, np.newaxis]
        if not arrays.same(found, product.reshape(found.shape)):
            return False
    return True


def _drawn_product(random: np.random.Generator) -> Drawn:
    """The same question about other images and kernels."""
    forward = FORWARD.redrawn(random)
    inputs = [(forward.names(number), text) for number, text in enumerate(forward.inputs)]
    windows = [f"{text.partition('), ')[0]}), {names['kernels'].shape[2]}" for names, text in inputs]
    columns, product = replace(COLUMNS, inputs=tuple(windows)), Again(forward)

    def judge(observations: Observations) -> Fault | None:
        fault = product(observations)
        return None if fault and _follows(columns, forward, observations) else fault

    return Drawn(columns.observes + forward.observes, judge)


STEPS = (
    Step(
        "A6.1",
        concept="convolution",
        defines=("conv_loops",),
        criteria=(
            LOOPS.returns("feature maps of the right shape", 1, values=False),
            LOOPS.returns("feature maps with the right values", 2, kept="images kernels bias"),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.2",
        concept="convolution",
        defines=("window_columns", "conv_forward"),
        criteria=(
            COLUMNS.returns("each window is a column", 1, kept="images"),
            Criterion(
                "feature maps by a product of matrices",
                2,
                (*COLUMNS.observes, *FORWARD.observes, FORWARD.afterwards),
                without_loops,
                _drawn_product,
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
)

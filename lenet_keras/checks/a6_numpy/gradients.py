"""A6.3 and A6.4: the ways back through a convolution, to its kernels and to its images."""

from dataclasses import replace

import numpy as np

from lenet_keras.checks.a6_numpy.convolution import SIZE, SIZES, convolved
from lenet_keras.checks.a6_numpy.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step
from lenet_keras.from_scratch.convolution import window_columns

MISSING = "The bias was added at every place of every image, so its gradient is the sum over all of them."
BY_WEIGHTS = Function(
    "conv_weight_gradients(gradient, images, size)",
    (f"normal(4, 2, 4, 4, 3), normal(1, 2, 3, 6, 5), {SIZE}",),
    (
        Result(
            "the gradient by the kernels",
            """
            n, filters = gradient.shape[:2]
            flat = gradient.reshape(n, filters, -1) @ window_columns(images, size).transpose(0, 2, 1)
            each = flat.reshape(n, filters, -1, size, size)
            each.sum(axis=0)
            # The loss has its 1/n already, in the gradient that comes in. Here the images are summed.
            each.mean(axis=0)
            each.mean(axis=0) / gradient[0, 0].size
            # The places are summed, and not averaged.
            each.sum(axis=0) / gradient[0, 0].size
            # Each image has a gradient of its own here. All images went through the same kernels: sum.
            each
            # Only the first image was looked at.
            each[0]
            # Only the last image was looked at. Does the sum start anew for each?
            each[-1]
            # The kernel's gradient is turned around. Forward, nothing was turned, so nothing is here.
            each.sum(axis=0)[:, :, ::-1, ::-1]
            # The values are right; they want the shape of the kernels.
            each.sum(axis=0).reshape(4, -1)
            # Filters and channels have changed places.
            each.sum(axis=0).swapaxes(0, 1)
            """,
            "For one weight: each window's pixel under it, times the gradient of that window, summed.",
            "A gradient has the shape of what it belongs to: that of the kernels.",
        ),
        Result(
            "the gradient by the bias",
            f"""
            gradient.sum(axis=(0, 2, 3))
            # {MISSING}
            gradient
            gradient.sum(axis=0)
            gradient.sum(axis=(2, 3))
            # This is a mean. The bias's gradient is a sum.
            gradient.mean(axis=(0, 2, 3))
            # The loss has its 1/n already, in the gradient that comes in.
            gradient.sum(axis=(0, 2, 3)) / len(gradient)
            # This is one number for each image; a bias belongs to a filter.
            gradient.sum(axis=(1, 2, 3))
            # One number for all. Each filter has a bias of its own.
            gradient.sum()
            # The values are right; the bias is of shape `(filters,)`, without more axes.
            gradient.sum(axis=(0, 2, 3)).reshape(-1, 1)
            """,
            MISSING,
        ),
    ),
    {"window_columns": window_columns},
    drawn=(
        "normal(seed, n, filters, rows - size + 1, columns - size + 1), "
        "normal(seed, n, channels, rows, columns), size",
    ),
    sizes=SIZES,
)

BY_IMAGES = Function(
    "conv_input_gradient(gradient, kernels)",
    ("normal(4, 2, 4, 4, 3), normal(2, 4, 3, 3, 3)",),
    (
        Result(
            "the gradient by the images",
            """
            exchanged = kernels.swapaxes(0, 1)
            edge = (kernels.shape[2] - 1,) * 2
            padded = np.pad(gradient, ((0, 0), (0, 0), edge, edge))
            convolved(padded, exchanged[:, :, ::-1, ::-1])
            # The kernel was not turned around. The window that starts at a pixel put its first weight there,
            # the one that starts above and to the left of it put its last.
            convolved(padded, exchanged)
            # The kernel was turned upside down only. Its columns have to be reversed, too.
            convolved(padded, exchanged[:, :, ::-1])
            # Only the columns of the kernel were reversed. Its rows have to be, too.
            convolved(padded, exchanged[:, :, :, ::-1])
            # Rows and columns of the kernel were exchanged. To turn it around, both are reversed.
            convolved(padded, exchanged.swapaxes(2, 3))
            # The gradient was not padded. A pixel at the edge lies in few windows, but it lies in some: how
            # many rows of zeros are needed?
            convolved(gradient, exchanged[:, :, ::-1, ::-1])
            # Too little padding: the result is to be as large as the images, `size - 1` rows more than the
            # gradient.
            convolved(padded[:, :, 1:-1, 1:-1], exchanged[:, :, ::-1, ::-1])
            # The loss has its 1/n already, in the gradient that comes in.
            convolved(padded, exchanged[:, :, ::-1, ::-1]) / len(gradient)
            # Only one weight of each kernel was followed back. Every pixel of a window gets its share.
            np.einsum("nfij,fc->ncij", padded, kernels[:, :, 0, 0])[:, :, 2:, 2:]
            # Where windows overlap, what comes back must be added. `=` overwrites; what adds?
            by_window, by_weight = np.zeros((2, 3, 6, 5)), np.zeros((2, 3, 6, 5))
            for i, j in np.ndindex(4, 3):
                by_window[:, :, i:i + 3, j:j + 3] = np.einsum("nf,fcab->ncab", gradient[:, :, i, j], kernels)
            for a, b in np.ndindex(3, 3):
                by_weight[:, :, a:a + 4, b:b + 3] = np.einsum("nfij,fc->ncij", gradient, kernels[:, :, a, b])
            by_window
            by_weight
            """,
            "A pixel gets from each window that it lies in: the window's gradient times the weight on the "
            "pixel.",
            "A gradient has the shape of what it belongs to: that of the images. Filters are summed over.",
        ),
    ),
    {"convolved": convolved},
    drawn=("normal(seed, n, filters, rows, columns), normal(seed, filters, channels, size, size)",),
    sizes=SIZES,
)

# So small that a gradient which is worked out needs few passes forward: one for each image, filter and
# channel, or one for each place in a kernel. To measure takes one or two for each weight or pixel, 50 to 192.
FEW = {"filters": (3, 3), "channels": (2, 2), "size": (4, 4), "rows": (5, 5), "columns": (5, 5), "n": (1, 1)}
MOST = 24
COUNTED = ("conv_forward", "conv_loops")


def worked_out(criterion: Criterion, function: Function) -> Criterion:
    """A criterion that is not met by a gradient which is measured, weight by weight."""

    def drawn(random: np.random.Generator) -> Drawn:
        question = criterion.drawn(random) if criterion.drawn else Drawn((), criterion.judge)
        call = replace(function, sizes=FEW).redrawn(random).calls[0]
        count = f"times_called({COUNTED}, lambda: {call})"

        def judge(observations: Observations) -> Fault | None:
            if fault := question.judge(observations):
                return fault
            found = observations[count].get("value")
            if isinstance(found, int) and found <= MOST:
                return None
            return Fault(
                f"`{call.partition('(')[0]}` convolves {found} times for a single small image",
                f"a gradient that is worked out, with {MOST} convolutions at most",
                "To move each number a little and look at the loss tests a gradient. Here it is computed.",
            )

        return Drawn((*question.observes, count), judge)

    return replace(criterion, drawn=drawn)


STEPS = (
    Step(
        "A6.3",
        concept="backpropagation",
        defines=("conv_weight_gradients",),
        needs=("A6.2",),
        criteria=(
            worked_out(
                BY_WEIGHTS.returns("the gradient by the kernels", 2, 0, kept="gradient images"), BY_WEIGHTS
            ),
            BY_WEIGHTS.returns("the gradient by the bias", 1, 1),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.4",
        concept="backpropagation",
        defines=("conv_input_gradient",),
        needs=("A6.2",),
        criteria=(
            BY_IMAGES.returns("a gradient of the right shape", 1, values=False),
            worked_out(
                BY_IMAGES.returns("a gradient with the right values", 2, kept="gradient kernels"), BY_IMAGES
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
)

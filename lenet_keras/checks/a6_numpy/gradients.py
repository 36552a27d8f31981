"""A6.3 and A6.4: the ways back through a convolution, to its kernels and to its images."""

from functools import cache

import numpy as np

from lenet_keras.checks.a6_numpy.convolution import IMAGES, KERNELS, SIZE, convolved, inputs, turned
from lenet_keras.checks.a6_numpy.results import ERROR_HINTS, Truth, judge, shape_then_values
from lenet_keras.checks.probes import normal
from lenet_keras.checks.verdict import Criterion, Step
from lenet_keras.from_scratch.convolution import window_columns

GRADIENT = "normal(4, 2, 4, 4, 3)"
BY_WEIGHTS = f"conv_weight_gradients({GRADIENT}, {IMAGES}, {SIZE})"
BY_KERNELS, BY_BIAS = f"{BY_WEIGHTS}[0]", f"{BY_WEIGHTS}[1]"
BY_IMAGES = f"conv_input_gradient({GRADIENT}, {KERNELS})"


def gradient() -> np.ndarray:
    """The gradient by the feature maps."""
    return normal(4, 2, 4, 4, 3)


@cache
def by_kernels() -> Truth:
    """The gradient by the kernels."""
    images, _, _ = inputs()
    flat = gradient().reshape(2, 4, -1)
    each = (flat @ window_columns(images, SIZE).transpose(0, 2, 1)).reshape(2, 4, 3, SIZE, SIZE)
    right = each.sum(axis=0)
    batch = "The loss has its 1/n already, in the gradient that comes in. Here the images are summed."
    return Truth(
        right,
        (
            (right / len(images), batch),
            (right / flat[0, 0].size, "The places are summed, and not averaged."),
            (right / (len(images) * flat[0, 0].size), batch),
            (
                each,
                "Each image has a gradient of its own here. All images went through the same kernels: sum.",
            ),
            (each[0], "Only the first image was looked at."),
            (each[-1], "Only the last image was looked at. Does the sum start anew for each?"),
            (
                turned(right),
                "The kernel's gradient is turned around. Forward, nothing was turned, so nothing is here.",
            ),
            (right.reshape(4, -1), "The values are right; they want the shape of the kernels."),
            (right.swapaxes(0, 1), "Filters and channels have changed places."),
        ),
        shape="A gradient has the shape of what it belongs to: that of the kernels.",
        values="For one weight: each window's pixel under it, times the gradient of that window, summed.",
    )


@cache
def by_bias() -> Truth:
    """The gradient by the bias."""
    upstream = gradient()
    right = upstream.sum(axis=(0, 2, 3))
    missing = "The bias was added at every place of every image, so its gradient is the sum over all of them."
    return Truth(
        right,
        (
            (upstream, missing),
            (upstream.sum(axis=0), missing),
            (upstream.sum(axis=(2, 3)), missing),
            (upstream.mean(axis=(0, 2, 3)), "This is a mean. The bias's gradient is a sum."),
            (right / len(upstream), "The loss has its 1/n already, in the gradient that comes in."),
            (upstream.sum(axis=(1, 2, 3)), "This is one number for each image; a bias belongs to a filter."),
            (np.array(upstream.sum()), "One number for all. Each filter has a bias of its own."),
            (
                right.reshape(-1, 1),
                "The values are right; the bias is of shape `(filters,)`, without more axes.",
            ),
        ),
        shape=missing,
        values=missing,
    )


@cache
def by_images() -> Truth:
    """The gradient by the images."""
    images, kernels, _ = inputs()
    upstream, edge = gradient(), (SIZE - 1, SIZE - 1)
    padded = np.pad(upstream, ((0, 0), (0, 0), edge, edge))
    right = convolved(padded, turned(kernels).swapaxes(0, 1))
    first = np.zeros_like(right)
    first[:, :, : upstream.shape[2], : upstream.shape[3]] = np.einsum(
        "nfij,fc->ncij", upstream, kernels[:, :, 0, 0]
    )
    return Truth(
        right,
        (
            (
                convolved(padded, kernels.swapaxes(0, 1)),
                "The kernel was not turned around. The window that starts at a pixel put its first weight "
                "there, the one that starts above and to the left of it put its last.",
            ),
            (
                convolved(padded, kernels[:, :, ::-1].swapaxes(0, 1)),
                "The kernel was turned upside down only. Its columns have to be reversed, too.",
            ),
            (
                convolved(padded, kernels[:, :, :, ::-1].swapaxes(0, 1)),
                "Only the columns of the kernel were reversed. Its rows have to be, too.",
            ),
            (
                convolved(upstream, turned(kernels).swapaxes(0, 1)),
                "The gradient was not padded. A pixel at the edge lies in few windows, but it lies in some: "
                "how many rows of zeros are needed?",
            ),
            (
                convolved(np.pad(upstream, ((0, 0), (0, 0), (1, 1), (1, 1))), turned(kernels).swapaxes(0, 1)),
                "Too little padding: the result is to be as large as the images, `size - 1` rows more than "
                "the gradient.",
            ),
            (
                right / len(images),
                "The loss has its 1/n already, in the gradient that comes in.",
            ),
            (
                first,
                "Only one weight of each kernel was followed back. Every pixel of a window gets its share.",
            ),
            *(
                (part, "Where windows overlap, what comes back must be added. `=` overwrites; what adds?")
                for part in _overwritten(upstream, kernels, right.shape)
            ),
        ),
        shape="A gradient has the shape of what it belongs to: that of the images. Filters are summed over.",
        values="A pixel gets from each window that it lies in: the window's gradient times the weight on "
        "the pixel.",
    )


def _overwritten(upstream: np.ndarray, kernels: np.ndarray, shape: tuple[int, ...]) -> list[np.ndarray]:
    """What comes out when overlapping windows overwrite each other: walked by window, or by weight."""
    by_window, by_weight = np.zeros(shape), np.zeros(shape)
    down, right = upstream.shape[2:]
    for i in range(down):
        for j in range(right):
            share = np.einsum("nf,fcab->ncab", upstream[:, :, i, j], kernels)
            by_window[:, :, i : i + SIZE, j : j + SIZE] = share
    for a in range(SIZE):
        for b in range(SIZE):
            share = np.einsum("nfij,fc->ncij", upstream, kernels[:, :, a, b])
            by_weight[:, :, a : a + down, b : b + right] = share
    return [by_window, by_weight]


STEPS = (
    Step(
        "A6.3",
        concept="backpropagation",
        defines=("conv_weight_gradients",),
        needs=("A6.2",),
        criteria=(
            Criterion(
                "the gradient by the kernels",
                2,
                (BY_KERNELS,),
                judge(BY_KERNELS, "the gradient by the kernels", by_kernels),
            ),
            Criterion(
                "the gradient by the bias", 1, (BY_BIAS,), judge(BY_BIAS, "the gradient by the bias", by_bias)
            ),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A6.4",
        concept="backpropagation",
        defines=("conv_input_gradient",),
        needs=("A6.2",),
        criteria=shape_then_values(BY_IMAGES, "the gradient by the images", by_images, "a gradient"),
        error_hints=ERROR_HINTS,
    ),
)

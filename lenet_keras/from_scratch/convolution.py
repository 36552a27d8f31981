"""Convolution as one product of matrices: every window becomes a column, every kernel a row.

K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for document
processing", IWFHR 2006. As in Keras, the kernel is not flipped: strictly, a cross-correlation.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lenet_keras.from_scratch.layer import Layer, glorot


class Conv2d(Layer):
    """Kernels that slide over images.

    Args:
        channels: of the images.
        filters: how many kernels, and so how many feature maps come out.
        size: rows and columns of a kernel.
        stride: by how many pixels a kernel moves on.
        padding: rows and columns of zeros laid around each image.
        rng: where the first weights are drawn.
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        rng: np.random.Generator,
    ):
        super().__init__()
        self.size, self.stride, self.padding = size, stride, padding
        shape, area = (filters, channels, size, size), size * size
        kernel = glorot(rng, shape, channels * area, filters * area)
        self.weights = {"kernel": kernel, "bias": np.zeros(filters, np.float32)}

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """From `(n, channels, rows, columns)` to `(n, filters, rows', columns')`.

        Raises:
            ValueError: if the images have other channels than the kernels or are smaller than these.
        """
        kernel = self.weights["kernel"]
        if x.ndim != 4 or x.shape[1] != kernel.shape[1] or min(x.shape[2:]) + 2 * self.padding < self.size:
            raise ValueError(
                f"found images of shape {x.shape}, expected (n, {kernel.shape[1]}, rows, columns) with at "
                f"least {self.size} rows and columns after padding. Channels come before rows here."
            )
        if self.padding:
            around = (self.padding, self.padding)
            x = np.pad(x, ((0, 0), (0, 0), around, around))
        self._padded, self._columns = x.shape, window_columns(x, self.size, self.stride)
        # One product for each image: small enough for the cache, too small to be split among threads.
        y = kernel.reshape(len(kernel), -1) @ self._columns + self.weights["bias"][:, np.newaxis]
        return y.reshape(len(x), len(kernel), *self._places())

    def _places(self) -> tuple[int, int]:
        """How many windows there are from top to bottom and from left to right."""
        rows, columns = self._padded[2:]
        return (rows - self.size) // self.stride + 1, (columns - self.size) // self.stride + 1

    def weight_gradients(self, gradient: np.ndarray) -> dict[str, np.ndarray]:
        """Sums over all images and places: the same kernel was used at all of them."""
        flat = gradient.reshape(*gradient.shape[:2], -1)
        kernel = (flat @ self._columns.transpose(0, 2, 1)).sum(axis=0)
        return {"kernel": kernel.reshape(self.weights["kernel"].shape), "bias": flat.sum(axis=(0, 2))}

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """Every number goes back to the pixels of its window; where windows overlap, they add up."""
        kernel = self.weights["kernel"]
        flat = gradient.reshape(*gradient.shape[:2], -1)
        columns = kernel.reshape(len(kernel), -1).T @ flat
        n, channels, rows, width = self._padded
        down, right = self._places()
        columns = columns.reshape(n, channels, self.size, self.size, down, right)
        back = np.zeros(self._padded, columns.dtype)
        # A loop over the 25 places in the kernel, not over the many windows.
        for i in range(self.size):
            for j in range(self.size):
                below, beside = i + self.stride * down, j + self.stride * right
                back[:, :, i : below : self.stride, j : beside : self.stride] += columns[:, :, i, j]
        edge = self.padding
        return back[:, :, edge : rows - edge, edge : width - edge]


def window_columns(
    x: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int] = 1
) -> np.ndarray:
    """Every window of an image as a column.

    Args:
        x: `(n, channels, rows, columns)`.
        size: rows and columns of a window, or one number for both.
        stride: from one window to the next, in pixels: down and right, or one number for both.

    Returns:
        `(n, channels * rows * columns of a window, windows)`, windows from left to right, then from top to
        bottom.
    """
    size, (below, beside) = _pair(size), _pair(stride)
    # A view: nothing is copied yet, every window still lies in the image.
    windows = sliding_window_view(x, size, axis=(2, 3))[:, :, ::below, ::beside]
    n, channels, down, right = windows.shape[:4]
    # Place in the window first, then the windows: reshape copies whole rows of neighbouring pixels.
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, channels * size[0] * size[1], down * right)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value

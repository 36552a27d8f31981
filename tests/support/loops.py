"""The layers of `lenet_keras.from_scratch` once more, as plain loops that follow the definition word by word.

Slow and hard to get wrong: what the fast ones are compared with.
"""

from itertools import product

import numpy as np


def convolution(x, kernel, bias, stride, padding):
    """`x` `(n, channels, rows, columns)`, `kernel` `(filters, channels, size, size)`, `bias` `(filters,)`."""
    n, channels, rows, columns = x.shape
    filters, _, size, _ = kernel.shape
    padded = np.zeros((n, channels, rows + 2 * padding, columns + 2 * padding))
    padded[:, :, padding : padding + rows, padding : padding + columns] = x
    down, right = ((side + 2 * padding - size) // stride + 1 for side in (rows, columns))
    y = np.zeros((n, filters, down, right))
    for image, filter_, i, j in product(range(n), range(filters), range(down), range(right)):
        total = bias[filter_]
        for channel, a, b in product(range(channels), range(size), range(size)):
            total += kernel[filter_, channel, a, b] * padded[image, channel, i * stride + a, j * stride + b]
        y[image, filter_, i, j] = total
    return y


def pooling(x, size, reduce):
    """`reduce` makes one number of the list of those in a window."""
    n, channels, rows, columns = x.shape
    y = np.zeros((n, channels, rows // size, columns // size))
    for image, channel, i, j in np.ndindex(y.shape):
        places = product(range(i * size, (i + 1) * size), range(j * size, (j + 1) * size))
        y[image, channel, i, j] = reduce([x[image, channel, a, b] for a, b in places])
    return y

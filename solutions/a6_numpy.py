# %% [markdown]
# # A6 LeNet in plain NumPy
#
# `fit` trained your network in A3. What does it do? Here you write its parts yourself: what goes
# forward through a layer, and the *gradients* that come back. You need nothing but NumPy: A6.1 to A6.8 are graded without
# Keras, and without the convolutions of SciPy and OpenCV.
#
# A gradient answers one question for each number: if this number grows a little, how much does the loss grow?
# It always has the shape of what it belongs to. A layer is given the gradient
# with respect to its output and works out two more: the gradient with respect to its weights, to learn, and
# the gradient with respect to its input, for the layer before.
#
# **Worth a look:**
# [the article on LeNet-5](http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf),
# [sliding windows in NumPy](https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.sliding_window_view.html).
# Nothing here needs a network connection.
#
# Every function of this lesson makes new arrays and leaves those that it is given as they were: other layers still
# need them.
#
# In A2, an image had its channels last. Here they come first: `(images, channels, rows, columns)`. NumPy is
# faster this way, because the pixels of one row lie side by side in memory.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A6.1](#A6.1-Convolution-as-loops) | convolution, number by number |
# | [A6.2](#A6.2-Convolution-as-one-matrix-product) | convolution, all at once |
# | [A6.3](#A6.3-The-gradient-with-respect-to-the-kernels) | gradient for the kernels |
# | [A6.4](#A6.4-The-gradient-with-respect-to-the-images) | gradient for the images |
# | [A6.5](#A6.5-Activation-and-fully-connected-layer) | ReLU, fully connected layer |
# | [A6.6](#A6.6-Max-pooling) | max pooling and back |
# | [A6.7](#A6.7-Softmax-and-cross-entropy) | softmax and loss |
# | [A6.8](#A6.8-One-step-of-gradient-descent) | one step |
# | [A6.9](#A6.9-Train-LeNet-5) | train LeNet-5 |
# | [A6.10](#A6.10-The-same-network-in-Keras) | the same in Keras |
# | [Questions](#Questions) | four |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A6.1")` in a cell of your own
# helps with a step, a little more each time. [A7](../a7_backprop/a7_backprop.ipynb)
# explains gradients on a network of three neurons; if they are new to you, do A7.1 to A7.7 first.

# %% given="A6.setup"
# Run this cell first. It imports what the lesson needs.
from time import perf_counter

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lenet_keras import figures
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist

(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
trainData = trainData[:, np.newaxis].astype("float32") / 255
testData = testData[:, np.newaxis].astype("float32") / 255

# %% [markdown]
# ### A6.1 Convolution as loops
#
# A kernel of `size` × `size` weights lies on the image. Each weight is multiplied by the pixel under it, in
# all channels, and the products are summed. Then the kernel moves on by one pixel. Where it fits 24 times from
# top to bottom, the feature map has 24 rows: `rows - size + 1`.
#
# Two things of NumPy help. `np.empty(shape)` makes an array to be filled. A *slice* `a:b` takes the places from a
# to b − 1 of an axis, and `:` takes all of them:

# %% given="A6.slices"
stack = np.arange(24).reshape(2, 3, 4)  # two channels of 3 rows and 4 columns
print(stack[:, 1:3, 2:4])  # in both channels rows 1 and 2, columns 2 and 3
print((stack[:, 1:3, 2:4] * 10).sum())


# %% [markdown]
# **Predict before you run.** In how many places does a kernel of 5 × 5 fit on an image of 28 × 28?
#
# **Your turn.** Complete `conv_loops`. Write it with loops, just as the text says; it may be slow.
# `images` is of shape `(n, channels, rows, columns)`, `kernels` of shape `(filters, channels, size, size)`,
# `bias` of shape `(filters,)`. Return the feature maps, `(n, filters, rows - size + 1, columns - size + 1)`.

# %% answer="A6.1"
def conv_loops(images, kernels, bias):
    """Return the feature maps of images, one number after the other."""
    ### BEGIN SOLUTION
    n, _, rows, columns = images.shape
    filters, _, size, _ = kernels.shape
    maps = np.empty((n, filters, rows - size + 1, columns - size + 1))
    for image in range(n):
        for f in range(filters):
            for i in range(rows - size + 1):
                for j in range(columns - size + 1):
                    window = images[image, :, i : i + size, j : j + size]
                    maps[image, f, i, j] = (window * kernels[f]).sum() + bias[f]
    return maps
    ### END SOLUTION


# %% check="A6.1"
check("A6.1")

# %% [markdown]
# **Notice.** A digit of 28 × 28 pixels has 576 windows of 5 × 5. Each kernel takes all of them, for every
# digit, in every epoch. In A6.2 you see what that costs.

# %% [markdown]
# ### A6.2 Convolution as one matrix product
#
# All windows can be multiplied at once, if every window becomes one column of a matrix:

# %% given="A6.windows"
figures.window_columns(np.arange(1, 17).reshape(4, 4), size=3)

# %% [markdown]
# `sliding_window_view(images, (size, size), axis=(2, 3))` shows every window without copying a pixel. Its
# shape is `(n, channels, down, right, size, size)`: first where a window stands, then what is in it. A
# column wants what is in the window first; `transpose` changes the order of the axes, and `reshape` then joins
# neighbouring axes.
#
# Here all three on the small array from above, so that you see where each number goes:

# %% given="A6.axes"
print(stack.shape, "becomes", stack.transpose(2, 0, 1).shape)  # the old axis 2 comes first, then 0, then 1
print(stack.transpose(2, 0, 1).reshape(4, 6))  # the last two axes are joined
print(sliding_window_view(stack, (2, 2), axis=(1, 2)).shape)  # channels, down, right, rows and columns of a window


# %% [markdown]
# `A @ B` with a matrix `A` and a stack `B` of matrices multiplies `A` by each of them. An array of shape
# `(filters,)` is added to the *rows* of a matrix once it stands upright: `bias[:, np.newaxis]` has the shape
# `(filters, 1)`.
#
# **Your turn.** Complete two functions.
#
# 1. `window_columns` returns `(n, channels * size * size, down * right)`.
# 2. `conv_forward` takes and returns the same as `conv_loops`, without a loop: `kernels` as a matrix of shape
#    `(filters, channels * size * size)`, times the columns, plus the bias.

# %% answer="A6.2"
def window_columns(images, size):
    """Return each window of the images as a column."""
    ### BEGIN SOLUTION
    windows = sliding_window_view(images, (size, size), axis=(2, 3))
    n, channels, down, right = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, channels * size * size, down * right)
    ### END SOLUTION


def conv_forward(images, kernels, bias):
    """Return the feature maps of images, with one matrix product for each image."""
    ### BEGIN SOLUTION
    n, _, rows, columns = images.shape
    filters, _, size, _ = kernels.shape
    maps = kernels.reshape(filters, -1) @ window_columns(images, size) + bias[:, np.newaxis]
    return maps.reshape(n, filters, rows - size + 1, columns - size + 1)
    ### END SOLUTION


# %% check="A6.2"
check("A6.2")

# %% [markdown]
# **Notice.** Both functions give the same numbers. Compare their times on eight digits:

# %% given="A6.times"
sixKernels = np.random.default_rng(6).normal(size=(6, 1, 5, 5)).astype("float32")
times = {}
for convolve in (conv_loops, conv_forward):
    started = perf_counter()
    eightMaps = convolve(trainData[:8], sixKernels, np.zeros(6, "float32"))
    times[convolve.__name__] = perf_counter() - started
    print(f"{convolve.__name__}: {times[convolve.__name__] * 1000:.1f} ms, sum {eightMaps.sum():.2f}")
print(f"{times['conv_loops'] / times['conv_forward']:.0f} times as fast")

# %% [markdown]
# Where does the time go? For each window Python looks up names, checks types and calls NumPy. That takes longer than
# 25 multiplications. `@` is called once. Behind it works *BLAS*, a library in machine code: it lays numbers
# ready in the cache, the fast memory of the processor, and multiplies several at the same time.

# %% [markdown]
# ### A6.3 The gradient with respect to the kernels
#
# Now backward. `gradient` has the shape of the feature maps and says for each of their numbers how much the
# loss grows with it. A kernel's weight was multiplied by one pixel in every window. So its own gradient is
# the sum over all windows of the gradient at the window's result, times that pixel. In matrices, with
# `result = kernel @ columns`, this is the gradient times the *transposed*
# columns, summed over the images. For the product, rows and columns of the gradient are laid out in one axis, as those of the
# result were. The bias was
# added to every result, so its gradient is the sum of them all.
#
# In a stack of matrices only the last two axes are exchanged to transpose each of them. `sum(axis=...)` adds up
# along one axis, or along several:

# %% given="A6.sums"
print(stack.shape, "becomes", stack.transpose(0, 2, 1).shape)
print(stack.sum(axis=0).shape, stack.sum(axis=(0, 1)).shape)


# %% [markdown]
# **Your turn.** Complete `conv_weight_gradients`. Return two arrays: the gradient with respect to the
# kernels, `(filters, channels, size, size)`, and with respect to the bias, `(filters,)`.

# %% answer="A6.3"
def conv_weight_gradients(gradient, images, size):
    """Return the gradients for kernels and bias, given that for the feature maps."""
    ### BEGIN SOLUTION
    filters, channels = gradient.shape[1], images.shape[1]
    flat = gradient.reshape(len(gradient), filters, -1)
    by_kernels = (flat @ window_columns(images, size).transpose(0, 2, 1)).sum(axis=0)
    return by_kernels.reshape(filters, channels, size, size), flat.sum(axis=(0, 2))
    ### END SOLUTION


# %% check="A6.3"
check("A6.3")

# %% [markdown]
# **Notice.** There is a second way to get a gradient, which needs no thinking: move each number a little and see
# how the result changes. This *numerical gradient* is slow, and the best test there is. `gradient_check` takes a
# function, its arguments, the gradient with respect to its result, and the gradients that you worked out. It measures
# them and prints the largest *relative error* of each: the difference in parts of the number itself.

# %% given="A6.numerical"
from lenet_keras.gradient_check import gradient_check

drawn = np.random.default_rng(0)
someImages, someKernels, someGradient = (
    drawn.normal(size=shape) for shape in [(2, 3, 7, 7), (4, 3, 3, 3), (2, 4, 5, 5)]
)
someArguments = {"images": someImages, "kernels": someKernels, "bias": np.zeros(4)}

# %% [markdown]
# **Try it.** Compare yours. Then put a mistake in, such as `2 * byKernels`: what does the table say?

# %%
byKernels, byBias = conv_weight_gradients(someGradient, someImages, 3)
gradient_check(conv_forward, someArguments, someGradient, {"kernels": byKernels, "bias": byBias})

# %% [markdown]
# ### A6.4 The gradient with respect to the images
#
# A pixel lies in up to `size` × `size` windows. From each it gets back the gradient at that window's result,
# times the weight that lay on the pixel. The window that starts *at* the pixel put its first weight on it; the
# window that starts `size - 1` pixels *before* put its last weight on it. So the kernel is walked through
# backwards: either add up window by window, or take a convolution of the padded gradient with
# the kernel turned around, rows and columns.
#
# `np.pad` lays zeros around an array: for each axis a pair, how many before and how many after. A slice with the
# step −1, `::-1`, turns an axis around:

# %% given="A6.pad"
row = np.array([[1, 2, 3]])
print(np.pad(row, ((1, 0), (2, 2))))  # one row above, none below; two columns on both sides
print(row[:, ::-1])


# %% [markdown]
# Look at the shapes, too. The gradient has one map for each filter, the images have one for each channel. So
# filters and channels change places in the kernels.
#
# **Your turn.** Complete `conv_input_gradient`. Return the gradient with respect to the images,
# `(n, channels, rows, columns)`, where the gradient has `rows - size + 1` rows.

# %% answer="A6.4"
def conv_input_gradient(gradient, kernels):
    """Return the gradient for the images, given that for the feature maps."""
    ### BEGIN SOLUTION
    filters, channels, size, _ = kernels.shape
    edge = (size - 1, size - 1)
    padded = np.pad(gradient, ((0, 0), (0, 0), edge, edge))
    turned = kernels[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)  # filters and channels change places
    return conv_forward(padded, turned, np.zeros(channels))
    ### END SOLUTION


# %% check="A6.4"
check("A6.4")

# %% [markdown]
# **Notice.** The first layer of a network never needs this: its inputs are the digits, and nobody changes
# those.
#
# **Try it.** Measure this gradient, too.

# %%
byImages = conv_input_gradient(someGradient, someKernels)
gradient_check(conv_forward, someArguments, someGradient, {"images": byImages})


# %% [markdown]
# ### A6.5 Activation and fully connected layer
#
# ReLU passes positive numbers on and makes all others 0. What was made 0 has no say in the loss. A comparison
# gives an array of `True` and `False`, which count as 1 and 0: `np.array([5, -2]) * (np.array([5, -2]) > 3)` is `[5, 0]`.
#
# A fully connected layer computes `x @ kernel + bias`, for `x` of shape `(n, inputs)` and `kernel` of shape
# `(inputs, outputs)`. Shapes help: there is only one way to make `(inputs, outputs)` out of `x` and a
# gradient of shape `(n, outputs)`. `x.T` is `x` transposed.
#
# **Your turn.** Complete both functions. `relu_backward` returns the gradient with respect to `x`.
# `linear_backward` returns three: for `x`, for `kernel` and for `bias`, in this order.

# %% answer="A6.5"
def relu_backward(gradient, x):
    """Return the gradient for x, the input of ReLU."""
    ### BEGIN SOLUTION
    return gradient * (x > 0)
    ### END SOLUTION


def linear_backward(gradient, x, kernel):
    """Return the gradients for x, kernel and bias of x @ kernel + bias."""
    ### BEGIN SOLUTION
    return gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=0)
    ### END SOLUTION


# %% check="A6.5"
check("A6.5")

# %% [markdown]
# **Notice.** The same weights served all examples of the batch. So their gradients sum over the batch, while
# the gradient for `x` keeps one row for each example.
#
# **Try it.** Measure all four. For ReLU a number near 0 would be moved across its bend: there the two ways may differ.

# %%
someRows, someWeights, rowGradient = drawn.normal(size=(5, 3)), drawn.normal(size=(3, 2)), drawn.normal(size=(5, 2))
byRows, byWeights, byOffset = linear_backward(rowGradient, someRows, someWeights)
gradient_check(
    lambda x, kernel, bias: x @ kernel + bias,
    {"x": someRows, "kernel": someWeights, "bias": np.zeros(2)},
    rowGradient,
    {"x": byRows, "kernel": byWeights, "bias": byOffset},
)
gradient_check(
    lambda x: np.maximum(x, 0), {"x": someRows}, someRows, {"x": relu_backward(someRows, someRows)}
)

# %% [markdown]
# ### A6.6 Max pooling
#
# Max pooling keeps the largest of each 2 × 2 window. On the way back the whole gradient of a window goes to
# the number that was kept. The other three could have been a little larger, and nothing would have changed:

# %% given="A6.routing"
figures.gradient_routing([[1, 3, 0, 0], [2, 0, 5, 4], [6, 1, 2, 2], [0, 7, 1, 2]], [[4, -1], [2, 3]])

# %% [markdown]
# In the last window, three numbers are equally large. Only one was kept, so only one gets the gradient. By
# convention it is the first, reading from left to right, then from top to bottom.
#
# A slice with a step takes every second place, from 0 or from 1. The largest of each window is found when its
# rows and columns have axes of their own:

# %% given="A6.everysecond"
print(row[:, 0::2], row[:, 1::2])
print(np.arange(12).reshape(2, 3, 2).max(axis=2))  # three pairs in each of two rows


# %% [markdown]
# **Your turn.** Complete both functions, for windows of 2 × 2 that lie side by side. `images` is of shape
# `(n, channels, rows, columns)`, rows and columns are even. You may use loops over the four places in a
# window; loops over all windows would be slow.

# %% answer="A6.6"
def max_pool(images):
    """Return the largest number of each 2 x 2 window."""
    ### BEGIN SOLUTION
    n, channels, rows, columns = images.shape
    return images.reshape(n, channels, rows // 2, 2, columns // 2, 2).max(axis=(3, 5))
    ### END SOLUTION


def max_pool_backward(gradient, images):
    """Return the gradient for the images, given that for the result of max_pool."""
    ### BEGIN SOLUTION
    largest = max_pool(images)
    result = np.zeros(images.shape)
    free = np.ones(largest.shape, bool)  # windows whose largest number is not found yet
    for i in (0, 1):
        for j in (0, 1):
            found = free & (images[:, :, i::2, j::2] == largest)
            result[:, :, i::2, j::2] = gradient * found
            free &= ~found
    return result
    ### END SOLUTION


# %% check="A6.6"
check("A6.6")

# %% [markdown]
# **Notice.** Three out of four pixels get nothing. Pooling is thrifty on the way forward and wasteful on the way
# back.
#
# **Try it.** Measure it.

# %%
someMaps, mapGradient = drawn.normal(size=(2, 3, 4, 6)), drawn.normal(size=(2, 3, 2, 3))
gradient_check(max_pool, {"images": someMaps}, mapGradient, {"images": max_pool_backward(mapGradient, someMaps)})

# %% [markdown]
# ### A6.7 Softmax and cross-entropy
#
# The way back begins at the loss. The network ends in ten *scores* for each digit. Softmax turns
# them into probabilities: `exp` of each score, divided by the sum of all ten. The loss of one digit is minus the
# natural logarithm of the probability of its right class. The loss of a batch is the mean over its digits.
#
# Taken together, the gradient of both is short: the probability minus 1 for the right class, the probability
# itself for all others; and because the loss is a mean, all of it divided by the number of digits.
#
# Large scores overflow: `np.exp(1000.0)` is infinite. Subtract the largest score of each row first; no
# probability changes.
#
# `keepdims=True` keeps the axis along which NumPy takes a sum or maximum, so that the result fits the rows. Two
# lists as indices pick one entry from each row:

# %% given="A6.picking"
points = np.array([[1.0, 4.0], [6.0, 2.0], [3.0, 3.0]])
print(points / points.sum(axis=1, keepdims=True))
print(points[[0, 1, 2], [1, 0, 1]])  # of row 0 entry 1, of row 1 entry 0, of row 2 entry 1


# %% [markdown]
# **Predict before you run.** An untrained network gives each of ten classes about the same probability. How large
# is its loss? `-np.log(...)` in a cell of your own tells.
#
# **Your turn.** Complete `cross_entropy`. `scores` is of shape `(n, classes)`, `labels` of shape `(n,)` holds
# whole numbers. Return the loss, one number, and the gradient with respect to the scores.

# %% answer="A6.7"
def cross_entropy(scores, labels):
    """Return the mean loss of a batch and its gradient for the scores."""
    ### BEGIN SOLUTION
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    each = np.arange(len(labels))
    gradient = np.exp(logarithms)
    gradient[each, labels] -= 1
    return -logarithms[each, labels].mean(), gradient / len(labels)
    ### END SOLUTION


# %% check="A6.7"
check("A6.7")

# %% [markdown]
# **Notice.** Each row of the gradient sums to 0: what one class gains in probability, the others lose. An
# untrained network gives each of ten classes about 0.1, so its loss is about 2.3, minus the logarithm of 0.1.
# Remember that number.
#
# **Try it.** Here all ten scores are equal. Make the right one, number 3, larger, then a wrong one. What does the
# loss do?

# %%
cross_entropy(np.array([[0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]), np.array([3]))

# %% [markdown]
# The loss itself is the result here, and its gradient with respect to itself is 1:

# %%
someScores, someLabels = drawn.normal(size=(6, 10)), np.array([3, 1, 4, 1, 5, 9])
gradient_check(
    lambda scores: cross_entropy(scores, someLabels)[0],
    {"scores": someScores},
    1.0,
    {"scores": cross_entropy(someScores, someLabels)[1]},
)


# %% [markdown]
# ### A6.8 One step of gradient descent
#
# Every weight moves a little against its gradient. With *momentum*, it also keeps a part of its last step,
# the *velocity*:
#
# - new velocity = momentum × velocity − learning rate × gradient,
# - new weight = weight + new velocity.
#
# For example, with momentum 0.5 and learning rate 0.1: weight 2, velocity 0.4 and gradient 3 give the new velocity
# 0.5 × 0.4 − 0.1 × 3 = −0.1 and the new weight 1.9.
#
# **Your turn.** Complete `sgd_step`. Return the new weight and the new velocity, as new arrays: the old ones
# stay as they are.

# %% answer="A6.8"
def sgd_step(weight, velocity, gradient, learning_rate, momentum):
    """Return weight and velocity after one step."""
    ### BEGIN SOLUTION
    velocity = momentum * velocity - learning_rate * gradient
    return weight + velocity, velocity
    ### END SOLUTION


# %% check="A6.8"
check("A6.8")

# %% [markdown]
# **Notice.** That is all: forward, loss, backward, step. `fit` repeats it.

# %% [markdown]
# ### A6.9 Train LeNet-5
#
# You have written every part. In `lenet_keras.from_scratch` you find the same functions as layers, with stride
# and padding; open its files, and you will recognise them. A layer has `forward` and `backward`, and keeps its
# weights and gradients. `forward` also keeps what `backward` will need, for all images of the batch: look which of
# your functions for the way back took more than the gradient.

# %% given="A6.layers"
from lenet_keras.from_scratch import (
    SGD,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    class_accuracy,
    fit,
)

rng = np.random.default_rng(42)  # draws the first weights

# %% [markdown]
# A `Sequential` gets its layers as a list. `forward` sends images through them. Here is a network that is too
# simple for digits; it has not learned anything:

# %% given="A6.simple"
simple = Sequential([Flatten(), Linear(784, 10, rng=np.random.default_rng(0))])
print(simple.forward(trainData[:2]).round(1))

# %% [markdown]
# `fit` and `class_accuracy` take data as pairs of images and labels. On a few digits:

# %% given="A6.few"
fewDigits, moreDigits = (trainData[:200], trainLabels[:200]), (testData[:200], testLabels[:200])
record = fit(simple, SGD(0.05, 0.5), fewDigits, moreDigits, epochs=2, batch_size=50)
for name, numbers in record.items():
    print(f"{name:12}", [round(float(number), 2) for number in numbers])
print("shares of 0 to 9:", np.round(class_accuracy(simple, moreDigits), 2))

# %% [markdown]
# LeNet-5, the network of 1998, with the activation and pooling of today:
#
# | layer | what it makes |
# | --- | --- |
# | `Conv2d(1, 6, 5, padding=2, rng=rng)`, `ReLU()`, `MaxPool2d(2)` | 6 maps of 14 × 14 |
# | `Conv2d(6, 16, 5, rng=rng)`, `ReLU()`, `MaxPool2d(2)` | 16 maps of 5 × 5 |
# | `Flatten()` | 400 numbers |
# | `Linear(400, 120, rng=rng)`, `ReLU()` | 120 |
# | `Linear(120, 84, rng=rng)`, `ReLU()` | 84 |
# | `Linear(84, 10, rng=rng)` | 10 scores |
#
# **Your turn.**
#
# 1. Make `network`, a `Sequential` of a list of these twelve layers.
# 2. Train it with `fit(network, SGD(0.02, 0.9), (trainData, trainLabels), (testData, testLabels))`, for 5
#    epochs with batches of 32 (`epochs=5, batch_size=32`). Keep what it returns as `history`.
# 3. Keep `class_accuracy(network, (testData, testLabels))` as `shares`: for each digit, the share that is
#    recognised.
#
# **Predict before you run.** Which digit will be recognised worst?

# %% answer="A6.9"
### BEGIN SOLUTION
network = Sequential(
    [
        Conv2d(1, 6, 5, padding=2, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(400, 120, rng=rng),
        ReLU(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, 10, rng=rng),
    ]
)
history = fit(
    network, SGD(0.02, 0.9), (trainData, trainLabels), (testData, testLabels), epochs=5, batch_size=32
)
shares = class_accuracy(network, (testData, testLabels))
### END SOLUTION

# %% check="A6.9"
check("A6.9")

# %% given="A6.curves"
figures.curves(history)

# %% given="A6.classes"
figures.class_accuracy(shares)


# %% [markdown]
# **Notice.** An untrained network begins at a loss near 2.3, as A6.7 said; the mean over the first epoch is
# already lower. Some digits are harder than others; the mean over all of them hides that.

# %% [markdown]
# ### A6.10 The same network in Keras
#
# If everything is right, Keras must compute the same. To compare, its network has to start with the same
# weights. But Keras has channels last: its kernels are of shape `(size, size, channels, filters)`.
#
# **Your turn.** Complete `to_keras`: from kernels of shape `(filters, channels, size, size)`, as here, to the
# same kernels for Keras. No weight changes, only the order of the axes.

# %% answer="A6.10"
def to_keras(kernels):
    """Return the kernels with their axes in the order of Keras."""
    ### BEGIN SOLUTION
    return kernels.transpose(2, 3, 1, 0)
    ### END SOLUTION


# %% check="A6.10"
check("A6.10")

# %% [markdown]
# The next cell gives a fresh LeNet-5 and its twin in Keras the same weights and the same 50 batches. Learning
# rate and momentum are 1/16 and 7/8, and all numbers are `float64`, so that nothing is rounded early: a
# difference in the last digit can make another pixel the largest of its window, and from there on the two
# trainings drift apart. Importing Keras takes a few seconds.

# %% given="A6.twins"
import keras

from lenet_keras.from_scratch import lenet5, train_step
from lenet_keras.from_scratch.training import batches
from lenet_keras.from_scratch.twin import keras_lenet5, keras_losses

fresh = lenet5(seed=42).astype("float64")
twin = keras_lenet5(fresh)
part = trainData[:3200].astype("float64"), trainLabels[:3200]
steps = list(batches(part, 64, np.random.default_rng(1)))
theirs = keras_losses(twin, keras.optimizers.SGD(1 / 16, momentum=7 / 8), steps)
optimizer = SGD(1 / 16, 7 / 8)
ours = [train_step(fresh, optimizer, *step)[0] for step in steps]
figures.agreement(ours, theirs)

# %% [markdown]
# **Notice.** The two curves coincide. Nothing in `fit` is hidden from you any more: you have written it.

# %% [markdown]
# ### What else is in the library
#
# `lenet_keras.from_scratch` has more layers than you wrote, each with its way forward and back:
#
# - `BatchNorm(channels)`, *batch normalisation*: in training it brings each channel of a batch to mean 0 and variance 1,
#   then stretches and moves it as it has learned. It also keeps running averages of means and variances, and uses
#   these when it predicts;
# - `AvgPool2d(2)`, *average pooling*: the mean of each window. Going backward, each of the four gets a quarter;
# - `Dropout(rate, rng=rng)`: in training it sets numbers to 0 at random, and enlarges the others. When it predicts it does
#   nothing.
#
# `save` writes all numbers of a network into a file, and `load` takes them over, into a network of the same layers. With
# `logs=FOLDER`, `fit` writes its curves for *TensorBoard*, which shows them in the browser. The next cell does all of
# this once. It takes a few seconds.

# %% given="A6.more"
import tempfile
from pathlib import Path

from lenet_keras.from_scratch import AvgPool2d, BatchNorm, Dropout


def modern(seed):
    """A smaller LeNet with batch normalisation, average pooling and dropout."""
    rng = np.random.default_rng(seed)
    return Sequential(
        [
            Conv2d(1, 8, 5, padding=2, rng=rng),
            BatchNorm(8),
            ReLU(),
            AvgPool2d(4),
            Flatten(),
            Linear(8 * 7 * 7, 64, rng=rng),
            ReLU(),
            Dropout(0.3, rng=rng),
            Linear(64, 10, rng=rng),
        ]
    )


folder = Path(tempfile.mkdtemp())
trained, other = modern(seed=1), modern(seed=2)
data = (trainData, trainLabels), (testData, testLabels)
fit(trained, SGD(0.05, 0.9), *data, epochs=3, logs=folder / "logs")
trained.save(folder / "modern.npz")
other.load(folder / "modern.npz")
print("the same answers:", np.array_equal(trained.predict(testData), other.predict(testData)))
print("saved:", ", ".join(trained.arrays()))
print(f"to see the curves, in a terminal: tensorboard --logdir {folder / 'logs'}")

# %% [markdown]
# **Notice.** The validation accuracy is above the training accuracy from the first epoch on: while it learned, dropout
# had switched a third of the 64 numbers off. And among what was saved are `1.mean` and `1.variance`, which no gradient has
# changed.

# %% [markdown]
# ### Questions
#
# Answer in a few sentences of your own; a person reads them.

# %% [markdown] question="A6.Q1"

# %% [markdown] written="A6.Q1"

# %% [markdown] question="A6.Q2"

# %% [markdown] written="A6.Q2"

# %% [markdown] question="A6.Q3"

# %% [markdown] written="A6.Q3"

# %% [markdown] question="A6.Q4"

# %% [markdown] written="A6.Q4"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - A gradient has the shape of what it belongs to; shapes often tell which product is the right one.
# - What was used many times going forward (a kernel's weight, a bias) gets a sum going backward.
# - What had no say in the result (a negative number at ReLU, a number that was not the largest) gets 0.
# - Measuring a gradient is slow, and the best test of one that you have worked out.
# - An untrained network of ten classes has a loss of about 2.3.
#
# **New terms:** *transpose* (rows become columns), *score* (an output before softmax), *forward* and *backward* pass (from
# the image to the loss, and back), *gradient* (all slopes of the loss), *numerical gradient* (the same by trying a little
# more and a little less), *velocity* (what momentum keeps), *batch normalisation* (scales the outputs of a layer), *average
# pooling* (the mean of a window), *dropout* (units switched off at random, in training).
#
# **Next:** if you have not done it yet, [A7 Backpropagation](../a7_backprop/a7_backprop.ipynb). Then
# [A4 LeNet-5 as it was published](../a4_lenet5/a4_lenet5.ipynb).

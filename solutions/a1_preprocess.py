# %% [markdown]
# # A1 Preparing the digits
#
# A network learns from examples. Ours are photographs of handwritten digits, each with the digit that the
# writer meant. In this lesson you load them, look at them, and bring them into the form that a network can
# learn from. In A2 you build the network, in A3 you train it.
#
# **How to work.** Read a step, write your answer in the cell that says `YOUR CODE HERE`, run it with
# Shift+Enter, then run the check below it. A check tells you what it found, what it expected, and which idea
# to look at again. You may run it as often as you like. Work from the top to the bottom: each step builds on
# the ones before.
#
# **Worth a look:**
# [the MNIST data set](http://yann.lecun.com/exdb/mnist/),
# [`numpy.reshape`](https://numpy.org/doc/stable/reference/generated/numpy.reshape.html),
# [`LabelBinarizer`](https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.LabelBinarizer.html).
# Nothing here needs a network connection.

# %% given="A1.setup"
# Run this cell first. It imports what the lesson needs.
import matplotlib.pyplot as plt

from lenet_keras import figures
from lenet_keras.checks import check

# %% [markdown]
# ### A1.1 Import the MNIST data set
#
# MNIST is a collection of digits written by American students and census clerks, scanned and scaled to the
# same size. It has been the field's first exercise since the 1990s, so results can be compared.
#
# Keras has a module named `mnist` that downloads the digits. The package `lenet_keras` has one with the same
# name and the same function that needs no download: 5,000 of the digits come with it.
#
# **Your turn.** Import the module `mnist` from the package `lenet_keras.datasets`.

# %% answer="A1.1"
### BEGIN SOLUTION
from lenet_keras.datasets import mnist
### END SOLUTION

# %% check="A1.1"
check("A1.1")

# %% [markdown]
# **Notice.** Nothing was loaded yet. An import gives you a name for the module; the data comes with the next
# step.

# %% [markdown]
# ### A1.2 Load the MNIST data set
#
# Somebody who learns the answers by heart is perfect on the questions she has seen, and lost on new ones. To
# find out whether a network has learned to *read*, we must test it with digits that it has never seen. That
# is why the data comes in two parts: digits to train on and digits to test with.
#
# `mnist.load_data()` returns both parts as a pair of pairs: first (images, labels) for training, then
# (images, labels) for testing.
#
# **Your turn.** Load the data into four arrays: `trainData`, `trainLabels`, `testData`, `testLabels`.

# %% answer="A1.2"
### BEGIN SOLUTION
(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
### END SOLUTION

# %% check="A1.2"
check("A1.2")

# %% [markdown]
# **Notice.** An image is nothing but a table of numbers: 28 rows, 28 columns, one number per pixel. 0 is
# paper, 255 is full ink. The type is `uint8`, a whole number in one byte. Here is the first digit, and the
# numbers behind its middle.

# %% given="A1.pixels"
figures.pixels(trainData[0])

# %% [markdown]
# ### A1.3 Display train and test data
#
# Look at your data before you compute with it. A wrong label or a picture that lies on its side takes a second
# to see, and an evening to find if you did not look.
#
# **Your turn.**
#
# 1. Show one digit of `trainData`, with its label as the title. `fig, ax = plt.subplots()` makes an empty
#    figure `fig` with one pair of axes `ax`; `ax.imshow(image, cmap="gray_r")` draws an image into it,
#    `ax.set_title(text)` writes above it.
# 2. Make a dictionary `shapes` with four entries: from each of the names `"trainData"`, `"trainLabels"`,
#    `"testData"`, `"testLabels"` to the shape of that array. Print it.

# %% answer="A1.3"
### BEGIN SOLUTION
fig, ax = plt.subplots(figsize=(2.5, 2.5))
ax.imshow(trainData[0], cmap="gray_r")
ax.set_title(trainLabels[0])

shapes = {
    "trainData": trainData.shape,
    "trainLabels": trainLabels.shape,
    "testData": testData.shape,
    "testLabels": testLabels.shape,
}
print(shapes)
### END SOLUTION

# %% check="A1.3"
check("A1.3")

# %% [markdown]
# **Notice.** The first number of each shape counts the digits. It is the same for images and labels, because
# the image at place *i* belongs to the label at place *i*. For the images, rows and columns follow. There are
# four times as many digits for training as for testing, unless you use the full data set, where it is six
# times.

# %% given="A1.digits"
figures.digits(trainData[:10], trainLabels[:10])

# %% [markdown]
# ### A1.4 Reshape the design matrix
#
# A colour photograph has three numbers for each pixel: red, green, blue. They are called *channels*, and their
# number is the *depth* of the image. Keras expects images with a depth, even when they are grey and the depth
# is 1: samples × rows × columns × depth.
#
# `reshape` does not touch a single number. It only changes how they are nested:

# %% given="A1.nesting"
figures.depth_axis(trainData[0])

# %% [markdown]
# **Your turn.** Give `trainData` and `testData` a depth of 1. The shapes go from (samples, rows, columns) to
# (samples, rows, columns, depth). Keep the names, and do not type the number of samples: the array knows it.

# %% answer="A1.4"
### BEGIN SOLUTION
trainData = trainData.reshape((trainData.shape[0], 28, 28, 1))
testData = testData.reshape((testData.shape[0], 28, 28, 1))
### END SOLUTION

# %% check="A1.4"
check("A1.4")

# %% [markdown]
# **Notice.** Such a stack of samples is called a *design matrix*, even when it has four axes: one entry of
# the first axis for each sample, the same form for all of them.

# %% [markdown]
# ### A1.5 Scale the data
#
# A network starts with small random weights and improves them in small steps. Inputs of 255 make its first
# outputs huge, and the steps overshoot. Inputs between 0 and 1 work well.
#
# **Your turn.** Scale `trainData` and `testData` from [0, 255] to [0, 1]. Keep names and shapes. The result is
# an array of floats.

# %% answer="A1.5"
### BEGIN SOLUTION
trainData = trainData / 255.0
testData = testData / 255.0
### END SOLUTION

# %% check="A1.5"
check("A1.5")

# %% [markdown]
# **Notice.** The histogram keeps its shape; only the numbers on its axis change. Most pixels are paper:
# the mean of `trainData` is about 0.13. If it were about 0.0005, the data would have been scaled twice, which
# happens when the cell is run twice.

# %% given="A1.histogram"
figures.scaling((trainData[0] * 255).round())

# %% [markdown]
# ### A1.6 Binarize the labels
#
# A label such as 7 is a name, not an amount: a 7 is not "more" than a 3, and halfway between a 1 and a 3 there
# is no 2. So the network will not answer with one number. It gives ten, one for each class, and the label is
# written the same way: a vector of ten numbers, 1 at the place of the digit and 0 elsewhere. This form is
# called *binarized* or *one-hot*.

# %% given="A1.onehot"
figures.one_hot(mnist.load_data()[0][1][:5])

# %% [markdown]
# **Your turn.** Turn `trainLabels` and `testLabels` into such vectors; keep the names. scikit-learn's
# `LabelBinarizer` does this: fit it on the training labels, then let it transform both. Any other way to the same
# vectors is fine too, such as `to_categorical` of Keras.

# %% answer="A1.6"
### BEGIN SOLUTION
from sklearn.preprocessing import LabelBinarizer

binarizer = LabelBinarizer()
trainLabels = binarizer.fit_transform(trainLabels)
testLabels = binarizer.transform(testLabels)
### END SOLUTION

# %% check="A1.6"
check("A1.6")

# %% [markdown]
# **Notice.** Every row sums to 1. You can read it as the probabilities given by somebody who is certain. The network's
# answers in A3 will have the same form, but with doubts. The way back from a vector to the digit is
# `argmax`: the place of the largest number.

# %% [markdown]
# ### Questions
#
# Answer in one to four sentences of your own. A person reads these answers.

# %% [markdown] question="A1.Q1"

# %% [markdown] written="A1.Q1"

# %% [markdown] question="A1.Q2"

# %% [markdown] written="A1.Q2"

# %% [markdown] question="A1.Q3"

# %% [markdown] written="A1.Q3"

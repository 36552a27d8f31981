# %% [markdown]
# # A1 Preparing the digits
#
# A network learns from examples. Ours are scans of handwritten digits, each with the digit that the
# writer meant. In this lesson you load them, look at them, and bring them into the form that a network can
# learn from. In A2 you build the network, in A3 you train it.
#
# **How to work.** Read a step, write your answer in the cell that says `YOUR CODE HERE`, run it with
# Shift+Enter, then run the check below it. A check tells you what it found, what it expected, and which idea
# to look at again. You may run it as often as you like. Work from the top to the bottom: each step builds on
# the ones before. Stuck? `hint("A1.4")` in a cell of your own tells where to look, and a little more each time you
# run it. Nobody is told that you asked, and it costs no points.
#
# **If the first cell says that there is no** `lenet_keras`, the notebook was opened with a Python that lacks it. The last
# line of the error says what to do.
#
# **How to look things up, offline too.** Put the cursor on a name and press Shift+Tab: its arguments and its
# description appear. `help(name)` in a cell of your own prints them in full. For a new cell click to the left of
# a cell, so that the cursor is gone, and press B. Your own cells do no harm and count no points.
#
# **The way back.** Steps A1.4 to A1.6 change arrays and keep their names, so a cell that runs twice changes them
# twice. Did you run one half done, or more than once? Click into the cell of that step, choose *Run All Above
# Selected Cell* in the menu *Run*, then run the cell once. Everything above is made anew.
#
# **Worth a look:**
# [the MNIST data set](http://yann.lecun.com/exdb/mnist/),
# [numpy.reshape](https://numpy.org/doc/stable/reference/generated/numpy.reshape.html),
# [LabelBinarizer](https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.LabelBinarizer.html).
# Nothing here needs a network connection.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A1.1](#A1.1-Import-the-MNIST-data-set) | import the data set |
# | [A1.2](#A1.2-Load-the-MNIST-data-set) | load it, in two parts |
# | [A1.3](#A1.3-Display-train-and-test-data) | look at it |
# | [A1.4](#A1.4-Reshape-the-design-matrix) | give the images a depth |
# | [A1.5](#A1.5-Scale-the-data) | scale the pixels |
# | [A1.6](#A1.6-Binarize-the-labels) | turn labels into vectors |
# | [Questions](#Questions) | three, in your own words |

# %% given="A1.setup"
# Run this cell first. It imports what the lesson needs.
import matplotlib.pyplot as plt
import numpy as np

from lenet_keras import figures
from lenet_keras.checks import check, hint

# %% [markdown]
# ### A1.1 Import the MNIST data set
#
# MNIST is a collection of digits written by American students and census clerks, scanned and scaled to the
# same size. It has been the field's first exercise since the 1990s, so results can be compared.
#
# Keras has a module named `mnist` that downloads the digits. The package `lenet_keras` has one with the same
# name and the same function that needs no download: 5,000 of the digits come with it.
#
# The first cell of this lesson shows how an import from a package looks: `from lenet_keras import figures`.
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
# (images, labels) for testing. An *array* is NumPy's table of numbers; here each of the four is one.
#
# Python takes a pair of pairs apart in one line. The names on the left are nested like the values on the right:

# %% given="A1.pairs"
(city, river), (otherCity, otherRiver) = (("Bremen", "Weser"), ("Paris", "Seine"))
print(city, river, otherCity, otherRiver)

# %% [markdown]
# **Your turn.** Load the data into four arrays: `trainData`, `trainLabels`, `testData`, `testLabels`.

# %% answer="A1.2"
### BEGIN SOLUTION
(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
### END SOLUTION

# %% check="A1.2"
check("A1.2")

# %% [markdown]
# **Notice.** An image is nothing but a table of numbers: 28 rows, 28 columns, one number per pixel. 0 is
# paper, 255 is full ink. The type is `uint8`, a whole number in one byte.
#
# Here is the first digit, and the numbers behind its middle. Our figures draw a small number dark and a large
# one bright, as a screen does. So the paper, 0, is black, and the ink is white: chalk on a blackboard.

# %% given="A1.pixels"
figures.pixels(trainData[0])

# %% [markdown]
# ### A1.3 Display train and test data
#
# Look at your data before you compute with it. A wrong label or a picture that lies on its side takes a second
# to see, and an evening to find if you did not look.
#
# `fig, ax = plt.subplots()` makes an empty figure `fig` with one pair of axes `ax`, the frame to draw in.
# `imshow` draws an array as an image into it, and `set_title` writes above it. The argument `cmap="gray_r"`
# turns the greys around: 0 is white as paper, and large numbers are black as ink. Here with a small array of
# our own, and other names:

# %% given="A1.stairs"
stairs = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]])
sheet, frame = plt.subplots(figsize=(1.6, 1.6))
frame.imshow(stairs, cmap="gray_r")
frame.set_title("stairs")
print({"stairs": stairs.shape})

# %% [markdown]
# `array.shape` is the *shape* of an array: how many entries it has along each of its axes.
#
# **Predict before you run.** How many numbers does the shape of `trainData` have, and how many that of
# `trainLabels`?
#
# **Your turn.**
#
# 1. Show one digit of `trainData`, with its label as the title. Call the figure `fig`.
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
# **Try it.** Change 20 to another number up to 3990. Do you find a digit whose label you would not have guessed?

# %%
start = 20
figures.digits(mnist.load_data()[0][0][start : start + 10], mnist.load_data()[0][1][start : start + 10])

# %% [markdown]
# ### A1.4 Reshape the design matrix
#
# The stack of all training images is called a *design matrix*: one entry of its first axis for each sample, that
# is, for each digit, and the same form for all of them.
#
# A colour photograph has three numbers for each pixel: red, green, blue. They are called *channels*, and their
# number is the *depth* of the image. Keras expects images with a depth, even when they are grey and the depth
# is 1: samples × rows × columns × depth.
#
# `reshape` does not touch a single number. It only changes how they are nested:

# %% given="A1.nesting"
figures.depth_axis(trainData[0])

# %% [markdown]
# `array.reshape(shape)` returns the array in its new form and leaves the old one as it is; to keep the result,
# give it a name. `array.shape[0]` is the first number of a shape. Here six numbers become a table of two columns:

# %% given="A1.reshape"
six = np.arange(6)
table = six.reshape((six.shape[0] // 2, 2))
print(six, "has shape", six.shape)
print(table, "has shape", table.shape)

# %% [markdown]
# **Your turn.** Give `trainData` and `testData` a depth of 1. The shapes go from (samples, rows, columns) to
# (samples, rows, columns, depth). Keep the names. You need not type the number of samples: the array knows it.

# %% answer="A1.4"
### BEGIN SOLUTION
trainData = trainData.reshape((trainData.shape[0], 28, 28, 1))
testData = testData.reshape((testData.shape[0], 28, 28, 1))
### END SOLUTION

# %% check="A1.4"
check("A1.4")

# %% [markdown]
# **Notice.** It has four axes now, and is still called a matrix. The number of values has not changed:
# 28 × 28 × 1 is 28 × 28.

# %% [markdown]
# ### A1.5 Scale the data
#
# A network multiplies its inputs by numbers of its own, its *weights*. They are small and random at first, and
# training changes them in many small steps. Inputs of 255 make the first outputs huge, and the steps overshoot. Inputs between 0 and 1 work well.
#
# Arithmetic with an array works on all of its numbers at once: `np.array([3, 5]) * 10` is `[30, 50]`.
#
# **Predict before you run.** The mean of the pixels of `trainData` is about 33 before. What will it be after?
#
# **Your turn.** Scale `trainData` and `testData` from [0, 255] to [0, 1]. Keep names and shapes. The result is
# an array of floats, numbers with a fraction. Run the cell only once; *The way back* at the top of the lesson
# says what to do if you ran it twice, or before it was complete.

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
figures.scaling((trainData[0] * 255).round().astype("uint8"))

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
# scikit-learn's `LabelBinarizer` does this. It is in the module `sklearn.preprocessing`. `fit_transform` learns
# which classes there are and transforms; `transform` transforms more labels by the classes that were learned.
# Here with fruit, for which the columns are in the order of the alphabet:

# %% given="A1.fruit"
import sklearn.preprocessing

fruit = sklearn.preprocessing.LabelBinarizer()
print(fruit.fit_transform(["pear", "apple", "quince", "apple"]))
print(fruit.classes_)
print(fruit.transform(["quince", "pear"]))

# %% [markdown]
# **Your turn.** Turn `trainLabels` and `testLabels` into such vectors; keep the names. Import `LabelBinarizer`
# from `sklearn.preprocessing`, fit one on the training labels, then let it transform both. (Fitted on the test labels
# alone, it would not know a digit that they lack.) Any other way to the same vectors is fine too, such as
# `to_categorical` of Keras.

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
#
# **Try it.** Put the 1 at another place, or write doubts such as 0.4 and 0.6. What does `argmax` say?

# %%
print(np.argmax([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]))

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

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - A network is tested with digits that it has never seen; only these show whether it can read.
# - Images are numbers. Keras wants them as samples × rows × columns × depth.
# - Scaling brings inputs to [0, 1]. A mean near 0.0005 tells you that it was done twice.
# - A label is a name, not an amount; as a vector it has the form of the network's answer.
#
# **New terms:** *design matrix* (all samples as one array, one entry of its first axis for each), *channel* and
# *depth* (the numbers of one pixel, and how many there are), *shape* (entries along each axis), *one-hot* or
# *binarized* (1 at the place of the class, 0 elsewhere), *training data* and *test data*.
#
# **Next:** [A2 Building the model](../a2_build/a2_build.ipynb)

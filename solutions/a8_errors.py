# %% [markdown]
# # A8 What it gets wrong, and what helps
#
# Your network reads most digits. This lesson is about the others. You look at them, you ask how far the
# network's own doubts can be trusted, you test what people say about the causes, and you weigh cures by what
# they gain and what they cost. At the end you advise a bank.
#
# **Worth a look:**
# [the confusion matrix](https://scikit-learn.org/stable/modules/model_evaluation.html#confusion-matrix),
# [calibration](https://scikit-learn.org/stable/modules/calibration.html),
# [Optuna](https://optuna.readthedocs.io/en/stable/tutorial/index.html).
# Nothing here needs a network connection.
#
# The lesson takes 4,000 training digits, from the full MNIST as well, so that nothing takes long: 2,500 to
# learn from and 1,500 **validation digits**. Everything is looked at and chosen on these. The test digits
# wait until the very end and are read **once**: whoever looks at them earlier begins to choose by them, and
# then they no longer tell how the network does on new digits.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A8.1](#A8.1-The-most-confused-pairs) | the most confused pairs |
# | [A8.2](#A8.2-Confidently-wrong) | the confidently wrong |
# | [A8.3](#A8.3-Digit-by-digit) | accuracy of each class |
# | [A8.4](#A8.4-Where-the-network-looks) | where the network looks |
# | [A8.5](#A8.5-Three-causes,-measured) | three causes, measured |
# | [A8.6](#A8.6-Does-a-cause-explain-anything) | does a cause explain anything? |
# | [A8.7](#A8.7-How-sure,-and-how-often-right) | how sure, and how often right |
# | [A8.8](#A8.8-A-temperature) | a temperature |
# | [A8.9](#A8.9-The-best-temperature) | the best temperature |
# | [A8.10](#A8.10-Handing-digits-to-a-person) | handing digits to a person |
# | [A8.11](#A8.11-What-a-digit-costs) | what a digit costs |
# | [A8.12](#A8.12-The-first-cure,-augmentation) | augmentation |
# | [A8.13](#A8.13-The-second-cure,-an-ensemble) | an ensemble |
# | [A8.14](#A8.14-The-third-cure,-a-search) | a search with Optuna |
# | [A8.15](#A8.15-What-is-worth-its-cost) | what is worth its cost |
# | [A8.16](#A8.16-A-better-network-within-a-budget) | a better network, within a budget |
# | [Questions](#Questions) | four |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A8.1")` in a cell of
# your own helps with a step, a little more each time.

# %% given="A8.setup"
# Run this cell first. It imports what the lesson needs, prepares digits and trains a small LeNet (5 seconds).
from lenet_keras import figures  # before Keras: it keeps TensorFlow from filling the page with its log
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist
from lenet_keras.records import cures  # long trainings, recorded

import time

import numpy as np
import optuna
from keras import Input, Sequential
from keras.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from keras.optimizers import SGD, Adam
from keras.utils import set_random_seed
from scipy import ndimage
from sklearn.metrics import confusion_matrix, pairwise_distances

optuna.logging.set_verbosity(optuna.logging.WARNING)

(images, labels), (testData, testLabels) = mnist.load_data()
images, testData = (each[..., np.newaxis] / np.float32(255) for each in (images, testData))
labels, testLabels = labels.astype(int), testLabels.astype(int)  # whole numbers, not vectors
trainData, trainLabels = images[:2500], labels[:2500]
valData, valLabels = images[2500:4000], labels[2500:4000]
EPOCHS = 10


def network(seed, filters=8, size=5, dropout=0.0, optimizer=None):
    """Build and compile a small LeNet. The same seed gives the same first weights."""
    set_random_seed(seed)
    built = Sequential(
        [
            Input(shape=(28, 28, 1)),
            Conv2D(filters, size, activation="relu"),
            MaxPooling2D(),
            Conv2D(2 * filters, size, activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dropout(dropout),
            Dense(64, activation="relu"),
            Dense(10, activation="softmax"),
        ]
    )
    built.compile(loss="sparse_categorical_crossentropy", optimizer=optimizer or Adam(0.005))
    return built


def read(images, model):
    """Return the ten probabilities for each image, float64."""
    return np.asarray(model(images), dtype=float)  # all at once; `predict` would prepare itself anew for each network


started = time.process_time()
model = network(seed=1)
H = model.fit(trainData, trainLabels, batch_size=100, epochs=EPOCHS, verbose=0)
spent = {"one network": time.process_time() - started}

predictions = read(valData, model)
answers = predictions.argmax(axis=1)
wrong = answers != valLabels
print(f"{wrong.sum()} of {len(wrong):,} validation digits are misread: {wrong.mean():.1%}")

# %% [markdown]
# ## Seeing
#
# ### A8.1 The most confused pairs
#
# The confusion matrix of A3 has 90 places off its diagonal, and most of them are nearly empty. The mistakes
# sit in a few pairs. Anyone who wants to mend something begins there.

# %% given="A8.matrix"
matrix = confusion_matrix(valLabels, answers)
figures.confusion(matrix)

# %% [markdown]
# `np.argsort` gives the places of numbers in rising order, also of those of a table when it is laid out in
# one row; with a minus sign, in falling order. `np.unravel_index` turns such places back into rows and columns.
# `np.diag` takes the diagonal out of a table, and makes a table with a diagonal out of a row:

# %% given="A8.apples"
sold = np.array([[3, 9], [7, 1]])  # two shops in rows, two kinds of apples in columns
order = np.argsort(sold, axis=None)
print(order, np.argsort(-sold, axis=None), np.unravel_index(order, sold.shape))
print(np.diag(sold), np.diag([3, 1]), sep="\n")


# %% [markdown]
# **Your turn.** Complete the function. `matrix` has true classes in rows and answers in columns, any number
# of them. Return a list of the `count` pairs that are confused most often, the most frequent first. Each pair
# is a list of three whole numbers: the true class, the answer, and how often. Pairs that are equally frequent
# may stand in any order. `matrix` itself must stay as it is.

# %% answer="A8.1"
def most_confused(matrix, count):
    """Return the most frequent mistakes: a list of [true class, answer, how often]."""
    ### BEGIN SOLUTION
    mistakes = matrix - np.diag(np.diag(matrix))
    rows, columns = np.unravel_index(np.argsort(-mistakes, axis=None)[:count], mistakes.shape)
    return [[row, column, mistakes[row, column]] for row, column in zip(rows, columns, strict=True)]
    ### END SOLUTION


# %% check="A8.1"
check("A8.1")

# %% [markdown]
# **Notice.** A pair has a direction: to read a 9 as a 4 is another mistake than to read a 4 as a 9. How many
# of all mistakes do the five most frequent pairs make?

# %% given="A8.pairs"
for true, answer, times in most_confused(matrix, 5):
    print(f"{true} read as {answer}: {times} times")
print(f"together {sum(pair[2] for pair in most_confused(matrix, 5))} of {wrong.sum()} mistakes")

# %% [markdown]
# ### A8.2 Confidently wrong
#
# A network that errs and is in doubt can be helped: somebody looks. One that errs and is sure cannot. So the
# most interesting mistakes are the most confident ones.
#
# `np.flatnonzero` gives the places where something is true, and an array in square brackets picks places out of
# another one. Here the days with a forecast that was wrong, the rainiest of them first:

# %% given="A8.rain"
rain, forecast = np.array([0, 9, 4, 0, 7]), np.array([1, 1, 0, 0, 0])
days = np.flatnonzero((rain > 0) != forecast)
print(days, rain[days], days[np.argsort(-rain[days])])


# %% [markdown]
# **Your turn.** Complete the function. `predictions` has a row of probabilities for each digit, `truth` the
# right classes. Return the places of the misread digits, an array of whole numbers: the one whose answer had
# the largest probability first.

# %% answer="A8.2"
def confidently_wrong(predictions, truth):
    """Return the places of the misread digits, the surest mistake first."""
    ### BEGIN SOLUTION
    places = np.flatnonzero(predictions.argmax(axis=1) != truth)
    return places[np.argsort(-predictions[places].max(axis=1))]
    ### END SOLUTION


# %% check="A8.2"
check("A8.2")

# %% [markdown]
# **Notice.** Go through the gallery and read each digit yourself before you look at its title. Some are badly
# written, some are labelled in a way that you would not agree with, and a few are perfectly plain.

# %% given="A8.gallery"
gallery = confidently_wrong(predictions, valLabels)[:12]
figures.misclassified(valData[gallery], valLabels[gallery], predictions[gallery])

# %% [markdown]
# ### A8.3 Digit by digit
#
# A course report says: *"Digits 0 and 1 achieved above 95 % accuracy; 5 and 8 lagged."* Is that so here?
#
# A share that was measured on a few digits is uncertain. How much the next sample would differ is told by the
# **standard error**: with a share p of n digits it is √(p · (1 − p) / n). Of 150 digits of which 96 % are
# read it is 1.6 %: another 150 might well give 94 % or 98 %.
#
# An array of truth values in square brackets picks where it is True, and the mean of truth values is the share of
# those that are. Here of the people of two towns the share that is of age:

# %% given="A8.ages"
ages, town = np.array([12, 30, 17, 50]), np.array([0, 0, 1, 0])
print(ages[town == 0], np.mean(ages[town == 0] >= 18), np.sum(town == 0))


# %% [markdown]
# **Predict before you run.** Which digit will be read worst?
#
# **Your turn.** Complete the function. `answers` and `truth` hold whole numbers from 0 to 9, and every class
# occurs in `truth`. Return two arrays of ten numbers: of each digit's images the share that is read right,
# and the standard error of that share.

# %% answer="A8.3"
def class_accuracy(answers, truth):
    """Return the share of each digit that is read right, and its standard error, shape (10,) each."""
    ### BEGIN SOLUTION
    share = np.array([np.mean(answers[truth == digit] == digit) for digit in range(10)])
    count = np.bincount(truth, minlength=10)
    return share, np.sqrt(share * (1 - share) / count)
    ### END SOLUTION


# %% check="A8.3"
check("A8.3")

# %% [markdown]
# **Notice.** The lines reach one standard error to each side. Where the lines of two digits overlap, these
# 1,500 digits do not tell which of them is harder. What is left of the report's sentence?

# %% given="A8.classes"
figures.class_accuracy(*class_accuracy(answers, valLabels))

# %% [markdown]
# ### A8.4 Where the network looks
#
# Which strokes made the network say what it said? Cover a patch of the digit with paper and ask again. If the
# probability of its answer falls, it had looked there. Done for all places, this is an **occlusion map**. It
# needs nothing but answers, so it works with any classifier.
#
# **Your turn.** Complete the function. `image` has the shape `(rows, columns, 1)`. `reader` is a function: it
# takes images, shape `(n, rows, columns, 1)`, and returns their probabilities, shape `(n, classes)`. Let a
# patch of `size` by `size` pixels be 0, once with its upper left corner at every place where it fits. Return
# a table of shape `(rows - size + 1, columns - size + 1)`: the probability of class `digit` for the whole
# image **minus** that for the image with the patch there. `image` itself must stay as it is.
#
# It is quicker to call `reader` once with all covered images: a call costs more than an image. `np.stack` makes one array of a
# list of arrays, `image[np.newaxis]` a stack of one image, `image.copy()` an image that may be changed. And a pair of
# loops runs like this:

# %% given="A8.places"
print([(row, column) for row in range(2) for column in range(3)])


# %% answer="A8.4"
def occlusion(reader, image, digit, size):
    """Return how much the probability of `digit` falls while a patch is covered, for each place of the patch."""
    ### BEGIN SOLUTION
    down, right = image.shape[0] - size + 1, image.shape[1] - size + 1
    covered = []
    for row in range(down):
        for column in range(right):
            copy = image.copy()
            copy[row : row + size, column : column + size] = 0
            covered.append(copy)
    whole = reader(image[np.newaxis])[0, digit]
    return whole - reader(np.stack(covered))[:, digit].reshape(down, right)
    ### END SOLUTION


# %% check="A8.4"
check("A8.4")

# %% [markdown]
# **Notice.** These are the first mistakes of the gallery, and what was covered when the wrong answer lost
# probability. Bright places are the other way round: without them, the network would be even surer of its
# mistake. A map tells what an answer hangs on. It does not tell *why*.
#
# **Try it.** Copy the next cell into one of your own and change `size`. What does a patch of 2 pixels tell, and
# what one of 12?

# %% given="A8.maps"
shown = gallery[:4]
maps = [occlusion(lambda each: read(each, model), valData[place], answers[place], size=6) for place in shown]
titles = [f"a {valLabels[place]}, read as {answers[place]}" for place in shown]
figures.occlusion(valData[shown], maps, titles)

# %% [markdown]
# ## Explaining
#
# ### A8.5 Three causes, measured
#
# Project reports on MNIST name three causes of mistakes: **ambiguous handwriting**, **digits that look
# alike** and **poor image quality**. They are seldom tested. Turn each into a number that can be measured for
# every digit.
#
# - *Handwriting:* the distance to the nearest training digit of the **same** class. It is large if nobody in
#   the training data writes this digit like that.
# - *Alike:* that distance minus the distance to the nearest training digit of **another** class. Above 0, the
#   digit looks more like some other one than like any of its own kind.
# - *Quality:* the share of its inked pixels that are grey. A blurred or badly scanned stroke is grey.
#
# The distance of two images is the square root of the sum of squares of the differences of their pixels.
# (To count what two conditions share, `&` is *and*, `|` is *or*; each condition stands in parentheses. `sum(axis=(1,
# 2))` sums over both axes.) `pairwise_distances` takes two tables and gives all distances between their rows. Images are rows once
# `reshape` has laid out their pixels: `images.reshape(len(images), -1)`. And an array with a new axis meets another one in
# all pairs. Here two towns and three others, then the nearest of those that are allowed:

# %% given="A8.towns"
here, there = np.array([[0, 0], [3, 4]]), np.array([[0, 1], [3, 0], [6, 8]])
between = pairwise_distances(here, there)
print(between.round(1))
allowed = np.array([1, 5])[:, np.newaxis] != np.array([5, 1, 5])  # a row for 1 and one for 5
print(allowed)
print(np.where(allowed, between, np.inf).min(axis=1))
tiles = np.array([[[0, 3], [5, 9]], [[7, 7], [0, 1]]])  # two squares of 2 by 2
print(((tiles > 0) & (tiles < 8)).sum(axis=(1, 2)))


# %% [markdown]
# **Your turn.** Complete both functions.
#
# 1. `likeness(images, labels, known, knownLabels)` returns two arrays with one number for each of `images`:
#    the distance to the nearest of `known` that has the same label, and to the nearest that has another one.
# 2. `greyness(images)` returns one number for each image: of its pixels that are above 0.1, the share that is
#    below 0.9. Every image has pixels above 0.1.
#
# Images have the shape `(n, rows, columns, 1)`.

# %% answer="A8.5"
def likeness(images, labels, known, knownLabels):
    """Return the distance to the nearest known image of the same class and of another one, shape (n,) each."""
    ### BEGIN SOLUTION
    apart = pairwise_distances(images.reshape(len(images), -1), known.reshape(len(known), -1))
    same = labels[:, np.newaxis] == knownLabels
    return np.where(same, apart, np.inf).min(axis=1), np.where(same, np.inf, apart).min(axis=1)
    ### END SOLUTION


def greyness(images):
    """Return the share of each image's inked pixels that are grey, shape (n,)."""
    ### BEGIN SOLUTION
    inked = images > 0.1
    return (inked & (images < 0.9)).sum(axis=(1, 2, 3)) / inked.sum(axis=(1, 2, 3))
    ### END SOLUTION


# %% check="A8.5"
check("A8.5")

# %% [markdown]
# **Notice.** Some misread digits are indeed nearer to another class, and some well-read ones are, too.
# Examples prove nothing. The next step looks at all digits.

# %% given="A8.causes"
own, other = likeness(valData, valLabels, trainData, trainLabels)
causes = {"handwriting": own, "alike": own - other, "quality": greyness(valData)}
for name, values in causes.items():
    print(f"{name:12} misread {values[wrong].mean():6.2f}   well read {values[~wrong].mean():6.2f}")  # ~: not

# %% [markdown]
# ### A8.6 Does a cause explain anything?
#
# If a cause makes the network err, then misread digits must have more of it than well-read ones. Take one
# misread digit and one that was read right, at random: how often has the misread one the larger number? If
# the cause has nothing to do with the mistakes, in half of all pairs. If it explains them all, in every pair.
# This share is known as the *area under the ROC curve*, AUC.
#
# A new axis makes all pairs, as in A8.5, and `~` turns True and False around:

# %% given="A8.all_pairs"
print(np.array([1, 5])[:, np.newaxis] > np.array([0, 3, 5]))
print(~np.array([True, False]))


# %% [markdown]
# **Predict before you run.** Which of the three causes will tell most?
#
# **Your turn.** Complete the function. `values` has a number for each digit, and `wrong` is True for the
# misread ones. Return the share of all pairs of a misread and a well-read digit in which the misread one has
# the larger value. A pair of equal values counts one half.

# %% answer="A8.6"
def tells(values, wrong):
    """Return in which share of the pairs the misread digit has the larger value, from 0 to 1."""
    ### BEGIN SOLUTION
    misread, well = values[wrong][:, np.newaxis], values[~wrong]
    return np.mean((misread > well) + 0.5 * (misread == well))
    ### END SOLUTION


# %% check="A8.6"
check("A8.6")

# %% [markdown]
# **Notice.** *Alike* tells a lot, *handwriting* nearly as much, *quality* hardly more than a coin: MNIST was
# scanned, cut out and scaled with care. A cause that is named in so many reports explains next to nothing
# here. And the network itself knows best: its own doubt, one minus its largest probability, tells more than
# all three.

# %% given="A8.told"
causes["own doubt"] = 1 - predictions.max(axis=1)
for name, values in causes.items():
    print(f"{name:12} {tells(values, wrong):.2f}")

# %% [markdown]
# ## Doubting
#
# ### A8.7 How sure, and how often right
#
# A network that says "a 7, with probability 0.9" should be right in nine of ten such cases. Then it is
# **calibrated**. To see whether it is, its answers are sorted into *bins* by their probability, the largest
# of the ten. In each bin the mean probability is compared with the share of right answers. The differences,
# weighted with the share of all digits that the bin holds, sum up to the **expected calibration error**:
#
# > ECE = Σ share · | said − right |
#
# With 10 bins, a probability of 0.87 belongs to bin 8, the one from 0.8 to 0.9. A probability of exactly 1
# belongs to the last bin, 9. A bin may be empty.
#
# `np.bincount` counts how often each place occurs, and sums the `weights` of each place. Here sales of three
# customers in four shops; `astype(int)` cuts off what stands behind the point:

# %% given="A8.sales"
shop, paid = np.array([2.7, 0.2, 2.1]).astype(int), np.array([5.0, 8.0, 1.0])
print(shop, np.bincount(shop, minlength=4), np.bincount(shop, weights=paid, minlength=4))


# %% [markdown]
# **Your turn.** Complete both functions.
#
# 1. `reliability(predictions, truth, bins)` returns three arrays with one number for each bin: the mean
#    probability of the answers in it (`said`), the share of them that is right (`right`), and the share of
#    all digits that it holds. Of an empty bin all three are 0.
# 2. `ece(said, right, share)` returns the expected calibration error, one number.

# %% answer="A8.7"
def reliability(predictions, truth, bins):
    """Return said, right and share of each bin, shape (bins,) each."""
    ### BEGIN SOLUTION
    sure, hit = predictions.max(axis=1), predictions.argmax(axis=1) == truth
    place = np.minimum((sure * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    said = np.bincount(place, weights=sure, minlength=bins) / np.maximum(count, 1)
    right = np.bincount(place, weights=hit, minlength=bins) / np.maximum(count, 1)
    return said, right, count / len(truth)
    ### END SOLUTION


def ece(said, right, share):
    """Return the expected calibration error, a number from 0 to 1."""
    ### BEGIN SOLUTION
    return np.sum(share * np.abs(said - right))
    ### END SOLUTION


# %% check="A8.7"
check("A8.7")

# %% [markdown]
# **Notice.** Most dots lie below the diagonal: the network is surer than it should be. That is the rule for
# networks that were trained until they know their training digits by heart. Look at the shares, too: nearly
# all digits are in the last bin, so most dots stand for a handful of digits and jump from one sample to the
# next.

# %% given="A8.reliability"
figures.reliability(as_trained=reliability(predictions, valLabels, 10))

# %% [markdown]
# ### A8.8 A temperature
#
# An overconfident network can be cooled, or rather warmed. Take the logarithm of its probabilities, divide by
# a number T, the **temperature**, and let softmax make probabilities of them again. For T above 1 they move
# towards each other, for T below 1 apart. The order of the ten classes stays, and with it the answer: no
# digit is read in another way.
#
# `keepdims=True` keeps the axis along which NumPy adds, so that each row is divided by its own sum:

# %% given="A8.rows"
points = np.array([[1.0, 4.0], [6.0, 2.0]])
print(points / points.sum(axis=1, keepdims=True))


# %% [markdown]
# **Your turn.** Complete the function. `predictions` has the shape `(n, classes)`, and all its numbers are
# above 0. Return an array of the same shape: softmax of log(p) / T, row by row. Softmax is e<sup>z</sup>
# divided by the sum of e<sup>z</sup> over the row. `np.log` and `np.exp` take whole arrays.

# %% answer="A8.8"
def tempered(predictions, T):
    """Return the probabilities at temperature T, shape (n, classes)."""
    ### BEGIN SOLUTION
    powers = np.exp(np.log(predictions) / T)
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="A8.8"
check("A8.8")

# %% given="A8.warmer"
example = np.array([[0.9, 0.09, 0.01]])
for T in (0.5, 1, 2, 10):
    print(f"{T:4}", np.asarray(tempered(example, T)).round(3))

# %% [markdown]
# **Notice.** At T = 1 nothing changes. At T = 10 the three are nearly equal, and still the largest is the largest.

# %% [markdown]
# ### A8.9 The best temperature
#
# Which T is right for this network? The one with which the right classes of the validation digits get the
# most probability. That is measured by the loss of A3, cross-entropy: the mean of −log(probability of the
# right class). It is fitted on validation digits, because on the digits that it learned from the network is
# right nearly always, and so it seems to doubt too much.
#
# `table[places, columns]` with two arrays picks one number from each row:

# %% given="A8.picked"
print(np.array([[10, 20, 30], [40, 50, 60]])[np.arange(2), [2, 0]])


# %% [markdown]
# **Your turn.** Complete the function. `candidates` is an array of temperatures. Return the one of them with
# the smallest cross-entropy. You may call `tempered`.

# %% answer="A8.9"
def temperature(predictions, truth, candidates):
    """Return the candidate with the smallest mean of -log(probability of the right class)."""
    ### BEGIN SOLUTION
    def loss(T):
        return -np.log(tempered(predictions, T)[np.arange(len(truth)), truth]).mean()

    return min(candidates, key=loss)
    ### END SOLUTION


# %% check="A8.9"
check("A8.9")

# %% [markdown]
# **Notice.** One number brings the dots up: they lie on both sides of the diagonal now, not below it. It was
# fitted on the digits that you see here, so this picture flatters it a little; the test digits will tell at
# the end.

# %% given="A8.fitted"
sure = np.maximum(predictions, 1e-12)  # of a probability that is 0 in the computer there is no logarithm
T = temperature(sure, valLabels, np.linspace(0.5, 4, 71))
warmed = tempered(sure, T)
print(f"T = {T:.2f}")
figures.reliability(
    as_trained=reliability(predictions, valLabels, 10), with_temperature=reliability(warmed, valLabels, 10)
)


# %% [markdown]
# **Try it.** Move the temperature. Where do the dots go if it is too high, and where if it is too low?

# %%
def at(temperature):
    return figures.reliability(at_this_temperature=reliability(tempered(sure, temperature), valLabels, 10))


figures.live(at, temperature=(0.5, 4.0, 1.0))

# %% [markdown]
# ### A8.10 Handing digits to a person
#
# In 1998 LeNet-5 read cheques for banks, and it was allowed to say *I do not know*. Such a cheque went to a
# person. This is the **reject option**: the network keeps the digits that it is sure of. The more it hands
# over, the fewer mistakes are among those it keeps. How many fewer depends on how well it knows what it does
# not know.
#
# `np.cumsum` adds up as it goes, and `[::-1]` turns an array around:

# %% given="A8.sums"
print(np.cumsum([True, False, True, True]), np.cumsum([0, 1, 1]) / np.arange(1, 4), np.arange(3)[::-1])


# %% [markdown]
# **Predict before you run.** By how much do the mistakes become fewer if the network hands over 5 % of the digits?
#
# **Your turn.** Complete the function. Sort the n digits by the probability of their answer. If k digits are
# handed to a person, these are the k least sure ones. Return two arrays of n numbers, for k = 0, 1, …, n − 1:
# the share that is handed over, k / n, and the share of misread digits among the n − k that the network
# keeps.

# %% answer="A8.10"
def reject_curve(predictions, truth):
    """Return the share that is handed over and the error of the others, shape (n,) each."""
    ### BEGIN SOLUTION
    n = len(truth)
    surest_first = np.argsort(-predictions.max(axis=1))
    wrong = (predictions.argmax(axis=1) != truth)[surest_first]
    error = np.cumsum(wrong) / np.arange(1, n + 1)
    return np.arange(n) / n, error[::-1]
    ### END SOLUTION


# %% check="A8.10"
check("A8.10")

# %% [markdown]
# **Notice.** A few percent of the digits hold a large part of the mistakes. A temperature hardly
# moves this curve: it changes how sure the answers are, and almost nothing about which is surer than which. For
# sorting, calibration is not needed. For a price it is.

# %% given="A8.rejected"
figures.reject_curves(as_trained=reject_curve(predictions, valLabels))


# %% [markdown]
# ### A8.11 What a digit costs
#
# Where to stop handing over? A bank can say what a misread digit costs and what a person costs who reads one.
# Then the answer is a **threshold**: digits whose largest probability is below it are handed over.
#
# **Your turn.** Complete the function. A digit whose largest probability is below `threshold` costs
# `perPerson`. Each other digit costs `perError` if it is misread and nothing if it is read right. Return the
# mean cost of a digit, over all digits. The person makes no mistakes.

# %% answer="A8.11"
def cost(predictions, truth, threshold, perError, perPerson):
    """Return the mean cost of a digit."""
    ### BEGIN SOLUTION
    handed = predictions.max(axis=1) < threshold
    misread = (predictions.argmax(axis=1) != truth) & ~handed
    return np.mean(perPerson * handed + perError * misread)
    ### END SOLUTION


# %% check="A8.11"
check("A8.11")

# %% [markdown]
# **Notice.** A calibrated network needs no search for its threshold: to hand over pays when the expected cost
# of a mistake, (1 − p) · `perError`, is larger than `perPerson`. With 10 and 0.5 that is p below 0.95. How
# near does the threshold that was found on validation digits come?
#
# **Try it.** What must a person cost so that the bank hands nothing over? Call `cost` with other prices, in a cell
# of your own.

# %% given="A8.priced"
thresholds = np.linspace(0, 1, 101)
prices = {
    f"a_mistake_costs_{each}": [cost(warmed, valLabels, t, each, 0.5) for t in thresholds] for each in (10, 3)
}
threshold = thresholds[np.argmin(prices["a_mistake_costs_10"])]
print(f"cheapest threshold {threshold:.2f}; {np.mean(warmed.max(axis=1) < threshold):.1%} are handed over")
figures.costs(thresholds, **prices)

# %% [markdown]
# ## Curing
#
# ### A8.12 The first cure, augmentation
#
# The network errs where a digit looks unlike its kind. So show it more of each kind: copies of the training
# digits, a little shifted, turned and scaled. This is **augmentation**. The copies keep their labels, so it
# costs no new data, only time.
#
# **Your turn.** Complete the function for the simplest of these. `images` has the shape `(n, rows, columns,
# 1)`. Move all of them down by `down` pixels and to the right by `right`; both may be negative, or 0. What
# leaves the image is lost, and what comes in is paper, 0. Return an array of the same shape; `images` itself
# must stay as it is.
#
# `np.roll` moves everything and lets what leaves on one side come in on the other:

# %% given="A8.rolled"
print(np.roll([1, 2, 3, 4, 5], 2), np.roll([1, 2, 3, 4, 5], -1))
print(np.roll([[1, 2], [3, 4], [5, 6]], 1, axis=0))  # the rows move; without `axis` all numbers would, as one row


# %% answer="A8.12"
def shifted(images, down, right):
    """Return the images moved, with 0 where nothing was."""
    ### BEGIN SOLUTION
    _, rows, columns, _ = images.shape
    padded = np.pad(images, ((0, 0), (abs(down),) * 2, (abs(right),) * 2, (0, 0)))
    top, left = abs(down) - down, abs(right) - right
    return padded[:, top : top + rows, left : left + columns]
    ### END SOLUTION


# %% check="A8.12"
check("A8.12")


# %% [markdown]
# **Notice.** Here are ten digits and copies of them: turned by at most 12 degrees, scaled by at most 12 %,
# then moved by at most two pixels with your function. Would you give any copy another label? A 6 that is
# turned too far is a 9: how much a digit may be moved is a question about digits, not about networks.

# %% given="A8.copies"
def copies(images, random):
    """Return as many images, each turned, scaled and shifted at random."""
    found = []
    for image in images:
        turn, zoom = np.deg2rad(random.uniform(-12, 12)), random.uniform(0.88, 1.12)
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / zoom
        offset = 13.5 - matrix @ [13.5, 13.5]  # the middle stays where it is
        turned = ndimage.affine_transform(image[..., 0], matrix, offset, order=1)
        found.append(shifted(turned[np.newaxis, ..., np.newaxis], *random.integers(-2, 3, size=2)))
    return np.concatenate(found)


random = np.random.default_rng(0)
figures.digits(
    np.concatenate([trainData[:10], copies(trainData[:10], random)]), np.tile(trainLabels[:10], 2), 20
)

# %% given="A8.augmented"
# Each epoch sees other copies, and as many of them as there are training digits: about 5 seconds.
started = time.process_time()
augmented = network(seed=1)
for _ in range(EPOCHS):
    augmented.fit(copies(trainData, random), trainLabels, batch_size=100, verbose=0)
spent["augmented"] = time.process_time() - started
augmentedPredictions = read(valData, augmented)
print(f"{np.mean(augmentedPredictions.argmax(axis=1) != valLabels):.1%} misread, before {wrong.mean():.1%}")

# %% [markdown]
# ### A8.13 The second cure, an ensemble
#
# Two networks that begin with other weights make partly other mistakes. Ask several, and take the mean of
# their probabilities: this is an **ensemble**. It costs as many trainings as it has members, and as many
# answers for every digit that is read, for ever. Here are two more, one of them of another architecture, with
# windows of 3 by 3. It takes about 10 seconds.

# %% given="A8.members"
started = time.process_time()
members = [predictions]
for other in (network(seed=2), network(seed=3, filters=12, size=3)):
    other.fit(trainData, trainLabels, batch_size=100, epochs=EPOCHS, verbose=0)
    members.append(read(valData, other))
spent["ensemble"] = spent["one network"] + time.process_time() - started
print([f"{np.mean(each.argmax(axis=1) != valLabels):.1%}" for each in members])

# %% [markdown]
# A list of arrays of one shape is for NumPy an array with one more axis, the first one. Here the points that two
# judges give to three cakes, from 0 to 9 for taste and for looks:

# %% given="A8.cakes"
judges = [np.array([[9, 1], [4, 5], [7, 2]]), np.array([[7, 3], [8, 5], [1, 6]])]
print(np.mean(judges, axis=0), np.argmax(judges, axis=2), sep="\n")
print((np.argmax(judges, axis=2) != [0, 1, 1]).any(axis=0))  # for each cake: does any judge see it another way?


# %% [markdown]
# **Your turn.** Complete both functions. `members` is a list of arrays, one for each network, each of shape
# `(n, classes)`.
#
# 1. `ensemble(members)` returns the mean of their probabilities, shape `(n, classes)`.
# 2. `misread_by_all(members, truth)` returns the places of the digits that every single network misreads, in
#    rising order.

# %% answer="A8.13"
def ensemble(members):
    """Return the mean of the networks' probabilities, shape (n, classes)."""
    ### BEGIN SOLUTION
    return np.mean(members, axis=0)
    ### END SOLUTION


def misread_by_all(members, truth):
    """Return the places of the digits that every network misreads."""
    ### BEGIN SOLUTION
    return np.flatnonzero([np.all(column != label) for column, label in zip(
        np.argmax(members, axis=2).T, truth, strict=True)])
    ### END SOLUTION


# %% check="A8.13"
check("A8.13")

# %% [markdown]
# **Notice.** The ensemble beats each of its members. What none of them reads it cannot read either: these
# digits are hard for reasons that do not lie in one network.

# %% given="A8.hardest"
together = ensemble(members)
hardest = misread_by_all(members, valLabels)
print(f"misread by the ensemble: {np.mean(together.argmax(axis=1) != valLabels):.1%}")
print(f"misread by all three: {len(hardest)} digits")
figures.misclassified(valData[hardest], valLabels[hardest], together[hardest])

# %% [markdown]
# And the networks of A5? Each of them was trained on all of MNIST, without augmentation, several times. Here
# are the test digits that none of these trainings reads, with what most of them say. Would you read them all?

# %% given="A8.unread"
unread, meant, said = cures.unread()
for label, given in zip(meant, said, strict=True):
    print(f"a {label}: {len(given)} trainings say {', '.join(map(str, sorted(set(given))))}")
most = np.array([np.bincount(given, minlength=10) / len(given) for given in said])
figures.misclassified(unread, meant, most)


# %% [markdown]
# ### A8.14 The third cure, a search
#
# Learning rate, optimizer and dropout were chosen by habit. **Optuna** searches for better ones: it runs
# *trials*, each with other values, and places the next trial where the earlier ones went well.
#
# What a trial does stands in a function, the *objective*. It asks its argument, the trial, for each value,
# and returns the number that counts. Here a made-up recipe, with a baking time from 10 to 90 minutes:

# %% given="A8.recipe"
def taste(trial):
    minutes = trial.suggest_float("minutes", 10, 90)
    yeast = trial.suggest_float("yeast", 0.001, 1, log=True)  # 0.001 to 0.01 is as wide as 0.1 to 1
    flour = trial.suggest_categorical("flour", ["wheat", "rye"])
    return (minutes - 40) ** 2 + 100 * yeast + 5 * (flour == "rye")


recipe = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=1))
recipe.optimize(taste, n_trials=20)
print(recipe.best_params, round(recipe.best_value, 1))


# %% given="A8.validation_error"
def validation_error(rate, optimizer, dropout):
    """Train on 1,500 digits for a few epochs; return the share of the validation digits that is misread."""
    chosen = {"adam": Adam(rate), "sgd": SGD(rate, momentum=0.9)}[optimizer]
    trial = network(seed=1, dropout=dropout, optimizer=chosen)
    trial.fit(trainData[:1500], trainLabels[:1500], batch_size=100, epochs=EPOCHS // 3, verbose=0)
    return float(np.mean(read(valData, trial).argmax(axis=1) != valLabels))


# %% [markdown]
# **Your turn.** Search with a study of your own, `study`, for the smallest validation error, in 4 to 8
# trials. Each trial takes about two seconds. Write an objective that returns what `validation_error` returns,
# with
#
# - `"rate"`: a learning rate between 0.0003 and 0.1, on a logarithmic scale,
# - `"optimizer"`: `"adam"` or `"sgd"`,
# - `"dropout"`: from 0 to 0.6.
#
# With `TPESampler(seed=8)` you get our trials.

# %% answer="A8.14"
### BEGIN SOLUTION
def objective(trial):
    rate = trial.suggest_float("rate", 3e-4, 1e-1, log=True)
    optimizer = trial.suggest_categorical("optimizer", ["adam", "sgd"])
    dropout = trial.suggest_float("dropout", 0, 0.6)
    return validation_error(rate, optimizer, dropout)


study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=8))
study.optimize(objective, n_trials=5)
### END SOLUTION

# %% check="A8.14"
check("A8.14")

# %% [markdown]
# **Notice.** A learning rate that does not fit costs far more than any of the other choices gains. A search
# of so few trials is a look around; the best of many trials is also the luckiest of them on these validation
# digits. That is one more reason to keep the test digits for the end.

# %% given="A8.history"
figures.search_history([trial.value for trial in study.trials])

# %% given="A8.searched"
trials = study.trials
figures.search(
    [trial.params["rate"] for trial in trials],
    [trial.value for trial in trials],
    [trial.params["optimizer"] for trial in trials],
)

# %% [markdown]
# A **slice** shows the trials against one choice alone, later ones standing out more. The **importance** of a choice is
# the part of the differences between the trials that it makes. After so few trials both are guesses; a search
# of an hour has hundreds. Which choice would you spend that hour on?

# %% given="A8.slices"
choices = {name: [trial.params[name] for trial in trials] for name in ("optimizer", "rate", "dropout")}
figures.search_slices([trial.value for trial in trials], choices, logarithmic=("rate",))

# %% given="A8.importances"
evaluator = optuna.importance.FanovaImportanceEvaluator(seed=1)
figures.search_importances(optuna.importance.get_param_importances(study, evaluator=evaluator))

# %% [markdown]
# ### What the cures gain, and what they cost
#
# All on the validation digits. The cost is the time of the processor for all trainings that a cure needs.

# %% given="A8.cures"
reached = {"one network": predictions, "augmented": augmentedPredictions, "ensemble": together}
measured = {
    name: (spent[name], float(np.mean(each.argmax(axis=1) != valLabels))) for name, each in reached.items()
}
figures.cures(measured)

# %% given="A8.compared"
curves = {name.replace(" ", "_"): reject_curve(each, valLabels) for name, each in reached.items()}
figures.reject_curves(**curves)


# %% [markdown]
# ### A8.15 What is worth its cost
#
# Three ways to train, each with its cost and its error, and there are many more: longer trainings, larger
# ensembles, **deeper networks**. Which of all these would you ever choose?
#
# Not one that another **beats**: one that costs at most as much, errs at most as much, and is better in one of
# both. What no other beats is worth its cost to somebody; to whom, depends on who pays for the mistakes. These
# ways together are known as the *Pareto front*.
#
# **Your turn.** Complete the function. `costs` and `errors` have a number for each way. Return the places of
# those that no other way beats, an array of whole numbers in rising order. Two that are equal in both do not
# beat each other.

# %% answer="A8.15"
def worth_it(costs, errors):
    """Return the places of the ways that no other beats, in rising order."""
    ### BEGIN SOLUTION
    found = []
    for place in range(len(costs)):
        noWorse = (costs <= costs[place]) & (errors <= errors[place])
        better = (costs < costs[place]) | (errors < errors[place])
        if not np.any(noWorse & better):
            found.append(place)
    return np.array(found)
    ### END SOLUTION


# %% check="A8.15"
check("A8.15")

# %% [markdown]
# **Notice.** A way that is far from the front can still be good for something: the members of an ensemble are
# paid for one by one, and each alone may be beaten. And the minutes are paid once. If many digits are to be
# read, it is the number of parameters, and the multiplications with them, that is paid for again and again.

# %% given="A8.front"
names = list(measured)
seconds, misread = ({name: measured[name][part] for name in names} for part in (0, 1))
front = worth_it(np.array(list(seconds.values())), np.array(list(misread.values())))
figures.gain_against_cost(seconds, misread, [names[place] for place in front], "CPU seconds")

# %% [markdown]
# The same is tried on all of MNIST, where a training takes minutes; this is what has been recorded so far.
# *1 % away* is the share misread of the other digits when 1 % go to a person. Small versions of four deeper
# networks, VGG, ResNet, DenseNet and EfficientNet, are in `lenet_keras.deeper`, each in a few lines.

# %% given="A8.recorded"
cures.table()

# %% [markdown]
# ### A8.16 A better network within a budget
#
# The network of this lesson has 20,522 parameters. Now it is your turn to choose: a network with **at most
# 10,000 parameters** that reads more.
#
# **Your turn.** Build, compile and train `mine`. It takes digits like those of `trainData` and gives ten
# probabilities. At most 5 % of the validation digits may be misread; the fewer, the better. Layers stand one
# after another, and all of these may be used: Conv2D, MaxPooling2D, AveragePooling2D (the mean of a window),
# GlobalAveragePooling2D (the mean of a whole map, so that no `Flatten` is needed), BatchNormalization (scales what
# a layer gives to mean 0 and deviation 1), Dropout, Flatten, Dense, and activations such as `"relu"`. Learn from
# `trainData` or from `copies` of it. The cell should not take much more than 10 seconds. `mine.summary()` shows
# where the parameters are.
#
# In a class, the networks are ranked on digits that are moved at random when they are graded, and that nobody
# has seen before: by error against number of parameters. You are told your place.

# %% answer="A8.16"
### BEGIN SOLUTION
set_random_seed(1)
mine = Sequential(
    [
        Input((28, 28, 1)),
        Conv2D(8, 5, activation="relu"),
        MaxPooling2D(),
        Conv2D(16, 3, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(10, "softmax"),
    ]
)
mine.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(0.005))
numbers = np.random.default_rng(1)
for _epoch in range(EPOCHS):
    mine.fit(copies(trainData, numbers), trainLabels, batch_size=50, verbose=0)
### END SOLUTION

# %% check="A8.16"
check("A8.16")

# %% [markdown]
# **Notice.** Where are the parameters of your network, and where is its work? They are seldom in the same
# layer: a `Dense` layer has a weight for each pair of numbers and uses it once for a digit, a convolution
# uses each of its few weights at every place.

# %% given="A8.mine"
error = np.mean(read(valData, mine).argmax(axis=1) != valLabels)
print(f"{mine.count_params():,} parameters, {error:.1%} of the validation digits misread")
print(f"before: {model.count_params():,} parameters, {wrong.mean():.1%}")

# %% [markdown]
# ### The test digits, once
#
# Everything is chosen: the network (the augmented one), the temperature, the threshold. Only now the test
# digits are read. The temperature and the threshold are fitted for the chosen network, on validation digits.

# %% given="A8.test"
chosen = np.maximum(augmentedPredictions, 1e-12)
T = temperature(chosen, valLabels, np.linspace(0.5, 4, 71))
prices = [cost(tempered(chosen, T), valLabels, each, 10, 0.5) for each in thresholds]
threshold = thresholds[np.argmin(prices)]

final = tempered(np.maximum(read(testData, augmented), 1e-12), T)
error = np.mean(final.argmax(axis=1) != testLabels)
apart = np.sqrt(error * (1 - error) / len(testLabels))
print(f"misread: {error:.1%} ± {apart:.1%} of {len(testLabels):,} test digits")
print(f"expected calibration error: {ece(*reliability(final, testLabels, 10)):.4f} with T = {T:.2f}")
print(f"threshold {threshold:.2f}: {np.mean(final.max(axis=1) < threshold):.1%} go to a person")
print(f"a digit costs {cost(final, testLabels, threshold, 10, 0.5):.3f}, without a person {10 * error:.3f}")

# %% [markdown]
# ### Questions
#
# Answer in a few sentences of your own; a person reads them.

# %% [markdown] question="A8.Q1"

# %% [markdown] written="A8.Q1"

# %% [markdown] question="A8.Q2"

# %% [markdown] written="A8.Q2"

# %% [markdown] question="A8.Q3"

# %% [markdown] written="A8.Q3"

# %% [markdown] question="A8.Q4"

# %% [markdown] written="A8.Q4"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook
# was opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - Mistakes sit in a few pairs of classes, and the confident ones deserve a look.
# - A cause is an opinion until it is measured, and until well-read digits are measured, too.
# - A network's probabilities can be far from how often it is right. One temperature, fitted on validation
#   digits, mends much of it.
# - A network that may hand over its doubtful digits makes far fewer mistakes with the others.
# - A cure has a gain and a price. Compare both, on validation digits, and read the test digits once.
# - Deeper networks and ensembles gain something, and each gain costs more than the one before.
#
# **New terms:** *validation digits* (for choices, never trained on), *standard error* (by how much a measured share
# may be off), *occlusion map* (what an answer hangs on), *AUC* (how well a number tells two groups apart),
# *calibrated* (0.9 means nine of ten), *expected calibration error*, *temperature* (makes all answers surer or
# less sure), *reject option* (to hand a digit over), *threshold* (below which it is handed over), *augmentation*
# (changed copies), *ensemble* (the mean of several networks), *trial* (one try of a search), *slice* and
# *importance* (of one choice in it), *Pareto front* (the ways that no other beats).
#
# **Next:** [A9 Your own handwriting](../a9_handwriting/a9_handwriting.ipynb)

# %% [markdown]
# ### References
#
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: [Gradient-based learning applied to document
#   recognition](http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf), 1998. Rejection, and LeNet-5 in the
#   cheque readers of banks.
# - C. Guo, G. Pleiss, Y. Sun, K. Weinberger: [On calibration of modern neural
#   networks](https://arxiv.org/abs/1706.04599), 2017. Expected calibration error and temperature scaling.
# - T. Akiba, S. Sano, T. Yanase, T. Ohta, M. Koyama: [Optuna: a next-generation hyperparameter optimization
#   framework](https://arxiv.org/abs/1907.10902), 2019.
# - M. Zeiler, R. Fergus: [Visualizing and understanding convolutional
#   networks](https://arxiv.org/abs/1311.2901), 2014. Occlusion.
# - C. K. Chow: On optimum recognition error and reject tradeoff, IEEE Transactions on Information
#   Theory 16, 1970. When to hand over.

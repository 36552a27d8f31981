# %% [markdown]
# # A5 Three networks compared
#
# A student's slides compare three networks on MNIST: an MLP, a CNN and LeNet-5. They end with one table, one number
# for each network, and the sentence that LeNet-5 is the best. In this lesson you repeat that comparison, and you ask
# of it what every comparison has to be asked: how sure is it?
#
# The slides say 98.10 % for the MLP, 98.24 % for the CNN and 98.55 % for LeNet-5, each from a single training.
#
# **Worth a look:**
# [dropout](https://keras.io/api/layers/regularization_layers/dropout/),
# [image augmentation layers](https://keras.io/api/layers/preprocessing_layers/image_augmentation/),
# [precision, recall and F1](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.precision_recall_fscore_support.html).
# Nothing here needs a network connection.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A5.1](#A5.1-Scale-to-[-1,-1]) | scale to [-1, 1] |
# | [A5.2](#A5.2-The-MLP) | build and train the MLP |
# | [A5.3](#A5.3-The-CNN) | build and train the CNN |
# | [A5.4](#A5.4-LeNet-5) | build and train LeNet-5 |
# | [A5.5](#A5.5-Four-numbers-for-a-network) | accuracy, precision, recall, F1 |
# | [A5.6](#A5.6-When-has-it-converged?) | epochs to convergence |
# | [A5.7](#A5.7-What-nobody-can-read) | digits that all three misread |
# | [A5.8](#A5.8-The-same-again,-with-other-seeds) | a confidence interval |
# | [A5.9](#A5.9-Is-one-better-than-the-other?) | McNemar's test |
# | [A5.10](#A5.10-Augmentation) | augment the digits |
# | [A5.11](#A5.11-Digits-of-other-writers) | unseen digits |
# | [Questions](#Questions) | five |
#
# `hint("A5.1")` in a cell of your own helps with a step, a little more each time.

# %% given="A5.setup"
# Run this cell first. It brings what the lesson needs.
from lenet_keras import figures, records  # before Keras: it keeps TensorFlow from filling the page with its log
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist

import math
import numpy as np
from keras import Input, Sequential
from keras.layers import (
    Conv2D, Dense, Dropout, Flatten, MaxPooling2D, RandomBrightness, RandomContrast, RandomRotation, RandomTranslation,
)
from keras.optimizers import SGD, Adam
from keras.utils import set_random_seed
from PIL import Image, ImageFilter
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

set_random_seed(42)  # the same random weights, and so the same results, every time

(trainImages, trainLabels), (testImages, testLabels) = mnist.load_data()
print(trainImages.shape, testImages.shape, trainImages.dtype)

# %% [markdown]
# ### A5.1 Scale to [-1, 1]
#
# Since A1 a pixel went from 0 to 1. The slides scale to [-1, 1] instead: paper is -1, full ink is 1, and 0 is a grey
# halfway. Then inputs lie on both sides of zero, and so do the steps of the weights behind them.
#
# Such a change is a division and a subtraction. Here percentages, from 0 to 100, are brought to [-1, 1]:

# %% given="A5.percent"
percent = np.array([0, 25, 50, 100])
print(percent / 50 - 1)

# %% [markdown]
# **Your turn.** Make `trainData` from `trainImages`, and `testData` from `testImages`: of shape (…, 28, 28, 1), with
# pixels from -1 (paper) to 1 (ink), as floating-point numbers. The last axis comes by `reshape`, as in A1.4.

# %% answer="A5.1"
### BEGIN SOLUTION
trainData = trainImages[..., np.newaxis] / 127.5 - 1
testData = testImages[..., np.newaxis] / 127.5 - 1
### END SOLUTION

# %% check="A5.1"
check("A5.1")

# %% [markdown]
# **Notice.** Paper is no longer zero. Whatever lays zeros around a digit, such as `padding="same"`, now lays *grey*
# around it. You will meet this again in A5.4, in A5.10 and in a question.

# %% [markdown]
# ### A5.2 The MLP
#
# An *MLP*, a multilayer perceptron, is nothing but dense layers. It takes the 784 pixels as a list and does not know
# which of them are neighbours. To keep it from learning its digits by heart, the slides put *dropout* behind each
# hidden layer: in training, each unit is switched off with a given probability, drawn anew for each batch. What is
# left has to do without it. When the network predicts, all units are on.
#
# Here is a small network of that kind. Its labels are whole numbers, so its loss is the *sparse* form of
# cross-entropy, and `validation_data` says on which digits `fit` measures loss and accuracy after each epoch:

# %% given="A5.halves"
halves = np.repeat(np.array([[[1, 1, 0, 0]] * 4, [[0, 0, 1, 1]] * 4]), 10, axis=0)
sides = np.repeat([0, 1], 10)  # left, right
tiny = Sequential([
    Input(shape=(4, 4)),
    Flatten(),
    Dense(8, activation="relu"),
    Dropout(0.5),
    Dense(2, activation="softmax"),
])
tiny.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(learning_rate=0.01), metrics=["accuracy"])
record = tiny.fit(halves, sides, validation_data=(halves, sides), batch_size=10, epochs=3, verbose=0)
print({name: [round(number, 2) for number in numbers] for name, numbers in record.history.items()})

# %% [markdown]
# **Your turn.** Build `mlp`, a `Sequential` for images of shape (28, 28, 1): flatten; dense layers of 256, 128 and 64
# units with ReLU, each followed by a dropout of 0.3; ten units with softmax. Compile it with the same loss, with Adam at
# a learning rate of 0.001, and with the metric accuracy. Train it on `trainData` and `trainLabels` for 8 epochs with
# batches of 64, and with `testData` and `testLabels` as `validation_data`. Keep what `fit` returns as `H_mlp`.
#
# (To watch the test digits while training is what the slides do. It does no harm as long as nothing is chosen by what you
# see, neither the number of epochs nor a layer. Here everything is given.)

# %% answer="A5.2"
### BEGIN SOLUTION
mlp = Sequential([
    Input(shape=(28, 28, 1)),
    Flatten(),
    Dense(256, activation="relu"),
    Dropout(0.3),
    Dense(128, activation="relu"),
    Dropout(0.3),
    Dense(64, activation="relu"),
    Dropout(0.3),
    Dense(10, activation="softmax"),
])
mlp.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(learning_rate=0.001), metrics=["accuracy"])
H_mlp = mlp.fit(
    trainData, trainLabels, validation_data=(testData, testLabels), batch_size=64, epochs=8, verbose=0
)
### END SOLUTION

# %% check="A5.2"
check("A5.2")

# %% [markdown]
# **Notice.** The validation accuracy is *above* the training accuracy. That is no mistake: in training, dropout
# switched off a part of the network. In the slides it is the same, 97.75 % against 98.10 %.

# %% given="A5.mlp"
figures.curves(H_mlp)

# %% [markdown]
# ### A5.3 The CNN
#
# A *CNN*, a convolutional network, looks through small windows. The slides take two convolutions, each with a
# pooling. `Conv2D(32, 3)` has 32 kernels of 3 × 3. Without more words it lays nothing around the image, so each side
# loses two pixels: 28 become 26.
#
# **Predict before you run.** Which has more parameters, the MLP or this CNN? The MLP has 784 · 256 weights in its first
# layer alone.
#
# **Your turn.** Build `cnn`: a convolution with 32 kernels of 3 × 3 and ReLU, max pooling 2 × 2; a convolution with 64
# kernels of 3 × 3 and ReLU, max pooling 2 × 2; flatten; a dense layer of 128 units with ReLU, a dropout of 0.2; ten
# units with softmax. (`MaxPooling2D(2)` pools windows of 2 × 2.) Compile it as the MLP. Train it for 4 epochs with batches of 100, with the same validation. Keep
# `H_cnn`. It takes about 6 seconds.

# %% answer="A5.3"
### BEGIN SOLUTION
cnn = Sequential([
    Input(shape=(28, 28, 1)),
    Conv2D(32, 3, activation="relu"),
    MaxPooling2D(2),
    Conv2D(64, 3, activation="relu"),
    MaxPooling2D(2),
    Flatten(),
    Dense(128, activation="relu"),
    Dropout(0.2),
    Dense(10, activation="softmax"),
])
cnn.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(learning_rate=0.001), metrics=["accuracy"])
H_cnn = cnn.fit(
    trainData, trainLabels, validation_data=(testData, testLabels), batch_size=100, epochs=4, verbose=0
)
### END SOLUTION

# %% check="A5.3"
check("A5.3")

# %% [markdown]
# **Notice.** The CNN has fewer parameters than the MLP, and most of them, 204,928, stand between the feature maps and
# the dense layer of 128. The two convolutions, which do most of the work, have 18,816.

# %% [markdown]
# ### A5.4 LeNet-5
#
# The slides' LeNet-5 is not the one of 1998. It has that network's convolutions, with 6, 16 and 120 kernels of 5 × 5,
# but ReLU, and three dense layers behind them. Its border of two pixels makes the first feature maps as large as the
# image, 28 × 28: that is `padding="same"`. The third convolution is as large as its input, 5 × 5, so its 120 feature
# maps are single numbers.
#
# It learns by SGD with momentum, as in A2.
#
# **Your turn.** Build `lenet`: a convolution with 6 kernels of 5 × 5, `padding="same"`, max pooling 2 × 2; a
# convolution with 16 kernels of 5 × 5, max pooling 2 × 2; a convolution with 120 kernels of 5 × 5; flatten; dense
# layers of 256, 128 and 64 units; ten units with softmax. ReLU follows each convolution and each of the three dense
# layers. Compile it as before, but with the optimizer `SGD(learning_rate=0.01, momentum=0.9)`. Train for 6 epochs with
# batches of 100, with the same validation, and keep `H_lenet`. It takes about 6 seconds.

# %% answer="A5.4"
### BEGIN SOLUTION
lenet = Sequential([
    Input(shape=(28, 28, 1)),
    Conv2D(6, 5, padding="same", activation="relu"),
    MaxPooling2D(2),
    Conv2D(16, 5, activation="relu"),
    MaxPooling2D(2),
    Conv2D(120, 5, activation="relu"),
    Flatten(),
    Dense(256, activation="relu"),
    Dense(128, activation="relu"),
    Dense(64, activation="relu"),
    Dense(10, activation="softmax"),
])
lenet.compile(
    loss="sparse_categorical_crossentropy", optimizer=SGD(learning_rate=0.01, momentum=0.9), metrics=["accuracy"]
)
H_lenet = lenet.fit(
    trainData, trainLabels, validation_data=(testData, testLabels), batch_size=100, epochs=6, verbose=0
)
### END SOLUTION

# %% check="A5.4"
check("A5.4")

# %% [markdown]
# **Notice.** LeNet-5 starts slowly: after its first epoch it knows few digits, and then it catches up. In the slides
# the first epoch, with fifteen times as many digits, ends at 76 %. SGD has one length of step for all weights; Adam
# finds one for each.

# %% given="A5.models"
models = {"MLP": mlp, "CNN": cnn, "LeNet-5": lenet}
histories = {"MLP": H_mlp.history, "CNN": H_cnn.history, "LeNet-5": H_lenet.history}
guesses = {name: model.predict(testData, batch_size=500, verbose=0).argmax(axis=1) for name, model in models.items()}
for name, model in models.items():
    print(f"{name:8} {model.count_params():8,} parameters")

# %% [markdown]
# ### A5.5 Four numbers for a network
#
# The slides' table has accuracy, precision, recall and F1. In A3 there was a precision and a recall *for each digit*.
# One number for all is their *macro average*: the plain mean over the classes, in which each class counts as much as
# any other. F1 is made for each class from its own precision and recall, and then averaged.
#
# Take three dogs and one cat. A program says *dog* four times. Its accuracy is 3/4. The precision of *dog* is 3/4, that
# of *cat* 0, since it never says cat: on average 0.375. The recalls are 1 and 0, on average 0.5. Scikit-learn computes it
# class by class, here the cat (0) first, then the dog (1). `zero_division=0` says what the precision is of a class that is
# never named, and the fourth array says how many there are of each:

# %% given="A5.pets"
pets = precision_recall_fscore_support([1, 1, 1, 0], [1, 1, 1, 1], zero_division=0)
for name, numbers in zip(("precision", "recall", "F1", "how many"), pets, strict=True):
    print(f"{name:10}", numbers.round(3))


# %% [markdown]
# **Your turn.** Write `scores(truth, guess)`. It takes two arrays of whole numbers, the true classes and the answers,
# and returns four numbers: accuracy, and the macro averages of precision, recall and F1. With `average="macro"` as well,
# `precision_recall_fscore_support` averages by itself: it returns three numbers, and a fourth thing that you do not need.
# `accuracy_score(truth, guess)` is imported, too.

# %% answer="A5.5"
### BEGIN SOLUTION
def scores(truth, guess):
    precision, recall, f1, _ = precision_recall_fscore_support(truth, guess, average="macro", zero_division=0)
    return accuracy_score(truth, guess), precision, recall, f1
### END SOLUTION


# %% check="A5.5"
check("A5.5")

# %% given="A5.scores"
for name, guess in guesses.items():
    print(f"{name:8} " + "  ".join(f"{number:.3f}" for number in scores(testLabels, guess)))


# %% [markdown]
# **Notice.** For each network the four numbers are nearly the same. In a test set with as many digits of each class,
# the mean recall *is* the accuracy. Four columns look like four times as much evidence. They are not.
#
# **Try it.** Where would the four differ? Let a program that always says 1 read ninety-nine 1s and one 0, and predict all
# four numbers before you run `scores`.

# %% [markdown]
# ### A5.6 When has it converged?
#
# The last column of the slides is *epochs to convergence*. It says 10 for all three, and 10 is the number of epochs
# that they were trained: a column without information. A number that can be compared needs a definition. Ours: the
# first epoch from which on every accuracy is at most 0.005 below the last one.
#
# With accuracies 0.90, 0.97, 0.95, 0.968, 0.97 that is epoch 4: epoch 2 was good enough, but epoch 3 was not. A curve that
# still rises steeply at its end has converged in its last epoch only. (A difference of exactly 0.005 is a matter of how
# the computer rounds, so it may count or not.)
#
# **Your turn.** Write `converged(accuracies)`. It takes a list of numbers, one for each epoch, and returns that epoch.
# Epochs count from 1.

# %% answer="A5.6"
### BEGIN SOLUTION
def converged(accuracies):
    epoch = len(accuracies)
    while epoch > 1 and accuracies[epoch - 2] >= accuracies[-1] - 0.005:
        epoch -= 1
    return epoch
### END SOLUTION


# %% check="A5.6"
check("A5.6")

# %% [markdown]
# Now the table of the slides for your three networks, with two columns more. All of it comes from the 4,000 training
# digits that are included, and from few epochs:

# %% given="A5.table"
print("           accuracy  precision  recall     F1   training loss   converged   parameters")
for name, history in histories.items():
    accuracy, precision, recall, f1 = scores(testLabels, guesses[name])
    print(
        f"{name:10}{accuracy:9.3f}{precision:11.3f}{recall:8.3f}{f1:7.3f}{history['loss'][-1]:16.4f}"
        f"{converged(history['val_accuracy']):12}{models[name].count_params():13,}"
    )

# %% [markdown]
# The full MNIST takes minutes. `LENET_KERAS_DATA=FOLDER make results` did it, for three seeds each, and wrote down what
# came out. `records.comparison()` reads it; *augmented* means that digits were distorted at random while training, as
# in A5.10:

# %% given="A5.records"
recorded = records.comparison()
records.table(recorded)

# %% [markdown]
# **Notice.** The lowest training loss is not where the highest test accuracy is. And `MLP, [0, 1]` is the same network
# once more, on digits scaled as in A1.

# %% [markdown]
# ### A5.7 What nobody can read
#
# Each network misreads some test digits. Are they the same ones? A digit that all networks misread is probably a hard
# digit; one that a single network misreads tells something about that network.
#
# `a == b` compares two arrays place by place. `np.flatnonzero` gives the places where something is true.
# `.any(axis=0)` tells of each column whether an entry is true, `.all(axis=0)` whether all are. Here two forecasts for five
# days; on which days was one of them wrong, at least?

# %% given="A5.forecasts"
weather = np.array([1, 0, 0, 1, 1])
forecasts = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 1]])
print(forecasts != weather)
print((forecasts != weather).any(axis=0), np.flatnonzero((forecasts != weather).any(axis=0)))


# %% [markdown]
# **Your turn.** Write `missed_by_all(answers, truth)`. `answers` has one row for each network, of any number, and one
# column for each digit; `truth` has the right digits. It returns the places, from 0, of the digits that no network
# reads, in rising order.

# %% answer="A5.7"
### BEGIN SOLUTION
def missed_by_all(answers, truth):
    return np.flatnonzero((answers != truth).all(axis=0))
### END SOLUTION


# %% check="A5.7"
check("A5.7")

# %% given="A5.missed"
answers = np.array(list(guesses.values()))
rows = {f"{name} alone": np.flatnonzero((answers[n] != testLabels) & (np.sum(answers != testLabels, axis=0) == 1))
        for n, name in enumerate(guesses)}
rows["all three"] = missed_by_all(answers, testLabels)
figures.rows({name: testImages[places] for name, places in rows.items()},
             {name: testLabels[places] for name, places in rows.items()})

# %% [markdown]
# **Notice.** Above each digit stands the label. In the last row you may hesitate yourself. In the first, most digits
# are easy for you: there the MLP is to blame.

# %% [markdown]
# ### A5.8 The same again, with other seeds
#
# A training begins with random weights, and goes through the digits in a random order. With another seed the same
# network ends with another accuracy. So one number is a draw from many, and two networks can only be compared if you
# know how far the draws lie apart.
#
# **Predict before you run.** By how much do the accuracies of one network differ, on 10,000 test digits, from seed to seed:
# by a hundredth of a percent, by a tenth, or by a whole one? The figure of this step shows it.
#
# The mean of *n* draws is off by about s / √n, where s is their standard deviation. A *95 % confidence interval* reaches
# from the mean t · s / √n downwards and as far upwards. The factor t is taken from Student's distribution; it is large
# where few draws make s itself unsure. Here s is computed with n - 1 in its denominator, which is `ddof=1` in NumPy.
#
# With the numbers 2, 4 and 9: their mean is 5, s is √((9 + 1 + 16) / 2) = 3.606, t is 4.303, and the interval
# reaches from -3.96 to 13.96. Three draws leave a lot open. Here the standard deviation of two other numbers, without
# `ddof` and with it, and the table of t:

# %% given="A5.student"
print(np.std([1, 3]), np.std([1, 3], ddof=1))  # √(2 / 2) and √(2 / 1)

# t of Student's distribution for 95 %, by the number of draws
T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}


# %% [markdown]
# **Your turn.** Write `confidence_interval(numbers)`. It takes two to ten numbers and returns the lower and the upper
# end of the interval for their mean.

# %% answer="A5.8"
### BEGIN SOLUTION
def confidence_interval(numbers):
    n, mean = len(numbers), np.mean(numbers)
    reach = T[n] * np.std(numbers, ddof=1) / np.sqrt(n)
    return mean - reach, mean + reach
### END SOLUTION


# %% check="A5.8"
check("A5.8")

# %% given="A5.intervals"
accuracies = {name: [run["accuracy"] for run in runs] for name, runs in records.by_network(recorded).items()}
intervals = {name: confidence_interval(numbers) for name, numbers in accuracies.items() if len(numbers) > 1}
figures.intervals(intervals, accuracies, marks=records.SLIDES)

# %% [markdown]
# **Notice.** Each circle is one training on the full MNIST, each bar is your interval, and the cross is the slides'
# single number. Where two bars overlap, three seeds do not tell the networks apart by their means: so it is with the CNN
# and LeNet-5. And the MLP stays far below the slides until its digits go from 0 to 1 instead of -1 to 1. One line of
# preprocessing moved it by more than what lies between all three networks of the slides.

# %% [markdown]
# ### A5.9 Is one better than the other?
#
# Two networks have read *the same* test digits. That is worth more than two separate accuracies. Digits that both read
# or both misread say nothing about who is better. What counts are the digits on which they differ: *b* that only the
# first reads, and *c* that only the second reads.
#
# If neither were better, each of these b + c digits would be a toss of a coin. *McNemar's test* asks how probable it is
# that b + c tosses split as unevenly as they did, or more so, to either side:
#
# p = 2 · (C(n, 0) + C(n, 1) + … + C(n, k)) / 2ⁿ, with n = b + c, and k the smaller of b and c
#
# where C(n, i), `math.comb(n, i)`, is the number of ways to choose i of n. It is 1 at most: with b = c the sum counts the
# middle twice, so cut it off there. It is a habit, not a law, to call p below 0.05 *significant*.
#
# With b = 8 and c = 1: n is 9, and p = 2 · (1 + 9) / 512 = 0.039.
#
# For arrays of truth values, `&` is *and*, `|` is *or*, `~` is *not*. Comparisons beside them stand in parentheses. Here two
# guests of a quiz, and in how many ways 2 of 5 can be chosen:

# %% given="A5.quiz"
asked, ann, bob = np.array([4, 7, 9]), np.array([4, 7, 8]), np.array([5, 7, 8])
print("both right", (ann == asked) & (bob == asked), "and how often one at least:", np.sum((ann == asked) | (bob == asked)))
print("ann wrong", ~(ann == asked))
print(math.comb(5, 2))


# %% [markdown]
# **Your turn.** Write `mcnemar(first, second, truth)`. It takes the answers of two networks and the true digits, three
# arrays of one length, and returns three numbers: b, c and p.

# %% answer="A5.9"
### BEGIN SOLUTION
def mcnemar(first, second, truth):
    first_right, second_right = first == truth, second == truth
    b, c = int(np.sum(first_right & ~second_right)), int(np.sum(second_right & ~first_right))
    n, k = b + c, min(b, c)
    p = 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    return b, c, min(p, 1)
### END SOLUTION


# %% check="A5.9"
check("A5.9")

# %% given="A5.tests"
print("your networks, 1,000 test digits")
for one, other in (("LeNet-5", "MLP"), ("LeNet-5", "CNN"), ("CNN", "MLP")):
    b, c, p = mcnemar(guesses[one], guesses[other], testLabels)
    print(f"  {one:8} against {other:4} only {one}: {b:4}, only {other}: {c:4}, p = {p:.2g}")
print("recorded networks of seed 1, 10,000 test digits")
for one, other in (("LeNet-5", "MLP"), ("LeNet-5", "CNN"), ("CNN", "MLP")):
    b, c, p = mcnemar(*records.answers(recorded, one, other))
    print(f"  {one:8} against {other:4} only {one}: {b:4}, only {other}: {c:4}, p = {p:.2g}")

# %% [markdown]
# **Notice.** The test compares two *trained* networks, not two architectures: with another seed, b and c are others.
# Seeds and test answer two questions, and a fair comparison reports both.

# %% [markdown]
# ### A5.10 Augmentation
#
# A 7 that is turned a little is still a 7. *Augmentation* shows the network each digit in ever new versions. The slides
# turn digits by up to 10 degrees, move them by up to a tenth of their size, and change brightness and contrast. (They
# also name *saturation*, how strong a colour is, and *hue*, which colour it is.) Keras has layers for this, which work while training and do nothing when the network predicts.
#
# They have defaults that fit other images. Whatever a turned or moved image uncovers is filled by a mirror image of it:
# `fill_mode="reflect"`. A digit wants paper: `fill_mode="constant"` with paper's value as `fill_value`. (`"nearest"` and
# `"wrap"` do as well: they repeat an edge of the image, which is paper in MNIST.) Brightness and contrast cut their
# results off at the ends of `value_range`, which is 0 and 255 unless you say otherwise.
#
# A factor is a share: of a full turn of 360 degrees, of the height and the width, of the whole range of values. That of
# the contrast is a pair, how much weaker and how much stronger: a single number only makes contrasts stronger in the
# version of Keras that this lesson uses, whatever its page says. Here a ramp from 0 to 1 becomes brighter or darker by
# up to a fifth. Then it moves, not at all down or up, and by up to a half right or left; what that uncovers becomes 9:

# %% given="A5.ramp"
ramp = np.linspace(0, 1, 6, dtype="float32").reshape(1, 1, 6, 1)
brighter = RandomBrightness(0.2, value_range=(0, 1), seed=1)
for _ in range(3):
    print(np.array(brighter(ramp, training=True)).ravel().round(2))
moved = RandomTranslation(0, 0.5, fill_mode="constant", fill_value=9, seed=3)  # of the height, then of the width
print(np.array(moved(ramp, training=True)).ravel().round(2))

# %% [markdown]
# **Your turn.** Make `augment`, a `Sequential` of four layers for images in [-1, 1]: turn by up to 10 degrees, move by
# up to a tenth down or up and right or left, brightness by up to 0.1, contrast by up to 0.2 both ways. Paper stays
# paper. `RandomRotation` and `RandomContrast` are imported, too; they take their factor first.

# %% answer="A5.10"
### BEGIN SOLUTION
augment = Sequential([
    RandomRotation(10 / 360, fill_mode="constant", fill_value=-1),
    RandomTranslation(0.1, 0.1, fill_mode="constant", fill_value=-1),
    RandomBrightness(0.1, value_range=(-1, 1)),
    RandomContrast((0.2, 0.2), value_range=(-1, 1)),
])
### END SOLUTION

# %% check="A5.10"
check("A5.10")

# %% given="A5.variants"
some = np.array(trainData[:8], "float32")
figures.rows({"before": some, **{f"after, {n}": np.array(augment(some, training=True)) for n in (1, 2, 3)}})

# %% [markdown]
# **Notice.** No digit became another digit. A turn by 90 degrees or a mirror image would have done that: which changes
# leave the label alone is knowledge about digits, and you put it in.
#
# The recorded trainings add a crop and a blur, as the slides do. They distort *before* scaling, while paper is 0: the
# blur of Keras lays zeros around the image, and in [-1, 1] these are grey. Look at the table of A5.6 again: in ten
# epochs the distortions bring nothing on the test set, and the MLP is worse with them. Its training loss tells why: there
# is more to learn, and it has not finished.

# %% [markdown]
# ### A5.11 Digits of other writers
#
# All of MNIST was scanned and prepared in one way. How do your networks read what was not? The data set *digits* of
# scikit-learn has 1,797 digits of 43 other people, as images of 8 × 8 pixels from 0 (paper) to 16 (ink). To give the
# networks a chance, they have to look like MNIST: a digit of 20 × 20 in the middle of 28 × 28, in [-1, 1].
#
# `Image.fromarray(image).resize((width, height))` of Pillow makes one image of bytes, 0 to 255, larger or smaller. Here a
# cross of 3 × 3 becomes 6 × 6, with hard edges: `NEAREST` repeats pixels. Without that word Pillow mixes the greys of
# neighbours, as digits want it. Then it gets a frame of one pixel, alone and as one of two images:

# %% given="A5.cross"
cross = np.array([[0, 5, 0], [5, 5, 5], [0, 5, 0]])  # from 0 to 5
larger = np.array(Image.fromarray((cross * 51).astype("uint8")).resize((6, 6), Image.Resampling.NEAREST))
print(np.pad(larger, 1))
print(np.pad(np.array([larger, larger]), ((0, 0), (1, 1), (1, 1))).shape)  # a pair for each axis: before, behind
writers = load_digits()
otherImages, otherLabels = writers.images, writers.target
print(otherImages.shape, otherImages.min(), otherImages.max())

# %% [markdown]
# **Your turn.** Make `otherData` from `otherImages`: shape (1797, 28, 28, 1), each digit enlarged to 20 × 20 and in the
# middle, pixels from -1 (paper) to 1 (ink).

# %% answer="A5.11"
### BEGIN SOLUTION
enlarged = [Image.fromarray((image * 255 / 16).astype("uint8")).resize((20, 20)) for image in otherImages]
padded = np.pad(np.array(enlarged), ((0, 0), (4, 4), (4, 4)))
otherData = padded[..., np.newaxis] / 127.5 - 1
### END SOLUTION

# %% check="A5.11"
check("A5.11")

# %% [markdown]
# The next cell makes four more kinds of unseen digits from the test set, and lets all networks read all of them:

# %% given="A5.unseen"
noise = np.random.default_rng(1).normal(0, 60, testImages.shape)
kinds = {
    "as they are": testImages,
    "moved by 3": np.pad(testImages, ((0, 0), (3, 0), (3, 0)))[:, :28, :28],
    "turned by 20°": np.array([Image.fromarray(image).rotate(20, Image.Resampling.BILINEAR) for image in testImages]),
    "thickened": np.array([Image.fromarray(image).filter(ImageFilter.MaxFilter(3)) for image in testImages]),
    "noisy": np.clip(testImages + noise, 0, 255).astype("uint8"),
}
unseen = {name: (images[..., np.newaxis] / 127.5 - 1, testLabels) for name, images in kinds.items()}
unseen["other writers"] = (otherData, otherLabels)
read = {
    kind: {name: float(np.mean(model.predict(data, batch_size=500, verbose=0).argmax(axis=1) == labels))
           for name, model in models.items()}
    for kind, (data, labels) in unseen.items()
}
figures.rows({kind: data[:8] for kind, (data, _) in unseen.items()})

# %% given="A5.read"
figures.groups(read)

# %% [markdown]
# **Notice.** On the test set the three lie close together. On digits that were prepared in another way they do not, and
# the order may change. A test set answers how well a network reads *digits like these*.
#
# **Try it.** How good can a network be that is small? Build one with at most 20,000 parameters that reads more of the
# test digits than `lenet`, in a cell of your own, under names of its own. Convolutions of 3 × 3, early pooling and no
# large dense layer save parameters; `augment` as its first layer gives it more to learn from. Hold 500 of the training
# digits out for your choices, and look at the test digits once, at the end.

# %% [markdown]
# ### Questions
#
# The first is graded automatically after you hand in; its check only says whether the form is right. Answer the others
# in a few sentences of your own; a person reads them.

# %% [markdown] question="A5.Q1"

# %% answer="A5.Q1"
### BEGIN SOLUTION
A5_Q1 = 32
### END SOLUTION

# %% check="A5.Q1"
check("A5.Q1")

# %% [markdown] question="A5.Q2"

# %% [markdown] written="A5.Q2"

# %% [markdown] question="A5.Q3"

# %% [markdown] written="A5.Q3"

# %% [markdown] question="A5.Q4"

# %% [markdown] written="A5.Q4"

# %% [markdown] question="A5.Q5"

# %% [markdown] written="A5.Q5"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - One training is one draw. A comparison takes several seeds and says how far they lie apart.
# - Two networks on the same test set are compared by the digits on which they differ.
# - Accuracy, precision, recall and F1 of a balanced test set are nearly one and the same number.
# - Defaults of a layer, such as `value_range`, `fill_mode` or a border of zeros, fit somebody's data. Look at the
#   pictures.
# - A test set says how well a network reads digits like those in it.
#
# **New terms:** *MLP* (dense layers only), *CNN* (with convolutions), *dropout* (units switched off at random, in training),
# *macro average* (plain mean over the classes), *convergence* (from when on little changes), *confidence interval* (where
# the mean may lie), *McNemar's test* (looks at the digits on which two networks differ), *significant* (p below 0.05, by
# habit), *augmentation* (each digit in ever new versions).
#
# **Next:** [A8 What it gets wrong, and what helps](../a8_errors/a8_errors.ipynb)

# %% [markdown]
# ### References
#
# - J. Meghana: *Handwritten digit recognition using LeNet-5 model in PyTorch*, slides of an internship. The comparison
#   that this lesson repeats.
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner:
#   [Gradient-based learning applied to document recognition](http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf), 1998.
# - Q. McNemar: Note on the sampling error of the difference between correlated proportions or percentages,
#   *Psychometrika* 12, 1947.
# - T. G. Dietterich: Approximate statistical tests for comparing supervised classification learning algorithms, *Neural
#   Computation* 10, 1998. Why McNemar's test, and what it does not see.
# - N. Srivastava and others: [Dropout](https://jmlr.org/papers/v15/srivastava14a.html), *Journal of Machine Learning
#   Research* 15, 2014.
# - E. Alpaydin, C. Kaynak: [Optical recognition of handwritten digits](https://archive.ics.uci.edu/dataset/80), 1998. The
#   digits of other writers.

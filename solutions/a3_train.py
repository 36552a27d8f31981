# %% [markdown]
# # A3 Training and evaluating the model
#
# The digits are prepared (A1), the network is built (A2). Now it learns, and then you find out what it has
# learned: not just as one number, but digit by digit.
#
# **Worth a look:**
# [the classification report](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.classification_report.html),
# [the Keras model](https://www.tensorflow.org/api_docs/python/tf/keras/Model),
# [evaluation metrics](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.precision_recall_fscore_support.html).
# Nothing here needs a network connection.
#
# The first cell does what you did in A1 and A2: it loads and prepares the digits, builds LeNet and compiles
# it. So this lesson works even if some of your steps are still open. Run the cell again whenever you want an
# untrained network.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A3.1](#A3.1-Train-the-model) | train |
# | [A3.2](#A3.2-Evaluate-the-network) | predict the test digits |
# | [A3.3](#A3.3-Display-prediction-results) | precision, recall, confusions |
# | [A3.4](#A3.4-Plot-the-training-loss-and-accuracy) | curves of the training |
# | [Questions](#Questions) | four |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A3.1")` in a cell of your own
# helps with a step, a little more each time.

# %% given="A3.setup"
# Run this cell first. It imports what the lesson needs, and a freshly built network.
from lenet_keras import LeNet, figures  # before Keras: it keeps TensorFlow from filling the page with its log
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist

import matplotlib.pyplot as plt
import numpy as np
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.optimizers import SGD
from keras.utils import set_random_seed
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.preprocessing import LabelBinarizer

set_random_seed(42)  # the same random weights, and so the same results, every time

(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
trainData = trainData.reshape((-1, 28, 28, 1)) / 255.0
testData = testData.reshape((-1, 28, 28, 1)) / 255.0
binarizer = LabelBinarizer()
trainLabels = binarizer.fit_transform(trainLabels)
testLabels = binarizer.transform(testLabels)

opt = SGD(learning_rate=0.05, momentum=0.9)
model = LeNet.build(width=28, height=28, depth=1, classes=10)
model.compile(loss="categorical_crossentropy", optimizer=opt, metrics=["accuracy"])

# %% [markdown]
# ### A3.1 Train the model
#
# Training shows the network its examples in *batches*. For each batch it computes the loss, finds the direction
# in which every weight has to move to make the loss smaller (*backpropagation*), and takes one step. When
# every training digit has been seen once, an *epoch* is over.
#
# After each epoch we want to know how the network does on digits that it has **not** seen. These
# *validation* results do not change a weight. They only tell us whether the success is real.
#
# `fit` takes the inputs, then the labels, and the rest by name. `validation_data` is a pair: inputs and labels,
# in parentheses. What `fit` returns is the record of the training. Its `history` is a dictionary with one list
# for each number that was followed, one entry per epoch. Here a tiny network learns from 20 made-up images
# whether their left half or their right half is bright:

# %% given="A3.halves"
halves = np.repeat(np.array([[[1, 1, 0, 0]] * 4, [[0, 0, 1, 1]] * 4]), 10, axis=0)
sides = np.repeat([[1, 0], [0, 1]], 10, axis=0)  # left, right: binarized
tiny = Sequential([Input(shape=(4, 4)), Flatten(), Dense(2, activation="softmax")])
tiny.compile(loss="categorical_crossentropy", optimizer=SGD(0.1), metrics=["accuracy"])
record = tiny.fit(halves, sides, validation_data=(halves[::5], sides[::5]), batch_size=10, epochs=3, verbose=0)
for name, numbers in record.history.items():
    print(f"{name:12}", [round(number, 3) for number in numbers])

# %% [markdown]
# **Predict before you run.** You have 4,000 digits and batches of 128. How many steps make one epoch?
# And how large will `val_accuracy` be after the first epoch?
#
# **Your turn.** Train `model` with its method `fit` on the training data for 4 epochs, with batches of 128,
# and with the test data as `validation_data`. Keep what `fit` returns under the name `H`.
# Keras shows a bar for each epoch; with `verbose=2` it prints one line instead. It takes about 15 seconds.

# %% answer="A3.1"
### BEGIN SOLUTION
H = model.fit(
    trainData,
    trainLabels,
    validation_data=(testData, testLabels),
    batch_size=128,
    epochs=4,
    verbose=2,
)
### END SOLUTION

# %% check="A3.1"
check("A3.1")

# %% [markdown]
# **Notice.** `accuracy` is the share of training digits that were recognised *while* the network was still
# learning, `val_accuracy` the share of test digits at the end of the epoch. Guessing would give 0.1. An epoch
# has 32 steps: 31 full batches of 128 digits, and a last one of 32. If you run your cell a second time, the training goes on where it stopped.
#
# **Try it.** What does a learning rate ten times as large do, or ten times as small? Write this into a cell of
# your own, and give the results names of their own, so that `model` and `H` stay as they are (about 15 seconds):
#
#     trial = LeNet.build(width=28, height=28, depth=1, classes=10)
#     trial.compile(loss="categorical_crossentropy", optimizer=SGD(0.5, momentum=0.9), metrics=["accuracy"])
#     figures.curves(trial.fit(trainData, trainLabels, batch_size=128, epochs=3))

# %% [markdown]
# ### A3.2 Evaluate the network
#
# To *evaluate* a network is to measure how well it does its task, on data that it has not learned from. The
# numbers that say it are called *metrics*. They are for us; the optimizer sees only the loss. First we need the
# network's answers. `predict` gives them, with inputs alone: it gets no labels and changes no weight. Here are
# the answers of the tiny network for three of its images:

# %% given="A3.answers"
answers = tiny.predict(halves[8:11], batch_size=2, verbose=0)
print(answers.round(2))
print("the places of the largest:", answers.argmax(axis=1))

# %% [markdown]
# **Your turn.** Let the network look at every digit of `testData` with `model.predict`, in batches of 128.
# Keep the result as `predictions`.

# %% answer="A3.2"
### BEGIN SOLUTION
predictions = model.predict(testData, batch_size=128, verbose=0)
### END SOLUTION

# %% check="A3.2"
check("A3.2")

# %% [markdown]
# **Notice.** Each row holds ten probabilities for one digit. The network's answer is the place of the largest:
# `predictions.argmax(axis=1)`; `axis=1` goes along each row. How large it is says how sure the network is.

# %% [markdown]
# ### A3.3 Display prediction results
#
# One number hides a lot. A network may be right in 95 % of all cases and still mistake every third 9 for a 4. Two
# numbers for each digit tell more:
#
# - **precision**: of all the images that the network called a 9, how many are a 9?
# - **recall**: of all the 9s, how many did the network call a 9?
#
# The *f1-score* puts both into one number, their harmonic mean: 2 · P · R / (P + R). It is high only when both
# are. And the *confusion matrix* counts how often each digit was taken for each other one.
#
# Both functions of scikit-learn take the true classes first, then the predicted ones. Here are six animals, which
# a program has tried to name:

# %% given="A3.animals"
truth = ["cat", "cat", "cat", "dog", "dog", "hen"]
guess = ["cat", "cat", "dog", "dog", "dog", "cat"]
print(classification_report(truth, guess, zero_division=0))  # nobody said hen: 0 of 0 answers count as 0
print(confusion_matrix(truth, guess))

# %% [markdown]
# Of three answers *cat* two are right: its precision is 2/3. Of three cats two were found: its recall is 2/3,
# too. Of three answers *dog* two are right, and both dogs were found: precision 2/3, recall 1. `support` counts
# how many there are. The last lines are about all classes together: the share of right answers, and the means of the
# numbers above, once plain (*macro*) and once weighted by `support`.
#
# **Your turn.** Make and print
#
# 1. `report` with scikit-learn's `classification_report`,
# 2. `matrix` with `confusion_matrix`.
#
# The classes have to be whole numbers from 0 to 9 rather than vectors, both the true and the predicted ones. You
# have seen in A3.2 how to get them.

# %% answer="A3.3"
### BEGIN SOLUTION
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
print(report)

matrix = confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1))
print(matrix)
### END SOLUTION

# %% check="A3.3"
check("A3.3")

# %% [markdown]
# **Notice.** Rows are true digits, columns are answers. Everything on the diagonal is right. Look for the
# largest number off the diagonal: which two digits are confused most often, and can you see why?

# %% given="A3.confusion"
figures.confusion(matrix)

# %% [markdown]
# ### A3.4 Plot the training loss and accuracy
#
# `H.history` is a dictionary with four lists, one number for each epoch: `"loss"`, `"val_loss"`, `"accuracy"`
# and `"val_accuracy"`. Drawn as curves, they tell the story of the training.
#
# `plot` draws one line: places across, heights, and how it should look. `label=` is its name in the *legend*,
# the box that tells lines apart, which `legend` draws. `set_xlabel` writes under the horizontal axis. Here is a plant:

# %% given="A3.plant"
sheet, frame = plt.subplots(figsize=(4, 2.4))
frame.plot([1, 2, 3], [4, 7, 9], "o-", label="in the sun")
frame.plot([1, 2, 3], [3, 4, 4.5], "s--", label="in the shade")
frame.set_xlabel("week")
frame.legend()
plt.show()

# %% [markdown]
# **Predict before you run.** Which of the two accuracies will be higher after the last epoch?
#
# **Your turn.** Draw all four as lines in one figure `fig` (`fig, ax = plt.subplots()`; two pairs of axes are
# fine as well). Label the horizontal axis, give each line a label, and show a legend.

# %% answer="A3.4"
### BEGIN SOLUTION
fig, ax = plt.subplots()
epochs = range(1, len(H.history["loss"]) + 1)
ax.plot(epochs, H.history["loss"], "o-", label="training loss")
ax.plot(epochs, H.history["val_loss"], "o--", label="validation loss")
ax.plot(epochs, H.history["accuracy"], "s-", label="training accuracy")
ax.plot(epochs, H.history["val_accuracy"], "s--", label="validation accuracy")
ax.set_title("Training loss and accuracy")
ax.set_xlabel("epoch")
ax.set_ylabel("loss, accuracy")
ax.legend()
plt.show()
### END SOLUTION

# %% check="A3.4"
check("A3.4")

# %% [markdown]
# **Notice.** As long as both losses fall, the network learns something that holds for new digits too. When the
# training loss keeps falling and the validation loss turns upwards, it has begun to learn its examples by
# heart: *overfitting*.
#
# And these are the test digits that the network reads wrongly, the most confident mistakes first. Would you
# have read all of them?

# %% given="A3.misclassified"
figures.misclassified(testData, testLabels, predictions)

# %% [markdown]
# ### A task without a check
#
# LeNet has 1,256,080 weights. How well can you read the digits with at most **20,000**? Change the network below, its
# layers, their sizes and the learning rate, and keep an eye on both numbers. Where do most of the weights sit? What
# do more kernels, a second convolution, or a fully connected layer before the last one bring for their price?

# %%
set_random_seed(42)
small = Sequential([Input(shape=(28, 28, 1)), MaxPooling2D(2), Conv2D(8, (3, 3), activation="relu"), MaxPooling2D(2)])
small.add(Flatten())
small.add(Dense(10, activation="softmax"))
small.compile(loss="categorical_crossentropy", optimizer=SGD(0.05, momentum=0.9), metrics=["accuracy"])
small.fit(trainData, trainLabels, batch_size=128, epochs=4, verbose=0)
_, share = small.evaluate(testData, testLabels, verbose=0)  # the loss, then each metric
print(f"{small.count_params():,} weights, {share:.1%} of the test digits")

# %% [markdown]
# (Whoever tries many networks on the same test digits and keeps the best has learned the test a little. A5 says what
# to do about it.)

# %% [markdown]
# ### Questions
#
# The first is graded automatically after you hand in; its check only says whether the form is right. Answer
# the others in a few sentences of your own; a person reads them.

# %% [markdown] question="A3.Q1"

# %% answer="A3.Q1"
### BEGIN SOLUTION
A3_Q1 = "fit"
### END SOLUTION

# %% check="A3.Q1"
check("A3.Q1")

# %% [markdown] question="A3.Q2"

# %% [markdown] written="A3.Q2"

# %% [markdown] question="A3.Q3"

# %% [markdown] written="A3.Q3"

# %% [markdown] question="A3.Q4"

# %% [markdown] written="A3.Q4"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - Training goes through the data in batches, one step for each, and in epochs, one round of all batches.
# - Only results on digits that had no part in training tell how well the network reads.
# - Accuracy alone hides which digits go wrong; precision, recall and the confusion matrix show it.
# - When the validation loss turns upwards, more epochs do harm.
#
# **New terms:** *batch*, *epoch*, *validation*, *metric* (accuracy, *precision*, *recall*, *f1-score*), *support*
# (how many of a class there are), *confusion matrix* (true classes in rows, answers in columns), *overfitting*.
#
# **Next:** [A4 LeNet-5 as it was published](../a4_lenet5/a4_lenet5.ipynb). Or look inside a training:
# [A7 Backpropagation](../a7_backprop/a7_backprop.ipynb) and [A6 LeNet in plain NumPy](../a6_numpy/a6_numpy.ipynb).

# %% [markdown]
# ### References
#
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner:
#   [Gradient-based learning applied to document recognition](http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf)
#   (1998): the network that this course is about, and the data.
# - A. Rosebrock:
#   [LeNet in Python](https://pyimagesearch.com/2016/08/01/lenet-convolutional-neural-network-in-python/), 2016, and
#   [LeNet: recognizing handwritten digits](https://pyimagesearch.com/2021/05/22/lenet-recognizing-handwritten-digits/)
#   (2021): the form of LeNet that you built.

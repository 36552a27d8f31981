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

# %% given="A3.setup"
# Run this cell first. It imports what the lesson needs, and a freshly built network.
import matplotlib.pyplot as plt
from keras.optimizers import SGD
from keras.utils import set_random_seed
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.preprocessing import LabelBinarizer

from lenet_keras import LeNet, figures
from lenet_keras.checks import check
from lenet_keras.datasets import mnist

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
# **Your turn.** Train `model` with its method `fit` on the training data for 4 epochs, with batches of 128,
# and with the test data as `validation_data`. Keep what `fit` returns under the name `H`.
# Keras shows a bar for each epoch. It takes about 15 seconds.

# %% answer="A3.1"
### BEGIN SOLUTION
H = model.fit(
    trainData,
    trainLabels,
    validation_data=(testData, testLabels),
    batch_size=128,
    epochs=4,
)
### END SOLUTION

# %% check="A3.1"
check("A3.1")

# %% [markdown]
# **Notice.** `accuracy` is the share of training digits that were recognised *while* the network was still
# learning, `val_accuracy` the share of test digits at the end of the epoch. Guessing would give 0.1. If you
# run your cell a second time, the training goes on where it stopped.

# %% [markdown]
# ### A3.2 Evaluate the network
#
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
# `predictions.argmax(axis=1)`. How large it is says how sure the network is.

# %% [markdown]
# ### A3.3 Display prediction results
#
# One number hides a lot. A network may be right in 95 % of all cases and still mistake every third 9 for a 4. Two
# numbers for each digit tell more:
#
# - **precision**: of all the images that the network called a 9, how many are a 9?
# - **recall**: of all the 9s, how many did the network call a 9?
#
# And the *confusion matrix* counts how often each digit was taken for each other one.
#
# **Your turn.** Make and print
#
# 1. `report` with scikit-learn's `classification_report`,
# 2. `matrix` with `confusion_matrix`.
#
# Both take the true classes first, then the predicted classes, and both want whole numbers from 0 to 9 rather
# than vectors.

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
# ### References
#
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner:
#   [Gradient-based learning applied to document recognition](http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf),
#   1998. The network that this course is about, and the data.
# - A. Rosebrock:
#   [LeNet in Python](https://pyimagesearch.com/2016/08/01/lenet-convolutional-neural-network-in-python/), 2016, and
#   [LeNet: recognizing handwritten digits](https://pyimagesearch.com/2021/05/22/lenet-recognizing-handwritten-digits/),
#   2021. The form of LeNet that you built.

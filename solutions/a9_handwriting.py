# %% [markdown]
# # A9 Your own handwriting
#
# A network that reads 97 % of MNIST's test digits may read half of yours. Mostly it is not the network: your digits come
# to it in another form than those that it learned from. In this lesson you go from a photo of a page to digits as MNIST
# stores them, see what each step is worth, let the network get used to one writer, and take it home.
#
# **Worth a look:** Y. LeCun, C. Cortes, C. J. C. Burges:
# [The MNIST database](https://web.archive.org/web/20200430193701/http://yann.lecun.com/exdb/mnist/), whose page says how
# the digits were prepared; [OpenCV's tutorials](https://docs.opencv.org/4.x/d7/da8/tutorial_table_of_content_imgproc.html)
# on thresholds and contours; [ONNX](https://onnx.ai/onnx/intro/concepts.html). Nothing here needs a network connection.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A9.1](#A9.1-Ink-and-paper) | ink, also in shadow |
# | [A9.2](#A9.2-Boxes) | a box around each digit |
# | [A9.3](#A9.3-The-box-of-20-×-20) | its size |
# | [A9.4](#A9.4-The-centre-of-mass) | its place |
# | [A9.5](#A9.5-What-a-shift-costs) | move digits |
# | [A9.6](#A9.6-Twenty-digits-of-one-writer) | fine-tune |
# | [A9.7](#A9.7-Out-of-Keras) | export to ONNX, compare |
# | [A9.8](#A9.8-Take-your-network-home) | one HTML file |
# | [Questions](#Questions) | four |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A9.1")` in a cell of your own
# helps with a step, a little more each time.

# %% given="A9.setup"
# Run this cell first. It imports what the lesson needs.
from lenet_keras import figures, takeaway  # before Keras: it keeps TensorFlow from filling the page with its log
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist
from lenet_keras.handwriting import sheets, writers
from lenet_keras.recogniser import training

import warnings
from pathlib import Path
from tempfile import mkdtemp

import cv2
import keras
import numpy as np
import onnxruntime
from keras.utils import set_random_seed

set_random_seed(42)
warnings.filterwarnings("ignore", category=FutureWarning)  # of the converter to ONNX, about names in NumPy

(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
folder = Path(mkdtemp())  # for the files of this lesson

page = sheets.sheet(4, sheets.SHADOW)  # a page of twenty test digits, drawn with different pens, in a shadow
photo = cv2.cvtColor(page.picture, cv2.COLOR_RGB2GRAY)

# %% given="A9.page"
figures.page(photo, page.boxes, page.labels)

# %% [markdown]
# ### A9.1 Ink and paper
#
# Ink is darker than paper. But paper in a shadow is darker than ink in the sun, so no single threshold tells them apart.
# What is the same in sun and shadow is a *share*: ink gives back perhaps a third of the light that the paper beside it
# gives back.
#
# So first the light on the page is estimated: the photo without its strokes. A *closing* does that; OpenCV,
# imported as `cv2`, has it. It takes the brightest pixel of a neighbourhood that is wider than a stroke, then the darkest
# of these. Here for one row of pixels, where the 40s are a stroke and the right half lies in shadow:

# %% given="A9.closing"
row = np.array([[200, 200, 40, 40, 200, 200, 90, 90, 90, 20, 90, 90]], np.uint8)
print(cv2.morphologyEx(row, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)))

# smoothed, to take out the grain of the paper; then the light
grey = cv2.GaussianBlur(photo, (3, 3), 0)
light = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((45, 45), np.uint8)), (15, 15))


# %% [markdown]
# **Your turn.** Complete `find_ink`. It takes the grey photo, the light on it (an array of the same shape), and a limit
# between 0 and 1. It returns an array of the same shape: `True` where a pixel gives back less than this share of the
# light, `False` elsewhere.

# %% answer="A9.1"
def find_ink(grey, light, limit):
    """Return where there is ink."""
    ### BEGIN SOLUTION
    return grey / light < limit
    ### END SOLUTION


# %% check="A9.1"
check("A9.1")

# %% given="A9.ink"
figures.page(255 * ~find_ink(grey, light, 0.7))


# %% [markdown]
# **Notice.** The shadow is gone, its edge too. Where does 0.7 come from? From a look at the numbers. Otsu's method finds such
# a limit by itself: the one that makes both sides as different as possible.
#
# **Try it.** Move the limit. What is lost first if it is low, and what comes in first if it is high?

# %%
def below(limit):
    return figures.page(255 * ~find_ink(grey, light, limit))


figures.live(below, limit=(0.1, 0.98, 0.7))

# %% [markdown]
# ### A9.2 Boxes
#
# Ink that hangs together is a *connected region*; one digit is one region, if nothing went wrong. `cv2.findContours` goes
# around each region, on its *contour*, and `cv2.boundingRect` gives the *bounding box* of a contour: the column of its left
# side, the row of its top, width, and height. `RETR_EXTERNAL` leaves the holes of a region out, and `CHAIN_APPROX_SIMPLE`
# keeps the corners of a contour only. Here for two bars:

# %% given="A9.bars"
bars = np.zeros((6, 9), np.uint8)
bars[1:5, 6] = bars[2, 1:4] = 255
contours, _ = cv2.findContours(bars, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
print(len(contours), cv2.boundingRect(contours[0]), cv2.boundingRect(contours[1]))


# %% [markdown]
# Dust makes regions, too: small ones.
#
# **Your turn.** Complete `find_boxes`. It takes a mask as `find_ink` gives it, and returns a list of boxes `(left, top,
# width, height)`: one for each region that is at least `lowest` rows high, in the order of their left sides.
# `findContours` wants numbers: `mask.astype(np.uint8)`.

# %% answer="A9.2"
def find_boxes(mask, lowest):
    """Return a box around each region of ink that is high enough, from left to right."""
    ### BEGIN SOLUTION
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    return sorted(box for box in boxes if box[3] >= lowest)
    ### END SOLUTION


# %% check="A9.2"
check("A9.2")

# %% given="A9.found"
figures.page(photo, find_boxes(find_ink(grey, light, 0.7), 20))


# %% [markdown]
# **Notice.** If a 5 was drawn with a loose bar, it has two boxes now. `lenet_keras.handwriting` joins such pieces. Two digits
# that touch are one region; nothing here helps with that.

# %% [markdown]
# ### A9.3 The box of 20 × 20
#
# Now each region becomes an image of 28 × 28. The first idea is to press its box into that square. A 1 becomes a block
# then. The makers of MNIST did otherwise: the digit is scaled so that it fits into a box of 20 × 20 pixels and *keeps its
# proportion*.
#
# **Your turn.** Complete `box_size`: from the rows and columns of a region to those of the scaled digit, a pair of whole
# numbers. The longer side becomes 20, the other one follows, rounded to the nearest (`round`), and at least 1. A region of
# 60 rows and 30 columns becomes `(20, 10)`.

# %% answer="A9.3"
def box_size(rows, columns):
    """Return the rows and columns of a digit whose longer side is 20 pixels."""
    ### BEGIN SOLUTION
    scale = 20 / max(rows, columns)
    return max(1, round(rows * scale)), max(1, round(columns * scale))
    ### END SOLUTION


# %% check="A9.3"
check("A9.3")

# %% [markdown]
# ### A9.4 The centre of mass
#
# The scaled digit goes into a field of 28 × 28. Not with its box in the middle: a 7 has most of its ink above, a 6 below.
# MNIST puts the *centre of mass* into the middle, pixel (14, 14), counted from 0. Its row is the mean of the row numbers,
# each weighted by the ink in that row. Here for a small T:

# %% given="A9.tee"
tee = np.array([[1, 1, 1], [0, 1, 0], [0, 1, 0]], float)
inRows = tee.sum(axis=1)
print(inRows, (inRows * np.arange(3)).sum() / inRows.sum())


# %% [markdown]
# **Your turn.** Complete `centred`. It takes a digit of at most 20 × 20 pixels and returns an array of 28 × 28 zeros with the
# digit in it, so that its centre of mass is as near to row 14 and column 14 as whole pixels allow. Should it stick out, move
# it back inside: `np.clip(top, 0, 28 - rows)` is `top`, but 0 at least and `28 - rows` at most.

# %% answer="A9.4"
def centred(small):
    """Return a field of 28 × 28 with the digit's centre of mass at pixel (14, 14)."""
    ### BEGIN SOLUTION
    field = np.zeros((28, 28))
    rows, columns = small.shape
    row = (small.sum(axis=1) * np.arange(rows)).sum() / small.sum()
    column = (small.sum(axis=0) * np.arange(columns)).sum() / small.sum()
    top = np.clip(round(14 - row), 0, 28 - rows)
    left = np.clip(round(14 - column), 0, 28 - columns)
    field[top : top + rows, left : left + columns] = small
    return field
    ### END SOLUTION


# %% check="A9.4"
check("A9.4")

# %% [markdown]
# **Predict before you run.** A network that was trained as in A3 reads 97 % of MNIST's test digits. How many of these,
# from pages, will it read if their boxes are pressed into the square? If they are made square with paper first? If they
# are prepared as MNIST was?

# %% given="A9.ladder"
from lenet_keras.handwriting import find

network = training.plain()  # LeNet-5 with today's units, trained as in A3, on the training digits as they are


def pressed(ink):
    return cv2.resize(ink, (28, 28), interpolation=cv2.INTER_AREA)


def squared(ink):
    side = max(ink.shape)
    return pressed(np.pad(ink, [((side - n) // 2 + side // 7, (side - n + 1) // 2 + side // 7) for n in ink.shape]))


def prepared(ink):
    rows, columns = box_size(*ink.shape)
    return centred(cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA))


def cut_out(page, way):
    """The digits of a page, cut out where we know them to be, and prepared in one way."""
    grey = cv2.GaussianBlur(cv2.cvtColor(page.picture, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    light = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((45, 45), np.uint8)), (15, 15))
    mask = find_ink(grey, light, 0.7).astype(float)
    return [way(mask[top : top + high, left : left + wide]) for left, top, wide, high in page.boxes]


def accuracy(model, images, labels):
    """The share of images, from 0 to 1, that a network reads."""
    answers = np.array(model(np.reshape(images, (-1, 28, 28, 1)).astype(np.float32)))
    return np.mean(answers.argmax(axis=1) == labels)


pages = [sheets.sheet(number, sheets.SHADOW) for number in range(5)]
written = np.concatenate([each.labels for each in pages])
ladder = {
    name: accuracy(network, np.concatenate([cut_out(each, way) for each in pages]), written)
    for name, way in {"pressed": pressed, "square": squared, "as MNIST": prepared}.items()
}
ladder["MNIST itself"] = accuracy(network, testData / 255, testLabels)
for name, share in ladder.items():
    print(f"{name:12} {share:.1%}")

found = find(page.picture)
read = np.array(network(found.images)).argmax(axis=1)

# %% [markdown]
# **Notice.** It is the same network and the same ink each time. With MNIST's own preparation, digits on a page are read
# as well as MNIST's. `find` of `lenet_keras.handwriting` does all of your steps, joins pieces, and draws thin strokes
# thicker. Here is what the network reads:

# %% given="A9.read"
figures.page(photo, [each.box for each in found.digits], read)

# %% [markdown]
# ### A9.5 What a shift costs
#
# How exact must the preparation be? You can measure that: change the test digits in one way at a time, and see how the
# accuracy falls. For that you need a function that moves images. One way is to add zeros on one side and to cut off as many
# on the other. `np.pad` takes a pair for each axis, how many before and how many behind. Here two rows of numbers move to
# the right by two, then to the left by one:

# %% given="A9.rows"
tickets = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
print(np.pad(tickets, ((0, 0), (2, 0)))[:, :4])
print(np.pad(tickets, ((0, 0), (0, 1)))[:, 1:])


# %% [markdown]
# **Predict before you run.** By how many pixels may a digit be moved until half of the digits are misread?
#
# **Your turn.** Complete `shifted`. It takes images of shape (n, rows, columns), and moves them by whole pixels: `down` rows
# downwards and `right` columns to the right; negative numbers move up and left. What is moved out of the image is lost. What
# comes in is 0: paper.

# %% answer="A9.5"
def shifted(images, down, right):
    """Return images, moved; zeros come in."""
    ### BEGIN SOLUTION
    moved = np.zeros_like(images)
    rows, columns = images.shape[1:]
    moved[:, max(down, 0) : rows + min(down, 0), max(right, 0) : columns + min(right, 0)] = images[
        :, max(-down, 0) : rows - max(down, 0), max(-right, 0) : columns - max(right, 0)
    ]
    return moved
    ### END SOLUTION


# %% check="A9.5"
check("A9.5")

# %% given="A9.costs"
some, theirs = testData[:300] / 255, testLabels[:300]


def scaled(images, factor):
    matrix = np.array([[factor, 0, 14 - 14 * factor], [0, factor, 14 - 14 * factor]])
    return np.array([cv2.warpAffine(image, matrix, (28, 28), flags=cv2.INTER_AREA) for image in images])


def thicker(images, pixels):
    kernel = np.ones((abs(pixels) + 1, abs(pixels) + 1))
    return np.array([(cv2.dilate if pixels > 0 else cv2.erode)(image, kernel) for image in images])


costs = {
    "shift, pixels": {n: accuracy(network, shifted(some, 0, n), theirs) for n in range(0, 9, 2)},
    "scale": {n: accuracy(network, scaled(some, n), theirs) for n in (0.4, 0.6, 0.8, 1.0, 1.2)},
    "pen, pixels wider": {n: accuracy(network, thicker(some, n), theirs) for n in (-1, 0, 1, 2, 3)},
    "inverted": {n: accuracy(network, 1 - some if n else some, theirs) for n in (0, 1)},
}
for name, shares in costs.items():
    print(f"{name:18}", ", ".join(f"{n}: {share:.0%}" for n, share in shares.items()))

# %% [markdown]
# **Notice.** Two pixels to the side cost a tenth of the digits, four pixels half: convolutions move along with a digit,
# the fully connected layers after them do not. Inverted digits are noise to it, though you read them at a glance.
#
# **Another data set by one line.** Fashion-MNIST has the same form as MNIST: ten classes of clothes. With its four files in
# a folder (on Debian `apt install dataset-fashion-mnist` puts them into `/usr/share/datasets/fashion-mnist`), start with
# `LENET_KERAS_DATA=/usr/share/datasets/fashion-mnist make lab`, and run A3 or `training.plain()` as they are. Our
# result, 5 epochs over 6,000 images: 81.6 % of the 10,000 test images, where the same training reads 97.0 % of MNIST's.
# A pullover is harder to tell from a coat than a 3 from an 8.

# %% [markdown]
# ### A9.6 Twenty digits of one writer
#
# Some people lean their digits far to the side. `mine` are twenty digits by such a person, two of each, prepared;
# `others` are two hundred more by the same hand, which have no part in training.
#
# Has your teacher collected the digits of your class? Then they lie beside this notebook, without names, and the cell
# takes these: `mine` by one half of those who gave theirs, `others` by the other half. Your network is graded with
# digits by people of whom you have none.

# %% given="A9.writer"
if writers.collected():
    (mine, mineLabels), (others, othersLabels) = writers.load_data()
else:
    two = np.concatenate([np.flatnonzero(trainLabels == digit)[:2] for digit in range(10)])
    mine, mineLabels = sheets.leaning(trainData[two], slant=0.9), trainLabels[two]
    others, othersLabels = sheets.leaning(testData[:200], slant=0.9), testLabels[:200]
print(f"{len(mine)} digits to learn from, {len(others)} to judge with")
print(f"others: {accuracy(network, others, othersLabels):.1%}; test digits: {accuracy(network, testData / 255, testLabels):.1%}")

# %% given="A9.hand"
figures.digits(others, othersLabels)

# %% [markdown]
# Twenty digits are far too few to train a network. But a trained one only has to get used to them: *fine-tuning*. It
# begins with the weights that are there, and takes few, small steps. Two things can go wrong: it learns the twenty by
# heart, or it forgets everybody else. *Dropout* works against the first. It switches units off at random, in training
# only, so that none can rely on a certain other one. The network has such a layer before its last one.
#
# The labels are class numbers from 0 to 9, so the loss is `"sparse_categorical_crossentropy"`. A copy of a network is
# made in two steps: `keras.models.clone_model` gives one with the same layers and fresh weights, `set_weights` takes
# those of `get_weights`. Older versions of Keras leave the copy without loss and optimizer; newer ones copy them, too. To
# say which steps the copy is to take, compile it anew. Here with one unit:

# %% given="A9.copy"
unit = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1)])
twin = keras.models.clone_model(unit)
print(np.array_equal(twin.get_weights()[0], unit.get_weights()[0]))
twin.set_weights(unit.get_weights())
print(np.array_equal(twin.get_weights()[0], unit.get_weights()[0]))

# %% [markdown]
# **Your turn.** Make `tuned`: a copy of `network` with its weights, compiled with `keras.optimizers.Adam(0.001)`, and
# trained on `mine` and `mineLabels` for 20 epochs in batches of 10. `network` itself stays as it is.

# %% answer="A9.6"
### BEGIN SOLUTION
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
tuned.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.001))
tuned.fit(mine, mineLabels, epochs=20, batch_size=10, verbose=0)
### END SOLUTION

# %% check="A9.6"
check("A9.6")

# %% given="A9.tuned"
for name, model in (("network", network), ("tuned", tuned)):
    print(f"{name:8} others: {accuracy(model, others, othersLabels):.1%}; test digits: {accuracy(model, testData / 255, testLabels):.1%}")

# %% [markdown]
# **Notice.** Twenty digits help with this writer, and cost some with all others. Is that a good trade? It depends on who
# will use it.
#
# **Try it.** Write your own digits on white paper with a dark pen, apart from each other, take a photo, and put it beside
# this notebook. `find(cv2.imread("photo.jpg")[..., ::-1]).images` gives them prepared, line by line.

# %% [markdown]
# ### A9.7 Out of Keras
#
# Whoever uses your network should not need TensorFlow. *ONNX* is a file format that holds layers and weights, and many
# programs run it: ONNX Runtime is one, small and fast. A file that was written is not yet one that works: so it is run,
# and its answers are compared. Here with a network that only doubles:

# %% given="A9.double"
double = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Rescaling(2.0)])
double(np.zeros((1, 2)))  # Keras exports only what was called before
double.export(folder / "double.onnx", format="onnx", verbose=False)
runtime = onnxruntime.InferenceSession(folder / "double.onnx")
name = runtime.get_inputs()[0].name  # inputs go by name, in a dictionary; they are float32
print(runtime.run(None, {name: np.array([[1, 2]], np.float32)})[0])  # None: all outputs, in a list

# %% [markdown]
# **Your turn.** Export `tuned` to the file `folder / "tuned.onnx"`. Make `session`, an `InferenceSession` of this file, let
# it answer to `others`, and keep its answers as `answers`. Then `difference`: the largest difference, without its sign,
# between `answers` and what `tuned` itself answers. `np.array(tuned(others))` is that, and `np.abs` takes signs away.

# %% answer="A9.7"
### BEGIN SOLUTION
tuned(others[:1])
tuned.export(folder / "tuned.onnx", format="onnx", verbose=False)
session = onnxruntime.InferenceSession(folder / "tuned.onnx")
answers = session.run(None, {session.get_inputs()[0].name: others})[0]
difference = np.abs(answers - np.array(tuned(others))).max()
### END SOLUTION

# %% check="A9.7"
check("A9.7")

# %% given="A9.latency"
import time


def milliseconds(function):
    function()
    started = time.perf_counter()
    for _ in range(5):
        function()
    return 1000 * (time.perf_counter() - started) / 5


given = {session.get_inputs()[0].name: others[:1]}
print(f"{(folder / 'tuned.onnx').stat().st_size / 1000:.0f} kB, differs by {difference:.0e}")
print(f"one digit: ONNX Runtime {milliseconds(lambda: session.run(None, given)):.2f} ms, Keras {milliseconds(lambda: tuned.predict(others[:1], verbose=0)):.0f} ms")

# %% [markdown]
# **Notice.** The difference is not 0: both compute with 32 bits, and sum in another order. The time until one answer is there
# is its *latency*. `predict` is made for thousands of digits at once; for one, it spends its time on getting ready.

# %% [markdown]
# ### A9.8 Take your network home
#
# `takeaway.export` writes one HTML file with a network in it. The file opens by double click, also on a phone, with no
# server and no internet: draw a digit, load a photo, use the camera, and look at what each layer makes of it.
#
# **Your turn.** Export `tuned` to `folder / "my_network.html"`, and keep what `takeaway.export` returns as `home`. It takes
# the network, then the file. You may give it a `title=`, too. (To keep the file, write it to another place:
# `"my_network.html"` alone is beside this notebook.)

# %% answer="A9.8"
### BEGIN SOLUTION
home = takeaway.export(tuned, folder / "my_network.html")
print(home)
### END SOLUTION

# %% check="A9.8"
check("A9.8")

# %% [markdown]
# **Notice.** 61,706 weights of 4 bytes make 250 kB; written as text a third more. The LeNet of A2 has twenty times as many:
# there each weight gets 8 bits, and the page says what that costs. In the terminal, `python -m lenet_keras export` does
# the same with a saved network, and `python -m lenet_keras serve` reads pages and videos.

# %% [markdown]
# ### Questions
#
# The first is graded automatically after you hand in; its check only says whether the form is right. Answer the others in a
# few sentences of your own; a person reads them.

# %% [markdown] question="A9.Q1"

# %% answer="A9.Q1"
### BEGIN SOLUTION
A9_Q1 = 7
### END SOLUTION

# %% check="A9.Q1"
check("A9.Q1")

# %% [markdown] question="A9.Q2"

# %% [markdown] written="A9.Q2"

# %% [markdown] question="A9.Q3"

# %% [markdown] written="A9.Q3"

# %% [markdown] question="A9.Q4"

# %% [markdown] written="A9.Q4"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - A network reads what looks like its training data. Bring your data into that form before you blame the network.
# - Shares of light, not levels of grey, tell ink from paper.
# - MNIST: a box of 20 × 20 that keeps the proportion, the centre of mass in the middle.
# - Fine-tuning gets a network used to a few examples, and makes it forget others.
# - An exported file is right when it has been run and compared.
#
# **New terms:** *closing* (the brightest of a neighbourhood, then the darkest of these), *connected region* (ink that hangs
# together), *contour* (the way around it), *bounding box*, *centre of mass* (the mean of its places, weighted by ink),
# *fine-tuning* (a few small steps from weights that are there), *dropout* (units switched off at random, in training),
# *ONNX* (a file format for networks), *latency* (the time until one answer is there).
#
# **Next:** this was the last lesson. Take your network home, let others write for it, and look at what it misreads as in
# [A8 What it gets wrong, and what helps](../a8_errors/a8_errors.ipynb).

# %% [markdown]
# ### References
#
# - N. Otsu: A threshold selection method from gray-level histograms, IEEE Transactions on Systems, Man, and Cybernetics
#   9, 1979.
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov:
#   [Dropout: a simple way to prevent neural networks from overfitting](https://jmlr.org/papers/v15/srivastava14a.html)
#   (2014).
# - H. Xiao, K. Rasul, R. Vollgraf: [Fashion-MNIST](https://arxiv.org/abs/1708.07747), 2017.

# %% [markdown]
# # A7 Backpropagation
#
# In A3 you called `fit`, and LeNet learned. How does a weight in the first layer find out that it should be a
# little larger? In this lesson you work that out by hand, on a network so small that you can write every
# number on one sheet. Then you fit curves with networks of more than 130,000 parameters, and see how learning can go
# wrong and what helps.
#
# **Worth a look:**
# [3Blue1Brown on backpropagation](https://www.3blue1brown.com/lessons/backpropagation),
# [scikit-learn on neural networks](https://scikit-learn.org/stable/modules/neural_networks_supervised.html),
# [regression in Keras](https://www.tensorflow.org/tutorials/keras/regression).
# Nothing here needs a network connection.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A7.1](#A7.1-What-a-neuron-computes) | one neuron |
# | [A7.2](#A7.2-The-slope-of-a-neuron) | its slope |
# | [A7.3](#A7.3-The-forward-pass) | a network of three neurons |
# | [A7.4](#A7.4-The-chain-rule-by-hand) | the chain rule, by hand |
# | [A7.5](#A7.5-Backpropagation) | all slopes in one pass |
# | [A7.6](#A7.6-Where-paths-meet) | slopes for the layer before |
# | [A7.7](#A7.7-A-step-downhill) | a step downhill |
# | [A7.8](#A7.8-Points-to-learn-from,-points-for-the-exam) | points held out |
# | [A7.9](#A7.9-Regression-with-scikit-learn) | regression with scikit-learn |
# | [A7.10](#A7.10-Few-epochs,-many-epochs) | regression with Keras |
# | [A7.11](#A7.11-Overfitting,-and-two-cures) | overfitting, and two cures |
# | [Questions](#Questions) | five |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A7.1")` in a cell of your own
# helps with a step, a little more each time.

# %% given="A7.setup"
# Run this cell first. It imports what the lesson needs.
from lenet_keras import figures
from lenet_keras.checks import check, hint

import numpy as np
from threadpoolctl import threadpool_limits

np.random.seed(42)  # the same random numbers, and so the same results, every time
threadpool_limits(1)  # layers this small are computed fastest by one thread


def sigmoid(z):
    """Squash every number into the range from 0 to 1."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ### A7.1 What a neuron computes
#
# A neuron multiplies each input by a weight of its own, sums the products and adds its *bias*. The sum then
# goes through an *activation function*. Here it is the **sigmoid**, the classical one: it squashes any number
# into the range from 0 to 1.
#
# > output = σ(w₁x₁ + w₂x₂ + … + b), with σ(z) = 1 / (1 + e<sup>−z</sup>)
#
# Arithmetic with two arrays of the same length works place by place, and `np.sum` adds up what an array holds:

# %% given="A7.prices"
pieces, prices = np.array([2, 1, 3]), np.array([0.5, 4.0, 1.0])
print(pieces * prices, np.sum(pieces * prices))


# %% [markdown]
# **Your turn.** Complete the function. `inputs` and `weights` are arrays of the same length, however long;
# `bias` is a number. `sigmoid` is defined already.

# %% answer="A7.1"
def neuron(inputs, weights, bias):
    """Return the output of a neuron, a number between 0 and 1."""
    ### BEGIN SOLUTION
    return sigmoid(np.sum(weights * inputs) + bias)
    ### END SOLUTION


# %% check="A7.1"
check("A7.1")


# %% [markdown]
# **Notice.** The bias decides how large the weighted sum has to be before the neuron gives more than 0.5. A
# `Dense` layer is many such neurons side by side; a convolution is one small neuron that visits every place.

# %% [markdown]
# ### A7.2 The slope of a neuron
#
# To learn, a network has to know: *if I move this number a little, how much does the result move?* That ratio
# is the **slope**, or derivative. The sigmoid's slope can be written with the sigmoid itself:
#
# > σ′(z) = σ(z) · (1 − σ(z))
#
# **Predict before you run.** σ(0) is 0.5. How large is the slope there?
#
# **Your turn.** Complete the function. It takes `z`, the *input* of the sigmoid, as a number or an array.

# %% answer="A7.2"
def sigmoid_slope(z):
    """Return the derivative of the sigmoid at z."""
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return s * (1 - s)
    ### END SOLUTION


# %% check="A7.2"
check("A7.2")

# %% [markdown]
# **Notice.** The slope is largest at 0, and there it is only 0.25. A chain of ten sigmoids multiplies ten such
# factors, and hardly anything arrives at the first layer: the *vanishing gradient*. This is why LeNet in A2 uses
# ReLU, whose slope is 1 wherever it is not 0.
#
# **Try it.** Look at the slope far from 0. Change 4 to 0, to 10 and to −10.

# %%
sigmoid_slope(4.0)

# %% [markdown]
# ### A7.3 The forward pass
#
# Here is the whole network: two inputs, two hidden neurons, one output. Follow the numbers from left to
# right. Dashed boxes are *parameters*, the numbers that will be learned.
#
# The output is a plain weighted sum without a sigmoid, so that it can reach any number. The **loss** L says how
# far it is from the target t: L = ½ (y − t)². The ½ is a convenience that pays off soon.

# %% given="A7.example"
inputs, t = np.array([1.0, 2.0]), 3.0
W = np.array([[1.0, -0.5], [0.5, 1.0]])  # row i: the weights of hidden neuron i
b = np.array([1.0, -0.5])
v, c = np.array([3.0, -1.0]), 0.5

figures.computation_graph(inputs, t, W, b, v, c, backward=False)

# %% [markdown]
# `W @ x` multiplies each row of `W` by `x` and sums: it does the work of both neurons at once. Two arrays of the
# same length give a number. With other numbers:

# %% given="A7.product"
table = np.array([[1, 2, 3], [0, 1, 0]])
print(table @ np.array([1, 10, 100]))
print(np.array([2, 1, 3]) @ np.array([1, 10, 100]))


# %% [markdown]
# **Your turn.** Complete the function for any inputs and parameters. It returns two things, as in
# `return first, second`: `h`, an array with the outputs of both hidden neurons, and `y`, the output, a number.

# %% answer="A7.3"
def forward(x, W, b, v, c):
    """Return the hidden values h, shape (2,), and the output y, a number."""
    ### BEGIN SOLUTION
    h = sigmoid(W @ x + b)
    y = v @ h + c
    return h, y
    ### END SOLUTION


# %% check="A7.3"
check("A7.3")

# %% [markdown]
# **Notice.** `forward(inputs, W, b, v, c)` gives the numbers of the picture. The network says 1.812 and should say 3.

# %% [markdown]
# ### A7.4 The chain rule by hand
#
# Should w₁₂ grow or shrink? It leads from the second input to the first hidden neuron. If it moves, then z₁
# moves, so h₁ moves, so y moves, so L moves. Each arrow stretches the movement by its own slope, and along the
# path the slopes are multiplied. This is the **chain rule**:
#
# > ∂L/∂w₁₂ = ∂L/∂y · ∂y/∂h₁ · ∂h₁/∂z₁ · ∂z₁/∂w₁₂
#
# Read ∂L/∂y as "how much L moves when y moves a little". Three rules are all you need. Where a number is multiplied
# by another one, its slope is the other one: in 5 · a, if a grows by 1, the product grows by 5. Where something is
# added, the slope of each part is 1. And the slope of ½ (y − t)² with respect to y is y − t; this is where the ½ pays.
#
# An example with another chain: let a = 2, u = 3 a and L = ½ (u − 4)². Then u is 6, ∂L/∂u = 6 − 4 = 2 and
# ∂u/∂a = 3. So ∂L/∂a = 2 · 3 = 6.
#
# **Your turn.** Find the four slopes at the numbers of the picture, and their product. Pencil and paper are
# welcome, with three decimals, and so is Python: `inputs`, `t`, `W`, `b`, `v`, `c` are there, and entry 1 of the
# formulas is index 0 in Python: x₁ is `inputs[0]`. Give the names `dL_dy`, `dy_dh1`, `dh1_dz1`, `dz1_dw12` to the slopes and `dL_dw12` to the product.

# %% answer="A7.4"
### BEGIN SOLUTION
hidden, output = forward(inputs, W, b, v, c)
z1 = W[0] @ inputs + b[0]

dL_dy = output - t
dy_dh1 = v[0]
dh1_dz1 = sigmoid_slope(z1)
dz1_dw12 = inputs[1]
dL_dw12 = dL_dy * dy_dh1 * dh1_dz1 * dz1_dw12
### END SOLUTION

# %% check="A7.4"
check("A7.4")


# %% [markdown]
# **Notice.** The slope is negative: if w₁₂ grows, the loss falls. Nobody has to believe a derivative. You
# can measure it: move the weight a little to both sides and look at the loss.

# %% given="A7.measured"
def loss(x, t, W, b, v, c):
    return (forward(x, W, b, v, c)[1] - t) ** 2 / 2


nudge = np.array([[0, 0.001], [0, 0]])
measured = (loss(inputs, t, W + nudge, b, v, c) - loss(inputs, t, W - nudge, b, v, c)) / 0.002
print(f"by the chain rule {dL_dw12:.6f}, measured {measured:.6f}")

# %% [markdown]
# ### A7.5 Backpropagation
#
# To measure every slope like this takes two forward passes for each parameter. LeNet has 1,256,080 of them.
# **Backpropagation** finds all slopes in *one* pass from right to left. Look at the paths: they share
# their beginning. ∂L/∂y is a factor of every slope, and ∂L/∂z₁ of all that lie to the left of z₁. What is shared
# is computed once and handed on.
#
# A weight always has this slope: *what arrives from the right* times *the input that comes in through it*. A
# bias is a weight whose input is 1.
#
# `np.outer(p, q)` makes the table of all products: one row for each number of `p`, one column for each of `q`.

# %% given="A7.outer"
print(np.outer([1, 2, 3], [10, 100]))


# %% [markdown]
# **Your turn.** Complete the function. It returns the slopes of the loss for all parameters: `dW` has the
# shape of `W`, `db` that of `b`, `dv` that of `v`, and `dc` is a number.

# %% answer="A7.5"
def gradients(x, t, W, b, v, c):
    """Return dW, db, dv, dc: the slopes of the loss with respect to W, b, v and c."""
    ### BEGIN SOLUTION
    h, y = forward(x, W, b, v, c)
    dy = y - t
    dv = dy * h
    dc = dy
    db = dy * v * sigmoid_slope(W @ x + b)
    dW = np.outer(db, x)
    return dW, db, dv, dc
    ### END SOLUTION


# %% check="A7.5"
check("A7.5")

# %% [markdown]
# **Notice.** Here is another example, with the slope in a filled box under every number. Read it from right to left,
# and find the factor that each arrow contributes.

# %% given="A7.backward"
figures.computation_graph([2.0, -1.0], 0.0, [[0.5, 1.5], [-1.0, 0.5]], [0.5, 1.0], [2.0, -1.5], 1.0)

# %% [markdown]
# ### A7.6 Where paths meet
#
# In a deep network x is not the end: it is what an earlier layer gave, and that layer needs to know the slope of
# the loss with respect to *its* output. In the picture these stand in the filled boxes under x₁ and x₂.
#
# But there are **two paths** from x₁ to the loss, one through each hidden neuron. If x₁ moves, the movement takes
# both, and at y the two meet. Along a path slopes are multiplied; where paths meet, their products are **added**.
#
# On each path stands the slope at z of its hidden neuron. You have it already: a bias has the input 1, so its
# slope is that of its z. The weights on the paths from x₁ stand in the first *column* of `W`. `W.T`, the
# *transpose*, has the columns of `W` as its rows:

# %% given="A7.transpose"
print(table)
print(table.T)


# %% [markdown]
# **Your turn.** Complete the function. It returns an array with the slope for each of the two inputs. You may
# call `gradients`.

# %% answer="A7.6"
def input_gradient(x, t, W, b, v, c):
    """Return the slopes of the loss with respect to the two inputs, shape (2,)."""
    ### BEGIN SOLUTION
    dW, dz, dv, dc = gradients(x, t, W, b, v, c)
    return W.T @ dz
    ### END SOLUTION


# %% check="A7.6"
check("A7.6")

# %% [markdown]
# **Notice.** Forward, a layer multiplies by `W`; backward, by `W` transposed, its rows turned into columns. With these two functions you can
# stack as many layers as you like: each takes slopes from the right and hands slopes on to the left.

# %% [markdown]
# ### A7.7 A step downhill
#
# The slope says in which direction the loss *grows*. So each parameter takes a small step the other way. How
# small is set by the *learning rate*. This is **gradient descent**, the SGD of A2.9 without momentum.
#
# `zip` goes through two lists side by side:

# %% given="A7.zip"
for stock, sold in zip([5, 8, 3], [1, 2, 3], strict=True):
    print(stock, "less", sold, "leaves", stock - sold)


# %% [markdown]
# **Your turn.** Complete the function. `parameters` and `slopes` are lists of arrays and numbers that belong
# together one by one, such as `[W, b, v, c]` and `[dW, db, dv, dc]`. Return the list of the new parameters.

# %% answer="A7.7"
def descend(parameters, slopes, rate):
    """Return the parameters after one step of gradient descent, as a list."""
    ### BEGIN SOLUTION
    return [parameter - rate * slope for parameter, slope in zip(parameters, slopes, strict=True)]
    ### END SOLUTION


# %% check="A7.7"
check("A7.7")

# %% [markdown]
# **Notice.** That is all that learning needs. A classical test is *exclusive or*: the output should be 1 if exactly
# one of two inputs is 1. No single neuron can do it. Your network learns it from four examples.

# %% given="A7.xor"
examples = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
dice = np.random.default_rng(3)
parameters = [dice.normal(size=(2, 2)), np.zeros(2), dice.normal(size=2), 0.0]

lossOfEpoch = []
for _ in range(300):
    total = 0
    for pair, target in examples:
        total += loss(np.array(pair), target, *parameters)
        slopes = gradients(np.array(pair), target, *parameters)
        parameters = descend(parameters, slopes, rate=0.3)
    lossOfEpoch.append(total)

for pair, target in examples:
    print(pair, "should give", target, f"and gives {forward(np.array(pair), *parameters)[1]:.3f}")

figures.losses(exclusive_or=lossOfEpoch)

# %% [markdown]
# **Try it.** Copy the cell above into one of your own and change the 3 of `default_rng(3)`, from which the first
# parameters are drawn, or the `rate`. Not every start ends well: with 0 all four answers stay near 0.5.

# %% [markdown]
# ### A7.8 Points to learn from, points for the exam
#
# Now for more than four examples. These are 1,000 measurements of one period of a sine, each with a little noise.
# The network is not told that it is a sine; it only gets the points. Predicting a number rather than a class is
# called **regression**.

# %% given="A7.sine"
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor

warnings.simplefilter("ignore", ConvergenceWarning)  # we choose the number of epochs ourselves

x = np.linspace(-np.pi, np.pi, 1000).reshape(-1, 1)  # one row for each point, one column
y = np.sin(x).ravel() + np.random.default_rng(42).normal(0, 0.1, 1000)
grid = np.linspace(-np.pi, np.pi, 201).reshape(-1, 1)  # where the fitted curves are drawn

figures.fitted(x, y, grid)

# %% [markdown]
# Whether a network has learned the curve or memorised the points shows only on points that it has not seen.
# The points are sorted by `x`, so if you cut off the last quarter, the right end of the curve is never learned.
#
# `train_test_split` takes any number of arrays of the same length and `test_size`, the share that is held out. It
# returns two parts of each: first both parts of the first array, then both of the second. `random_state` makes
# the shuffling the same every time. Here letters and their places in the alphabet, with two fifths held out:

# %% given="A7.letters"
print(train_test_split(["a", "b", "c", "d", "e"], [1, 2, 3, 4, 5], test_size=0.4, random_state=7))

# %% [markdown]
# **Your turn.** Split `x` and `y` at random with `train_test_split`: three quarters to learn from, one quarter
# held out. Call the parts `xTrain`, `xTest`, `yTrain`, `yTest`. With `random_state=42` you get our numbers.

# %% answer="A7.8"
### BEGIN SOLUTION
xTrain, xTest, yTrain, yTest = train_test_split(x, y, test_size=0.25, random_state=42)
### END SOLUTION

# %% check="A7.8"
check("A7.8")

# %% [markdown]
# **Notice.** `train_test_split` shuffles, and it shuffles `x` and `y` in the same way, so that the pairs stay together.

# %% [markdown]
# ### A7.9 Regression with scikit-learn
#
# `MLPRegressor` is a stack of fully connected layers with ReLU between them, and a plain sum at the end: your
# network, larger. It computes gradients as you did, and takes its steps with *Adam*, a relative of SGD. It stops
# when the loss has not fallen noticeably for ten epochs.
#
# The usual score of a regression is **R²**: 1 if every prediction is right, 0 for always predicting the mean.
#
# `hidden_layer_sizes` takes the numbers of units in parentheses, one for each hidden layer. `fit` takes inputs and
# targets, `predict` inputs, and `score` inputs and targets, for the R² on these. Here three small layers learn to
# double a number, from 50 examples, and are asked about ones that they have not seen:

# %% given="A7.doubling"
numbers = np.linspace(0, 1, 50).reshape(-1, 1)
doubling = MLPRegressor(hidden_layer_sizes=(8, 8, 4), learning_rate_init=0.01, random_state=1)
doubling.fit(numbers, 2 * numbers.ravel())
print("twice 0.33 is about", doubling.predict([[0.33]]).round(2))
print("R²:", round(doubling.score([[0.11], [0.52], [0.94]], [0.22, 1.04, 1.88]), 3))

# %% [markdown]
# **Your turn.** Make `regressor`, an `MLPRegressor` with two hidden layers of 512 and 256 units and
# `random_state=42`, and train it with `fit` on the training points. Then let its method `score` compute `score`,
# its R² on the held-out points.

# %% answer="A7.9"
### BEGIN SOLUTION
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), random_state=42)
regressor.fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
print(f"R² on held-out points: {score:.4f}")
### END SOLUTION

# %% check="A7.9"
check("A7.9")

# %% [markdown]
# **Notice.** It is not 1, and it never will be: no curve predicts noise. The sine itself scores 0.980 here.

# %% given="A7.fitted"
figures.fitted(xTest, yTest, grid, fitted=regressor.predict(grid))

# %% given="A7.descent"
figures.losses(training_loss=regressor.loss_curve_)

# %% [markdown]
# ### A7.10 Few epochs, many epochs
#
# The same network in Keras, so that you can look at it halfway through the training. You know from A3: a second `fit`
# goes on where the first one stopped. `Sequential` also takes its parts as a list. Here a network with another
# form learns nothing yet; it has three inputs and two outputs:

# %% given="A7.list"
from keras import Input, Sequential
from keras.layers import Dense
from keras.utils import set_random_seed

set_random_seed(42)

other = Sequential([Input(shape=(3,)), Dense(16, activation="tanh"), Dense(2, activation="softmax")])
other.compile(optimizer="sgd", loss="mae")
print(other.predict(np.zeros((1, 3)), verbose=0))

# %% [markdown]
# **Predict before you run.** What will the curve look like after 3 epochs: a line, half a wave, or the sine?
#
# **Your turn.**
#
# 1. Build `network`, a `Sequential` with `Input(shape=(1,))`, two `Dense` layers of 512 and 256 units with ReLU, and
#    a `Dense` layer with one unit and **no** activation. Compile it with the optimizer `"adam"` and the loss `"mse"`,
#    the mean squared error.
# 2. Train it on the training points for 3 epochs. Keep its predictions for `grid` as `few`.
# 3. Train it for 40 more epochs, with the held-out points as `validation_data`. Keep what this `fit` returns as
#    `H`, and the new predictions for `grid` as `many`.
#
# `verbose=0` keeps `fit` and `predict` silent.

# %% answer="A7.10"
### BEGIN SOLUTION
network = Sequential(
    [
        Input(shape=(1,)),
        Dense(512, activation="relu"),
        Dense(256, activation="relu"),
        Dense(1),
    ]
)
network.compile(optimizer="adam", loss="mse")

network.fit(xTrain, yTrain, epochs=3, verbose=0)
few = network.predict(grid, verbose=0)

H = network.fit(xTrain, yTrain, epochs=40, validation_data=(xTest, yTest), verbose=0)
many = network.predict(grid, verbose=0)
### END SOLUTION

# %% check="A7.10"
check("A7.10")

# %% [markdown]
# **Notice.** After 3 epochs the network has found the large shape; the tips come later. The loss on the held-out
# points ends near 0.01, the square of the noise, and stays there: with 750 points there is nothing else to learn.

# %% given="A7.epochs"
figures.fitted(xTrain, yTrain, grid, after_3_epochs=few, after_43_epochs=many)

# %% given="A7.validation"
figures.losses(training_loss=H.history["loss"], loss_on_held_out_points=H.history["val_loss"])

# %% [markdown]
# ### A7.11 Overfitting, and two cures
#
# Measurements are expensive. Often there are few, and these are poor. Here are 40 points with three times the noise.
# A network with more than 10,000 parameters trains on them for 1,000 epochs. After every tenth epoch we look at its
# error on points that it does not learn from.

# %% given="A7.overfitting"
random = np.random.default_rng(0)
xFew = random.uniform(-np.pi, np.pi, (40, 1))
yFew = np.sin(xFew).ravel() + random.normal(0, 0.3, 40)

settings = {
    "hidden_layer_sizes": (100, 100),
    "learning_rate_init": 0.01,
    "max_iter": 1000,  # epochs
    "tol": 0,  # every improvement counts, however small
    "n_iter_no_change": 1000,  # how many epochs may pass without one
    "random_state": 42,
}


def squared_error(regressor, x, y):
    return np.mean((regressor.predict(x) - y) ** 2)


overfitted = MLPRegressor(**settings)
trainingError, heldOutError = {}, {}
for epoch in range(1, 1001):
    overfitted.partial_fit(xFew, yFew)  # one epoch
    if epoch % 10 == 0:
        trainingError[epoch] = squared_error(overfitted, xFew, yFew)
        heldOutError[epoch] = squared_error(overfitted, xTest, yTest)

figures.losses(error_on_the_40_points=trainingError, error_on_held_out_points=heldOutError)

# %% given="A7.overfitted"
figures.fitted(xFew, yFew, grid, overfitted=overfitted.predict(grid))

# %% [markdown]
# The error on the 40 points keeps falling, the error on other points turns and rises. The curve bends to meet every
# point: it has learned the noise. This is **overfitting**. Two cures:
#
# - **Weight decay** adds the squares of all weights to the loss, times a number `alpha`. A steep bend needs large
#   weights, so now it has to be worth its price.
# - **Early stopping** sets some of the points aside, watches the score on them, and stops when it no longer
#   improves.
#
# Here both at once, with other numbers, on the doubling of A7.9:

# %% given="A7.careful"
watched = {"early_stopping": True, "validation_fraction": 0.4, "n_iter_no_change": 20}
careful = MLPRegressor(hidden_layer_sizes=(8, 8), learning_rate_init=0.01, alpha=0.3, random_state=1, **watched)
careful.fit(numbers, 2 * numbers.ravel())
print("stopped after", careful.n_iter_, "epochs; twice 0.33 is about", careful.predict([[0.33]]).round(2))

# %% [markdown]
# **Your turn.** Train two regressors on `xFew`, `yFew`. Start from `MLPRegressor(**settings)`, which hands over all
# settings by name, and change only what is needed:
#
# 1. `decayed` with a weight decay `alpha`. Try 0.001, 0.1 and 10, look at the curves below, and keep a value that
#    works well.
# 2. `stopped` with `early_stopping=True`. Let it watch a quarter of the points (`validation_fraction=0.25`), and let
#    it wait up to 100 epochs for an improvement (`n_iter_no_change=100`). `settings | {"tol": 0.1}` is the dictionary with
#    one entry changed.

# %% answer="A7.11"
### BEGIN SOLUTION
decayed = MLPRegressor(**settings, alpha=0.1).fit(xFew, yFew)

watching = {"early_stopping": True, "validation_fraction": 0.25, "n_iter_no_change": 100}
stopped = MLPRegressor(**settings | watching).fit(xFew, yFew)
### END SOLUTION

# %% check="A7.11"
check("A7.11")

# %% given="A7.cured"
for name, each in {"overfitted": overfitted, "decayed": decayed, "stopped": stopped}.items():
    error = squared_error(each, xTest, yTest)
    print(f"{name:10} error on held-out points {error:.3f}")
print(f"stopped after {stopped.n_iter_} epochs")

figures.fitted(
    xFew, yFew, grid, weight_decay=decayed.predict(grid), early_stopping=stopped.predict(grid)
)


# %% [markdown]
# **Notice.** Neither cure knows the sine. The first prefers smooth curves, the second saves points for a rehearsal
# of the exam, and pays with the points that it cannot learn from. The best cure is more data: with 750 points the
# same kind of network did well without either.
#
# **Try it.** How much weight decay is too much? The slider is the power of ten of `alpha`; each drawing trains a
# network, which takes a second or two.

# %%
def with_decay(power):
    each = MLPRegressor(**settings | {"max_iter": 300, "alpha": 10.0**power}).fit(xFew, yFew)
    return figures.fitted(xFew, yFew, grid, weight_decay=each.predict(grid))


figures.live(with_decay, power=(-4, 2, -1))

# %% [markdown]
# ### Questions
#
# Answer in a few sentences of your own; a person reads them.

# %% [markdown] question="A7.Q1"

# %% [markdown] written="A7.Q1"

# %% [markdown] question="A7.Q2"

# %% [markdown] written="A7.Q2"

# %% [markdown] question="A7.Q3"

# %% [markdown] written="A7.Q3"

# %% [markdown] question="A7.Q4"

# %% [markdown] written="A7.Q4"

# %% [markdown] question="A7.Q5"

# %% [markdown] written="A7.Q5"

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - A slope says how much the loss moves when a number moves a little. It can always be measured.
# - Along a path slopes are multiplied; where paths meet, the products are added.
# - Backpropagation goes from the loss to the inputs and uses what paths share only once.
# - Training takes steps against the slopes. Only points that were held out tell how good the result is.
# - Against overfitting: more data, weight decay, early stopping.
#
# **New terms:** *neuron* (a weighted sum, a bias and a function after it), *sigmoid* (from 0 to 1, shaped like an S),
# *slope* or derivative, *chain rule* (slopes of steps in a row are multiplied), *gradient descent* (a step against the
# slope), *vanishing gradient* (a product of many small slopes), *regression* (numbers instead of classes), *R²* (1 is a
# perfect fit, 0 no better than the mean), *weight decay* (keeps weights small), *early stopping* (before it gets worse).
#
# **Next:** if you have not done it yet, [A6 LeNet in plain NumPy](../a6_numpy/a6_numpy.ipynb): the same for
# convolutions, in batches. Then [A4 LeNet-5 as it was published](../a4_lenet5/a4_lenet5.ipynb).

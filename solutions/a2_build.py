# %% [markdown]
# # A2 Building the model
#
# In A1 you prepared the digits. Now you build the network that will read them: **LeNet**, the network with
# which Yann LeCun and his colleagues read the digits on bank cheques in the 1990s, in today's form.
#
# You write one small function for each part of the network and check it at once. At the end the class
# `LeNet` puts the parts together.
#
# **Deep learning.** Before 2012 most programs that read images had two parts. An engineer decided what to measure
# in an image, for instance how long its strokes are and how many loops it has; these measurements are called
# *features*. Only the decision, from features to a digit, was learned. Machine learning of this classical kind
# needs somebody who knows which features matter, but few examples and little computing. A *deep* network gets
# the bare pixels. It is a chain of layers, and what a layer finds is the input of the next: edges, then corners
# and arcs, then digits. Nobody designs these features; the layers learn them all together, from many examples
# and with much computing. What the network looks at is then hard to say in words.
#
# **The way from data to a network in use**, the *pipeline*, is always the same, and it is the plan of A1 to A3:
# collect data, look at it, set a part aside for testing, bring it into the right form (A1); build a model, choose
# what training makes smaller and how (A2); train it, test it on the part that was set aside, improve what went
# wrong (A3); then use it.
#
# **Worth a look:**
# [the LeNet architecture in Keras](https://pyimagesearch.com/2016/08/01/lenet-convolutional-neural-network-in-python/),
# [the SGD optimizer](https://keras.io/api/optimizers/sgd/),
# and the slides "11-neural-networks-2" of the University of Bremen:
# [the deep learning pipeline](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=5),
# [what deep learning is](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=6),
# [image convolution](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=21),
# [CNNs](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=27),
# [fully connected layers](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=32),
# [pooling](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=9f093013335b04940ed162c742b2fc56&file_name=10-neural-networks-2.pdf#page=38),
# [activation functions](https://elearning.uni-bremen.de/sendfile.php?force_download=0&type=0&file_id=0d7d97818393935c9e67df2d8cf8284b&file_name=10-neural-networks-1.pdf#page=43).
# Nothing here needs a network connection. The steps have the numbers of the activity that this lesson comes
# from; it has no A2.2.

# %% [markdown]
# | step | what you do |
# | --- | --- |
# | [A2.1](#A2.1-Define-an-empty-LeNet-class) | an empty class |
# | [A2.3](#A2.3-Initialize-the-model) | a model that knows its input |
# | [A2.4](#A2.4-Add-the-first-convolution-layer) | first convolution |
# | [A2.5](#A2.5-Add-the-second-convolution-layer) | second convolution |
# | [A2.6](#A2.6-Add-the-fully-connected-layer) | fully connected layer |
# | [A2.7](#A2.7-Add-the-softmax-classifier) | softmax |
# | [A2.8](#A2.8-Return-the-constructed-network-architecture) | all parts in one class |
# | [A2.9](#A2.9-Initialize-the-optimizer) | optimizer |
# | [A2.10](#A2.10-Build-the-LeNet-model) | the network for MNIST |
# | [A2.11](#A2.11-Compile-the-model) | compile it |
# | [Questions](#Questions) | seven |
#
# Shift+Tab on a name shows its arguments; A1 tells more about looking things up. `hint("A2.1")` in a cell of your own
# helps with a step, a little more each time. The worked examples build a
# small model named `toy`, beside yours.

# %% given="A2.setup"
# Run this cell first. It imports what the lesson needs.
from lenet_keras import figures
from lenet_keras.checks import check, hint
from lenet_keras.datasets import mnist

import numpy as np
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.optimizers import SGD

digit = mnist.load_data()[0][0][0]


# %% [markdown]
# ### A2.1 Define an empty LeNet class
#
# A recipe is worth more than a cake: with a recipe you can bake again, larger or smaller. Our recipe is a
# class `LeNet` with one method, `build`. It takes the size of the images and the number of classes, and
# returns a new network.
#
# `build` needs no object to work on, only its four numbers. Such a method is a *static method*: it stands in
# the class under the decorator `@staticmethod`, has no `self`, and is called as `LeNet.build(...)`. Here is
# another class of this form:

# %% given="A2.cake"
class Cake:
    @staticmethod
    def bake(eggs, flour):
        return f"a cake of {eggs} eggs and {flour} g of flour"


print(Cake.bake(4, 200))


# %% [markdown]
# **Your turn.** Define a class `LeNet` with a static method `build` that takes `width`, `height`, `depth` and
# `classes`, in this order. It stays empty for now: let it return `None`. You fill it in A2.8.

# %% answer="A2.1"
### BEGIN SOLUTION
class LeNet:
    @staticmethod
    def build(width, height, depth, classes):
        return None
### END SOLUTION


# %% check="A2.1"
check("A2.1")

# %% [markdown]
# **Notice.** The names and their order are a promise to everybody who calls `build`. What happens inside may
# change, and will.

# %% [markdown]
# ### A2.3 Initialize the model
#
# A `Sequential` model is a stack of layers: the output of one is the input of the next. It has to know the
# form of one image before the first layer can be made.
#
# An array has its rows first. An image of *width* 32 and *height* 40 has 40 rows and 32 columns, so its shape
# is (height, width, depth).
#
# `model.add(part)` puts a part at the end of a model. `Input(shape=...)` is the first: it computes nothing and
# tells the model the shape of one image. Here a model for colour images of 9 rows and 12 columns. It has no layers yet:

# %% given="A2.toy"
toy = Sequential()
toy.add(Input(shape=(9, 12, 3)))
print(toy.layers)


# %% [markdown]
# **Your turn.** Complete the function: make an empty `Sequential` model, add an `Input` of the right shape,
# and return the model.

# %% answer="A2.3"
def initialize_model(width, height, depth):
    """Return a Sequential model that knows the shape of its input and has no layers yet."""
    ### BEGIN SOLUTION
    model = Sequential()
    model.add(Input(shape=(height, width, depth)))
    return model
    ### END SOLUTION


# %% check="A2.3"
check("A2.3")

# %% [markdown]
# **Notice.** The number of images is not part of the shape. A network takes any number of images at a time;
# Keras writes `None` for it.

# %% [markdown]
# ### A2.4 Add the first convolution layer
#
# **Convolution.** A *kernel*, also called a *filter*, is a small window of *weights*: numbers that training
# changes. Ours has 5 × 5. It slides over the image. At each place
# every weight is multiplied by the pixel under it, and the products are summed. The sums form a new image,
# a *feature map*: bright where the image looks like the kernel. At the end one more weight is added everywhere, the
# *bias*. The kernel in the picture finds edges with ink on their right:

# %% given="A2.convolution"
figures.convolution(digit)


# %% [markdown]
# (Somebody who knows convolution from mathematics turns the kernel around first. Networks do not; it makes no
# difference for a kernel that is learned.)
#
# **Try it.** This kernel finds edges with ink above. Change its nine weights so that it finds edges with ink on their
# left. Then make one that blurs.

# %%
def nine(a, b, c, d, e, f, g, h, i):
    return figures.convolution(digit, np.array([[a, b, c], [d, e, f], [g, h, i]]))


up, flat, down = (-2, 2, 1), (-2, 2, 0), (-2, 2, -1)  # smallest, largest, at the start
figures.live(nine, a=up, b=up, c=up, d=flat, e=flat, f=flat, g=down, h=down, i=down)

# %% [markdown]
# Nobody writes these weights by hand; the network learns them. With `padding="same"` a border of zeros is laid
# around the image, so that the feature map has as many rows and columns as the image.
#
# **Try it.** How large is the feature map, and which border keeps the size of the image?

# %%
figures.live(figures.windows, size=(1, 7, 3), stride=(1, 3, 1), padding=(0, 3, 0))

# %% [markdown]
# **Activation.** ReLU replaces every negative number by 0. Without such a bend between them, two layers in a
# row could do no more than one.
#
# **Pooling.** Max pooling keeps the largest number of each 2 × 2 window and moves on by 2, its *stride*. Rows and columns
# are halved; where exactly a feature was found matters less afterwards.

# %% given="A2.pooling"
figures.pooling(digit)

# %% [markdown]
# In Keras each of these is a layer. `Conv2D(kernels, (rows, columns))` takes the number of kernels and their size;
# `activation=` names the function that its sums go through. `MaxPooling2D` takes the size of its windows and the
# stride. Here the toy gets both, with other numbers, no border and another activation:

# %% given="A2.toyconvolution"
toy = Sequential()
toy.add(Input(shape=(9, 12, 3)))
toy.add(Conv2D(4, (4, 4), padding="valid", activation="tanh"))
print("after the convolution:", toy.output_shape)
toy.add(MaxPooling2D(pool_size=(3, 3), strides=(3, 3)))
print("after the pooling:", toy.output_shape)


# %% [markdown]
# **Predict before you run.** Your model gets images of 28 × 28. How many rows does a feature map have after the
# convolution, and how many after the pooling?
#
# **Your turn.** Add CONV ⇒ RELU ⇒ POOL to the model: a convolution with 20 kernels of 5 × 5 and
# `padding="same"`, followed by ReLU, and max pooling with windows of 2 × 2 and stride 2.

# %% answer="A2.4"
def add_first_convolution(model):
    """Add CONV => RELU => POOL with 20 kernels."""
    ### BEGIN SOLUTION
    model.add(Conv2D(20, (5, 5), padding="same", activation="relu"))
    model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
    ### END SOLUTION


# %% check="A2.4"
check("A2.4")


# %% [markdown]
# **Notice.** 20 kernels make 20 feature maps. An image of 28 × 28 × 1 leaves this part as 14 × 14 × 20. The
# function changes the model that it is given, so it needs no `return`.

# %% [markdown]
# ### A2.5 Add the second convolution layer
#
# The second convolution looks at the feature maps of the first. A kernel now reaches through all 20 of them:
# it can combine edges into corners, arcs and ends of strokes. There are more such combinations than edges, so it
# gets more kernels.
#
# **Your turn.** Add a second CONV ⇒ RELU ⇒ POOL, with 50 kernels of 5 × 5. Everything else stays as before.

# %% answer="A2.5"
def add_second_convolution(model):
    """Add CONV => RELU => POOL with 50 kernels."""
    ### BEGIN SOLUTION
    model.add(Conv2D(50, (5, 5), padding="same", activation="relu"))
    model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
    ### END SOLUTION


# %% check="A2.5"
check("A2.5")

# %% [markdown]
# **Notice.** Rows and columns shrink, the depth grows: 14 × 14 × 20 becomes 7 × 7 × 50. Less and less of the
# *where*, more and more of the *what*.

# %% [markdown]
# ### A2.6 Add the fully connected layer
#
# The feature maps say which parts of a digit were found. Now something must weigh all of them against each
# other. A *unit* does what a kernel does at one place: it multiplies each of its inputs by a weight of its own,
# sums the products and adds a bias. In a *fully connected* layer every unit is connected to every input. It takes a vector, so the
# 7 × 7 × 50 numbers are laid out in a row first: they are *flattened*.
#
# Keras calls a fully connected layer `Dense`. Here the toy gets one of 7 units:

# %% given="A2.toydense"
toy.add(Flatten())
print("after flattening:", toy.output_shape)
toy.add(Dense(7, activation="tanh"))
print("after the layer of 7 units:", toy.output_shape)


# %% [markdown]
# **Predict before you run.** How many weights will the layer of 500 units have? It has 2,450 inputs.
#
# **Your turn.** Add FLATTEN ⇒ FC ⇒ RELU with 500 units.

# %% answer="A2.6"
def add_fully_connected(model):
    """Add FLATTEN => FC => RELU with 500 units."""
    ### BEGIN SOLUTION
    model.add(Flatten())
    model.add(Dense(500, activation="relu"))
    ### END SOLUTION


# %% check="A2.6"
check("A2.6")

# %% [markdown]
# **Notice.** 7 × 7 × 50 = 2,450 inputs and 500 units make 2,450 × 500 + 500 = 1,225,500 weights, far more
# than the two convolutions have together. 500 is a habit, not a law.

# %% [markdown]
# ### A2.7 Add the softmax classifier
#
# The last layer has one unit for each class. Its raw outputs can be any numbers. **Softmax** turns them into
# probabilities: none is negative, and they sum to 1.

# %% given="A2.activations"
figures.activations()


# %% [markdown]
# For Keras softmax is one more `activation`, with the name `"softmax"`.
#
# **Your turn.** Add FC ⇒ softmax with as many units as there are classes.

# %% answer="A2.7"
def add_softmax_classifier(model, classes):
    """Add FC => softmax with one unit for each class."""
    ### BEGIN SOLUTION
    model.add(Dense(classes, activation="softmax"))
    ### END SOLUTION


# %% check="A2.7"
check("A2.7")


# %% [markdown]
# **Notice.** These probabilities have the form of the binarized labels of A1.6. That is no accident: training
# compares the two.

# %% [markdown]
# ### A2.8 Return the constructed network architecture
#
# All the parts are there. Now the class gets its body.
#
# **Your turn.** Define `LeNet` once more, this time completely: `build` makes a model with
# `initialize_model`, adds the parts of A2.4 to A2.7 in their order, and returns the model.

# %% answer="A2.8"
### BEGIN SOLUTION
class LeNet:
    @staticmethod
    def build(width, height, depth, classes):
        model = initialize_model(width, height, depth)
        add_first_convolution(model)
        add_second_convolution(model)
        add_fully_connected(model)
        add_softmax_classifier(model, classes)
        return model
### END SOLUTION


# %% check="A2.8"
check("A2.8")

# %% [markdown]
# **Notice.** `build` reads like a table of contents. The check built a network for colour images with 32 rows,
# 24 columns and 7 classes with it: a recipe that works only for MNIST would have failed.

# %% [markdown]
# ### A2.9 Initialize the optimizer
#
# Training makes the *loss* smaller, a number that says how wrong the network is. *Stochastic gradient
# descent* (SGD) looks at a few digits, computes in which direction each weight has to change, and takes a small
# step. The *learning rate* is the length of the step. *Momentum* keeps a part of the last step's direction,
# as a ball does when it rolls downhill. Here is an optimizer with other numbers:

# %% given="A2.optimizer"
hasty = SGD(learning_rate=0.25, momentum=0.5)
print(hasty.name, float(hasty.learning_rate), hasty.momentum)

# %% [markdown]
# **Your turn.** Make `opt`, an `SGD` optimizer with a learning rate of 0.05 and a momentum of 0.9. (Older books add
# `decay`. Keras ignores it today.)

# %% answer="A2.9"
### BEGIN SOLUTION
opt = SGD(learning_rate=0.05, momentum=0.9)
### END SOLUTION

# %% check="A2.9"
check("A2.9")

# %% [markdown]
# **Notice.** Both numbers were found by trial and error. A learning rate that is too large makes the loss blow up; one
# that is too small makes you wait. In A3 you can try both.
#
# **Try it.** Here is a loss of two weights, seen from above: a long valley with its lowest point at the star. Which
# learning rate is too large? What does momentum do along the valley?

# %%
figures.live(figures.descent, learning_rate=(0.01, 0.3, 0.05), momentum=(0.0, 0.95, 0.0))

# %% [markdown]
# ### A2.10 Build the LeNet model
#
# A recipe is used by calling it: `LeNet.build` with its four arguments, best by name, as in `Cake.bake(eggs=4,
# flour=200)`.
#
# **Predict before you run.** Which layer will have the most weights?
#
# **Your turn.** Let `LeNet.build` make `model`, a network for MNIST: grey images of 28 × 28 pixels, ten
# classes.

# %% answer="A2.10"
### BEGIN SOLUTION
model = LeNet.build(width=28, height=28, depth=1, classes=10)
### END SOLUTION

# %% check="A2.10"
check("A2.10")

# %% [markdown]
# **Notice.** Follow one digit from left to right, and look at the number of weights in each layer.

# %% given="A2.architecture"
figures.architecture(model)

# %% [markdown]
# ### A2.11 Compile the model
#
# Compiling connects the network with everything that training needs: a loss to make smaller, an optimizer that
# does it, and *metrics*, which are numbers for people.
#
# The loss for one class out of many is *categorical cross-entropy*. It looks at the probability that the
# network gave to the right class: the smaller this probability, the larger the loss.
#
# `compile` takes all three by name. Losses and metrics are given as text: the name in lower case, with
# underscores, such as `"binary_crossentropy"` for binary cross-entropy. Metrics stand in a list. The toy as an example:

# %% given="A2.toycompiled"
toy.compile(loss="mean_squared_error", optimizer=hasty, metrics=["mean_absolute_error"])
toy.summary()

# %% [markdown]
# **Your turn.** Compile `model` with categorical cross-entropy, with `opt`, and with accuracy as its metric.

# %% answer="A2.11"
### BEGIN SOLUTION
model.compile(loss="categorical_crossentropy", optimizer=opt, metrics=["accuracy"])
### END SOLUTION

# %% check="A2.11"
check("A2.11")

# %% [markdown]
# **Notice.** `toy.summary()` above lists the layers with their numbers of weights, which Keras calls *params*.
# Your network is complete and knows nothing: its weights are random. In A3 it learns.
#
# **Try it.** `model.summary()` in a cell of your own shows yours.

# %% [markdown]
# ### Questions
#
# Answer the first five in a few sentences of your own; a person reads them. The last two are graded
# automatically after you hand in; their checks only say whether the form is right.

# %% [markdown] question="A2.Q1"

# %% [markdown] written="A2.Q1"

# %% [markdown] question="A2.Q2"

# %% [markdown] written="A2.Q2"

# %% [markdown] question="A2.Q3"

# %% [markdown] written="A2.Q3"

# %% [markdown] question="A2.Q4"

# %% [markdown] written="A2.Q4"

# %% [markdown] question="A2.Q5"

# %% [markdown] written="A2.Q5"

# %% [markdown] question="A2.Q6"

# %% answer="A2.Q6"
### BEGIN SOLUTION
A2_Q6 = 4
### END SOLUTION

# %% check="A2.Q6"
check("A2.Q6")

# %% [markdown] question="A2.Q7"

# %% answer="A2.Q7"
### BEGIN SOLUTION
A2_Q7 = "relu"
### END SOLUTION

# %% check="A2.Q7"
check("A2.Q7")

# %% [markdown]
# **Where do you stand?** `check()` without a step shows the points of all checks that ran since the notebook was
# opened, what is left, and what a person will grade.

# %%
check()

# %% [markdown]
# ### What you should remember
#
# - A convolution uses one small set of weights everywhere in the image; pooling makes the maps smaller.
# - Rows and columns shrink on the way through the network, and the depth grows.
# - Most weights of LeNet are in its first fully connected layer.
# - `compile` names the loss, the optimizer and the metrics. Nothing is learned before `fit`.
#
# **New terms:** *kernel* or *filter*, *weights* and *bias* (the numbers that training changes), *feature map* (what
# one kernel makes of an image), *stride* (how far a window moves on), *padding* (a border of zeros), *unit* (one
# output of a fully connected layer), *activation* (a function after a layer, such as *ReLU* and *softmax*),
# *loss*, *optimizer*, *learning rate*, *momentum*, *metric*.
#
# **Next:** [A3 Training and evaluating the model](../a3_train/a3_train.ipynb)

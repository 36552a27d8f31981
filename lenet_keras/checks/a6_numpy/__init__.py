"""Judges of lesson A6, LeNet in plain NumPy: one module per part of the lesson.

Every function of a student's is called on inputs from `normal`, which the judge makes once more. A judge
knows the right result and what each classic mistake gives instead, so it can say which one was made.
"""

from lenet_keras.checks.a6_numpy import backward, convolution, gradients, learning, pooling, training
from lenet_keras.checks.means import CONVOLUTIONS, FRAMEWORKS, Means

# Plain NumPy first; the network of A6.9 is made of the library's layers, and A6.10 compares it with Keras.
MEANS = (
    Means(library=("lenet_keras.gradient_check",), without=(*FRAMEWORKS, *CONVOLUTIONS)),
    Means(after="A6.8", library=("lenet_keras.from_scratch", "lenet_keras.gradient_check")),
)

STEPS = (
    *convolution.STEPS,
    *gradients.STEPS,
    backward.STEP,
    pooling.STEP,
    *learning.STEPS,
    training.STEP,
    training.TWIN,
)

WRITTEN = {"A6.Q1": 2, "A6.Q2": 2, "A6.Q3": 3, "A6.Q4": 3}  # questions that a person grades: their points

"""Judges of lesson A7, backpropagation by hand and regression: one module per part of the lesson."""

from lenet_keras.checks.a7_backprop import (
    backward,
    byhand,
    cures,
    descent,
    epochs,
    forward,
    neurons,
    regression,
    splitting,
)
from lenet_keras.checks.means import FRAMEWORKS, Means

# Until the last slope is worked out there is nothing that differentiates by itself.
MEANS = (Means(without=FRAMEWORKS), Means(after="A7.7"))

STEPS = (
    *neurons.STEPS,
    *forward.STEPS,
    *byhand.STEPS,
    *backward.STEPS,
    *descent.STEPS,
    *splitting.STEPS,
    *regression.STEPS,
    *epochs.STEPS,
    *cures.STEPS,
)

WRITTEN = {
    "A7.Q1": 2,
    "A7.Q2": 2,
    "A7.Q3": 2,
    "A7.Q4": 2,
    "A7.Q5": 3,
}  # questions that a person grades: their points

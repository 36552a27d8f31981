"""Judges of lesson A4: LeNet-5 as published in 1998."""

from lenet_keras.checks.a4_lenet5 import (
    batches,
    building,
    modern,
    output,
    preparing,
    recording,
    restarting,
    strip,
    training,
)
from lenet_keras.checks.means import Means
from lenet_keras.checks.short_answers import whole_number
from lenet_keras.checks.verdict import Criterion, Step

LIBRARY = ("lenet_keras.lenet5", "lenet_keras.records")
NETWORK = "lenet_keras.lenet5.network"  # an answer to A4.5
BY_HAND = ("lenet_keras.lenet5.output", "lenet_keras.lenet5.loss")  # to A4.3 and to A4.4
MEANS = (
    Means(library=LIBRARY, without=(NETWORK, *BY_HAND)),
    Means(after="A4.4", library=LIBRARY, without=(NETWORK,)),
)
STEPS = (
    *preparing.STEPS,
    *batches.STEPS,
    *output.STEPS,
    *building.STEPS,
    *recording.STEPS,
    *training.STEPS,
    *restarting.STEPS,
    *strip.STEPS,
    *modern.STEPS,
    Step(
        "A4.Q1",
        concept="parameters",
        defines=("A4_Q1",),
        criteria=(Criterion("the answer is a whole number", 1, ("A4_Q1",), whole_number("A4_Q1")),),
    ),
)

WRITTEN = {"A4.Q2": 2, "A4.Q3": 2, "A4.Q4": 2, "A4.Q5": 2}  # questions that a person grades: their points

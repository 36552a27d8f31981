"""Judges of lesson A3: training LeNet and looking at what it does."""

from lenet_keras.checks.a3_train import counts, curves, predictions, training
from lenet_keras.checks.means import Means
from lenet_keras.checks.short_answers import some_text
from lenet_keras.checks.verdict import Criterion, Step

MEANS = (Means(library=("lenet_keras.models",)),)
STEPS = (
    *training.STEPS,
    *predictions.STEPS,
    *counts.STEPS,
    *curves.STEPS,
    Step(
        "A3.Q1",
        defines=("A3_Q1",),
        criteria=(Criterion("the answer is a name", 1, ("A3_Q1",), some_text("A3_Q1")),),
    ),
)

WRITTEN = {"A3.Q2": 2, "A3.Q3": 3, "A3.Q4": 2}  # questions that a person grades: their points

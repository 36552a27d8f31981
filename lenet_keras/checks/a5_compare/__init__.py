"""Judges of lesson A5: three networks compared."""

from lenet_keras.checks.a5_compare import augmenting, building, scaling, scoring, significance, unseen
from lenet_keras.checks.means import Means
from lenet_keras.checks.short_answers import whole_number
from lenet_keras.checks.verdict import Criterion, Step

MEANS = (Means(library=("lenet_keras.records",)),)
STEPS = (
    scaling.STEP,
    *building.STEPS,
    *scoring.STEPS,
    *significance.STEPS,
    augmenting.STEP,
    unseen.STEP,
    Step(
        "A5.Q1",
        concept="shapes",
        defines=("A5_Q1",),
        criteria=(Criterion("the answer is a whole number", 1, ("A5_Q1",), whole_number("A5_Q1")),),
    ),
)

WRITTEN = {"A5.Q2": 2, "A5.Q3": 4, "A5.Q4": 2, "A5.Q5": 2}  # questions that a person grades: their points

"""Judges of lesson A9: one's own handwriting."""

from lenet_keras.checks.a9_handwriting import boxes, exporting, ink, moving, preparing, tuning
from lenet_keras.checks.means import Means
from lenet_keras.checks.short_answers import whole_number
from lenet_keras.checks.verdict import Criterion, Step

LIBRARY = (
    "lenet_keras.handwriting",
    "lenet_keras.lenet5",  # a page knows its layers
    "lenet_keras.recogniser",
    "lenet_keras.takeaway",
)
ANSWERS = tuple(f"lenet_keras.handwriting.{each}" for each in ("paper", "regions", "digit", "finding"))
MEANS = (Means(library=LIBRARY, without=ANSWERS), Means(after="A9.4", library=LIBRARY))
STEPS = (
    *ink.STEPS,
    *boxes.STEPS,
    *preparing.STEPS,
    *moving.STEPS,
    *tuning.STEPS,
    *exporting.STEPS,
    Step(
        "A9.Q1",
        concept="preparation",
        defines=("A9_Q1",),
        criteria=(Criterion("the answer is a whole number", 1, ("A9_Q1",), whole_number("A9_Q1")),),
    ),
)

WRITTEN = {"A9.Q2": 2, "A9.Q3": 2, "A9.Q4": 2}  # questions that a person grades: their points

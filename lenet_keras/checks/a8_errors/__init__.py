"""Judges of lesson A8, what a network gets wrong and what helps: one module per part of the lesson.

Every function of a student's is called on inputs of the check's own. Of her networks only that of A8.16 is
asked.
"""

from lenet_keras.checks.a8_errors import (
    budget,
    calibration,
    causes,
    curing,
    looking,
    rejecting,
    searching,
    seeing,
    weighing,
)
from lenet_keras.checks.means import Means

MEANS = (Means(library=("lenet_keras.records",)),)

STEPS = (
    *seeing.STEPS,
    looking.STEP,
    *causes.STEPS,
    *calibration.STEPS,
    *rejecting.STEPS,
    *curing.STEPS,
    searching.STEP,
    weighing.STEP,
    budget.STEP,
)

WRITTEN = {"A8.Q1": 2, "A8.Q2": 3, "A8.Q3": 3, "A8.Q4": 6}  # questions that a person grades: their points

"""Judges of lesson A2, building LeNet: one module per part of the lesson."""

from lenet_keras.checks.a2_build import assembling, compiling, optimizing, parts, questions, skeleton, start

STEPS = (
    skeleton.STEP,
    start.STEP,
    *parts.STEPS,
    assembling.NETWORK,
    optimizing.STEP,
    assembling.MODEL,
    compiling.STEP,
    *questions.STEPS,
)

WRITTEN = {
    "A2.Q1": 2,
    "A2.Q2": 2,
    "A2.Q3": 2,
    "A2.Q4": 3,
    "A2.Q5": 3,
}  # questions that a person grades: their points

"""Judges of lesson A1, preparing the digits: one module per step."""

from lenet_keras.checks.a1_preprocess import binarizing, importing, loading, reshaping, scaling, showing

STEPS = (importing.STEP, loading.STEP, showing.STEP, reshaping.STEP, scaling.STEP, binarizing.STEP)

WRITTEN = {"A1.Q1": 2, "A1.Q2": 2, "A1.Q3": 2}  # questions that a person grades: their points

"""Judges of lesson A1, preparing the digits: one module per step."""

from lenet_keras.checks.a1_preprocess import binarizing, importing, loading, reshaping, scaling, showing

STEPS = (importing.STEP, loading.STEP, showing.STEP, reshaping.STEP, scaling.STEP, binarizing.STEP)

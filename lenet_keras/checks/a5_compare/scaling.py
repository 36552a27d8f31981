"""Judges of A5.1: digits between -1, paper, and 1, ink."""

import numpy as np

from lenet_keras.checks import arrays, habits
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words
from lenet_keras.datasets import mnist

NAMES = ("trainData", "testData")


def _master(name: str) -> np.ndarray:
    """The pixels that a name is made of, with one channel."""
    return mnist.originals()[NAMES.index(name)][0][..., np.newaxis]


def shaped(observations: Observations) -> Fault | None:
    """Judge A5.1, first: arrays of digits with one channel."""
    for name in NAMES:
        observation, wanted = observations[name], _master(name).shape
        if not arrays.numeric(observation):
            hint = "Arithmetic with the array of all images gives an array."
            return Fault(f"`{name}` is {in_words(observation)}", f"an array of shape {wanted}", hint)
        if (found := arrays.shape(observation)) != wanted:
            return Fault(f"`{name}` has shape {found}", f"{wanted}", _shape_hint(name, found, wanted))
    return None


def _shape_hint(name: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if found == wanted[:-1]:
        return "The channel is missing. A convolution takes rows, columns and channels."
    if found[:1] != wanted[:1] and found[:1] == _master(NAMES[1 - NAMES.index(name)]).shape[:1]:
        return "These are as many as the other set has. Which images is each made of?"
    if len(found) == 4 and found[1] == 1:
        return "The channel stands in front. Here it comes last."
    if len(found) == 2:
        return "The digits are flat. A convolution needs rows and columns."
    return "Each digit keeps its 28 rows and 28 columns, and gets one channel behind them."


def scaled(observations: Observations) -> Fault | None:
    """Judge A5.1, second: paper is -1 and ink is 1."""
    if fault := shaped(observations):
        return fault
    for name in NAMES:
        observation, master = observations[name], _master(name)
        if arrays.close(observation, master, lambda pixels: pixels / 127.5 - 1, tolerance=5e-3):
            if arrays.is_float(observation):
                continue
            return Fault(f"`{name}` has type {observation['dtype']}", "floating-point numbers", "Divide.")
        low, high = arrays.limits(observation)
        found = f"`{name}` goes from {low:.4g} to {high:.4g}"
        return Fault(found, "paper at -1, full ink at 1", _range_hint(observation, master))
    return None


def _range_hint(observation: Observation, master: np.ndarray) -> str:
    mistakes = {
        "These are the pixels as they were.": lambda pixels: pixels,
        "This is the range of A1. Here paper is not 0 but -1.": lambda pixels: pixels / 255,
        "Ink is 0 now. Half of the range was divided by too much.": lambda pixels: pixels / 255 - 1,
        "This goes from -0.5 to 0.5: the middle is right, and the range is half as wide.": (
            lambda pixels: pixels / 255 - 0.5
        ),
        "Paper is 1 and ink is -1: the sign is turned.": lambda pixels: 1 - pixels / 127.5,
        "Subtracting comes first here, and 1 is one step of 255. In which order do the two go?": (
            lambda pixels: (pixels - 1) / 127.5
        ),
        "256 values reach from 0 to 255. By what is 255 divided to become 2?": lambda pixels: (
            pixels / 128 - 1
        ),
    }
    for hint, change in mistakes.items():
        if arrays.close(observation, master, change):
            return hint
    found = np.asarray(observation["values"], dtype=float)
    if told := habits.of_values(found, arrays.rows_of(master, observation) / 127.5 - 1):
        return told
    if str(observation["dtype"]).startswith(("int", "uint")):
        return "Whole numbers have nothing between -1 and 1. Which operation makes fractions?"
    return "Where does 0 go, and where 255? Try your formula on these two numbers."


STEP = Step(
    "A5.1",
    concept="scaling",
    defines=NAMES,
    criteria=(
        Criterion("each digit has one channel", 1, NAMES, shaped),
        Criterion("paper is -1 and ink is 1", 1, NAMES, scaled),
    ),
)

"""Judges of A5.11: digits of 8 × 8 brought into the form of MNIST."""

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

COUNT, SMALL, INK = 1797, 8, 16  # of the data set: digits, pixels of a side, value of full ink
SHAPE = (COUNT, 28, 28, 1)
EDGE, MIDDLE = 4, slice(4, 24)
PAPER, BRIGHT = -0.95, 0.15  # at the edge at most; by how much the mean of ink may be off, as a share
LIKE = 0.9  # the correlation with the small images


def _areas() -> np.ndarray:
    """From 20 rows to 8, each the mean of the 2.5 that lie in it: `(8, 20)`."""
    ends = np.arange(SMALL + 1) * 20 / SMALL
    pixels = np.arange(20)
    inside = np.minimum(ends[1:, np.newaxis], pixels + 1) - np.maximum(ends[:-1, np.newaxis], pixels)
    return np.maximum(inside, 0) * SMALL / 20


def shaped(observations: Observations) -> Fault | None:
    """Judge A5.11, first: the form of MNIST's digits, with paper around them."""
    observation = observations["otherData"]
    if not arrays.numeric(observation):
        return Fault(
            f"`otherData` is {in_words(observation)}", f"an array of shape {SHAPE}", "Make one array of all."
        )
    if (found := arrays.shape(observation)) != SHAPE:
        if found == SHAPE[:-1]:
            hint = "The channel is missing."
        elif found == (COUNT, 20, 20) or found == (COUNT, 20, 20, 1):
            hint = "The digits are enlarged. Around them belongs paper, 4 pixels on each side."
        elif found[1:3] == (36, 36):
            hint = "The frame lies around 28 × 28. A digit of 20 × 20 and its frame make 28 × 28."
        else:
            hint = "First enlarge each digit to 20 × 20, then lay paper around it, then add the channel."
        return Fault(f"`otherData` has shape {found}", f"{SHAPE}", hint)
    low, high = arrays.limits(observation)
    if not (-1.05 <= low <= -0.9 and 0.6 <= high <= 1.05):
        return Fault(f"pixels go from {low:.4g} to {high:.4g}", "from -1 to 1", _range_hint(low, high))
    values = np.asarray(observation["values"], dtype=float)[..., 0]
    edge = np.ones((28, 28), bool)
    edge[MIDDLE, MIDDLE] = False
    if (brightest := values[:, edge].max()) > PAPER:
        if np.all(values[:, edge] > 0.9):
            hint = "Paper is -1, and this frame is ink."
        elif np.ptp(values[:, edge]) < 0.01:
            hint = "The frame is grey. Zeros are paper before the scaling, and grey after it."
        else:
            hint = "A digit of 20 × 20 in the middle leaves 4 pixels of paper on each side."
        return Fault(f"at the edge there are pixels of {brightest:.2f}", "paper, 4 pixels wide", hint)
    return None


def _range_hint(low: float, high: float) -> str:
    if low >= 0:
        return "The networks were trained with paper at -1."
    if high < -0.8:
        return "Full ink is 16 in these images and 255 in MNIST's. What brings one to the other?"
    if high > 1.05:
        return "The scaling of A5.1 is for bytes, from 0 to 255."
    return "Where do paper, 0, and ink, 16, end up?"


def same_digits(observations: Observations) -> Fault | None:
    """Judge A5.11, second: they are the digits of the data set, upright and with their ink."""
    if fault := shaped(observations):
        return fault
    observation = observations["otherData"]
    values = np.asarray(observation["values"], dtype=float)[:, MIDDLE, MIDDLE, 0]
    small = _areas() @ ((values + 1) / 2) @ _areas().T
    given = arrays.rows_of(np.asarray(observations["otherImages"]["values"]), observation) / INK
    changes = {
        "": given,
        "Rows and columns are exchanged: the digits lie on their side.": np.swapaxes(given, 1, 2),
        "The digits stand on their heads.": given[:, ::-1],
        "The digits are mirrored.": given[:, :, ::-1],
        "Ink and paper are exchanged.": 1 - given,
    }
    likeness = {hint: float(np.corrcoef(small.ravel(), each.ravel())[0, 1]) for hint, each in changes.items()}
    best = max(likeness, key=likeness.__getitem__)
    if likeness[""] < LIKE:
        wanted = "each digit of `otherImages`, enlarged, in the middle, in its order"
        if best and likeness[best] > LIKE:
            return Fault("the digits are not as they were", wanted, best)
        hint = (
            "A byte holds 0 to 255, and 256 wraps around to 0. What does full ink become?"
            if np.corrcoef(small.ravel(), np.where(given > 0.99, 0, given).ravel())[0, 1] > LIKE
            else "Something else stands where the digits belong. Look at them with `figures.rows`."
        )
        return Fault("the digits are not those of `otherImages`", wanted, hint)
    if abs(small.mean() / given.mean() - 1) > BRIGHT:
        return Fault(
            f"the digits have {small.mean() / given.mean():.0%} of their ink",
            "all of it",
            "Full ink is 16 in these images and 255 in MNIST's.",
        )
    return None


STEP = Step(
    "A5.11",
    concept="preprocessing",
    defines=("otherData",),
    own=("otherData",),
    criteria=(
        Criterion("the form is that of MNIST, with paper around the digits", 1, ("otherData",), shaped),
        Criterion("they are the digits of the other writers", 1, ("otherData", "otherImages"), same_digits),
    ),
    error_hints=(
        ("Cannot handle this data type", "Pillow takes bytes: an array of type `uint8`."),
        (
            "has no attribute 'resize'|resize\\(\\)|cannot resize this array",
            "`resize` belongs to an image of Pillow and takes a pair.",
        ),
    ),
)

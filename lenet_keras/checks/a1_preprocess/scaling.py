"""A1.5: the pixels are scaled to [0, 1]."""

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a1_preprocess.data import IMAGES, TENSOR_HINT, mixed_up, with_depth
from lenet_keras.checks.calls import Result
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.unchanged import unchanged
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, source

WANTED = "floats from 0 to 1"
TWICE = 0.01  # how far from 1 full ink may be that was divided once too often
ROUNDING = 1e-3  # the largest that float16 adds to a pixel between 0 and 1

ERROR_HINTS = (
    (
        "casting",
        "`/=` writes into the same array, and an array of whole numbers has no room for fractions.",
    ),
)
SCALED = Result(
    "the pixels",
    """
    pixels / 255
    # A range from -1 to 1 suits other networks. Here paper, 0, stays 0.
    pixels / 127.5 - 1
    # The digits are inverted: paper is 1 and ink is 0. Scaling keeps what is dark dark.
    1 - pixels / 255
    # The result was rounded: every grey pixel became ink or paper.
    np.round(pixels / 255)
    # 256 is how many values there are. The largest one is 255.
    pixels / 256
    """,
    "Not every pixel was divided by the same number: equal ink in two digits must stay equal. Which "
    "number is the largest that any pixel can have?",
)


def scaled(name: str):
    """A judge of A1.5: the pixels of `name` divided by 255."""

    def judge(observations: Observations) -> Fault | None:
        pixels = with_depth(name)
        observation = observations[name]
        if not arrays.numeric(observation):
            return Fault(
                f"`{name}` is {in_words(observation)}",
                f"an array of {WANTED}",
                "Arithmetic with an array gives an array again: one division scales all pixels at once.",
            )
        if observation["type"] == "tensor":
            return Fault(f"`{name}` is a tensor", "a NumPy array", TENSOR_HINT)
        if arrays.close(observation, pixels, lambda p: p / 255.0, ROUNDING):
            return None
        if arrays.shape(observation) != pixels.shape:
            found = arrays.shape(observation)
            if found == pixels.shape[:-1]:
                hint = "The depth axis is missing. It comes in A1.4."
            else:
                hint = (
                    mixed_up(name, found[0] if found else 0) or "Scaling changes every number and no shape."
                )
            return Fault(f"`{name}` has shape {found}", f"{pixels.shape}", hint)
        if arrays.close(observation, pixels):
            hint = (
                "The type is right, the values are still those from 0 to 255."
                if arrays.is_float(observation)
                else "The pixels are those of A1.4: the result of a division has to be kept under the name."
            )
            return unchanged(name, observations, WANTED, hint, IMAGES, ERROR_HINTS)
        low, high = arrays.limits(observation)
        span = f"`{name}` has values from {low:.4g} to {high:.4g}, {observation['dtype']}"
        return Fault(span, WANTED, _hint(observation, pixels, low, high, source(observations)))

    return judge


def _hint(observation: Observation, pixels: np.ndarray, low: float, high: float, text: str) -> str:
    def is_(change) -> bool:
        return arrays.close(observation, pixels, change, ROUNDING)

    if np.isnan(low) or np.isnan(high):
        return (
            "NaN comes from 0 / 0: some pixels are 0 in every digit. One number divides all pixels, not a "
            "maximum of its own for each."
        )
    if np.isinf(high):
        return "Infinity comes from dividing by a pixel that is 0. What has to be divided by what?"
    if is_(lambda p: np.floor(p / 255.0)):
        return (
            "`//` cuts off the fraction. Which operator keeps it?"
            if "//" in text
            else "The fractions are cut off. Whole numbers cannot lie between 0 and 1."
        )
    if not arrays.is_float(observation):
        return "Whole numbers cannot lie between 0 and 1, and those of `uint8` wrap around at 256."
    for hint, value in SCALED.candidates({"pixels": arrays.rows_of(pixels, observation)}):
        if hint and arrays.same(np.asarray(observation["values"], dtype=float), value, ROUNDING):
            return hint
    if low >= 0 and abs(255 * high - 1) < TWICE:
        return "The data was scaled twice. Was the cell run twice? Restart the kernel and run from the top."
    offset = _offset(observation, pixels)
    if offset is not None and abs(offset) > ROUNDING and abs(_spread(observation) - 1) > 0.2:
        return (
            f"Paper, 0, became {offset:.3g}: something was added or subtracted. Scaling only multiplies or "
            "divides, and 0 stays 0."
        )
    if low < -1e-6:
        return (
            "Negative values come from subtracting a mean. That is another kind of scaling: here the "
            "darkest pixel, 0, stays 0."
        )
    if is_(lambda p: p * high / 255.0):
        return f"Full ink became {high:.4g}. Which number must divide 255 to give 1?"
    return SCALED.values


def _offset(observation: Observation, pixels: np.ndarray) -> float | None:
    """What paper became, if one line leads from all pixels to what was found; else None."""
    found = np.asarray(observation["values"], dtype=float)
    before = arrays.rows_of(pixels, observation)
    paper, ink = found[before == 0], found[before == 255]
    if not paper.size or not ink.size:
        return None
    straight = paper[0] + before / 255 * (ink[0] - paper[0])
    return float(paper[0]) if arrays.same(found, straight, ROUNDING) else None


def _spread(observation: Observation) -> float:
    """The standard deviation of what was observed: 1 for standardised pixels."""
    return float(np.std(observation["values"]))


STEP = Step(
    "A1.5",
    concept="scaling",
    defines=IMAGES,
    needs=("A1.4",),
    own=IMAGES,
    criteria=tuple(Criterion(f"`{name}` lies between 0 and 1", 1, (name,), scaled(name)) for name in IMAGES),
    error_hints=ERROR_HINTS,
)

"""Judges of A7.8: points to learn from and points that are held out."""

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.sine import COUNT, HELD_OUT, places, points, values
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step

NAMES = ("xTrain", "xTest", "yTrain", "yTest")
SHAPES = {name: f"list(np.shape({name}))" for name in NAMES}
VALUES = {name: f"np.ravel({name}).tolist()" for name in NAMES}
OBSERVES = (*SHAPES.values(), *VALUES.values())
SIZES = {"Train": COUNT - HELD_OUT, "Test": HELD_OUT}
FEWEST = 5  # held-out points in each tenth of the curve; a random quarter has 25 ± 4


def sizes(observations: Observations) -> Fault | None:
    """Judge A7.8, first: 750 points and 250 others."""
    shapes = {name: tuple(observations[expression]["value"]) for name, expression in SHAPES.items()}
    if _exchanged(observations):
        found = "the names that begin with x hold values, and those with y hold places"
        hint = "Both parts of the first array come first. In which order were the two handed in?"
        return Fault(found, "the parts of `x` in `xTrain` and `xTest`", hint)
    for name in NAMES:
        count = SIZES[name[1:]]
        wanted = [(count, 1)] if name[0] == "x" else [(count,), (count, 1)]
        if shapes[name] in wanted:
            continue
        if shapes["xTest"] == (SIZES["Train"],) or shapes["yTrain"] == (HELD_OUT, 1):
            hint = (
                "The names are in another order than what comes back: first both parts of x, then both of y."
            )
        elif shapes["xTrain"][:1] == (HELD_OUT,) or shapes["xTest"][:1] == (SIZES["Train"],):
            hint = "The parts are exchanged: most points are for learning, a quarter is held out."
        elif shapes[name][:1] == (COUNT,):
            hint = "These are all points. What is learned from cannot be held out."
        elif name[0] == "x" and shapes[name][:1] == (1,):
            hint = "All points stand in one row. `x` has one column, and a row for each point."
        elif shapes["xTest"][:1] == (25,) or shapes["xTrain"][:1] == (75,):
            hint = "A whole number counts points. A share lies between 0 and 1."
        elif name[0] == "x" and len(shapes[name]) == 1:
            hint = (
                "`x` is a table with one column, and it stays one: scikit-learn wants a row for each point."
            )
        else:
            hint = "A quarter of the points is held out; the others are learned from."
        return Fault(f"`{name}` has shape {shapes[name]}", f"shape {wanted[0]}", hint)
    return None


def _exchanged(observations: Observations) -> bool:
    """Whether the parts of `y` have the names of those of `x`, and the other way round."""
    found = {name: arrays.numbers(observations[expression]) for name, expression in VALUES.items()}
    known = {
        name: each is not None and each.size > 0 and np.all(places(each) >= 0) for name, each in found.items()
    }
    return [bool(known[name]) for name in NAMES] == [False, False, True, True]


def _others(found: np.ndarray) -> bool:
    """Whether some values are not among those of `y`."""
    known = np.sort(points()[1])
    above = np.clip(np.searchsorted(known, found), 1, COUNT - 1)
    nearest = np.minimum(np.abs(known[above] - found), np.abs(known[above - 1] - found))
    return bool(np.any(~(nearest < 1e-5)))


def honest(observations: Observations) -> Fault | None:
    """Judge A7.8, second: pairs stay together, no point is in both parts, and both cover the whole curve."""
    if fault := sizes(observations):
        return fault
    found = {name: values(observations[expression]) for name, expression in VALUES.items()}
    wanted = "750 of the points and the 250 others, each `x` with its own `y`"
    index = {part: places(found[f"x{part}"]) for part in SIZES}
    if any(np.any(each < 0) for each in index.values()):
        return Fault("some points are not among those of `x`", wanted, "Split `x` and `y` as they are.")
    if np.ptp(index["Test"]) == HELD_OUT - 1 and len(set(index["Test"].tolist())) == HELD_OUT:
        return Fault(
            "the points that are held out lie side by side",
            "points from all over the curve",
            "The points are sorted by x. Without shuffling, one end of the curve is never "
            "learned, and nothing "
            "else is tested.",
        )
    both = len(set(index["Train"].tolist()) & set(index["Test"].tolist()))
    if both:
        return Fault(
            f"{both} points are in both parts",
            wanted,
            "Who has seen the questions of an exam before proves nothing by passing it.",
        )
    if len({place for each in index.values() for place in each.tolist()}) < COUNT:
        return Fault("some points are there twice", wanted, "Each point goes into one part, once.")
    for part, each in index.items():
        if _others(found[f"y{part}"]):
            return Fault(
                f"some values of `y{part}` are not among those of `y`",
                wanted,
                "Split `x` and `y` as they are.",
            )
        if not np.allclose(found[f"y{part}"], points()[1][each], atol=1e-5):
            return Fault(
                f"in `x{part}` and `y{part}` the pairs are torn apart",
                wanted,
                "`x` and `y` were shuffled each by itself. They have to go through the same split together.",
            )
    if min(np.histogram(index["Test"], bins=10, range=(0, COUNT))[0]) < FEWEST:
        return Fault(
            "the points that are held out leave out a part of the curve",
            "points from all over the curve",
            "The points are sorted by x. What decides which of them are held out?",
        )
    return None


STEPS = (
    Step(
        "A7.8",
        concept="train/test split",
        defines=NAMES,
        criteria=(
            Criterion("750 points to learn from, 250 held out", 1, OBSERVES, sizes),
            Criterion("the split is fair", 1, OBSERVES, honest),
        ),
        error_hints=(
            (
                "too many values to unpack",
                "As many names as things that come back: two parts of x, two of y.",
            ),
            ("not enough values to unpack", "Each array that is split gives two parts. Was `y` split, too?"),
        ),
        source_hints=(
            (
                r"train_test_split\(",
                "The points were split, but the parts have other names: `xTrain`, and so on.",
            ),
        ),
    ),
)

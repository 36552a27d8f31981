"""Judges of A8.12 and A8.13: moved copies, and several networks together."""

import numpy as np

from lenet_keras.checks.a8_errors.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def moved(images: np.ndarray, down: int, right: int, mode: str = "constant") -> np.ndarray:
    """The images, shape `(n, rows, columns, 1)`, moved; `mode` says what comes in, as `np.pad` calls it."""
    room = ((0, 0), (abs(down), abs(down)), (abs(right), abs(right)), (0, 0))
    top, left = abs(down) - down, abs(right) - right
    padded = np.pad(images, room, mode=mode)  # type: ignore[call-overload]  # any mode
    return padded[:, top : top + images.shape[1], left : left + images.shape[2]]


CODE = """
            moved(images, down, right)
            # What left on one side came in on the other. What comes in is paper.
            moved(images, down, right, "wrap")
            # The edge was repeated. What comes in is paper.
            moved(images, down, right, "edge")
            # Ink came in. What comes in is paper, 0.
            1 - moved(1 - images, down, right)
            # They moved the other way. Positive numbers go down and to the right.
            moved(images, -down, -right)
            # `down` and `right` have changed places.
            moved(images, right, down)
            # They moved down only.
            moved(images, down, 0)
            # They moved to the right only.
            moved(images, 0, right)
            # They moved up instead of down.
            moved(images, -down, right)
            # They moved to the left instead of to the right.
            moved(images, down, -right)
            # Nothing has moved.
            images
            # Only the first image moved.
            np.concatenate([moved(images[:1], down, right), images[1:]])
            # This is one image alone. All of them are moved.
            moved(images, down, right)[0]
            # The depth axis is lost.
            moved(images, down, right)[..., 0]
            """
HINTS = (
    "Each pixel stands `down` rows lower and `right` columns further than before; elsewhere is 0.",
    "The shape stays: what leaves is cut off, what is missing is filled.",
)
HELPERS = {"moved": moved}
HEAD = "shifted(images, down, right)"
DRAWN_IMAGES = "normal(seed, n, rows, columns, 1)"
SIZES = {"n": (1, 4), "rows": (4, 7), "columns": (4, 7), "down": (1, 3), "right": (1, 3)}
SHIFTED = Function(
    HEAD,
    ("normal(1, 3, 5, 6, 1), 2, 1",),
    (Result("the result", CODE, *HINTS),),
    HELPERS,
    drawn=(f"{DRAWN_IMAGES}, down, right",),
    sizes=SIZES,
)
# `[:-0]` is empty, and a slice that ends below 0 counts from the end.
STILL = (
    "By 0 or a negative number, slices do other things: `x[:-0]` is empty, and a negative index counts "
    "from the end."
)
OTHER = Function(
    HEAD,
    ("normal(1, 3, 5, 6, 1), -1, 2", "normal(1, 3, 5, 6, 1), 0, -3", "normal(1, 3, 5, 6, 1), 0, 0"),
    (Result("the result", CODE.partition("#")[0], STILL, STILL),),
    HELPERS,
    drawn=(
        f"{DRAWN_IMAGES}, -down, right",
        f"{DRAWN_IMAGES}, down, -right",
        f"{DRAWN_IMAGES}, 0, -right",
        f"{DRAWN_IMAGES}, -down, 0",
    ),
    sizes=SIZES,
)

MEMBERS = """[(lambda z: z / z.sum(axis=1, keepdims=True))(
    np.exp(normal(seed, 9, 3) + 1.2 * normal(29, 9, 3)))
    for seed in (1, 2, 3, 4)]"""
DRAWN_MEMBERS = (
    "[(lambda z: z / z.sum(axis=1, keepdims=True))(np.exp(each)) for each in normal(seed, m, n, k)]"
)
MEMBERS_SIZES = {"m": (1, 4), "n": (6, 15), "k": (2, 5)}
ENSEMBLE = Function(
    "ensemble(members)",
    (MEMBERS,),
    (
        Result(
            "the answer of the ensemble",
            """
            each = np.array(members)
            each.mean(axis=0)
            # This is the sum. The mean of probabilities is a probability again.
            each.sum(axis=0)
            # The mean is over the classes. It is over the networks.
            each.mean(axis=2)
            # The mean is over the digits. It is over the networks.
            each.mean(axis=1)
            # This is the largest of each. The mean is asked for.
            each.max(axis=0)
            # This is the median. The mean is asked for.
            np.median(each, axis=0)
            # The probabilities were multiplied. The mean is asked for.
            each.prod(axis=0)
            # These are classes. The probabilities themselves are asked for; their largest says the class.
            each.mean(axis=0).argmax(axis=1)
            # This is the first network alone.
            each[0]
            # This is the mean of everything.
            each.mean()
            # The networks voted. That throws away how sure each of them is.
            np.eye(each.shape[2])[each.argmax(axis=2)].mean(axis=0)
            # It was divided by another number than that of the networks.
            each.sum(axis=0) / each.shape[1]
            each.sum(axis=0) / each.shape[2]
            """,
            "For each digit and class: the mean over the networks.",
            "One row for each digit, one column for each class, as each network gives.",
        ),
    ),
    drawn=(DRAWN_MEMBERS,),
    sizes=MEMBERS_SIZES,
)
ALL = Function(
    "misread_by_all(members, truth)",
    (f"{MEMBERS}, np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])",),
    (
        Result(
            "the array of places",
            """
            answers = np.argmax(members, axis=2)
            wrong = answers != truth
            np.flatnonzero(wrong.all(axis=0))
            # These are misread by at least one network. All of them have to.
            np.flatnonzero(wrong.any(axis=0))
            # These are read right by all.
            np.flatnonzero(~wrong.any(axis=0))
            # These are misread by the ensemble. Every single network has to misread it.
            np.flatnonzero(np.mean(members, axis=0).argmax(axis=1) != truth)
            # These are truth values. Which places are True?
            wrong.all(axis=0)
            # This is how many there are. Which are they?
            wrong.all(axis=0).sum()
            # These are misread by the first network.
            np.flatnonzero(wrong[0])
            # These are misread by more than half. All of them have to.
            np.flatnonzero(wrong.mean(axis=0) > 0.5)
            # Here all networks gave the same answer, right or wrong.
            np.flatnonzero((answers == answers[0]).all(axis=0))
            # Here all networks gave the same wrong answer. Their wrong answers may differ.
            np.flatnonzero((answers == answers[0]).all(axis=0) & wrong[0])
            """,
            "The places at which no network gives the right class.",
            "As many whole numbers as there are such digits.",
            whole=True,
        ),
    ),
    drawn=(f"{DRAWN_MEMBERS}, whole(seed, k, n)",),
    sizes=MEMBERS_SIZES,
)

STEPS = (
    Step(
        "A8.12",
        concept="augmentation",
        defines=("shifted",),
        criteria=(
            SHIFTED.returns("images move down and to the right", 1, kept=""),
            OTHER.returns("they move the other way, or not at all", 1, kept="", after=SHIFTED),
            SHIFTED.keeps("the images are not written over", 0.5, "images"),
        ),
        error_hints=(("could not broadcast input", STILL), *ERROR_HINTS),
    ),
    Step(
        "A8.13",
        concept="ensemble",
        defines=("ensemble", "misread_by_all"),
        criteria=(
            ENSEMBLE.returns("the mean of the networks", 1),
            ALL.returns("what every network misreads", 1),
        ),
        error_hints=ERROR_HINTS,
    ),
)

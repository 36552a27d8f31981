"""Judges of A4.1: one digit as the published network takes it."""

from collections.abc import Callable

import numpy as np

from lenet_keras.checks import arrays, hints
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.probes import pixels
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

MEAN, DEVIATION = 0.1307, 0.3081
COUNT, SIDE, PADDED, BORDER = 3, 28, 32, 2
LABELS = (7, 0, 3)
IMAGES, CLASSES = (
    f"mapped(prepare, pixels(4, {COUNT}, {SIDE}, {SIDE}), np.array({list(LABELS)}, 'uint8'))[{part}]"
    for part in (0, 1)
)
FRAMED = np.pad(pixels(4, COUNT, SIDE, SIDE), ((0, 0), (BORDER, BORDER), (BORDER, BORDER))).astype(float)
INSIDE = (slice(None), slice(BORDER, -BORDER), slice(BORDER, -BORDER))

SCALED_AFTER = (
    "The border is 0, and paper is no longer 0 once it is normalised. Which of the two comes first?"
)


def normalised(framed: np.ndarray) -> np.ndarray:
    """Pixels 0 ... 255 with mean 0 and deviation 1, as they are in MNIST's training digits."""
    return (framed / 255 - MEAN) / DEVIATION


def _border_zero(framed: np.ndarray) -> np.ndarray:
    late = np.zeros_like(framed)
    late[INSIDE] = normalised(framed)[INSIDE]
    return late


# What mistakes give, each with its hint.
MISTAKES: tuple[tuple[Callable[[np.ndarray], np.ndarray], str], ...] = (
    (_border_zero, SCALED_AFTER),
    (lambda x: (x - MEAN) / DEVIATION, "Mean and deviation are those of pixels between 0 and 1."),
    (
        lambda x: x / 255,
        "That is scaled. To normalise is to take the mean away and to divide by the deviation.",
    ),
    (lambda x: x, "The pixels are as they were. The text does two more things with them."),
    (lambda x: x / 255 - MEAN, "The mean is 0 now. The deviation is not 1 yet."),
    (lambda x: x / 255 / DEVIATION, "The deviation is 1 now. The mean is not 0 yet."),
    (lambda x: (x / 255 - DEVIATION) / MEAN, "Mean and deviation have changed places."),
    (lambda x: x / 255 - MEAN / DEVIATION, "Without parentheses a division comes before a subtraction."),
    (lambda x: (x / 255 - MEAN) * DEVIATION, "To make a deviation of 0.3081 into 1, multiply or divide?"),
    (lambda x: x / 127.5 - 1, "That is the range -1 to 1. The text asks for mean 0 and deviation 1."),
)


def image_is_prepared(seen: Observations) -> Fault | None:
    """Judge the images: 32 x 32 x 1, float32, normalised."""
    found = seen[IMAGES]
    if not arrays.numeric(found):
        return Fault(
            f"`prepare` gives {in_words(found)}", "an image of numbers", "It returns a pair: image, label."
        )
    shape, wanted = arrays.shape(found)[1:], (PADDED, PADDED, 1)
    if shape != wanted:
        return Fault(f"the image has shape {shape}", f"{wanted}", _shape_hint(shape))
    if found["dtype"] != "float32":
        hint = "The network computes with 32 bits. `tf.cast` says which type comes out."
        return Fault(f"the image has type {found['dtype']}", "float32", hint)
    if arrays.close(found, FRAMED[..., np.newaxis], normalised):
        return None
    low, high = arrays.limits(found)
    right = normalised(np.array([0.0, 255.0]))
    return Fault(
        f"its pixels go from {low:.4g} to {high:.4g}",
        f"{right[0]:.4g} for paper, up to {right[1]:.4g} for ink, and the digit in the middle",
        _hint(found),
    )


def _shape_hint(shape: tuple[int, ...]) -> str:
    if shape == (SIDE, SIDE, 1) or shape == (SIDE, SIDE):
        return "The image is as large as it was. The published network takes 32 rows and columns."
    if shape == (PADDED, PADDED):
        return "A convolution wants a depth, too, even if it is 1."
    if shape in ((PADDED - BORDER, PADDED - BORDER), (PADDED - BORDER, PADDED - BORDER, 1)):
        return "A border of 2 goes around the whole image: above and below, left and right."
    if shape == (1, PADDED, PADDED):
        return "The new axis is the depth of a pixel. It comes last."
    return "28 and a border on both sides make 32. The depth is the last of three axes."


def _hint(found: Observation) -> str:
    framed = FRAMED[..., np.newaxis]
    for change, hint in MISTAKES:
        if arrays.close(found, framed, _with_depth(change)):
            return hint
    middle = np.asarray(found["values"], float)[INSIDE]
    if arrays.same(middle, normalised(FRAMED[INSIDE])[..., np.newaxis]):
        return SCALED_AFTER
    return (
        "The digit itself must keep its pixels, with paper around it. Resizing makes it larger, and "
        "the network "
        "was made for digits with room around them."
    )


def _with_depth(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: change(rows[..., 0])[..., np.newaxis]


def label_is_kept(seen: Observations) -> Fault | None:
    """Judge the labels: the same class, int32."""
    found = seen[CLASSES]
    if not arrays.numeric(found) or arrays.shape(found) != (COUNT,):
        hint = "The label stays one number. Only its type changes; the loss takes it as it is."
        return Fault(f"the labels are {in_words(found)}", "one whole number for each image", hint)
    if np.asarray(found["values"]).tolist() != list(LABELS):
        hint = "A label is a class. Scaling is for pixels."
        return Fault(
            f"the label {LABELS[0]} became {np.asarray(found['values']).tolist()[0]}", f"{LABELS[0]}", hint
        )
    if found["dtype"] != "int32":
        hint = "`uint8` has no room below 0. `tf.cast` makes an int32 of it."
        return Fault(f"the label has type {found['dtype']}", "int32", hint)
    return None


STEPS = (
    Step(
        "A4.1",
        concept="input pipeline",
        defines=("prepare",),
        criteria=(
            Criterion("the image is padded and normalised", 2, (IMAGES,), image_is_prepared),
            Criterion("the label is kept, as int32", 1, (CLASSES,), label_is_kept),
        ),
        error_hints=(
            (
                "symbolic tf.Tensor|numpy\\(\\) is only|has no attribute 'numpy'|has no attribute 'astype'",
                "In a pipeline TensorFlow runs the function once, to see what it does, with values "
                "that are not "
                "there yet. NumPy cannot compute with those; TensorFlow's functions can.",
            ),
            (
                "unpack|not iterable|Iterating over|NoneType|output_(shapes|types)' of 0",
                "The pipeline wants a pair back: `return image, label`.",
            ),
            (
                "rank|[Ss]hape|dimension",
                "A border needs two numbers for each axis that the image has at that point.",
            ),
            (
                "uint8.*(float|int32)|(float|int32).*uint8",
                "Whole numbers of one byte take no fractions: cast first.",
            ),
            *hints.PYTHON,
        ),
    ),
)

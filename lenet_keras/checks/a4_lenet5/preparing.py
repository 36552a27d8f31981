"""Judges of A4.1: one digit as the published network takes it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks import arrays, habits
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.probes import pixels
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, source

MEAN, DEVIATION = 0.1307, 0.3081
SIDE, PADDED, BORDER = 28, 32, 2


@dataclass(frozen=True)
class Shown:
    """Images of random pixels with their labels, and what the student's function makes of them."""

    seed: int
    labels: tuple[int, ...]

    @property
    def images(self) -> str:
        """The expression of the images that come out."""
        return f"{self._mapped}[0]"

    @property
    def classes(self) -> str:
        """The expression of the labels that come out."""
        return f"{self._mapped}[1]"

    @property
    def _mapped(self) -> str:
        given = f"pixels({self.seed}, {len(self.labels)}, {SIDE}, {SIDE})"
        return f"mapped(prepare, {given}, np.array({list(self.labels)}, 'uint8'))"

    @property
    def framed(self) -> np.ndarray:
        """The pixels with a border, `(n, 32, 32)`."""
        border = (BORDER, BORDER)
        return np.pad(pixels(self.seed, len(self.labels), SIDE, SIDE), ((0, 0), border, border)).astype(float)


SHOWN = Shown(4, (7, 0, 3))
TAMED = 0.02  # of mean and deviation of an image that has its own ones
SHIFTS = [
    (down, right)
    for down in range(-BORDER, BORDER + 1)
    for right in range(-BORDER, BORDER + 1)
    if down or right
]
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
    (lambda x: (x / 255 + MEAN) / DEVIATION, "The mean is taken away, so that it becomes 0. Which sign?"),
    (lambda x: (x / 255 - MEAN) * DEVIATION, "To make a deviation of 0.3081 into 1, multiply or divide?"),
    (lambda x: x / 127.5 - 1, "That is the range -1 to 1. The text asks for mean 0 and deviation 1."),
)


def image_is_prepared(observations: Observations, shown: Shown = SHOWN) -> Fault | None:
    """Judge the images: 32 x 32 x 1, float32, normalised."""
    found = observations[shown.images]
    if not arrays.numeric(found):
        return Fault(
            f"`prepare` gives {in_words(found)}",
            "an image of numbers",
            "It returns a pair: image, label. Two values with a comma make one, without names for them.",
        )
    shape, wanted = arrays.shape(found)[1:], (PADDED, PADDED, 1)
    if not shape and len(arrays.shape(observations[shown.classes])) > 1:
        hint = "The image comes first and the label second, as `prepare` gets them."
        return Fault("the label comes first", "the pair image, label", hint)
    if shape != wanted:
        return Fault(f"the image has shape {shape}", f"{wanted}", _shape_hint(shape))
    if found["dtype"] != "float32":
        hint = "The network computes with 32 bits. `tf.cast` says which type comes out."
        return Fault(f"the image has type {found['dtype']}", "float32", hint)
    if arrays.close(found, shown.framed[..., np.newaxis], normalised):
        return None
    low, high = arrays.limits(found)
    right = normalised(np.array([0.0, 255.0]))
    return Fault(
        f"its pixels go from {low:.4g} to {high:.4g}",
        f"{right[0]:.4g} for paper, up to {right[1]:.4g} for ink, and the digit in the middle",
        _hint(found, shown.framed, source(observations)),
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


def _hint(found: Observation, framed: np.ndarray, text: str) -> str:
    for change, hint in MISTAKES:
        if arrays.close(found, framed[..., np.newaxis], _with_depth(change)):
            return hint
    middle = np.asarray(found["values"], float)[INSIDE]
    values = np.asarray(found["values"], float)
    if arrays.same(middle, normalised(framed[INSIDE])[..., np.newaxis]):
        border = float(values[:, 0].mean())
        if abs(border) < TAMED and float(np.ptp(values[:, 0])) < TAMED:
            return SCALED_AFTER
        return "The digit is right, its border is not paper. With which value is it filled?"
    if np.abs(values.mean(axis=(1, 2, 3))).max() < TAMED > np.abs(values.std(axis=(1, 2, 3)) - 1).max():
        return (
            "Each image got its own mean and deviation. The two numbers of the text are those of all "
            "training digits."
        )
    if any(arrays.same(values[..., 0], normalised(np.roll(framed, steps, axis=(1, 2)))) for steps in SHIFTS):
        return "The digit is not in the middle: some of the four sides got more than 2, or none."
    if told := habits.of_values(values[..., 0], normalised(framed)):
        return told
    if "resize" in text:
        return (
            "The digit itself must keep its pixels, with paper around it. Resizing makes it larger, and "
            "the network was made for digits with room around them."
        )
    return "Write down one pixel of paper and one of full ink: what becomes of 0, and of 255?"


def _with_depth(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: change(rows[..., 0])[..., np.newaxis]


def label_is_kept(observations: Observations, shown: Shown = SHOWN) -> Fault | None:
    """Judge the labels: the same class, int32."""
    found = observations[shown.classes]
    if not arrays.numeric(found) or arrays.shape(found) != (len(shown.labels),):
        hint = "The label stays one number. Only its type changes; the loss takes it as it is."
        if arrays.shape(found)[1:2] == (PADDED,) if arrays.numeric(found) else False:
            hint = "This is the image. The label comes second, as `prepare` gets it."
        return Fault(f"the labels are {in_words(found)}", "one whole number for each image", hint)
    came = np.asarray(found["values"]).tolist()
    if other := [pair for pair in zip(shown.labels, came, strict=True) if pair[0] != pair[1]]:
        label, became = other[0]
        hint = "A label is a class. Scaling is for pixels."
        return Fault(f"the label {label} became {became}", f"{label}", hint)
    if found["dtype"] != "int32":
        hint = (
            "`uint8` has no room below 0. `tf.cast` makes an int32 of it."
            if found["dtype"] == "uint8"
            else "The text names the type of the label. `tf.cast` takes it as its second argument."
        )
        return Fault(f"the label has type {found['dtype']}", "int32", hint)
    return None


def _drawn(images: bool):
    """What a grader asks: the same of other images with other labels."""

    def draw(random: np.random.Generator) -> Drawn:
        seed, labels = int(random.integers(1000, 1_000_000)), random.integers(10, size=4).tolist()
        shown = Shown(seed, tuple(labels))
        if images:
            return Drawn(
                (shown.images, shown.classes), lambda observations: image_is_prepared(observations, shown)
            )
        return Drawn((shown.classes,), lambda observations: label_is_kept(observations, shown))

    return draw


STEPS = (
    Step(
        "A4.1",
        concept="input pipeline",
        defines=("prepare",),
        criteria=(
            Criterion(
                "the image is padded and normalised",
                2,
                (SHOWN.images, SHOWN.classes),
                image_is_prepared,
                _drawn(images=True),
            ),
            Criterion(
                "the label is kept, as int32", 1, (SHOWN.classes,), label_is_kept, _drawn(images=False)
            ),
        ),
        error_hints=(
            (
                "_datatype_enum",
                "Something was made when the pipeline first ran the function, and belongs to that pipeline "
                "alone, such as the numbers of a layer that was never called before. Call it once, outside.",
            ),
            (
                "'SymbolicTensor' object has no attribute '(div|float|mul|permute|squeeze|sub|unsqueeze)'",
                "That is a method of PyTorch's tensors. TensorFlow has operators, and functions: `tf.cast`, "
                "`tf.newaxis`.",
            ),
            (
                "symbolic tf.Tensor|SymbolicTensor|numpy\\(\\) is only|has no attribute '(numpy|astype)'",
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
        ),
    ),
)

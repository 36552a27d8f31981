"""Judges of A5.10: how far digits are changed at random, measured on images of which one can tell."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.probes import COPIES, STRIPE, augmented
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words


@dataclass(frozen=True)
class Shown:
    """Where the ink of the images is: how much lower and further to the right than usual."""

    down: int = 0
    right: int = 0

    @property
    def made(self) -> str:
        """The expression of what becomes of them."""
        return (
            f"augmented(augment, {self.down}, {self.right})"
            if self.down or self.right
            else "augmented(augment)"
        )


USUAL = Shown()
MADE = USUAL.made
SHAPE = (2 * COPIES, 28, 28, 1)
# What the layers of the text do to a hundred images, with room for resampling and for chance.
TURN, TURNED = 12.0, 3.0  # degrees: the farthest, and the least standard deviation
SHIFT, SHIFTED = 3.4, 0.7  # pixels
ONE_SIDE = 0.5  # pixels: of a hundred images some move farther to each side
FOUR = ("RandomRotation", "RandomTranslation", "RandomBrightness", "RandomContrast")
HARMLESS = ("InputLayer", "Lambda", "Rescaling", "Sequential")  # which lead to other ranges and back
# The layers of a model, each with its pairs of factors; of a function nothing is known.
LAYERS = (
    "[[type(each).__name__, {name: np.ravel(getattr(each, name)).tolist() "
    "for name in ('factor', 'height_factor', 'width_factor') if hasattr(each, name)}] "
    "for each in getattr(augment, 'layers', [])]"
)
STRONGEST = 0.3  # of a contrast
BRIGHTEST, BRIGHTENED = -0.72, -0.93  # paper of the brightest image
FLATTEST = 0.85  # the least between ink and paper
INK = 0.5  # in the images that are shown; their paper is -1
SAME = (1.26, 1.56)  # between ink and paper of all images: no contrast was changed
FAINT = 0.1  # between ink and paper: of what is left, nobody can tell an angle
GREY = 0.25  # how far the edge of an image may be from its paper


@dataclass(frozen=True)
class Measured:
    """What was done to each of the images with a bar, `(100,)`; and how much ink the stripes have."""

    paper: np.ndarray
    contrast: np.ndarray
    """Between ink and paper."""
    edge: np.ndarray
    """How far the outermost pixels are from paper."""
    side: np.ndarray
    """How far three quarters of the pixels of one side are from paper, at least."""
    angle: np.ndarray
    """In degrees."""
    shift: np.ndarray
    """In rows and columns, `(100, 2)`."""
    ink: np.ndarray
    """Of an image with a stripe, as a share of what it had."""


def measured(values: np.ndarray, shown: Shown = USUAL) -> Measured:
    """Measure images that `augmented` has made, `(200, 28, 28, 1)`."""
    images = np.asarray(values, dtype=float)[..., 0]
    paper = np.median(images, axis=(1, 2))
    ink = np.maximum(images - paper[:, np.newaxis, np.newaxis], 0)
    contrast = ink.max(axis=(1, 2))
    bars = ink[:COPIES] / np.maximum(ink[:COPIES].sum(axis=(1, 2), keepdims=True), 1e-9)
    places = np.arange(28) - 13.5
    rows, columns = places[:, np.newaxis], places[np.newaxis]
    down, right = np.sum(bars * rows, axis=(1, 2)), np.sum(bars * columns, axis=(1, 2))
    away = rows - down[:, np.newaxis, np.newaxis], columns - right[:, np.newaxis, np.newaxis]
    upright, flat, mixed = (
        np.sum(bars * one * other, axis=(1, 2))
        for one, other in ((away[0], away[0]), (away[1], away[1]), (away[0], away[1]))
    )
    frame = np.ones((28, 28), bool)
    frame[1:-1, 1:-1] = False
    first = slice(COPIES)
    sides = np.stack([images[first, 0], images[first, -1], images[first, :, 0], images[first, :, -1]], axis=1)
    apart = np.abs(sides - paper[first, np.newaxis, np.newaxis])
    stripe = (STRIPE[0].stop - STRIPE[0].start) * (STRIPE[1].stop - STRIPE[1].start)
    return Measured(
        paper[first],
        contrast[first],
        np.abs(images[first][:, frame] - paper[first, np.newaxis]).max(axis=1),
        np.quantile(apart, 0.25, axis=2).max(axis=1),
        np.degrees(0.5 * np.arctan2(2 * mixed, flat - upright)),
        np.stack([down - shown.down, right - shown.right], axis=1),
        ink[COPIES:].sum(axis=(1, 2)) / np.maximum(contrast[COPIES:], 1e-9) / stripe,
    )


def stays(observations: Observations, shown: Shown = USUAL) -> Fault | None:
    """Judge A5.10, first: images of the same form, in which paper is paper."""
    observation = observations[shown.made]
    if not arrays.numeric(observation):
        hint = "It takes images and gives images: a Sequential of layers, or a function."
        return Fault(f"`augment` gives {in_words(observation)}", "an array of images", hint)
    if arrays.shape(observation) != SHAPE:
        hint = "Augmentation changes pixels. The number of images, rows and columns stays."
        return Fault(f"{SHAPE} becomes {arrays.shape(observation)}", "the same shape", hint)
    given = augmented(lambda images, training: images, shown.down, shown.right)
    if arrays.same(np.asarray(observation["values"], dtype=float), given):
        hint = "What does nothing keeps the form of all images. They are to be changed at random."
        return Fault("the images come out as they went in", "images that are changed", hint)
    low, high = arrays.limits(observation)
    if not low >= -1.01 or not high <= 1.01:  # NaN, too
        if fault := _unnamed(observations):
            return fault
        hint = (
            "Brightness was changed on the way as if ink were 255. Which argument says what the range is?"
            if low > -0.5
            else "Brightness and contrast cut off at the ends of a range. Which range is yours?"
        )
        return Fault(f"pixels go from {low:.4g} to {high:.4g}", "from -1 to 1", hint)
    return _paper_fault(observation, shown)


def _paper_fault(observation: Observation, shown: Shown) -> Fault | None:
    found = measured(observation["values"], shown)
    # A whole side of grey was filled in, and weighs as much as a bar that was moved far.
    if np.abs(found.shift).max() > SHIFT and found.side.max() <= GREY:
        return None  # so far that the edge tells nothing; the second criterion says so
    if (brightest := found.paper.max()) > BRIGHTEST:
        place = found.paper.argmax()
        if np.median(found.paper) > -0.5:
            hint = "What was below 0 has become 0: somewhere the range was taken to begin there."
        elif found.paper[place] + found.contrast[place] < INK - 0.2 and (
            fault := _faded(found.contrast[place])
        ):
            return fault  # paper becomes brighter, and ink darker
        else:
            hint = "A factor of brightness is a share of the whole range, and here that is 2 wide."
        return Fault(f"paper becomes as bright as {brightest:.2f}", "at most -0.8", hint)
    if found.edge.max() > GREY:
        hint = "What a turn or a move uncovers was filled with grey: 0 is no paper here."
        return Fault("the edges of some images are not paper", "paper around the digit", hint)
    if np.percentile(found.ink, 95) > 1.4:
        hint = "What a move uncovers was filled with a mirror image of what is beside it."
        return Fault("ink near the edge is there twice in some images", "paper in its place", hint)
    return None


def moves(observations: Observations, shown: Shown = USUAL) -> Fault | None:
    """Judge A5.10, second: turned and moved at random, and not too far."""
    if fault := stays(observations, shown) or _other_layers(observations):
        return fault
    found = measured(observations[shown.made]["values"], shown)
    if (most := found.contrast.max()) < FAINT:
        hint = "Digits go from -1 to 1 since A5.1. Are they scaled once more?"
        return Fault(f"ink is {most:.2f} above paper at most", "about 1.5 in these images", hint)
    if (farthest := np.abs(found.angle).max()) > TURN:
        hint = "A factor of 1 is a full turn of 360 degrees, and it holds to both sides."
        return Fault(f"some images are turned by {farthest:.0f}°", "at most 10°", hint)
    if np.std(found.angle) < TURNED:
        hint = _least_hint(
            found.angle, "A turn by up to 10 degrees can be seen. A factor of 1 is 360 degrees."
        )
        return Fault(f"images are turned by {np.abs(found.angle).max():.1f}° at most", "up to 10°", hint)
    for shift, way in zip(found.shift.T, ("down or up", "right or left"), strict=True):
        if (farthest := np.abs(shift).max()) > SHIFT:
            hint = "A tenth of 28 pixels is 2.8."
            return Fault(f"some images are moved {way} by {farthest:.1f} pixels", "at most 2.8", hint)
        if min(shift.max(), -shift.min()) < ONE_SIDE and np.std(shift) >= SHIFTED / 2:
            hint = "A single factor holds to both sides. A pair says how far to the one and to the other."
            return Fault(f"no image moves {_away(way, shift)}", f"moves {way}", hint)
        if np.std(shift) < SHIFTED:
            hint = _least_hint(shift, "There is a factor for the height and one for the width.")
            return Fault(
                f"images are moved {way} by {np.abs(shift).max():.1f} at most", "up to 2.8 pixels", hint
            )
    return None


def _away(way: str, shift: np.ndarray) -> str:
    """The side of `down or up` to which nothing moves."""
    down, up = way.split(" or ")
    return up if shift.mean() > 0 else down


def _other_layers(observations: Observations) -> Fault | None:
    """The fault of a layer that changes digits in a way that the text does not name, or to one side only."""
    if fault := _unnamed(observations):
        return fault
    for name, factors in observations[LAYERS].get("value") or []:
        if name in FOUR[:2] and (fault := _one_sided(name, factors)):
            return fault
    return None


def _unnamed(observations: Observations) -> Fault | None:
    """The fault of a layer that the text does not name."""
    for name, _ in observations[LAYERS].get("value") or []:
        if name not in (*FOUR, *HARMLESS):
            hint = (
                "A mirror image of a digit is another sign, and no digit any more."
                if name == "RandomFlip"
                else "Turn, move, brightness and contrast: what the text does not name is left out."
            )
            return Fault(f"there is a layer {name}", f"the layers {', '.join(FOUR)}", hint)
    return None


def _one_sided(name: str, factors: dict[str, list[float]]) -> Fault | None:
    """The fault of a pair of factors of which both go to the same side."""
    for pair in factors.values():
        if len(pair) == 2 and (min(pair) >= 0 or max(pair) <= 0):
            hint = "A single factor holds to both sides. Of a pair the first number is below 0."
            return Fault(
                f"{name} has the factors {tuple(pair)}", "as far to the one side as to the other", hint
            )
    return None


def _shining(observations: Observations) -> Fault | None:
    """The fault of the factors of brightness and contrast."""
    for name, factors in observations[LAYERS].get("value") or []:
        if name == "RandomBrightness" and (fault := _one_sided(name, factors)):
            return fault
        pair = factors.get("factor", [])
        if name != "RandomContrast" or len(pair) != 2:
            continue
        if min(pair) < 0:
            hint = "A pair says how much weaker and how much stronger: both are shares above 0."
            wanted = "how much weaker and how much stronger"
            return Fault(f"the factor of the contrast is {tuple(pair)}", wanted, hint)
        if max(pair) > STRONGEST:
            hint = (
                "The text says by how much a contrast changes, both ways. "
                "With so little between ink and paper a digit fades away."
            )
            return Fault(f"the contrast changes by up to {max(pair):g}", "by up to 0.2", hint)
    return None


def _least_hint(numbers: np.ndarray, hint: str) -> str:
    if np.std(numbers) < 0.05 and abs(np.mean(numbers)) > 0.1:
        return "All images are changed in the same way. Each one gets a draw of its own."
    return hint


def shines(observations: Observations, shown: Shown = USUAL) -> Fault | None:
    """Judge A5.10, third: brightness and contrast change at random."""
    if fault := stays(observations, shown) or _shining(observations):
        return fault
    found = measured(observations[shown.made]["values"], shown)
    if found.paper.max() < BRIGHTENED:
        hint = "A change of brightness makes paper and ink brighter or darker by the same amount."
        return Fault("the brightness does not change", "up to 0.1 of the range", hint)
    if found.contrast.min() >= SAME[0] and found.contrast.max() <= SAME[1]:
        hint = "A change of contrast brings ink and paper closer to each other, or farther apart."
        return Fault("the contrast does not change", "by up to 0.2", hint)
    return _faded(found.contrast.min())


def _faded(contrast: float) -> Fault | None:
    """The fault of too little between ink and paper."""
    if contrast >= FLATTEST:
        return None
    hint = "With so little between ink and paper a digit fades away."
    return Fault(f"some contrasts shrink to {contrast / 1.5:.0%}", "80 % at the least", hint)


def _drawn(judge: Callable[[Observations, Shown], Fault | None]):
    """What a grader asks: the same of images whose ink is elsewhere."""

    def draw(random: np.random.Generator) -> Drawn:
        shown = Shown(int(random.choice([-1, 1])), int(random.integers(-1, 2)))
        return Drawn((shown.made, LAYERS), lambda observations: judge(observations, shown))

    return draw


STEP = Step(
    "A5.10",
    concept="augmentation",
    defines=("augment",),
    own=(MADE, LAYERS),
    criteria=(
        Criterion("images keep their form, and paper stays paper", 1, (MADE, LAYERS), stays, _drawn(stays)),
        Criterion("they are turned and moved, not too far", 1, (MADE, LAYERS), moves, _drawn(moves)),
        Criterion("brightness and contrast change", 1, (MADE, LAYERS), shines, _drawn(shines)),
    ),
    error_hints=(
        (
            "keyword argument 'training'",
            "The next cell calls `augment(images, training=True)`, as layers are called: whatever stands "
            "here has to take `training`, too.",
        ),
        ("factor", "A factor is a share: of a full turn, of height and width, of the whole range."),
        (
            "fill_mode|value_range",
            "An argument has a value that it does not take. The error names it.",
        ),
        (
            "unexpected keyword|not recognized|Unrecognized",
            "There is no argument of this name. The error shows which.",
        ),
        ("not callable", "What is called is no layer and no function."),
    ),
)

"""A1.3: one digit is shown, and the four shapes are listed."""

import math
import re

import numpy as np

from lenet_keras.checks.a1_preprocess.data import NAMES, loaded
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, kind_fault, source

FURTHER = 2  # single digits in a title beside the label, such as the number of an entry
FIGURE = "a figure that shows one digit of `trainData` with its label in the title"

NOT_A_FIGURE = {
    "tuple": "`plt.subplots()` returns two things, the figure and its axes. Each needs a name of its own.",
    "AxesImage": "`imshow` returns the image that it drew. The figure is the sheet around it.",
}


def sample_shown(observations: Observations) -> Fault | None:
    """Judge A1.3, first half: a training digit with its label in the title."""
    observation = observations["fig"]
    hint = NOT_A_FIGURE.get(observation.get("type", ""), "`fig, ax = plt.subplots()` makes a figure.")
    if fault := kind_fault(observation, "figure", "fig", FIGURE, hint):
        return fault
    shown = [(axes, image) for axes in observation["axes"] for image in axes["images"]]
    if not shown:
        drawn = {"lines": any(axes["lines"] for axes in observation["axes"])}
        drawn |= dict.fromkeys((mark for axes in observation["axes"] for mark in axes["marks"]), True)
        if kinds := " and ".join(kind for kind, there in drawn.items() if there):
            return Fault(
                f"the figure shows {kinds} and no image",
                FIGURE,
                "`plot`, `scatter` and `bar` draw numbers as marks, `pcolormesh` draws cells from the bottom "
                "up. `imshow` draws an array as an image.",
            )
        return Fault(
            "the figure shows no image",
            FIGURE,
            "`imshow` draws one image: two axes, rows and columns. A single digit is one entry of "
            "`trainData`.",
        )
    text, title = source(observations), observation["title"]
    faults = [_digit_fault(axes, np.squeeze(image), title, text) for axes, image in shown]
    if None not in faults:
        return faults[0]
    for fault, (axes, image) in zip(faults, shown, strict=True):
        if fault and _classes(axes["title"]) and _find(np.squeeze(image), loaded("trainData")) is not None:
            return fault  # of many labels one is right by chance
    named = set().union(_classes(title), *(_classes(axes["title"]) for axes, _ in shown))
    if len(named) <= len(shown) + FURTHER:
        return None
    return Fault(
        f"the title names {len(named)} digits",
        "the label of the digit that is shown",
        "A title that names every digit says of none that it is the one.",
    )


def _digit_fault(axes: dict, image: np.ndarray, title: str, text: str) -> Fault | None:
    """What is wrong with one image of the figure and the words around it, or None.

    Args:
        axes: that the image is in.
        image: its pixels.
        title: of the figure.
        text: of the answer cell.
    """
    pixels, labels = loaded("trainData"), loaded("trainLabels")
    index = _find(image, pixels)
    if index is None:
        return _strange_image(image, pixels)
    label = str(labels[index])
    words = " ".join([title, axes["title"]])
    without_names = re.sub(r"\b\w+\[[^\[\]]*\]", " ", words)  # as `trainData[3]` names an entry and no label
    if label in _numbers(without_names):
        return None
    if not words.strip():
        beside = {axes["xlabel"]: "beside an axis", axes["ylabel"]: "beside an axis"}
        beside |= dict.fromkeys(axes["texts"], "in the picture")
        if place := next((place for text, place in beside.items() if label in _numbers(text)), ""):
            return Fault(
                f"the label stands {place}, and the picture has no title",
                f"the label, {label}, in the title",
                "`xlabel`, `ylabel` and `text` write at other places. `set_title` writes above the picture.",
            )
        hint = "`ax.set_title(...)` takes the label that belongs to the same entry."
        if re.search(r"title *=(?!=)", text):
            hint = "`=` puts a value in the place of the function. It is called, with parentheses."
        return Fault("the figure has no title", f"the label, {label}, in the title", hint)
    if "trainLabels" in words and not any(map(str.isdigit, without_names)):
        return Fault(
            f"the title says {' '.join(words.split())!r}",
            f"the label of this digit, {label}",
            "In quotes stands a text, letter by letter. Without them a name stands for its value.",
        )
    return Fault(
        f"the title says {' '.join(words.split())!r}, but the label of this digit is {label}",
        "the label of the digit that is shown",
        "Image and label belong together by their position: use the same index for both.",
    )


def _strange_image(image: np.ndarray, pixels: np.ndarray) -> Fault:
    if _find(image, loaded("testData")) is not None:
        return Fault("the digit comes from `testData`", FIGURE, "Which array trains the network?")
    if image.shape == pixels.shape[1:] and _find(image.T, pixels) is not None:
        return Fault("the digit lies on its side", FIGURE, "Rows and columns were exchanged on the way.")
    if image.shape == pixels.shape[1:] and any(
        _find(turned, pixels) is not None for turned in (image[::-1], image[:, ::-1], image[::-1, ::-1])
    ):
        return Fault(
            "the digit stands on its head or is mirrored",
            FIGURE,
            "An image has row 0 at the top. `origin`, inverted axes and `[::-1]` turn it around.",
        )
    if image.shape != pixels.shape[1:]:
        return Fault(
            f"the image has shape {image.shape}",
            f"one digit of {pixels.shape[1]} rows and {pixels.shape[2]} columns",
            "One index into `trainData` gives one digit. A slice gives several, two indices give one row.",
        )
    return Fault(
        "the image is no digit of `trainData`",
        FIGURE,
        "Show the digit as it is stored: one entry, all its pixels, unchanged values.",
    )


def _find(image: np.ndarray, images: np.ndarray) -> int | None:
    """The index of the one image in `images` that equals `image`, or None."""
    if image.shape != images.shape[1:]:
        return None
    columns = images.reshape(len(images), -1)
    wanted = np.asarray(image, dtype=float).ravel()
    # pixel by pixel, the brightest first: few digits are left after a handful, of 60,000 as well
    left = np.arange(len(images))
    for pixel in np.argsort(wanted)[::-1]:
        left = left[columns[left, pixel] == wanted[pixel]]
        if len(left) < 2:
            break
    matches = [int(i) for i in left if np.array_equal(columns[i], wanted)]
    return matches[0] if matches else None


def _numbers(words: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in words).split()


def _classes(words: str) -> set[str]:
    """The labels of digits that words can name."""
    return {each for each in _numbers(words) if len(each) == 1 and each.isdecimal()}


def shapes_listed(observations: Observations) -> Fault | None:
    """Judge A1.3, second half: `shapes` says the shape of each of the four arrays."""
    observation = observations["shapes"]
    wanted = "a dictionary from each of the four names to its shape"
    if observation["kind"] != "value" or not isinstance(observation["value"], dict):
        hint = (
            "The shapes are there, but nobody can tell which is whose. A dictionary finds a value by a name."
            if observation["kind"] == "value" and isinstance(observation["value"], list)
            else "The keys are the names as text, the values are what `.shape` says."
        )
        return Fault(f"`shapes` is {in_words(observation)}", wanted, hint)
    for name in NAMES:
        if name not in observation["value"]:
            return Fault(
                f"`shapes` has no entry {name!r}", wanted, "Four arrays, four entries, under their own names."
            )
        found, expected = observation["value"][name], list(loaded(name).shape)
        if found != expected:
            shown = tuple(found) if isinstance(found, list) else found
            return Fault(
                f"`shapes[{name!r}]` is {shown!r}", f"{tuple(expected)}", _shape_hint(found, expected)
            )
    return None


def _shape_hint(found, expected: list[int]) -> str:
    if isinstance(found, str):
        return "This is a text that looks like a shape. Keep what `.shape` gives as it is."
    if found == expected[1:]:
        return "That is the shape of one entry. The first number counts the entries."
    if isinstance(found, list) and sorted(map(str, found)) == sorted(map(str, expected)):
        return "The numbers are right, their order is another. The first one counts the entries."
    if found == expected[0]:
        return "`len` counts the entries of the first axis. `.shape` says the length of every axis."
    if found == math.prod(expected):
        return "`.size` counts all numbers. `.shape` says how they are arranged."
    if found == len(expected):
        return "`.ndim` counts the axes. `.shape` says how long each of them is."
    if isinstance(found, int) and found in expected:
        return "That is one number of the shape. `.shape` without an index gives all of them."
    if any(found == list(loaded(other).shape) for other in NAMES):
        return "That is the shape of another of the four arrays."
    return f"An array has {len(expected)} axes here. `.shape` says how long each of them is, in their order."


STEP = Step(
    "A1.3",
    concept="images",
    defines=("fig", "ax", "shapes"),
    needs=("A1.2",),
    criteria=(
        Criterion("`fig` shows a training digit with its label", 1, ("fig",), sample_shown),
        Criterion("`shapes` lists the four shapes", 1, ("shapes",), shapes_listed),
    ),
    error_hints=(
        ("get_text", "`ax.title = ...` puts a value in the place of the title. `set_title(...)` writes one."),
        (
            "Invalid shape",
            "`imshow` draws one image. A single digit is one entry of `trainData`.",
        ),
        (
            "unhashable type",
            "The keys of the dictionary are the names of the arrays: text in quotes, not the arrays.",
        ),
    ),
    source_hints=(
        (
            r"(?s)\A(?!.*\bfig\b).*plt\.\w+\(",
            "Something was drawn, but the figure has no name: keep it.",
        ),
        (
            r"(?s)\A(?!.*\bshapes\b).*print\(.*\.shape",
            "`print` shows a value and keeps nothing. The dictionary needs a name before it is printed.",
        ),
    ),
)

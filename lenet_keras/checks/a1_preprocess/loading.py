"""A1.2: the digits are loaded into four arrays."""

from lenet_keras.checks import arrays
from lenet_keras.checks.a1_preprocess.data import CLASSES, NAMES, TENSOR_HINT, loaded
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

PAIRS_HINT = (
    "`load_data()` returns a pair of pairs: (images, labels) for training, then the same for testing. "
    "Both pairs have to be unpacked."
)
ORDER_HINT = "Cells ran out of order: restart the kernel and run from the top."


def part(data: str, labels: str):
    """A judge of A1.2 for one part of the data: `data` and `labels` as they were loaded."""

    def judge(observations: Observations) -> Fault | None:
        return _loaded(data, observations) or _loaded(labels, observations)

    return judge


def _loaded(name: str, observations: Observations) -> Fault | None:
    expected = loaded(name)
    observation = observations[name]
    wanted = f"an array of shape {expected.shape}, uint8"
    if observation["kind"] != "array":
        hint = (
            "This is the function itself. A function runs when parentheses follow its name."
            if observation["kind"] == "function"
            else "It was made into something else. Keep each array as it comes."
            if _remade(observation)
            else PAIRS_HINT
        )
        return Fault(f"`{name}` is {in_words(observation)}", wanted, hint)
    if observation["type"] == "tensor":
        return Fault(f"`{name}` is a tensor", wanted, TENSOR_HINT)
    if arrays.close(observation, expected):
        return None
    return (
        _exchanged(name, observation, wanted)
        or _later_step(name, observation, expected)
        or _changed(name, observation, expected, wanted)
    )


def _remade(observation: Observation) -> bool:
    """Whether somebody made a table or a list of an array; a pair is a part of what `load_data` returns."""
    value = observation.get("value")
    pair = isinstance(value, list) and len(value) <= 2
    return observation.get("type") in ("DataFrame", "Series", "list") and not pair


def _exchanged(name: str, observation: Observation, wanted: str) -> Fault | None:
    """The fault of a name that holds another of the four arrays, or None."""
    for other in NAMES:
        if other == name or not arrays.close(observation, loaded(other)):
            continue
        set_ = "training" if other.startswith("train") else "test"
        what = "labels" if other.endswith("Labels") else "images"
        same_set = name[:4] == other[:4]
        same_kind = name[-4:] == other[-4:]
        if same_set:
            hint = "Images and labels are exchanged. In which order does the text name them?"
        elif same_kind:
            hint = (
                "The two sets are exchanged, or one was taken twice. Which of them does `load_data()` return "
                "first?"
            )
        else:
            hint = "What makes a pair: the images of both sets, or the images and the labels of one set?"
        return Fault(f"`{name}` holds the {set_} {what}", f"{wanted}, as its name says", hint)
    return None


def _later_step(name: str, observation: Observation, expected) -> Fault | None:
    """The fault of an array that a later step has changed already, or None."""
    states = {(*expected.shape, 1): "A1.4", (len(expected), CLASSES): "A1.6"}
    step = states.get(arrays.shape(observation))
    if step is None:
        return None
    return Fault(
        f"the shape of `{name}` is already {arrays.shape(observation)}",
        f"{expected.shape} at this point",
        f"This is the state after {step}. {ORDER_HINT}",
    )


def _changed(name: str, observation: Observation, expected, wanted: str) -> Fault:
    """The fault of an array that is none of the four."""
    if arrays.shape(observation) != expected.shape:
        return Fault(
            f"`{name}` is {in_words(observation)}",
            wanted,
            "Take every digit as it comes, without slicing, splitting or reshaping.",
        )
    if arrays.numeric(observation) and arrays.limits(observation)[1] <= 1:
        return Fault(
            f"`{name}` has values from 0 to 1",
            "values from 0 to 255 here",
            "Scaling is step A1.5. Here the data is only loaded.",
        )
    return Fault(
        f"`{name}` has the right shape but other values than the data set",
        wanted,
        "Nothing is changed or shuffled in this step: images and labels must stay in the same order.",
    )


STEP = Step(
    "A1.2",
    concept="train/test split",
    defines=NAMES,
    own=NAMES,
    needs=("A1.1",),
    criteria=tuple(
        Criterion(f"`{data}` and `{labels}` hold the {which} set", 1, (data, labels), part(data, labels))
        for data, labels, which in (
            ("trainData", "trainLabels", "training"),
            ("testData", "testLabels", "test"),
        )
    ),
    error_hints=(
        (
            "tuple indices must be",
            "`load_data()` returns no dictionary, but two pairs: the first one is for training.",
        ),
        (
            "values to unpack",
            "`load_data()` returns two pairs: parentheses on the left show which name goes where.",
        ),
    ),
    source_hints=(
        (r"(?m)^[^\S\n]*\w+\s*,\s*\w+\s*=.*load_data\s*\(", PAIRS_HINT),
        (
            r"train_|test_|[xyXY]_?[tT]rain",
            "The data got other names. Later cells look for the four names of the text, letter by letter.",
        ),
        (
            r"load_data\s*\(.*\)",
            "The data is loaded, but not all of it under the names of the text. Without test data nobody can "
            "say whether the network reads or remembers.",
        ),
    ),
)

"""Judges of lesson A1: preparing the digits."""

import ast

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, said, source
from lenet_keras.datasets import mnist

NAMES = ("trainData", "trainLabels", "testData", "testLabels")
CLASSES = 10
ROUNDING = 1e-3  # the largest that float16 adds to a pixel between 0 and 1


def loaded(name: str) -> np.ndarray:
    """The array that A1.2 gives the name `name`."""
    (train_data, train_labels), (test_data, test_labels) = mnist.originals()
    return dict(zip(NAMES, (train_data, train_labels, test_data, test_labels), strict=True))[name]


# --- A1.1 ---------------------------------------------------------------------------------------


def imported(seen: Observations) -> Fault | None:
    """Judge A1.1: `mnist` is the module of this package."""
    wanted = "the module `lenet_keras.datasets.mnist`"
    observation = seen["mnist"]
    if observation["kind"] == "module":
        name = observation["name"]
        if name == "lenet_keras.datasets.mnist":
            return None
        found = f"`mnist` is the module `{name}`"
        if name == "lenet_keras.datasets":
            return Fault(
                found,
                wanted,
                "That is the package around it. A package holds modules; which of its modules is the "
                "data set?",
            )
        if "keras" in name:
            return Fault(
                found,
                wanted,
                "Keras has a module of the same name that downloads its digits. The one in "
                "`lenet_keras` works the same way, without a network.",
            )
        return Fault(found, wanted, "Which package does the text above name?")
    if observation["kind"] == "function":
        return Fault(
            f"`mnist` is {said(observation)}",
            wanted,
            "A function of the module was imported. Import the module itself; its function is used in A1.2.",
        )
    if observation["kind"] == "value" and observation["type"] == "tuple":
        return Fault(
            f"`mnist` is {said(observation)}",
            wanted,
            "These are the digits already. Loading them is A1.2; here only the module gets its name.",
        )
    return Fault(
        f"`mnist` is {said(observation)}",
        wanted,
        "A module gets its name by an `import` statement.",
    )


# --- A1.2 ---------------------------------------------------------------------------------------


def loaded_part(data: str, labels: str):
    """A judge of A1.2 for one part of the data: `data` and `labels` as they were loaded."""

    def judge(seen: Observations) -> Fault | None:
        return _loaded(data, seen) or _loaded(labels, seen)

    return judge


def _loaded(name: str, seen: Observations) -> Fault | None:
    expected = loaded(name)
    observation = seen[name]
    wanted = f"an array of shape {expected.shape}, uint8"
    if observation["kind"] != "array":
        return Fault(
            f"`{name}` is {said(observation)}",
            wanted,
            "`load_data()` returns a pair of pairs: (data, labels) for training, then the same for "
            "testing. Both pairs have to be unpacked.",
        )
    if arrays.close(observation, expected):
        return None
    found = f"`{name}` is {said(observation)}"
    for other in NAMES:
        if other != name and arrays.close(observation, loaded(other)):
            part = "training" if other.startswith("train") else "test"
            what = "labels" if other.endswith("Labels") else "images"
            return Fault(
                f"`{name}` holds the {part} {what}",
                f"{wanted} with the contents that its name says",
                "Names and order: `load_data()` gives (images, labels) of the training set first, then "
                "(images, labels) of the test set.",
            )
    later = _later_step(observation, expected)
    if later:
        return later
    if arrays.shape(observation) != expected.shape:
        return Fault(found, wanted, "Take every digit as it comes, without slicing or reshaping.")
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


def _later_step(observation: Observation, expected: np.ndarray) -> Fault | None:
    if arrays.shape(observation) == (*expected.shape, 1):
        return Fault(
            f"the shape is already {arrays.shape(observation)}",
            f"{expected.shape} at this point",
            "This is the state after A1.4. Cells ran out of order: restart the kernel and run from the top.",
        )
    return None


# --- A1.3 ---------------------------------------------------------------------------------------


def sample_shown(seen: Observations) -> Fault | None:
    """Judge A1.3, first half: a training digit with its label in the title."""
    observation = seen["fig"]
    wanted = "a figure that shows one digit of `trainData` with its label in the title"
    if fault := kind_fault(observation, "figure", "fig", wanted, "`fig, ax = plt.subplots()` makes it."):
        return fault
    shown = [(axes, image) for axes in observation["axes"] for image in axes["images"]]
    if not shown:
        return Fault(
            "the figure shows no image",
            wanted,
            "`imshow` draws one image: two axes, rows and columns. A single digit is one entry of "
            "`trainData`.",
        )
    axes, image = shown[0]
    image = np.squeeze(image)
    pixels, labels = loaded("trainData"), loaded("trainLabels")
    index = _find(image, pixels)
    if index is None:
        if _find(image, loaded("testData")) is not None:
            return Fault("the digit comes from `testData`", wanted, "Which array trains the network?")
        if image.shape == (28, 28) and _find(image.T, pixels) is not None:
            return Fault("the digit lies on its side", wanted, "Rows and columns were exchanged on the way.")
        return Fault(
            "the image is no digit of `trainData`",
            wanted,
            "Show the digit as it is stored: one entry, all its pixels, unchanged values.",
        )
    label = str(labels[index])
    words = " ".join([axes["title"], axes["xlabel"], axes["ylabel"], *axes["texts"]])
    if label in _numbers(words):
        return None
    if not words.strip():
        return Fault(
            "the figure has no title",
            f"the label, {label}, in the title",
            "`ax.set_title(...)` takes the label that belongs to the same entry.",
        )
    return Fault(
        f"the title says {axes['title']!r}, but the label of this digit is {label}",
        "the label of the digit that is shown",
        "Image and label belong together by their position: use the same index for both.",
    )


def _find(image: np.ndarray, images: np.ndarray) -> int | None:
    """The index of the one image in `images` that equals `image`, or None."""
    if image.shape != images.shape[1:]:
        return None
    columns = images.reshape(len(images), -1)
    wanted = np.asarray(image, dtype=float).ravel()
    # the fifty brightest pixels first: comparing all pixels of 60,000 images would take seconds
    probe = np.argsort(wanted)[-50:]
    candidates = np.flatnonzero((columns[:, probe] == wanted[probe]).all(axis=1))
    matches = [int(i) for i in candidates if np.array_equal(columns[i], wanted)]
    return matches[0] if matches else None


def _numbers(words: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in words).split()


def shapes_listed(seen: Observations) -> Fault | None:
    """Judge A1.3, second half: `shapes` says the shape of each of the four arrays."""
    observation = seen["shapes"]
    wanted = "a dictionary from each of the four names to its shape"
    if observation["kind"] != "value" or observation["type"] not in ("dict", "OrderedDict"):
        return Fault(
            f"`shapes` is {said(observation)}",
            wanted,
            "The keys are the names as text, the values are what `.shape` says.",
        )
    for name in NAMES:
        expected = list(loaded(name).shape)
        if name not in observation["value"]:
            return Fault(f"`shapes` has no entry {name!r}", wanted, "Four arrays, four entries.")
        found = observation["value"][name]
        if found == expected:
            continue
        what = f"`shapes[{name!r}]` is {tuple(found) if isinstance(found, list) else found!r}"
        if found == expected[0]:
            hint = "`len` counts the entries of the first axis. `.shape` says the length of every axis."
        elif found == int(np.prod(expected)):
            hint = "`.size` counts all numbers. `.shape` says how they are arranged."
        elif any(found == list(loaded(other).shape) for other in NAMES):
            hint = "That is the shape of another of the four arrays."
        else:
            hint = "Read the shape from the array instead of typing it."
        return Fault(what, f"{tuple(expected)}", hint)
    return None


# --- A1.4 ---------------------------------------------------------------------------------------


def has_depth(name: str):
    """A judge of A1.4: the images of `name` got an axis of length 1 at the end."""

    def judge(seen: Observations) -> Fault | None:
        expected = loaded(name)[..., np.newaxis]
        observation = seen[name]
        wanted = f"an array of shape {expected.shape}"
        if observation["kind"] != "array":
            return Fault(f"`{name}` is {said(observation)}", wanted, "`reshape` returns a new array.")
        found = arrays.shape(observation)
        if found == expected.shape:
            return _same_pixels(name, observation, expected)
        n = len(expected)
        if found == expected.shape[:-1]:
            hint = (
                "`reshape` does not change the array, it returns a new one: the result needs the name."
                if "reshape" in source(seen) or "expand_dims" in source(seen)
                else "The depth axis is not there yet. It has length 1 and comes last."
            )
        elif found == (n, 1, 28, 28):
            hint = "The depth stands before the rows. Keras wants samples, rows, columns, depth."
        elif len(found) == 2:
            hint = (
                "Rows and columns were flattened into one axis. A convolution needs to know which "
                "pixels are neighbours."
            )
        elif found[-1] == 3:
            hint = "A depth of 3 is for red, green and blue. A grey digit has one value per pixel."
        elif found[:1] == (28,):
            hint = "The number of samples must stay the first axis."
        elif found == (*expected.shape, 1):
            hint = (
                "The axis was added twice: was the cell run twice? Restart the kernel and run from the top."
            )
        elif found[0] != n:
            hint = "The number of samples changed. A reshape keeps every digit."
        else:
            hint = "Samples, rows, columns, depth: four axes, in this order."
        return Fault(f"`{name}` has shape {found}", f"{expected.shape}", hint)

    return judge


def _same_pixels(name: str, observation: Observation, expected: np.ndarray) -> Fault | None:
    if arrays.close(observation, expected):
        return None
    if arrays.numeric(observation) and 0 < arrays.limits(observation)[1] <= 1:
        return Fault(
            f"`{name}` is scaled to [0, 1] already",
            "values from 0 to 255 at this point",
            "This is the state after A1.5. Cells ran out of order: restart the kernel and run from the top.",
        )
    return Fault(
        f"`{name}` has the right shape, but the pixels are in other places",
        "every pixel where it was",
        "A reshape keeps the order in which the numbers are read. Repeating, transposing or another "
        "`order` changes the picture.",
    )


# --- A1.5 ---------------------------------------------------------------------------------------


def scaled(name: str):
    """A judge of A1.5: the pixels of `name` divided by 255."""

    def judge(seen: Observations) -> Fault | None:
        pixels = loaded(name)[..., np.newaxis]
        observation = seen[name]
        wanted = "floats from 0 to 1"
        if not arrays.numeric(observation):
            return Fault(f"`{name}` is {said(observation)}", f"an array of {wanted}")
        right = arrays.close(observation, pixels, lambda p: p / 255.0, ROUNDING)
        if right and observation["type"] == "ndarray":
            return None
        if arrays.shape(observation) == pixels.shape[:-1]:
            return Fault(
                f"`{name}` has shape {arrays.shape(observation)}",
                f"{pixels.shape}",
                "The depth axis is missing. It comes in A1.4.",
            )
        if arrays.shape(observation) != pixels.shape:
            return Fault(
                f"`{name}` has shape {arrays.shape(observation)}",
                f"{pixels.shape}",
                "Scaling changes every number and no shape.",
            )
        if observation["type"] == "tensor":
            return Fault(f"`{name}` is a tensor", "a NumPy array", "The later steps work on NumPy arrays.")
        low, high = arrays.limits(observation)
        found = f"`{name}` has values from {low:.4g} to {high:.4g}, {observation['dtype']}"
        return Fault(found, wanted, _scale_hint(observation, pixels, low, high))

    return judge


def _scale_hint(observation: Observation, pixels: np.ndarray, low: float, high: float) -> str:
    def is_(change) -> bool:
        return arrays.close(observation, pixels, change)

    if np.isnan(low) or np.isnan(high):
        return (
            "NaN comes from 0 / 0: some pixels are 0 in every digit. One number divides all pixels, "
            "not a maximum of its own for each."
        )
    if not arrays.is_float(observation):
        if is_(lambda p: p):
            return "The pixels are unchanged: the result of a division needs to be kept under the name."
        return (
            "Whole numbers cannot lie between 0 and 1. `//` cuts off the fraction, and so does a "
            "conversion back to integers."
        )
    if high <= 1 / 255 + 1e-6:
        return "The data was scaled twice. Was the cell run twice? Restart the kernel and run from the top."
    if is_(lambda p: p):
        return "The type is right, the values are still those from 0 to 255."
    if low < -1e-6:
        return (
            "Negative values mean that something was subtracted: a mean, or the middle of the range. "
            "The darkest pixel, 0, must stay 0."
        )
    if is_(lambda p: np.floor(p / 255.0)):
        return "`//` cuts off the fraction. Which operator keeps it?"
    if is_(lambda p: p / 256.0):
        return "256 is how many values there are. The largest one is 255."
    return "The same number must divide every pixel of every digit: the largest value that a pixel can have."


# --- A1.6 ---------------------------------------------------------------------------------------


def binarized(name: str):
    """A judge of A1.6: the labels of `name` as vectors of ten numbers, one of them 1."""

    def judge(seen: Observations) -> Fault | None:
        labels = loaded(name)
        expected = np.eye(CLASSES)[labels]
        observation = seen[name]
        if observation["kind"] != "array":
            return Fault(
                f"`{name}` is {said(observation)}",
                f"an array of shape {expected.shape}",
                "A dense NumPy array is wanted, not a sparse matrix, list or table.",
            )
        if arrays.close(observation, expected):
            return _fitted_on_test(seen)
        found = arrays.shape(observation)
        if found != expected.shape:
            return Fault(f"`{name}` has shape {found}", f"{expected.shape}", _label_hint(found, labels))
        low, _ = arrays.limits(observation)
        if low < 0:
            return Fault(
                f"`{name}` has values below 0",
                "0 everywhere but for one 1 in each row",
                "A probability is never negative: the absent classes are 0.",
            )
        return Fault(
            f"`{name}` has the right shape, but the 1 stands in another column than the label says",
            "a 1 in the column of the digit: column 0 for a 0, column 9 for a 9",
            "Columns are counted from 0, and the rows must stay in the order of the labels.",
        )

    return judge


def _label_hint(found: tuple[int, ...], labels: np.ndarray) -> str:
    n = len(labels)
    if found == labels.shape:
        return "These are still whole numbers, one per digit. The vectors have one place per class."
    if found == (n, 1):
        return "A column of labels is still one number per digit. The vectors have one place per class."
    if len(found) == 3:
        return "The vectors were turned into vectors again. Was the cell run twice?"
    if len(found) == 2 and found[0] == n:
        return f"There are {CLASSES} classes, so every vector has {CLASSES} places; here it has {found[1]}."
    return "One row for each digit, one column for each class."


def _fitted_on_test(seen: Observations) -> Fault | None:
    """Find a binarizer fitted on the test labels: its values are right only by luck."""
    for node in _calls(source(seen)):
        method = getattr(node.func, "attr", "")
        names = {n.id for a in node.args for n in ast.walk(a) if isinstance(n, ast.Name)}
        if method in ("fit", "fit_transform") and any(name.lower().startswith("test") for name in names):
            return Fault(
                "the binarizer was fitted on the test labels",
                "one binarizer, fitted on the training labels, that transforms both",
                "Fitting is learning, also for a binarizer. A class that the test set lacks would shift "
                "the columns.",
            )
    return None


def _calls(text: str) -> list[ast.Call]:
    try:
        return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return []


def _parts(judge, text: str, worth: float = 1) -> tuple[Criterion, Criterion]:
    return tuple(Criterion(text.format(n), worth, (n,), judge(n)) for n in ("trainData", "testData"))


STEPS = (
    Step(
        "A1.1",
        defines=("mnist",),
        criteria=(Criterion("`mnist` is the module with the digits", 1, ("mnist",), imported),),
        error_hints=(
            (
                "No module named|cannot import name",
                "`from package import module`: the package is the part before the last dot.",
            ),
        ),
        source_hints=(
            (
                r"import\s+load_data|import\s+lenet_keras",
                "The import made another name. `from package import module` gives the module its own name.",
            ),
        ),
    ),
    Step(
        "A1.2",
        defines=NAMES,
        needs=("A1.1",),
        criteria=(
            Criterion(
                "`trainData` and `trainLabels` hold the training set",
                1,
                ("trainData", "trainLabels"),
                loaded_part("trainData", "trainLabels"),
            ),
            Criterion(
                "`testData` and `testLabels` hold the test set",
                1,
                ("testData", "testLabels"),
                loaded_part("testData", "testLabels"),
            ),
        ),
        error_hints=(
            ("non-iterable function", "A function runs when parentheses follow its name."),
            (
                "values to unpack",
                "`load_data()` returns two pairs: parentheses on the left show which name goes where.",
            ),
        ),
    ),
    Step(
        "A1.3",
        defines=("fig", "ax", "shapes"),
        needs=("A1.2",),
        criteria=(
            Criterion("`fig` shows a training digit with its label", 1, ("fig",), sample_shown),
            Criterion("`shapes` lists the four shapes", 1, ("shapes",), shapes_listed),
        ),
        error_hints=(
            (
                "Invalid shape",
                "`imshow` draws one image. A single digit is one entry of `trainData`.",
            ),
        ),
    ),
    Step(
        "A1.4",
        defines=("trainData", "testData"),
        needs=("A1.2",),
        criteria=_parts(has_depth, "`{}` has a depth axis"),
    ),
    Step(
        "A1.5",
        defines=("trainData", "testData"),
        needs=("A1.4",),
        criteria=_parts(scaled, "`{}` lies between 0 and 1"),
    ),
    Step(
        "A1.6",
        defines=("trainLabels", "testLabels"),
        needs=("A1.2",),
        criteria=tuple(
            Criterion(f"`{name}` holds one vector per label", 1, (name,), binarized(name))
            for name in ("trainLabels", "testLabels")
        ),
    ),
)

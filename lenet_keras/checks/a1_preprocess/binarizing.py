"""A1.6: the labels become vectors."""

import ast

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a1_preprocess.data import CLASSES, LABELS, TENSOR_HINT, loaded, mixed_up
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.syntax import UnparsedError, parsed
from lenet_keras.checks.unchanged import unchanged
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, source

SOFT = 1e-3  # rounding, in the sum of a row

UNCHANGED_HINT = (
    "These are still whole numbers, one for each digit. The vectors have one place for each class, and "
    "the result needs the name."
)

ERROR_HINTS = (
    ("not fitted", "A binarizer has to learn the classes before it can transform: it is fitted first."),
    ("out of bounds", "Digits and columns are both counted from 0: the one says where the other stands."),
    (
        r"Binarizer\S* takes 1 positional argument",
        "The tool is made without the labels. It is its methods that take them.",
    ),
    (
        "missing 1 required positional argument: 'y'",
        "This is the class, the plan of the tool. Calling it, with parentheses, makes one.",
    ),
    (
        "Expected 2D array|Reshape your data",
        "This encoder wants a table, one row for each digit. The labels are a row of numbers.",
    ),
    (
        "object is not iterable",
        "`MultiLabelBinarizer` is for images that have several labels. A digit has one.",
    ),
)


def binarized(name: str):
    """A judge of A1.6: the labels of `name` as vectors of ten numbers, one of them 1."""

    def judge(observations: Observations) -> Fault | None:
        labels = loaded(name)
        expected = np.eye(CLASSES)[labels]
        observation = observations[name]
        wanted = f"an array of shape {expected.shape}"
        if observation["kind"] != "array":
            return Fault(f"`{name}` is {in_words(observation)}", wanted, _kind_hint(observation))
        if observation["type"] == "tensor":
            return Fault(f"`{name}` is a tensor", wanted, TENSOR_HINT)
        if arrays.close(observation, expected):
            return _fitted_on_test(observations) if name == "testLabels" else None
        found = arrays.shape(observation)
        if not arrays.numeric(observation):
            hint = "Text cannot be computed with. `astype(int)` makes numbers of digits in quotes."
            return Fault(f"`{name}` is {in_words(observation)}", "numbers", hint)
        if arrays.close(observation, labels):
            return unchanged(name, observations, wanted, UNCHANGED_HINT, LABELS, ERROR_HINTS)
        if found != expected.shape:
            hint = _shape_hint(name, found, labels)
            return Fault(f"`{name}` has shape {found}", f"{expected.shape}", hint)
        return _value_fault(name, observation)

    return judge


def _kind_hint(observation: Observation) -> str:
    kind = observation.get("type", "")
    if kind.endswith(("Binarizer", "Encoder")):
        return "This is the tool. What you want is what its methods return."
    if kind.startswith(("csr_", "csc_", "coo_")):
        return "A sparse matrix stores only what is not 0. Keras wants a dense array: the tool has an option."
    if kind == "DataFrame":
        return "A table of pandas has names for rows and columns. Only the numbers in it are wanted."
    return "A NumPy array is wanted."


def _shape_hint(name: str, found: tuple[int, ...], labels: np.ndarray) -> str:
    n = len(labels)
    if found == (n,):
        return "These are other numbers, but still one for each digit. A vector has one place for each class."
    if found == (n, 1):
        return "A column of labels is still one number for each digit. A vector has one place for each class."
    if found == (CLASSES, n):
        return "Rows and columns are exchanged: one row for each digit, one column for each class."
    if len(found) == 3:
        return "The vectors were turned into vectors again. Was the cell run twice?"
    if found in ((n, 4), (n, 8)):
        return "This is the label in binary notation. One-hot is another form: one place for each class."
    if len(found) == 2 and found[0] == n:
        return f"There are {CLASSES} classes, so every vector has {CLASSES} places; here it has {found[1]}."
    count = found[0] if len(found) == 2 else 0
    return mixed_up(name, count) or "One row for each digit, one column for each class."


def _value_fault(name: str, observation: Observation) -> Fault:
    """The fault of an array that has the right shape."""
    if arrays.limits(observation)[0] < 0:
        return Fault(
            f"`{name}` has values below 0",
            "0 everywhere but for one 1 in each row",
            "A probability is never negative: the absent classes are 0.",
        )
    sums, largest = np.sum(observation["values"], axis=1), np.max(observation["values"], axis=1)
    if np.all(np.abs(sums - 1) < SOFT) and np.any(largest < 1 - SOFT):
        return Fault(
            f"the largest value of a row of `{name}` is {largest.min():.3g}",
            "0 everywhere but for one 1 in each row",
            "Soft labels leave a doubt. The writer of a digit has none: the class is 1, all others are 0.",
        )
    if np.any(sums == 0) and np.all(sums <= 1):
        return Fault(
            f"some rows of `{name}` have no 1 at all",
            "one 1 in each row",
            "A class is missing: digits begin with 0 and end with 9.",
        )
    if not np.all(sums == 1):
        return Fault(
            f"not every row of `{name}` sums to 1",
            "0 everywhere but for one 1 in each row",
            "One-hot means that one place is on. It is 1 whatever the digit is.",
        )
    return Fault(
        f"`{name}` has the right shape, but the 1 stands in another column than the label says",
        "a 1 in the column of the digit: column 0 for a 0, column 9 for a 9",
        "Columns are counted from 0, and the rows must stay in the order of the labels.",
    )


def _fitted_on_test(observations: Observations) -> Fault | None:
    """Find a binarizer fitted on the test labels: its values are right only by luck."""
    for node in _calls(source(observations)):
        method = getattr(node.func, "attr", "")
        names = {n.id for a in node.args for n in ast.walk(a) if isinstance(n, ast.Name)}
        sets = {name[:5].lower() for name in names} & {"train", "testl", "testd"}
        if method in ("fit", "fit_transform") and sets and "train" not in sets:
            return Fault(
                "the binarizer was fitted on the test labels",
                "one binarizer, fitted on labels with all ten classes, that transforms both",
                "Fitting is learning, also for a binarizer. A class that the test set lacks would shift "
                "the columns.",
            )
    return None


def _calls(text: str) -> list[ast.Call]:
    try:
        tree = parsed(text)
    except UnparsedError:
        return []
    return [node for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.Call)]


STEP = Step(
    "A1.6",
    concept="one-hot labels",
    defines=LABELS,
    own=LABELS,
    needs=("A1.2",),
    criteria=tuple(
        Criterion(f"`{name}` holds one vector per label", 1, (name,), binarized(name)) for name in LABELS
    ),
    error_hints=ERROR_HINTS,
)

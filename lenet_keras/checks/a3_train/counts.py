"""Judges of A3.3: right and wrong answers, counted digit by digit."""

import re

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a3_train.digits import CLASSES, TEST, labels, size
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words


def reported(observations: Observations) -> Fault | None:
    """Judge A3.3, first: the classification report of these predictions."""
    observation = observations["report"]
    wanted = "the report of the predictions against the truth, as `classification_report` returns it"
    text = observation["value"] if observation["kind"] == "value" else None
    if not isinstance(text, str | dict):
        if observation["kind"] == "value" and text is None:
            hint = "`print` shows a text and returns None. First keep the report, then print it."
        elif observation["kind"] == "array":
            hint = "This is an array. `report` is what `classification_report` gives, `matrix` the array."
        elif observation["kind"] == "function":
            hint = "`classification_report` has to be called; what it returns is the report."
        else:
            hint = "`classification_report` gives a text, or a dictionary if it is asked for one. Keep that."
        return Fault(f"`report` is {in_words(observation)}", wanted, hint)
    guesses = guessed(observations)
    if guesses is None:
        return Fault("`predictions` cannot be read", "the predictions of A3.2", "Pass A3.2 first.")
    rows, names, tolerance = report_rows(text)
    count = int(rows[:, 2].sum())
    if len(rows) != CLASSES or count < size(TEST):
        return Fault(
            f"the report counts {count:,} digits in {len(rows)} classes",
            f"{size(TEST):,} digits in {CLASSES} classes",
            WRONG_AXIS if count == CLASSES else "All test digits are counted, and all ten classes.",
        )
    if count > size(TEST):
        return Fault(
            f"the report counts {count:,} digits",
            f"the {size(TEST):,} digits of the test set",
            "That is the size of another set. How well the network knows digits that it learned from "
            "says little.",
        )
    if "samples avg" in text:
        return Fault(
            "the report has the line `samples avg`, which is for several classes per digit",
            wanted,
            "scikit-learn took the vectors for ten separate yes-or-no questions. Each digit has one class: "
            "make its number out of the vector first.",
        )
    found, truth = rows[:, :2].T, labels(TEST)
    if from_one(names):
        hint = "Classes are counted from 0 here, so that the class of a digit is the digit."
        return Fault("the report calls its classes 1 to 10", "the classes 0 to 9", hint)
    order = digits_of(names)  # the rows are those of the digits that they are called by
    if _equal(found, scores(truth, guesses)[:, order], tolerance):
        return None
    if _equal(found, scores(truth, guesses), tolerance):
        called = next(name for place, name in enumerate(names) if order[place] != place)
        return Fault(
            f"the row that is called {called!r} holds the numbers of the digit {names.index(called)}",
            "each row under the name of its digit",
            "`target_names` go to the classes in their order, from 0 to 9.",
        )
    if _equal(found, scores(guesses, truth)[:, order], tolerance):
        return Fault(
            "precision and recall are exchanged",
            wanted,
            "scikit-learn cannot tell truth from predictions; it goes by the order of the arguments.",
        )
    if found.min() > 0.999:
        hint = "Not a single mistake is suspicious: was something compared with itself?"
    else:
        true, guessed_as = (np.bincount(each, minlength=CLASSES)[order] for each in (truth, guesses))
        right, many = found[1] * rows[:, 2], _may_be_of(found, rows[:, 2], guessed_as, tolerance)
        torn = many and 0 < right.sum() < count / 2
        hint = _other_counts(np.array_equal(rows[:, 2], true), torn)
    return Fault("the numbers are not those of `predictions` and `testLabels`", wanted, hint)


def counted(observations: Observations) -> Fault | None:
    """Judge A3.3, second: the confusion matrix, true digits in rows."""
    observation = observations["matrix"]
    wanted = "a 10 x 10 array: true digits in rows, predicted digits in columns"
    guesses = guessed(observations)
    if guesses is None:
        return Fault("`predictions` cannot be read", "the predictions of A3.2", "Pass A3.2 first.")
    values = _numbers(observation)
    if values.shape != (CLASSES, CLASSES):
        if observation["kind"] == "value" and observation["value"] is None:
            hint = "`print` shows an array and returns None. First keep the matrix, then print it."
        elif observation["kind"] == "function":
            hint = "`confusion_matrix` has to be called; what it returns is the matrix."
        elif observation["kind"] == "other" or isinstance(observation.get("value"), str):
            hint = "`confusion_matrix` gives an array. A table of pandas becomes one by `to_numpy`."
        elif observation["kind"] == "array" and values.shape[1:] == (2, 2):
            hint = "This is one small matrix per class. Here one large one counts which was taken for which."
        elif values.ndim == 2 and np.array_equal(values[:-1, :-1], counts(labels(TEST), guesses)):
            hint = "The last row and the last column are sums, and belong to no class."
        elif observation["kind"] == "array" and values.sum() == CLASSES:
            hint = WRONG_AXIS
        elif observation["kind"] == "array" and values.ndim == 2:
            hint = "There are ten classes, from 0 to 9. Each has a row and a column."
        else:
            hint = "It has to count for every pair of classes how often one was taken for the other."
        return Fault(f"`matrix` is {in_words(observation)}", wanted, hint)
    expected = counts(labels(TEST), guesses)
    if np.array_equal(values, expected):
        return None
    if np.array_equal(values, expected.T):
        return Fault(
            "rows and columns are exchanged",
            wanted,
            "scikit-learn cannot tell truth from predictions; it goes by the order of the arguments.",
        )
    if np.array_equal(np.sort(values.ravel()), np.sort(expected.ravel())):
        return Fault(
            "the counts stand in another order",
            wanted,
            "Rows and columns go from 0 to 9. `labels=` gives another order, `[::-1]` turns an array around.",
        )
    if values.max() <= 1 or not np.array_equal(values, np.round(values)):
        hint = "These are shares. How many digits stand behind them can only be seen in the counts."
    elif values.sum() != len(guesses):
        hint = f"They sum to {values.sum():,.0f}, and the test set has {len(guesses):,} digits."
    elif np.count_nonzero(values - np.diag(np.diag(values))) == 0:
        hint = "Not a single mistake is suspicious: was something compared with itself?"
    else:
        true, guessed_as = (np.bincount(each, minlength=CLASSES) for each in (labels(TEST), guesses))
        alike = np.abs(values.sum(axis=0) - guessed_as).max() <= MOVED
        hint = _other_counts(np.array_equal(values.sum(axis=1), true), bool(alike))
    return Fault("the counts are not those of `predictions` and `testLabels`", wanted, hint)


def _other_counts(true: bool, guesses: bool) -> str:
    """What to say about other counts of all test digits.

    Args:
        true: whether each class is the truth as often as it should be.
        guesses: whether each class is the prediction as often as it should be.
    """
    if not true:
        return "The true digits are others. Each is the place of the 1 in its row of `testLabels`."
    if guesses:
        return "Truth and prediction of one digit must stand at the same place of their arrays."
    return (
        "The true digits are right, the predicted ones are others. Each is the place of the largest number "
        "in its row of `predictions`, in the order of the rows."
    )


def _may_be_of(found: np.ndarray, true: np.ndarray, guessed_as: np.ndarray, tolerance: float) -> bool:
    """Whether each class may be the prediction as often as it should be, by a report's rounded numbers.

    Args:
        found: precision and recall of each class, `(2, classes)`.
        true: how often each class is the truth.
        guessed_as: how often each class should be the prediction.
        tolerance: how far precision and recall may be off.
    """
    least, most = (found - tolerance).clip(0), found + tolerance
    # right answers of a class are its recall times its truths, and its precision times its guesses
    low = (guessed_as - MOVED).clip(0) * least[0] <= most[1] * true
    high = (guessed_as + MOVED) * most[0] >= least[1] * true
    return bool(np.all(low & high))


def guessed(observations: Observations) -> np.ndarray | None:
    """The digits that the predictions name, or None where they are no predictions."""
    observation = observations["predictions"]
    if observation["kind"] != "array" or arrays.shape(observation) != (size(TEST), CLASSES):
        return None
    return np.asarray(observation["values"]).argmax(axis=1)


def counts(truth: np.ndarray, guesses: np.ndarray) -> np.ndarray:
    """The confusion matrix, `(10, 10)`: true digits in rows."""
    matrix = np.zeros((CLASSES, CLASSES))
    np.add.at(matrix, (truth, guesses), 1)
    return matrix


def scores(truth: np.ndarray, guesses: np.ndarray) -> np.ndarray:
    """Precision and recall of each class, `(2, 10)`; 0 where a class never occurs."""
    matrix = counts(truth, guesses)
    right = np.diag(matrix)
    with np.errstate(invalid="ignore"):
        precision, recall = right / matrix.sum(axis=0), right / matrix.sum(axis=1)
    return np.nan_to_num(np.array([precision, recall]))


MOVED = 2  # digits of a class: computed in other batches, one between two classes may fall to the other

WRONG_AXIS = (
    "The class of a digit is the place of the largest number in its own row. Along which axis of the array "
    "does that row lie?"
)
ROW = re.compile(
    r"^[^\S\n]*(\S(?:.*?\S)??)\s+(\d\.\d+)\s+(\d\.\d+)\s+\d\.\d+\s+(\d+)(?:\.0+)?\s*$", re.MULTILINE
)

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

LONGEST = 5_000  # characters of a report


def report_rows(report: str | dict) -> tuple[np.ndarray, list[str], float]:
    """What a report says of each class.

    Returns:
        Precision, recall and number of digits of each class, `(classes, 3)`, the names of the classes, and
        how far the numbers may be off because they are rounded.
    """
    if isinstance(report, dict):
        named = {name: row for name, row in report.items() if " avg" not in name and isinstance(row, dict)}
        rows = [[row["precision"], row["recall"], row["support"]] for row in named.values()]
        names = list(named)
        tolerance = 1e-6
    else:
        # no report of ten classes is longer, and the expression takes long for very long ones
        lines = [line for line in ROW.findall(report[:LONGEST]) if not line[0].endswith(" avg")]
        rows = [[float(number) for number in line[1:]] for line in lines]
        names = [line[0] for line in lines]
        places = min((len(line[1]) for line in lines), default=4) - 2
        tolerance = 0.51 * 10**-places
    return np.array(rows, dtype=float).reshape(-1, 3), names, tolerance


def from_one(names: list[str]) -> bool:
    """Whether the names of a report's rows count the classes from 1, as MATLAB does."""
    return names == [str(number) for number in range(1, CLASSES + 1)]


def digits_of(names: list[str]) -> list[int]:
    """The digits that ten rows are called by; those of their places where the names tell no digits."""
    found = []
    for name in names:
        told = re.findall(r"\b(\d)(?:\.0)?\b", name) or [
            str(WORDS.index(word)) for word in re.findall(r"[a-z]+", name.lower()) if word in WORDS
        ]
        found.append(int(told[0]) if len(told) == 1 else -1)
    return found if sorted(found) == list(range(CLASSES)) else list(range(CLASSES))


def _numbers(observation: Observation) -> np.ndarray:
    """The numbers of an array, or of a list of lists; an empty array for anything else."""
    values = observation["values"] if observation["kind"] == "array" else observation.get("value")
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return np.empty(0)


def _equal(found: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    return bool(np.all(np.abs(found - expected) <= tolerance))


STEPS = (
    Step(
        "A3.3",
        concept="metrics",
        defines=("report", "matrix"),
        own=("predictions", "matrix"),
        needs=("A3.2",),
        criteria=(
            Criterion("`report` compares predictions and truth", 1, ("report", "predictions"), reported),
            Criterion("`matrix` counts who was taken for whom", 1, ("matrix", "predictions"), counted),
        ),
        error_hints=(
            (
                "mix of|multilabel|multioutput|continuous",
                "scikit-learn wants one class per digit on both sides, not vectors. Where in a vector "
                "does the class stand?",
            ),
            (
                "does not match size of target_names",
                "`target_names` has one name for each of the ten classes.",
            ),
            (
                "must be an array-like",
                "Each digit has a class of its own. Without `axis`, `argmax` looks at the whole array.",
            ),
            (
                "inconsistent numbers of samples",
                "The truth has another length than the predictions. Which digits were the predictions made "
                "for?",
            ),
        ),
        source_hints=(
            (
                r"(?m)^(?!(report|matrix)\b)\w+\s*=\s*([\w.]+\.)?(classification_report|confusion_matrix)\(",
                "What it gives back is kept under another name than the text says.",
            ),
            (
                r"print\(\s*(classification_report|confusion_matrix)",
                "It was printed, but not kept: what has no name is gone after the cell.",
            ),
            (
                r"^(?![\s\S]*confusion_matrix)[\s\S]*classification_report",
                "The step asks for two things. The report says how often, the other one says which digit "
                "was taken for which.",
            ),
        ),
    ),
)

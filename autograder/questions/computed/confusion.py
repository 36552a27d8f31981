"""A confusion matrix to read: counts, what follows from them by scikit-learn, and the picture."""

from functools import cache

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.drawing import axes, png
from autograder.questions.problem import UnsuitableError

DIGITS = (3, 5, 8)
"""The classes of these matrices: digits that are easily taken for one another."""


def _answers(draw: int) -> tuple[np.ndarray, np.ndarray]:
    """True and predicted classes of a classifier that is simulated: right in three cases of four or more."""
    generator = np.random.default_rng(draw)
    true, predicted = [], []
    for digit in DIGITS:
        others = [other for other in DIGITS if other != digit]
        wrong = generator.choice([2, 3, 4, 5, 6, 7, 8], size=2, replace=False)
        for answer, count in ((digit, 40 - wrong.sum()), *zip(others, wrong, strict=True)):
            true += [digit] * int(count)
            predicted += [answer] * int(count)
    return np.array(true), np.array(predicted)


@cache
def _picture(draw: int) -> bytes:
    from sklearn.metrics import confusion_matrix

    matrix = confusion_matrix(*_answers(draw), labels=DIGITS)
    figure, ax = axes(3.2, 2.9)
    ax.imshow(matrix, cmap="Greys", vmin=0, vmax=80)
    for row, column in np.ndindex(matrix.shape):
        ax.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize=15)
    ax.set_xticks(range(3), DIGITS, fontsize=12)
    ax.set_yticks(range(3), DIGITS, fontsize=12)
    ax.set_xlabel("the network's answer", fontsize=11)
    ax.set_ylabel("true digit", fontsize=11)
    return png(figure)


def _taken(true: int, answer: int) -> str:
    return f"{'An' if true == 8 else 'A'} {true} is taken for {'an' if answer == 8 else 'a'} {answer}"


def _words(matrix: np.ndarray) -> str:
    return "; ".join(
        f"true {digit}: " + ", ".join(f"{n} answered {d}" for d, n in zip(DIGITS, row, strict=True))
        for digit, row in zip(DIGITS, matrix, strict=True)
    )


@computed(
    "words", "precision", "recall", "accuracy", "right", "answered", "there", "all_right", "all",
    "off_diagonal", "accuracy_percent", "error_percent", "recall_percent",
    pictures=("confusion.png",),
)  # fmt: skip
def confusion(draw: int, digit: int) -> dict:
    """A matrix of 120 digits and its scores, to three places.

    Args:
        draw: seed of the matrix.
        digit: the class whose precision and recall are asked for: 3, 5 or 8.

    Returns:
        `words`: the matrix for those who cannot see it; `precision`, `recall`, `accuracy`; `right`,
        `answered`, `there`: counts of the digit; `all_right`, `all`; `off_diagonal`: 1 - precision;
        and in percent the accuracy, the error and the recall.

    Raises:
        UnsuitableError: where precision, recall and accuracy are too close to tell which was meant.
    """
    from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score

    true, predicted = _answers(draw)
    matrix = confusion_matrix(true, predicted, labels=DIGITS)
    place = DIGITS.index(digit)
    one = {"labels": [digit], "average": "micro"}
    precision = float(precision_score(true, predicted, **one))
    recall = float(recall_score(true, predicted, **one))
    accuracy = float(accuracy_score(true, predicted))
    scores = sorted((precision, recall, accuracy))
    if min(scores[1] - scores[0], scores[2] - scores[1]) < 0.02:
        raise UnsuitableError("precision, recall and accuracy are too close")
    return {
        "words": _words(matrix),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "accuracy": round(accuracy, 3),
        "right": int(matrix[place, place]),
        "answered": int(matrix[:, place].sum()),
        "there": int(matrix[place].sum()),
        "all_right": int(matrix.trace()),
        "all": int(matrix.sum()),
        "off_diagonal": round(1 - precision, 3),
        "accuracy_percent": round(100 * accuracy, 2),
        "error_percent": round(100 * (1 - accuracy), 2),
        "recall_percent": round(100 * recall, 2),
        "confusion.png": _picture(draw),
    }


@computed(
    "words", "answer", "swapped", "second", "diagonal", "count", "second_count", pictures=("confusion.png",)
)
def most_confused(draw: int) -> dict:
    """A matrix, and which digit is most often taken for which.

    Args:
        draw: seed of the matrix.

    Returns:
        `words`; `answer`: in words; `swapped`: rows and columns confused; `second`: the next frequent one;
        `diagonal`: the most frequent right answer; `count`, `second_count`: how often.

    Raises:
        UnsuitableError: where two mistakes are equally frequent.
    """
    from sklearn.metrics import confusion_matrix

    matrix = confusion_matrix(*_answers(draw), labels=DIGITS)
    mistakes = {
        (DIGITS[row], DIGITS[column]): int(matrix[row, column])
        for row, column in np.ndindex(matrix.shape)
        if row != column
    }
    (true, answer), (second_true, second_answer), *_ = sorted(
        mistakes, key=lambda pair: mistakes[pair], reverse=True
    )
    counts = sorted(mistakes.values(), reverse=True)
    if counts[0] == counts[1] or (second_true, second_answer) == (answer, true) or counts[1] == counts[2]:
        raise UnsuitableError("no mistake is clearly the most frequent")
    best = DIGITS[int(np.argmax(matrix.diagonal()))]
    return {
        "words": _words(matrix),
        "answer": _taken(true, answer),
        "swapped": _taken(answer, true),
        "second": _taken(second_true, second_answer),
        "diagonal": _taken(best, best),
        "count": counts[0],
        "second_count": counts[1],
        "confusion.png": _picture(draw),
    }

"""Judges of A5.5 to A5.7: functions that say how good networks are, from when on, and where not."""

import numpy as np

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def of_classes(truth: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 of each class, and how often it occurs: `(4, classes)`."""
    classes = np.union1d(truth, guess)
    hits = np.array([np.sum((truth == each) & (guess == each)) for each in classes])
    there = np.array([np.sum(truth == each) for each in classes])
    called = np.array([np.sum(guess == each) for each in classes])
    precision, recall = hits / np.maximum(called, 1), hits / np.maximum(there, 1)
    f1 = 2 * hits / (there + called)
    return np.array([precision, recall, f1, there])


MACRO = """
    of_classes(truth, guess)[{place}].mean()
    # Precision and recall are exchanged. Does truth come first, and precision?
    of_classes(guess, truth)[{place}].mean()
    # Classes that occur often count more here. In a macro average each counts as much as any other.
    np.average(of_classes(truth, guess)[{place}], weights=of_classes(truth, guess)[3])
    # This is a share for each class. Their mean is asked for.
    of_classes(truth, guess)[{place}]
    """
POT = """
    # This counts all digits in one pot, and is the accuracy once more. Which average is asked for?
    np.mean(truth == guess)
    """
SCORES = Function(
    "scores(truth, guess)",
    (
        "np.array([0, 0, 0, 0, 1, 1, 2, 2, 2]), np.array([0, 0, 0, 1, 1, 2, 2, 2, 0])",
        "np.array([5, 5, 5, 7, 7, 7, 7, 7]), np.array([5, 5, 7, 7, 7, 7, 7, 7])",
        "np.array([3, 3, 3, 9]), np.array([3, 3, 3, 3])",
    ),
    (
        Result(
            "the accuracy",
            """
            np.mean(truth == guess)
            # That is the number of right answers. Which share of all is it?
            np.sum(truth == guess)
            # That is the share of *wrong* answers.
            np.mean(truth != guess)
            # Percent are asked for nowhere: the accuracy goes from 0 to 1.
            100 * np.mean(truth == guess)
            # This is the mean of the recalls, in which each class counts as much as any other.
            of_classes(truth, guess)[1].mean()
            """,
            "The accuracy is the share of answers that are right.",
        ),
        Result(
            "the precision",
            MACRO.format(place=0) + POT,
            "Precision is made for each class, and then averaged over the classes.",
        ),
        Result(
            "the recall",
            MACRO.format(place=1),
            "Recall is made for each class, and then averaged over the classes.",
        ),
        Result(
            "the F1",
            """
            of_classes(truth, guess)[2].mean()
            # This is the F1 of the two averages. It is made for each class, and then averaged.
            2 / np.sum(1 / of_classes(truth, guess)[:2].mean(axis=1))
            # Classes that occur often count more here. In a macro average each counts as much as any other.
            np.average(of_classes(truth, guess)[2], weights=of_classes(truth, guess)[3])
            # This counts all digits in one pot, and is the accuracy once more. Which average is asked for?
            np.mean(truth == guess)
            # This is a number for each class. Their mean is asked for.
            of_classes(truth, guess)[2]
            # This is the plain mean of precision and recall. F1 is their harmonic mean.
            of_classes(truth, guess)[:2].mean()
            """,
            "F1 is the harmonic mean of precision and recall of a class, averaged over the classes.",
        ),
    ),
    {"of_classes": of_classes},
    drawn=("*(lambda t: (t, np.where(normal(seed, n) > 0, t, whole(seed, k, n))))(whole(seed, k, n))",),
    sizes={"n": (9, 40), "k": (2, 6)},
)


def first_of(accuracies: list[float], off: float = 0.005) -> int:
    """The first epoch, from 1, from which on no accuracy is more than `off` below the last one."""
    low = np.flatnonzero(np.asarray(accuracies) < accuracies[-1] - off)
    return int(low[-1]) + 2 if len(low) else 1


CONVERGED = Function(
    "converged(accuracies)",
    (
        "[0.5, 0.8, 0.899, 0.89, 0.897, 0.91, 0.9]",
        "[0.2, 0.95, 0.948, 0.949]",
        "[0.7]",
        "[0.9, 0.93, 0.9, 0.95]",
        "[0.96, 0.97, 0.961, 0.962]",
        "[0.94, 0.944, 0.948, 0.952, 0.956]",  # a step of less than 0.005 each
    ),
    (
        Result(
            "the epoch",
            """
            first_of(accuracies)
            # That is its place in the list. Epochs count from 1.
            first_of(accuracies) - 1
            # One of the epochs after this one is too low again. From here on *every* one is close.
            int(np.argmax(np.asarray(accuracies) >= accuracies[-1] - 0.005)) + 1
            # That is the last epoch that is too low. The one after it is the first that is not.
            first_of(accuracies) - 1 or 1
            # That is the epoch with the highest accuracy, by chance or not.
            int(np.argmax(accuracies)) + 1
            # That is the number of all epochs, as in the slides.
            len(accuracies)
            # The last accuracy is what counts, not the highest one.
            first_of(list(accuracies) + [max(accuracies)])
            # That is an accuracy. The number of an epoch is asked for.
            accuracies[first_of(accuracies) - 1]
            # Each accuracy is compared with its neighbour. Many small steps make a large one.
            (lambda far: int(far[-1]) + 2 if len(far) else 1)(
                np.flatnonzero(np.abs(np.diff(accuracies)) > 0.005))
            (lambda far: int(far[-1]) + 2 if len(far) else 1)(np.flatnonzero(np.diff(accuracies) > 0.005))
            # An accuracy may also lie above the last one, as far as it likes.
            (lambda far: int(far[-1]) + 2 if len(far) else 1)(
                np.flatnonzero(np.abs(np.asarray(accuracies) - accuracies[-1]) > 0.005))
            """,
            "Go back from the last epoch, as long as the accuracy is close enough. Where does it stop?",
        ),
    ),
    {"first_of": first_of},
    # no two accuracies are 0.005 apart, where rounding would decide
    drawn=(
        "(0.9 + 0.002 * whole(seed, 9, n)).tolist()",
        "np.append(0.3 + 0.002 * whole(seed, 300, n), 0.9 + 0.002 * whole(seed, 4, few)).tolist()",
    ),
    sizes={"n": (1, 8), "few": (1, 4)},
)

MISSED = Function(
    "missed_by_all(answers, truth)",
    (
        "np.array([[1, 2, 3, 4, 5, 0], [1, 0, 0, 4, 0, 0], [0, 0, 3, 4, 9, 0]]), "
        "np.array([1, 1, 3, 0, 7, 0])",
        "np.array([[3, 1, 4, 1], [3, 2, 2, 2]]), np.array([0, 1, 2, 0])",
        # digits that most networks misread, but not all
        "np.array([[5, 1, 0], [6, 1, 0], [6, 2, 3]]), np.array([5, 2, 9])",
    ),
    (
        Result(
            "the places",
            """
            np.flatnonzero((answers != truth).all(axis=0))
            # These are the digits that *some* network misreads.
            np.flatnonzero((answers != truth).any(axis=0))
            # These are the digits that *most* networks misread. Every single one has to.
            np.flatnonzero((answers != truth).mean(axis=0) > 0.5)
            # These are the digits that all networks read.
            np.flatnonzero((answers == truth).all(axis=0))
            # Truth values say for each digit whether it is one. The places of those are asked for.
            (answers != truth).all(axis=0)
            # That is their number. The places are asked for.
            np.sum((answers != truth).all(axis=0))
            # These are the labels of the digits, not their places.
            truth[(answers != truth).all(axis=0)]
            # These are the digits on which the networks do not agree.
            np.flatnonzero((answers != answers[0]).any(axis=0))
            # Only the first network was looked at.
            np.flatnonzero(answers[0] != truth)
            # Only the last network was looked at.
            np.flatnonzero(answers[-1] != truth)
            # Places count from 0.
            np.flatnonzero((answers != truth).all(axis=0)) + 1
            # There is to be one truth value for each digit, over the networks. Along which axis does
            # `all` run?
            np.flatnonzero((answers != truth).all(axis=1))
            np.flatnonzero((answers != truth).all())
            """,
            "A digit counts if every row of `answers` has something else than `truth` in its column.",
            "One number for each digit that no network reads: how many are there in the example?",
            whole=True,
        ),
    ),
    drawn=(
        "*(lambda t: (np.where(normal(seed, m, n) > 0.3, t, whole(seed, 10, m, n)), t))(whole(seed, 10, n))",
    ),
    sizes={"m": (1, 4), "n": (8, 30)},
)

STEPS = (
    Step(
        "A5.5",
        concept="metrics",
        defines=("scores",),
        criteria=(
            SCORES.returns("the accuracy is right", 1, 0),
            SCORES.returns("precision and recall are macro averages", 1, 1, 2),
            SCORES.returns("F1 is a macro average", 1, 3),
        ),
        error_hints=(
            (
                "Target is multiclass",
                "Without `average=`, or with `binary`, scikit-learn expects two classes.",
            ),
            ("too many values to unpack", "`precision_recall_fscore_support` returns four things."),
        ),
    ),
    Step(
        "A5.6",
        concept="training",
        defines=("converged",),
        criteria=(CONVERGED.returns("the epoch is the first of those that stay close", 2),),
        error_hints=(
            ("IndexError", "The list has an end at both sides. What if all epochs are close enough?"),
            ("not supported between", "A list is no array: go through it one by one."),
        ),
    ),
    Step(
        "A5.7",
        concept="metrics",
        defines=("missed_by_all",),
        criteria=(MISSED.returns("it finds the digits that no network reads", 2),),
        error_hints=(
            (
                "out of bounds for axis 0|not enough values|too many values",
                "`answers` has a row for each network, of any number: not always three.",
            ),
            (
                "truth value of an array",
                "`and`, `or` and `not` take one truth value. For arrays there are `&`, `|`, `~`, and `all`.",
            ),
        ),
    ),
)

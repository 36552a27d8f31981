"""Scores of a classifier: f1-score and baseline, by scikit-learn."""

import numpy as np

from autograder.questions.computed import computed


@computed("answer", "mean", "precision", "recall")
def f1_of_counts(found: int, missed: int, false_alarms: int) -> dict:
    """The f1-score of one class from counts.

    Args:
        found: digits of the class that were recognised.
        missed: digits of the class that got another answer.
        false_alarms: other digits that got this answer.

    Returns:
        `answer`, `mean` of precision and recall, `precision` and `recall`, to three places.
    """
    from sklearn.metrics import f1_score, precision_score, recall_score

    true = np.repeat([1, 1, 0], [found, missed, false_alarms])
    answered = np.repeat([1, 0, 1], [found, missed, false_alarms])
    precision, recall = precision_score(true, answered), recall_score(true, answered)
    return {
        "answer": round(float(f1_score(true, answered)), 3),
        "mean": round(float((precision + recall) / 2), 3),
        "precision": round(float(precision), 3),
        "recall": round(float(recall), 3),
    }


@computed("answer", "rest", "recall", "guessed")
def baseline(samples: int, rare: int) -> dict:
    """The accuracy in percent of a classifier that never answers with the rare class.

    Args:
        samples: of both classes.
        rare: of the rare class.

    Returns:
        `answer`; `rest`: the share of the rare class; `recall`: of the rare class; `guessed`: 50.
    """
    from sklearn.dummy import DummyClassifier

    labels = np.repeat([0, 1], [samples - rare, rare])
    nothing = np.zeros((samples, 1))
    accuracy = DummyClassifier(strategy="most_frequent").fit(nothing, labels).score(nothing, labels)
    answer = round(100 * float(accuracy), 2)
    return {"answer": answer, "rest": round(100 - answer, 2), "recall": 0, "guessed": 50}


@computed("answer", "right", "tenfold", "percent_wrong")
def misread(samples: int, accuracy: float) -> dict:
    """How many digits are misread; `right`: how many are not; `tenfold`: the point one place off."""
    answer = samples - round(samples * accuracy)
    return {
        "answer": answer,
        "right": samples - answer,
        "tenfold": answer * 10,
        "percent_wrong": round(100 * (1 - accuracy), 4),
    }

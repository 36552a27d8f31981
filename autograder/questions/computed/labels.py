"""Labels as vectors, by scikit-learn's LabelBinarizer, and back by argmax."""

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.problem import UnsuitableError


def _row(vector) -> str:
    return " ".join(f"{int(each)}" for each in vector)


@computed("answer", "from_one", "reversed", "binary", "last")
def one_hot(label: int, classes: int) -> dict:
    """The vector of a label.

    Args:
        label: 0 is the first class.
        classes: how many there are.

    Returns:
        `answer`; `from_one`: places counted from 1; `reversed`: counted from the right; `binary`: the number
        in binary notation; `last`: the index of the last class.
    """
    from sklearn.preprocessing import LabelBinarizer

    binarizer = LabelBinarizer().fit(np.arange(classes))
    vector = binarizer.transform([label])[0]
    return {
        "answer": _row(vector),
        "from_one": _row(np.roll(vector, -1)),
        "reversed": _row(vector[::-1]),
        "binary": _row(np.binary_repr(label, classes)),
        "last": classes - 1,
    }


@computed("answer", "all_values", "ones", "one_row")
def zeros_of_labels(samples: int, classes: int) -> dict:
    """How many zeros binarized labels have; `all_values`, `ones`: other counts; `one_row`: of one label."""
    from sklearn.preprocessing import LabelBinarizer

    labels = LabelBinarizer().fit_transform(np.arange(samples) % classes)
    return {
        "answer": int((labels == 0).sum()),
        "all_values": labels.size,
        "ones": int(labels.sum()),
        "one_row": int((labels[0] == 0).sum()),
    }


@computed("row", "answer", "from_one", "smallest", "rounded")
def most_probable(draw: int) -> dict:
    """Ten probabilities of one digit, drawn at random with the seed `draw`, and the digit they stand for.

    Returns:
        `row`: as printed; `answer`; `from_one`: its place counted from 1; `smallest`: the least probable
        digit; `rounded`: the largest probability.

    Raises:
        UnsuitableError: where the first two are close or two numbers are equal, which is harder to read.
    """
    generator = np.random.default_rng(draw)
    probabilities = generator.dirichlet(np.full(10, 0.6))
    rounded = np.round(probabilities, 2)
    ordered = np.sort(rounded)
    answer = int(np.argmax(rounded))
    smallest = int(np.argmin(probabilities))
    if ordered[-1] - ordered[-2] < 0.1 or ordered[-2] < 0.1 or not 1 <= answer <= 8 or smallest == answer + 1:
        raise UnsuitableError("the largest probability is not a fair one to look for")
    rounded[answer] += round(1 - rounded.sum(), 2)
    return {
        "row": "  ".join(f"{each:.2f}" for each in rounded),
        "answer": answer,
        "from_one": answer + 1,
        "smallest": smallest,
        "rounded": round(float(rounded[answer]), 2),
    }


@computed("answer", "test")
def training_share(samples: int, percent: int) -> dict:
    """How many samples are left to train on, by scikit-learn's train_test_split; `test`: how many are not."""
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(np.arange(samples), test_size=percent / 100, random_state=0)
    return {"answer": len(train), "test": len(test)}

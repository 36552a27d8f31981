"""What a network puts out and how wrong it is: softmax and cross-entropy, by Keras."""

import math

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.framework import layers, losses


@computed("answer", "share", "sigmoid", "certain")
def softmax_of_three(first: int, second: int, third: int) -> dict:
    """The probability that softmax gives to the first of three raw outputs.

    Returns:
        `answer`, to three places; `share`: the output divided by the sum; `sigmoid`: of this output alone;
        `certain`: 1, as if the largest took all.
    """
    raw = np.array([[first, second, third]], "float32")
    probabilities = np.asarray(layers().Softmax()(raw))[0]
    return {
        "answer": round(float(probabilities[0]), 3),
        "share": round(first / (first + second + third), 3),
        "sigmoid": round(1 / (1 + math.exp(-first)), 3),
        "certain": 1,
    }


@computed("row", "answer", "distance", "decimal", "wrong_class")
def cross_entropy(probability: float) -> dict:
    """The categorical cross-entropy of one digit of three classes; the second class is the right one.

    Args:
        probability: that the network gave to the right class.

    Returns:
        `row`: all three probabilities; `answer`, to three places; `distance`: 1 - p; `decimal`: with the
        logarithm to base 10; `wrong_class`: taken from the first class.
    """
    rest = round(1 - probability, 2)
    row = [round(rest * 0.75, 3), probability, round(rest * 0.25, 3)]
    loss = losses().CategoricalCrossentropy()
    answer = float(loss(np.array([[0.0, 1.0, 0.0]]), np.array([row])))
    return {
        "row": ", ".join(f"{each:g}" for each in row),
        "answer": round(answer, 3),
        "distance": rest,
        "decimal": round(-math.log10(probability), 3),
        "wrong_class": round(-math.log(row[0]), 3),
    }

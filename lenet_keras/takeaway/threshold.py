"""From which probability on a network answers: the threshold of lesson A8, found for the network at hand."""

from collections.abc import Callable
from functools import cache

import numpy as np

from lenet_keras.datasets import mnist
from lenet_keras.handwriting import scrawls
from lenet_keras.handwriting.sheets import stroke

MISTAKE, PERSON = 10.0, 0.5  # prices, as in A8: of a wrong answer, and of "I am not sure"
CANDIDATES = np.arange(50, 100) / 100
DIGITS, NO_DIGITS = 500, 50  # what it is found on: of eleven things on a page one is no digit
SEED = 1998

Read = Callable[[np.ndarray], np.ndarray]
"""From prepared digits `(n, 28, 28)`, 0 to 1, to probabilities `(n, 10)`."""


def derive(read: Read) -> float:
    """Find the threshold of a network.

    It is the cheapest one on digits that the network has not learned from, drawn with pens of all widths and
    prepared as those from a page, among scrawls. Any answer to a scrawl is wrong. C. K. Chow, "On optimum
    recognition error and reject tradeoff", IEEE Transactions on Information Theory 16(1), 1970.

    Args:
        read: the network.

    Returns:
        A probability, one of `CANDIDATES`: the lowest of those that cost at most one mistake more than the
        cheapest. A mistake more or less is chance on so few digits, and each digit refused is a nuisance.
    """
    images, labels = validation()
    shares = np.asarray(read(images))
    largest, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    answered = largest >= CANDIDATES[:, None]
    costs = MISTAKE * (answered & ~right).sum(axis=1) + PERSON * (~answered).sum(axis=1)
    return float(CANDIDATES[np.argmax(costs <= costs.min() + MISTAKE)])


@cache
def validation() -> tuple[np.ndarray, np.ndarray]:
    """What thresholds are found on: images `(n, 28, 28)`, and labels `(n,)`, -1 where there is no digit."""
    from lenet_keras.handwriting.digit import prepare  # an answer of A9, which loads this module

    images, labels = mnist.originals()[1]
    rng = np.random.default_rng(SEED)
    drawn = [
        prepare(stroke(each, int(rng.integers(36, 91)), rng.uniform(0.035, 0.09))) for each in images[:DIGITS]
    ]
    seen = np.concatenate([np.stack(drawn), scrawls.drawn(NO_DIGITS, rng)])
    return seen, np.concatenate([labels[:DIGITS].astype(int), np.full(NO_DIGITS, -1)])

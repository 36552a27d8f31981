"""Judges of A8.7 to A8.9: reliability, expected calibration error, and the temperature."""

import numpy as np

from lenet_keras.checks.a8_errors.errors import (
    DRAWN_PREDICTIONS,
    DRAWN_TRUTH,
    ERROR_HINTS,
    PREDICTIONS,
    SIZES,
    TRUTH,
)
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def summed(place: np.ndarray, values: np.ndarray, bins: int) -> np.ndarray:
    """The sum of the values in each bin, shape `(bins,)`."""
    return np.bincount(np.clip(place, 0, bins - 1), weights=values, minlength=bins)


SHARED = """
            sure, hit = predictions.max(axis=1), predictions.argmax(axis=1) == truth
            place = np.minimum((sure * bins).astype(int), bins - 1)
            count = summed(place, np.ones(len(sure)), bins)"""
ONE_EACH = "One number for each bin, of empty ones, too."
RESULTS = (
    Result(
        "`said`",
        f"""{SHARED}
            summed(place, sure, bins) / np.maximum(count, 1)
            # These are the middles of the bins. The mean of the probabilities in each is asked for.
            (np.arange(bins) + 0.5) / bins
            # These are sums. The mean of a bin is divided by how many digits it holds.
            summed(place, sure, bins)
            # It was divided by all digits, not by those of the bin.
            summed(place, sure, bins) / len(sure)
            # This is the probability of the right class. How sure the *answer* was is asked for.
            summed(place, predictions[np.arange(len(truth)), truth], bins) / np.maximum(count, 1)
            # These are the lower ends of the bins.
            np.arange(bins) / bins
            # `said` and `right` have changed places.
            summed(place, hit, bins) / np.maximum(count, 1)
            """,
        "The mean of the largest probabilities that lie in the bin.",
        ONE_EACH,
    ),
    Result(
        "`right`",
        f"""{SHARED}
            summed(place, hit, bins) / np.maximum(count, 1)
            # These are counts. The share is of the digits in the bin.
            summed(place, hit, bins)
            # It was divided by all digits, not by those of the bin.
            summed(place, hit, bins) / len(sure)
            # This is the share that is wrong.
            summed(place, ~hit, bins) / np.maximum(count, 1)
            # `said` and `right` have changed places.
            summed(place, sure, bins) / np.maximum(count, 1)
            # This is the share over all digits, the same in each bin.
            np.full(bins, hit.mean())
            """,
        "Of the digits in the bin, the share with the right answer.",
        ONE_EACH,
    ),
    Result(
        "`share`",
        f"""{SHARED}
            count / len(sure)
            # These are counts. Which share of all digits is it?
            count
            # These are percent. A share goes from 0 to 1.
            100 * count / len(sure)
            # All ten probabilities of each digit were sorted into bins. Only that of the answer counts.
            np.histogram(predictions, bins, (0, 1))[0] / predictions.size
            np.histogram(predictions, bins, (0, 1))[0] / len(sure)
            # It was divided by the number of bins.
            count / bins
            """,
        "The number of digits in the bin, divided by the number of all digits.",
        ONE_EACH,
    ),
)
HELPERS = {"summed": summed}
HEAD = "reliability(predictions, truth, bins)"
SHARPER = f"(lambda p: p[:, ::-1] / p.sum(axis=1, keepdims=True))({PREDICTIONS} ** 2)"
MORE = f"np.concatenate([{PREDICTIONS}, {SHARPER}])"
RELIABILITY = Function(
    HEAD,
    (f"{MORE}, np.tile({TRUTH}, 2), 5",),
    RESULTS,
    HELPERS,
    drawn=(f"{DRAWN_PREDICTIONS}, {DRAWN_TRUTH}, bins",),
    sizes=SIZES | {"bins": (2, 12)},
)
CERTAIN_RESULTS = (
    Result(
        "`said`",
        f"""{SHARED}
            summed(place, sure, bins) / np.maximum(count, 1)
            # A probability of exactly 1 was left out. It belongs to the last bin.
            below = sure < 1
            part = summed(place[below], np.ones(below.sum()), bins)
            summed(place[below], sure[below], bins) / np.maximum(part, 1)
            # A probability of exactly 1 got a bin of its own, one too many. It belongs to the last bin.
            more = (sure * bins).astype(int)
            np.bincount(more, sure) / np.maximum(np.bincount(more), 1)
            """,
        "A probability of exactly 1 belongs to the last bin.",
        "There are `bins` bins, also where a probability is exactly 1.",
    ),
    *RESULTS[1:],
)
CERTAIN = Function(
    HEAD,
    ("np.array([[1.0, 0.0, 0.0], [0.05, 0.9, 0.05], [0.25, 0.25, 0.5]]), np.array([0, 2, 2]), 4",),
    CERTAIN_RESULTS,
    HELPERS,
    drawn=(
        f"np.append({DRAWN_PREDICTIONS}, np.eye(k), axis=0), "
        f"np.append({DRAWN_TRUTH}, {DRAWN_TRUTH}[:k]), bins",
    ),
    sizes=SIZES | {"bins": (2, 12)},
)

ECE = Function(
    "ece(said, right, share)",
    ("np.array([0.3, 0.0, 0.65, 0.95]), np.array([0.5, 0.0, 0.6, 0.7]), np.array([0.1, 0.0, 0.3, 0.6])",),
    (
        Result(
            "the expected calibration error",
            """
            np.sum(share * np.abs(said - right))
            # Too sure in one bin and too unsure in another add up to nothing here. Each counts by its size.
            np.sum(share * (said - right))
            abs(np.sum(share * (said - right)))
            np.sum(share * (right - said))
            # Each bin counts the same here. It counts by the share of digits that it holds.
            np.mean(np.abs(said - right))
            np.sum(np.abs(said - right))
            # This is the largest difference. The expected one is a weighted sum.
            np.max(np.abs(said - right))
            # This squares the differences.
            np.sum(share * (said - right) ** 2)
            np.sqrt(np.sum(share * (said - right) ** 2))
            # The weights sum to 1 already: no division is needed.
            np.mean(share * np.abs(said - right))
            # These are the terms. Their sum is asked for.
            share * np.abs(said - right)
            # These are percent.
            100 * np.sum(share * np.abs(said - right))
            """,
            "The differences of all bins without their signs, weighted with the shares, summed.",
            "It is one number for all bins.",
        ),
    ),
    drawn=(
        "np.abs(np.sin(normal(seed, n))), np.abs(np.sin(normal(seed, n))), "
        "(lambda s: s / s.sum())(np.abs(normal(seed, n)))",
    ),
    sizes={"n": (2, 12)},
)

TEMPERED = Function(
    "tempered(predictions, T)",
    (f"{PREDICTIONS}, 2.5", "np.array([[0.9, 0.09, 0.01]]), 0.5"),
    (
        Result(
            "the array of probabilities",
            """
            powers, logs = np.exp(np.log(predictions) / T), np.log(predictions)
            softmax = lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            powers / powers.sum(axis=1, keepdims=True)
            # The rows do not sum to 1: softmax divides by the sum of the row.
            powers
            # The logarithm was multiplied by T. It is divided.
            softmax(logs * T)
            # The probabilities themselves were divided by T, and softmax made of them. Their logarithms are.
            softmax(predictions / T)
            # Nothing has changed: these are the probabilities as they were. T divides their logarithms.
            predictions
            # These are the logarithms divided by T. Softmax makes probabilities of them.
            logs / T
            # They were divided by the sum of all rows. Each row sums to 1 for itself.
            powers / powers.sum()
            # They were divided by the sums of the columns. The probabilities of one digit stand in a row.
            powers / powers.sum(axis=0)
            # The probabilities were divided by T and not made to sum to 1.
            predictions / T
            # This is the logarithm to base 2 and e to that power. Both have to be of one base.
            softmax(np.log2(predictions) / T)
            # This is the logarithm to base 10, but powers of e. Both have to be of one base.
            softmax(np.log10(predictions) / T)
            """,
            "e to the power of log(p) / T, divided by the sum of its row.",
            "As many probabilities as before, in the same places.",
        ),
    ),
    drawn=(f"{DRAWN_PREDICTIONS}, 0.2 + 4 * share",),
    sizes=SIZES,
)

CANDIDATES = "np.roll(np.linspace(0.4, 8, 39), 20)"
# Too sure: the temperature that fits lies between the candidates' ends.
SURE = f"(lambda z: z / z.sum(axis=1, keepdims=True))({PREDICTIONS} ** 2 + 0.02)"
BEST = Function(
    "temperature(predictions, truth, candidates)",
    (
        f"{SURE}, np.array([0, 1, 2, 1, 0, 1, 2, 3, 0, 1, 2, 3]), {CANDIDATES}",
        "np.array([[0.5, 0.3, 0.2], [0.7, 0.2, 0.1], [0.2, 0.3, 0.5]]), np.array([0, 0, 2]), "
        "np.roll(np.linspace(0.1, 4, 40), 17)",
    ),
    (
        Result(
            "the best temperature",
            """
            rows = np.arange(len(truth))
            warm = lambda T: predictions ** (1 / T) / (predictions ** (1 / T)).sum(axis=1, keepdims=True)
            loss = lambda T: -np.log(warm(T)[rows, truth]).mean()
            losses = np.array([loss(T) for T in candidates])
            candidates[losses.argmin()]
            # This is the one with the largest loss. The smallest is asked for.
            candidates[losses.argmax()]
            # This is the place of the best candidate. The candidate itself is asked for.
            losses.argmin()
            # This is the smallest loss. The temperature that gives it is asked for.
            losses.min()
            # These are the losses of all candidates. Which candidate has the smallest?
            losses
            # This is the smallest candidate, at which answers are surest. Does the loss look at the *right*
            # class, and at probabilities of this temperature?
            candidates.min()
            # Whether answers are right does not change with T, so the first candidate always wins. The
            # loss is cross-entropy.
            candidates[0]
            # This is the last of the candidates.
            candidates[-1]
            """,
            "For each candidate the mean of -log(probability of the right class); the one with the smallest.",
            "It is one number, one of `candidates`.",
        ),
    ),
    drawn=(
        f"(lambda z: z / z.sum(axis=1, keepdims=True))({DRAWN_PREDICTIONS} ** 2 + 0.02), {DRAWN_TRUTH}, "
        "np.abs(normal(seed, some)) * 2 + 0.3",
    ),
    sizes=SIZES | {"some": (3, 6)},
)

STEPS = (
    Step(
        "A8.7",
        concept="calibration",
        defines=("reliability", "ece"),
        criteria=(
            RELIABILITY.returns("how sure the answers of each bin are", 0.5, 0),
            RELIABILITY.returns("how often they are right", 1, 1),
            RELIABILITY.returns("how many digits each bin holds", 0.5, 2),
            CERTAIN.returns(
                "a probability of 1 belongs to the last bin", 0.5, 0, 1, 2, kept="", after=RELIABILITY
            ),
            ECE.returns("the expected calibration error", 1),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A8.8",
        concept="calibration",
        defines=("tempered",),
        criteria=(TEMPERED.returns("the probabilities at a temperature", 2),),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A8.9",
        concept="calibration",
        defines=("temperature",),
        criteria=(BEST.returns("the temperature with the smallest cross-entropy", 2),),
        error_hints=ERROR_HINTS,
    ),
)

"""Judges of A8.10 and A8.11: the reject option, and what a digit costs."""

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

SHAPE = "As many numbers as there are digits: for k = 0, 1, …, n - 1."
CURVE = Function(
    "reject_curve(predictions, truth)",
    (f"{PREDICTIONS}, {TRUTH}",),
    (
        Result(
            "the share that is handed over",
            """
            n = len(truth)
            np.arange(n) / n
            # These are numbers of digits. Which share of all are they?
            np.arange(n)
            # This is the share that the network keeps.
            1 - np.arange(n) / n
            # It begins with one digit handed over. The first number is for none.
            np.arange(1, n + 1) / n
            # These are percent.
            100 * np.arange(n) / n
            # The last of them is 1: then there is nothing left to have an error.
            np.linspace(0, 1, n)
            # It begins at the end: the first number is for none handed over.
            np.arange(n)[::-1] / n
            """,
            "k divided by n, for k from 0 to n - 1.",
            SHAPE,
        ),
        Result(
            "the error of the others",
            """
            n, sure = len(truth), predictions.max(axis=1)
            wrong = predictions.argmax(axis=1) != truth
            kept = lambda order: np.array([wrong[order][k:].mean() for k in range(n)])
            least_first = np.argsort(sure)
            kept(least_first)
            # The surest digits were handed over first. A person gets the doubtful ones.
            kept(least_first[::-1])
            # The digits were handed over in their order, not by how sure the answers are.
            kept(np.arange(n))
            # The misread digits were divided by all digits. It is the error among those that are kept.
            kept(least_first) * (1 - np.arange(n) / n)
            # These are numbers of misread digits. Which share of the kept ones are they?
            kept(least_first) * (n - np.arange(n))
            # This is the share that is read right.
            1 - kept(least_first)
            # This is the error among the digits that are handed over.
            np.cumsum(wrong[least_first]) / np.arange(1, n + 1)
            # It begins at the end: the first number is for none handed over.
            kept(least_first)[::-1]
            # They went by the probability of the right class, which nobody knows when a digit comes.
            kept(np.argsort(predictions[np.arange(n), truth]))
            # One digit more than k was handed over.
            np.append(kept(least_first)[1:], 0)
            # These are percent.
            100 * kept(least_first)
            """,
            "For each k: of the n - k surest digits, the share that is misread.",
            SHAPE,
        ),
    ),
    drawn=(f"{DRAWN_PREDICTIONS}, {DRAWN_TRUTH}",),
    sizes=SIZES,
)

COST = Function(
    "cost(predictions, truth, threshold, perError, perPerson)",
    (
        f"{PREDICTIONS}, {TRUTH}, 0.5, 10.0, 0.4",
        f"{PREDICTIONS}, {TRUTH}, 0.0, 3.0, 0.5",
        "np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.125, 0.75, 0.125]]), np.array([1, 1, 0]), "
        "0.5, 10.0, 0.5",
    ),
    (
        Result(
            "the mean cost",
            """
            sure, wrong = predictions.max(axis=1), predictions.argmax(axis=1) != truth
            handed = sure < threshold
            np.mean(perPerson * handed + perError * (wrong & ~handed))
            # Below the threshold means below: who is just as sure as it is kept.
            np.mean(perPerson * (sure <= threshold) + perError * (wrong & (sure > threshold)))
            # The sure digits were handed over. A person gets those below the threshold.
            np.mean(perPerson * ~handed + perError * (wrong & handed))
            # Misread digits that were handed over were paid for twice. A person reads them right.
            np.mean(perPerson * handed + perError * wrong)
            # This is the cost of all digits together. The mean is asked for.
            np.sum(perPerson * handed + perError * (wrong & ~handed))
            # The prices have changed places.
            np.mean(perError * handed + perPerson * (wrong & ~handed))
            # Each digit that is read right was paid for. The misread ones cost.
            np.mean(perPerson * handed + perError * (~wrong & ~handed))
            # Only the mistakes were counted. The person costs, too.
            np.mean(perError * (wrong & ~handed))
            # Only the person was counted. Mistakes cost, too.
            np.mean(perPerson * handed)
            # The mistakes were divided by the digits that are kept, and the person's by all. Both are of all.
            np.mean(perPerson * handed) + perError * np.mean(wrong[~handed])
            # These are the costs of single digits. Their mean is asked for.
            perPerson * handed + perError * (wrong & ~handed)
            # The threshold was compared with the probability of the right class, which nobody knows.
            known = predictions[np.arange(len(truth)), truth] < threshold
            np.mean(perPerson * known + perError * (wrong & ~known))
            # All digits cost a mistake, whether handed over or not.
            np.mean(perError * wrong)
            """,
            "Below the threshold `perPerson`; else `perError` if misread, 0 if not; the mean of all.",
            "It is one number for all digits.",
        ),
    ),
    drawn=(f"{DRAWN_PREDICTIONS}, {DRAWN_TRUTH}, 0.25 + 0.6 * share, 10 * share, share",),
    sizes=SIZES,
)

STEPS = (
    Step(
        "A8.10",
        concept="reject option",
        defines=("reject_curve",),
        criteria=(
            CURVE.returns("the share that is handed over", 1, 0),
            CURVE.returns("the error among the digits that are kept", 2, 1),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A8.11",
        concept="reject option",
        defines=("cost",),
        criteria=(COST.returns("the mean cost of a digit", 2),),
        error_hints=ERROR_HINTS,
    ),
)

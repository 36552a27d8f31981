"""Judges of A8.1 to A8.3: confused pairs, confident mistakes, and accuracies with their standard errors."""

from lenet_keras.checks.a8_errors.errors import (
    DRAWN_PREDICTIONS,
    DRAWN_TRUTH,
    ERROR_HINTS,
    MANY,
    PREDICTIONS,
    SIZES,
    TRUTH,
)
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

CONFUSED = Function(
    "most_confused(matrix, count)",
    (
        "np.array([[50, 2, 0], [9, 40, 4], [1, 7, 60]]), 3",
        "np.array([[3, 8], [5, 9]]), 1",
        "np.array([[90, 8, 9], [5, 6, 0], [2, 1, 40]]), 2",  # the class that is read worst has few digits
    ),
    (
        Result(
            "the list of pairs",
            """
            n = len(matrix)
            off = matrix * (1 - np.eye(n, dtype=int))
            pairs = lambda table, order: np.array([[*divmod(int(i), n), table.flat[i]] for i in order])
            first = lambda table: np.argsort(-table, axis=None)[:count]
            pairs(off, first(off))
            # The diagonal is among them. There the answers are right.
            pairs(matrix, first(matrix))
            # True class and answer have changed places: the row says which class it is.
            pairs(off, first(off))[:, [1, 0, 2]]
            # They are in rising order. The most frequent comes first.
            pairs(off, first(off)[::-1])
            # These are the rarest. The largest numbers are asked for.
            pairs(off, np.argsort(off, axis=None)[:count])
            # Only the pairs are there. How often each was confused belongs to them.
            pairs(off, first(off))[:, :2]
            # These are places in the table laid out in one row. `np.unravel_index` makes rows and columns.
            first(off)
            # Both directions were added. To read a 9 as a 4 is another mistake than the other way round.
            pairs(off + off.T, first(np.triu(off + off.T)))
            # Only one side of the diagonal is there. The other side has the mistakes of the other direction.
            pairs(off, first(np.triu(off)))
            pairs(off, first(np.tril(off)))
            # Each class gives one pair here, at most. A class may be confused with several others.
            pairs(off, first(np.where(off == off.max(axis=1, keepdims=True), off, 0)))
            # The classes are counted from 1 here. The first one is 0.
            pairs(off, first(off)) + [1, 1, 0]
            # `np.diag` of a table is a row, and was taken off each row. A table with that diagonal is wanted.
            pairs(matrix - np.diag(matrix), first(matrix - np.diag(matrix)))
            # They go by the class. The most frequent comes first.
            pairs(off, np.sort(first(off)))
            # They go by the share of their class. How often a pair was confused is asked for.
            pairs(off, first(off / matrix.sum(axis=1, keepdims=True)))
            # The number comes first here. The order is true class, answer, how often.
            pairs(off, first(off))[:, [2, 0, 1]]
            # These are the counts alone. Which classes are they of?
            -np.sort(-off, axis=None)[:count]
            """,
            "The largest numbers off the diagonal, each with its row and its column.",
            "A list of `count` lists of three numbers.",
            whole=True,
        ),
    ),
    drawn=("np.argsort(normal(seed, n * n)).reshape(n, n) + 1, count",),  # no two are equal, none is 0
    sizes={"n": (3, 6), "count": (1, 6)},
)

WRONG = Function(
    "confidently_wrong(predictions, truth)",
    # so many in the second call that whoever takes a dozen of them leaves some out
    (f"{PREDICTIONS}, {TRUTH}", f"{MANY}, np.arange(40) % 4"),
    (
        Result(
            "the array of places",
            """
            answers, sure = predictions.argmax(axis=1), predictions.max(axis=1)
            wrong = np.flatnonzero(answers != truth)
            wrong[np.argsort(-sure[wrong])]
            # The least sure comes first here. The most confident mistake leads.
            wrong[np.argsort(sure[wrong])]
            # They are in the order of the digits. They go by the probability of the answer.
            wrong
            # These are only the first of them. All misread digits are asked for.
            wrong[np.argsort(-sure[wrong])][:12]
            # Digits that were read right are among them.
            np.argsort(-sure)
            # They go by how far the answer is ahead of the next class. Its own probability decides.
            ahead = (lambda p: p[:, -1] - p[:, -2])(np.sort(predictions[wrong], axis=1))
            wrong[np.argsort(-ahead)]
            # This is one place. The places of all misread digits are asked for.
            wrong[np.argmax(sure[wrong])]
            # This is a table with one column. `np.flatnonzero` gives the places in a row.
            wrong[np.argsort(-sure[wrong])][:, np.newaxis]
            # `argsort` of `argsort` gives ranks. The places themselves, in order, come from one.
            wrong[np.argsort(np.argsort(-sure[wrong]))]
            # These are the digits that were read right.
            np.flatnonzero(answers == truth)[np.argsort(-sure[answers == truth])]
            # These places count among the misread digits only. Which places do these digits have among all?
            np.argsort(-sure[wrong])
            # These are truth values. Which places are True?
            answers != truth
            # These are probabilities. The places of their digits are asked for.
            -np.sort(-sure[wrong])
            # They go by the probability of the right class. How sure the *answer* was decides.
            wrong[np.argsort(-predictions[wrong, truth[wrong]])]
            wrong[np.argsort(predictions[wrong, truth[wrong]])]
            # These are the answers. Which digits gave them?
            answers[wrong[np.argsort(-sure[wrong])]]
            """,
            "Of each misread digit its place in `predictions`, the largest probability first.",
            "As many whole numbers as there are misread digits.",
            whole=True,
        ),
    ),
    drawn=(f"{DRAWN_PREDICTIONS}, {DRAWN_TRUTH}",),
    sizes=SIZES,
)

ANSWERS = "(np.arange(60) + (normal(3, 60) > 0.8)) % 10"
ACCURACY = Function(
    "class_accuracy(answers, truth)",
    (f"{ANSWERS}, np.append(np.arange(50) % 10, np.arange(10) // 5)",),
    (
        Result(
            "the share of each digit",
            """
            hit = answers == truth
            count, said = np.bincount(truth, minlength=10), np.bincount(answers, minlength=10)
            found = np.bincount(truth[hit], minlength=10)
            found / count
            # This is precision: of all *answers* of a class the share that is right. Divide by how many are.
            found / said
            # These are counts. A share is divided by how many digits of the class there are.
            found
            # It was divided by all digits. How many are there of this one?
            found / len(truth)
            # These are the shares that were misread.
            1 - found / count
            # These are percent. A share goes from 0 to 1.
            100 * found / count
            # This is the share over all classes together.
            np.full(10, hit.mean())
            hit.mean()
            """,
            "For each digit: of the images that show it, the share with the right answer.",
            "One number for each of the ten digits.",
            name="share",
        ),
        Result(
            "the standard error",
            """
            count, p = np.bincount(truth, minlength=10), share
            spread = abs(p * (1 - p))  # who counts wrong may have shares above 1
            np.sqrt(spread / count)
            # The square root is missing.
            spread / count
            # The number of digits belongs under the root, too.
            np.sqrt(spread) / count
            # All digits were taken for n. The share was measured on those of one class.
            np.sqrt(spread / len(truth))
            # The division by n is missing: the more digits, the smaller the error.
            np.sqrt(spread)
            # This has the number of digits alone. How much digits differ belongs to it: p times 1 - p.
            np.sqrt(1 / count)
            # This is the share that is misread, not how uncertain the share is.
            1 - share
            # This is half of a 95 % interval. One standard error is asked for.
            1.96 * np.sqrt(spread / count)
            # n was counted in the answers. How many digits of the class there are stands in `truth`.
            np.sqrt(spread / np.maximum(np.bincount(answers, minlength=10), 1))
            # It was divided by n - 1. The formula of the text has n.
            np.sqrt(spread / np.maximum(count - 1, 1))
            # Under the root is p times 1 - p.
            np.sqrt(share / count)
            """,
            "The root of p times 1 - p, divided by the number of digits of the class.",
            "One number for each of the ten digits.",
        ),
    ),
    drawn=(
        "*(lambda t: (np.where(normal(seed, 10 + n) > -1, t, whole(seed, 10, 10 + n)), t))("
        "np.append(np.arange(10), whole(seed, 10, n)))",
    ),
    sizes={"n": (30, 60)},
)

STEPS = (
    Step(
        "A8.1",
        concept="confusion matrix",
        defines=("most_confused",),
        criteria=(
            CONFUSED.returns("the most confused pairs, the most frequent first", 1.5, kept=""),
            CONFUSED.keeps("the matrix is not written over", 0.5, "matrix"),
        ),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A8.2",
        concept="confidence",
        defines=("confidently_wrong",),
        criteria=(WRONG.returns("the misread digits, the surest mistake first", 2),),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A8.3",
        concept="metrics",
        defines=("class_accuracy",),
        criteria=(
            ACCURACY.returns("the share of each digit that is read right", 1, 0),
            ACCURACY.returns("the standard error of each share", 1, 1),
        ),
        error_hints=ERROR_HINTS,
    ),
)

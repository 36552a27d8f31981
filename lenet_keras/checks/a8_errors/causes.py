"""Judges of A8.5 and A8.6: causes of mistakes as numbers, and whether they tell misread digits apart."""

import numpy as np

from lenet_keras.checks.a8_errors.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step


def distances(a: np.ndarray, b: np.ndarray, metric: str = "euclidean") -> np.ndarray:
    """The distance of each row of `a` to each row of `b`, `(len(a), len(b))`."""
    from sklearn.metrics import pairwise_distances  # takes a second, and judges are imported in every lesson

    return pairwise_distances(a, b, metric=metric)


SOME = "normal(1, 5, 3, 4, 1), np.array([0, 1, 2, 1, 0])"
KNOWN = "normal(2, 9, 3, 4, 1), np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])"
SHARED = """
            rows = lambda each: each.reshape(len(each), -1)
            apart = distances(rows(images), rows(known))
            same = labels[:, np.newaxis] == knownLabels
            own, others = np.where(same, apart, np.inf), np.where(same, np.inf, apart)"""
SHAPE = "One number for each of `images`."

LIKENESS = Function(
    "likeness(images, labels, known, knownLabels)",
    (f"{SOME}, {KNOWN}",),
    (
        Result(
            "the distance to the same class",
            f"""{SHARED}
            own.min(axis=1)
            # The two have changed places: first the distance to the same class.
            others.min(axis=1)
            # This is the distance to the nearest of all. Only those with the same label count.
            apart.min(axis=1)
            # This is the distance to the farthest. The nearest is asked for.
            np.where(same, apart, 0).max(axis=1)
            # This is the mean over the class. The nearest of them is asked for.
            (apart * same).sum(axis=1) / same.sum(axis=1)
            # Distances to the other class were set to 0, and 0 is the smallest. What can never be it?
            (apart * same).min(axis=1)
            # This is the square. A distance is its root.
            own.min(axis=1) ** 2
            # For each *known* image the nearest was sought. The minimum goes along the other axis.
            own.min(axis=0)
            # This is the sum of the differences. The squares are summed, then comes the root.
            np.where(same, distances(rows(images), rows(known), "l1"), np.inf).min(axis=1)
            # The squares were averaged over the pixels. They are summed.
            own.min(axis=1) / np.sqrt(images[0].size)
            # This is the place of the nearest, not its distance.
            own.argmin(axis=1)
            """,
            "Of the distances to all known images with the same label, the smallest.",
            SHAPE,
        ),
        Result(
            "the distance to another class",
            f"""{SHARED}
            others.min(axis=1)
            # The two have changed places: second comes the distance to another class.
            own.min(axis=1)
            # This is the distance to the nearest of all. Only those with another label count.
            apart.min(axis=1)
            # This is the distance to the farthest. The nearest is asked for.
            np.where(same, 0, apart).max(axis=1)
            # This is the mean over the others. The nearest of them is asked for.
            (apart * ~same).sum(axis=1) / (~same).sum(axis=1)
            # Distances to the same class were set to 0, and 0 is the smallest. What can never be it?
            (apart * ~same).min(axis=1)
            # This is the square. A distance is its root.
            others.min(axis=1) ** 2
            # For each *known* image the nearest was sought. The minimum goes along the other axis.
            others.min(axis=0)
            # This is the sum of the differences. The squares are summed, then comes the root.
            np.where(same, np.inf, distances(rows(images), rows(known), "l1")).min(axis=1)
            # The squares were averaged over the pixels. They are summed.
            others.min(axis=1) / np.sqrt(images[0].size)
            # This is the difference of the two already. The second distance itself is asked for.
            own.min(axis=1) - others.min(axis=1)
            # This is the place of the nearest, not its distance.
            others.argmin(axis=1)
            """,
            "Of the distances to all known images with another label, the smallest.",
            SHAPE,
        ),
    ),
    {"distances": distances},
    # of the known images each class has two at least
    drawn=(
        "normal(seed, n, rows, columns, 1), whole(seed, k, n), "
        "normal(seed, 2 * k + more, rows, columns, 1), np.arange(2 * k + more) % k",
    ),
    sizes={"n": (3, 7), "k": (2, 4), "more": (0, 5), "rows": (2, 5), "columns": (2, 5)},
)

GREYNESS = Function(
    "greyness(images)",
    ("np.clip(normal(3, 4, 5, 6, 1) * 0.7 + 0.5, 0, 1)",),
    (
        Result(
            "the greyness",
            """
            inked, grey, axes = images > 0.1, (images > 0.1) & (images < 0.9), (1, 2, 3)
            grey.sum(axis=axes) / inked.sum(axis=axes)
            # It was divided by all pixels. The share is of those that have ink.
            grey.mean(axis=axes)
            # The paper is grey here, too: pixels below 0.1 were not left out above the line.
            (images < 0.9).sum(axis=axes) / inked.sum(axis=axes)
            # These are counts. A share is divided by the number of inked pixels.
            grey.sum(axis=axes)
            # This is the share of full ink. The grey ones are the others.
            (images > 0.9).sum(axis=axes) / inked.sum(axis=axes)
            # This is one number for all images together.
            grey.sum() / inked.sum()
            # This is the mean ink of the inked pixels. The share of grey ones is asked for.
            (images * inked).sum(axis=axes) / inked.sum(axis=axes)
            # This is the mean of the grey pixels. Their share is asked for.
            (images * grey).sum(axis=axes) / grey.sum(axis=axes)
            # It was divided by the pixels of full ink. The share is of all that have ink.
            grey.sum(axis=axes) / (images >= 0.9).sum(axis=axes)
            """,
            "Pixels between 0.1 and 0.9, as a share of those above 0.1, for each image.",
            "One number for each image: rows, columns and depth are summed.",
        ),
    ),
    drawn=("np.clip(normal(seed, n, rows, columns, 1) * 0.7 + 0.5, 0, 1)",),
    sizes={"n": (2, 6), "rows": (5, 8), "columns": (5, 8)},
)

TELLS = Function(
    "tells(values, wrong)",
    (
        "(normal(5, 15) * 2).round(), normal(6, 15) > 0.5",
        "np.array([3.0, 1.0, 2.0]), np.array([True, False, True])",
    ),
    (
        Result(
            "the share of pairs",
            """
            misread, well = values[wrong][:, np.newaxis], values[~wrong]
            np.mean((misread > well) + 0.5 * (misread == well))
            # The other way round: how often has the *misread* digit the larger value?
            np.mean((misread < well) + 0.5 * (misread == well))
            # Pairs of equal values count nothing here. Each counts one half.
            np.mean(misread > well)
            # Pairs of equal values count fully here. Each counts one half.
            np.mean(misread >= well)
            # This is a number of pairs. Which share of all pairs is it?
            np.sum((misread > well) + 0.5 * (misread == well))
            # A pair of equal values took one half away. It counts one half.
            np.mean((misread > well) - 0.5 * (misread == well))
            # This goes from -1 to 1. A share goes from 0 to 1, and says one half where nothing is told.
            2 * np.mean((misread > well) + 0.5 * (misread == well)) - 1
            # The misread digits meet each other, too. A pair has one misread and one well-read digit.
            np.mean((misread > values) + 0.5 * (misread == values))
            # These are percent. A share goes from 0 to 1.
            100 * np.mean((misread > well) + 0.5 * (misread == well))
            # This is the difference of the means. It hangs on the scale of the values; pairs do not.
            misread.mean() - well.mean()
            # This compares with the mean of the others. Each misread digit meets each other one.
            np.mean(misread > well.mean())
            # It was divided by the number of all digits squared. How many pairs are there?
            np.sum((misread > well) + 0.5 * (misread == well)) / len(values) ** 2
            """,
            "All pairs of a misread and a well-read digit: the share in which the misread one has more.",
            "All pairs together give one number.",
        ),
    ),
    drawn=("(normal(seed, n) * 2).round(), np.argsort(normal(seed, n)) < few",),
    sizes={"n": (8, 25), "few": (1, 6)},
)

STEPS = (
    Step(
        "A8.5",
        concept="distance",
        defines=("likeness", "greyness"),
        criteria=(
            LIKENESS.returns("the distance to the same class", 1, 0),
            LIKENESS.returns("the distance to another class", 1, 1),
            GREYNESS.returns("the share of grey pixels", 1),
        ),
        error_hints=(
            (
                "Found array with dim|Expected 2D",
                "`pairwise_distances` wants tables, one image a row. `reshape` lays out its pixels.",
            ),
            *ERROR_HINTS,
        ),
    ),
    Step(
        "A8.6",
        concept="area under the curve",
        defines=("tells",),
        criteria=(TELLS.returns("how well a number tells misread digits from others", 2),),
        error_hints=ERROR_HINTS,
    ),
)

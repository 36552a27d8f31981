"""Item analysis: how difficult a step or question is, and whether it tells good students from weak ones."""

from dataclasses import dataclass

import numpy as np

from autograder.results.gradebook import GRADED, Results, Work

TAIL = 0.27


@dataclass(frozen=True)
class Item:
    """The figures of one step or question."""

    step: str
    worth: float
    students: int
    """How many have a grade for it."""
    share: float | None
    """Mean share of its points, 0 to 1: its difficulty, where 1 is easiest. None without any grade."""
    correlation: float | None
    """Corrected item-total correlation; None where it is not defined."""
    upper_lower: float | None
    """Mean share of the best 27 % less that of the weakest 27 %; None where it is not defined."""


@dataclass(frozen=True)
class Summary:
    """The figures of one lesson."""

    totals: tuple[float, ...]
    """Points of those who are fully graded, the penalty for lateness taken off."""
    mean: float | None
    median: float | None
    deviation: float | None
    """Standard deviation of the sample; None for fewer than two."""


def graded_for_all(results: Results) -> Results:
    """A lesson without the steps and questions for which somebody still waits, and without penalties.

    What is left can be compared, as everybody who has handed in has it: mostly it is the automatic part.
    """
    works = {id_: work for id_, work in results.works.items() if work.points}
    steps = [step for step in results.worth if all(work.points[step] is not None for work in works.values())]
    parts = {
        id_: Work(work.student, GRADED, {step: work.points[step] for step in steps})
        for id_, work in works.items()
    }
    return Results(results.lesson, {step: results.worth[step] for step in steps}, parts)


def summary(results: Results) -> Summary:
    """Mean, median and standard deviation of a lesson's points."""
    totals = tuple(work.total for work in results.works.values() if work.total is not None)
    if not totals:
        return Summary((), None, None, None)
    deviation = float(np.std(totals, ddof=1)) if len(totals) > 1 else None
    return Summary(totals, float(np.mean(totals)), float(np.median(totals)), deviation)


def bins(totals: tuple[float, ...], worth: float, most: int = 10) -> list[tuple[float, float, int]]:
    """Count points in bins as wide as some whole number of points, for a histogram.

    Args:
        totals: points of each student.
        worth: points at most; extra credit falls into the last bin.
        most: how many bins at most.

    Returns:
        From, to and how many. The end belongs to the next bin, that of the last to the last one, which ends
        at `worth`.
    """
    width = max(1, int(np.ceil(worth / most)))
    count = max(1, int(np.ceil(worth / width)))
    edges = np.arange(count + 1) * float(width)
    numbers, _ = np.histogram(np.clip(totals, 0, worth), edges)
    return [
        (float(start), float(min(end, worth)), int(number))
        for start, end, number in zip(edges[:-1], edges[1:], numbers, strict=True)
    ]


def items(results: Results) -> list[Item]:
    """Analyse every step and question of a lesson.

    Each is compared with the sum of all others that are graded for the same students, so that answers which
    wait for a person neither count as wrong nor favour those who have been graded.
    """
    works = [work for work in results.works.values() if work.points]
    steps = list(results.worth)
    points = np.array([[np.nan if (p := w.points[s]) is None else p for s in steps] for w in works], float)
    points = points.reshape(len(works), len(steps))
    found = []
    for place, step in enumerate(steps):
        graded = ~np.isnan(points[:, place])
        own = points[graded]
        others = [i for i in range(len(steps)) if i != place and len(own) and not np.isnan(own[:, i]).any()]
        item, rest = own[:, place], own[:, others].sum(axis=1)
        worth = results.worth[step]
        found.append(
            Item(
                step,
                worth,
                int(graded.sum()),
                float(item.mean() / worth) if len(item) and worth else None,
                correlation(item, rest) if others else None,
                upper_lower(item / worth, item + rest) if others and worth else None,
            )
        )
    return found


def correlation(item: np.ndarray, rest: np.ndarray) -> float | None:
    """The corrected item-total correlation: of an item's points with the points of all other items.

    For an item that is right or wrong this is the point-biserial correlation. The item itself is left out of
    the total, which it would otherwise correlate with by construction: S. Henrysson, "Correction of
    item-total correlations in item analysis", Psychometrika 28 (1963), 211-218.

    Args:
        item: points of the students, of shape `(n,)`.
        rest: their points for all other items, of shape `(n,)`.

    Returns:
        From -1 to 1; None for fewer than three students, or where all have the same points.
    """
    if len(item) < 3 or np.ptp(item) < 1e-9 or np.ptp(rest) < 1e-9:
        return None
    return float(np.corrcoef(item, rest)[0, 1])


def upper_lower(share: np.ndarray, total: np.ndarray) -> float | None:
    """The upper-lower index of discrimination, of the best and the weakest 27 % of the students.

    The size of the groups is that of T. L. Kelley, "The selection of upper and lower groups for the
    validation of test items", Journal of Educational Psychology 30 (1939), 17-24. Students who tie at the
    border of a group belong to it in part, so that no order of students decides.

    Args:
        share: of the item's points, 0 to 1, of shape `(n,)`.
        total: points by which students are ordered, of shape `(n,)`.

    Returns:
        From -1 to 1; None for fewer than four students, or where all have the same total.
    """
    if len(total) < 4 or np.ptp(total) < 1e-9:
        return None
    size = max(1, round(TAIL * len(total)))
    return _mean_of_best(share, total, size) - _mean_of_best(share, -total, size)


def _mean_of_best(share: np.ndarray, total: np.ndarray, size: int) -> float:
    border = np.sort(total)[-size]
    above, tied = total > border + 1e-9, np.abs(total - border) <= 1e-9
    weight = above + tied * (size - above.sum()) / tied.sum()
    return float((weight * share).sum() / size)

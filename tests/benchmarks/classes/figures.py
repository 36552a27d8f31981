"""The figures of the table: each function measures some of them beside what they are compared with."""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.attacks.attack import A1, A2
from tests.benchmarks.classes.command import NBGRADER, Ran, autograde, measured
from tests.benchmarks.classes.school import School


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    turns: int
    """In which this project and stock nbgrader grade classes one after the other."""
    students: int
    """In a class of A1 or A2 that is graded here."""
    stock: int
    """In a class that stock nbgrader grades, which takes seconds for each."""
    trainings: int
    """Turns with A3."""
    trained: int
    """In a class of A3, beyond the first."""
    small: int
    """In the smaller class of A1 that is graded to see how time and memory grow, and is graded again."""
    large: int
    """In the larger one."""
    examinations: int
    """That are taken apart, of each of A1 and A2."""


FULL = Sizes(turns=2, students=40, stock=5, trainings=1, trained=2, small=100, large=1000, examinations=5)
QUICK = Sizes(turns=1, students=4, stock=2, trainings=1, trained=1, small=6, large=18, examinations=2)


@dataclass(frozen=True)
class Figure:
    """A line of the table."""

    what: str
    measured: str
    beside: str = ""
    """What it is compared with, as measured in the same run."""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None
    """None where there is no goal."""


def against_stock(school: School, sizes: Sizes) -> Iterator[Figure]:
    """Classes of A1 and A2, graded here and by stock nbgrader in turn.

    Stock nbgrader grades a part of the class in each turn. Its start counts as much as for a whole class.
    """
    for lesson in (A1, A2):
        ours, stock, start = [], [], school.start[lesson]
        for turn in range(sizes.turns):
            of = f"turn {turn + 1} of {sizes.turns}"
            with school.course("weak", lesson, sizes.stock) as course:
                taken = autograde(course, f"{lesson}, weak: a class of {sizes.stock}, {of}").seconds
            stock.append((taken - start) / sizes.stock + start / sizes.students)
            with school.course("ours", lesson, sizes.students) as course:
                taken = autograde(course, f"{lesson}, ours: a class of {sizes.students}, {of}").seconds
            ours.append(taken / sizes.students)
        ratios = [slow / fast for slow, fast in zip(stock, ours, strict=True)]
        yield Figure(
            f"{lesson}, a class of {sizes.students}: seconds a submission",
            median(ours, 3),
            f"stock nbgrader, {sizes.turns} x {sizes.stock} of such a class: {median(stock, 2)}",
            f"{median(ratios, 1)} x faster",
            "15 x faster",
            statistics.median(ratios) >= 15,
        )


def growth(school: School, sizes: Sizes) -> Iterator[Figure]:
    """Classes of A1: how time and memory grow, and what grading an unchanged class again takes."""
    few, many = sizes.small, sizes.large
    with school.course("ours", A1, few) as course:
        small = autograde(course, f"{A1}, ours: a class of {few}")
        again = autograde(course, f"{A1}, ours: the same command again").seconds
        start = measured(course, [NBGRADER, "--version"], "nbgrader --version").seconds
    stock = school.start[A1]
    with school.course("ours", A1, many) as course:
        large = autograde(course, f"{A1}, ours: a class of {many}")
    times, memory = large.seconds / small.seconds, large.peak / small.peak
    yield Figure(
        f"{A1}, a class of {many}: seconds",
        f"{large.seconds:.1f}",
        f"a class of {few}: {small.seconds:.1f}",
        f"{times:.2f} x",
        f"linear: {many / few:g} x",
        times <= many / few,
    )
    early, late = _pace(large, many // 10, many // 2), _pace(large, many // 2, many)
    yield Figure(
        f"{A1}, the second half of this class: seconds a submission",
        f"{late:.3f}",
        f"the first half, but for its first {many // 10}: {early:.3f}",
        f"{late / early:.2f} x",
        "linear: 1.1 x",
        late / early <= 1.1,
    )
    yield Figure(
        f"{A1}, a class of {many}: MB that nbgrader's process held at most",
        mb(large.peak),
        f"a class of {few}: {mb(small.peak)}",
        f"{memory:.2f} x",
        "1.2 x",
        memory <= 1.2,
    )
    yield Figure(
        f"{A1}, a class of {few} that has not changed, graded again: seconds",
        f"{again:.2f}",
        f"stock nbgrader, for one that has not changed: {stock:.2f}; nbgrader --version: {start:.2f}",
        f"{again / stock:.2f} x",
        "5 s",
        again <= 5,
    )


def _pace(ran: Ran, first: int, last: int) -> float:
    return (ran.when(last) - ran.when(first)) / (last - first)


def median(values: Iterable[float], digits: int) -> str:
    """The median, and how far the others were."""
    values = sorted(values)
    text = f"{statistics.median(values):.{digits}f}"
    return f"{text} ({values[0]:.{digits}f} to {values[-1]:.{digits}f})" if len(values) > 1 else text


def mb(size: int) -> str:
    return f"{size / (1 << 20):.0f}"

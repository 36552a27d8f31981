"""What one notebook costs beyond its cells: time, processor time, and memory."""

import shutil
import statistics
from dataclasses import dataclass, field

from autograder.coursedir import folders
from autograder.dispatch import pool
from tests.attacks.attack import A3
from tests.benchmarks.classes import inside, script
from tests.benchmarks.classes.command import Ran, autograde
from tests.benchmarks.classes.figures import Figure, Sizes, mb, median
from tests.benchmarks.classes.memory import Looks
from tests.benchmarks.classes.school import LESSONS, School


@dataclass
class Graded:
    """A class, graded one submission at a time and two at a time."""

    students: int
    runs: dict[int, Ran] = field(default_factory=dict)
    """By the number at a time."""
    looks: Looks = field(default_factory=Looks)
    """At its candidates."""
    writing: float = 0.0
    """Seconds of nbgrader's process for a notebook."""


def graded(school: School, lesson: str, students: int, turns: int) -> Graded:
    """Grade a class in both ways.

    What nbgrader's process does for a notebook is what the command takes once more after the graded folders
    were removed, less its start: it reads, repairs and writes down everything, and examines nothing.
    """
    result = Graded(students)
    for together in (1, 2):
        what = f"{lesson}, ours: a class of {students}, {together} at a time"
        with school.course("ours", lesson, students) as course:
            options = f"--Examine.workers={together}"
            result.runs[together] = autograde(course, what, options, look=result.looks)
            writing = []
            for _ in range(turns if together == 2 else 0):
                start = autograde(course, f"{lesson}, ours: the same command again").seconds
                shutil.rmtree(course.root / folders.AUTOGRADED)
                written = autograde(course, f"{lesson}, ours: all of it written down again").seconds
                writing.append((written - start) / students)
            result.writing = statistics.median(writing or [0.0])
    return result


def costs(school: School, sizes: Sizes) -> tuple[list[Figure], dict[str, float]]:
    """All figures, and the milliseconds of each check."""
    figures: list[Figure] = []
    beyond, memory, checks = [], [], {}
    for lesson in LESSONS:
        if lesson == A3:
            turns, count = _trained(school, sizes, figures), sizes.trainings
        else:
            turns, count = [graded(school, lesson, sizes.students, sizes.turns)], sizes.examinations
        parts = inside.examinations(school, lesson, count)
        checks |= inside.milliseconds(parts)
        beyond.append(_beyond(lesson, parts, turns))
        memory.append(_memory(lesson, turns))
    return [*figures, *beyond, *memory], checks


def _trained(school: School, sizes: Sizes, figures: list[Figure]) -> list[Graded]:
    """Classes of A3 beside its cells as a script, which are a figure for one and one for two at a time."""
    turns = []
    ours: dict[int, list[float]] = {1: [], 2: []}
    plain: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(sizes.trainings):
        with school.course("ours", A3, 1) as course:
            first = autograde(course, f"{A3}, ours: a class of 1, turn {turn + 1} of {sizes.trainings}").cpu
        turns.append(graded(school, A3, 1 + sizes.trained, sizes.turns))
        for together in (1, 2):
            ours[together].append((turns[-1].runs[together].cpu - first) / sizes.trained)
            times = max(together, sizes.trained - sizes.trained % together)
            plain[together].append(statistics.mean(script.seconds(A3, times, together)))
    for together in (1, 2):
        ratios = [one / other for one, other in zip(ours[together], plain[together], strict=True)]
        figures.append(
            Figure(
                f"{A3}, {together} at a time: processor seconds of each submission after the first, "
                f"in a class of {1 + sizes.trained}",
                median(ours[together], 2),
                f"its cells as a script, {together} at a time: {median(plain[together], 2)}",
                f"{median(ratios, 3)} x",
                "1.15 x",
                statistics.median(ratios) <= 1.15,
            )
        )
    return turns


def _beyond(lesson: str, parts: inside.Parts, turns: list[Graded]) -> Figure:
    writing = statistics.median(each.writing for each in turns)
    both = statistics.median(parts.beyond) + writing
    checks = sum(inside.milliseconds(parts).values()) / 1000
    return Figure(
        f"{lesson}, beyond its cells: seconds a notebook",
        f"{both:.3f}",
        f"examining {len(parts.beyond)}, less their cells: {median(parts.beyond, 3)}, "
        f"of which the checks {checks:.3f}; "
        f"nbgrader's process, for a class of {turns[0].students}: {writing:.3f}",
        "",
        "0.25 s",
        both <= 0.25,
    )


def _memory(lesson: str, turns: list[Graded]) -> Figure:
    """What one further submission at a time needs, beside what the pool counts on for each."""
    own = max(each.looks.own for each in turns)
    proportional = max(each.looks.proportional for each in turns)
    one, two = (statistics.median(each.runs[together].peak for each in turns) for together in (1, 2))
    return Figure(
        f"{lesson}, one more submission at a time: MB",
        mb(own + max(0, two - one)),
        f"most that a candidate had alone (USS): {mb(own)}, with its share of the rest (PSS): "
        f"{mb(proportional)}; nbgrader's process: {mb(one)}, {mb(two)} with two at a time",
        "",
        f"{mb(pool.ROOM)}, as the pool leaves for each",
        bool(own) and own + max(0, two - one) <= pool.ROOM,
    )

"""Another program holds the gradebook."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from random import Random

from autograder.coursedir import folders
from tests.faults.course import Course
from tests.faults.run import Run
from tests.faults.world import FRESH, Stage, Trial, World

HELD = 10.0  # seconds
PATIENCE = 2  # seconds that grading is told to wait, where the lock stays


@contextlib.contextmanager
def held(course: Course) -> Iterator[None]:
    with contextlib.closing(
        sqlite3.connect(course.root / folders.GRADEBOOK, isolation_level=None, timeout=60)
    ) as book:
        book.execute("begin exclusive")
        yield
        book.execute("rollback")


@contextlib.contextmanager
def _impatient(course: Course) -> Iterator[Course]:
    address = f"sqlite:///{course.place / folders.GRADEBOOK}?timeout={PATIENCE}"
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {address!r}\n")
    yield course


def locked(world: World, random: Random) -> Trial:
    """For some seconds: grading waits, and nothing has to be done again."""

    def act(stage: Stage, run: Run) -> bool:
        if not run.running():
            return False
        with held(stage.course):
            time.sleep(HELD)
        run.wait()
        stage.compare(run)
        return True

    return world.disturb(random.choice(FRESH), random, act)


def locked_for_good(world: World, random: Random) -> Trial:
    """Longer than grading waits: it says so and stops; a later run completes."""

    def act(stage: Stage, run: Run) -> bool:
        if not run.running():
            return False
        with held(stage.course):
            status = run.wait()
        told = "database is locked" in run.log()
        stage.trial.note = "the run stopped" if told else "the run ended"
        if status != (1 if told else stage.usual.status):
            stage.trial.problems.append(f"status {status}, and nobody says why: {run.log()[-300:]}")
        stage.survivors()
        stage.resume()
        return True

    return world.disturb(random.choice(FRESH), random, act, within=_impatient)

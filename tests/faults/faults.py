"""All faults, and how often each is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.faults import database, disk, files, killing, together
from tests.faults.world import Trial, World


@dataclass(frozen=True)
class Fault:
    """One way to disturb grading."""

    name: str
    try_once: Callable[[World, Random], Trial]
    runs: int
    missing: Callable[[], str] = str
    """Why it cannot be tried on this machine; nothing if it can."""


FAULTS = (
    Fault("kill: nbgrader", killing.grader, 16),
    Fault("kill: nbgrader --force", killing.grader_forced, 6),
    Fault("kill: nbgrader, of a resubmission", killing.grader_resubmitted, 6),
    Fault("kill: nbgrader, as a process starts", killing.grader_at_launch, 6),
    Fault("kill: everything", killing.everything, 8),
    Fault("kill: a candidate", killing.candidate, 12),
    Fault("the disk is full", disk.full, 6, disk.missing),
    Fault("the gradebook is locked, 10 s", database.locked, 2),
    Fault("the gradebook stays locked", database.locked_for_good, 3),
    Fault("a file changes while it is graded", files.changed, 5),
    Fault("a resubmission with fewer answers", files.fewer, 1),
    Fault("a resubmission without checks", files.deleted, 1),
    Fault("two runs, the same students", together.same, 3),
    Fault("two runs, the same students, --force", together.forced, 2),
    Fault("two runs, different students", together.different, 1),
)

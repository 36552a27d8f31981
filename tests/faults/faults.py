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
    Fault("kill: nbgrader", killing.grader, 12),
    Fault("kill: nbgrader --force", killing.grader_forced, 5),
    Fault("kill: nbgrader, of a resubmission", killing.grader_resubmitted, 6),
    Fault("kill: nbgrader, as a candidate starts", killing.grader_at_launch, 4),
    Fault("kill: nbgrader, as it writes", killing.grader_at_write, 9),
    Fault("kill: everything", killing.everything, 6),
    Fault("kill: a candidate", killing.candidate, 9),
    Fault("kill: the warm process", killing.warm_process, 4),
    Fault("Ctrl-C", killing.interrupted, 6),
    Fault("the disk is full", disk.full, 4, disk.missing),
    Fault("the gradebook is locked, 10 s", database.locked, 1),
    Fault("the gradebook stays locked", database.locked_for_good, 2),
    Fault("a file changes while it is graded", files.changed, 4),
    Fault("a resubmission with fewer answers", files.fewer, 1),
    Fault("a resubmission without checks", files.deleted, 1),
    Fault("two runs, the same students", together.same, 2),
    Fault("two runs, the same students, --force", together.forced, 1),
    Fault("two runs, different students", together.different, 1),
)

"""What every fault starts from: courses in a known state, and what grading makes of them undisturbed."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from autograder.coursedir.audit import digest
from tests.attacks.processes import adopting
from tests.faults.course import BY_HAND, Course, removed, submissions
from tests.faults.run import Run

Within = Callable[[Course], contextlib.AbstractContextManager[Course]]


@dataclass(frozen=True)
class Scene:
    """A state of a course, and how it is graded."""

    students: tuple[tuple[str, str], ...]
    """Of whom grading is disturbed: each student, and whose notebook she hands in."""
    before: tuple[tuple[str, str], ...] = ()
    """What they had handed in before, which is graded."""
    by_hand: bool = False
    """Whether a person gave points to that, too."""
    options: tuple[str, ...] = ()
    """Of the command."""


FRESH = (
    Scene((("ada", "ada"), ("chidi", "chidi"))),
    Scene((("bao", "bao"), ("rita", "rita"))),
    Scene((("dilara", "dilara"), ("emil", "emil"))),
)
AGAIN = Scene((("ada", "ada"), ("bao", "bao")), (("ada", "ada"), ("bao", "bao")), options=("--force",))
FEWER = Scene((("ada", "chidi"), ("rita", "rita")), (("ada", "ada"), ("rita", "rita")), by_hand=True)
DELETED = Scene((("ada", "carl"), ("rita", "rita")), (("ada", "ada"), ("rita", "rita")), by_hand=True)
SCENES = (*FRESH, AGAIN, FEWER)
TRIES = (
    20  # runs for one trial: the last begins to be disturbed within a hundredth of the first one's instant
)


@dataclass(frozen=True)
class Undisturbed:
    """What grading makes of a scene when nothing happens."""

    course: Course
    """As it is before."""
    result: dict[str, dict]
    status: int
    begun: float
    """Seconds until nbgrader took up the first student."""
    seconds: float
    """Until it had ended."""


@dataclass
class Trial:
    """What became of one disturbed run."""

    problems: list[str] = field(default_factory=list)
    """What is not as it should be; nothing if all is."""
    note: str = ""
    """When it was disturbed, or what came of it."""


class World:
    """A built course to copy, and the class's submissions."""

    def __init__(self, folder: Path):
        """Build it in a folder."""
        self._folder = folder
        self._template = Course.build(folder / "template")
        self.files = submissions(self._template)
        self._number = 0
        self.undisturbed = cache(self._undisturbed)

    def _undisturbed(self, scene: Scene) -> Undisturbed:
        course = self._template.copied(self._next())
        if scene.before:
            self._hand_in(course, scene.before)
            course.grade()
        if scene.by_hand:
            for student, _ in scene.before:
                course.give_points(student, BY_HAND)
        self._hand_in(course, scene.students)
        graded = course.copied(self._next())
        started = time.monotonic()
        run = graded.start(*scene.options)
        while not run.has_begun() and run.running():
            time.sleep(0.01)
        begun = time.monotonic() - started
        status = run.wait()
        seconds = time.monotonic() - started
        return Undisturbed(course, graded.result(), status, begun, seconds)

    def _hand_in(self, course: Course, students: tuple[tuple[str, str], ...]) -> None:
        for student, whose in students:
            course.hand_in(student, self.files[whose])

    def _next(self) -> Path:
        self._number += 1
        return self._folder / str(self._number)

    @contextlib.contextmanager
    def ready(self, scene: Scene, within: Within = contextlib.nullcontext) -> Iterator["Stage"]:
        """A course in the state of a scene, ready to be graded and disturbed."""
        usual = self.undisturbed(scene)
        with (
            removed(self._next()) as folder,
            within(usual.course.copied(folder)) as course,
            adopting() as survivors,
        ):
            yield Stage(usual, course, survivors)

    def disturb(
        self,
        scene: Scene,
        random: Random,
        act: Callable[["Stage", Run], bool],
        within: Within = contextlib.nullcontext,
    ) -> Trial:
        """Grade, and do something at a random instant.

        Args:
            scene: what is graded.
            random: for the instant, uniform over the time that an undisturbed run takes; in three trials
                of four over that after nbgrader has come to the first student.
            act: does it; returns whether it came in time. If the run had ended, another one is tried.
            within: surroundings of the course.

        Raises:
            RuntimeError: when it came too late in each of many runs.
        """
        usual = self.undisturbed(scene)
        instant = random.uniform(random.choice((0, usual.begun, usual.begun, usual.begun)), usual.seconds)
        for _ in range(TRIES):
            with self.ready(scene, within) as stage:
                run = stage.course.start(*scene.options)
                ends = time.monotonic() + instant
                while run.running() and time.monotonic() < ends:
                    time.sleep(0.01)
                if act(stage, run):
                    return stage.trial
                run.wait()
            instant *= 0.8  # the machine is faster now
        raise RuntimeError(f"{TRIES} runs had ended before anything was done to them")


class Stage:
    """One course in which a trial takes place."""

    def __init__(self, usual: Undisturbed, course: Course, survivors: Callable[[], list[str]]):
        """Take over a course."""
        self.usual, self.course, self._survivors = usual, course, survivors
        self.trial = Trial()

    def survivors(self) -> None:
        """Look whether a process is left after the command ended."""
        if left := self._survivors():
            self.trial.problems.append(f"processes survived: {len(left)}")

    def finished(self) -> set[str]:
        """The students whose present file is graded and stored, as far as the records say."""
        result = self.course.result()
        return {
            student
            for student, row in result.items()
            if "outputs" in row
            and (record := self.course.record(student)).done
            and record.file == digest(self.course.submission(student).read_bytes())
        }

    def resume(self) -> None:
        """Grade again, without options, and compare with what an undisturbed run makes."""
        finished = {student: self.course.record(student).digests for student in self.finished()}
        run = self.course.grade()
        for student in sorted(finished.keys() & set(run.examined())):
            now = self.course.record(student).digests._asdict()
            other = [name for name, value in finished[student]._asdict().items() if now[name] != value]
            self.trial.problems.append(f"graded again: {student}, {', '.join(other) or 'nothing'} is another")
        self.compare(run)

    def compare(self, run: Run) -> None:
        """Compare the state after a run with that after an undisturbed one."""
        if run.wait() != self.usual.status:
            self.trial.problems.append(f"exit status {run.wait()}")
        self.trial.problems += differences(self.course.result(), self.usual.result)
        self.survivors()
        self.trial.problems += self.course.leftovers()


def differences(result: dict[str, dict], usual: dict[str, dict]) -> list[str]:
    """What two results do not share, in words."""
    words = []
    for student in sorted(result.keys() | usual.keys()):
        row, other = result.get(student), usual.get(student)
        if row is None or other is None:
            words.append(f"{student}: {'no' if row is None else 'unexpected'} grades")
            continue
        names = sorted(name for name in row.keys() | other.keys() if row.get(name) != other.get(name))
        words += [f"{student} {name}: {row.get(name)}, not {other.get(name)}" for name in names]
    return words

"""The examination of one notebook as a task that any process can do: plain data in, plain data out.

It needs the package and a sandbox, but neither the gradebook nor the course's folder, so a thread of
`nbgrader autograde` and a worker on another machine do it the same way.
"""

import atexit
import math
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate, CandidateEndedError
from autograder.examiner import library
from autograder.examiner.examination import Examination, ExaminationResult
from autograder.examiner.reference import Reference
from autograder.sandbox import leftovers, requirements
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.outside import KEPT, WARM
from autograder.sandbox.plan import Limits, Plan, readable_python
from lenet_keras.checks.means import Means
from lenet_keras.checks.verdict import Step

READY = {
    "lenet_keras.datasets.mnist": "lenet_keras.datasets.mnist:load_data",
    "matplotlib.figure": "autograder.sandbox.drawing:draw",
}
"""What is done once for all candidates whose lesson imports a module."""
ATTEMPTS = 3
LATER = 10  # seconds after which the sandbox ends what the examiner ought to have ended


@dataclass(frozen=True)
class WarmStart:
    """What a warm process is started with, from which candidates are forked. It is known before all else."""

    modules: tuple[str, ...] = ()
    """That the lesson imports."""
    environment: dict[str, str] = field(default_factory=dict)
    """Variables beyond those that every candidate has."""
    container_command: tuple[str, ...] = ()
    """A command to start candidates with, such as that of a container."""
    library: tuple[str, ...] = library.ALWAYS
    """What candidates have of `lenet_keras`: names of modules and packages, of a package all."""
    without: tuple[str, ...] = ()
    """Packages and modules that candidates do not have."""

    @property
    def refused(self) -> dict[str, tuple[str, ...]]:
        """What the warm process must not import, as `autograder.sandbox.refusal` takes it."""
        return {"packages": library.OPENED, "library": self.library, "without": self.without}


@dataclass(frozen=True)
class ExaminationContext:
    """What all submissions of one notebook are examined with."""

    steps: dict[str, Step] = field(default_factory=dict)
    """The steps that check cells may name, by id."""
    reference: Reference = Reference()
    """Of the lesson; an empty one where no check observes."""
    warm: WarmStart = WarmStart()
    """What candidates are forked from."""
    later: dict[str, WarmStart] = field(default_factory=dict)
    """By the id of a step what candidates are forked from after its check; see `lenet_keras.checks.means`."""
    seed: int = 0
    """That draws what only a grader asks about: inputs of functions, rows of arrays."""
    readable: tuple[str, ...] = ()
    """Further files and folders that students' code may read."""
    allowance: Allowance = Allowance()
    """What a submission may use."""
    disabled_protections: tuple[str, ...] = ()
    """Parts of the sandbox that may be missing."""


def examine(
    context: ExaminationContext, notebook: str, files: dict[str, bytes], run: str = ""
) -> ExaminationResult:
    """Examine one submission.

    Args:
        context: what its notebook is examined with.
        notebook: as the repair left it, as JSON.
        files: what lies beside it, by path.
        run: of `nbgrader autograde`, where several share a worker: what is warm for one ends with it.

    Returns:
        The executed notebook with verdicts, scores, and a record.

    Raises:
        autograder.sandbox.requirements.Unprotected: when this machine cannot hold a candidate.
        autograder.candidate.process.CandidateEndedError: when the sandbox does not start.
    """
    ensure_sandbox(context.disabled_protections)
    with tempfile.TemporaryDirectory(prefix=leftovers.prefix()) as folder:
        for name, content in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        parts = {"": context.warm, **context.later}
        launchers = {after: _launchers.of(warm, run) for after, warm in parts.items()}

        def start(after: str) -> Candidate:
            return Candidate(_plan(context, parts[after], folder), context.allowance, launchers[after])

        def deaths() -> list[int]:
            return [each.deaths() for each in launchers.values()]

        for _ in range(ATTEMPTS):
            before = deaths()
            content = nbformat.reads(notebook, as_version=4)
            examined = Examination(
                content, context.steps, context.reference, start, tuple(context.later), context.seed
            ).run()
            if deaths() == before:
                break  # else somebody ended what holds all candidates, which no student can
        # Ctrl-C: what was cut off by it says nothing about the submission
        if any(each.closed for each in launchers.values()):
            raise CandidateEndedError("grading has ended")
        return examined


def _plan(context: ExaminationContext, warm: WarmStart, folder: str) -> Plan:
    """What a candidate may see and use.

    Args:
        context: what its notebook is examined with.
        warm: what it is forked from.
        folder: with the files that lie beside the notebook.
    """
    return Plan(
        readable=readable_python([*library.files(warm.library), *context.readable]),
        hidden=library.places(warm.without),
        files=folder,
        env=ENVIRONMENT | warm.environment,
        limits=Limits(memory=context.allowance.memory, cpu=math.ceil(context.allowance.seconds) + LATER),
        disabled_protections=list(context.disabled_protections),
    )


def warm_starts(
    means: Iterable[Means],
    modules: Iterable[str],
    environment: dict[str, str] = {},  # noqa: B006 - nobody changes it
    container_command: tuple[str, ...] = (),
) -> dict[str, WarmStart]:
    """What candidates of each part of a lesson are forked from.

    Args:
        means: of the parts.
        modules: that the lesson imports.
        environment: variables beyond those that every candidate has.
        container_command: a command to start candidates with.

    Returns:
        By the step after whose check a part begins; the first one by nothing.
    """
    starts = {"": WarmStart((), environment, container_command)}
    for part in means:
        named = library.named(part)
        allowed = [each for each in modules if library.has(named, each) and not part.lacks(each)]
        starts[part.after] = WarmStart(tuple(allowed), environment, container_command, named, part.without)
    return starts


def preloaded(modules: tuple[str, ...]) -> tuple[str, ...]:
    """What a warm process imports and calls: names as `autograder.sandbox.warm.load` takes them.

    Args:
        modules: that the lesson imports.
    """
    return (*WARM, *modules, *(call for module, call in READY.items() if module in modules), KEPT)


def prepare(warm: WarmStart) -> None:
    """Start what candidates are forked from, so that the first submission need not wait for it.

    Args:
        warm: of the submissions that will come.
    """
    _launchers.of(warm).prepare()


@cache
def ensure_sandbox(disabled_protections: tuple[str, ...]) -> None:
    """Make sure, once in each process, that the sandbox holds here.

    Raises:
        autograder.sandbox.requirements.Unprotected: when it does not.
    """
    requirements.ensure(disabled_protections)


class Launchers:
    """The warm processes of this one, for each set of modules one."""

    def __init__(self):
        """Without any process yet."""
        self._started: dict[tuple, Launcher] = {}
        self._lock = threading.Lock()

    def of(self, warm: WarmStart, run: str = "") -> Launcher:
        """The one of a run that is started in this way."""
        environment = ENVIRONMENT | warm.environment
        modules = preloaded(warm.modules)
        refused = tuple(warm.refused.items())
        key = (modules, tuple(sorted(environment.items())), warm.container_command, refused, run)
        with self._lock:
            if key not in self._started:
                self._started[key] = Launcher(modules, environment, warm.container_command, warm.refused)
            return self._started[key]

    def close(self, run: str | None = None) -> None:
        """End those of one run, or all of them, and with them their candidates."""
        with self._lock:
            for key in [each for each in self._started if run in (None, each[-1])]:
                self._started.pop(key).close()


_launchers = Launchers()
close = _launchers.close
atexit.register(close)

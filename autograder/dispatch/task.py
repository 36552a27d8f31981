"""The examination of one notebook as a task that any process can do: plain data in, plain data out.

It needs the package and a sandbox, but neither the gradebook nor the course's folder, so a thread of
`nbgrader autograde` and a worker on another machine do it the same way.
"""

import atexit
import math
import tempfile
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate, CandidateEndedError
from autograder.coursedir import folders
from autograder.examiner.examination import Examination, ExaminationResult
from autograder.examiner.reference import Reference
from autograder.sandbox import leftovers, requirements
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.outside import WARM
from autograder.sandbox.plan import Limits, Plan, readable_python
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


@dataclass(frozen=True)
class ExaminationContext:
    """What all submissions of one notebook are examined with."""

    steps: dict[str, Step] = field(default_factory=dict)
    """The steps that check cells may name, by id."""
    reference: Reference = Reference()
    """Of the lesson; an empty one where no check observes."""
    warm: WarmStart = WarmStart()
    """What candidates are forked from."""
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
        plan = Plan(
            readable=readable_python([str(folders.PROJECT / "lenet_keras"), *context.readable]),
            files=folder,
            env=ENVIRONMENT | context.warm.environment,
            limits=Limits(memory=context.allowance.memory, cpu=math.ceil(context.allowance.seconds) + LATER),
            disabled_protections=list(context.disabled_protections),
        )
        launcher = _launchers.of(context.warm, run)

        def start() -> Candidate:
            return Candidate(plan, context.allowance, launcher)

        for _ in range(ATTEMPTS):
            deaths = launcher.deaths()
            content = nbformat.reads(notebook, as_version=4)
            examined = Examination(content, context.steps, context.reference, start).run()
            if launcher.deaths() == deaths:
                break  # else somebody ended what holds all candidates, which no student can
        if launcher.closed:  # Ctrl-C: what was cut off by it says nothing about the submission
            raise CandidateEndedError("grading has ended")
        return examined


def preloaded(modules: tuple[str, ...]) -> tuple[str, ...]:
    """What a warm process imports and calls: names as `autograder.sandbox.warm.load` takes them.

    Args:
        modules: that the lesson imports.
    """
    return (*WARM, *modules, *(call for module, call in READY.items() if module in modules))


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
        key = (modules, tuple(sorted(environment.items())), warm.container_command, run)
        with self._lock:
            if key not in self._started:
                self._started[key] = Launcher(modules, environment, warm.container_command)
            return self._started[key]

    def close(self, run: str | None = None) -> None:
        """End those of one run, or all of them, and with them their candidates."""
        with self._lock:
            for key in [each for each in self._started if run in (None, each[-1])]:
                self._started.pop(key).close()


_launchers = Launchers()
close = _launchers.close
atexit.register(close)

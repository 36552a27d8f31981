"""The examination of one notebook as a task that any process can do: plain data in, plain data out.

It needs the package and a sandbox, but neither the gradebook nor the course's folder, so a thread of
`nbgrader autograde` and a worker on another machine do it the same way.
"""

import atexit
import tempfile
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

from autograder.candidate.allowance import Allowance
from autograder.candidate.candidate import ENVIRONMENT, Candidate, CandidateEndedError
from autograder.coursedir import folders
from autograder.examiner.examination import Examination, Examined
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


@dataclass(frozen=True)
class Terms:
    """What all submissions of one notebook are examined with."""

    steps: dict[str, Step] = field(default_factory=dict)
    """The steps that check cells may name, by id."""
    reference: Reference = Reference()
    """Of the lesson; an empty one where no check observes."""
    modules: tuple[str, ...] = ()
    """What candidates have imported before they start."""
    readable: tuple[str, ...] = ()
    """Further files and folders that students' code may read."""
    environment: dict[str, str] = field(default_factory=dict)
    """Variables beyond those that every candidate has."""
    allowance: Allowance = Allowance()
    """What a submission may use."""
    without: tuple[str, ...] = ()
    """Parts of the sandbox that may be missing."""
    wall: tuple[str, ...] = ()
    """A command to start candidates with, such as that of a container."""
    run: str = ""
    """Whose they are, where several share a worker: what is warm for one ends with it."""


def examine(terms: Terms, notebook: str, files: dict[str, bytes]) -> Examined:
    """Examine one submission.

    Args:
        terms: what its notebook is examined with.
        notebook: as the repair left it, as JSON.
        files: what lies beside it, by path.

    Returns:
        The executed notebook with verdicts, scores, and a record.

    Raises:
        autograder.sandbox.requirements.Unprotected: when this machine cannot hold a candidate.
        autograder.candidate.candidate.CandidateEndedError: when the sandbox does not start.
    """
    insist(terms.without)
    with tempfile.TemporaryDirectory(prefix=leftovers.prefix()) as folder:
        for name, content in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        plan = Plan(
            readable=readable_python([str(folders.PROJECT / "lenet_keras"), *terms.readable]),
            files=folder,
            env=ENVIRONMENT | terms.environment,
            limits=Limits(memory=terms.allowance.memory, cpu=int(terms.allowance.cpu)),
            without=list(terms.without),
        )
        launcher = _launchers.of(terms)

        def start() -> Candidate:
            return Candidate(plan, terms.allowance, launcher)

        for _ in range(ATTEMPTS):
            deaths = launcher.deaths()
            content = nbformat.reads(notebook, as_version=4)
            examined = Examination(content, terms.steps, terms.reference, start).run()
            if launcher.deaths() == deaths:
                break  # else somebody ended what holds all candidates, which no student can
        if launcher.closed:  # Ctrl-C: what was cut off by it says nothing about the submission
            raise CandidateEndedError("grading has ended")
        return examined


def warm(modules: tuple[str, ...]) -> tuple[str, ...]:
    """What candidates are forked with: names as `autograder.sandbox.warm.load` takes them.

    Args:
        modules: that the lesson imports.
    """
    return (*WARM, *modules, *(call for module, call in READY.items() if module in modules))


def prepare(terms: Terms) -> None:
    """Start what candidates are forked from, so that the first submission need not wait for it.

    Args:
        terms: of the submissions that will come.
    """
    _launchers.of(terms).prepare()


@cache
def insist(without: tuple[str, ...]) -> None:
    """Make sure, once in each process, that the sandbox holds here.

    Raises:
        autograder.sandbox.requirements.Unprotected: when it does not.
    """
    requirements.insist(without)


class Launchers:
    """The warm processes of this one, for each set of modules one."""

    def __init__(self):
        """Without any process yet."""
        self._by_terms: dict[tuple, Launcher] = {}
        self._lock = threading.Lock()

    def of(self, terms: Terms) -> Launcher:
        """The one for `terms`."""
        environment = ENVIRONMENT | terms.environment
        modules = warm(terms.modules)
        key = (modules, tuple(sorted(environment.items())), terms.wall, terms.run)
        with self._lock:
            if key not in self._by_terms:
                self._by_terms[key] = Launcher(modules, environment, terms.wall)
            return self._by_terms[key]

    def close(self, run: str | None = None) -> None:
        """End those of one run, or all of them, and with them their candidates."""
        with self._lock:
            for key in [each for each in self._by_terms if run in (None, each[-1])]:
                self._by_terms.pop(key).close()


_launchers = Launchers()
close = _launchers.close
atexit.register(close)

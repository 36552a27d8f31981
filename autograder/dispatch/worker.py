"""What a worker of a Dask cluster does: it examines a submission, and has neither gradebook nor course.

`dask worker --preload autograder.worker` keeps a machine without a sandbox out of the cluster.
"""

import asyncio
import hashlib
import sys
import threading
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path

from autograder.coursedir import folders
from autograder.dispatch import task
from autograder.dispatch.fingerprint import graders
from autograder.dispatch.packing import unpack
from autograder.examiner.examination import ExaminationResult
from autograder.sandbox import leftovers
from lenet_keras.datasets import mnist

IDLE = 3600.0  # seconds after which a run is over, as one that was killed; no examination takes so long
PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "scikit-learn", "matplotlib", "cloudpickle")


class ClusterError(RuntimeError):
    """The cluster cannot examine submissions; the message says why."""


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """What scores follow from beside the submission: names and versions, the same on all machines."""
    digest = hashlib.sha256()
    for file in (*graders(), *sorted((folders.PROJECT / "lenet_keras").rglob("*.py"))):
        digest.update(file.read_bytes())
    return (
        ("Python", f"{sys.version_info.major}.{sys.version_info.minor}"),
        ("lenet-keras", digest.hexdigest()[:12]),
        ("LENET_KERAS_DATA", mnist.source()),
        *((package, _version(package)) for package in PACKAGES),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError:
        return "not installed"


@cache
def ensure_versions(expected: tuple[tuple[str, str], ...]) -> None:
    """Make sure that this worker gives the scores that the coordinator would give.

    Args:
        expected: the coordinator's `versions()`.

    Raises:
        ClusterError: when it has something else; the message lists it.
    """
    found = dict(versions())
    if other := [
        f"{name} {found.get(name)}, not {value}" for name, value in expected if found.get(name) != value
    ]:
        raise ClusterError(f"this worker has {'; '.join(other)}")
    leftovers.remove()  # of a worker that was killed on this machine


async def check_worker(expected: tuple[tuple[str, str], ...], disabled_protections: tuple[str, ...]) -> None:
    """Try whether this worker can examine submissions, in a thread, so that it can still be talked to.

    Raises:
        ClusterError: when it has other versions.
        autograder.sandbox.requirements.Unprotected: when it cannot hold a candidate.
    """
    await asyncio.to_thread(ensure_versions, expected)
    await asyncio.to_thread(task.ensure_sandbox, disabled_protections)


async def dask_setup(worker: object) -> None:
    """As a worker's `--preload`: do not join the cluster without a sandbox."""
    await asyncio.to_thread(versions)  # now, of the files that are imported now
    await asyncio.to_thread(task.ensure_sandbox, ())


def examine(
    packed: bytes, run: str, expected: tuple[tuple[str, str], ...], notebook: str, files: dict[str, bytes]
) -> ExaminationResult:
    """Examine one submission on this worker; see `autograder.dispatch.task.examine`.

    Args:
        packed: the pickled `ExaminationContext`.
        run: of `nbgrader autograde`, whose submission it is.
        expected: the coordinator's `versions()`.
        notebook: as the repair left it, as JSON.
        files: what lies beside it, by path.

    Raises:
        Exception: what hindered it, with a note that names this worker.
    """
    try:
        ensure_versions(expected)
        context = unpack(packed)
        _runs.turn_to(run)
        if missing := [path for path in context.readable if not Path(path).exists()]:
            raise ClusterError(f"{', '.join(missing)}: students' code is to read it, but it is not here")
        return task.examine(context, notebook, files, run)
    except Exception as error:
        error.add_note(f"Raised on {_here()}.")
        raise


def _here() -> str:
    from distributed import get_worker

    worker = get_worker()
    return f"the worker {worker.name} at {worker.address}"


class Runs:
    """The runs of `nbgrader autograde` for which something is warm here."""

    def __init__(self):
        """Without any run yet."""
        self._used: dict[str, float] = {}
        self._ended: set[str] = set()
        self._lock = threading.Lock()

    def turn_to(self, run: str) -> None:
        """Note that a run is alive; one that never said that it had ended is over at some time."""
        now = time.monotonic()
        with self._lock:
            if run in self._ended:
                raise ClusterError("this run was cancelled")
            self._used[run] = now
            over = [each for each, last in self._used.items() if now > last + IDLE]
        for each in over:
            self.end(each)

    def end(self, run: str) -> None:
        """End what runs, and what is warm, for one run."""
        with self._lock:
            self._ended.add(run)
            self._used.pop(run, None)
        task.close(run)


_runs = Runs()


async def end(run: str) -> None:
    """Give back what this worker holds for a run, and end what it still examines for it."""
    await asyncio.to_thread(_runs.end, run)

"""Where examinations run: in threads of this process, or on a Dask cluster. One task, two executors.

A thread waits for a candidate most of its time; the work is done by the candidate's own processes.
"""

import atexit
import contextlib
import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import psutil

from autograder.dispatch import task
from autograder.dispatch.task import ExaminationContext, WarmStart
from autograder.examiner.examination import ExaminationResult

ROOM = 2 << 30  # bytes of free memory that a further worker should find
SPARE = 1  # workers beyond the number of cores: a candidate waits for the examiner, and that one for it


def workers() -> int:
    """How many submissions this machine can examine at a time: by its cores and its free memory."""
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores + SPARE, psutil.virtual_memory().available // ROOM))


class Threads:
    """Threads of this process."""

    def __init__(self, count: int):
        """Start `count` of them."""
        self.threads = count
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="examiner")

    def submit(
        self, context: ExaminationContext, notebook: str, files: dict[str, bytes]
    ) -> "Future[ExaminationResult]":
        """Let one submission be examined."""
        return self._executor.submit(task.examine, context, notebook, files)

    def prepare(self, warm: WarmStart) -> None:
        """Let what candidates are forked from be started, which takes seconds."""
        self._executor.submit(task.prepare, warm)

    def close(self) -> None:
        """End what is running, or Python would wait for it before it ends."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        task.close()


class Pool:
    """Takes submissions to be examined. It starts when it is first used, and again after it was closed."""

    def __init__(self, count: int = 0, scheduler: str = "", disabled_protections: tuple[str, ...] = ()):
        """Prepare a pool; connect with the cluster, if there is one.

        Args:
            count: how many at a time on this machine; 0 for what it can hold.
            scheduler: address of a Dask scheduler; nothing for this machine.
            disabled_protections: parts of the sandbox that may be missing on the cluster's workers.

        Raises:
            autograder.dispatch.worker.ClusterError: when the cluster cannot examine.
        """
        self._count, self._scheduler, self._disabled_protections = (
            count or workers(),
            scheduler,
            disabled_protections,
        )
        self._started = None
        self._stopped = False
        if scheduler:
            self._start()

    @property
    def capacity(self) -> int:
        """How many examinations should be under way, so that no worker waits for the next one."""
        return 2 * self._start().threads + 1

    def submit(
        self, context: ExaminationContext, notebook: str, files: dict[str, bytes]
    ) -> "Future[ExaminationResult]":
        """Let one submission be examined; see `autograder.dispatch.task.examine`."""
        return self._start().submit(context, notebook, files)

    def prepare(self, warm: WarmStart) -> None:
        """Get ready for submissions of a lesson, if that takes time."""
        self._start().prepare(warm)

    def raise_if_interrupted(self) -> None:
        """Make sure that nobody has pressed Ctrl-C.

        Python drops what is raised in the callback of a weak reference, of which SQLAlchemy has many. An
        interruption that fell into one would be lost, and the run would go on without its workers.

        Raises:
            KeyboardInterrupt: when somebody has.
        """
        if self._stopped:
            raise KeyboardInterrupt

    def close(self) -> None:
        """End what is running, and give everything back."""
        if self._started is None:
            return
        started, self._started = self._started, None
        started.close()
        atexit.unregister(self.close)
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, self._before)

    def _start(self):
        self.raise_if_interrupted()
        if self._started is None:
            if self._scheduler:
                from autograder.dispatch.cluster import (
                    Cluster,  # only who uses a cluster waits for its import
                )

                self._started = Cluster(self._scheduler, self._disabled_protections)
            else:
                self._started = Threads(self._count)
            atexit.register(self.close)
            self._before = signal.getsignal(signal.SIGINT)
            # A shell lets its background jobs ignore it: there Ctrl-C is meant for another program.
            ignored = self._before is signal.SIG_IGN
            if threading.current_thread() is threading.main_thread() and not ignored:
                signal.signal(signal.SIGINT, self._interrupted)
        return self._started

    def _interrupted(self, number: int, frame: object) -> None:
        """Ctrl-C: end the candidates, too, or Python would wait for them before it ends."""
        before, self._stopped = self._before, True
        self.close()
        if callable(before):
            before(number, frame)

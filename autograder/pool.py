"""Where examinations run: in threads of this process, or on a Dask cluster. One task, two executors.

A thread waits for a candidate most of its time; the work is done by the candidate's own processes.
"""

import contextlib
import os
import signal
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import psutil

from autograder import work
from autograder.examination import Examined
from autograder.work import Terms

ROOM = 2 << 30  # bytes of free memory that a further worker should find


def workers() -> int:
    """How many submissions this machine can examine at a time: by its cores and its free memory."""
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, psutil.virtual_memory().available // ROOM))


class Pool:
    """Takes submissions to be examined. It starts when it is first used, and again after it was closed."""

    def __init__(self, count: int = 0, scheduler: str = ""):
        """Prepare a pool.

        Args:
            count: how many at a time on this machine; 0 for what it can hold.
            scheduler: address of a Dask scheduler; nothing for this machine.
        """
        self._count, self._scheduler = count or workers(), scheduler
        self._executor: Executor | None = None
        self._scattered: dict[int, tuple[Terms, object]] = {}

    @property
    def most(self) -> int:
        """How many examinations should be under way, so that no worker waits for the next one."""
        self._start()
        return 2 * self._count + 1

    def submit(self, terms: Terms, notebook: str, files: dict[str, bytes]) -> "Future[Examined]":
        """Let one submission be examined; see `autograder.work.examine`."""
        self._start()
        return self._executor.submit(work.examine, self._sent(terms), notebook, files)

    def close(self) -> None:
        """End what is running, and give everything back."""
        if self._executor is None:
            return
        executor, self._executor = self._executor, None
        self._scattered.clear()
        executor.shutdown(wait=False, cancel_futures=True)
        if self._scheduler:
            self._client.close()
        work.close()
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, self._before)

    def _start(self) -> None:
        if self._executor is not None:
            return
        if self._scheduler:
            from distributed import Client  # only who uses a cluster waits for this import

            self._client = Client(self._scheduler, set_as_default=False)
            self._count = max(1, sum(self._client.nthreads().values()))
            self._executor = self._client.get_executor(pure=False)
        else:
            self._executor = ThreadPoolExecutor(self._count, thread_name_prefix="examiner")
        self._before = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._interrupted)

    def _interrupted(self, number: int, frame: object) -> None:
        """Ctrl-C: end the candidates, too, or Python would wait for them before it ends."""
        before = self._before
        self.close()
        if callable(before):
            before(number, frame)

    def _sent(self, terms: Terms) -> object:
        """On a cluster, what is the same for all submissions travels once."""
        if not self._scheduler:
            return terms
        if id(terms) not in self._scattered:
            self._scattered[id(terms)] = terms, self._client.scatter(terms, broadcast=True)
        return self._scattered[id(terms)][1]

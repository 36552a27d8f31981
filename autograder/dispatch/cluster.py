"""Examining on a Dask cluster: the coordinator's side. `autograder.dispatch.worker` is the other one."""

import asyncio
import contextlib
import secrets
import threading
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue

import dask
from distributed import Client, KilledWorker, Security
from distributed import Future as Started
from distributed.comm import connect
from traitlets.log import get_logger

from autograder.dispatch import worker
from autograder.dispatch.packing import pack
from autograder.dispatch.task import ExaminationContext, WarmStart
from autograder.dispatch.worker import ClusterError
from autograder.examiner.examination import ExaminationResult

REACH = 5.0  # seconds in which the scheduler must answer
LOOK = 2.0  # seconds between two counts of the workers
LEAVE = 10.0  # seconds to say goodbye


class Cluster:
    """The workers of one scheduler, for one run of `nbgrader autograde`."""

    def __init__(self, address: str, disabled_protections: tuple[str, ...] = ()):
        """Connect, and let each worker try its sandbox.

        Args:
            address: the scheduler's, such as `tcp://10.0.0.1:8786`.
            disabled_protections: parts of the sandbox that may be missing.

        Raises:
            ClusterError: when there is no such scheduler, or one of its workers cannot examine.
        """
        self._address, self._run, self._log = address, secrets.token_hex(8), get_logger()
        self._lost = False
        self._packed: dict[int, tuple[ExaminationContext, Started]] = {}
        try:
            asyncio.run(_reach(address))  # a Client that cannot connect says more than one line, and waits
            self._client = Client(address, timeout=REACH, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"The scheduler {address} cannot be reached: {error}") from error
        try:
            self._try_workers(disabled_protections)
            self._threads = 1
            self._count()
        except BaseException:
            self._client.close(LEAVE)
            raise
        self._closed = threading.Event()
        self._finished: SimpleQueue = SimpleQueue()
        self._suspects: SimpleQueue = SimpleQueue()
        # Daemons, no threads of Dask: Python would wait for one that asks a client which is closed.
        for each in (self._look, self._settle_finished, self._examine_suspects):
            threading.Thread(target=each, name=each.__name__, daemon=True).start()

    @property
    def threads(self) -> int:
        """How many submissions the workers examine at a time; they come and go."""
        return max(1, self._threads)

    def prepare(self, warm: WarmStart) -> None:
        """Nothing: the first submission brings along what its lesson is examined with."""

    def submit(
        self, context: ExaminationContext, notebook: str, files: dict[str, bytes]
    ) -> "Future[ExaminationResult]":
        """Let a worker examine one submission; another one does it again when the first one dies.

        Raises:
            ClusterError: when the connection to the scheduler was lost.
        """
        if self._lost:
            raise self._loss()
        examined: Future[ExaminationResult] = Future()
        task = (self._sent(context), self._run, worker.versions(), notebook, files)
        started = self._client.submit(worker.examine, *task, pure=False)
        examined.add_done_callback(lambda each: started.cancel() if each.cancelled() else None)
        started.add_done_callback(lambda each: self._finished.put((each, examined, task)))
        return examined

    def close(self) -> None:
        """End what the workers do for this run, and leave; the workers stay."""
        self._closed.set()
        leaving = threading.Thread(target=self._leave, daemon=True)  # the cluster may not answer
        leaving.start()
        leaving.join(LEAVE)

    def _leave(self) -> None:
        with contextlib.suppress(Exception):
            self._client.run(worker.end, self._run, wait=False, on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close()

    def _try_workers(self, disabled_protections: tuple[str, ...]) -> None:
        found = self._client.run(
            worker.check_worker, worker.versions(), disabled_protections, on_error="return"
        )
        if unfit := [f"{each}: {error}" for each, error in found.items() if error is not None]:
            raise ClusterError("\n".join([f"Of the cluster {self._address} cannot examine:", *unfit]))

    def _sent(self, context: ExaminationContext) -> Started:
        """What is the same for all submissions: sent once, and kept by the scheduler for later workers."""
        if id(context) not in self._packed:
            with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
                packed = pack(context)
                self._packed[id(context)] = context, self._client.submit(bytes, packed, pure=False)
        return self._packed[id(context)][1]

    def _settle(self, started: Started, examined: Future, task: tuple, again: bool = True) -> None:
        result: ExaminationResult | None = None
        error: Exception | None = None
        try:
            result = started.result()
        except KilledWorker as killed:
            if again:
                self._suspects.put((examined, task))
                return
            error = killed
        except CancelledError:
            self._lost |= not examined.cancelled()
            error = self._loss()
        except Exception as raised:
            error = raised
        if not examined.set_running_or_notify_cancel():
            return
        if error is None:
            examined.set_result(result)
        else:
            examined.set_exception(error)

    def _settle_finished(self) -> None:
        while True:
            self._settle(*self._finished.get())

    def _examine_suspects(self) -> None:
        """Examine one at a time, under which workers died: none is to fail for what another one did."""
        while True:
            examined, task = self._suspects.get()
            self._settle(self._client.submit(worker.examine, *task, pure=False), examined, task, again=False)

    def _look(self) -> None:
        while not self._closed.wait(LOOK):
            with contextlib.suppress(Exception):  # the scheduler may be gone; who waits is told by `_settle`
                self._count()

    def _count(self) -> None:
        threads = sum(self._client.nthreads().values())
        if self._threads and not threads:
            self._log.warning("The cluster %s has no worker; grading waits for one", self._address)
        self._threads = threads

    def _loss(self) -> ClusterError:
        return ClusterError(
            f"The connection to the scheduler {self._address} was lost. Run the same command again: "
            "it goes on where it was."
        )


async def _reach(address: str) -> None:
    """Connect once.

    Raises:
        OSError: when nobody answers.
        ValueError: when it is no address.
        TypeError: when it wants TLS, and Dask's configuration names no certificates.
    """
    known = Security().get_connection_args("client")
    await (await connect(address, timeout=REACH, **known)).close()

"""The candidate seen from outside: a sandboxed process that runs a student's cells.

Everything that comes from it is data of unknown intent: sizes are bounded while they arrive, messages that
do not parse are dropped, and what it says about itself (a status, a count) decides about no points.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import zmq
from jupyter_client import BlockingKernelClient
from nbformat import NotebookNode

from autograder import codec
from autograder.outputs import OutputArea
from autograder.relay import Relay
from autograder.sandbox import leftovers
from autograder.sandbox.launcher import Launcher, LaunchError
from autograder.sandbox.outside import CHANNELS
from autograder.sandbox.plan import Plan
from autograder.sandbox.usage import usage
from lenet_keras.checks.observation import Observations

MESSAGE = 32 << 20  # bytes of one message; the weights of a LeNet take 7 million
QUEUE = 16  # messages that may wait on this side: with MESSAGE, which the relay holds for all of its frames
# together, the bound of what a flood can fill
GRACE = 5.0  # seconds that a cell has to end after it was interrupted
START = 60.0  # seconds until a kernel must answer
TICK = 0.1  # seconds between two looks at the process
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # The code that multiplies matrices is made anew by every process. For wider vectors than these it takes
    # 20 ms longer to make, and LeNet trains no faster by it.
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "NBGRADER_EXECUTION": "autograde",
    # One thread for each product of arrays: as many submissions as there are cores run at a time, and what
    # a training gives must not depend on how many there are.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


@dataclass(frozen=True)
class Allowance:
    """What a submission may use."""

    cell_seconds: float = 120.0
    """Wall time of one cell."""
    cell_cpu: float = 240.0
    """CPU seconds of one cell, of all its processes."""
    seconds: float = 600.0
    """Wall time of one notebook."""
    cpu: float = 1200.0
    """CPU seconds of one notebook."""
    memory: int = 6 << 30
    """Bytes of memory that all processes together hold."""
    output: int = 4 << 20
    """Bytes of output of one cell, counted as they arrive."""


@dataclass
class Ran:
    """What became of one cell."""

    outputs: list[NotebookNode]
    error: dict | None = None
    """`{"type", "message"}` of the exception that stopped it."""
    cut: str = ""
    """The limit that ended it, in words; nothing if none did."""
    finished: bool = False
    """Whether the kernel said that the cell had ended."""


@dataclass
class _Budget:
    """A cell's share of what the notebook may use."""

    allowance: Allowance
    ends: float
    cpu: float
    output: int = 0
    interrupted: str = field(default="")


class CandidateEndedError(RuntimeError):
    """The candidate ended, or had to be ended; the message says why."""


class Candidate:
    """A running candidate. Use it as a context manager: its end leaves no process and no file."""

    def __init__(self, plan: Plan, allowance: Allowance, launcher: Launcher):
        """Prepare a candidate.

        Args:
            plan: what the sandbox shows and allows.
            allowance: what is watched from outside.
            launcher: starts it.
        """
        self.plan, self.allowance, self._launcher = plan, allowance, launcher
        self.events: list[dict] = []
        self._unread = b""
        self._heard = False

    def __enter__(self) -> "Candidate":
        self._folder = Path(tempfile.mkdtemp(prefix=leftovers.prefix()))
        try:
            self._launch()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _launch(self) -> None:
        listening = []
        for number, _ in enumerate(CHANNELS, start=1):
            each = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            each.bind(f"{self._folder}/k-{number}")
            each.listen(4)
            listening.append(each)
        report, theirs = os.pipe()
        sockets = [each.fileno() for each in listening]
        key = secrets.token_hex(16)
        task = {
            "plan": self.plan.to_json(),
            "target": "autograder.sandbox.session:run",
            "arguments": {"key": key},
        }
        self._report = report
        os.set_blocking(report, False)
        self._log = (self._folder / "log").open("wb")
        try:
            self._process = self._launcher.launch(task, self._log.fileno(), theirs, sockets)
        except LaunchError as error:
            raise CandidateEndedError(str(error)) from error
        finally:
            os.close(theirs)
            for each in listening:
                each.close()
        self._connect(key)
        self._ends = time.monotonic() + self.allowance.seconds
        try:
            self._ask("kernel_info_request", {}, START)
        except CandidateEndedError as ended:
            raise CandidateEndedError(f"the candidate did not start ({ended}): {self._said()}") from None

    def _connect(self, key: str) -> None:
        self._relay = Relay(self._folder, len(CHANNELS), MESSAGE)
        self._context = zmq.Context()
        self._context.maxmsgsize, self._context.rcvhwm = MESSAGE, QUEUE
        self._client = BlockingKernelClient(context=self._context)
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, start=1)}
        self._client.load_connection_info(
            {
                "transport": "ipc",
                "ip": f"{self._folder}/r",
                "key": key.encode(),
                "signature_scheme": "hmac-sha256",
                "hb_port": 5,
                **ports,
            }
        )
        self._client.start_channels(hb=False)

    def _said(self) -> str:
        """The last words of the launcher, which speaks before any student's code runs."""
        with contextlib.suppress(OSError):
            return (self._folder / "log").read_text(errors="replace")[-1000:].strip()
        return ""

    def __exit__(self, *unused) -> None:
        if hasattr(self, "_process"):
            self._stop()
            self._take_events()
            self._process.close()
        if hasattr(self, "_log"):
            os.close(self._report)
            self._log.close()
        if hasattr(self, "_client"):
            self._client.stop_channels()
            self._context.destroy(linger=0)
            self._relay.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, source: str) -> Ran:
        """Run one cell.

        Returns:
            Its outputs, and how it ended. Nothing is raised for what the cell does.

        Raises:
            CandidateEndedError: when the process is gone afterwards; `Ran` is the exception's first argument.
        """
        area = OutputArea()
        result = Ran([])
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        try:
            reply = self._ask("execute_request", content, self.allowance.cell_seconds, area)
        except CandidateEndedError as lost:
            result.cut = str(lost)
            raise CandidateEndedError(str(lost), result) from None
        finally:
            result.outputs = area.outputs
        result.cut, result.finished = self._cut, True
        if reply.get("status") != "ok":
            result.error = {
                "type": str(reply.get("ename", "Error"))[:200],
                "message": str(reply.get("evalue", ""))[:2000],
            }
        return result

    def observe(self, expressions: tuple[str, ...]) -> Observations:
        """Take observations out of the candidate.

        Returns:
            For each expression what the candidate claims to see; where it fails to answer in form, an
            observation of kind `error`.

        Raises:
            CandidateEndedError: when the process is gone.
        """
        reply = self._ask("observe_request", {"expressions": list(expressions)}, self.allowance.cell_seconds)
        try:
            if reply.get("status") != "ok":
                raise codec.CodecError(f"{reply.get('ename')}: {reply.get('evalue')}")
            return codec.observations(self._buffers, expressions)
        except codec.CodecError as error:
            message = " ".join(str(error).split())[:500]
            fault = {"kind": "error", "type": "UnreadableValue", "message": message}
            return {expression: fault for expression in expressions}

    def give(self, values: list[bytes], names: tuple[str, ...]) -> bool:
        """Bind names of the reference solution in the student's namespace.

        Args:
            values: pickled dicts of names and values, the later ones over the earlier ones. Only the
                candidate reads them: a pickle from here to there can do nothing here.
            names: what has to be bound.

        Returns:
            Whether it worked; a candidate that damaged its own libraries cannot be helped.

        Raises:
            CandidateEndedError: when the process is gone.
        """
        content = {"names": list(names)}
        reply = self._ask("give_request", content, self.allowance.cell_seconds, buffers=values)
        return reply.get("status") == "ok"

    def _ask(
        self,
        kind: str,
        content: dict,
        seconds: float,
        area: OutputArea | None = None,
        buffers: list[bytes] | None = None,
    ) -> dict:
        """Send a request and wait for its reply, collecting outputs in `area`.

        It also waits until outputs are heard: what a kernel publishes before that is lost, and no reply waits
        for it (https://jupyter.org/enhancement-proposals/65-jupyter-xpub/jupyter-xpub.html).

        Raises:
            CandidateEndedError: when the process ended or had to be ended.
        """
        message = self._client.session.msg(kind, content)
        self._client.session.send(self._client.shell_channel.socket, message, buffers=buffers)
        asked = message["header"]["msg_id"]
        now = time.monotonic()
        cpu = usage(self._process.pid).cpu + self.allowance.cell_cpu
        budget = _Budget(self.allowance, min(now + seconds, self._ends), cpu)
        self._cut, reply, idle, replied = "", None, False, 0.0
        shell, iopub = self._client.shell_channel.socket, self._client.iopub_channel.socket
        poller = zmq.Poller()
        poller.register(shell, zmq.POLLIN)
        poller.register(iopub, zmq.POLLIN)
        looked = now
        while not (
            self._heard and reply is not None and (idle or area is None or time.monotonic() > replied + GRACE)
        ):
            ready = dict(poller.poll(int(TICK * 1000)))
            if iopub in ready:
                answer, size = self._receive(iopub)
                budget.output += size
                self._heard |= answer is not None and answer["msg_type"] == "iopub_welcome"
                if answer and answer["parent_header"].get("msg_id") == asked:
                    idle |= self._collect(answer, area)
            elif shell in ready:  # only when no output waits, so that it is complete
                answer, _ = self._receive(shell)
                if answer and answer["parent_header"].get("msg_id") == asked:
                    reply, replied = answer["content"], time.monotonic()
                    self._buffers = answer["buffers"]
            if time.monotonic() > looked + TICK or not ready:
                looked = time.monotonic()
                self._watch(budget)
        self._cut = budget.interrupted
        if area is not None and not idle:  # the socket drops what is too large, and what was on its way
            self._cut = self._cut or f"an output larger than {MESSAGE >> 20} MB, which was dropped"
        return reply if isinstance(reply, dict) else {}

    def _receive(self, channel: zmq.Socket) -> tuple[dict | None, int]:
        """The next message and its size; None for one that is not in form."""
        frames = channel.recv_multipart()
        size = sum(map(len, frames))
        session = self._client.session
        try:
            _, parts = session.feed_identities(frames)
            message = session.deserialize(parts)
            if not isinstance(message["content"], dict) or not isinstance(message["parent_header"], dict):
                return None, size
            return message, size
        except Exception:  # signature, JSON, depth, types: the student may have written it
            return None, size

    @staticmethod
    def _collect(message: dict, area: OutputArea | None) -> bool:
        """Put an output where it belongs; True when the kernel says that it is idle."""
        if area is not None:
            area.take(message)
        return message["msg_type"] == "status" and message["content"].get("execution_state") == "idle"

    def _watch(self, budget: _Budget) -> None:
        """End what goes beyond its limits: first by an interrupt, then by the end of the process."""
        if self._relay.cut:
            self._end(self._relay.cut)
        if self._process.ended():
            raise CandidateEndedError("the process ended" if not budget.interrupted else budget.interrupted)
        self._take_events()
        now = time.monotonic()
        if budget.output > self.allowance.output:
            self._end(f"more than {self.allowance.output >> 20} MB of output")
        used = usage(self._process.pid)
        if used.memory > self.allowance.memory:
            self._end(f"more than {self.allowance.memory >> 30} GB of memory")
        if now > self._ends + GRACE or used.cpu > self.allowance.cpu:
            self._end("the time limit of the notebook")
        if budget.interrupted:
            if now > budget.ends + GRACE:
                self._end(f"{budget.interrupted}, and could not be interrupted")
        elif now > budget.ends or used.cpu > budget.cpu:
            wall = f"{self.allowance.cell_seconds:g} s"
            budget.interrupted = f"the time limit of a cell ({wall})"
            budget.ends = now
            self._process.signal(signal.SIGINT)

    def _stop(self) -> None:
        """End everything inside; the launcher does it, and reaps what is left, when it is asked to end."""
        self._process.signal(signal.SIGTERM)
        if not self._process.ended(GRACE):
            self._process.signal(signal.SIGKILL)
            self._process.ended(GRACE)

    def _end(self, why: str) -> None:
        self._stop()
        raise CandidateEndedError(why)

    def _take_events(self) -> None:
        """Read what the sandbox noted: one JSON object in each line."""
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._report, 1 << 16):
                *lines, self._unread = (self._unread + chunk)[-(1 << 17) :].split(b"\n")
                for line in lines:
                    with contextlib.suppress(ValueError):
                        event = json.loads(line)
                        if isinstance(event, dict) and len(self.events) < 200:
                            self.events.append({str(k): str(v)[:300] for k, v in event.items()})

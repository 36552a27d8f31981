"""The candidate seen from outside: a sandboxed process that runs a student's cells.

Everything that comes from it is data of unknown intent: what it says about itself (a status, a count) decides
about no points.
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
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.candidate import codec
from autograder.candidate.allowance import GRACE, Allowance, Budget, Spent
from autograder.candidate.conversation import MESSAGE, Conversation, Reply
from autograder.candidate.outputs import OutputArea
from autograder.sandbox import leftovers
from autograder.sandbox.launcher import Launcher, LaunchError
from autograder.sandbox.outside import CHANNELS
from autograder.sandbox.plan import Plan
from autograder.sandbox.usage import address_space, processor_time, usage
from lenet_keras.checks.observation import Observations

FULL = 0.6  # of the memory; TensorFlow takes up half of the addresses when it begins to train
LIMIT = ("limit", "launcher")  # an event of this kind, which nobody inside can make
START = 60.0  # seconds of processor time until a kernel must answer
# One thread for each product of arrays: as many submissions as there are cores run at a time, and what a
# training gives must not depend on how many there are.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # The code that multiplies matrices is made anew by every process. For wider vectors than these it takes
    # 20 ms longer to make, and LeNet trains no faster by it.
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "NBGRADER_EXECUTION": "autograde",
    **ONE_THREAD,
}


@dataclass
class CellExecution:
    """What became of one cell."""

    outputs: list[NotebookNode]
    error: dict | None = None
    """`{"type", "message"}` of the exception that stopped it."""
    limit: str = ""
    """The limit that ended it, in words; nothing if none did."""
    finished: bool = False
    """Whether the kernel said that the cell had ended."""
    asked_to_exit: bool = False
    """Whether it called `exit()` or `quit()`, which a kernel here does not follow."""


class CandidateEndedError(RuntimeError):
    """The candidate ended, or had to be ended; the message says why."""

    def __str__(self) -> str:  # beside it, the cell in which it ended may be told
        return str(self.args[0]) if self.args else ""


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
        self.before = Spent()
        """What earlier candidates have taken of the notebook's time."""
        self.beside: Candidate | None = None
        """Another one of the same notebook: both together keep to its limit of memory."""
        self._cpu, self._begin = 0.0, time.monotonic()
        self.events: list[dict] = []
        self.altered = ""
        """What an accident has changed in the process, as it says itself, so that others may fail there."""
        self.crippled = False
        """Whether that cannot be put back, so that not even a kernel may do its work there."""
        self._unread = b""

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
        self._conversation = Conversation(self._folder, key, self.allowance.output)
        self._begin = time.monotonic()
        try:
            self._ask("kernel_info_request", {}, START)
        except CandidateEndedError as ended:
            raise CandidateEndedError(f"the candidate did not start ({ended}): {self._log_tail()}") from None

    def _log_tail(self) -> str:
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
        if hasattr(self, "_conversation"):
            self._conversation.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def spent(self) -> Spent:
        """What this candidate and those before it have taken of the notebook's time."""
        return Spent(self.before.cpu + self._cpu, self.before.wall + time.monotonic() - self._begin)

    def starved(self) -> bool:
        """Whether so little memory is left that what comes next may fail for want of it."""
        supervisor, most = self._process.pid, self.allowance.memory
        return usage(supervisor).memory > FULL * most or address_space(supervisor) > FULL * most

    def run(self, source: str) -> CellExecution:
        """Run one cell.

        Returns:
            Its outputs, and how it ended. Nothing is raised for what the cell does.

        Raises:
            CandidateEndedError: when the process is gone afterwards; its second argument is what came so far.
        """
        area = OutputArea()
        result = CellExecution([])
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        try:
            reply, result.limit = self._ask("execute_request", content, self.allowance.cell_seconds, area)
        except CandidateEndedError as lost:
            result.limit = str(lost)
            raise CandidateEndedError(str(lost), result) from None
        finally:
            result.outputs = area.outputs
        result.finished = True
        payload = reply.content.get("payload")
        asked = [each for each in payload if isinstance(each, dict)] if isinstance(payload, list) else []
        result.asked_to_exit = any(each.get("source") == "ask_exit" for each in asked)
        self._note_altered(next((each for each in asked if each.get("source") == "altered"), {}))
        if reply.content.get("status") != "ok":
            result.error = {
                "type": str(reply.content.get("ename", "Error"))[:200],
                "message": str(reply.content.get("evalue", ""))[:2000],
            }
        return result

    def observe(self, expressions: tuple[str, ...], seed: int | None = None) -> Observations:
        """Take observations out of the candidate.

        Args:
            expressions: to be evaluated.
            seed: that draws the rows of large arrays.

        Returns:
            For each expression what the candidate claims to see; where it fails to answer in form, an
            observation of kind `error`.

        Raises:
            CandidateEndedError: when the process is gone.
        """
        content = {"expressions": list(expressions), "seed": seed}
        reply, _ = self._ask("observe_request", content, self.allowance.cell_seconds)
        self._note_altered(reply.content)
        try:
            if reply.content.get("status") != "ok":
                raise codec.CodecError(f"{reply.content.get('ename')}: {reply.content.get('evalue')}")
            return codec.observations(reply.buffers, expressions, seed=seed)
        except codec.CodecError as error:
            message = " ".join(str(error).split())[:500]
            fault = {"kind": "error", "type": "UnreadableValue", "message": message}
            return {expression: fault for expression in expressions}

    def push(self, values: list[bytes], names: tuple[str, ...]) -> bool:
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
        reply, _ = self._ask("push_request", content, self.allowance.cell_seconds, buffers=values)
        return reply.content.get("status") == "ok"

    def _note_altered(self, said: dict) -> None:
        words = said.get("altered")
        texts = [each[:100] for each in words[:5] if isinstance(each, str)] if isinstance(words, list) else []
        self.altered, self.crippled = ", ".join(texts), said.get("crippled") is True

    def _ask(
        self,
        kind: str,
        content: dict,
        seconds: float,
        area: OutputArea | None = None,
        buffers: list[bytes] | None = None,
    ) -> tuple[Reply, str]:
        """Send a request and wait for its reply, collecting outputs in `area`.

        Returns:
            The reply, and what was cut off on the way.

        Raises:
            CandidateEndedError: when the process ended or had to be ended.
        """
        self._cpu = max(self._cpu, processor_time(self._process.pid))
        budget = Budget(self.allowance, seconds, self.spent, self._cpu)
        reply = self._conversation.ask(
            kind,
            content,
            lambda output: self._watch(budget, output),
            area,
            buffers,
        )
        self._cpu = max(self._cpu, processor_time(self._process.pid))
        # the socket drops what is too large, and what was on its way
        dropped = "" if reply.complete else f"an output larger than {MESSAGE >> 20} MB, which was dropped"
        return reply, budget.interrupted or dropped

    def _watch(self, budget: Budget, output: int) -> None:
        """End what goes beyond its limits: first by an interrupt, then by the end of the process."""
        if self._conversation.violation:
            self._end(self._conversation.violation)
        ended = self._process.ended()
        self._take_events()
        if ended:
            raise CandidateEndedError(budget.interrupted or self._limit() or "the process ended")
        used = usage(self._process.pid)
        self._cpu = max(self._cpu, used.cpu)
        if self.beside is not None:
            used = replace(used, memory=used.memory + usage(self.beside._process.pid).memory)
        if limit := budget.exceeded(used, output):
            self._end(limit)
        if budget.interrupts(used):
            self._process.signal(signal.SIGINT)

    def _limit(self) -> str:
        """The limit for which the sandbox ended the process, in words; nothing if it did not."""
        noted = (each for each in self.events if (each.get("event"), each.get("from")) == LIMIT)
        return next((each.get("detail", "") for each in noted), "")

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

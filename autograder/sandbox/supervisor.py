"""The supervisor: the process outside that waits for the candidate, and refuses and reports what it tries.

Everything it reads may come from the student's code: sizes are bounded, and it waits for no answer.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time

from autograder.sandbox import audit_hook, seccomp
from autograder.sandbox.cgroup import Cgroup
from autograder.sandbox.plan import Limits
from autograder.sandbox.reaper import end_children, status_of
from autograder.sandbox.usage import usage

EVENTS = 50  # distinct ones, from each source
CALLS = 20_000  # refused ones; after these the kernel refuses without asking
PRINTED = (
    16 << 10
)  # bytes of what the candidate prints outside of its cells; a pipe that nobody reads takes them
EVIDENCE = 1 << 20  # bytes read from the audit hook
CHUNK = 1 << 16
PASSED_ON: dict[int, int] = {signal.SIGINT: signal.SIGINT, signal.SIGTERM: signal.SIGKILL}
FAILED = 70
LOOK = 0.2  # seconds between two looks at what the candidate uses


class Supervisor:
    """Holds one candidate."""

    def __init__(
        self,
        link: socket.socket,
        evidence: int,
        prints: int,
        report: int | None,
        child: int,
        limits: Limits,
        cgroup: Cgroup | None,
    ):
        """Take over the ends of the pipes that lead to a candidate.

        Args:
            link: over which the launch is told.
            evidence: what the audit hook notes.
            prints: what the candidate prints.
            report: where events go, one JSON object a line.
            child: the process that waits for the candidate.
            limits: of all processes together.
            cgroup: that the kernel counts them in, where there is one.
        """
        self._link, self._evidence, self._prints, self._report = link, evidence, prints, report
        self._child, self._candidate = child, -1
        self._listener: int | None = None
        self._limits, self._cgroup = limits, cgroup
        self._folder = ""
        self._seen: dict[str, set] = {"kernel": set(), "python": set(), "launcher": set()}
        self._calls = self._printed = self._read = 0
        self._unread = b""

    def run(self) -> int:
        """Wait until the candidate has ended.

        Returns:
            Its status; that of a shell, 128 and more, when a signal ended it.
        """
        self._wake, wake = os.pipe()
        for end in (self._wake, wake):
            os.set_blocking(end, False)
        for number in PASSED_ON:
            signal.signal(number, lambda *unused: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        if self._report is not None:
            os.set_blocking(self._report, False)
        try:
            if self._started():
                self._watch()
            return self._end()
        finally:
            if self._cgroup:
                self._cgroup.remove()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> bool:
        """Follow the launch, in which no code of a student runs, to its end."""
        text, handles, _, _ = socket.recv_fds(self._link, CHUNK, 2)
        if not text:
            return False
        message = json.loads(text)
        if "refused" in message:
            print(message["refused"], file=sys.stderr, flush=True)
            return False
        self._candidate, *listening = handles
        self._listener = listening[0] if listening else None
        self._folder = message["folder"]
        for event, detail in message["notes"]:
            self._note("launcher", event, detail)
        self._link.send(b"go")
        return True

    def _watch(self) -> None:
        """Serve all pipes in turns until the candidate is gone."""
        child = os.pidfd_open(self._child)
        serve = {self._evidence: self._hear, self._prints: self._repeat, self._wake: self._pass_on}
        if self._listener is not None:
            listener = self._listener
            serve[listener] = lambda: self._refuse(listener)
        poll = select.poll()
        for handle in (child, *serve):
            poll.register(handle, select.POLLIN)
        look = time.monotonic()
        while True:
            if time.monotonic() >= look:
                self._measure()
                look = time.monotonic() + LOOK
            for handle, event in poll.poll(1000 * LOOK):
                if handle == child:
                    self._hear()
                    self._repeat()
                    return
                if not event & select.POLLIN or not serve[handle]():
                    poll.unregister(handle)
                    os.close(handle)

    def _measure(self) -> None:
        """End a candidate that holds or computes too much; the examiner does not look between its cells."""
        used = usage(os.getpid())
        cpu = max(used.cpu, self._cgroup.cpu() if self._cgroup else 0.0)
        if used.memory > self._limits.memory:
            self._end_for(self._too_much())
        elif cpu > self._limits.cpu:
            self._end_for("the time limit of the notebook")

    def _too_much(self) -> str:
        return f"more than {self._limits.memory / (1 << 30):g} GB of memory"

    def _end_for(self, limit: str) -> None:
        self._note("launcher", "limit", limit)
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._candidate, signal.SIGKILL)

    def _refuse(self, listener: int) -> bool:
        self._calls += 1
        if event := seccomp.answer(listener):
            self._note("kernel", **event)
        return self._calls < CALLS

    def _hear(self) -> bool:
        chunk = _read(self._evidence)
        self._read += len(chunk)
        *lines, self._unread = (self._unread + chunk).split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError, RecursionError):
                message = json.loads(line)
                if isinstance(message, dict):
                    self._note("python", str(message.get("event", "")), str(message.get("detail", "")))
        return self._read < EVIDENCE

    def _repeat(self) -> bool:
        chunk = _read(self._prints)[: PRINTED - self._printed]
        self._printed += len(chunk)
        if sys.__stderr__:
            with contextlib.suppress(OSError):
                os.write(sys.__stderr__.fileno(), chunk)
        return True

    def _pass_on(self) -> bool:
        """Interrupt the candidate or end it. Unlike after SIGKILL, it is then also waited for."""
        for number in _read(self._wake):
            if number in PASSED_ON:
                with contextlib.suppress(OSError):
                    signal.pidfd_send_signal(self._candidate, PASSED_ON[number])
        return True

    def _note(self, source: str, event: str, detail: str) -> None:
        event, detail = event[: audit_hook.LETTERS], detail[: audit_hook.LETTERS]
        seen = self._seen[source]
        if self._report is None or len(seen) == EVENTS or (event, detail) in seen:
            return
        seen.add((event, detail))
        line = json.dumps({"event": event, "detail": detail, "from": source}) + "\n"
        with contextlib.suppress(OSError):  # nobody reads, or not fast enough
            os.write(self._report, line.encode())

    def _end(self) -> int:
        """End what is left, where no namespace has ended it, and take the status."""
        _, status = os.waitpid(self._child, 0)
        end_children()
        if self._cgroup and self._cgroup.overflowed():
            self._note("launcher", "limit", self._too_much())
        return status_of(status)


def _read(handle: int) -> bytes:
    """What waits in a pipe, without waiting for more."""
    try:
        return os.read(handle, CHUNK)
    except OSError:
        return b""

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
from pathlib import Path

from autograder.sandbox import audit_hook, seccomp

EVENTS = 50  # distinct ones, from each source
CALLS = 20_000  # refused ones; after these the kernel refuses without asking
PRINTED = (
    16 << 10
)  # bytes of what the candidate prints outside of its cells; a pipe that nobody reads takes them
EVIDENCE = 1 << 20  # bytes read from the audit hook
CHUNK = 1 << 16
PASSED_ON: dict[int, int] = {signal.SIGINT: signal.SIGINT, signal.SIGTERM: signal.SIGKILL}
FAILED = 70


class Supervisor:
    """Holds one candidate."""

    def __init__(self, link: socket.socket, evidence: int, prints: int, report: int | None, child: int):
        """Take over the ends of the pipes that lead to a candidate.

        Args:
            link: over which the launch is told.
            evidence: what the audit hook notes.
            prints: what the candidate prints.
            report: where events go, one JSON object a line.
            child: the process that waits for the candidate.
        """
        self._link, self._evidence, self._prints, self._report = link, evidence, prints, report
        self._child = child
        self._inner: int | None = None
        self._listener: int | None = None
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
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> bool:
        """Follow the launch, in which no code of a student runs, to its end."""
        locked = False
        while self._inner is None or not locked:
            text, handles, _, _ = socket.recv_fds(self._link, CHUNK, 1)
            if not text:
                return False
            message = json.loads(text)
            if "refused" in message:
                print(message["refused"], file=sys.stderr, flush=True)
                return False
            if "inner" in message:
                self._inner = os.pidfd_open(message["inner"])
            else:
                locked = True
                self._folder = message["folder"]
                self._listener = handles[0] if handles else None
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
        while True:
            for handle, event in poll.poll():
                if handle == child:
                    self._hear()
                    self._repeat()
                    return
                if not event & select.POLLIN or not serve[handle]():
                    poll.unregister(handle)
                    os.close(handle)

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
        with contextlib.suppress(OSError):
            os.write(sys.__stderr__.fileno(), chunk)
        return True

    def _pass_on(self) -> bool:
        """Interrupt the candidate or end it. Unlike after SIGKILL, it is then also waited for."""
        for number in _read(self._wake):
            if number in PASSED_ON:
                with contextlib.suppress(OSError):
                    signal.pidfd_send_signal(self._inner, PASSED_ON[number])
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
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while left := children.read_text().split():
            for each in map(int, left):
                os.kill(each, signal.SIGKILL)
                os.waitpid(each, 0)
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code


def _read(handle: int) -> bytes:
    """What waits in a pipe, without waiting for more."""
    try:
        return os.read(handle, CHUNK)
    except OSError:
        return b""

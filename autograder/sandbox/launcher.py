"""Starts candidates out of a warm process, and holds what has been started."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence

from autograder.sandbox.warm import PACKET

PATIENCE = 120.0  # seconds for importing everything
GRACE = 5.0  # seconds to end


class LaunchError(RuntimeError):
    """No process could be started; the message holds the last words of the warm one."""


class Process:
    """A process that is not a child of this one."""

    def __init__(self, pid: int, handle: int):
        """Take over `handle`, a file descriptor of the process `pid`."""
        self.pid, self._handle = pid, handle

    def ended(self, seconds: float = 0) -> bool:
        """Whether it has ended, or does so within some time."""
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(int(1000 * seconds)))

    def signal(self, number: int) -> None:
        """Send it a signal; nothing if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._handle)


class Launcher:
    """One warm process, started when it is first needed and again if it has ended."""

    def __init__(
        self,
        modules: tuple[str, ...] = (),
        environment: Mapping[str, str] = {},
        container_command: tuple[str, ...] = (),
        refused: Mapping[str, Sequence[str]] = {},
    ):
        """Prepare a launcher.

        Args:
            modules: to be imported before anything is forked.
            environment: in which they are imported.
            container_command: a command to start the warm process with, such as that of a container.
            refused: what it must not import, as `autograder.sandbox.refusal.install` takes it.
        """
        self._refused = {"packages": (), "library": (), "without": (), **refused}
        self._modules, self._environment, self._container_command = (
            modules,
            dict(environment),
            container_command,
        )
        self._lock = threading.Lock()
        self._closed = False
        self._deaths = 0
        self._warm: subprocess.Popen | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as this object

    def launch(self, task: dict, log: int, report: int, keep: list[int]) -> Process:
        """Start a process that locks itself in and performs a task.

        Args:
            task: `plan`, `target` and `arguments`, as `autograder.sandbox.launch` takes them; the
                arguments get `sockets`, the numbers that `keep` has inside.
            log: file descriptor for what it says before it is locked in.
            report: file descriptor for events.
            keep: file descriptors that stay open inside.

        Raises:
            LaunchError: when it could not be started.
        """
        packet = json.dumps(task).encode()
        with self._lock:
            for last in (False, True):
                if self._closed:
                    raise LaunchError("grading has ended")
                try:
                    if self._warm is None:
                        self._start()
                    socket.send_fds(self._control, [packet], [log, report, *keep])
                    text, handles, _, _ = socket.recv_fds(self._control, PACKET, 1)
                    if text:
                        return Process(json.loads(text), handles[0])
                except OSError as error:
                    if last:
                        raise LaunchError(
                            f"no candidate can be started: {error}; {self._log_tail()}"
                        ) from error
                last_words = self._log_tail()
                self._stop()
                self._deaths += 1
            raise LaunchError(f"no candidate can be started: {last_words}")

    def prepare(self) -> None:
        """Start the warm process now; what goes wrong is told by the first `launch`."""
        with self._lock, contextlib.suppress(OSError):
            if self._warm is None and not self._closed:
                self._start()

    def deaths(self) -> int:
        """How many warm processes have ended, and with each of them all candidates that it had started."""
        with self._lock:
            return self._deaths + (self._warm is not None and self._warm.poll() is not None)

    @property
    def closed(self) -> bool:
        """Whether it was closed, which ended all that it had started."""
        return self._closed

    def close(self) -> None:
        """End the warm process, and with it everything that it started. Nothing can be launched any more."""
        self._closed = True
        with self._lock:
            self._stop()

    def _start(self) -> None:
        for modules in (self._modules, ()):  # none, where one of them starts threads or does not end
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._warm = subprocess.Popen(
                    [*self._container_command, sys.executable, "-m", "autograder.sandbox.warm"],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=self._log,
                    cwd="/",
                    start_new_session=True,
                )
            self._control.settimeout(PATIENCE)
            try:
                for message in (self._environment, self._refused, *_portions(modules), []):
                    self._control.send(json.dumps(message).encode())
                answer = self._control.recv(PACKET)
            except TimeoutError:
                answer = b"0"
            if not answer:
                raise ConnectionResetError("the warm process has ended")
            if json.loads(answer) == 1:
                return
            self._stop()

    def _stop(self) -> None:
        if self._warm is not None:
            self._control.close()
            try:
                self._warm.wait(GRACE)
            except subprocess.TimeoutExpired:  # it imports, and does not look at the socket
                self._warm.kill()
                self._warm.wait()
            self._warm = None

    def _log_tail(self) -> str:
        self._log.seek(0)
        return self._log.read()[-1000:].decode(errors="replace").strip()


def _portions(modules: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Names by the hundred: a packet holds no more."""
    for start in range(0, len(modules), 100):
        yield modules[start : start + 100]

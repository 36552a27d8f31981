"""One run of `nbgrader autograde`, watched from outside."""

import contextlib
import os
import re
import signal
import subprocess
from pathlib import Path

import psutil

SECONDS = 300  # for one run; nothing honest takes so long


class Run:
    """One run of `nbgrader autograde`."""

    def __init__(self, command: list[str], root: Path, temporary: Path):
        """Start it, in a session of its own, with its output in a file.

        A pipe would stay open as long as any of its children lives. SIGINT has its meaning, also where the
        tests run in the background of a shell, which lets them and all below them ignore it.
        """
        self._log = temporary.parent / f"log-{len(list(temporary.parent.glob('log-*')))}"
        with self._log.open("w") as output:
            self._process = subprocess.Popen(
                ["env", "--default-signal=INT", *command],
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=os.environ | {"TMPDIR": str(temporary)},
                start_new_session=True,
            )
        self._watched = psutil.Process(self._process.pid)

    def wait(self) -> int:
        """Wait for its end.

        Returns:
            The exit status; negative for the number of a signal.

        Raises:
            subprocess.TimeoutExpired: when it hangs.
        """
        return self._process.wait(SECONDS)

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def processes(self, all_below: bool = False) -> list[psutil.Process]:
        """Its own process, its children, and on request theirs too; none once it has ended."""
        try:
            return [self._watched, *self._watched.children(recursive=all_below)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Kill its own process, and nothing below it."""
        self._process.kill()

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGINT)

    def log(self) -> str:
        """What it said so far."""
        return self._log.read_text(errors="replace")

    def has_begun(self) -> bool:
        """Whether it has chosen what it grades, or waits for the gradebook to choose."""
        return "submissions taken up" in self.log() or "Another program is writing" in self.log()

    def examined(self) -> list[str]:
        """The students whose cells it ran, in order."""
        return re.findall(r"\] Autograding \S*/(\w+)/\w+/\w+\.ipynb", self.log())

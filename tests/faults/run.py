"""One run of `nbgrader autograde`, watched from outside."""

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psutil

from autograder.coursedir import folders

SECONDS = 300  # for one run; nothing honest takes so long


@cache
def code() -> Path:
    """A copy of the project's packages, which all runs use.

    Grades follow from the code as well. Who edits a file of the project while faults are tried would have
    every submission graded again, and no fault had done it.
    """
    folder = Path(tempfile.mkdtemp(prefix="faults-code-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for package in ("autograder", "lenet_keras"):
        left_out = shutil.ignore_patterns(folders.WORK.name, "__pycache__")
        shutil.copytree(folders.PROJECT / package, folder / package, ignore=left_out)
    (folder / folders.WORK).mkdir()
    return folder


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
                env=os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(code())},
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

"""Running a command whose children may try to outlive it: all of them are found, and ended."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

GRACE = 4.0  # seconds that children have to end after their command, where nothing else runs
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


def command(
    arguments: list[str],
    folder: Path,
    environment: dict[str, str],
    log: Path,
    seconds: float,
    told: Callable[[str], None] = lambda line: None,
) -> int:
    """Run a command, in a session of its own, with its output in a file.

    A pipe would stay open as long as any of its children lives.

    Args:
        arguments: the command.
        folder: where it runs.
        environment: all of it.
        log: the file that its output is added to.
        seconds: after which it is ended.
        told: is called with each new line of the output.

    Returns:
        The exit status; negative for the number of a signal.
    """
    with log.open("a") as output:
        start = output.tell()
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    ends = time.monotonic() + seconds
    with log.open(errors="replace") as lines:
        lines.seek(start)
        while process.poll() is None:
            time.sleep(0.1)
            if time.monotonic() > ends:
                os.killpg(process.pid, signal.SIGKILL)
            for line in lines:
                told(line)
    return process.returncode


@contextlib.contextmanager
def adopting() -> Iterator[Callable[[], list[str]]]:
    """Become the parent of all processes whose own parents end, as long as the context lasts.

    Yields:
        A function that returns the commands of the children that are still there some seconds after
        their command ended, and ends them.
    """
    libc = ctypes.CDLL(None)
    before = {each.pid for each in psutil.Process().children(recursive=True)}

    def children() -> list[psutil.Process]:
        found = []
        for each in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error, ChildProcessError):
                if each.pid in before:
                    continue
                if each.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(each.pid, os.WNOHANG)
                else:
                    found.append(each)
        return found

    def survivors() -> list[str]:
        # one that is starting ends by itself once it has its turn, and on a busy machine that takes longer
        ends = time.monotonic() + GRACE * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        while (left := children()) and time.monotonic() < ends:
            time.sleep(0.1)
        commands = []
        for each in left:
            with contextlib.suppress(psutil.Error):
                commands.append(" ".join(each.cmdline()))
        ends = time.monotonic() + 60
        while (left := children()) and time.monotonic() < ends:  # some change their ids
            for each in left:
                with contextlib.suppress(psutil.Error):
                    each.kill()
        return commands

    libc.prctl(SUBREAPER, 1, 0, 0, 0)
    try:
        yield survivors
    finally:
        survivors()
        libc.prctl(SUBREAPER, 0, 0, 0, 0)

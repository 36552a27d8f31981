"""Real commands, measured: wall time, processor time of all their processes, memory, and their pace."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from autograder.coursedir import folders
from tests.attacks.course import Course

LOOK = 0.1  # seconds between two looks at a running command
NEWS = 20.0  # seconds between two lines about its progress
NBGRADER = str(Path(sys.executable).parent / "nbgrader")

console = Console(stderr=True, highlight=False)


@dataclass
class Ran:
    """What one command took."""

    seconds: float = 0.0
    """Wall time, from its start to its end."""
    cpu: float = 0.0
    """Processor time of it and of all its descendants that were waited for, which candidates are: the
    warm process waits for them, and nbgrader's process waits for the warm one."""
    peak: int = 0
    """Bytes: the most that its first process held in memory, as the kernel counted (`VmHWM`)."""
    pace: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since its start, and how many students' graded folders there were."""

    def when(self, students: int) -> float:
        """Seconds until nbgrader had come to so many students."""
        return next(seconds for seconds, count in self.pace if count >= students)


def measured(
    course: Course, arguments: list[str], what: str, look: Callable[[int], None] = lambda process: None
) -> Ran:
    """Run a command in a course.

    Args:
        course: where it runs, with the environment that commands on attacks have, but for the secret.
        arguments: the command.
        what: it is, for the person who waits.
        look: is called with the id of its process, ten times a second.

    Raises:
        RuntimeError: when it fails.
    """
    environment = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    environment |= {
        "HOME": str(course.root / "home"),
        "TMPDIR": str(course.root / "tmp"),
        "PYTHONPATH": str(course.root),
        "MPLBACKEND": "Agg",
    }
    log, ran, ended = course.root / "log", Ran(), threading.Event()
    console.print(f"{what} ...")
    with log.open("w") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            arguments,
            cwd=course.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    watch = threading.Thread(target=_watch, args=(process.pid, course, ran, started, ended, look))
    watch.start()
    try:
        _, result, used = os.wait4(process.pid, 0)  # unlike `Popen.wait`, it tells what was used
    except BaseException:  # Ctrl-C, which does not reach another session
        process.kill()
        process.wait()
        raise
    finally:
        ran.seconds = time.perf_counter() - started
        ended.set()
        watch.join()
    process.returncode = os.waitstatus_to_exitcode(result)
    ran.cpu = used.ru_utime + used.ru_stime
    console.print(f"    {ran.seconds:.1f} s, {ran.cpu:.1f} s of processor time")
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed in {course.root}:\n{log.read_text()[-3000:]}")
    return ran


def _watch(
    process: int,
    course: Course,
    ran: Ran,
    started: float,
    ended: threading.Event,
    look: Callable[[int], None],
) -> None:
    """Note memory and pace until the command has ended."""
    graded, told, over = course.root / folders.AUTOGRADED, started, False
    while not over:
        over = ended.wait(LOOK)  # and one last look
        ran.peak = max(ran.peak, status(process).get("VmHWM", 0))
        count = len(list(graded.iterdir())) if graded.is_dir() else 0
        now = time.perf_counter()
        if not ran.pace or ran.pace[-1][1] != count:
            ran.pace.append((now - started, count))
        if now > told + NEWS:
            told = now
            console.print(f"    {count} students, {now - started:.0f} s")
        look(process)


def status(process: int, file: str = "status") -> dict[str, int]:
    """Bytes by name of a file of /proc; nothing of a process that has ended, or that may not be looked at."""
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return {}
    words = (line.split() for line in lines)
    return {each[0].rstrip(":"): int(each[1]) << 10 for each in words if each[-1] == "kB"}


def autograde(
    course: Course, what: str, *options: str, look: Callable[[int], None] = lambda process: None
) -> Ran:
    """Run `nbgrader autograde` on the course's lesson."""
    return measured(course, [NBGRADER, "autograde", course.lesson, *options], what, look)

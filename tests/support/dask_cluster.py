"""A Dask cluster of real processes on this machine, which know no course."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

WORKERS = {"one": "1", "two": "2"}  # name and number of threads
WARM = "autograder.sandbox.warm"
PATIENCE = 60  # seconds until something that must happen has not


class DaskCluster:
    """A scheduler and two workers, each in a folder of its own, with nannies that replace a killed one."""

    def __init__(self, folder: Path):
        """Start them."""
        self.folder, self.address = folder, f"tcp://127.0.0.1:{free_port()}"
        options = ["--host", "127.0.0.1", "--port", self.address.rpartition(":")[2], "--no-dashboard"]
        self.processes = [self._start("scheduler", *options)]
        self.nannies = {}
        for name, threads in WORKERS.items():
            options = ["--nthreads", threads, "--name", name, "--no-dashboard", "--host", "127.0.0.1"]
            started = self._start("worker", *options, "--preload", "autograder.worker", self.address)
            self.nannies[name] = psutil.Process(started.pid)
            self.processes.append(started)

    def _start(self, part: str, *options: str) -> subprocess.Popen:
        place = self.folder / f"{part}-{len(list(self.folder.iterdir()))}"
        (place / "t").mkdir(parents=True)
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(place),
            "TMPDIR": str(place / "t"),
            "LENET_KERAS_DATA": os.environ.get("LENET_KERAS_DATA", ""),
            # two deaths under the same submission make it a suspect; Dask's own number, four, takes longer
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        with (place / "log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", part, *options],
                cwd=place,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def workers(self) -> list[psutil.Process]:
        """The processes that examine."""
        return [
            child
            for nanny in self.nannies.values()
            for child in nanny.children()
            if any("spawn_main" in each for each in command(child))
        ]

    def wait(self) -> None:
        """Wait until all workers have joined."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(len(WORKERS), timeout=PATIENCE)

    def close(self) -> None:
        """End everything; a nanny that waits for its new worker would not end when it is asked to."""
        for each in self.processes:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait(PATIENCE)

    def logs(self) -> str:
        """What its processes said."""
        return "\n".join(path.read_text() for path in self.folder.glob("*/log"))


def command(process: psutil.Process) -> list[str]:
    """What a process was started with; nothing if it has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def below(process: psutil.Process) -> list[psutil.Process]:
    """The processes of all candidates of a worker, and the warm ones that they come from."""
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def examines(worker: psutil.Process) -> bool:
    """Whether it has a candidate whose kernel has started."""
    # the warm process, which has the supervisor, the middle and the kernel of each candidate below it
    return any(WARM in command(each) for each in below(worker)) and len(below(worker)) >= 4


def runs(worker: psutil.Process, program: list[str]) -> bool:
    """Whether one of its candidates runs `program`."""
    return any(command(each) == program for each in below(worker))


def eventually(find: Callable[[], list]) -> list:
    """Wait until `find` finds something."""
    end = time.monotonic() + PATIENCE
    while not (found := find()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)
    return found


def survivors(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that do not end."""
    return psutil.wait_procs(processes, timeout=PATIENCE)[1]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]

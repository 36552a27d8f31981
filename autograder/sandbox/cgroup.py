"""A cgroup of version 2 for one candidate: the kernel counts all memory, processes and processor time in it.

Few machines let an ordinary user make one (a service or `systemd-run --user --scope` with delegation does);
where none can be made, the calls that `seccomp` refuses and the watch of `usage` do instead.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox import leftovers
from autograder.sandbox.plan import Limits

ROOT = Path("/sys/fs/cgroup")
NEEDED = {"memory", "pids"}
OUTSIDE = 2  # the process that waits and the reaper are in it, too
PATIENCE = 2.0  # seconds until the kernel has let go of what was killed


class Cgroup:
    """The cgroup of one candidate."""

    def __init__(self, folder: Path):
        """Take one over.

        Args:
            folder: where it lies in the file system of cgroups.
        """
        self._folder = folder

    def limit(self, limits: Limits) -> None:
        """Bound what all processes in it use together.

        Raises:
            OSError: when the kernel does not accept a limit.
        """
        # files of the private folders count here, too, and have a limit of their own
        self._set("memory.max", limits.memory + limits.disk)
        self._set("memory.oom.group", 1)
        self._set("pids.max", limits.processes + OUTSIDE)
        with contextlib.suppress(FileNotFoundError):  # a kernel that does not count swapped pages
            self._set("memory.swap.max", 0)

    def enter(self) -> None:
        """Move this process into it, and all that it will start.

        Raises:
            OSError: when the kernel does not let it.
        """
        self._set("cgroup.procs", 0)

    def cpu(self) -> float:
        """Seconds of processor time of all that ran in it."""
        return self._numbers("cpu.stat").get("usage_usec", 0) / 1e6

    def overflowed(self) -> bool:
        """Whether the kernel ended it for want of memory."""
        return self._numbers("memory.events").get("oom_kill", 0) > 0

    def remove(self) -> None:
        """End what is left in it and remove it; nothing if it is gone."""
        ends = time.monotonic() + PATIENCE
        while self._folder.exists():
            with contextlib.suppress(OSError):  # before Linux 5.14
                self._set("cgroup.kill", 1)
            with contextlib.suppress(OSError):
                self._folder.rmdir()
                return
            if time.monotonic() > ends:
                return
            time.sleep(0.01)

    def _set(self, name: str, value: int) -> None:
        handle = os.open(self._folder / name, os.O_WRONLY)  # a file that is missing must not be made
        try:
            os.write(handle, str(value).encode())
        finally:
            os.close(handle)

    def _numbers(self, name: str) -> dict[str, int]:
        with contextlib.suppress(OSError, ValueError):
            lines = (self._folder / name).read_text().splitlines()
            return {key: int(value) for key, value in map(str.split, lines)}
        return {}


def create(limits: Limits) -> Cgroup | None:
    """Make a cgroup beside or above that of this process, where the kernel lets it.

    Returns:
        The cgroup, with its limits set; None where this machine allows none.
    """
    for parent in _parents():
        folder = parent / leftovers.prefix().rstrip("-")
        with contextlib.suppress(OSError):
            if NEEDED - set((parent / "cgroup.subtree_control").read_text().split()):
                continue
            _remove_leftovers(parent)
            folder.mkdir()
            made = Cgroup(folder)
            try:
                made.limit(limits)
            except OSError:
                made.remove()
                raise
            return made
    return None


def _parents() -> Iterator[Path]:
    """The folder of this process's own cgroup, and those above it, the nearest first."""
    if not (ROOT / "cgroup.controllers").exists():  # version 1, or none at all
        return
    lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    own = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), "")
    folder = ROOT / own
    if ".." in folder.parts or not folder.is_dir():
        return
    while folder != ROOT:
        yield folder
        folder = folder.parent
    yield ROOT


def _remove_leftovers(parent: Path) -> None:
    """Remove the empty cgroups of supervisors that were killed."""
    for folder in parent.glob(f"{leftovers.NAME}*"):
        if leftovers.orphaned(folder):
            with contextlib.suppress(OSError):
                folder.rmdir()

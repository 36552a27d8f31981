"""What a candidate uses, read from /proc of the processes that belong to it.

psutil finds children by reading all processes of the machine; a look every tenth of a second must cost less.
"""

import contextlib
import os
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
OUTSIDE = 3  # generations: the supervisor, the process that waits and the reaper, forks of the warm one
DEFAULT = Path("/proc/sys/net/core/wmem_default")
# what lies in memory, what lies in swap and the tables of both
COUNTED = re.compile(rb"^(?:Vm(?:RSS|Swap|PTE)|HugetlbPages):\s+(\d+) kB$", re.MULTILINE)
LOCK = 64 << 10  # bytes that a lock on a part of a file counts: far more than it takes, as nobody needs many
MOST_PARTS = 1 << 9  # of the list of all locks that are read, of 64 KB each
HOLDER = re.compile(rb"^\d+: (?:-> )?\w+ +\w+ +\w+ +(\d+) ", re.MULTILINE)
USED = re.compile(rb"^sockets: used (\d+)$", re.MULTILINE)


@cache
def held_by_a_file() -> int:
    """Bytes that the kernel may hold for one open file: those on their way in a socket.

    Nobody inside can ask for more than the default (`autograder.sandbox.seccomp`), and nothing else that can
    be open holds more.
    """
    try:
        return max(416 << 10, 2 * int(DEFAULT.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return 416 << 10


@dataclass(frozen=True)
class Usage:
    """What a process and all below it have used."""

    cpu: float = 0.0
    """Seconds of processor time, also of children that have ended."""
    memory: int = 0
    """Bytes that the candidate and its children hold, in memory or swapped out, with tables of pages and what
    the kernel may hold for open files and locks; shared pages count for each of them."""


def usage(supervisor: int) -> Usage:
    """Look at a candidate and everything that it started.

    Args:
        supervisor: id of the process that holds it.

    Returns:
        What all of them use. A process that ends meanwhile is left out.
    """
    ticks = memory = files = 0
    members: set[int] = set()
    inside = None
    for process, generation in _processes(supervisor):
        with contextlib.suppress(OSError, ValueError):  # it has ended
            ticks += _ticks(process)
            if generation >= OUTSIDE:
                memory += _pages(process)
                files += _open_files(process)
                inside = process
                members.add(process)
    if inside is not None:
        files = max(files, _sockets(inside))
        holders = _holders(int(time.monotonic()))
        memory += LOCK * sum(holders[member] for member in members)
    return Usage(ticks / TICKS, memory + held_by_a_file() * files)


def processor_time(supervisor: int) -> float:
    """Seconds of processor time of a candidate and everything that it started, as `usage` tells it.

    Args:
        supervisor: id of the process that holds it.
    """
    ticks = 0
    for process, _ in _processes(supervisor):
        with contextlib.suppress(OSError, ValueError):  # it has ended
            ticks += _ticks(process)
    return ticks / TICKS


def address_space(supervisor: int) -> int:
    """Bytes of addresses of the one process inside that has most; the kernel limits them for each.

    Args:
        supervisor: id of the process that holds the candidate.
    """
    most = 0
    for process, generation in _processes(supervisor):
        with contextlib.suppress(OSError, ValueError):
            if generation >= OUTSIDE:
                pages = int(_read(f"/proc/{process}/statm").split()[0])
                most = max(most, pages * resource.getpagesize())
    return most


def _processes(supervisor: int) -> Iterator[tuple[int, int]]:
    """A process and all below it, with the number of generations between."""
    waiting = [(supervisor, 0)]
    while waiting:
        process, generation = waiting.pop()
        yield process, generation
        with contextlib.suppress(OSError, ValueError):  # it has ended
            for thread in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208 - names are enough
                with contextlib.suppress(OSError):
                    children = _read(f"/proc/{process}/task/{thread}/children")
                    waiting += [(int(child), generation + 1) for child in children.split()]


def _pages(process: int) -> int:
    """Bytes in pages that are there for one process."""
    return sum(map(int, COUNTED.findall(_read(f"/proc/{process}/status")))) << 10


def _ticks(process: int) -> int:
    """Processor time of a process and of its ended children, in user and kernel mode."""
    # the name in parentheses may hold anything
    return sum(map(int, _read(f"/proc/{process}/stat").rpartition(b")")[2].split()[11:15]))


@lru_cache(maxsize=1)
def _holders(second: int) -> Counter[int]:
    """How many locks on files each process holds; the kernel's memory for them is in no other sum.

    Args:
        second: in which this is asked. The kernel takes as long for this list as for all else here together,
            so that it is read once in a second.
    """
    parts: list[bytes] = []
    with contextlib.suppress(OSError), Path("/proc/locks").open("rb", 0) as file:
        while len(parts) < MOST_PARTS and (part := file.read(1 << 16)):
            parts.append(part)
    return Counter(map(int, HOLDER.findall(b"".join(parts))))


def _sockets(process: int) -> int:
    """Sockets of a candidate, also those that nobody has open: connections that wait to be accepted.

    Args:
        process: of the candidate's.

    Returns:
        How many there are in its network namespace; none where that is ours, or cannot be told.
    """
    with contextlib.suppress(OSError):
        if os.stat(f"/proc/{process}/ns/net").st_ino != _own_network():  # noqa: PTH116 - twice as fast
            found = USED.search(_read(f"/proc/{process}/net/sockstat"))
            return int(found[1]) if found else 0
    return 0


@cache
def _own_network() -> int:
    return os.stat("/proc/self/ns/net").st_ino  # noqa: PTH116 - as above


def _open_files(process: int) -> int:
    folder = f"/proc/{process}/fd"
    if count := os.stat(folder).st_size:  # noqa: PTH116 - twice as fast
        return count
    try:
        return len(os.listdir(folder))  # noqa: PTH208 - before Linux 6.2
    except PermissionError:
        return 0


def _read(path: str) -> bytes:
    """A whole file of /proc; `open` and `Path` would take four times as long."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 1 << 16)
    finally:
        os.close(handle)

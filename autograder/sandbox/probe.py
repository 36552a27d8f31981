"""What a candidate tries on the inside to find out which parts of the sandbox hold."""

import ctypes
import json
import mmap
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.plan import Limits

NEW_USERS = 0x10000000
TRACE_ME = 0


def attempt(canary: str, limits: dict, answer: int) -> None:
    """Try what is forbidden, and write as JSON which part let what happen.

    Args:
        canary: a file outside, in a folder that everybody may write to.
        limits: fields of the `Limits` that should hold.
        answer: file descriptor to write to.
    """
    bounds = Limits(**limits)
    attempts = {
        "namespaces": (lambda: _sees(canary), lambda: _writes_beside(canary), _sees_processes),
        "user": (_is_root, _has_rights),
        "limits": (
            lambda: _takes(bounds.memory),
            lambda: _writes(bounds.file),
            lambda: _forks(bounds.processes),
        ),
        "landlock": (_lists_root, _maps_zeros),
        "seccomp": (
            _connects,
            _unshares,
            _traces,
            _maps_shared,
            _makes_memory_file,
            _makes_segment,
            _widens_socket,
        ),
    }
    open_parts = [part for part, tries in attempts.items() if any(_succeeds(each) for each in tries)]
    os.write(answer, json.dumps(open_parts).encode())


def _succeeds(deed: Callable[[], bool]) -> bool:
    try:
        return deed()
    except (OSError, MemoryError):
        return False


def _sees(canary: str) -> bool:
    return Path(canary).exists()


def _writes_beside(canary: str) -> bool:
    return Path(canary).with_name("written").write_text("x") == 1


def _sees_processes() -> bool:
    names = [each.name for each in Path("/proc").iterdir()]
    return {int(each) for each in names if each.isdigit()} != {1, os.getpid()}  # the reaper and this one


def _is_root() -> bool:
    return 0 in (os.getuid(), os.geteuid(), os.getgid())


def _has_rights() -> bool:
    status = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    )
    return int(status["CapEff"], 16) != 0 or int(status["NoNewPrivs"]) != 1


def _takes(memory: int) -> bool:
    mmap.mmap(-1, memory, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    return True


def _writes(size: int) -> bool:
    path = Path("too-large")
    path.touch()
    os.truncate(path, size + 1)
    return True


def _forks(processes: int) -> bool:
    children: list[int] = []
    try:
        while len(children) <= processes:
            if not (child := os.fork()):
                signal.pause()
            children.append(child)
        return True
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _lists_root() -> bool:
    # also the private root is none of what Landlock allows
    return bool(list(Path("/").iterdir()))


def _connects() -> bool:
    socket.socket(socket.AF_INET).close()
    return True


def _unshares() -> bool:
    return ctypes.CDLL(None).unshare(NEW_USERS) == 0


def _traces() -> bool:
    return ctypes.CDLL(None).ptrace(TRACE_ME, 0, 0, 0) == 0


# what such ways hold is in no sum of what processes use


def _maps_zeros() -> bool:
    with Path("/dev/zero").open("r+b", 0) as zeros:
        mmap.mmap(zeros.fileno(), mmap.PAGESIZE).close()
    return True


def _maps_shared() -> bool:
    mmap.mmap(-1, mmap.PAGESIZE).close()
    return True


def _makes_memory_file() -> bool:
    os.close(os.memfd_create("probe"))
    return True


def _makes_segment() -> bool:
    return ctypes.CDLL(None).shmget(0, mmap.PAGESIZE, 0o600) >= 0


def _widens_socket() -> bool:
    near, far = socket.socketpair()
    with near, far:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    return True

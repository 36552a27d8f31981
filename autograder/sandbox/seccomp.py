"""The seccomp part: system calls that no lesson needs and that lead out of a sandbox or around its limits.

A refused call answers EPERM. The kernel asks the process outside for this answer, so that it learns of every
attempt, which code inside can neither forge nor hide.
"""

import ctypes
import errno
import fcntl
import os
import socket
import struct
from collections.abc import Iterable

from autograder.sandbox.syscalls import NUMBERS, number, syscall

ALLOWED = {
    "capset",
    "clone",
    "clone3",
    "fcntl",
    "ioctl",
    "mmap",
    "seccomp",
    "setsockopt",
    "socket",
    "socketpair",
}
ALLOWED |= {name for name in NUMBERS if name.startswith("landlock")}
WITH_HANDLES = ("sendmmsg", "sendmsg")  # they can send file descriptors, which a filter cannot see
ALLOWED |= set(WITH_HANDLES)
REFUSED = sorted(set(NUMBERS) - ALLOWED)

NEW_NAMESPACES = 0x7E020000  # all flags CLONE_NEW* of clone
# CLONE_THREAD, CLONE_FILES: a thread's own files would not be counted, nor would the locks of files that
# outlive the process which took them
THREAD, SAME_FILES = 0x10000, 0x400
NOBODYS_LOCKS = (37, 38)  # F_OFD_SETLK, F_OFD_SETLKW: the kernel tells of no process that holds them
SHARED, ANONYMOUS = 0x01, 0x20  # MAP_SHARED, MAP_ANONYMOUS: such pages stay when they are dropped or unmapped
OF_SOCKETS, LARGER_BUFFER = 1, (7, 32)  # SOL_SOCKET; SO_SNDBUF, SO_SNDBUFFORCE: how much waits in a socket
TYPE_INTO_TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000

ALLOW, NOTIFY, ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, MASK, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NUMBER, MACHINE, FIRST, SECOND, THIRD, FOURTH = 0, 4, 16, 24, 32, 40  # offsets in struct seccomp_data

SET_FILTER, NEW_LISTENER = 1, 1 << 3
RECEIVE, SEND = 0xC0502100, 0xC0182101
NOTIFICATION = struct.Struct("QIIiIQ6Q")
RESPONSE = struct.Struct("QqiI")


def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction of a filter."""
    return struct.pack("HBBI", code, then, otherwise, value)


def _refusing(names: Iterable[str], end: bytes) -> list[bytes]:
    """The steps that end for these calls, for those of another machine, and of x32."""
    steps = [step(LOAD, MACHINE), step(EQUAL, MACHINES[os.uname().machine], 1), end]
    steps += [step(LOAD, NUMBER), step(AT_LEAST, X32, 0, 1), end]
    for name in names:
        steps += [step(EQUAL, number(name), 0, 1), end]
    return steps


def _program(refuse: int) -> bytes:
    end = step(RETURN, refuse)
    steps = _refusing(REFUSED, end)
    # glibc falls back to clone, whose flags a filter can read
    steps += [step(EQUAL, number("clone3"), 0, 1), step(RETURN, ERRNO | errno.ENOSYS)]
    steps += [step(EQUAL, number("clone"), 0, 7), step(LOAD, FIRST)]
    steps += [step(ANY_BIT, NEW_NAMESPACES, 3), step(MASK, THREAD | SAME_FILES)]
    steps += [step(EQUAL, THREAD, 1), step(EQUAL, SAME_FILES, 0, 1), end, step(RETURN, ALLOW)]
    steps += [step(EQUAL, number("mmap"), 0, 5), step(LOAD, FOURTH), step(MASK, SHARED | ANONYMOUS)]
    steps += [step(EQUAL, SHARED | ANONYMOUS, 0, 1), end, step(RETURN, ALLOW)]
    steps += [step(EQUAL, number("setsockopt"), 0, 7), step(LOAD, SECOND), step(EQUAL, OF_SOCKETS, 0, 3)]
    steps += [step(LOAD, THIRD), step(EQUAL, LARGER_BUFFER[0], 2), step(EQUAL, LARGER_BUFFER[1], 1)]
    steps += [step(RETURN, ALLOW), end]
    for name in ("socket", "socketpair"):
        steps += [step(EQUAL, number(name), 0, 4), step(LOAD, FIRST)]
        steps += [step(EQUAL, socket.AF_UNIX, 1), end, step(RETURN, ALLOW)]
    for name, (one, other) in (("ioctl", TYPE_INTO_TERMINAL), ("fcntl", NOBODYS_LOCKS)):
        steps += [step(EQUAL, number(name), 0, 4), step(LOAD, SECOND)]
        steps += [step(EQUAL, one, 1), step(EQUAL, other, 0, 1), end]
    return b"".join([*steps, step(RETURN, ALLOW)])


def filter_calls() -> int | None:
    """Refuse system calls to this process and all that it starts.

    Returns:
        A file descriptor on which the kernel asks what to answer; None when it cannot ask.

    Raises:
        OSError: when this kernel has no seccomp filters.
    """
    if os.uname().machine not in MACHINES:
        number("seccomp")  # says what is wrong
    try:
        return _install(_program(NOTIFY), NEW_LISTENER)
    except OSError:  # an old kernel, or a container that listens already
        _install(_program(ERRNO | errno.EPERM), 0)
        return None


def keep_handles() -> None:
    """Send no file descriptor to another process from here on, nor does any process that this one starts.

    The kernel counts those on their way for a user, all candidates together, and what they hold is held by no
    process. No message can be sent then that is more than bytes; `send` sends those. Calls of another machine
    are left to the other filter: one that refuses by itself would keep the kernel from telling of them.
    """
    allow, refuse = step(RETURN, ALLOW), step(RETURN, ERRNO | errno.EPERM)
    steps = [step(LOAD, MACHINE), step(EQUAL, MACHINES[os.uname().machine], 1), allow, step(LOAD, NUMBER)]
    for name in WITH_HANDLES:
        steps += [step(EQUAL, number(name), 0, 1), refuse]
    _install(b"".join([*steps, allow]), 0)


def _install(program: bytes, flags: int) -> int:
    text = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(text))
    return syscall("seccomp", SET_FILTER, flags, head)


def answer(listener: int) -> dict[str, str] | None:
    """Refuse the next call that the kernel asks about.

    Returns:
        The call as an event; None when whoever made it is gone.
    """
    buffer = bytearray(NOTIFICATION.size)
    try:
        fcntl.ioctl(listener, RECEIVE, buffer)
        name, _, _, called, machine, _, *arguments = NOTIFICATION.unpack(buffer)
        fcntl.ioctl(listener, SEND, RESPONSE.pack(name, 0, -errno.EPERM, 0))
    except OSError:
        return None
    return _event(called & 0xFFFFFFFF, machine, arguments)


def _event(called: int, machine: int, arguments: list[int]) -> dict[str, str]:
    if machine != MACHINES[os.uname().machine] or called >= X32:
        return {"event": "foreign system call", "detail": f"number {called} of machine {machine:#x}"}
    event = next(name for name in NUMBERS if number(name) == called)
    first, second = (value & 0xFFFFFFFF for value in arguments[:2])
    details = {
        "socket": f"family {first} ({_family(first)}), type {second & 0xF}",
        "socketpair": f"family {first} ({_family(first)})",
        "clone": f"flags {first:#x}",
        "unshare": f"flags {first:#x}",
        "ptrace": f"request {first}",
        "fcntl": "a lock that belongs to no process",
        "ioctl": f"request {second:#x}",
        "mmap": f"shared memory, {arguments[1]} bytes",
        "setsockopt": f"option {arguments[2] & 0xFFFFFFFF} of a socket",
        "memfd_create": "memory that is a file",
        "shmget": f"shared memory, {arguments[1]} bytes",
    }
    return {"event": event, "detail": details.get(event, "")}


def _family(value: int) -> str:
    try:
        return socket.AddressFamily(value).name
    except ValueError:
        return "unknown"

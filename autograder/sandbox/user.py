"""The user part: a user who owns nothing here, with no capability and no way to get one."""

import os
import struct
from pathlib import Path

from autograder.sandbox.syscalls import (
    PR_CAP_AMBIENT,
    PR_CAPBSET_DROP,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    checked,
    libc,
    prctl,
    syscall,
)

FIRST = 1_000_000_000  # above all users of people, services and containers
CAPABILITIES = 64
CAPABILITY_VERSION = 0x20080522


def unused() -> int:
    """A user id of this candidate's own, so that limits that count by user count only this candidate."""
    start, _, count = map(
        int, Path("/proc/self/uid_map").read_text(encoding="utf-8").splitlines()[-1].split()
    )
    end = start + count
    wanted = FIRST + os.getpid()
    return wanted if wanted < end else end - 3 - os.getpid() % 4096


def become(uid: int) -> None:
    """Stop being root.

    Raises:
        OSError: when this process may not change its user.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # a change of user hides /proc/self, which Python and its packages read
    prctl(PR_SET_DUMPABLE, 1)


def give_up_gains() -> None:
    """Let no program that is started give new rights.

    Raises:
        OSError: when the kernel refuses.
    """
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    for each in range(CAPABILITIES):
        libc.prctl(PR_CAPBSET_DROP, each, 0, 0, 0)  # fails where there is none to give up


def give_up_capabilities() -> None:
    """Give up what is left of special rights, for good.

    Raises:
        OSError: when the kernel refuses.
    """
    checked(libc.prctl(PR_CAP_AMBIENT, 4, 0, 0, 0), "prctl ambient")  # 4: clear all
    syscall("capset", struct.pack("Ii", CAPABILITY_VERSION, 0), bytes(24))

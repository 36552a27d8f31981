"""The Landlock part: rights by path that hold even where a mount lets more be seen."""

import os
import stat
import struct

from autograder.sandbox.syscalls import syscall

EXECUTE, WRITE, READ, READ_FOLDER, TRUNCATE, DEVICE = (1 << bit for bit in (0, 1, 2, 3, 14, 15))
OF_FILES = EXECUTE | WRITE | READ | TRUNCATE | DEVICE
VERSION = 1  # flag: ask for the version of the interface
BENEATH = 1  # type of a rule: a path and all beneath it
BIND_AND_CONNECT = 3  # network rights, since version 4
SCOPED = 3  # abstract sockets and signals end at the border, since version 6
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # number of rights on files by version; 16 since version 5


def restrict(readable: list[str], writable: list[str], devices: list[str], listed: list[str]) -> None:
    """Take from this process and all that it starts every right on files but these.

    Args:
        readable: files and folders to read and execute.
        writable: folders to do anything in.
        devices: files and folders to read and write, but to add nothing to.
        listed: folders of which the names may be read, and of those beneath: Python's import looks there.

    Raises:
        OSError: when this kernel has no Landlock.
    """
    version = syscall("landlock_create_ruleset", None, 0, VERSION)
    handled = (1 << RIGHTS.get(version, 16)) - 1
    attributes = struct.pack(
        "QQQ", handled, BIND_AND_CONNECT if version >= 4 else 0, SCOPED if version >= 6 else 0
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = syscall("landlock_create_ruleset", attributes, size, 0)
    try:
        reading = EXECUTE | READ | READ_FOLDER
        for paths, rights in (
            (readable, reading),
            (writable, handled),
            (devices, reading | WRITE | TRUNCATE | DEVICE),
            (listed, READ_FOLDER),
        ):
            for path in paths:
                _allow(rules, path, rights & handled)
        syscall("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not there, so there is nothing to allow
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= OF_FILES
        syscall("landlock_add_rule", rules, BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)

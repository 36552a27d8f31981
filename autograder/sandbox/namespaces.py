"""The namespace part: a private root with no other files, processes or networks than the candidate's own."""

import os
import socket
import stat
import struct
from pathlib import Path

from autograder.sandbox.plan import Plan
from autograder.sandbox.syscalls import checked, libc, syscall

NEW_MOUNTS, NEW_CGROUPS, NEW_UTS, NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEW_USERS, NEW_PIDS, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
ALL_BUT_USERS = NEW_MOUNTS | NEW_CGROUPS | NEW_UTS | NEW_IPC | NEW_PIDS | NEW_NETWORK

READ_ONLY, NO_SUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
BIND, RECURSIVE, PRIVATE = 1 << 12, 1 << 14, 1 << 18
DETACH = 2
FROM_HERE, SUBTREE = -100, 0x8000  # for mount_setattr

DEVICES = ("null", "zero", "full", "random", "urandom")
ROOT = Path("/tmp")  # any folder does: it is covered only in the mount namespace of the candidate
STORE = ROOT / ".store"
NAME = "sandbox"


class _Sources:
    """What will be seen inside, opened before the new root covers anything."""

    def __init__(self, plan: Plan):
        self.links: dict[str, Path] = {}
        self.opened: dict[str, int] = {}
        for path in map(Path, sorted(plan.readable)):
            if path.is_symlink() and _within(path.resolve(), {*plan.readable} - {str(path)}):
                self.links[str(path)] = path.readlink()  # such as /bin, which is usr/bin
            elif path.exists() and not _within(path, {*self.links, *self.opened}):
                self.opened[str(path)] = os.open(path, os.O_PATH | os.O_CLOEXEC)
        for name in DEVICES:
            self.opened[f"/dev/{name}"] = os.open(f"/dev/{name}", os.O_PATH | os.O_CLOEXEC)


def _within(path: Path, folders: set[str]) -> bool:
    return any(path.is_relative_to(each) for each in folders)


def _inside(path: str) -> Path:
    """Where a path of the new root lies while it is being built."""
    return ROOT / path.lstrip("/")


def separate(with_users: bool) -> None:
    """Leave all namespaces of the machine; the next child is the first process of its own.

    Args:
        with_users: also make a user namespace, which gives an ordinary user the right to make the others.

    Raises:
        OSError: when the machine does not allow it.
    """
    uid, gid = os.getuid(), os.getgid()
    checked(libc.unshare(ALL_BUT_USERS | (NEW_USERS if with_users else 0)), "unshare")
    if with_users:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            Path("/proc/self", name).write_text(text, encoding="utf-8")


def enter_private_root(plan: Plan, owner: int) -> None:
    """Build the candidate's own root and make it the only one. To be called by the first process inside.

    Args:
        plan: what is to be seen.
        owner: user id of the candidate.

    Raises:
        OSError: when a mount is refused or something cannot be reached; then the old root is still in place.
    """
    _mount(None, Path("/"), None, RECURSIVE | PRIVATE)
    sources = _Sources(plan)
    _mount("tmpfs", ROOT, "tmpfs", NO_SUID | NO_DEVICES, "size=4m,nr_inodes=10k,mode=755")
    try:
        _build(plan, sources, owner)
        os.chdir(ROOT)
        syscall("pivot_root", b".", b".")
    except OSError:
        libc.umount2(bytes(ROOT), DETACH)
        raise
    checked(libc.umount2(b".", DETACH), "umount")
    os.chdir("/")


def _build(plan: Plan, sources: _Sources, owner: int) -> None:
    _private_folders(plan, owner)
    for path, place in sources.opened.items():
        _show(place, path)
    for path in plan.hidden:
        _hide(_inside(path))
    for path, target in sources.links.items():
        _inside(path).parent.mkdir(parents=True, exist_ok=True)
        _inside(path).symlink_to(target)
    _terminals()
    _settings(owner, plan.work)
    _inside("/proc").mkdir()
    _mount("proc", _inside("/proc"), "proc", READ_ONLY | NO_SUID | NO_DEVICES | NO_PROGRAMS)
    socket.sethostname(NAME)
    _set_flags(ROOT, READ_ONLY, 0)


def _private_folders(plan: Plan, owner: int) -> None:
    """One file system that is counted as a whole, seen at the places where one may write."""
    STORE.mkdir()
    room = f"size={plan.limits.disk},nr_inodes={plan.limits.inodes},mode=755"
    _mount("tmpfs", STORE, "tmpfs", NO_SUID | NO_DEVICES, room)
    for name, path, mode in (
        ("work", plan.work, 0o700),
        ("tmp", "/tmp", 0o1777),
        ("shm", "/dev/shm", 0o1777),
    ):
        part = STORE / name
        part.mkdir()
        part.chmod(mode)
        os.chown(part, owner, -1)
        _inside(path).mkdir(parents=True)
        _mount(str(part), _inside(path), None, BIND)
    checked(libc.umount2(bytes(STORE), DETACH), "umount")
    STORE.rmdir()


def _show(place: int, path: str) -> None:
    target = _inside(path)
    if stat.S_ISDIR(os.fstat(place).st_mode):
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(f"/proc/self/fd/{place}", target, None, BIND | RECURSIVE)
    os.close(place)
    if not path.startswith("/dev/"):
        _set_flags(target, READ_ONLY | NO_SUID | NO_DEVICES, SUBTREE)


def _hide(target: Path) -> None:
    """Cover a folder with an empty one, or a file with an empty device; what is not to be seen needs none.

    The target is looked for in the new root: the old one is covered in part by then.
    """
    if target.is_dir():
        flags = READ_ONLY | NO_SUID | NO_DEVICES | NO_PROGRAMS
        _mount("tmpfs", target, "tmpfs", flags, "size=4k,nr_inodes=1,mode=755")
    elif target.exists():
        _mount("/dev/null", target, None, BIND)


def _terminals() -> None:
    """Terminals of its own, which `!command` in a notebook needs."""
    _inside("/dev/pts").mkdir()
    options = "newinstance,ptmxmode=0666,mode=620"
    _mount("devpts", _inside("/dev/pts"), "devpts", NO_SUID | NO_PROGRAMS, options)
    _inside("/dev/ptmx").symlink_to("pts/ptmx")
    _inside("/dev/fd").symlink_to("/proc/self/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        _inside(f"/dev/{name}").symlink_to(f"/proc/self/fd/{number}")


def _settings(owner: int, home: str) -> None:
    """The few files in /etc that libraries ask for; nothing in them is this machine's."""
    for name, text in (
        ("passwd", f"student:x:{owner}:{owner}::{home}:/bin/sh\n"),
        ("group", f"student:x:{owner}:\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
        ("hosts", f"127.0.0.1 localhost {NAME}\n"),
    ):
        file = _inside(f"/etc/{name}")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def _mount(source: str | None, target: Path, kind: str | None, flags: int, options: str = "") -> None:
    texts = [str(each).encode() if each else None for each in (source, target, kind)]
    try:
        syscall("mount", *texts, flags, options.encode() or None)
    except OSError as error:
        raise OSError(error.errno, f"mount {target}: {os.strerror(error.errno or 0)}") from error


def _set_flags(target: Path, flags: int, how: int) -> None:
    """Change a mount, and with `SUBTREE` all mounts in it, which the classic call cannot do."""
    attributes = struct.pack("QQQQ", flags, 0, 0, 0)
    syscall("mount_setattr", FROM_HERE, bytes(target), how, attributes, len(attributes))

"""What a student handed in beside her notebook: read without following a link, and bounded."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.plan import Limits

ROOM = Limits().disk // 2  # bytes of what lies beside a notebook
DEEPEST = 32  # folders in folders; Python walks by recursion, and each takes a file descriptor
MOST = 10_000  # files
NOWHERE = -1  # no file descriptor: what is looked for there is left out


def read(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Read a submission's regular files, in folders too; notebooks are left out.

    Args:
        folder: the submission; nothing is read if it is a link.

    Returns:
        Contents by path, and the paths of files that did not fit or could not be read.
    """
    found: dict[str, bytes] = {}
    left_out: list[str] = []
    room = ROOM
    for count, (path, name, place) in enumerate(_files(folder)):
        if count == MOST:
            left_out.append(f"{path} and what follows: expected at most {MOST:,} files")
            break
        try:
            content = _content(name, place, room)
        except OSError:
            left_out.append(path)
            continue
        if content is not None:
            found[path] = content
            room -= len(content)
    return found, left_out


def _files(folder: Path) -> Iterator[tuple[str, str, int]]:
    try:
        start = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        for here, inner, names, place in os.fwalk(".", dir_fd=start):
            if len(Path(here).parts) >= DEEPEST:
                yield from ((str(Path(here, name)), name, NOWHERE) for name in inner)
                inner.clear()
            for name in sorted(names):
                if not name.lower().endswith(".ipynb"):
                    yield str(Path(here, name)), name, place
    finally:
        os.close(start)


def _content(name: str, place: int, room: int) -> bytes | None:
    # nonblocking, or a named pipe would wait for somebody to write
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=place)
    with os.fdopen(opened, "rb") as file:
        known = os.fstat(opened)
        if not stat.S_ISREG(known.st_mode):
            return None
        if known.st_size > room:
            raise OSError(f"{name} does not fit")
        return file.read(room)

"""What a student handed in beside her notebook: read without following a link, and bounded."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path


def read(folder: Path, room: int) -> tuple[dict[str, bytes], list[str]]:
    """Read a submission's regular files, in folders too; notebooks are left out.

    Args:
        folder: the submission; nothing is read if it is a link.
        room: how many bytes may be read.

    Returns:
        Contents by path, and the paths of files that did not fit or could not be read.
    """
    found: dict[str, bytes] = {}
    left_out: list[str] = []
    for path, name, place in _files(folder):
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
        for here, _, names, place in os.fwalk(".", dir_fd=start):
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

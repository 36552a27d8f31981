"""Files of a candidate: what a student handed in beside her notebook, and what stays open."""

import os
import stat
from pathlib import Path

CHUNK = 1 << 20


def copy(source: int, target: Path, owner: int, room: int) -> list[str]:
    """Copy regular files, in folders too. Links are not followed and notebooks stay outside.

    Args:
        source: file descriptor of the folder.
        target: the work folder.
        owner: user id of the candidate.
        room: how many bytes may be copied.

    Returns:
        Paths of files that did not fit or could not be copied.
    """
    left_out = []
    for folder, _, names, place in os.fwalk(".", dir_fd=source):
        copied_folder = target / folder
        try:
            if folder != ".":
                copied_folder.mkdir(0o700)
                os.chown(copied_folder, owner, -1)
        except OSError:
            left_out.append(str(Path(folder)))
            continue
        for name in sorted(names):
            if name.lower().endswith(".ipynb"):
                continue
            try:
                room -= _copy_file(name, place, copied_folder / name, owner, room)
            except OSError:
                left_out.append(str(Path(folder, name)))
    return left_out


def _copy_file(name: str, place: int, copied: Path, owner: int, room: int) -> int:
    # nonblocking, or a named pipe would wait for somebody to write
    read = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    with os.fdopen(read, "rb") as source:
        known = os.fstat(read)
        if not stat.S_ISREG(known.st_mode):
            return 0
        if known.st_size > room:
            raise OSError(f"{name} does not fit")
        with copied.open("xb") as target:
            while chunk := source.read(min(CHUNK, room)):
                target.write(chunk)
                room -= len(chunk)
            os.fchown(target.fileno(), owner, -1)
            return target.tell()


def close_all_but(kept: set[int]) -> None:
    """Close every file descriptor of this process but these."""
    start = 0
    for handle in sorted({*kept, os.sysconf("SC_OPEN_MAX")}):
        if start < handle:  # closerange(0, 0) closes everything
            os.closerange(start, handle)
        start = handle + 1

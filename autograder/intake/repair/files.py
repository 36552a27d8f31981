"""Opening what a student handed in without following her links or waiting for her pipes."""

import errno
import os
import stat
from pathlib import Path

from autograder.intake.repair.reading import Unreadable

LARGEST = 50 << 20  # bytes


def read_file(path: Path, limit: int = LARGEST) -> bytes:
    """Read a submitted notebook.

    Args:
        path: where it lies. Neither it nor the folder that it lies in may be a link.
        limit: how many bytes it may have.

    Returns:
        Its bytes.

    Raises:
        Unreadable: for a link, a pipe, a device, a file that is too large or cannot be opened.
    """
    try:
        # Folders above this one are the instructor's; from here on nothing is followed.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            file = os.open(path.name, flags, dir_fd=folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Unreadable(_why(path, error)) from None
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise Unreadable("it is not a regular file")
    with open(file, "rb") as opened:  # noqa: PTH123 - a descriptor has no path
        content = opened.read(limit + 1)
    if len(content) > limit:
        raise Unreadable(f"the file is larger than {limit / 2**20:.0f} MB")
    return content


def _why(path: Path, error: OSError) -> str:
    if path.parent.is_symlink():
        return "its folder is a link, which is not followed"
    if error.errno == errno.ELOOP:
        return "the file is a link, which is not followed"
    if error.errno == errno.ENXIO:  # a socket
        return "it is not a regular file"
    return f"the file cannot be opened ({error.strerror})"


def foreign_links(folder: Path) -> list[Path]:
    """Find what points out of a submission or is no file at all.

    nbgrader copies what a link points at into the graded folder, and from there into the feedback.

    Args:
        folder: a student's folder of one lesson.

    Returns:
        Links, pipes, sockets, devices and folders that cannot be looked into, in order; the folder
        itself alone if it is a link.
    """
    if folder.is_symlink():
        return [folder]
    found: list[Path] = []
    waiting = [folder]  # a stack, since a student may nest folders deeper than Python's
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif not entry.is_file(follow_symlinks=False):
                        found.append(Path(entry.path))
        except OSError:
            found.append(here)
    return sorted(found)

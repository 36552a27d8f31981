"""What nbgrader copies and reads of a submission before anybody has looked at it.

nbgrader copies every file beside a notebook and follows links: one to `/dev/zero` never ends. A submission
with a named pipe, or with folders a thousand deep, is not graded; a file that is 1 TB long and holds nothing
fills the disk; and of 20,000 files each is compared with all others. It reads a time stamp, which a student
may have written, and grades nothing where it is none.
"""

import datetime
import fnmatch
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from nbgrader import utils

from autograder.intake.attachments import DEEPEST, MOST, ROOM

TIMESTAMP = "timestamp.txt"
LONGEST = 200  # bytes of a time stamp


def files_to_copy(path: str, exclude: Iterable[str] | None = None) -> list[str]:
    """The regular files below a folder, as `nbgrader.utils.find_all_files` gives them, but none elsewhere.

    Notebooks come first; no more files, bytes and folders in folders than are shown to the student's code.

    Args:
        path: the folder.
        exclude: patterns of names to leave out.
    """
    own, patterns, room = Path(path).resolve(), tuple(exclude or ()), ROOM
    found: list[str] = []
    for folder, inner, names in os.walk(path):
        if len(Path(folder).relative_to(path).parts) >= DEEPEST:
            inner.clear()
        if _is_left_out(Path(folder).name, patterns):
            inner.clear()
            continue
        for name in sorted(names, key=lambda name: (not name.endswith(".ipynb"), name)):
            file = Path(folder, name)
            if _is_left_out(name, patterns) or not _is_own(file, own) or file.stat().st_size > room:
                continue
            room -= file.stat().st_size
            found.append(str(file))
            if len(found) == MOST:
                return found
    return found


def _is_left_out(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _is_own(file: Path, folder: Path) -> bool:
    try:
        real = file.resolve(strict=True)
        return real.is_relative_to(folder) and stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError):  # a link that leads nowhere, or in a circle
        return False


def handed_in_at(folder: str, warn: Callable[..., object]) -> datetime.datetime | None:
    """When a submission was handed in, as nbgrader's `CourseDirectory.get_existing_timestamp` tells it.

    Args:
        folder: of the submission.
        warn: is told of a time stamp that is none, which counts as if there were none.

    Returns:
        The time in UTC; None where nobody has noted it.
    """
    file = Path(folder, TIMESTAMP)
    try:
        known = file.lstat()
    except OSError:
        return None
    try:
        if not stat.S_ISREG(known.st_mode) or known.st_size > LONGEST:
            raise ValueError(f"found no file of at most {LONGEST} bytes")
        return utils.parse_utc(file.read_text(encoding="utf-8", errors="replace").strip())
    except (ValueError, OverflowError, OSError):
        warn("%s: found no time, expected one such as 2026-11-20 10:00:00 UTC; it is left out", file)
        return None

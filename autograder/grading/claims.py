"""Claims: a submission that one run of grading has taken is left alone by other runs.

A claim is a lock on one byte of a file, so that it ends with its process, however that ends.
"""

import fcntl
import hashlib
from functools import cache
from pathlib import Path
from typing import TextIO


def take(folder: Path, submission: str) -> bool:
    """Claim a submission for this process.

    Args:
        folder: of the course's audit records.
        submission: its name, `STUDENT/ASSIGNMENT`.

    Returns:
        Whether it is this process's now; False while another one has it.
    """
    try:
        fcntl.lockf(_file(folder), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(submission))
    except (BlockingIOError, PermissionError):  # POSIX allows both
        return False
    return True


def release(folder: Path, submission: str) -> None:
    """Give a claim back before the process ends, which need not be soon: the formgrader grades too."""
    fcntl.lockf(_file(folder), fcntl.LOCK_UN, 1, _place(submission))


@cache
def _file(folder: Path) -> TextIO:
    # Kept open: closing it would give back all claims of this process.
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "grading.lock").open("w")


def _place(submission: str) -> int:
    digest = hashlib.sha256(submission.encode()).digest()
    return int.from_bytes(digest[:5])

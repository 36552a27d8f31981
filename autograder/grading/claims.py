"""Claims: a submission that one run of grading has taken is left alone by other runs.

A claim is a lock on one byte of a file, so that it ends with its process, however that ends.
"""

import fcntl
import hashlib
from functools import cache
from pathlib import Path
from typing import TextIO

from autograder.coursedir import audit


def take(submitted: Path) -> bool:
    """Claim a submission for this process.

    Args:
        submitted: its folder, `.../submitted/STUDENT/ASSIGNMENT`.

    Returns:
        Whether it is this process's now; False while another one has it.
    """
    try:
        fcntl.lockf(_file(_folder(submitted)), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(submitted))
    except (BlockingIOError, PermissionError):  # POSIX allows both
        return False
    return True


def release(submitted: Path) -> None:
    """Give a claim back before the process ends, which need not be soon: the formgrader grades too."""
    fcntl.lockf(_file(_folder(submitted)), fcntl.LOCK_UN, 1, _place(submitted))


def _folder(submitted: Path) -> Path:
    return submitted.parents[2] / audit.FOLDER


@cache
def _file(folder: Path) -> TextIO:
    # Kept open: closing it would give back all claims of this process.
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "grading.lock").open("w")


def _place(submitted: Path) -> int:
    digest = hashlib.sha256("/".join(submitted.parts[-2:]).encode()).digest()
    return int.from_bytes(digest[:5])

"""Folders for temporary files, which a grader that is killed leaves behind and the next one removes."""

import os
import shutil
import tempfile
from pathlib import Path

NAME = "candidate-"


def prefix() -> str:
    """How the name of a temporary folder of this process starts."""
    return f"{NAME}{os.getpid()}-"


def remove() -> None:
    """Remove the folders of processes that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*-*"):
        if orphaned(folder):
            shutil.rmtree(folder, ignore_errors=True)  # follows no link; what another user made stays


def orphaned(folder: Path) -> bool:
    """Whether the process that a folder is named after is no more."""
    owner = folder.name.split("-")[1]
    return owner.isdecimal() and not _runs(int(owner))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True

"""Examining those again whom a limit ended: after it was raised, or when the machine is less busy."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from autograder.coursedir import audit, layout


def limited(root: Path, lesson: str) -> list[Path]:
    """The records in which a limit or the end of a process is noted.

    Args:
        root: the course's root.
        lesson: the assignment.
    """
    files = sorted(layout.audit(layout.course_at(root)).glob(f"{lesson}/*/*.json"))
    return [file for file in files if audit.read(file).exceeded_limits]


def examine(root: Path, lesson: str) -> int:
    """Let `nbgrader autograde` take these for not graded, and run it.

    Args:
        root: the course's root.
        lesson: the assignment.

    Returns:
        The exit status of nbgrader.

    Raises:
        LookupError: when there is no such assignment, or nobody.
    """
    files = limited(root, lesson)
    if not files:
        layout.require(layout.course_at(root), lesson)
        raise LookupError(f"no limit has ended anything in {lesson}")
    for file in files:
        audit.write(file, replace(audit.read(file), done=False))
    return subprocess.run([sys.executable, "-m", "nbgrader", "autograde", lesson], cwd=root).returncode

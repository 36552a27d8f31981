"""A copy of the project in another folder, and its commands there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.coursedir import folders


def copied(root: Path, *names: str) -> Path:
    """Copy folders and files of the project.

    Args:
        root: in which they get to lie.
        names: of what is copied, beside the two packages and nbgrader's configuration.

    Returns:
        `root`.
    """
    left_out = shutil.ignore_patterns("course", "__pycache__")
    for name in ("autograder", "lenet_keras", "nbgrader_config.py", "requirements.txt", *names):
        path = folders.PROJECT / name
        if path.is_dir():
            shutil.copytree(path, root / name, ignore=left_out)
        else:
            shutil.copy(path, root / name)
    return root


def run(project: Path, *command: str) -> str:
    """Run a module in a project's folder, with arguments; what it tells.

    Raises:
        AssertionError: when it fails; with the end of what it told.
    """
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout

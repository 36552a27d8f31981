"""What the reference solution shows to each check: executed once, then read from a cache.

The cache's key is the content that the observations follow from: the solution, the checks, the data
and the versions of the packages. A changed lesson is executed again, an unchanged one never is.
"""

import hashlib
import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nbformat

from autograder import codec
from autograder.folders import PROJECT, SOLUTIONS, WORK
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.datasets import mnist

CACHE = PROJECT / WORK / "reference"
# What the observations follow from, beside the solution itself and the data.
SOURCES = ("checks/observation.py", "checks/description.py", "checks/probes.py", "models.py")
PACKAGES = ("keras", "numpy", "scikit-learn", "matplotlib", "mlxtend")


class ReferenceError(RuntimeError):
    """The reference solution did not run; the message says where and why."""


@cache
def observations(lesson: str) -> dict[str, Observations]:
    """The reference's observations of one lesson, by step.

    Args:
        lesson: name of the lesson, such as `a1_preprocess`.

    Returns:
        For each step id the observations that its check would see after the reference solution.

    Raises:
        ReferenceError: when the solution stops with an exception.
    """
    path = CACHE / f"{lesson}-{_key(lesson)}.json"
    if not path.exists():
        # A process of its own: nothing of this one, such as its random state, leaks into the result.
        done = subprocess.run(
            [sys.executable, "-m", "autograder.reference", lesson, str(path)],
            capture_output=True,
            text=True,
            env=os.environ | {"MPLBACKEND": "Agg"},
            cwd=PROJECT,
        )
        if done.returncode:
            raise ReferenceError(f"the reference solution of {lesson} stopped:\n{done.stderr[-2000:]}")
    return codec.decode(path.read_text())


def lesson_of(step: str) -> str:
    """The lesson that a step belongs to."""
    return next(name for name, steps in LESSONS.items() if any(each.id == step for each in steps))


def _key(lesson: str) -> str:
    digest = hashlib.sha256()
    for path in [_notebook(lesson), *(PROJECT / "lenet_keras" / each for each in SOURCES)]:
        digest.update(path.read_bytes())
    digest.update(repr([step.observes for step in LESSONS[lesson]]).encode())
    digest.update(mnist.source().encode())
    digest.update("".join(version(package) for package in PACKAGES).encode())
    return digest.hexdigest()[:16]


def _notebook(lesson: str) -> Path:
    return PROJECT / SOLUTIONS / lesson / f"{lesson}.ipynb"


def _execute(lesson: str, path: Path) -> None:
    """Run the reference notebook cell by cell and write what each check would see to `path`."""
    namespace: dict = {"__name__": "__main__"}
    seen: dict[str, Observations] = {}
    for cell in nbformat.read(_notebook(lesson), as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if cell.id.endswith("-check"):
            step = cell.id.removesuffix("-check").replace("-", ".")
            seen[step] = observe(STEPS[step].observes, namespace)
        else:
            exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(codec.encode(seen))
    draft.replace(path)  # in one step, so that a reader never sees half a file


if __name__ == "__main__":
    _execute(sys.argv[1], Path(sys.argv[2]))

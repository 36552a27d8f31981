"""What the reference solution shows to each check: executed once, then read from a cache.

The cache's key is the content that the observations follow from: the solution, the checks, the data
and the versions of the packages. A changed lesson is executed again, an unchanged one never is.
"""

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import codec
from autograder.examiner import evidence
from autograder.folders import PROJECT, SOLUTIONS, WORK
from autograder.lesson import observed_step
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import judge
from lenet_keras.datasets import mnist

CACHE = PROJECT / WORK / "reference"
# What the observations follow from, beside the solution itself and the data.
SOURCES = ("checks/observation.py", "checks/description.py", "checks/probes.py", "models.py")
PACKAGES = ("keras", "numpy", "scikit-learn", "matplotlib", "mlxtend")


class ReferenceError(RuntimeError):
    """The reference solution did not run; the message says where and why."""


@dataclass(frozen=True)
class Reference:
    """What the examiner knows of a lesson."""

    seen: dict[str, Observations] = field(default_factory=dict)
    """The observations of the reference solution, by step."""
    before: dict[str, list[str]] = field(default_factory=dict)
    """Sources of the reference's cells from the first to the answer of a step, by step."""


def load(notebook: Path, judges: tuple[str, ...] = ()) -> Reference:
    """The reference of the lesson whose solution is in `notebook`.

    Args:
        notebook: the reference solution.
        judges: modules that register further steps.

    Raises:
        ReferenceError: when the solution stops with an exception or does not pass its own checks.
    """
    cells = nbformat.read(notebook, as_version=4).cells
    before: dict[str, list[str]] = {}
    sources: list[str] = []
    for cell in cells:
        if cell.cell_type != "code":
            continue
        if step := _step(cell):
            before[step] = list(sources)
        elif not cell.metadata.get("nbgrader", {}).get("grade"):
            sources.append(cell.source)
    if not before:
        return Reference()
    seen = _observations(notebook, judges)
    for step in seen:
        if fault := judge(STEPS[step], seen[step]).fault:  # or a mistaken check would cost the whole class
            raise ReferenceError(
                f"the reference solution {notebook} does not pass {step}: {fault.found}; "
                f"expected {fault.expected}"
            )
    return Reference(seen, before)


def observations(lesson: str) -> dict[str, Observations]:
    """The reference's observations of one of our lessons, by step.

    Args:
        lesson: name of the lesson, such as `a1_preprocess`.

    Returns:
        For each step id the observations that its check would see after the reference solution.

    Raises:
        ReferenceError: when the solution stops with an exception.
    """
    return _observations(PROJECT / SOLUTIONS / lesson / f"{lesson}.ipynb", ())


def lesson_of(step: str) -> str:
    """The lesson that a step belongs to."""
    return next(name for name, steps in LESSONS.items() if any(each.id == step for each in steps))


@cache
def _observations(notebook: Path, judges: tuple[str, ...]) -> dict[str, Observations]:
    path = CACHE / f"{notebook.stem}-{_key(notebook, judges)}.json"
    if not path.exists():
        # A process of its own: nothing of this one, such as its random state, leaks into the result.
        # A copy of the folder: what the lesson writes does not stay among what students get.
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(notebook.parent, copy, dirs_exist_ok=True)
            # The judges that grade come before copies of them in the folder.
            places = [*(str(each.parent) for each in _modules(judges)), *sys.path, copy]
            done = subprocess.run(
                [sys.executable, "-P", "-m", "autograder.reference", notebook.name, str(path), *judges],
                capture_output=True,
                text=True,
                env=os.environ | {"MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(places)},
                cwd=copy,
            )
        if done.returncode:
            raise ReferenceError(f"the reference solution {notebook} stopped:\n{done.stderr[-2000:]}")
    return codec.decode(path.read_text())


def _key(notebook: Path, judges: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    ours = [PROJECT / "lenet_keras" / each for each in SOURCES]
    beside = sorted(each for each in notebook.parent.rglob("*") if each.is_file() and each != notebook)
    for path in [notebook, *ours, *_modules(judges), *beside]:  # data that the lesson reads lies beside it
        digest.update(path.read_bytes())
    steps = [_step(cell) for cell in nbformat.read(notebook, as_version=4).cells]
    wanted = [(*STEPS[step].observes, *evidence(STEPS[step])) for step in steps if step]
    digest.update(repr(wanted).encode())
    digest.update(mnist.source().encode())
    digest.update("".join(version(package) for package in PACKAGES).encode())
    return digest.hexdigest()[:16]


def _modules(judges: tuple[str, ...]) -> list[Path]:
    return [Path(importlib.import_module(name).__file__).resolve() for name in judges]


def _step(cell: NotebookNode) -> str | None:
    """The step that a cell checks, if its judge is known."""
    step = observed_step(cell.source) if cell.cell_type == "code" else None
    return step if step in STEPS else None


def _execute(notebook: Path, path: Path) -> None:
    """Run the reference notebook cell by cell and write what each check would see to `path`."""
    namespace: dict = {"__name__": "__main__"}
    seen: dict[str, Observations] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if step := _step(cell):
            seen[step] = observe((*STEPS[step].observes, *evidence(STEPS[step])), namespace)
        elif not cell.metadata.get("nbgrader", {}).get("grade"):
            exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(codec.encode(seen))
    draft.replace(path)  # in one step, so that a reader never sees half a file


if __name__ == "__main__":
    for name in sys.argv[3:]:
        importlib.import_module(name)
    _execute(Path(sys.argv[1]), Path(sys.argv[2]))

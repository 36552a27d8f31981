"""What the reference solution shows to each check: executed once, then read from a cache.

The cache's key is the content that the observations follow from: the solution, the checks, the data
and the versions of the packages. A changed lesson is executed again, an unchanged one never is.
"""

import contextlib
import fcntl
import hashlib
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograder.candidate import codec
from autograder.candidate.process import ONE_THREAD
from autograder.coursedir.folders import PROJECT, SOLUTIONS, WORK
from autograder.examiner import handwriting, short_answers
from autograder.examiner.checkcell import observed_step
from autograder.examiner.judge import grade_step
from autograder.questions.item import Item
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observation, Observations, array
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import Step, judge
from lenet_keras.datasets import mnist

CACHE = PROJECT / WORK / "reference"
PACKAGES = ("keras", "numpy", "scikit-learn", "matplotlib", "mlxtend", "cloudpickle")
# In the cached file: the observations, whose parts are numbered, and for each step the values that its cell
# defines and changes, and all others that are new.
OBSERVATIONS, MODULES, SECONDS = "observations", "modules.json", "seconds.json"
OWN, OTHERS = "own", "others"
# And of each step the large arrays that submissions are compared with: which they are, and each as a file.
LARGE = "large.json"


class ReferenceError(RuntimeError):
    """The reference solution did not run; the message says where and why."""


@dataclass(frozen=True)
class Reference:
    """What the examiner knows of a lesson."""

    observations: dict[str, Observations] = field(default_factory=dict)
    """Of the reference solution, by step."""
    modules: tuple[str, ...] = ()
    """What was imported when the solution had run, and the figures that it shows: for warm processes."""
    archive: bytes = b""
    """The values that each step makes, pickled in a zip file: for candidates, never to be read out here."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Of processor time that the answer to each step took."""
    items: dict[str, Item] = field(default_factory=dict)
    """What the bank says of its questions with short answers, by step."""
    handwriting: Observations = field(default_factory=dict)
    """Digits by students of whom candidates have none, as `autograder.examiner.handwriting` gives them."""

    def at(self, step: Step, seed: int) -> Observations:
        """What `step` shows where a seed draws the rows of its large arrays."""
        observations = self.observations[step.id]
        if isinstance(step.inspection, Exam) and step.inspection.handwriting:
            observations = observations | self.handwriting
        if not any(is_sampled(each) for each in observations.values()):
            return observations
        return observations | _rows(self.archive, step.id, seed)

    def values_of(self, step: Step) -> list[bytes]:
        """What `step` defines and changes, as a candidate takes it: pickled dicts of names and values."""
        return self._read(f"{step.id}/{OWN}")

    def values_at(self, step: str) -> list[bytes]:
        """What is new when the check of `step` comes, since the check before: of its answer, and all else."""
        return [each for part in (OTHERS, OWN) for each in self._read(f"{step}/{part}")]

    def _read(self, name: str) -> list[bytes]:
        if not self.archive:
            return []
        with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
            return [archive.read(name)]


def is_sampled(observation: Observation) -> bool:
    """Whether an observation has some rows of a large array, drawn by a seed."""
    return observation["kind"] == "array" and observation["rows"] is not None


@lru_cache(maxsize=16)
def _rows(archive: bytes, step: str, seed: int) -> Observations:
    """The large arrays that a step is compared by, at the rows of a seed."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name, each in json.loads(opened.read(f"{step}/{LARGE}")).items():
            whole = np.load(io.BytesIO(opened.read(f"{step}/{each['file']}")), allow_pickle=False)
            found[name] = array(whole, seed) | {"type": each["type"]}
    return found


def load(notebook: Path, judges: tuple[str, ...] = ()) -> Reference:
    """The reference of the lesson whose solution is in `notebook`.

    Args:
        notebook: the reference solution.
        judges: modules that register further steps.

    Raises:
        ReferenceError: when the solution stops with an exception or does not pass its own checks.
        autograder.questions.problem.BankError: when the bank of questions breaks its rules.
    """
    if not any(step_of(cell) for cell in nbformat.read(notebook, as_version=4).cells):
        return Reference()
    known = _executed(notebook, judges)
    items = {step: item for step in known.observations if (item := short_answers.item_of(STEPS[step]))}
    for step, shown in known.observations.items():
        # or a mistaken check, a layer that nobody can compute here, or a mistaken answer in the bank would
        # cost the whole class
        graded = step in items or STEPS[step].inspection
        item = items.get(step)
        verdict = grade_step(STEPS[step], shown, shown, item) if graded else judge(STEPS[step], shown)
        if fault := verdict.fault:
            raise ReferenceError(
                f"the reference solution {notebook} does not pass {step}: {fault.found}; "
                f"expected {fault.expected}"
            )
    return replace(known, items=items, handwriting=handwriting.kept_for_exams(notebook))


def modules(notebook: Path, judges: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What candidates of a lesson need in memory; known before its reference has been judged.

    Args:
        notebook: the reference solution.
        judges: modules that register further steps.

    Raises:
        ReferenceError: when the solution stops with an exception.
    """
    return _executed(notebook, judges).modules


def observations(lesson: str) -> dict[str, Observations]:
    """The reference's observations of one of our lessons, by step.

    Args:
        lesson: name of the lesson, such as `a1_preprocess`.

    Returns:
        For each step id the observations that its check would see after the reference solution.

    Raises:
        ReferenceError: when the solution stops with an exception.
    """
    return _executed(PROJECT / SOLUTIONS / lesson / f"{lesson}.ipynb", ()).observations


def lesson_of(step: str) -> str:
    """The lesson that a step belongs to."""
    return next(name for name, steps in LESSONS.items() if any(each.id == step for each in steps))


@cache
def _executed(notebook: Path, judges: tuple[str, ...]) -> Reference:
    path = CACHE / f"{notebook.stem}-{_key(notebook, judges)}.zip"
    if not path.exists():
        with _alone(path):
            if not path.exists():
                _execute(notebook, judges, path)
    with zipfile.ZipFile(path) as archive:
        modules = tuple(json.loads(archive.read(MODULES)))
        parts = sum(name.startswith(f"{OBSERVATIONS}/") for name in archive.namelist())
        found = codec.decode([archive.read(f"{OBSERVATIONS}/{number}") for number in range(parts)])
        return Reference(found, modules, path.read_bytes(), json.loads(archive.read(SECONDS)))


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """While others wait who want the same file: a solution that trains is not executed twice at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_suffix(".lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
        lock.unlink(missing_ok=True)  # who waits for it finds the file when its turn comes


def _execute(notebook: Path, judges: tuple[str, ...], path: Path) -> None:
    # A process of its own: nothing of this one, such as its random state, leaks into the result.
    # A copy of the folder: what the lesson writes does not stay among what students get.
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(notebook.parent, copy, dirs_exist_ok=True)
        # The judges that grade come before copies of them in the folder.
        places = [*(str(each.parent) for each in modules_of(judges)), *sys.path, copy]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "autograder.examiner.execution", notebook.name, str(path), *judges],
            capture_output=True,
            text=True,
            env=os.environ | ONE_THREAD | {"MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(places)},
            cwd=copy,
        )
    if done.returncode:
        raise ReferenceError(f"the reference solution {notebook} stopped:\n{done.stderr[-2000:]}")


def _key(notebook: Path, judges: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    data = sorted(each for each in notebook.parent.rglob("*") if each.is_file() and each != notebook)
    for path in [
        notebook,
        *_sources(),
        *modules_of(judges),
        *data,
    ]:  # data that the lesson reads lies beside it
        digest.update(path.read_bytes())
    steps = [step_of(cell) for cell in nbformat.read(notebook, as_version=4).cells]
    wanted = [
        (*each.grader_observes, *each.defines, *each.changes, *each.own)
        for each in (STEPS[step] for step in steps if step)
    ]
    digest.update(repr(wanted).encode())
    digest.update(mnist.source().encode())
    digest.update("".join(version(package) for package in PACKAGES).encode())
    return digest.hexdigest()[:16]


def _sources() -> list[Path]:
    """What the observations follow from, beside the lesson: library, records, and what encodes; no judges."""
    library = PROJECT / "lenet_keras"
    judging = [library / "checks" / lesson for lesson in LESSONS]
    files = [*library.rglob("*.py"), *(library / "records").glob("*.json")]
    found = [each for each in files if not any(map(each.is_relative_to, judging))]
    ours = [Path(__file__), Path(__file__).with_name("execution.py")]
    return sorted([*ours, *found, *(PROJECT / "autograder" / "candidate").glob("*.py")])


def modules_of(judges: tuple[str, ...]) -> list[Path]:
    """The files of modules that register steps."""
    return [Path(str(importlib.import_module(name).__file__)).resolve() for name in judges]


def step_of(cell: NotebookNode) -> str | None:
    """The step that a cell checks, if its judge is known."""
    step = observed_step(cell.source) if cell.cell_type == "code" else None
    return step if step in STEPS else None

"""What the reference solution shows to each check: executed once, then read from a cache.

The cache's key is the content that the observations follow from: the solution, the checks, the data
and the versions of the packages. A changed lesson is executed again, an unchanged one never is.
"""

import contextlib
import hashlib
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cloudpickle
import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate import codec
from autograder.coursedir import atomic
from autograder.coursedir.folders import PROJECT, SOLUTIONS, WORK
from autograder.examiner import short_answers
from autograder.examiner.checkcell import observed_step
from autograder.examiner.judge import grade_step
from autograder.questions.item import Item
from lenet_keras.checks.observation import Observation, Observations, array, observe
from lenet_keras.checks.probes import PROBES
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

    def at(self, step: Step, seed: int) -> Observations:
        """What `step` shows where a seed draws the rows of its large arrays."""
        seen = self.observations[step.id]
        if not any(_is_sampled(each) for each in seen.values()):
            return seen
        return seen | _rows(self.archive, step.id, seed)

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


def _is_sampled(seen: Observation) -> bool:
    return seen["kind"] == "array" and seen["rows"] is not None


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
    if not any(_step(cell) for cell in nbformat.read(notebook, as_version=4).cells):
        return Reference()
    known = _executed(notebook, judges)
    items = {step: item for step in known.observations if (item := short_answers.item_of(STEPS[step]))}
    for step, seen in known.observations.items():
        # or a mistaken check, a layer that nobody can compute here, or a mistaken answer in the bank would
        # cost the whole class
        graded = step in items or STEPS[step].inspection
        verdict = grade_step(STEPS[step], seen, seen, items.get(step)) if graded else judge(STEPS[step], seen)
        if fault := verdict.fault:
            raise ReferenceError(
                f"the reference solution {notebook} does not pass {step}: {fault.found}; "
                f"expected {fault.expected}"
            )
    return replace(known, items=items)


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
        # A process of its own: nothing of this one, such as its random state, leaks into the result.
        # A copy of the folder: what the lesson writes does not stay among what students get.
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(notebook.parent, copy, dirs_exist_ok=True)
            # The judges that grade come before copies of them in the folder.
            places = [*(str(each.parent) for each in modules_of(judges)), *sys.path, copy]
            done = subprocess.run(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "autograder.examiner.reference",
                    notebook.name,
                    str(path),
                    *judges,
                ],
                capture_output=True,
                text=True,
                env=os.environ | {"MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(places)},
                cwd=copy,
            )
        if done.returncode:
            raise ReferenceError(f"the reference solution {notebook} stopped:\n{done.stderr[-2000:]}")
    with zipfile.ZipFile(path) as archive:
        modules = tuple(json.loads(archive.read(MODULES)))
        parts = sum(name.startswith(f"{OBSERVATIONS}/") for name in archive.namelist())
        found = codec.decode([archive.read(f"{OBSERVATIONS}/{number}") for number in range(parts)])
        return Reference(found, modules, path.read_bytes(), json.loads(archive.read(SECONDS)))


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
    steps = [_step(cell) for cell in nbformat.read(notebook, as_version=4).cells]
    wanted = [
        (*each.grader_observes, *each.defines, *each.changes, *each.own)
        for each in (STEPS[step] for step in steps if step)
    ]
    digest.update(repr(wanted).encode())
    digest.update(mnist.source().encode())
    digest.update("".join(version(package) for package in PACKAGES).encode())
    return digest.hexdigest()[:16]


def _sources() -> list[Path]:
    """What the observations follow from, beside the lesson: the library without judges, and what encodes."""
    library = PROJECT / "lenet_keras"
    judging = [library / "checks" / lesson for lesson in LESSONS]
    found = [each for each in library.rglob("*.py") if not any(map(each.is_relative_to, judging))]
    return sorted([Path(__file__), *found, *(PROJECT / "autograder" / "candidate").glob("*.py")])


def modules_of(judges: tuple[str, ...]) -> list[Path]:
    """The files of modules that register steps."""
    return [Path(str(importlib.import_module(name).__file__)).resolve() for name in judges]


def _step(cell: NotebookNode) -> str | None:
    """The step that a cell checks, if its judge is known."""
    step = observed_step(cell.source) if cell.cell_type == "code" else None
    return step if step in STEPS else None


def _execute(notebook: Path, path: Path) -> None:
    """Run the reference notebook cell by cell; write what each check would see and find to `path`."""
    ours = set(sys.modules)
    namespace: dict = {"__name__": "__main__"}
    found: dict[str, Observations] = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        atomic.replacing(path, f".{os.getpid()}") as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        before: dict = {}
        seconds: dict[str, float] = {}
        answered = 0.0
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            if name := _step(cell):
                step = STEPS[name]
                found[name] = observe(step.grader_observes, namespace)
                own = {n: namespace[n] for n in (*step.defines, *step.changes) if n in namespace}
                new = {n for n, v in namespace.items() if n not in before or before[n] is not v}
                others = {n: namespace[n] for n in new - set(own) if not n.startswith("_")}
                before = dict(namespace)
                _write_large(archive, step, found[name], namespace)
                archive.writestr(f"{name}/{OTHERS}", cloudpickle.dumps(_only_what_pickles(others)))
                archive.writestr(f"{name}/{OWN}", cloudpickle.dumps(_only_what_pickles(own)))
                seconds[name], answered = answered, 0.0
            elif not cell.metadata.get("nbgrader", {}).get("grade"):
                begin = time.process_time()
                exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
                answered += (time.process_time() - begin) * utils.is_solution(cell)
        for number, part in enumerate(codec.encode(found)):
            archive.writestr(f"{OBSERVATIONS}/{number}", part)
        archive.writestr(SECONDS, json.dumps(seconds))
        archive.writestr(MODULES, json.dumps([*_imported(ours), *_shown(notebook)]))


def _write_large(
    archive: zipfile.ZipFile, step: Step, seen: Observations, namespace: Mapping[str, Any]
) -> None:
    """Keep the arrays of which an observation has some rows: others are looked at when grading."""
    large = [each for each, found in seen.items() if _is_sampled(found) and each not in step.own]
    listed = {}
    for number, expression in enumerate(large):
        content = io.BytesIO()
        value = eval(expression, {**namespace, **PROBES})
        np.save(content, np.asarray(value), allow_pickle=False)
        listed[expression] = {"file": f"large-{number}.npy", "type": seen[expression]["type"]}
        archive.writestr(f"{step.id}/{listed[expression]['file']}", content.getvalue())
    archive.writestr(f"{step.id}/{LARGE}", json.dumps(listed))


def _imported(before: set[str]) -> list[str]:
    """Names of the modules that the cells have imported and that belong to no course.

    What this process had imported before, to read notebooks for instance, would only fill the memory of
    candidates; `lenet_keras` is what the cells are about.
    """
    installed = (sys.prefix, sys.base_prefix, str(PROJECT / "lenet_keras"))
    return sorted(
        name
        for name, module in list(sys.modules.items())
        if (name not in before or name.startswith("lenet_keras"))
        and (getattr(module, "__file__", None) or "").startswith(installed)
    )


def _shown(notebook: Path) -> list[str]:
    """The figures that a notebook shows, as a warm process draws them."""
    cells = nbformat.read(notebook, as_version=4).cells
    names = {name for cell in cells for name in re.findall(r"\bfigures\.(\w+)", cell.source)}
    return [f"autograder.sandbox.drawing:illustrate:{name}" for name in sorted(names)]


def _only_what_pickles(values: dict) -> dict:
    """Without what no other process can have, such as an open file; its step is not made good."""
    kept = {}
    for name, value in values.items():
        with contextlib.suppress(Exception):  # a class's own way to be pickled may raise anything
            cloudpickle.dumps(value)
            kept[name] = value
    return kept


if __name__ == "__main__":
    for name in sys.argv[3:]:
        importlib.import_module(name)
    _execute(Path(sys.argv[1]), Path(sys.argv[2]))

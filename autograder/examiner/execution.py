"""Executing a reference solution: `python -m autograder.examiner.execution NOTEBOOK FILE [JUDGES…]`.

A process of its own, so that nothing of the examiner, such as its random state, leaks into the result. The
file is what `autograder.examiner.reference` reads.
"""

import contextlib
import importlib
import io
import json
import os
import re
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cloudpickle
import nbformat
import numpy as np
from nbgrader import utils

from autograder.candidate import codec
from autograder.coursedir import atomic
from autograder.coursedir.folders import PROJECT
from autograder.examiner.reference import (
    LARGE,
    MODULES,
    OBSERVATIONS,
    OTHERS,
    OWN,
    SECONDS,
    is_sampled,
    step_of,
)
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.probes import PROBES
from lenet_keras.checks.steps import STEPS
from lenet_keras.checks.verdict import Step


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
            if name := step_of(cell):
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
        archive.writestr(MODULES, json.dumps([*_imported(ours, notebook), *_shown(notebook)]))


def _write_large(
    archive: zipfile.ZipFile, step: Step, observations: Observations, namespace: Mapping[str, Any]
) -> None:
    """Keep the arrays of which an observation has some rows: others are looked at when grading."""
    large = [each for each, found in observations.items() if is_sampled(found) and each not in step.own]
    listed = {}
    for number, expression in enumerate(large):
        content = io.BytesIO()
        value = eval(expression, {**namespace, **PROBES})
        np.save(content, np.asarray(value), allow_pickle=False)
        listed[expression] = {"file": f"large-{number}.npy", "type": observations[expression]["type"]}
        archive.writestr(f"{step.id}/{listed[expression]['file']}", content.getvalue())
    archive.writestr(f"{step.id}/{LARGE}", json.dumps(listed))


def _imported(before: set[str], notebook: Path) -> list[str]:
    """Names of the modules that the cells have imported and that belong to no course.

    What this process had imported before, to read notebooks for instance, would only fill the memory of
    candidates, but for packages that the cells name.
    """
    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    named = set(re.findall(r"^\s*(?:from|import) (\w+)", "\n".join(cells), re.MULTILINE)) | {"lenet_keras"}
    installed = (sys.prefix, sys.base_prefix, str(PROJECT / "lenet_keras"))
    return sorted(
        name
        for name, module in list(sys.modules.items())
        if (name not in before or name.partition(".")[0] in named)
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

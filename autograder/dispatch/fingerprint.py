"""What a grade follows from, apart from the submission, as one digest: lesson, judges, digits, versions.

A submission is examined again when this changes or when what was handed in does.
"""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

from autograder.coursedir import folders
from autograder.dispatch.task import ExaminationContext
from autograder.examiner import reference
from lenet_keras.datasets import mnist

NOT_GRADING = (
    "coursedir",
    "demo",
    "grading",
    "handwriting",
    "lessons",
    "results",
    "terminal",
    "questions/sheets",
)
"""Packages of `autograder` that no grade follows from. All others count, so that a new one cannot be
forgotten: unchanged submissions would keep grades that are others today."""


def graders() -> list[Path]:
    """The modules that repair, run, observe and judge."""
    root = folders.PROJECT / "autograder"
    excluded = [root / each for each in (*NOT_GRADING, folders.WORK.name)]
    found = (each for package in root.iterdir() if package.is_dir() for each in package.rglob("*.py"))
    return sorted(each for each in found if not any(map(each.is_relative_to, excluded)))


def fingerprint(
    context: ExaminationContext, judges: tuple[str, ...], lesson: Iterable[Path], reads: str
) -> str:
    """Digest of everything that the grades of one notebook follow from.

    Args:
        context: what submissions are examined with.
        judges: modules of the course that register steps.
        lesson: files of the lesson: its solution, its release, what lies beside.
        reads: the outline of the lesson, as text.

    Returns:
        Hexadecimal text.
    """
    digest = hashlib.sha256()
    for path in (*_code(context), *reference.modules_of(judges), *sorted(lesson)):
        digest.update(path.read_bytes())
    warm = context.warm
    environment = sorted(warm.environment.items())
    parts = [(after, each.library, each.without) for after, each in {"": warm, **context.later}.items()]
    ruled = (
        context.readable,
        environment,
        context.allowance,
        context.disabled_protections,
        warm.container_command,
        parts,
    )
    items = sorted(context.reference.items.items())
    versions = sys.version_info, _versions(warm.modules), mnist.source()
    digest.update(repr((reads, ruled, items, versions)).encode())
    for name, each in sorted(context.reference.handwriting.items()):
        digest.update(name.encode() + each["values"].tobytes())
    return digest.hexdigest()


def _code(context: ExaminationContext) -> list[Path]:
    """The code that grades; of the lessons' judges only those whose steps are in the notebook."""
    checks = folders.PROJECT / "lenet_keras" / "checks"
    lessons = reference.LESSONS.items()
    places = [checks / name for name, steps in lessons if context.steps.keys() & {each.id for each in steps}]
    places += [
        folders.PROJECT / "lenet_keras" / name for name in ("models.py", "datasets", "from_scratch")
    ]  # students' too
    found = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]
    return [*graders(), *sorted(found), *sorted(checks.glob("*.py"))]


OURS = {"autograder", "lenet_keras"}  # their files count, and not what an installation says of them


def _versions(modules: Iterable[str]) -> list[tuple[str, str]]:
    """Names and versions of the packages that modules belong to, and of those that run and show cells."""
    tops = {name.partition(".")[0] for name in modules} | {"IPython", "ipykernel", "nbformat", "numpy"}
    tops -= OURS
    known = _distributions()
    return sorted({(name, version(name)) for top in tops for name in known.get(top, ())})


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()

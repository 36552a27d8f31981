"""Is the house in order: no circle of packages, nothing else at the root, each lesson by itself?"""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograder.coursedir import folders
from lenet_keras.checks.steps import LESSONS

ROOT = folders.PROJECT / "autograder"
NAMED = {"__init__", "__main__", "configuration", "kernel", "worker"}  # in users' files and commands


def packages() -> list[str]:
    return sorted(each.parent.name for each in ROOT.glob("*/__init__.py"))


def imports(folder: Path) -> set[str]:
    """All that the modules of a folder import, also inside of functions."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def imported(package: str) -> set[str]:
    """The other packages that one imports."""
    names = imports(ROOT / package)
    return {name.split(".")[1] for name in names if name.startswith("autograder.")} - {package}


def test_no_package_imports_another_in_a_circle():
    graph = {package: imported(package) for package in packages()}
    assert graph["grading"] > {"dispatch", "examiner"}  # or nothing would be looked at
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle


def test_at_the_root_is_only_what_users_name():
    assert {each.stem for each in ROOT.glob("*.py")} == NAMED
    modules = [each for each in ROOT.rglob("*.py") if "course" not in each.relative_to(ROOT).parts]
    assert {each.relative_to(ROOT).parts[0] for each in modules if each.parent != ROOT} == set(packages())


def test_packages_do_not_import_what_users_name():
    for package in packages():
        assert imported(package) <= set(packages())


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_lesson_imports_another(lesson):
    checks = "lenet_keras.checks."
    names = imports(folders.PROJECT / "lenet_keras" / "checks" / lesson)
    used = {name.removeprefix(checks).split(".")[0] for name in names if name.startswith(checks)}
    assert "verdict" in used  # or nothing would be looked at
    assert used & set(LESSONS) <= {lesson}


def test_the_examiner_knows_no_lesson():
    names = imports(ROOT / "examiner")
    assert not [name for name in names for lesson in LESSONS if f"checks.{lesson}" in name]

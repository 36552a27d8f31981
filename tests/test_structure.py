"""Is the house in order: does no package import another in a circle, and what is at the root?"""

import ast
from graphlib import TopologicalSorter

from autograder.coursedir import folders

ROOT = folders.PROJECT / "autograder"
NAMED = {"__init__", "__main__", "configuration", "kernel", "worker"}  # in users' files and commands


def packages() -> list[str]:
    return sorted(each.parent.name for each in ROOT.glob("*/__init__.py"))


def imported(package: str) -> set[str]:
    """The other packages that one imports, also inside of functions."""
    found = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{each.name}" for each in node.names]
            else:
                continue
            found |= {name.split(".")[1] for name in names if name.startswith("autograder.")}
    return found - {package}


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

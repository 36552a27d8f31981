"""Can the project be installed, and is what it needs written down in one way?"""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder import __main__ as commands
from autograder.coursedir import folders
from tests.support.gradebooks import Course, fill

PROJECT = tomllib.loads((folders.PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
SECTIONS = {
    "Lessons": [*PROJECT["dependencies"], *EXTRAS["lessons"], *EXTRAS["recogniser"]],
    "Grading and authoring": EXTRAS["grading"],
    "Development": EXTRAS["dev"],
}


def requirements(lines) -> dict[tuple[str, str], Requirement]:
    """Requirements by name and marker, without this project's own extras."""
    found = {(canonicalize_name(each.name), str(each.marker)): each for each in map(Requirement, lines)}
    return {key: each for key, each in found.items() if key[0] != PROJECT["name"]}


def pins(section: str) -> dict[tuple[str, str], Requirement]:
    """What a section of requirements.txt pins."""
    text = (folders.PROJECT / "requirements.txt").read_text(encoding="utf-8")
    (found,) = [each for each in text.split("\n\n") if each.startswith(f"# {section}\n")]
    return requirements(
        re.split(r"\s+#", line)[0] for line in found.splitlines() if line and not line.startswith("#")
    )


def imported(folder: Path) -> set[str]:
    """The distributions whose modules the code below a folder imports."""
    names = set()
    for file in folder.rglob("*.py"):
        if folders.WORK in file.relative_to(folders.PROJECT).parents:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module)
    places = packages_distributions()
    return {canonicalize_name(each) for name in names for each in places.get(name.partition(".")[0], [])}


@pytest.mark.parametrize("section", SECTIONS)
def test_what_pyproject_names_is_pinned_and_the_reverse(section):
    named, pinned = requirements(SECTIONS[section]), pins(section)
    assert pinned.keys() == named.keys()
    for key, requirement in named.items():
        (pin,) = pinned[key].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), requirement
        assert pinned[key].extras == requirement.extras


def test_every_pin_has_its_reason():
    lines = (folders.PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for before, line in zip(lines, lines[1:], strict=False):
        if "==" in line and not line.startswith("#"):
            assert " # " in line or before.startswith("#") or "tensorflow" in before, line


def test_what_is_imported_is_named():
    """What a package brings along may be gone with its next version."""
    own = {canonicalize_name(PROJECT["name"])}
    named = {name for name, _ in requirements(SECTIONS["Lessons"])}
    assert imported(folders.PROJECT / "lenet_keras") - own <= named | {"tensorflow"}
    named |= {name for name, _ in requirements([*EXTRAS["lessons"], *EXTRAS["grading"]])}
    assert imported(folders.PROJECT / "autograder") - own <= named | {"tensorflow"}


def test_the_workflow_is_one_that_github_reads():
    workflows = sorted((folders.PROJECT / ".github" / "workflows").glob("*.yml"))
    assert workflows
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("command", [["sheets", "--output", "x"], ["build"], ["text", "a1"], ["report"]])
def test_where_no_course_is_that_is_said(tmp_path, monkeypatch, capsys, command):
    (tmp_path / "site-packages").mkdir()
    monkeypatch.setattr(folders, "PROJECT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    assert commands.main(command) == 1
    assert f"there is no course in {tmp_path}" in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["site-packages"]


@pytest.mark.parametrize("command", ["demo", "release"])
def test_what_needs_a_clone_says_so(tmp_path, monkeypatch, capsys, command):
    monkeypatch.setattr(folders, "PROJECT", tmp_path)
    assert commands.main([command]) == 1
    assert "use a clone" in " ".join(capsys.readouterr().err.split())


# --- the wheel -------------------------------------------------------------------------------------------

CHECKS = """
import autograder, lenet_keras
from lenet_keras.checks import CheckFailed, check
from lenet_keras.datasets import mnist

(trainData, trainLabels), (testData, testLabels) = mnist.load_data()
check("A1.2")
try:
    check("A1.4")
except CheckFailed:
    print(autograder.__file__, lenet_keras.__file__, sep="\\n")
"""


def files(root: Path, package: str) -> set[Path]:
    """The files of a package, without working files."""
    found = {path.relative_to(root) for path in (root / package).rglob("*") if path.is_file()}
    return {each for each in found if each.suffix != ".pyc" and folders.WORK not in each.parents}


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The programs of an environment with nothing of this project but its wheel."""
    folder = tmp_path_factory.mktemp("installed")
    # A copy: what setuptools leaves in a folder goes into its next wheel.
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(folders.PROJECT / name, source)
    for name in sorted(files(folders.PROJECT, "autograder") | files(folders.PROJECT, "lenet_keras")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folders.PROJECT / name, source / name)
    (source / folders.WORK).mkdir()
    (source / folders.WORK / "submission.py").write_text("answer = 42")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv")
    programs = folder / "venv" / "bin"
    install = [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # The libraries are those of here. A path file within that folder, such as this project's, has no effect.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return programs


def run(arguments: list, folder: Path) -> str:
    """What a program writes that runs in a folder and knows of no other place."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_step_is_checked_with_what_is_installed(installed, tmp_path):
    *_, grader, library = run([installed / "python", "-c", CHECKS], tmp_path).splitlines()
    assert all(Path(place).is_relative_to(installed.parent) for place in (grader, library))


@pytest.mark.slow
def test_sheets_and_a_report_are_made_with_what_is_installed(installed, tmp_path):
    course = Course.create(tmp_path / "course")
    fill(course, 6, seed=1)
    (course.root / folders.SOLUTIONS).mkdir()
    for source in folders.sources("a1_preprocess"):
        (course.root / folders.SOLUTIONS / source.name).write_bytes(source.read_bytes())
    grader = installed / "lenet-keras-grader"
    run([grader, "sheets", "--output", "sheets"], course.root)
    assert (course.root / "sheets" / "a1_preprocess-sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "A1.Q3" in run([grader, "report", "--output", "report.html"], course.root)
    assert (course.root / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_a_wheel_holds_packages_and_what_they_read_and_no_submissions(installed):
    (packages,) = (installed.parent / "lib").glob("python*/site-packages")
    assert not (packages / folders.WORK).exists()
    held, ours = (
        {*files(root, "autograder"), *files(root, "lenet_keras")} for root in (packages, folders.PROJECT)
    )
    assert held == {name for name in ours if name.suffix != ".md" or name.parent.name == "students"}

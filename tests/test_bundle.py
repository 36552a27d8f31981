"""Do students get all that they need in one archive, and nothing that gives answers away?"""

import ast
import importlib.metadata
import io
import json
import os
import re
import runpy
import shutil
import socket
import stat
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import nbconvert.preprocessors
import pytest
from packaging.requirements import Requirement

from autograder import __main__ as commands
from autograder.coursedir import folders
from autograder.lessons.release import bundle, leaks
from autograder.questions import bank
from tests.support.browser import Notebook, browser, chromium

A1 = "notebooks/a1_preprocess/a1_preprocess.ipynb"
A2 = "notebooks/a2_build/a2_build.ipynb"


@pytest.fixture(scope="module")
def content():
    return bundle.files(folders.PROJECT)


@pytest.fixture(scope="module")
def secrets():
    return leaks.secrets(folders.PROJECT)


def planted(content, name, text):
    """The files with a line more in one of them."""
    if name.endswith(".ipynb"):
        notebook = json.loads(content[name])
        notebook["cells"][5]["source"] = [text]
        return content | {name: json.dumps(notebook).encode()}
    return content | {name: content[name] + f"\n{text}\n".encode()}


# --- nothing that gives answers away ---------------------------------------------------------------------


def test_nothing_in_it_gives_an_answer_away(content, secrets):
    assert leaks.find(content, secrets) == []
    assert {name.split("/")[0] for name in content} == {
        "README.md",
        "lenet_keras",
        "notebooks",
        "overrides.json",
        "requirements.txt",
        "start.py",
    }


def test_every_solution_and_every_model_answer_of_some_length_is_looked_for(secrets):
    """What is left out is too short to be told from other text."""
    looked_for = "\n".join(secret.where for secret in secrets)
    for lesson in folders.lessons():
        text = (folders.PROJECT / folders.SOLUTIONS / f"{lesson}.py").read_text()
        for number, region in enumerate(leaks.REGION.findall(text), 1):
            assert (
                f"solution {number} of {lesson}" in looked_for
                or len("".join(region.split())) < leaks.SHORTEST
            )
    for entry in bank.load().values():
        if entry.kind == "text":
            assert f"answer of {entry.id}:" in looked_for and f"rubric of {entry.id}:" in looked_for


def test_whatever_is_planted_is_found_whole(content, secrets):
    """Each secret, in a lesson's notebook and in a module, as code, as prose, and as a comment."""
    assert len(secrets) > 40
    for secret in secrets:
        for name in ("lenet_keras/models.py", A1, A2):
            found = leaks.find({name: planted(content, name, f"x = 1\n# {secret.plain}")[name]}, [secret])
            assert bool(found) == name.startswith(secret.only_in), (secret, name)


@pytest.mark.parametrize("lesson", folders.lessons())
def test_a_notebook_with_its_solutions_is_refused(content, secrets, lesson):
    """The instructor's notebook in the place of the students' one: every part of it is named."""
    name = f"notebooks/{lesson}/{lesson}.ipynb"
    full = (folders.PROJECT / folders.SOLUTIONS / lesson / f"{lesson}.ipynb").read_bytes()
    found = "\n".join(leaks.find(content | {name: full}, secrets))
    for mark in ("BEGIN SOLUTION", "BEGIN MARK SCHEME", "BEGIN HIDDEN TESTS", f"solution 1 of {lesson}"):
        assert mark in found
    prefix = lesson.split("_")[0].upper()
    assert re.search(rf"rubric of {prefix}\.Q\d", found) and re.search(rf"answer of {prefix}\.Q\d", found)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("autograder/examiner/judge.py", b"x = 1"),
        ("notebooks/.git/config", b""),
        ("notebooks/gradebook.db", b"SQLite format 3\0"),
        ("notebooks/grades", b"SQLite format 3\0"),
        ("lenet_keras/extra.py", b"from autograder.examiner import judge"),
        ("solutions/a1_preprocess.py", b""),
        ("lenet_keras/tests/answers.py", b""),
    ],
)
def test_what_belongs_to_graders_is_found(content, secrets, name, data):
    assert any(each.startswith(name) for each in leaks.find(content | {name: data}, secrets))


def test_a_notebook_that_has_run_is_found(content, secrets):
    notebook = json.loads(content[A1])
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["execution_count"] = 1
    (found,) = leaks.find(content | {A1: json.dumps(notebook).encode()}, secrets)
    assert "has outputs" in found


# --- the archive -----------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A copy of what the archive is made from."""
    root = tmp_path / "project"
    for folder in (folders.NOTEBOOKS, folders.SOLUTIONS, "lenet_keras"):
        shutil.copytree(folders.PROJECT / folder, root / folder)
    shutil.copy(folders.PROJECT / "requirements.txt", root)
    return root


def test_the_same_files_give_the_same_bytes_whenever_and_wherever(project, tmp_path, content):
    for path in project.rglob("*.py"):
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        os.utime(path, (0, 10**9))
    (project / folders.NOTEBOOKS / ".ipynb_checkpoints").mkdir()
    (project / folders.NOTEBOOKS / ".ipynb_checkpoints" / "a1.ipynb").write_text("{}")
    bundle.write(project, tmp_path / "new" / "a.zip")
    packed = (tmp_path / "new" / "a.zip").read_bytes()
    assert packed == bundle.archive(content)
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert names == sorted(names) and all(name.startswith("lenet-keras-students/") for name in names)


def test_a_leak_leaves_the_old_archive_and_is_named(project, tmp_path):
    (tmp_path / "a.zip").write_text("old")
    solution = (project / folders.SOLUTIONS / "a2_build.py").read_text()
    (project / "lenet_keras" / "helper.py").write_text(leaks.REGION.findall(solution)[2])
    with pytest.raises(ValueError, match="lenet_keras/helper.py: solution 3 of a2_build"):
        bundle.write(project, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_text() == "old"


def test_what_is_missing_is_told(project, tmp_path, capsys):
    with pytest.raises(ValueError, match="no section '# Lessons'"):
        bundle.requirements("# Grading\nnbgrader\n")
    (project / A2).unlink()
    with pytest.raises(FileNotFoundError, match="a2_build.ipynb is missing; run `make build`"):
        bundle.write(project, tmp_path / "a.zip")
    (tmp_path / "file").touch()
    assert commands.main(["release", "--output", str(tmp_path / "file" / "a.zip")]) == 1
    assert "cannot be written" in capsys.readouterr().err


# --- what students need ----------------------------------------------------------------------------------


def installed_with(requirements: str) -> set[str]:
    """The distributions that these requirements bring, with all that they need themselves."""
    found, waiting = set(), [Requirement(line.split(" #")[0]) for line in lines(requirements)]
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += map(Requirement, importlib.metadata.requires(name) or [])
    return found


def lines(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_students_install_what_their_code_imports_and_no_grading(content):
    ours = lines((folders.PROJECT / "requirements.txt").read_text())
    students = content["requirements.txt"].decode()
    assert set(lines(students)) < set(ours)
    brought = installed_with(students)
    assert not brought & {"nbgrader", "distributed", "pytest", "playwright"}
    providers = importlib.metadata.packages_distributions()
    for name, data in content.items():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(data)):
            modules = [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in (
                {str(each).split(".")[0] for each in modules} - sys.stdlib_module_names - {"lenet_keras"}
            ):
                assert {each.lower().replace("_", "-") for each in providers[module]} & brought, (
                    name,
                    module,
                )


@pytest.fixture(scope="module")
def unpacked(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    zipfile.ZipFile(io.BytesIO(bundle.archive(content))).extractall(folder)
    return folder / bundle.NAME


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python that has our packages, but neither this project nor a network."""
    place = tmp_path_factory.mktemp("python") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    (site,) = place.glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib"))
    return place / "bin" / "python"


def offline(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "JUPYTER"))}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return kept | nowhere | {"no_proxy": "127.0.0.1,localhost", "TF_CPP_MIN_LOG_LEVEL": "3"} | more


def start(folder, *options, **environment):
    command = [sys.executable, "start.py", *options]
    return subprocess.run(command, cwd=folder, env=offline(**environment), capture_output=True, text=True)


@pytest.mark.slow
def test_without_packages_and_network_the_command_says_what_to_do(unpacked, tmp_path):
    folder = tmp_path / "student"
    shutil.copytree(unpacked, folder)
    (folder / "requirements.txt").write_text("a-package-that-is-nowhere==1.0\n")
    done = start(folder, PIP_RETRIES="0", PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "happens once, takes some minutes and needs a network" in done.stdout
    assert "connect once and run this again" in done.stderr
    assert not (folder / ".venv" / "installed.txt").exists()


def test_from_inside_the_unopened_archive_it_says_to_unpack_it(unpacked, tmp_path):
    shutil.copy(unpacked / "start.py", tmp_path)  # as Windows does with the one file that is started
    done = start(tmp_path)
    assert done.returncode == 1
    assert "unpack all of it first" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.slow
def test_a_failed_environment_is_made_anew(unpacked, tmp_path):
    folder = tmp_path / "student"
    shutil.copytree(unpacked, folder)
    (folder / "requirements.txt").write_text("a-package-that-is-nowhere==1.0\n")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").write_text("half of a program")
    (folder / ".venv" / "left.over").touch()
    done = start(folder, PIP_RETRIES="0", PIP_NO_INDEX="1")
    assert "connect once and run this again" in done.stderr
    assert not (folder / ".venv" / "left.over").exists()
    assert os.access(folder / ".venv" / "bin" / "python", os.X_OK)


def test_ctrl_c_while_it_installs_leaves_one_line(unpacked, tmp_path, monkeypatch):
    def stopped(command, **_):
        raise KeyboardInterrupt

    shutil.copytree(unpacked, tmp_path / "student")
    monkeypatch.setattr(subprocess, "call", stopped)
    with pytest.raises(SystemExit, match="Stopped. Run this again"):
        runpy.run_path(str(tmp_path / "student" / "start.py"), run_name="__main__")


@pytest.mark.slow
def test_what_was_installed_finds_the_package_for_other_programs_too(unpacked, tmp_path, monkeypatch):
    folder = tmp_path / "student"
    shutil.copytree(unpacked, folder)
    (folder / "requirements.txt").write_text("")  # pip itself is enough
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    python = runpy.run_path(str(folder / "start.py"))["install"]()
    command = [python, "-c", "import lenet_keras; print(lenet_keras.__file__)"]
    found = subprocess.run(command, cwd=tmp_path, env=offline(), capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(folder / "lenet_keras" / "__init__.py")
    assert runpy.run_path(str(folder / "start.py"))["installed"]() == python
    settings = (folder / ".venv" / "etc" / "jupyter" / "jupyter_nbconvert_config.json").read_text()
    (coalesced,) = json.loads(settings)
    assert coalesced in vars(nbconvert.preprocessors)  # an option of a name that nobody knows changes nothing


@pytest.mark.parametrize(
    ("system", "machine", "version", "said"),
    [
        ("darwin", "x86_64", (3, 12), "Macs with an Intel processor"),
        ("darwin", "arm64", (3, 12), "TensorFlow has packages for Python 3.11 to 3.13; yours is 3.12"),
        ("linux", "x86_64", (3, 15), "your Python 3.15: start with python3.13 start.py"),
    ],
)
def test_a_python_without_tensorflow_is_told_which_has_one(monkeypatch, system, machine, version, said):
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("sys.version_info", (*version, 1, "final", 0))
    assert said in runpy.run_path(str(bundle.EXTRA / "start.py"))["which_python"]()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_a_student_unpacks_it_runs_one_command_and_checks_her_answer(unpacked, python, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "start.py", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0"]
    environment = offline(HOME=str(tmp_path))
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(
        command, cwd=unpacked, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status", server, tmp_path / "log")
        with browser() as page:
            lesson = Notebook(page, f"http://127.0.0.1:{port}", A1)
            lesson.run(lesson.cell("# Run this cell first"))
            lesson.answer("A1.1", "from lenet_keras.datasets import mnist\nprint(mnist.__file__)")
            assert str(unpacked / "lenet_keras") in page.locator(".jp-OutputArea-output").last.inner_text()
            assert "A1.1: passed" in lesson.verdict("A1.1")
            lesson.answer("A1.2", "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()")
            assert "A1.2: passed" in lesson.verdict("A1.2")
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)
        log.close()


def _wait_for(address, server, log: Path):
    deadline = time.monotonic() + 60
    while True:
        try:
            return urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}") from None
        time.sleep(0.2)

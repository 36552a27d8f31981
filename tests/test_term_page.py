"""Does docs/term.md hold? Its files are written and its commands run, in order, for a small class."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.lessons.build import notebook
from tests.test_documents import anchors

pytestmark = pytest.mark.slow

PAGE = folders.PROJECT / "docs" / "term.md"
TEXT = PAGE.read_text(encoding="utf-8")
LESSON = "a1_preprocess"
BIN = Path(sys.executable).parent


def files() -> dict[str, str]:
    """The files that the page shows, by name."""
    pattern = r"^`([\w/.]+)`(?: \(at its end\))?:\n\n```\w+\n(.*?)^```$"
    return dict(re.findall(pattern, TEXT, re.MULTILINE | re.DOTALL))


def blocks() -> list[tuple[str, str]]:
    """The blocks of commands, each with the heading that it stands under."""
    found, heading = [], ""
    for match in re.finditer(r"^## ([^\n]+)$|^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        heading = match[1] or heading
        if match[2]:
            found.append((heading, match[2]))
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A clone that has one lesson, and nothing of ours beside it."""
    root = tmp_path_factory.mktemp("term") / "lenet-keras"
    left_out = shutil.ignore_patterns("course", "__pycache__", "*.ipynb")
    for folder in ("autograder", "lenet_keras", "docs"):
        shutil.copytree(folders.PROJECT / folder, root / folder, ignore=left_out)
    (root / folders.SOLUTIONS).mkdir()
    for source in (*folders.sources(LESSON), *folders.sources("a2_build")):  # which gives away what A1.1 asks
        shutil.copy(source, root / folders.SOLUTIONS)
    for file in ("nbgrader_config.py", "requirements.txt", "pyproject.toml", ".gitignore", ".gitattributes"):
        shutil.copy(folders.PROJECT / file, root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "as it was")
    return root


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def run(root: Path, commands: str) -> str:
    """Run a block; `make` does the same in the environment that it has made."""
    script = re.sub(r"^make (\w+)$", r"python -m autograder \1", commands, flags=re.MULTILINE)
    environment = os.environ | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PYTHONPATH": str(root),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout[-5000:]}"
    return done.stdout


def hand_in(root: Path) -> None:
    """What Canvas gives: ada in time, bo a day late, cy an empty notebook."""
    released = nbformat.read(notebook(root, folders.NOTEBOOKS, LESSON), as_version=4)
    solved = nbformat.read(notebook(root, folders.SOLUTIONS, LESSON), as_version=4)
    answers = {each.id: sample_class.MARKERS.sub("", each.source) for each in solved.cells}
    right = nbformat.writes(sample_class.filled(released, answers))
    archive = root / folders.WORK / "downloaded" / LESSON / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "submissions.zip", "w") as file:
        file.writestr("lovelaceada_11_501_a1_preprocess.ipynb", right)
        file.writestr("libo_LATE_12_502_a1_preprocess-1.ipynb", right)
        file.writestr("ngcy_13_503_a1_preprocess.ipynb", nbformat.writes(released))


def penalty(root: Path, student: str) -> float:
    with Gradebook(folders.database(root)) as book:
        return book.find_submission(LESSON, student).late_submission_penalty


def test_the_term_of_the_page(project):
    """One test: each block goes on where the one before it ended."""
    shown = files()
    (project / "class.csv").write_text(shown["class.csv"])
    (project / "late_policy.py").write_text(shown["late_policy.py"])
    with (project / "nbgrader_config.py").open("a") as config:
        config.write(shown["nbgrader_config.py"])
    said: dict[str, str] = {}
    for heading, commands in blocks():
        if "zip_collect" in commands:
            hand_in(project)
        told = run(project, commands)
        said[heading] = said.get(heading, "") + told
        if "zip_collect" in commands:
            assert "3 submissions of a1_preprocess in the archives" in told
            assert "Ada Lovelace (ada)" in told and "Cy Ng (cy)" in told
            assert penalty(project, "bo") > 0 == penalty(project, "ada")
        if "grant_extension" in commands:
            assert "bo/a1_preprocess, a1_preprocess: the late penalty was" in told
            assert penalty(project, "bo") == 0
        if "remove cy" in commands:
            assert "cy was removed from the gradebook" in told
            with Gradebook(folders.database(project)) as book:
                assert {each.id for each in book.students} == {"ada", "bo", "eve"}
    assert "answers of 2 students wait for a person" in said["Collect, grade, give back"]
    with zipfile.ZipFile(project / "build" / "feedback.zip") as packed:
        numbers = {tuple(re.findall(r"(?<=_)\d+(?=_)", name)) for name in packed.namelist()}
        assert numbers == {("11", "501"), ("12", "502"), ("13", "503")}
    assert {path.suffix for path in (project / "build" / "exam").iterdir()} == {
        ".pdf",
        ".zip",
        ".xml",
        ".txt",
    }
    assert "Ada Lovelace (ada)" in said["Backup, restore, upgrade"]
    assert re.search(r"Eve Sol \(eve\).* no submission", said["Backup, restore, upgrade"])
    assert "Lovelace" not in git(project, "diff") + git(project, "status", "--porcelain")

    # wherever files with names are written, git does not see them
    run(project, "python -m autograder grades --format moodle --output 'docs/my marks.csv'")
    run(project, "python -m autograder report --output report.html")
    left = {line[3:].strip('"') for line in git(project, "status", "--porcelain").splitlines()}
    made = {"notebooks/", "solutions/a1_preprocess/", "solutions/a2_build/"}
    assert left == {"late_policy.py", "nbgrader_config.py", *made}

    # generated notebooks do not collide
    assert git(project, "config", "merge.generated.driver").strip() == "true"
    assert "merge: generated" in git(project, "check-attr", "merge", f"notebooks/{LESSON}/{LESSON}.ipynb")


def test_the_commands_of_the_page_are_whole():
    headings = [heading for heading, _ in blocks()]
    assert len(headings) >= 8 and len(set(headings)) >= 5
    assert {"class.csv", "late_policy.py", "nbgrader_config.py", "jupyterhub_config.py"} <= set(files())
    assert "on-a-jupyterhub" in anchors(PAGE)
    for name, text in files().items():
        if name.endswith(".py"):
            compile(text, name, "exec")

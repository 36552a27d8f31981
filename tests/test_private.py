"""Are files with names kept out of git wherever they are, and do generated notebooks never collide?"""

import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.coursedir import folders, private


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path):
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


@pytest.mark.parametrize("name", ["grades.csv", "docs/my marks [1].csv", "a/b/!report#.html", "pages"])
def test_what_is_written_into_a_clone_is_not_seen_by_git(clone, name):
    path = clone / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name == "pages":
        path.mkdir()
        (path / "one.html").write_text("Ada")
    else:
        path.write_text("Ada")
    (clone / "marks.txt").write_text("of another kind")
    private.keep_out_of_git(path)
    private.keep_out_of_git(path)  # once is enough
    assert git(clone, "status", "--porcelain") == "?? marks.txt\n"
    assert (clone / ".git" / "info" / "exclude").read_text().count("\n/") == 1


def test_outside_of_a_clone_nothing_happens(tmp_path):
    (tmp_path / "grades.csv").write_text("Ada")
    private.keep_out_of_git(tmp_path / "grades.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["grades.csv"]


def test_notebooks_that_both_have_made_anew_are_no_conflict(clone):
    notebook, text = clone / "notebooks" / "a1" / "a1.ipynb", clone / "solutions" / "a1.py"
    for path in (notebook, text):
        path.parent.mkdir(parents=True)
        path.write_text("as it was\n")
    shutil.copy(folders.PROJECT / ".gitattributes", clone)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "as it was")
    git(clone, "checkout", "-qb", "theirs")
    notebook.write_text("theirs\n")
    git(clone, "commit", "-qam", "theirs")
    git(clone, "checkout", "-q", "main")
    notebook.write_text("ours\n")
    text.write_text("our text\n")
    git(clone, "commit", "-qam", "ours")
    with pytest.raises(subprocess.CalledProcessError):
        git(clone, "merge", "-q", "theirs", "-m", "both")
    git(clone, "merge", "--abort")
    private.generated_notebooks_are_no_conflict(clone)
    git(clone, "merge", "-q", "theirs", "-m", "both")
    assert (notebook.read_text(), text.read_text()) == ("ours\n", "our text\n")

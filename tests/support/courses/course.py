"""A course in a folder of its own, driven by nbgrader's commands."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

STOCK = "c = get_config()\n"
OUTSIDE = """
from autograder.configuration import grade_outside

grade_outside(c)
"""
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Course:
    """A course with nbgrader's default folders."""

    root: Path
    submitted: str = "submitted"
    """The folder of what is handed in."""

    @classmethod
    def create(cls, root: Path, files: Mapping[str, NotebookNode | str]) -> "Course":
        """A course whose `source/` holds the given files, released by nbgrader."""
        for name, content in files.items():
            path = root / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else nbformat.writes(content))
        return cls(root).configured(STOCK).released()

    def configured(self, text: str) -> "Course":
        """The same course with this configuration."""
        (self.root / "nbgrader_config.py").write_text(text)
        return self

    def released(self) -> "Course":
        """The same course with every assignment released."""
        for source in (self.root / "source").iterdir():
            if source.is_dir():
                self.run("generate_assignment", source.name, "--force")
        return self

    def outside(self, root: Path, more: str = "") -> "Course":
        """A copy of the course that grades outside of the students' process."""
        shutil.copytree(self.root, root)
        copy = Course(root, "handed_in")
        if (root / self.submitted).exists():
            (root / self.submitted).rename(root / copy.submitted)
        config = root / "nbgrader_config.py"
        config.write_text(config.read_text() + OUTSIDE + more)
        return copy

    def command(self, *command: str) -> subprocess.CompletedProcess:
        """Run one of the environment's programs in the course's folder."""
        path = os.pathsep.join([str(BIN), os.environ["PATH"]])
        environment = os.environ | {"PATH": path}
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, env=environment)

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run an nbgrader command that must succeed."""
        done = self.command("nbgrader", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def grade(self, assignment: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run `nbgrader autograde`."""
        return self.command("nbgrader", "autograde", assignment, *arguments)

    def release(self, assignment: str, notebook: str) -> NotebookNode:
        """A notebook as students get it."""
        return nbformat.read(self.root / "release" / assignment / f"{notebook}.ipynb", as_version=4)

    def place(self, student: str, assignment: str) -> Path:
        """The folder of what a student hands in."""
        return self.root / self.submitted / student / assignment

    def hand_in(self, student: str, assignment: str, notebooks: Mapping[str, Mapping[str, str]]) -> Path:
        """Hand in everything that was released, with some answers.

        Args:
            student: who.
            assignment: what.
            notebooks: for each notebook the answers by grade_id.

        Returns:
            The folder.
        """
        place = self.place(student, assignment)
        shutil.copytree(self.root / "release" / assignment, place)
        for name, answers in notebooks.items():
            content = filled(self.release(assignment, name), answers)
            (place / f"{name}.ipynb").write_text(json.dumps(content))
        return place

    def scores(self, assignment: str) -> dict[str, dict[str, tuple]]:
        """For each student, for each `notebook/cell`: automatic score, manual score, waits for a person."""
        found: dict[str, dict[str, tuple]] = {}
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as gradebook:
            for submission in gradebook.assignment_submissions(assignment):
                row = found.setdefault(submission.student.id, {})
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        key = f"{notebook.name}/{grade.name}"
                        row[key] = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for comment in notebook.comments:
                        row[f"{notebook.name}/{comment.name} comment"] = (comment.auto_comment,)
        return found


def filled(notebook: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """A released notebook with answers by grade_id."""
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    assert answers.keys() <= {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    return notebook

"""A course in a temporary folder: a copy of the project, with canaries where secrets lie."""

import json
import os
import re
import secrets
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.examiner import reference
from autograder.lessons.build import notebook
from lenet_keras.checks.steps import LESSONS
from tests.attacks import cuts
from tests.attacks.attack import A1, A2, Attack, Fifo, Hole, Link, Place, Socket, cell
from tests.attacks.processes import command

HERE = Path(__file__).parent
FIRST, LAST = "ada", "zoe"  # honest students, graded before and after the attacks

# Seconds for one cell, by lesson: all that an attack on the time can take, and enough for an honest answer.
CELL_SECONDS = dict.fromkeys(LESSONS, 120) | {A1: 8, A2: 60}
MEMORY = 3 << 30  # bytes; A1 needs no TensorFlow
# Seconds for one command: in the weaker mode for one attack, of which some end nbgrader only this way.
COMMAND_SECONDS = {"weak": 240, "ours": 3600}
OPTIONS = {
    "weak": lambda lesson: [f"--Execute.timeout={CELL_SECONDS[lesson]}"],
    "ours": lambda lesson: [
        f"--Examine.cell_seconds={CELL_SECONDS[lesson]}",
        f"--Examine.notebook_seconds={3 * CELL_SECONDS[lesson] + 60}",
        *([f"--Examine.memory={MEMORY}"] if lesson == A1 else []),
    ],
}

# Phrases that stand where a student must never look, beside the canaries.
PHRASES = {
    "hidden judge": "The hidden judge of a step says what the visible one must not tell",
    "hidden answer": "kind to spelling, strict about meaning",
    "hidden test": "BEGIN HIDDEN TESTS",
    "rubric": "graders only",
}


@dataclass(frozen=True)
class Course:
    """A course that attacks are handed in to."""

    root: Path
    mode: str
    """`ours`, or `weak`: stock nbgrader."""
    lesson: str
    canaries: dict[str, str]
    """Secret texts by the place where they lie."""

    @classmethod
    def build(cls, root: Path, mode: str, lesson: str) -> "Course":
        """Copy the project, build the lesson, and grade one honest student, who is alone."""
        places = ("solution", "reference", "history", "environment", "neighbour", "comment")
        canaries = {place: f"canary-{place}-{secrets.token_hex(6)}" for place in places}
        course = cls(root, mode, lesson, canaries)
        course._copy_project()
        course.run([sys.executable, "-m", "autograder", "build"], check=True)
        prepare = f"from autograder.examiner import reference; reference.observations({lesson!r})"
        course.run([sys.executable, "-c", prepare], check=True)
        (course.work / "reference" / "canary.json").write_text(json.dumps(canaries["reference"]))
        course.hand_in_honestly(FIRST)
        course.grade()
        course._comment()
        return course

    @property
    def work(self) -> Path:
        """The folder of everything that grading makes."""
        return self.root / folders.WORK

    @property
    def secrets(self) -> dict[str, str]:
        """All texts that no student may see, by their kind."""
        return PHRASES | self.canaries

    def copied(self, root: Path) -> "Course":
        """The same course in another folder."""
        shutil.copytree(self.root, root, symlinks=True)
        return Course(root, self.mode, self.lesson, self.canaries)

    def _copy_project(self) -> None:
        left_out = shutil.ignore_patterns("course", "__pycache__")
        for package in ("autograder", "lenet_keras"):
            shutil.copytree(folders.PROJECT / package, self.root / package, ignore=left_out)
        config = HERE / "weak_config.py" if self.mode == "weak" else folders.PROJECT / "nbgrader_config.py"
        shutil.copy(config, self.root / "nbgrader_config.py")
        (self.work / "reference").mkdir(parents=True)
        for folder in ("home", "tmp", folders.SOLUTIONS, ".git"):
            (self.root / folder).mkdir()
        (self.root / ".git" / "packed-refs").write_text(self.canaries["history"])
        for source in folders.sources(self.lesson):
            shutil.copy(source, self.root / folders.SOLUTIONS)
        text = (folders.PROJECT / folders.SOLUTIONS / f"{self.lesson}.py").read_text()
        if self.lesson == A1:
            planted = f'### BEGIN SOLUTION\nremark = "{self.canaries["solution"]}"\n'
            text = re.sub(r"^### BEGIN SOLUTION\n", planted, text, count=2, flags=re.MULTILINE)
        elif self.lesson in cuts.CUTS:
            text = cuts.shortened(self.lesson, text)
        else:  # what the reference shows is known, or will be to other tests; training it takes its time
            reference.observations(self.lesson)
            for path in reference.CACHE.glob(f"{self.lesson}-*.zip"):
                shutil.copy(path, self.work / "reference")
        (self.root / folders.SOLUTIONS / f"{self.lesson}.py").write_text(text)

    def _comment(self) -> None:
        with sqlite3.connect(self.root / folders.GRADEBOOK) as book:
            book.execute("update comment set manual_comment = ?", (self.canaries["comment"],))

    def run(
        self, arguments: list[str], check: bool = False, told: Callable[[str], None] = lambda line: None
    ) -> int:
        """Run a command in the course, with the course's packages, its home and a secret of its own.

        Returns:
            Its exit status.
        """
        environment = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        environment |= {
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONPATH": str(self.root),
            "GRADER_TOKEN": self.canaries["environment"],
            "MPLBACKEND": "Agg",
        }
        status = command(
            arguments, self.root, environment, self.root / "log", COMMAND_SECONDS[self.mode], told
        )
        if check and status:
            raise subprocess.CalledProcessError(status, arguments, (self.root / "log").read_text()[-3000:])
        return status

    def nbgrader(self, *arguments: str, told: Callable[[str], None] = lambda line: None) -> int:
        """Run one of nbgrader's commands on the lesson."""
        program = str(Path(sys.executable).parent / "nbgrader")
        return self.run([program, arguments[0], self.lesson, *arguments[1:]], told=told)

    def grade(self, *arguments: str, told: Callable[[str], None] = lambda line: None) -> int:
        """Run `nbgrader autograde`."""
        return self.nbgrader("autograde", *OPTIONS[self.mode](self.lesson), *arguments, told=told)

    def base(self, name: str) -> NotebookNode:
        """The submission that attacks start from: `untouched` or `solved`."""
        released = nbformat.read(notebook(self.root, folders.NOTEBOOKS, self.lesson), as_version=4)
        if name == "untouched":
            return released
        solved = nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, self.lesson), as_version=4)
        answers = {each.id: sample_class.MARKERS.sub("", each.source) for each in solved.cells}
        return sample_class.filled(released, answers)

    def hand_in_honestly(self, student: str) -> None:
        """Hand in a right notebook, with a canary in one of its written answers."""
        content = self.base("solved")
        cell(content, f"{self.lesson[:2].upper()}-Q2").source += f"\n{self.canaries['neighbour']}"
        path = self.submission(student) / f"{self.lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(content))

    def hand_in(self, attack: Attack, place: Place, first: bool = False) -> None:
        """Hand in an attack, or what the same student handed in before it."""
        folder = self.submission(place.student)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(f"2026-01-0{1 if first else 2} 10:00:00 UTC")
        make = attack.first if first else attack.make
        base = self.base("solved" if first else attack.base)
        for name, content in attack.files(base, place, make).items():
            path = folder / name
            os.makedirs(path.parent, exist_ok=True)  # noqa: PTH103 - pathlib goes half as deep
            match content:
                case Link():
                    path.symlink_to(place.fill(content.target))
                case Fifo():
                    os.mkfifo(path)
                case Socket():
                    os.mknod(path, stat.S_IFSOCK | 0o600)
                case Hole():
                    path.touch()
                    os.truncate(path, content.size)
                case bytes():
                    path.write_bytes(content)
                case str():
                    path.write_text(content)
                case _:
                    path.write_text(json.dumps(content))

    def submission(self, student: str) -> Path:
        """Where a student's files for the lesson are handed in."""
        return self.root / folders.SUBMITTED / student / self.lesson

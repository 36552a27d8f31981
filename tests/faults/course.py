"""Courses to break: a short form of lesson A1, a small class, and what grading left behind."""

import contextlib
import fcntl
import hashlib
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.coursedir import atomic, audit, folders, layout
from autograder.demo import sample_class
from autograder.lessons.build import build
from tests.faults.run import Run

LESSON = "a1_preprocess"
# Figures, examples, and what a reader may try (cells without a tag); A1.3 and A1.6 need other packages.
LEFT_OUT = re.compile(r'^# %%$|given="A1\.(?!setup")|(answer|check)="A1\.(3|6)"')
PLAIN_SETUP = "from lenet_keras.checks import check"

OTHERS = {"outputs", "taken back"}  # what a student's result holds beside the scores of her cells

# What a person gave, by cell: to a written answer that `chidi` leaves as `ada` has it, to one that she
# changes, and to a check.
BY_HAND = {"A1-Q1": 2.0, "A1-Q2": 1.5, "A1-4-check": 0.5}


@dataclass(frozen=True)
class Course:
    """One course, in a folder of its own with its log files and its own folder for temporary files."""

    folder: Path
    prefix: tuple[str, ...] = ()
    """A command that grading is started with."""
    seen_from: str = ""
    """Where the course's files are found from here, if its disk is not of this namespace."""

    @property
    def place(self) -> Path:
        """Where the course lies for those who grade it."""
        return self.folder / "course"

    @property
    def root(self) -> Path:
        """Where the course lies for those who look at it from here."""
        return Path(f"{self.seen_from}{self.place}")

    @property
    def temporary(self) -> Path:
        """Where grading puts temporary files."""
        return self.folder / "t"

    @classmethod
    def build(cls, folder: Path) -> "Course":
        """Build the lesson."""
        course = cls(folder)
        (course.root / folders.SOLUTIONS).mkdir(parents=True)
        course.temporary.mkdir()
        shutil.copy(folders.PROJECT / "nbgrader_config.py", course.root)
        for source in folders.sources(LESSON):
            shutil.copy(source, course.root / folders.SOLUTIONS)
        text = (folders.PROJECT / folders.SOLUTIONS / f"{LESSON}.py").read_text()
        (course.root / folders.SOLUTIONS / f"{LESSON}.py").write_text(_shortened(text))
        build(course.root)
        return course

    def copied(self, folder: Path) -> "Course":
        """The same course in another folder, with nothing temporary."""
        course = Course(folder)
        shutil.copytree(self.root, course.root)
        course.temporary.mkdir()
        return course

    def submission(self, student: str) -> Path:
        """The notebook that a student handed in."""
        return self.root / folders.SUBMITTED / student / LESSON / f"{LESSON}.ipynb"

    def hand_in(self, student: str, content: bytes) -> None:
        """Hand in a notebook, at once as a whole."""
        path = self.submission(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, content)

    def start(self, *options: str) -> Run:
        """Start `nbgrader autograde`."""
        program = str(Path(sys.executable).parent / "nbgrader")
        command = [*self.prefix, program, "autograde", LESSON, *options]
        return Run(command, self.place if not self.prefix else Path("/"), self.temporary)

    def grade(self, *options: str) -> Run:
        """Run `nbgrader autograde` to its end."""
        run = self.start(*options)
        run.wait()
        return run

    def give_points(self, student: str, points: dict[str, float]) -> None:
        """Grade by hand, as the formgrader does."""
        with Gradebook(folders.database(self.root)) as gradebook:
            for name, value in points.items():
                grade = gradebook.find_grade(name, LESSON, LESSON, student)
                grade.manual_score, grade.needs_manual_grade = value, False
            gradebook.db.commit()

    def record(self, student: str) -> audit.Record:
        """The audit record of a student."""
        return audit.read(audit.path(self.root / folders.WORK / layout.AUDIT, student, LESSON, LESSON))

    def result(self) -> dict[str, dict]:
        """What grading made of each student.

        Of each cell the three scores; and the outputs, and of which cells points by hand were taken back.
        """
        result: dict[str, dict] = {}
        with (
            tempfile.TemporaryDirectory(dir=self.folder) as copy,
            # of a copy, because SQLite looks for a file's true path, which may be one of another namespace
            Gradebook(f"sqlite:///{self._copied_gradebook(Path(copy))}") as gradebook,
        ):
            for submission in gradebook.assignment_submissions(LESSON):
                result[submission.student.id] = {
                    grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
        for student, row in result.items():
            row["taken back"] = sorted(each["cell"] for each in self.record(student).revoked_points)
            for path in (self.root / folders.AUTOGRADED / student / LESSON).glob("*.ipynb"):
                row["outputs"] = _outputs(path)
        return result

    def _copied_gradebook(self, folder: Path) -> Path:
        for file in self.root.glob(f"{folders.GRADEBOOK}*"):  # with its journal
            shutil.copy(file, folder)
        return folder / folders.GRADEBOOK.name

    def leftovers(self) -> list[str]:
        """Files that no run should leave behind, and locks that are still held."""
        work = self.root / folders.WORK
        strange = [
            path
            for path in (work / layout.AUDIT).rglob("*")
            if path.is_file() and path.suffix not in (".json", ".ipynb")
        ]
        found = [*self.temporary.iterdir(), *work.glob("gradebook.db-*"), *strange]
        names = [_nameless(path) for path in found if path.suffix != ".lock"]
        for path in strange:
            if path.suffix == ".lock" and not _free(path):
                names.append(f"{path.name} is held")
        return sorted(names)


def _free(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _nameless(path: Path) -> str:
    """The name of a file without its accidental part, so that findings can be counted."""
    return f"left over: {re.sub(r'(?<=-)[0-9].*|(?<=tmp).*', '*', path.name)}"


def _outputs(path: Path) -> str:
    """What tells whether two graded notebooks have the same outputs, and whether they have any."""
    try:
        cells = json.loads(path.read_text())["cells"]
    except ValueError:
        return "a broken file"
    outputs = [cell.get("outputs", []) for cell in cells]
    return hashlib.sha256(json.dumps(outputs).encode()).hexdigest()[:8] if any(outputs) else "none"


def _shortened(text: str) -> str:
    """The lesson without what takes time: figures, scikit-learn."""
    first, *cells = re.split(r"^(?=# %%)", text, flags=re.MULTILINE)
    kept = [cell for cell in cells if not LEFT_OUT.search(cell.splitlines()[0])]
    setup = next(number for number, cell in enumerate(kept) if 'given="A1.setup"' in cell)
    kept[setup] = f"{kept[setup].splitlines()[0]}\n{PLAIN_SETUP}\n\n"
    return first + "".join(kept)


def submissions(course: Course) -> dict[str, bytes]:
    """What the class hands in, by student."""
    sample_class.hand_in(course.root, LESSON)
    found = {name: course.submission(name).read_bytes() for name in ("ada", "bao", "chidi", "dilara", "emil")}
    shutil.rmtree(course.root / folders.SUBMITTED)
    content = json.loads(found["ada"])
    content["cells"] = [cell for cell in content["cells"] if cell["id"] not in ("A1-4-check", "A1-5-check")]
    found["rita"] = json.dumps(content).encode()  # whose checks the repair brings back
    content = json.loads(found["chidi"])
    content["cells"] = [cell for cell in content["cells"] if not cell["id"].endswith("-check")]
    found["carl"] = json.dumps(content).encode()  # chidi's mistakes, and nothing that would show them
    return found


@contextlib.contextmanager
def removed(folder: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, however long something in it was busy."""
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        for _ in range(20):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)

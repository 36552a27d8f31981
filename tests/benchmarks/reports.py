"""How long the class report and the files for an LMS take for 300 students and three lessons: `make bench`.

The gradebook is filled by a seeded class, and every student has a kept notebook for each lesson. Each command
is a process of its own, as an instructor starts it.
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.results.lms.sheet import Sheet
from tests.support.gradebooks import Course, fill

STUDENTS = 300
LESSONS = ("a1_preprocess", "a2_build", "a3_train")
SEED = 1
TIMES = 2
PICTURE = "A" * 110_000  # a kept notebook of `make demo` has 36 to 172 kB, most of it pictures


def roster(path: Path) -> Path:
    """What Canvas would export for the class."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
    rows.append(["    Points Possible", "", "", "", ""])
    rows += [[f"Family, Name{n}", f"{n + 1}", f"S{n}", f"student{n:03}", "One"] for n in range(STUDENTS)]
    Sheet(rows).write(path)
    return path


def seconds(root: Path, *arguments: str) -> tuple[float, float]:
    """The shortest of some runs of a command: from start to end of its process, and on a processor."""
    command = [sys.executable, "-m", "autograder", *arguments]
    taken = []
    for _ in range(TIMES):
        before, started = os.times(), time.perf_counter()
        subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
        after, ended = os.times(), time.perf_counter()
        busy = after.children_user + after.children_system - before.children_user - before.children_system
        taken.append((ended - started, busy))
    return min(taken)


def main() -> int:
    """Print the table."""
    warnings.simplefilter("ignore")  # SQLAlchemy's, on how nbgrader adds submissions
    table = Table(title=f"{STUDENTS} students, {len(LESSONS)} lessons", title_justify="left")
    table.add_column("command")
    for title in ("seconds", "on a processor", "kB"):
        table.add_column(title, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        course = Course.create(root, LESSONS)
        fill(course, STUDENTS, SEED, picture=PICTURE)
        of_canvas = roster(Path(folder) / "roster.csv")
        for name, *arguments in (
            ("report.html", "report"),
            ("canvas.csv", "grades", "--format", "canvas", "--roster", str(of_canvas)),
            ("moodle.csv", "grades", "--format", "moodle"),
        ):
            output = Path(folder) / name
            taken, busy = seconds(root, *arguments, "--output", str(output))
            size = f"{output.stat().st_size / 1000:,.0f}"
            table.add_row(f"{arguments[0]} -> {name}", f"{taken:.1f}", f"{busy:.1f}", size)
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What judging outside costs: `python -m tests.overhead`, beside stock nbgrader in the same run.

Honest submissions of A1 are graded by `nbgrader autograde` twice: by stock nbgrader, with the checks in the
student's kernel, and by this project's configuration. A second table times every check of an honest
notebook: taking the observations out of the candidate, and judging them.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder import examination, folders, reference
from autograder.build import notebook
from autograder.candidate import ENVIRONMENT, Allowance, Candidate
from autograder.sandbox.plan import Plan, readable_python
from lenet_keras.checks.steps import STEPS
from tests.attacks.course import Course
from tests.test_examination import solved

LESSON = "a1_preprocess"
STUDENTS = 8
RUNS = 5


def per_notebook(mode: str, folder: Path) -> float:
    """Seconds for each submission beyond the first, so that what a command costs once is left out."""
    course = Course.build(folder / mode, mode, LESSON)
    seconds = []
    for students in (1, 1 + STUDENTS):
        for number in range(students):
            course.hand_in_honestly(f"student{students}{number}")
        started = time.perf_counter()
        course.grade()
        seconds.append(time.perf_counter() - started)
    return (seconds[1] - seconds[0]) / STUDENTS


class Timed(examination.Examination):
    """An examination that notes how long its checks take."""

    seconds: dict[str, list[float]] = {}

    def _judge(self, step):
        started = time.perf_counter()
        verdict = super()._judge(step)
        self.seconds.setdefault(step.id, []).append(time.perf_counter() - started)
        return verdict


def per_check(folder: Path) -> dict[str, float]:
    """Median seconds of each check of A1, over some examinations."""
    plan = Plan(
        readable=readable_python([str(folders.PROJECT / "lenet_keras")]), files=str(folder), env=ENVIRONMENT
    )
    known = reference.load(notebook(folders.PROJECT, folders.SOLUTIONS, LESSON))
    for _ in range(RUNS):
        Timed(solved(), STEPS, known, lambda: Candidate(plan, Allowance())).run()
    return {step: statistics.median(seconds) for step, seconds in Timed.seconds.items()}


def main() -> int:
    """Print both tables."""
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty").mkdir()
        console.print(f"grading {STUDENTS} submissions of {LESSON} twice ...")
        weak, ours = per_notebook("weak", folder), per_notebook("ours", folder)
        checks = per_check(folder / "empty")
    table = Table(title=f"Seconds for a submission of {LESSON}", title_justify="left")
    for head in ("stock nbgrader", "judged outside", "difference", "ratio"):
        table.add_column(head, justify="right")
    table.add_row(f"{weak:.2f}", f"{ours:.2f}", f"{ours - weak:+.2f}", f"{ours / weak:.2f}")
    console.print(table)
    table = Table(title="Milliseconds for a check, observation and judgement", title_justify="left")
    for step in checks:
        table.add_column(step, justify="right")
    table.add_row(*(f"{1000 * seconds:.0f}" for seconds in checks.values()))
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a submission costs more than in an earlier state: `python -m tests.benchmarks.price CHECKOUT`.

A class of right students, all different, is graded by `nbgrader autograde` of this checkout and of an earlier
one, in turn, each with its own lessons. `git worktree add /tmp/before COMMIT` makes an earlier one. Other
programs that run meanwhile spoil every figure.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.coursedir import folders
from autograder.demo import sample_class
from tests.attacks.attack import A1, A2, A6


@dataclass(frozen=True)
class Cost:
    """Of one submission."""

    wall: float
    """Seconds by the clock, of the whole command over the number of submissions."""
    cpu: float
    """Seconds of processor time, of all processes of the command over the number of submissions."""


def _run(course: Path, *command: str) -> float:
    """Run a command in a course; the seconds of processor time of all its processes."""
    environment = os.environ | {"PYTHONPATH": str(course), "TF_CPP_MIN_LOG_LEVEL": "3"}
    log = (course / "log").open("ab")
    process = subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=log)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {status}; see {course / 'log'}")
    return used.ru_utime + used.ru_stime


def _built(checkout: Path, course: Path, lesson: str) -> None:
    """Build one lesson in a copy of the code, and grade one student, so that everything has run once.

    Early states find a course by the place of their code.
    """
    for package in ("autograder", "lenet_keras"):
        left_out = shutil.ignore_patterns("course", "__pycache__")
        shutil.copytree(checkout / package, course / package, ignore=left_out)
    (course / folders.SOLUTIONS).mkdir()
    shutil.copy(checkout / "nbgrader_config.py", course)
    for source in (checkout / folders.SOLUTIONS).glob(f"{lesson}.*"):
        shutil.copy(source, course / folders.SOLUTIONS)
    _run(course, sys.executable, "-m", "autograder", "build")
    _graded(course, lesson, 1)


def _graded(course: Path, lesson: str, students: int) -> Cost:
    """Grade a class in which nobody's cells are like anybody else's."""
    for folder in (folders.SUBMITTED, folders.AUTOGRADED):
        shutil.rmtree(course / folder, ignore_errors=True)
    released = nbformat.read(course / folders.NOTEBOOKS / lesson / f"{lesson}.ipynb", as_version=4)
    solved = nbformat.read(course / folders.SOLUTIONS / lesson / f"{lesson}.ipynb", as_version=4)
    right = {cell.id: sample_class.MARKERS.sub("", cell.source) for cell in solved.cells}
    for number in range(students):
        answers = {name: f"# by {time.time_ns()}\n{source}" for name, source in right.items()}
        path = course / folders.SUBMITTED / f"s{number:03}" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(sample_class.filled(released, answers)))
    begin = time.monotonic()
    cpu = _run(course, str(Path(sys.executable).with_name("nbgrader")), "autograde", lesson, "--force")
    return Cost((time.monotonic() - begin) / students, cpu / students)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.price", description=__doc__)
    parser.add_argument("checkout", type=Path, help="of the earlier state")
    parser.add_argument(
        "--lesson", action="append", default=[], help="a1_preprocess, a2_build and a6_numpy if left out"
    )
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    states = {"before": options.checkout.resolve(), "now": folders.PROJECT}
    print("| lesson | s by the clock before | now | CPU s before | now | CPU: now / before, per turn |")
    print("|---|---|---|---|---|---|")
    for lesson in options.lesson or (A1, A2, A6):
        with tempfile.TemporaryDirectory() as folder:
            found: dict[str, list[Cost]] = {name: [] for name in states}
            for name, checkout in states.items():
                _built(checkout, Path(folder, name), lesson)
            for _ in range(options.turns):
                for name in states:
                    found[name].append(_graded(Path(folder, name), lesson, options.students))
        middle = {
            (name, each): statistics.median(getattr(cost, each) for cost in costs)
            for name, costs in found.items()
            for each in ("wall", "cpu")
        }
        ratios = [now.cpu / before.cpu for before, now in zip(found["before"], found["now"], strict=True)]
        print(
            f"| {lesson} | {middle['before', 'wall']:.3f} | {middle['now', 'wall']:.3f} "
            f"| {middle['before', 'cpu']:.3f} | {middle['now', 'cpu']:.3f} "
            f"| {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}) |",
            flush=True,
        )


if __name__ == "__main__":
    main()

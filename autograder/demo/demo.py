"""The demonstration: a course of its own, from the lessons to the table of points, by nbgrader's commands."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.examiner import reference
from autograder.lessons.build import build
from autograder.results import table

ROOT = folders.PROJECT / "build" / "demo"  # apart from `autograder/course`, where real grades may lie


def run(console: Console | None = None) -> Path:
    """Set up the course, grade the sample class, and print points and feedback pages.

    Returns:
        The root of the demonstration's course.

    Raises:
        RuntimeError: when a command of nbgrader fails for another reason than the damaged submission.
    """
    console = console or Console(width=max(Console().width, 100))
    started = time.monotonic()
    names = folders.lessons()
    _fresh_course(ROOT)
    with _progress(console) as progress:
        task = progress.add_task("building the lessons", total=len(names))
        build(ROOT, progress=lambda name: progress.update(task, description=f"building {name}", advance=1))
        task = progress.add_task("reference", total=len(names))
        for name in names:
            progress.update(task, description=f"reference solution of {name}")
            reference.observations(name)
            progress.advance(task)
        for name in names:
            students = sample_class.hand_in(ROOT, name)
            task = progress.add_task(f"autograde {name}", total=len(students))
            _nbgrader("autograde", name, lambda t=task: progress.advance(t))
            progress.update(task, completed=len(students))
            task = progress.add_task(f"feedback {name}", total=len(students) - 1)
            _nbgrader("generate_feedback", name, lambda t=task: progress.advance(t))
            progress.update(task, completed=len(students) - 1)
    console.print("\n[bold]The class[/]")
    for student, what in sample_class.STUDENTS.items():
        console.print(f"  {student}: {what}")
    for name in names:
        console.print()
        console.print(table.students_by_steps(ROOT, name))
        for note in table.notes(ROOT, name):
            console.print(f"[yellow]![/] {note}", highlight=False)
    console.print("\n[bold]Feedback pages[/], one for each student and lesson")
    for name in names:
        for page in table.feedback_pages(ROOT, name):
            console.print(f"  {page.relative_to(folders.PROJECT)}", highlight=False, soft_wrap=True)
    console.print(
        "\nA dot is an answer that a person grades: in the formgrader, with "
        f"`cd {ROOT.relative_to(folders.PROJECT)} && ../../.venv/bin/jupyter lab`.\n"
        f"Done in {time.monotonic() - started:.0f} s.",
        highlight=False,
    )
    return ROOT


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _fresh_course(root: Path) -> None:
    """A folder with the configuration and the lessons, and nothing of an earlier run."""
    shutil.rmtree(root, ignore_errors=True)
    (root / folders.SOLUTIONS).mkdir(parents=True)
    shutil.copy(folders.PROJECT / "nbgrader_config.py", root)
    for source in folders.sources():
        shutil.copy(source, root / folders.SOLUTIONS)


def _nbgrader(command: str, lesson: str, advance) -> None:
    """Run a command of nbgrader, advancing once for each submission that it takes up."""
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "nbgrader"), command, lesson],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    log = []
    starts = re.compile(r"\] (Sanitizing|Converting notebook .*autograded.*\.ipynb)")
    for line in process.stdout:
        log.append(line)
        if starts.search(line):
            advance()
    process.wait()
    failed = set(
        re.findall(r"There was an error processing assignment '.*?' for student '(.*?)'", "".join(log))
    )
    if process.returncode and failed != {"emil"}:
        raise RuntimeError(f"nbgrader {command} {lesson} failed:\n{''.join(log)[-4000:]}")

"""The demonstration: a course of its own, from the lessons to the table of points, by nbgrader's commands."""

import math
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.progress import Progress

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.dispatch.pool import workers
from autograder.lessons.build import generate_assignment
from autograder.results import table
from autograder.terminal.progress import progress_bar

ROOT = folders.PROJECT / "build" / "demo"  # apart from `autograder/course`, where real grades may lie

# The first lesson's table is waited for; then the longest come first: no core is idle at last.
EARLY = (
    *("a1_preprocess", "a8_errors", "a3_train", "a4_lenet5", "a5_compare"),
    *("a9_handwriting", "a6_numpy", "a7_backprop"),
)


def run(console: Console | None = None) -> Path:
    """Set up the course, grade the sample class, and print points and feedback pages.

    Lessons are graded side by side, one for each core; the table of each is printed as soon as it is graded,
    and feedback is written when all are.

    Returns:
        The root of the demonstration's course.

    Raises:
        RuntimeError: when a command of nbgrader fails for another reason than the damaged submission.
    """
    console = console or Console(width=max(Console().width, 100))
    started = time.monotonic()
    names = folders.lessons()
    console.print("[bold]The class[/]")
    for student, what in sample_class.STUDENTS.items():
        console.print(f"  {student}: {what}")
    with progress_bar(console) as progress:
        classes = _set_up(ROOT, progress)
        # The candidates of all runs share the cores and the memory.
        candidates = workers()
        runs = min(candidates, len(os.sched_getaffinity(0)))
        share = f"--Examine.workers={math.ceil(candidates / runs)}"
        commands = ThreadPoolExecutor(runs)
        try:
            grading = {
                commands.submit(_nbgrader, progress, "autograde", name, classes[name], share): name
                for name in dict.fromkeys((*EARLY, *names))
                if name in names
            }
            for graded in as_completed(grading):
                graded.result()
                _show(grading[graded], console)
            feedback = [
                commands.submit(_nbgrader, progress, "generate_feedback", name, classes[name])
                for name in names
            ]
            for written in feedback:
                written.result()
        finally:
            commands.shutdown(cancel_futures=True)
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


def _set_up(root: Path, progress: Progress) -> dict[str, list[str]]:
    """A course with the lessons and what the class hands in, and nothing of an earlier run.

    The reference notebooks are those that lie in the project; nbgrader releases them and fills the gradebook.

    Returns:
        By lesson, who has handed in.
    """
    shutil.rmtree(root, ignore_errors=True)
    (root / folders.WORK).mkdir(parents=True)
    shutil.copy(folders.PROJECT / "nbgrader_config.py", root)
    names = folders.lessons()
    task = progress.add_task("setting up the lessons", total=len(names))
    shutil.copytree(folders.PROJECT / folders.SOLUTIONS, root / folders.SOLUTIONS)
    classes = {}
    for name in names:
        generate_assignment(root, name)
        classes[name] = sample_class.hand_in(root, name)
        progress.advance(task)
    with Gradebook(folders.database(root)) as gradebook:
        for student in sample_class.STUDENTS:  # or two runs that meet her at once would both add her
            gradebook.add_student(student)
    return classes


def _show(lesson: str, console: Console) -> None:
    """Print the points of a lesson, and why somebody has none."""
    console.print()
    table.show(table.students_by_steps(ROOT, lesson), console)
    for note in table.notes(ROOT, lesson):
        console.print(f"[yellow]![/] {note}", highlight=False)


def _nbgrader(progress: Progress, command: str, lesson: str, students: list[str], *options: str) -> None:
    """Run a command of nbgrader, advancing once for each submission that it takes up."""
    # there is no feedback for the damaged file
    taken_up = len(students) - (command == "generate_feedback" and "emil" in students)
    task = progress.add_task(f"{command} {lesson}", total=taken_up)
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "nbgrader"), command, lesson, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    log = []
    starts = re.compile(r"\] (Sanitizing|Converting notebook .*autograded.*\.ipynb)")
    for line in process.stdout or ():
        log.append(line)
        if starts.search(line):
            progress.advance(task)
    process.wait()
    failed = set(
        re.findall(r"There was an error processing assignment '.*?' for student '(.*?)'", "".join(log))
    )
    if process.returncode and failed != {"emil"}:
        raise RuntimeError(f"nbgrader {command} {lesson} failed:\n{''.join(log)[-4000:]}")
    progress.update(task, completed=taken_up)

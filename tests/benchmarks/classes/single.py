"""What one submission of a lesson costs to grade: `python -m tests.benchmarks.classes.single LESSON ...`.

A right submission is examined in a warm process, as a worker does it, and its cells are executed as a
script. Processor seconds do not hang on what else the machine does; seconds would.
"""

import os
import resource
import sys
import threading

import nbformat

from autograder.coursedir import folders
from autograder.dispatch import task
from autograder.lessons.build import notebook
from autograder.lessons.lesson import HIDDEN
from tests.benchmarks.classes import inside, script
from tests.benchmarks.classes.command import console
from tests.benchmarks.classes.memory import Looks


def cost(lesson: str) -> tuple[float, int, float]:
    """Processor seconds and memory of grading a right submission of a lesson.

    Returns:
        Processor seconds of an examination, beyond what starting the warm process takes; the most bytes that
        its candidate had alone; and the points that it got, as a share of all.
    """
    context = inside.context_of(lesson)
    content = nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, lesson), as_version=4)
    for cell in content.cells:
        cell.source = cell.source.removeprefix(HIDDEN)
    started = _processor()
    task.examine(context, nbformat.writes(nbformat.v4.new_notebook()), {})
    task.close()
    start = _processor() - started

    looks, over = Looks(), threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            looks(os.getpid())

    looking = threading.Thread(target=look)
    looking.start()
    started = _processor()
    result = task.examine(context, nbformat.writes(content), {})
    task.close()
    spent = _processor() - started - start
    over.set()
    looking.join()
    due = sum(step.points for step in context.steps.values())
    return spent, looks.own, sum(each or 0 for each in result.scores.values()) / due


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(lessons: list[str]) -> int:
    """Print a line for each lesson."""
    for lesson in lessons:
        spent, memory, share = cost(lesson)
        (plain,) = script.seconds(lesson, 1)
        console.print(
            f"{lesson}: {spent:.1f} processor seconds, its cells as a script {plain:.1f}; "
            f"{memory / 2**20:.0f} MB; {share:.0%} of the points"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

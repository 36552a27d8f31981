"""One examination taken apart: what it takes beyond the student's own cells, and what each check takes."""

import statistics
import time
from dataclasses import dataclass, field
from unittest import mock

import nbformat

from autograder.candidate.process import Candidate
from autograder.coursedir import folders
from autograder.dispatch import task
from autograder.dispatch.task import ExaminationContext
from autograder.examiner import library, reference
from autograder.examiner.examination import Examination
from autograder.lessons.build import notebook
from lenet_keras.checks.steps import STEPS
from tests.benchmarks.classes.command import console
from tests.benchmarks.classes.school import School


@dataclass
class Parts:
    """Seconds of several examinations of a lesson."""

    beyond: list[float] = field(default_factory=list)
    """Of each examination, less those of its cells."""
    checks: dict[str, list[float]] = field(default_factory=dict)
    """By step: taking the observations out of the candidate, and judging them."""
    cells: float = 0.0
    """Of the cells of the examination under way: from the request to the last output."""


def context_of(lesson: str) -> ExaminationContext:
    """What an examination of one of our lessons needs."""
    known = reference.load(notebook(folders.PROJECT, folders.SOLUTIONS, lesson))
    parts = task.warm_starts(library.of_steps(known.observations), known.modules)
    return ExaminationContext(
        steps={name: STEPS[name] for name in known.observations},
        reference=known,
        warm=parts.pop(""),
        later=parts,
    )


def examinations(school: School, lesson: str, count: int) -> Parts:
    """Examine a lesson some times, in a warm process, one after the other."""
    console.print(f"{lesson}: {count} examinations taken apart ...")
    parts = Parts()

    class TimedCandidate(Candidate):
        def run(self, source):
            started = time.perf_counter()
            try:
                return super().run(source)
            finally:
                parts.cells += time.perf_counter() - started

    class TimedExamination(Examination):
        def _judge(self, step):
            started = time.perf_counter()
            try:
                return super()._judge(step)
            finally:
                parts.checks.setdefault(step.id, []).append(time.perf_counter() - started)

    context = context_of(lesson)
    patches = (
        mock.patch.object(task, "Candidate", TimedCandidate),
        mock.patch.object(task, "Examination", TimedExamination),
    )
    with patches[0], patches[1]:
        task.examine(context, nbformat.writes(nbformat.v4.new_notebook()), {})  # starts the warm process
        for number in range(count):
            parts.cells = 0.0
            text = nbformat.writes(school.solved(lesson, f"s{number}"))
            started = time.perf_counter()
            task.examine(context, text, {})
            parts.beyond.append(time.perf_counter() - started - parts.cells)
    task.close()
    return parts


def milliseconds(parts: Parts) -> dict[str, float]:
    """Of each check, the median."""
    return {step: 1000 * statistics.median(seconds) for step, seconds in parts.checks.items()}

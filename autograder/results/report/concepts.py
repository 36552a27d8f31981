"""Which concept a step or a question is about, and who needs help with it."""

from collections.abc import Mapping
from pathlib import Path

from autograder.questions import bank
from autograder.results.gradebook import Results, Student
from lenet_keras.checks.steps import STEPS

ENOUGH = 0.5  # a convention: whoever has less than half of a concept's points needs help with it


def of_course(root: Path) -> dict[str, str]:
    """The concepts of our steps and of all questions in a course's bank.

    Raises:
        autograder.questions.problem.BankError: when the bank breaks a rule.
    """
    steps = {step.id: step.concept for step in STEPS.values() if step.concept}
    return steps | {id_: str(entry.fields["concept"]) for id_, entry in bank.load(root).items()}


def needing_help(
    lessons: list[Results], concepts: Mapping[str, str]
) -> dict[str, list[tuple[Student, float]]]:
    """The students who have less than half of the points of a concept, over all lessons.

    Args:
        lessons: what became of each lesson.
        concepts: the concept by step or question; one that has none is left out.

    Returns:
        For each concept, students with their share of its points (0 to 1), the least first; the concepts
        with most students first. Points that wait for a person count for nobody.
    """
    earned: dict[tuple[str, str], list[float]] = {}
    students: dict[str, Student] = {}
    for results in lessons:
        for id_, work in results.works.items():
            students[id_] = work.student
            for step, points in work.points.items():
                if points is not None and results.worth[step] and step in concepts:
                    sums = earned.setdefault((concepts[step], id_), [0.0, 0.0])
                    sums[0] += points
                    sums[1] += results.worth[step]
    found: dict[str, list[tuple[Student, float]]] = {}
    for (concept, id_), (points, worth) in earned.items():
        if points / worth < ENOUGH:
            found.setdefault(concept, []).append((students[id_], points / worth))
    for each in found.values():
        each.sort(key=lambda pair: (pair[1], pair[0].name, pair[0].id))
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

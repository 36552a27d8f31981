"""Which concept a step or a question is about, and who needs help with it."""

from collections.abc import Mapping
from pathlib import Path

from autograder.questions import bank
from autograder.results import Results, Student

# Of the steps, in the words of the bank; its questions say theirs themselves.
STEPS = {
    "A1.1": "importing",
    "A1.2": "train/test split",
    "A1.3": "images",
    "A1.4": "shapes",
    "A1.5": "scaling",
    "A1.6": "one-hot labels",
    "A2.1": "classes",
    "A2.3": "shapes",
    "A2.4": "convolution",
    "A2.5": "convolution",
    "A2.6": "fully connected layer",
    "A2.7": "softmax",
    "A2.8": "architecture",
    "A2.9": "optimizer",
    "A2.10": "architecture",
    "A2.11": "cross-entropy",
    "A3.1": "training",
    "A3.2": "prediction",
    "A3.3": "metrics",
    "A3.4": "learning curves",
}
ENOUGH = 0.5  # a convention: whoever has less than half of a concept's points needs help with it


def of_course(root: Path) -> dict[str, str]:
    """The concepts of our steps and of all questions in a course's bank.

    Raises:
        autograder.questions.problem.BankError: when the bank breaks a rule.
    """
    return STEPS | {id_: str(entry.fields["concept"]) for id_, entry in bank.load(root).items()}


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

"""Which concept a step or a question is about: what students need help with."""

from collections.abc import Mapping

from autograder.results import Results, Student

# The questions of a bank say it themselves; these are the steps, and the questions that stand in lessons.
CONCEPTS = {
    "A1.1": "importing",
    "A1.2": "training and test data",
    "A1.3": "images as arrays",
    "A1.4": "array shapes",
    "A1.5": "scaling",
    "A1.6": "one-hot encoding",
    "A1.Q1": "training and test data",
    "A1.Q2": "one-hot encoding",
    "A1.Q3": "one-hot encoding",
    "A2.1": "classes and methods",
    "A2.3": "array shapes",
    "A2.4": "convolution",
    "A2.5": "convolution",
    "A2.6": "fully connected layers",
    "A2.7": "softmax",
    "A2.8": "network architecture",
    "A2.9": "optimizers",
    "A2.10": "network architecture",
    "A2.11": "loss functions",
    "A2.Q1": "deep learning",
    "A2.Q2": "deep learning",
    "A2.Q3": "convolution",
    "A2.Q4": "deep learning",
    "A2.Q5": "network architecture",
    "A2.Q6": "trainable weights",
    "A2.Q7": "activation functions",
    "A3.1": "training",
    "A3.2": "prediction",
    "A3.3": "evaluation metrics",
    "A3.4": "learning curves",
    "A3.Q1": "training",
    "A3.Q2": "evaluation metrics",
    "A3.Q3": "evaluation metrics",
    "A3.Q4": "prediction",
}
ENOUGH = 0.5  # a convention: whoever has less than half of a concept's points needs help with it


def needing_help(
    lessons: list[Results], concepts: Mapping[str, str] = CONCEPTS
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

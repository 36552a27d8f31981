"""What graders look into beyond the criteria of a step: the weights of a model.

Here stand names, limits and words only. Who looks, and how, is the examiner's; an inspection is made when all
criteria are met, and a fault that it finds takes all points of the step.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inspection:
    """A model that has to compute what the reference's computes with the same weights."""

    model: str
    """The expression of the model; of one that the step observes the very object is looked into."""
    expected: str
    """What to say was wanted, where there is a fault."""
    hint: str
    """What to say then."""

    @property
    def observes(self) -> str:
        """The expression that graders observe."""
        return f"with_weights({self.model})"


@dataclass(frozen=True)
class Exam(Inspection):
    """A trained model, which recognises digits that nobody had."""

    worse: float
    """By how much it may recognise fewer of them than the reference's, as a share."""
    custom: str = "scaled"
    """How the lesson shows digits to its network, and what the answers mean: a name of the examiner's."""


@dataclass(frozen=True)
class Answers(Inspection):
    """A model and its predictions for the test digits, which must be its own."""

    predictions: str
    """The expression of the predictions; the step observes it."""

"""What graders look into beyond the criteria of a step: the weights of a model.

Here stand names, limits and words only. Who looks, and how, is the examiner's; an inspection is made when all
criteria are met, and a fault that it finds takes all points of the step.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lenet_keras.checks.observation import Observations

Digits = tuple[np.ndarray, np.ndarray]
"""Images `(n, 28, 28)`, uint8, and labels `(n,)`."""


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

    @property
    def also(self) -> tuple[str, ...]:
        """What graders observe beside it."""
        return ()


@dataclass(frozen=True)
class Exam(Inspection):
    """A trained model, which recognises digits that nobody had, and whose history its weights bear out."""

    worse: float
    """By how much it may recognise fewer of them than the reference's, as a share."""
    custom: str = "scaled"
    """How the lesson shows digits to its network, and what the answers mean: a name of the examiner's."""
    history: str = ""
    """The expression of the history, which the step observes: a Keras `History`, or its dictionary."""
    validated: int = 0
    """Of the training digits one in so many, the first of them, may be what the history was validated with; 0
    where only the test digits may."""
    handwriting: bool = False
    """Whether it has to recognise handwriting of the class, too, where the course has some for its exams."""
    judged_with: Callable[[], tuple[Digits, Digits]] | None = None
    """Digits like those that the lesson judges with, which nobody learns from, and these: who knows the
    second better has learned from them. Not asked where the course has handwriting for its exams."""
    least: Callable[[Observations], float] | None = None
    """From what the reference shows, the share of the digits that the lesson judges with that has to be
    recognised by the weights: what a check is told of it is the word of the student's process."""
    recipe: str = ""
    """Of a network of `lenet_keras.from_scratch`, whose weights are observed in one row: the function that
    builds it."""
    budget: int = 0
    """Of a network of any known layers: how many parameters it has at most. 0 where its layers have to be
    those of the reference."""

    @property
    def observes(self) -> str:
        """The expression that graders observe."""
        return self.model if self.recipe else super().observes


@dataclass(frozen=True)
class Curve(Inspection):
    """A trained regression, which is close to a curve, and whose history its weights bear out."""

    history: str
    """The expression of the Keras `History`."""
    predictions: str
    """The expression of its predictions at `grid`."""
    grid: Callable[[], np.ndarray]
    """Where, `(n, 1)`."""
    curve: Callable[[np.ndarray], np.ndarray]
    """What is to be learned."""
    away: float
    """The mean squared distance that it may have from the curve."""
    points: tuple[str, str, str, str]
    """The expressions of inputs and targets that it learned from, and of those held out."""

    @property
    def also(self) -> tuple[str, ...]:
        """What graders observe beside it."""
        return self.points


@dataclass(frozen=True)
class Answers(Inspection):
    """A model and its predictions for the test digits, which must be its own."""

    predictions: str
    """The expression of the predictions; the step observes it."""


def by_chance(share: float, count: int, usual: int = 200) -> float:
    """By how much more a share of few digits may fall short than one of many: two standard errors.

    Args:
        share: that is asked for, from 0 to 1.
        count: of the digits that it is measured with.
        usual: with so many, and with more, nothing is added.
    """

    def error(digits: int) -> float:
        return math.sqrt(max(share * (1 - share), 0.0) / max(digits, 1))

    return max(0.0, 2 * (error(count) - error(usual)))

"""What is wrong with the question bank: where, what was found, and the cure."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake in a file of questions."""

    path: Path
    """The file."""
    line: int
    """Where, counted from 1."""
    found: str
    """The question and what is wrong with it."""
    cure: str
    """What to do."""

    def __str__(self):
        return f"{self.path.name}, line {self.line}: {self.found}. {self.cure}."


class BankError(ValueError):
    """The bank breaks rules; the message has one line for each, with file, line and cure."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = sorted(problems, key=lambda each: (str(each.path), each.line))
        super().__init__("\n".join(map(str, self.problems)))


class UnsuitableError(ValueError):
    """With these values of its parameters a template makes no good question; others are drawn."""

"""A candidate while cells of one notebook run in it, and what has run."""

from collections.abc import Callable
from contextlib import ExitStack
from operator import methodcaller
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.process import Candidate, CellExecution


class Turn:
    """One candidate, entered, with an account of what has been done in it."""

    def __init__(self, candidate: Candidate):
        """Start the candidate.

        Args:
            candidate: not yet entered.

        Raises:
            CandidateEndedError: when it does not start.
        """
        self._stack = ExitStack()
        self.candidate = self._stack.enter_context(candidate)
        self.strangers = 0
        """How many cells of the student's have run in it."""
        self.earlier = 0
        """How many of them stand before the last check."""
        self.made: list[Callable[[Candidate], object]] = []
        """What gave it its names, in order."""
        self.rerun: CellExecution | None = None
        """What the last of the cells gave that ran once more in it."""

    @property
    def altered(self) -> str:
        """What an accident has changed in this process, in words; nothing where none has."""
        return self.candidate.altered

    def make(self, what: Callable[[Candidate], Any]) -> Any:
        """Do something that gives names, and keep it."""
        given = what(self.candidate)
        self.made.append(what)
        return given

    def repeat(self, cells: list[NotebookNode]) -> None:
        """Run cells that have run in an earlier candidate."""
        for cell in cells:
            if cell.source.strip():
                self.strangers += not utils.is_locked(cell)
                self.rerun = self.make(methodcaller("run", cell.source))

    def leave(self) -> None:
        """End the candidate."""
        self._stack.close()

"""What ran between two checks of a notebook, and what of it may run again."""

from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader import utils


@dataclass
class Section:
    """The code cells between two checks that observe."""

    cells: list[NotebookNode] = field(default_factory=list)
    """In the order in which they ran."""
    faulty: set[int] = field(default_factory=set)
    """Which of them ended the process, or used it up, by their place."""
    once: set[int] = field(default_factory=set)
    """Which of them took long, were cut off or altered the process: nobody needs them a second time."""
    answered: float = 0.0
    """Seconds of processor time that the student's cells took."""
    step: str = ""
    """That the check at its end was of."""

    @property
    def sources(self) -> list[str]:
        """What stands in the cells."""
        return [cell.source for cell in self.cells]

    def given(self, before: int | None = None) -> list[NotebookNode]:
        """The lesson's own cells, up to a place."""
        return [cell for cell in self.cells[:before] if utils.is_locked(cell)]

    def again(self) -> list[NotebookNode]:
        """What may run again once the section is over: the lesson's own cells, and what a student has made
        beside the answer, such as an import or a function of her own."""
        own = enumerate(self.cells)
        return [c for place, c in own if utils.is_locked(c) or place not in self.faulty | self.once]

    def lessons(self, before: int | None = None) -> list[NotebookNode]:
        """The cells that the lesson has, without those that a student put between, and those at fault."""
        return [cell for cell in self.blameless(before) if "nbgrader" in cell.metadata]

    def blameless(self, before: int | None = None) -> list[NotebookNode]:
        """All cells that no process ended with, up to a place."""
        return [cell for place, cell in enumerate(self.cells[:before]) if place not in self.faulty]

    def ways(self, before: int | None = None) -> list[list[NotebookNode] | None]:
        """What has to have run where a cell, or a look, is tried: first nothing anew, then ever less."""
        blameless, lessons = self.blameless(before), self.lessons(before)
        return [None, blameless, *([lessons] if len(lessons) < len(blameless) else [])]

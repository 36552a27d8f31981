"""Examining ahead: while nbgrader writes down one submission, the next ones are examined on all cores."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.audit import Digests
from autograder.examiner.examination import ExaminationResult
from autograder.intake.repair import Rebuilt


@dataclass
class PrefetchedSubmission:
    """A submission on its way."""

    digests: Digests
    """What its grades follow from."""
    rebuilt: Rebuilt
    """As the repair left it."""
    cells: str
    """Digest of the cells that are examined."""
    events: list[dict]
    """What reading it showed, as events of the record."""
    result: "Future[ExaminationResult]"
    """What will come out."""


class Prefetcher:
    """Submissions in nbgrader's order; a few more than it has asked for are being examined."""

    def __init__(
        self, order: list[Path], prepare: Callable[[Path], PrefetchedSubmission], capacity: Callable[[], int]
    ):
        """Prepare a queue.

        Args:
            order: notebooks in the order in which they will be asked for.
            prepare: repairs one and hands it to the workers.
            capacity: how many may be under way.
        """
        self._waiting, self._prepare, self._capacity = list(reversed(order)), prepare, capacity
        self._places = {notebook: place for place, notebook in enumerate(order)}
        self._items: dict[Path, PrefetchedSubmission] = {}

    def item(self, notebook: Path) -> PrefetchedSubmission:
        """The submission `notebook`; what came before it is forgotten.

        Raises:
            Exception: what `prepare` raised for it.
        """
        place = self._places.get(notebook, -1)  # of one that was not foreseen nothing comes before
        for earlier in [each for each in self._items if self._places.get(each, place) < place]:
            self._items.pop(earlier).result.cancel()
        if notebook not in self._items:
            while self._waiting and self._places[self._waiting[-1]] <= place:
                self._waiting.pop()
            self._items[notebook] = self._prepare(notebook)
        self._fill()
        return self._items[notebook]

    def done(self, notebook: Path) -> None:
        """Forget a submission, whose place another one can take."""
        self._items.pop(notebook, None)
        self._fill()

    def _fill(self) -> None:
        while self._waiting and len(self._items) < self._capacity():
            notebook = self._waiting.pop()
            try:
                self._items[notebook] = self._prepare(notebook)
            except Exception:  # it is raised, and told, when nbgrader comes to it
                continue

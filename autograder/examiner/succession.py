"""Candidates that follow each other through one notebook: when a process ends, the next one goes on.

The next one has what the cells so far gave: the lesson's own cells run again, and the values are the
reference's. So a process that ends, by whatever mistake or accident, costs what stands in that cell.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import methodcaller

from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.allowance import TIME, Spent
from autograder.candidate.process import Candidate, CandidateEndedError
from autograder.coursedir.audit import Record
from autograder.examiner.reference import Reference
from autograder.examiner.section import Section
from autograder.examiner.turn import Turn
from lenet_keras.checks.verdict import Step

Start = Callable[[str], Candidate]
"""From the step after whose check a part of the lesson begins; nothing for the first part."""


class Succession:
    """The candidates of a submission, of which one has its turn. Use it as a context manager."""

    def __init__(self, start: Start, reference: Reference, record: Record):
        """Prepare.

        Args:
            start: makes a candidate, not yet entered.
            reference: of the lesson; an empty one where no check observes.
            record: gets the events of the sandbox, and what ended.
        """
        self._start, self._reference, self._record = start, reference, record
        self._spent = Spent()
        self._done: list[Section] = []
        self._beside: Candidate | None = None  # that is held while another one is looked at
        self._part = ""
        self.turn: Turn | None = None
        """Whose turn it is; nobody's after a process has ended."""
        self.section = Section()
        """The cells since the last check."""
        self.why = ""
        """Why the last candidate ended."""
        self.over = False
        """Whether the notebook has no time left."""

    def __enter__(self) -> "Succession":
        self._enter()
        return self

    def __exit__(self, *unused) -> None:
        self._leave()

    @property
    def altered(self) -> str:
        """What an accident has changed in this process, in words; nothing where none has, or it has ended."""
        return self.turn.altered if self.turn is not None else ""

    @property
    def has_more(self) -> bool:
        """Whether the student has cells before the last check that a new process does without."""
        return any(not utils.is_locked(each) for section in self._done for each in section.again())

    def ready(self, place: int | None = None) -> bool:
        """Whether there is a candidate, if need be a new one that has what the cells up to a place gave."""
        section = self.section
        ways = section.blameless(place), section.lessons(place), section.given(place)
        if self.turn is not None or (self.has_more and self.revive(ways[0], hers=True)):
            return True
        return any(map(self.revive, ways))

    def revive(self, cells: list[NotebookNode], hers: bool = False) -> bool:
        """Go on in a new candidate, with the reference's values, after the lesson's own cells and `cells`.

        Args:
            cells: since the last check.
            hers: what the student has made before it comes along, as far as nothing speaks against that.

        Returns:
            Whether there is one.
        """
        if self.over:
            return False
        try:
            turn = self._enter()
            for section in self._done:
                turn.repeat(section.again() if hers else section.given())
                turn.make(methodcaller("push", self._reference.values_at(section.step), ()))
            turn.earlier, turn.rerun = turn.strangers, None
            turn.repeat(cells)
        except CandidateEndedError as ended:
            self.lose(str(ended))
            return False
        return True

    def lose(self, why: str) -> None:
        """End the turn of a candidate that has ended, or is of no use any more.

        Args:
            why: in words.
        """
        self.why = why
        self.over |= why.startswith(f"{TIME} of the notebook")
        self._leave()

    @contextmanager
    def another(self) -> Iterator[Callable[[], None]]:
        """Hold this candidate while another one is tried, which counts with it for memory and time.

        Yields:
            What is called to go on with the other one; else this one has its turn again.

        Raises:
            RuntimeError: where no candidate has its turn.
        """
        first, why, kept = self.turn, self.why, []
        if first is None:
            raise RuntimeError("there is no candidate that could be held")
        begin = self._spent = first.candidate.spent
        self.turn, self._beside = None, first.candidate
        try:
            yield lambda: kept.append(True)
        except BaseException:
            first.leave()
            raise
        finally:
            self._beside = None
        if kept and self.turn is not None:
            self.turn.candidate.beside = None
            self._end(first)
            return
        self._leave()
        before = first.candidate.before
        first.candidate.before = Spent(before.cpu + self._spent.cpu - begin.cpu, before.wall)
        self.turn, self.why = first, why

    def close_section(self, step: str) -> None:
        """Note that the check of a step has come."""
        if self.turn is not None:
            self.turn.earlier = self.turn.strangers
        self.section.step = step
        self._done.append(self.section)
        self.section = Section()

    def give(self, step: Step) -> bool:
        """Let the next steps find what a step was to make, when its check has come.

        Returns:
            Whether they will.
        """
        if self.turn is not None:
            try:
                values, names = self._reference.values_of(step), (*step.defines, *step.changes)
                if self.turn.candidate.push(values, names):
                    self.turn.made.append(methodcaller("push", values, names))
                    return True
                self.lose("the values of the reference could not be taken")
            except CandidateEndedError as lost:
                self.lose(str(lost))
        return self.ready()

    def turn_to(self, part: str) -> None:
        """Go on with other means, in a candidate where all that this one did is done once more.

        Args:
            part: of the lesson, see `Start`.
        """
        self._part = part
        if self.turn is None:
            return
        made = self.turn.made
        self._leave()
        try:
            turn = self._enter()
            for each in made:
                turn.make(each)
        except CandidateEndedError as ended:
            self.lose(str(ended))

    def note(self, text: str) -> None:
        """Keep a line about the last cell for the record."""
        last = self.section.cells[-1].get("id", "") if self.section.cells else ""
        if (told := {"cell": last, "text": text}) not in self._record.exceeded_limits:  # it is tried again
            self._record.exceeded_limits.append(told)

    def _enter(self) -> Turn:
        for last in (False, True):  # once more: no cell has run, so it is not the student's doing
            candidate = self._start(self._part)
            candidate.before, candidate.beside = self._spent, self._beside
            try:
                self.turn = Turn(candidate)
                return self.turn
            except CandidateEndedError:
                if last:
                    raise
        raise AssertionError("one of the two has started, or has raised")

    def _leave(self) -> None:
        if self.turn is not None:
            self._spent = self.turn.candidate.spent
            self._end(self.turn)
            self.turn = None

    def _end(self, turn: Turn) -> None:
        turn.leave()
        self._record.sandbox_events += turn.candidate.events

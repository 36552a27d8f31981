"""Candidates that follow each other through one notebook: when a process ends, the next one goes on.

The next one has what the cells so far gave: the lesson's own cells run again, and the values are the
reference's. So a process that ends, by whatever mistake or accident, costs what stands in that cell. The same
where a process goes on, but is no longer as a cell finds it (`autograder.sandbox.condition`), and a cell or
a check fails in it.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from operator import methodcaller

from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.allowance import TIME, Spent
from autograder.candidate.process import Candidate, CandidateEndedError, CellExecution
from autograder.coursedir.audit import Record
from autograder.examiner.reference import Reference
from autograder.examiner.section import Section
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Step, Verdict

# What a program that has no memory left says, in whichever words.
STARVED = re.compile(r"MemoryError|bad_alloc|annot allocate memory|ResourceExhausted|can't start new thread")
FULL = "the memory was used up"
ALTERED = "the process was no longer as a cell finds it"

Start = Callable[[str], Candidate]
"""From the step after whose check a part of the lesson begins; nothing for the first part."""


class Succession:
    """Runs the cells of a notebook, in as many candidates as it takes. Use it as a context manager."""

    def __init__(self, start: Start, reference: Reference, record: Record):
        """Prepare.

        Args:
            start: makes a candidate, not yet entered.
            reference: of the lesson; an empty one where no check observes.
            record: gets the events of the sandbox, and what ended.
        """
        self._start, self._reference, self._record = start, reference, record
        self._candidate: Candidate | None = None
        self._stack = ExitStack()
        self._spent = Spent()
        self._done: list[Section] = []
        self._section = Section()
        self._strangers = 0  # cells of the student's that have run in this process
        self._over = False
        self._part = ""
        self._made: list[Callable[[Candidate], object]] = []  # what gave this process its names, in order
        self.why = ""
        """Why the last candidate ended."""
        self.answered = 0.0
        """Seconds of processor time that the student's cells took since the last check."""

    def __enter__(self) -> "Succession":
        self._enter()
        return self

    def __exit__(self, *unused) -> None:
        self._leave()

    @property
    def _altered(self) -> str:
        """What an accident has changed in this process, in words; nothing where none has, or it has ended."""
        return self._candidate.altered if self._candidate is not None else ""

    @property
    def sources(self) -> list[str]:
        """Of the cells since the last check."""
        return [cell.source for cell in self._section.cells]

    def run(self, cell: NotebookNode) -> CellExecution:
        """Run a cell; where the process ends, has no memory left or was altered, once more in a new one.

        For an earlier cell may have left the process in a state in which no other can do its work. First the
        others since the last check run there, too, as they may have made what this one needs; then only those
        that the lesson has.
        """
        section, place = self._section, len(self._section.cells)
        section.cells.append(cell)
        if not cell.source.strip():
            return CellExecution([], finished=True)
        if self._candidate is not None and self._candidate.crippled:
            self._lose(f"{ALTERED} ({self._altered})")
        ways = section.ways(place)
        for before in ways:
            if before is not None:
                self._note(cell.get("id", ""), f"Here {self.why}. The cell was run again in a new process.")
                if not self._revive(before):
                    continue
            elif not self._ready(place):
                return CellExecution([], limit=self.why)
            shared, altered = self._strangers > 0, self._altered
            execution = self._attempt(cell)
            failed = execution.error or execution.limit
            late = self.why.startswith(TIME) if self._candidate is None else execution.limit.startswith(TIME)
            if not shared or (late and not (altered and before is None)):
                break
            if self._candidate is not None:
                if not (failed and self._altered) or before is ways[-1]:
                    break
                self._lose(f"{ALTERED} ({self._altered})")
        if self._candidate is None:
            section.faulty.add(place)
        elif self._candidate.crippled:
            section.faulty.add(place)
            text = f"After this cell {ALTERED} ({self._altered}). What follows runs in a new process."
            self._note(cell.get("id", ""), text)
        if self._candidate is None and not execution.limit:
            execution.limit = f"{self.why}; what follows runs in a new process"
        return execution

    def observe(
        self, look: Callable[[Candidate], Observations], judge: Callable[[Observations], Verdict]
    ) -> tuple[Observations, Verdict]:
        """Look into the candidate and judge; if an accident spoils it, once more in a new one, as in `run`.

        Args:
            look: asks a candidate.
            judge: from what it saw to a verdict.

        Returns:
            What was seen, and its verdict, of the candidate in which it has the most points.

        Raises:
            CandidateEndedError: when all of them end, or there is none.
        """
        section = self._section
        found: list[tuple[Observations, Verdict]] = []
        for before in section.ways():
            if before is not None:
                last = section.cells[-1].get("id", "") if section.cells else ""
                self._note(last, f"After this cell {self.why}. It was looked at once more in a new process.")
            if not (self._ready() if before is None else self._revive(before)):
                continue
            assert self._candidate is not None
            altered = self._altered
            try:
                observations = look(self._candidate)
                verdict = judge(observations)
                found.append((observations, verdict))
                if STARVED.search(_errors(observations)) and self._candidate.starved():
                    self._lose(FULL)
                elif not verdict.passed and self._altered and self._strangers:
                    self._lose(f"{ALTERED} ({self._altered})")
                else:
                    break
            except CandidateEndedError as lost:
                self._lose(str(lost))
                if self.why.startswith(TIME) and not altered:
                    break
        if not found:
            raise CandidateEndedError(self.why)
        return max(found, key=lambda each: each[1].points)

    def close_section(self, step: str) -> None:
        """Note that the check of a step has come."""
        self._section.step = step
        self._done.append(self._section)
        self._section, self.answered = Section(), 0.0

    def give(self, step: Step) -> bool:
        """Let the next steps find what a step was to make, when its check has come.

        Returns:
            Whether they will.
        """
        if self._candidate is not None:
            try:
                values, names = self._reference.values_of(step), (*step.defines, *step.changes)
                if self._candidate.push(values, names):
                    self._made.append(methodcaller("push", values, names))
                    return True
                self._lose("the values of the reference could not be taken")
            except CandidateEndedError as lost:
                self._lose(str(lost))
        return self._ready()

    def turn_to(self, part: str) -> None:
        """Go on with other means, in a candidate where all that this one did is done once more.

        Args:
            part: of the lesson, see `Start`.
        """
        made, self._part = self._made, part
        if self._candidate is None:
            return
        self._leave()
        try:
            self._enter()
            for each in made:
                self._make(each)
        except CandidateEndedError as ended:
            self._lose(str(ended))

    def _make(self, what: Callable[[Candidate], object]) -> None:
        assert self._candidate is not None
        what(self._candidate)
        self._made.append(what)

    def _attempt(self, cell: NotebookNode) -> CellExecution:
        assert self._candidate is not None
        self._strangers += not utils.is_locked(cell)
        begin = self._candidate.spent.cpu
        try:
            execution = self._candidate.run(cell.source)
        except CandidateEndedError as lost:
            self._lose(str(lost))
            return lost.args[1]
        if not execution.limit:
            self._made.append(methodcaller("run", cell.source))
        if not utils.is_locked(cell):
            self.answered += self._candidate.spent.cpu - begin
        error = execution.error or {}
        if STARVED.search(f"{error.get('type')}: {error.get('message')}") and self._candidate.starved():
            self._lose(FULL)
        return execution

    def _ready(self, place: int | None = None) -> bool:
        """Whether there is a candidate, if need be a new one that has what the cells up to a place gave."""
        section = self._section
        ways = section.blameless(place), section.lessons(place), section.given(place)
        return self._candidate is not None or any(map(self._revive, ways))

    def _revive(self, cells: list[NotebookNode]) -> bool:
        """Go on in a new candidate, with the reference's values, after the lesson's own cells and `cells`."""
        if self._over:
            return False
        try:
            self._enter()
            for section in self._done:
                for cell in section.given():
                    self._make(methodcaller("run", cell.source))
                self._make(methodcaller("push", self._reference.values_at(section.step), ()))
            for cell in cells:
                self._strangers += not utils.is_locked(cell)
                self._make(methodcaller("run", cell.source))
        except CandidateEndedError as ended:
            self._lose(str(ended))
            return False
        return True

    def _enter(self) -> Candidate:
        for last in (False, True):  # once more: no cell has run, so it is not the student's doing
            candidate = self._start(self._part)
            candidate.before = self._spent
            try:
                self._candidate = self._stack.enter_context(candidate)
                break
            except CandidateEndedError:
                if last:
                    raise
        self._strangers, self._made = 0, []
        return candidate

    def _lose(self, why: str) -> None:
        self.why = why
        self._over |= why.startswith(f"{TIME} of the notebook")
        self._leave()

    def _leave(self) -> None:
        if self._candidate is not None:
            self._spent = self._candidate.spent
            self._stack.close()
            self._record.sandbox_events += self._candidate.events
            self._candidate = None

    def _note(self, cell: str, text: str) -> None:
        if (told := {"cell": cell, "text": text}) not in self._record.exceeded_limits:  # it is tried again
            self._record.exceeded_limits.append(told)


def _errors(observations: Observations) -> str:
    found = (each for each in observations.values() if each["kind"] == "error")
    return " ".join(f"{each['type']}: {each['message']}" for each in found)

"""Candidates that follow each other through one notebook: when a process ends, the next one goes on.

The next one has what the cells so far gave: the lesson's own cells run again, and the values are the
reference's. So a process that ends, by whatever mistake or accident, costs what stands in that cell. The same
where a process goes on, but is no longer as a cell finds it (`autograder.sandbox.condition`), and a cell or
a check fails in it. Nobody can list all that an accident may change: so a check that fails is tried once more
in another process also where nothing was found (`look_again`), though not each time when that was in vain.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from operator import methodcaller
from typing import Any

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
UNKNOWN = ("an earlier one has changed the process", "it needs what an earlier one has made")
ALTERED = "the process was no longer as a cell finds it"
LONG = 5.0  # seconds of processor time: who has made something beside the answer takes less

Look = Callable[[Candidate], Observations]
"""Asks a candidate."""
Judge = Callable[[Observations, CellExecution | None], Verdict]
"""From what was seen to a verdict; also given is what the last cell has given where it has run once more."""

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
        self._earlier = 0  # those of them that stand before the last check
        self._vain, self._unlooked = 0, 0  # looks that gave nothing more; failures since the last of them
        self._beside: Candidate | None = None  # that is held while another one is looked at
        self._rerun: CellExecution | None = None  # what the last of the cells that ran once more gave
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

    def observe(self, look: Look, judge: Judge) -> tuple[Observations, Verdict]:
        """Look into the candidate and judge; if an accident spoils it, once more in a new one, as in `run`.

        Args:
            look: asks a candidate.
            judge: says what that is worth.

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
                verdict = judge(observations, None if before is None else self._rerun)
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

    def look_again(self, look: Look, judge: Judge, verdict: Verdict) -> tuple[Observations, Verdict] | None:
        """After a check that failed, for no reason that is known here: look in another process.

        Where the student's earlier cells have run in this one, the other does without them, and without
        those that she put between; where they have not, they run there. What gives more points is gone on
        with. After two looks in vain it is tried ever more seldom, as most faults are the answer's.

        Args:
            look: as for `observe`.
            judge: as for `observe`.
            verdict: that the check had.

        Returns:
            What was seen, and its verdict, where that is worth more points.
        """
        first, hers = self._candidate, not self._earlier
        if first is None or self._over or (hers and not self._has_more()):
            return None
        self._unlooked += 1
        if self._unlooked < self._vain:
            return None
        state = self._stack, self._strangers, self._earlier, self._made, self.why
        begin = self._spent = first.spent
        self._candidate, self._beside, self._stack, found = None, first, ExitStack(), None
        try:
            if self._revive(self._section.blameless() if hers else self._section.lessons(), hers):
                assert self._candidate is not None
                observations = look(self._candidate)
                found = observations, judge(observations, self._rerun)
        except CandidateEndedError as lost:
            self._lose(str(lost))
        except BaseException:
            state[0].close()
            raise
        finally:
            self._beside = None
        if found and self._candidate is not None and found[1].points > verdict.points:
            state[0].close()
            self._record.sandbox_events += first.events
            self._candidate.beside = None
            last = self._section.cells[-1].get("id", "") if self._section.cells else ""
            self._note(last, f"What stands in this cell is right in a new process: {UNKNOWN[hers]}.")
            return found
        self._leave()
        self._vain, self._unlooked = self._vain + 1, 0
        first.before = Spent(first.before.cpu + self._spent.cpu - begin.cpu, first.before.wall)
        self._stack, self._strangers, self._earlier, self._made, self.why = state
        self._candidate = first
        return None

    def _has_more(self) -> bool:
        """Whether the student has cells before the last check that a new process does without."""
        return any(not utils.is_locked(each) for section in self._done for each in section.again())

    def close_section(self, step: str) -> None:
        """Note that the check of a step has come."""
        self._section.step, self._earlier = step, self._strangers
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

    def _make(self, what: Callable[[Candidate], Any]) -> Any:
        assert self._candidate is not None
        given = what(self._candidate)
        self._made.append(what)
        return given

    def _attempt(self, cell: NotebookNode) -> CellExecution:
        assert self._candidate is not None
        self._strangers += not utils.is_locked(cell)
        begin, altered = self._candidate.spent.cpu, self._altered
        try:
            execution = self._candidate.run(cell.source)
        except CandidateEndedError as lost:
            self._lose(str(lost))
            return lost.args[1]
        if not execution.limit:
            self._made.append(methodcaller("run", cell.source))
        took = self._candidate.spent.cpu - begin
        if not utils.is_locked(cell):
            self.answered += took
        if took > LONG or execution.limit or self._altered != altered:
            self._section.once.add(len(self._section.cells) - 1)
        error = execution.error or {}
        if STARVED.search(f"{error.get('type')}: {error.get('message')}") and self._candidate.starved():
            self._lose(FULL)
        return execution

    def _ready(self, place: int | None = None) -> bool:
        """Whether there is a candidate, if need be a new one that has what the cells up to a place gave."""
        section = self._section
        ways = section.blameless(place), section.lessons(place), section.given(place)
        if self._candidate is not None or (self._has_more() and self._revive(ways[0], hers=True)):
            return True
        return any(map(self._revive, ways))

    def _revive(self, cells: list[NotebookNode], hers: bool = False) -> bool:
        """Go on in a new candidate, with the reference's values, after the lesson's own cells and `cells`.

        Args:
            cells: since the last check.
            hers: what the student has made before it comes along, as far as nothing speaks against that.
        """
        if self._over:
            return False
        self._rerun = None
        try:
            self._enter()
            for section in self._done:
                self._repeat(section.again() if hers else section.given())
                self._make(methodcaller("push", self._reference.values_at(section.step), ()))
            self._earlier = self._strangers
            self._repeat(cells)
        except CandidateEndedError as ended:
            self._lose(str(ended))
            return False
        return True

    def _repeat(self, cells: list[NotebookNode]) -> None:
        for cell in cells:
            if cell.source.strip():
                self._strangers += not utils.is_locked(cell)
                self._rerun = self._make(methodcaller("run", cell.source))

    def _enter(self) -> Candidate:
        for last in (False, True):  # once more: no cell has run, so it is not the student's doing
            candidate = self._start(self._part)
            candidate.before, candidate.beside = self._spent, self._beside
            try:
                self._candidate = self._stack.enter_context(candidate)
                break
            except CandidateEndedError:
                if last:
                    raise
        self._strangers, self._earlier, self._made = 0, 0, []
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

"""Cells and checks are tried more than once where an accident, and not the answer, may have spoiled them.

A process that ends, has no memory left, or is no longer as a cell finds it (`autograder.sandbox.condition`)
is followed by another one, in which a cell or a check that failed is tried again. Nobody can list all that an
accident may change: so a check that fails is tried once more in another process also where nothing was found
(`look_again`), though not each time when that was in vain.
"""

import re
from collections.abc import Callable
from operator import methodcaller

from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.allowance import TIME
from autograder.candidate.process import Candidate, CandidateEndedError, CellExecution
from autograder.examiner.succession import Succession
from autograder.examiner.turn import Turn
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Verdict

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


class Attempts:
    """Runs the cells of a notebook and looks at what they made, in as many candidates as it takes."""

    def __init__(self, candidates: Succession):
        """Prepare.

        Args:
            candidates: in which the cells run.
        """
        self._candidates = candidates
        self._vain, self._unlooked = 0, 0  # looks that gave nothing more; failures since the last of them

    def run(self, cell: NotebookNode) -> CellExecution:
        """Run a cell; where the process ends, has no memory left or was altered, once more in a new one.

        For an earlier cell may have left the process in a state in which no other can do its work. First the
        others since the last check run there, too, as they may have made what this one needs; then only those
        that the lesson has.
        """
        candidates = self._candidates
        section, place = candidates.section, len(candidates.section.cells)
        section.cells.append(cell)
        if not cell.source.strip():
            return CellExecution([], finished=True)
        if candidates.turn is not None and candidates.turn.candidate.crippled:
            self._lose_altered()
        ways = section.ways(place)
        for before in ways:
            if before is not None:
                candidates.note(f"Here {candidates.why}. The cell was run again in a new process.")
                if not candidates.revive(before):
                    continue
            elif not candidates.ready(place):
                return CellExecution([], limit=candidates.why)
            assert candidates.turn is not None
            shared, altered = candidates.turn.strangers > 0, candidates.altered
            execution = self._attempt(candidates.turn, cell)
            failed = execution.error or execution.limit
            late = (candidates.why if candidates.turn is None else execution.limit).startswith(TIME)
            if not shared or (late and not (altered and before is None)):
                break
            if candidates.turn is not None:
                if not (failed and candidates.altered) or before is ways[-1]:
                    break
                self._lose_altered()
        if candidates.turn is None:
            section.faulty.add(place)
            execution.limit = execution.limit or f"{candidates.why}; what follows runs in a new process"
        elif candidates.turn.candidate.crippled:
            section.faulty.add(place)
            candidates.note(
                f"After this cell {ALTERED} ({candidates.altered}). What follows runs in a new process."
            )
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
        candidates = self._candidates
        found: list[tuple[Observations, Verdict]] = []
        for before in candidates.section.ways():
            if before is not None:
                candidates.note(
                    f"After this cell {candidates.why}. It was looked at once more in a new process."
                )
            if not (candidates.ready() if before is None else candidates.revive(before)):
                continue
            assert candidates.turn is not None
            turn, altered = candidates.turn, candidates.altered
            try:
                observations = look(turn.candidate)
                verdict = judge(observations, None if before is None else turn.rerun)
                found.append((observations, verdict))
                if STARVED.search(_errors(observations)) and turn.candidate.starved():
                    candidates.lose(FULL)
                elif not verdict.passed and turn.altered and turn.strangers:
                    self._lose_altered()
                else:
                    break
            except CandidateEndedError as lost:
                candidates.lose(str(lost))
                if candidates.why.startswith(TIME) and not altered:
                    break
        if not found:
            raise CandidateEndedError(candidates.why)
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
        candidates, section = self._candidates, self._candidates.section
        hers = candidates.turn is not None and not candidates.turn.earlier
        if candidates.turn is None or candidates.over or (hers and not candidates.has_more):
            return None
        self._unlooked += 1
        if self._unlooked < self._vain:
            return None
        with candidates.another() as keep:
            try:
                if candidates.revive(section.blameless() if hers else section.lessons(), hers):
                    turn = candidates.turn
                    assert turn is not None
                    observations = look(turn.candidate)
                    better = judge(observations, turn.rerun)
                    if better.points > verdict.points:
                        keep()
                        candidates.note(
                            f"What stands in this cell is right in a new process: {UNKNOWN[hers]}."
                        )
                        return observations, better
            except CandidateEndedError as lost:
                candidates.lose(str(lost))
        self._vain, self._unlooked = self._vain + 1, 0
        return None

    def _attempt(self, turn: Turn, cell: NotebookNode) -> CellExecution:
        candidates, candidate, hers = self._candidates, turn.candidate, not utils.is_locked(cell)
        turn.strangers += hers
        begin, altered = candidate.spent.cpu, turn.altered
        try:
            execution = candidate.run(cell.source)
        except CandidateEndedError as lost:
            candidates.lose(str(lost))
            return lost.args[1]
        if not execution.limit:
            turn.made.append(methodcaller("run", cell.source))
        took = candidate.spent.cpu - begin
        candidates.section.answered += took if hers else 0.0
        if took > LONG or execution.limit or turn.altered != altered:
            candidates.section.once.add(len(candidates.section.cells) - 1)
        error = execution.error or {}
        if STARVED.search(f"{error.get('type')}: {error.get('message')}") and candidate.starved():
            candidates.lose(FULL)
        return execution

    def _lose_altered(self) -> None:
        self._candidates.lose(f"{ALTERED} ({self._candidates.altered})")


def _errors(observations: Observations) -> str:
    found = (each for each in observations.values() if each["kind"] == "error")
    return " ".join(f"{each['type']}: {each['message']}" for each in found)

"""The examination of one notebook: its cells run in a candidate, its checks are judged out here.

A pure function in effect: a notebook goes in; an executed notebook, scores and a record come out. The
gradebook is not touched.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial

import nbformat
from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.process import Candidate, CandidateEndedError, CellExecution
from autograder.coursedir.audit import Record
from autograder.examiner import hidden
from autograder.examiner.checkcell import observed_step
from autograder.examiner.judge import grade_step
from autograder.examiner.reference import Reference
from lenet_keras.checks import display
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.session import answer_among
from lenet_keras.checks.verdict import ERROR, SOURCE, Fault, Result, Step, Verdict

RESTARTS = 2  # of a candidate that ended, where a reference can stand in for what was lost

Start = Callable[[str], Candidate]


@dataclass
class ExaminationResult:
    """What came out of an examination."""

    notebook: NotebookNode
    """With the outputs of its cells and the verdicts under its checks."""
    scores: dict[str, float | None] = field(default_factory=dict)
    """Points by grade_id; None where a person grades."""
    record: Record = field(default_factory=Record)
    """With the limits that were exceeded, the events of the sandbox, and the tests that were executed."""


class Examination:
    """One run through a notebook. `run` does it; what it finds is in `result`."""

    def __init__(
        self,
        notebook: NotebookNode,
        steps: dict[str, Step],
        reference: Reference,
        start: Start,
        parts: tuple[str, ...] = (),
        seed: int = 0,
    ):
        """Prepare an examination.

        Args:
            notebook: as the repair left it; it is changed in place.
            steps: the steps that check cells may name, by id.
            reference: of the lesson; an empty one where no check observes.
            start: makes a candidate, not yet entered, for the part of the lesson that begins after the check
                of a step; for that at the beginning it gets nothing.
            parts: of the lesson after the first one, by these steps.
            seed: draws what is asked beyond what the checks do.
        """
        self.result = ExaminationResult(notebook, record=Record(seed=seed))
        self._seed = seed
        self._part, self._parts = "", parts
        self._made: list[Callable[[Candidate], object]] = []  # what gave this candidate its names, in order
        self._steps, self._reference, self._start = steps, reference, start
        self._candidate: Candidate | None = None
        self._restarts = self._executed = 0
        self._checked = ""  # the step of the last check
        self._cells: list[str] = []  # sources since then
        self._ended: CellExecution | None = None  # how the last of them ended
        self._why = ""  # why there is no candidate any more

    def run(self) -> ExaminationResult:
        """Go through the notebook from the top to the bottom.

        Raises:
            autograder.candidate.process.CandidateEndedError: when the sandbox does not start at all.
        """
        with ExitStack() as self._stack:
            self._enter()
            for cell in self.result.notebook.cells:
                if cell.cell_type == "code":
                    self._take(cell)
                elif utils.is_grade(cell):
                    self.result.scores[cell.metadata.nbgrader.grade_id] = utils.determine_grade(cell)[0]
                if utils.is_task(cell):  # its answer stands in cells that nobody knows but a person
                    self.result.scores[cell.metadata.nbgrader.grade_id] = None
        self._gather()
        return self.result

    def _take(self, cell: NotebookNode) -> None:
        graded = utils.is_grade(cell)
        step = self._steps.get(observed_step(cell.source) or "") if graded else None
        if step and step.id in self._reference.observations:
            self._check(cell, step)
        elif graded and not utils.is_solution(cell):
            self._run_test(cell)
        else:
            self._run_answer(cell)
            if graded:
                self.result.scores[cell.metadata.nbgrader.grade_id] = utils.determine_grade(cell)[0]

    def _run_answer(self, cell: NotebookNode) -> None:
        self._cells.append(cell.source)
        if not cell.source.strip():
            return
        self._ended = self._execute(cell)

    def _run_test(self, cell: NotebookNode) -> None:
        """Run a check cell of another kind, such as asserts; nbgrader reads its outputs, as it always did."""
        name = cell.metadata.nbgrader.grade_id
        self.result.record.executed_tests.append(name)
        execution = self._execute(cell)
        points = 0.0
        if execution.finished and not execution.limit:
            try:
                points = utils.determine_grade(cell)[0]
            except ValueError as error:  # more points than the cell is worth
                self.result.record.exceeded_limits.append(
                    {"cell": name, "text": f"{error}; it counts nothing"}
                )
        self.result.scores[name] = points

    def _execute(self, cell: NotebookNode) -> CellExecution:
        if self._candidate is None:
            return CellExecution([], limit=self._why)
        name = cell.get("id", "")
        try:
            execution = self._candidate.run(cell.source)
        except CandidateEndedError as lost:
            execution = lost.args[1]
            self._lose(str(lost))
        else:
            if not execution.limit:
                self._made.append(partial(Candidate.run, source=cell.source))
        self._executed += 1
        cell.outputs, cell.execution_count = execution.outputs, self._executed
        if execution.limit:
            text = f"This cell was ended: {execution.limit}."
            self.result.record.exceeded_limits.append({"cell": name, "text": text})
            cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=text + "\n"))
        return execution

    def _check(self, cell: NotebookNode, step: Step) -> None:
        verdict = self._judge(step)
        if not verdict.passed and not step.is_question and self._push_reference(step):
            *names, last = (f"`{name}`" for name in step.defines)
            both = f"{', '.join(names)} and {last}" if names else last
            verdict = replace(
                verdict,
                outlook=f"The following steps are judged with the reference's {both}, so that this "
                "mistake costs nothing there.",
            )
        cell.execution_count = None
        cell.outputs = [
            nbformat.v4.new_output(
                "display_data",
                data={
                    "text/html": display.box(verdict, in_full=True),
                    "text/plain": display.text(verdict, in_full=True),
                },
            )
        ]
        nbgrader = cell.metadata.nbgrader
        self.result.scores[nbgrader.grade_id] = min(verdict.points, float(nbgrader.points))
        self._checked, self._cells, self._ended = step.id, [], None
        if step.id in self._parts:
            self._turn_to(step.id)

    def _judge(self, step: Step) -> Verdict:
        if self._candidate is None:
            return _nothing(step, f"nothing could be looked at: {self._why}")
        try:
            asked = hidden.drawn(step, self._seed)
            seen = self._candidate.observe(hidden.observes(step, asked), self._seed)
        except CandidateEndedError as lost:
            self._lose(str(lost))
            text = f"Looking at the values of {step.id} was ended: {lost}."
            self.result.record.exceeded_limits.append({"cell": step.id, "text": text})
            return _nothing(step, f"looking at the values was ended: {lost}")
        known = self._reference
        seen |= self._known_outside(step)
        return grade_step(step, seen, known.at(step, self._seed), known.items.get(step.id), asked)

    def _known_outside(self, step: Step) -> Observations:
        """What stands in the answer cell and how it ended: known out here, not asked inside."""
        seen: Observations = {}
        if self._ended and self._ended.error:
            seen[ERROR] = {"kind": "error", **self._ended.error}
        elif self._ended and self._ended.limit:
            seen[ERROR] = {"kind": "error", "type": "TimeLimit", "message": self._ended.limit}
        if source := answer_among(self._cells, step):
            seen[SOURCE] = {"kind": "value", "type": "str", "value": source}
        return seen

    def _push_reference(self, step: Step) -> bool:
        """After a failed step: let the next ones find what it was to make."""
        if self._candidate is None:
            return False
        values, names = self._reference.values_of(step), (*step.defines, *step.changes)
        self._made.append(partial(Candidate.push, values=values, names=names))
        try:
            return self._candidate.push(values, names)
        except CandidateEndedError as lost:
            self._lose(str(lost))
            return False

    def _enter(self) -> Candidate:
        try:
            self._candidate = self._stack.enter_context(self._start(self._part))
        except CandidateEndedError:  # once more: no cell has run, so it is not the student's doing
            self._candidate = self._stack.enter_context(self._start(self._part))
        return self._candidate

    def _turn_to(self, part: str) -> None:
        """Go on in a candidate with other means, where the same cells run once more and nobody looks."""
        self._part = part
        if self._candidate is None:
            return
        self._stack.close()
        self._gather()
        try:
            candidate = self._enter()
            for make in self._made:
                make(candidate)
        except CandidateEndedError as lost:
            self._lose(str(lost))

    def _gather(self) -> None:
        if self._candidate is not None:
            self.result.record.sandbox_events += self._candidate.events

    def _lose(self, why: str) -> None:
        """Go on in a new candidate where the reference can stand in for what the old one had made."""
        self._stack.close()
        self._gather()
        self._candidate, self._why, self._made = None, why, []
        if self._restarts == RESTARTS or not self._reference.observations:
            return
        self._restarts += 1
        try:
            candidate = self._enter()
            if self._checked:
                values = self._reference.values_through(self._checked)
                self._made.append(partial(Candidate.push, values=values, names=()))
                candidate.push(values, ())
        except CandidateEndedError:
            self._candidate = None


def _nothing(step: Step, found: str) -> Verdict:
    fault = Fault(found, "", "A program that runs too long or takes too much is ended from outside.")
    return Verdict(step.id, tuple(Result(c.name, 0.0, c.points, fault) for c in step.criteria))

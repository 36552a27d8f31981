"""The examination of one notebook: its cells run in a candidate, its checks are judged out here.

A pure function in effect: a notebook goes in; an executed notebook, scores and a record come out. The
gradebook is not touched.
"""

from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode
from nbgrader import utils

from autograder.candidate.process import Candidate, CandidateEndedError, CellExecution
from autograder.coursedir.audit import Record
from autograder.examiner import hidden, inspections
from autograder.examiner.attempts import Attempts
from autograder.examiner.checkcell import observed_step
from autograder.examiner.judge import grade_step
from autograder.examiner.reference import Reference
from autograder.examiner.succession import Start, Succession
from lenet_keras.checks import display
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.session import answer_among
from lenet_keras.checks.syntax import LONGEST
from lenet_keras.checks.verdict import ERROR, SOURCE, Fault, Result, Step, Verdict

HASTY = 0.2  # of the time that the reference's training takes: what takes less has hardly trained
UNTOUCHED = "NotImplementedError"  # what an answer cell raises until there is an answer
MEASURED = 0.5  # seconds; what takes less than this says nothing


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
            start: makes a candidate, not yet entered, for a part of the lesson.
            parts: of the lesson after the first one, by the steps after whose checks they begin.
            seed: draws what is asked beyond what the checks do.
        """
        self.result = ExaminationResult(notebook, record=Record(seed=seed))
        self._parts, self._seed = parts, seed
        self._steps, self._reference = steps, reference
        self._candidates = Succession(start, reference, self.result.record)
        self._attempts = Attempts(self._candidates)
        self._executed = 0
        self._ended: CellExecution | None = None  # how the last answer ended

    def run(self) -> ExaminationResult:
        """Go through the notebook from the top to the bottom.

        Raises:
            autograder.candidate.process.CandidateEndedError: when the sandbox does not start at all.
        """
        with self._candidates:
            for cell in self.result.notebook.cells:
                if cell.cell_type == "code":
                    self._take(cell)
                elif utils.is_grade(cell):
                    self.result.scores[cell.metadata.nbgrader.grade_id] = utils.determine_grade(cell)[0]
                if utils.is_task(cell):  # its answer stands in cells that nobody knows but a person
                    self.result.scores[cell.metadata.nbgrader.grade_id] = None
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
        execution = self._execute(cell)
        if cell.source.strip():
            self._ended = execution

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
        execution = self._attempts.run(cell)
        if not cell.source.strip():
            return execution
        self._executed += 1
        cell.outputs, cell.execution_count = execution.outputs, self._executed
        if execution.limit:
            self._note(cell, f"This cell was ended: {execution.limit}.")
        if execution.asked_to_exit:
            self._note(cell, "This cell calls `exit()` or `quit()`, which ends no program here.")
        return execution

    def _note(self, cell: NotebookNode, text: str) -> None:
        """Tell the instructor, and below the cell its student."""
        if (told := {"cell": cell.get("id", ""), "text": text}) not in self.result.record.exceeded_limits:
            self.result.record.exceeded_limits.append(told)
        cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=text + "\n"))

    def _check(self, cell: NotebookNode, step: Step) -> None:
        verdict = self._judge(step)
        if verdict.passed and step.trains:
            self._doubt(step)
        self._candidates.close_section(step.id)
        if not verdict.passed and not step.is_question and self._candidates.give(step):
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
        self._ended = None
        if step.id in self._parts:
            self._candidates.turn_to(step.id)

    def _doubt(self, step: Step) -> None:
        """Note a training that took next to no time: its weights may come from elsewhere."""
        taken, usual = self._candidates.section.answered, self._reference.seconds.get(step.id, 0.0)
        if usual >= MEASURED and taken < HASTY * usual:
            text = f"took {taken:.1f} s of processor time, the reference's training {usual:.1f} s."
            self.result.record.doubts.append({"cell": step.id, "text": f"The answer {text}"})

    def _judge(self, step: Step) -> Verdict:
        known = self._reference
        reference = known.at(step, self._seed)
        asked = hidden.drawn(step, self._seed)
        expressions = hidden.observes(step, asked)

        def look(candidate: Candidate) -> Observations:
            return candidate.observe(expressions, self._seed)

        def judge(seen: Observations, rerun: CellExecution | None) -> Verdict:
            outside = self._known_outside(step, rerun or self._ended)
            return grade_step(step, seen | outside, reference, known.items.get(step.id), asked)

        try:
            observations, verdict = self._attempts.observe(look, judge)
            if self._may_be_right(step, observations, verdict):
                better = self._attempts.look_again(look, judge, verdict)
                observations, verdict = better or (observations, verdict)
        except CandidateEndedError as lost:
            text = f"Looking at the values of {step.id} was ended: {lost}."
            self.result.record.exceeded_limits.append({"cell": step.id, "text": text})
            return _nothing(step, f"looking at the values was ended: {lost}")
        if verdict.passed and isinstance(step.inspection, Exam):
            measured = inspections.measured(step.inspection, observations, reference)
            self.result.record.measured[step.id] = measured
        return verdict

    def _may_be_right(self, step: Step, observations: Observations, verdict: Verdict) -> bool:
        """Whether a check that failed is worth another look: an error stopped an answer, and no training ran.

        A value that is only another one costs no second process: nearly always it is the answer's fault.

        Args:
            step: that was looked at.
            observations: what was seen.
            verdict: what that is worth.
        """
        if verdict.passed or step.is_question or self._ended is None:
            return False
        errors = [each for each in observations.values() if each["kind"] in ("error", "absent")]
        errors += [self._ended.error] if self._ended.error else []
        types = {each["type"] for each in errors if "type" in each}
        trained = step.trains and self._candidates.section.answered > MEASURED
        return bool(errors) and not (types == {UNTOUCHED} or self._ended.limit or trained)

    def _known_outside(self, step: Step, ended: CellExecution | None) -> Observations:
        """What stands in the answer cell and how it ended: known out here, not asked inside."""
        observations: Observations = {}
        if ended and ended.error:
            observations[ERROR] = {"kind": "error", **ended.error}
        elif ended and ended.limit:
            observations[ERROR] = {"kind": "error", "type": "TimeLimit", "message": ended.limit}
        if source := answer_among(self._candidates.section.sources, step):
            observations[SOURCE] = {"kind": "value", "type": "str", "value": source[:LONGEST]}
        return observations


def _nothing(step: Step, found: str) -> Verdict:
    fault = Fault(found, "", "A program that runs too long or takes too much is ended from outside.")
    return Verdict(step.id, tuple(Result(c.name, 0.0, c.points, fault) for c in step.criteria))

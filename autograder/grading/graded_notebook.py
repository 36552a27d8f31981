"""What the exporter hands to the preprocessors about one submitted notebook: all of it known, nothing to ask.

The exporter makes it when nbgrader reads the notebook for autograding, under `resources["graded"]`. `Examine`
puts the outputs in, `SaveScores` stores scores and record.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.coursedir import audit
from autograder.coursedir.audit import Record
from autograder.examiner.examination import ExaminationResult
from autograder.grading import grounds

KEY = "graded"
"""Its key in nbconvert's resources."""


@dataclass(frozen=True)
class GradedNotebook:
    """A submitted notebook after its examination, before anything of it is stored."""

    result: ExaminationResult
    """The executed notebook and its scores."""
    record: Record
    """The record to be stored with the scores."""
    previous: Record
    """The record of the last grading; an empty one if there was none."""
    record_file: Path
    """Where the record lies. Beside it, with the ending `.next`, lies what the repair noted this time."""

    @classmethod
    def of(cls, record_file: Path, submitted: NotebookNode, result: ExaminationResult) -> "GradedNotebook":
        """Join what the repair noted and what the examination found.

        Args:
            record_file: of the notebook.
            submitted: the repaired notebook, as it was examined.
            result: what came out.
        """
        repaired, previous = audit.read(record_file.with_suffix(".next")), audit.read(record_file)
        found = result.record
        record = replace(
            repaired,
            grounds=grounds.of(submitted),
            exceeded_limits=found.exceeded_limits,
            doubts=found.doubts,
            sandbox_events=found.sandbox_events,
            seed=found.seed,
            executed_tests=found.executed_tests,
            measured=found.measured,
            scores=result.scores,
            changed_scores=_changed(previous, repaired, result.scores),
        )
        return cls(result, record, previous, record_file)


def _changed(previous: Record, record: Record, scores: dict[str, float | None]) -> list[dict]:
    """The scores of the same file that are others than before, as after a judge was changed."""
    if previous.digests[:2] != record.digests[:2] or not previous.scores:
        return []
    pairs = ((name, previous.scores.get(name), scores.get(name)) for name in {*previous.scores, *scores})
    return [
        {"cell": name, "text": f"{_points(before)} became {_points(now)}, for the same file."}
        for name, before, now in sorted(pairs, key=lambda each: each[0])
        if before != now
    ]


def _points(score: float | None) -> str:
    return "no points yet" if score is None else f"{score:g} points"

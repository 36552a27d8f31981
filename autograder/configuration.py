"""nbgrader's configuration for grading outside of the students' process, for this and any other course.

    from autograder.configuration import grade_outside

    grade_outside(c)

in `nbgrader_config.py`. Only classes are named; nothing of nbgrader is patched.
"""

from nbconvert.preprocessors import (
    ClearMetadataPreprocessor,
    CoalesceStreamsPreprocessor,
)
from nbgrader.preprocessors import (
    AssignLatePenalties,
    ClearHiddenTests,
    ClearMarkScheme,
    IgnorePattern,
    LimitOutput,
    OverwriteKernelspec,
)
from traitlets.config import Config

from autograder.feedback.points import GetPoints
from autograder.grading.examine import Examine
from autograder.grading.sanitize import Sanitize
from autograder.grading.save_scores import SaveScores
from autograder.terminal import quiet


def grade_outside(c: Config) -> None:
    """Let `nbgrader autograde` repair, run in a sandbox, judge outside, and store harmless outputs.

    Submissions lie in `handed_in`, unless the configuration names another folder before or after this.
    nbgrader goes on without a configuration that has a mistake, and would run what lies in `submitted`
    without any protection; only a folder that nothing but the configuration names is safe from that.

    Args:
        c: the configuration that nbgrader provides, with the course's folders.
    """
    quiet.be_quiet()
    if "submitted_directory" not in c.CourseDirectory:
        c.CourseDirectory.submitted_directory = "handed_in"
    # Submissions are read through the repair, which also checks that this machine can hold a candidate, names
    # what cannot be graded, and marks what is finished.
    c.Autograde.exporter_class = "autograder.grading.exporter.GradingExporter"
    # All else that nbgrader does here the repair has done: no outputs, no doubled ids, and locked cells and
    # metadata from the gradebook.
    c.Autograde.sanitize_preprocessors = [OverwriteKernelspec]
    # nbgrader's own list with three of ours: `Examine` for `Execute` and `SaveScores` for `SaveAutoGrades`,
    # so that no score comes from what the student's process says; `Sanitize` before anybody sees outputs.
    c.Autograde.autograde_preprocessors = [
        Examine,
        CoalesceStreamsPreprocessor,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        Sanitize,
        SaveScores,
        AssignLatePenalties,
    ]
    c.GradingExporter.optimistic_validation = True  # once after all of them, not after each
    c.CoalesceStreamsPreprocessor.enabled = True  # a progress bar is a single line, as it is in the notebook
    # `nbgrader zip_collect` takes what an LMS gives, by its own names for files.
    c.ZipCollectApp.extractor_plugin = "autograder.intake.collection.plugins.LmsExtractor"
    c.ZipCollectApp.collector_plugin = "autograder.intake.collection.plugins.LmsCollector"
    if "plugin_class" not in c.ExportApp:
        c.ExportApp.plugin_class = "autograder.results.plain_table.PlainTable"  # quoted, and no formula
    # SQLite's own limit of 5 s for a locked file loses grades when two programs write. Servers wait longer,
    # and refuse an option that they do not know.
    address = c.CourseDirectory.db_url
    if isinstance(address, str) and address.startswith("sqlite:") and "?" not in address:
        c.CourseDirectory.db_url = f"{address}?timeout=60"

    # Feedback is for students: without hidden judges, without rubrics, and harmless once more, because
    # submissions may be stored that were graded without this configuration.
    c.GenerateFeedback.exporter_class = "autograder.feedback.exporter.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        Sanitize,
        GetPoints,
        ClearHiddenTests,
        ClearMarkScheme,
    ]
    c.GenerateFeedback.force = True  # feedback follows the latest grades

"""The exporter and the preprocessors that `nbgrader autograde` uses here in the place of its own.

The way of a submission, from `handed_in/STUDENT/ASSIGNMENT` to the gradebook:

1. `configuration.grade_outside` names these classes in nbgrader's configuration. nbgrader makes one
   `exporter.GradingExporter` for each run, which checks the sandbox, claims the submissions (`claims`), names
   those that cannot be graded (`intake.problems`), and finds out whose grades would be others today.
2. `assignment.Assignment` reads once what all submissions share: the lesson's outline from the gradebook, the
   judges, the reference solution, limits, and the digest of all of them. It starts the warm process as soon
   as its modules are known.
3. A few submissions ahead of nbgrader (`dispatch.prefetch`), a notebook is read without following links
   (`intake.repair.files`, `intake.attachments`), repaired (`intake.repair`), and handed to the pool.
4. `dispatch.pool` lets a thread, or a worker of a Dask cluster, call `dispatch.task.examine`: plain data in,
   an `ExaminationResult` out. An `examiner.examination.Examination` goes through the cells: answers run in a
   `candidate.process.Candidate` inside the `sandbox`, checks are observed there and judged out here.
5. nbgrader asks for the notebook twice. `GradingExporter.from_submitted` gives the repaired one, which
   nbgrader stores; `from_autograded` reads that one again, waits for its result, and hands a
   `graded_notebook.GradedNotebook` to the preprocessors.
6. `examine.Examine` puts outputs and verdicts in, `sanitize.Sanitize` makes them harmless,
   `save_scores.SaveScores` writes all scores in one transaction, then the audit record (`coursedir.audit`).
7. nbgrader stores the notebook; the exporter then marks the record as done and gives its claim back.
"""

"""Stock nbgrader on our lessons: its own preprocessors, and the hidden judges inside the student's kernel.

The weaker mode, to compare with. The runner puts this file into its course as `nbgrader_config.py`.
"""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, GetGrades

from autograder.coursedir import folders

c = get_config()  # noqa: F821 - nbgrader provides it

# nbgrader calls a bare `alembic`, which stands beside this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

root = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "lenet-keras"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = folders.SOLUTIONS
c.CourseDirectory.release_directory = folders.NOTEBOOKS
c.CourseDirectory.submitted_directory = str(folders.SUBMITTED)
c.CourseDirectory.autograded_directory = str(folders.AUTOGRADED)
c.CourseDirectory.feedback_directory = str(folders.FEEDBACK)
c.CourseDirectory.db_url = folders.database(root)
(root / folders.WORK).mkdir(parents=True, exist_ok=True)

c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
c.ClearMarkScheme.enforce_metadata = False
c.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, ClearMarkScheme, CSSHTMLHeaderPreprocessor]
c.GenerateFeedback.force = True

"""nbgrader's configuration: every plain `nbgrader` command in this folder reads it."""

import gc
import os
import sys
from pathlib import Path

gc.freeze()  # what nbgrader has imported is not searched for garbage while we import: a tenth of a second

from autograder.configuration import grade_outside  # noqa: E402
from autograder.coursedir import folders  # noqa: E402

c = get_config()  # noqa: F821 - nbgrader provides it

# nbgrader calls a bare `alembic`, which stands beside this Python even when .venv is not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

root = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "lenet-keras"
c.CourseDirectory.root = str(root)

# Names that say what a folder holds; what grading makes stays together and out of git.
c.CourseDirectory.source_directory = folders.SOLUTIONS
c.CourseDirectory.release_directory = folders.NOTEBOOKS
c.CourseDirectory.submitted_directory = str(folders.SUBMITTED)
c.CourseDirectory.autograded_directory = str(folders.AUTOGRADED)
c.CourseDirectory.feedback_directory = str(folders.FEEDBACK)
c.CourseDirectory.solution_directory = str(folders.WORK / "solution")
c.CourseDirectory.db_url = folders.database(root)
c.ZipCollectApp.downloaded_directory = str(folders.WORK / "downloaded")
c.PlainTable.to = str(folders.WORK / "grades.csv")
(root / folders.WORK).mkdir(parents=True, exist_ok=True)  # SQLite makes the file, not its folder

# nbgrader's exchange is for a JupyterHub, see docs/term.md. Without one the formgrader warns that it is
# missing, so a folder of this course stands in for it.
if not Path("/usr/local/share/nbgrader/exchange").is_dir():
    c.Exchange.root = str(root / folders.WORK / "exchange")
    (root / folders.WORK / "exchange").mkdir(exist_ok=True)

# A release that exists is made again; otherwise nbgrader skips it and the gradebook stays empty.
c.GenerateAssignment.force = True
# The stub is a comment: it runs, in a function as well as outside, and its check says "not done yet".
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
# The rubric stands in the locked cell of its question, so that graders read it above the answer.
c.ClearMarkScheme.enforce_metadata = False

# `nbgrader validate` starts a kernel of its own; over a socket of this machine it has nothing to warn of.
c.KernelManager.transport = "ipc"

# Repair, sandbox, judging outside of the students' process, harmless outputs.
grade_outside(c)
# Seconds of processor time for one cell; training takes 20 on slow cores, an endless loop takes all of them.
c.Examine.cell_seconds = 120

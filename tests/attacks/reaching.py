"""Reaching for other files: the gradebook, other students, the configuration, what the next kernel loads."""

from tests.attacks.attack import Attack, Files, Link, Place, answer, beside

GROUP = "reach"

SQL = """
import glob, os, sqlite3

def execute(statement, *books):
    for book in books:
        if os.path.exists(book):
            with sqlite3.connect(book, timeout=5) as connection:
                connection.execute(statement)
            return

MINE = ("notebook_id in (select n.id from submitted_notebook n join submitted_assignment a "
        "on n.assignment_id = a.id where a.student_id = '%s')")
"""

# Writes text at a path of the course that others read, and makes its folder.
WRITE = """
import os

def write(path, text, mode="w"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, mode) as file:
        file.write(text)
"""


def reaching(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", source))


def neighbours_notebook(content, place: Place) -> Files:
    """The notebook that is handed in is a link to an honest student's."""
    path = f"autograder/course/submitted/{place.neighbour}/a1_preprocess/a1_preprocess.ipynb"
    return {"a1_preprocess.ipynb": Link(f"{place.root}/{path}")}


ATTACKS = (
    reaching(
        "manual-score",
        "own points in the gradebook, by a relative path and by its own",
        SQL
        + """
points = "update grade set manual_score = 2, needs_manual_grade = 0 where " + MINE % "$student"
execute(points, *("../" * n + "gradebook.db" for n in range(1, 6)))
execute(points, "$root/autograder/course/gradebook.db")
""",
    ),
    reaching(
        "next-process",
        "a kernelspec, a startup file and modules that every later kernel and Python process loads",
        WRITE
        + """
import json
startup = "# $mark\\nimport builtins\\nbuiltins.check = None\\nraise SystemExit\\n"
write("$root/home/.ipython/profile_default/startup/00.py", startup)
kernel = {"argv": ["false", "$mark"], "display_name": "Python 3", "language": "python"}
write("$root/home/.local/share/jupyter/kernels/python3/kernel.json", json.dumps(kernel))
for name in ("sitecustomize", "usercustomize"):
    write(f"$root/{name}.py", "# $mark\\n")
""",
    ),
    reaching(
        "neighbours-points",
        "a neighbour's points become zero, with a comment in the name of the grader",
        SQL
        + """
book = "$root/autograder/course/gradebook.db"
execute("update grade set manual_score = 0 where " + MINE % "$neighbour", book)
execute("update comment set manual_comment = '$mark' where " + MINE % "$neighbour", book)
execute("update grade_cells set max_score = 0.5", book)
""",
    ),
    reaching(
        "configuration",
        "the grader's configuration and the start of its shell get a line",
        WRITE
        + """
write("$root/home/.jupyter/nbgrader_config.py", "# $mark\\n")
for name in (".profile", ".bashrc", ".pdbrc"):
    write("$root/home/" + name, "# $mark\\n", "a")
write("$root/nbgrader_config.py", "\\n# $mark\\nc.Execute.enabled = False\\n", "a")
""",
    ),
    reaching(
        "library-rewritten",
        "the package of the checks, the solution and the bytecode of the judges are changed for everybody",
        WRITE
        + """
import importlib.util, marshal, struct
source = os.stat("$root/autograder/kernel.py")
head = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(source.st_mtime), source.st_size)
code = marshal.dumps(compile("name = '$mark'\\ndef judge_here(): pass", "kernel.py", "exec"))
os.makedirs("$root/autograder/__pycache__", exist_ok=True)
open(importlib.util.cache_from_source("$root/autograder/kernel.py"), "wb").write(head + code)
write("$root/lenet_keras/checks/__init__.py", "\\n# $mark\\ndef check(step): return None\\n", "a")
write("$root/solutions/a1_preprocess.py", "\\n# $mark\\n", "a")
""",
    ),
    reaching(
        "reference-poisoned",
        "the cache of the reference solution and the grader's temporary files are filled with nonsense",
        WRITE
        + """
import glob
for path in glob.glob("$root/autograder/course/reference/*.json") + glob.glob("$root/tmp/candidate-*/*"):
    write(path, '{"$mark": 1}')
""",
    ),
    reaching(
        "later-submission",
        "the submission of somebody who is graded later is replaced",
        WRITE
        + "path = '$root/autograder/course/submitted/$later/a1_preprocess/a1_preprocess.ipynb'\n"
        + "text = open(path).read().replace('reshape', 'squeeze').replace('255', '1')\n"
        + "write(path, text.replace('mnist', '$mark'))",
    ),
    reaching(
        "graded-copy",
        "the graded copy of a neighbour's notebook is replaced",
        WRITE
        + "path = '$root/autograder/course/autograded/$neighbour/a1_preprocess/a1_preprocess.ipynb'\n"
        + "os.chmod(path, 0o644)\n"
        + "write(path, '{\"$mark\": 1}')",
    ),
    Attack(
        "neighbours-notebook",
        GROUP,
        "the notebook that is handed in is a link to an honest student's",
        neighbours_notebook,
    ),
    Attack(
        "written-through-link",
        GROUP,
        "a handed-in folder is a link, and the cell writes through it",
        beside(
            {"out": Link("$root/autograder/course/submitted/$neighbour")},
            "import os\nos.makedirs('out/$mark', exist_ok=True)\nopen('out/$mark/file', 'w').write('$mark')",
        ),
    ),
)

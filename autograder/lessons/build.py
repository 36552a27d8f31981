"""Building: lessons as text become reference notebooks and, through nbgrader, the students' notebooks."""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.coursedir import folders
from autograder.lessons import lesson
from autograder.questions import bank


class BuildError(RuntimeError):
    """nbgrader refused a lesson; the message holds its own words."""


def build(root: Path = folders.PROJECT, progress: Callable[[str], None] = lambda name: None) -> list[Path]:
    """Build every lesson of the course at `root`.

    Reads `solutions/<lesson>.py` and the questions beside it, writes `solutions/<lesson>/<lesson>.ipynb`,
    then lets nbgrader's own `generate_assignment` write `notebooks/<lesson>/<lesson>.ipynb` and fill the
    gradebook. The same text gives the same bytes.

    Args:
        root: the folder that holds `nbgrader_config.py` and `solutions/`.
        progress: is told the name of each lesson when its turn comes.

    Returns:
        The notebooks written.

    Raises:
        autograder.lessons.lesson.LessonError: when a lesson's text breaks a rule.
        autograder.questions.problem.BankError: when the bank of questions does.
        BuildError: when nbgrader refuses a lesson.
    """
    written = []
    questions = bank.load(root)
    for name in folders.lessons(root):
        progress(name)
        text = (root / folders.SOLUTIONS / f"{name}.py").read_text()
        source = notebook(root, folders.SOLUTIONS, name)
        source.parent.mkdir(exist_ok=True)
        nbformat.write(lesson.to_notebook(text, questions), source)
        generate_assignment(root, name)
        written += [source, notebook(root, folders.NOTEBOOKS, name)]
    return written


def notebook(root: Path, folder: str, name: str) -> Path:
    """The path of a lesson's notebook under `solutions` or `notebooks`."""
    return root / folder / name / f"{name}.ipynb"


def generate_assignment(root: Path, name: str) -> None:
    """Let nbgrader make the students' notebook of one lesson and enter it in the gradebook.

    Args:
        root: the course's root.
        name: the lesson, whose reference notebook lies there.

    Raises:
        BuildError: when nbgrader refuses the lesson.
    """
    from nbgrader.apps import NbGrader, NbGraderAPI

    with contextlib.chdir(root):
        app = NbGrader()
        app.load_config_file()
        if not app.config.CourseDirectory:
            raise BuildError(f"{root / 'nbgrader_config.py'} could not be read; nbgrader needs it")
        api = NbGraderAPI(config=app.config)
        api.log.setLevel(logging.ERROR)
        outcome = api.generate_assignment(name, force=True)
    if not outcome["success"]:
        raise BuildError(f"nbgrader could not make {name}:\n{outcome['log'] or outcome['error']}")


def bring_back(name: str, root: Path = folders.PROJECT) -> Path:
    """Write the text of a lesson anew from its reference notebook, after edits in JupyterLab.

    Args:
        name: the lesson, for instance `a1_preprocess`.
        root: the folder that holds `solutions/`.

    Returns:
        The script that was written.

    Raises:
        FileNotFoundError: when there is no such notebook.
        autograder.lessons.lesson.LessonError: when a graded cell has an id that is not one of ours, or when a
            question of the bank was changed in the notebook.
    """
    source = notebook(root, folders.SOLUTIONS, name)
    if not source.exists():
        raise FileNotFoundError(
            f"{source} does not exist; expected one of {', '.join(folders.lessons(root)) or 'no lesson yet'}"
        )
    script = root / folders.SOLUTIONS / f"{name}.py"
    script.write_text(lesson.to_text(nbformat.read(source, as_version=4), bank.load(root)))
    return script

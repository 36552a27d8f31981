"""The preprocessor in the place of nbgrader's `Execute`: it puts in what the examination found.

Its traits are the settings of grading, as `c.Examine` in `nbgrader_config.py`.
"""

import os
from functools import cache
from logging import Logger
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bunch, Float, Integer, List, Unicode, observe

from autograder.coursedir import audit
from autograder.grading.graded_notebook import KEY, GradedNotebook

OLD_NAMES = {"without": "disabled_protections", "wall": "container_command"}


class Examine(NbGraderPreprocessor):
    """Puts in what running a submission's cells and judging its checks gave."""

    cell_seconds = Float(120.0, help="processor time of one cell; five times as much by the clock").tag(
        config=True
    )
    notebook_seconds = Float(
        600.0, help="processor time of one notebook; five times as much by the clock"
    ).tag(config=True)
    memory = Integer(6 << 30, help="bytes of memory of a notebook's processes").tag(config=True)
    output = Integer(4 << 20, help="bytes of output of one cell").tag(config=True)
    readable = List(
        Unicode(), help="further files and folders that students' code may read, such as data"
    ).tag(config=True)
    disabled_protections = List(
        Unicode(), help="parts of the sandbox that this machine lacks and that grading shall do without"
    ).tag(config=True)
    container_command = List(
        Unicode(), help="a command to start candidates with, such as that of a container"
    ).tag(config=True)
    without = List(Unicode(), help="old name of disabled_protections").tag(config=True)
    wall = List(Unicode(), help="old name of container_command").tag(config=True)
    judges = List(Unicode(), help="modules that register the steps of your own lessons").tag(config=True)
    seed = Integer(
        0, help="draws what only a grader asks about; 0: anew in each run. A record has that of its run"
    ).tag(config=True)
    workers = Integer(0, help="submissions examined at a time; 0: by cores and free memory").tag(config=True)
    scheduler = Unicode("", help="address of a Dask scheduler whose workers examine submissions").tag(
        config=True
    )

    @observe(*OLD_NAMES)
    def _take_old_name(self, change: Bunch) -> None:
        """Let an option go on working under its old name; where both are set, the new one counts."""
        old, new = change["name"], OLD_NAMES[change["name"]]
        _warn_of_old_name(self.log, old, new)
        if not getattr(self, new):
            setattr(self, new, change["new"])

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the outputs of one notebook in, and say what was repaired and what is scored otherwise."""
        graded: GradedNotebook = resources[KEY]
        executed = graded.result.notebook
        audit.keep(graded.record_file, nbformat.writes(executed))
        by_id = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = by_id[cell.id].outputs
                cell.execution_count = by_id[cell.id].execution_count
        if notes := [note["text"] for note in graded.record.repaired if note["to_student"]]:
            text = "\n".join(["**What was put right before grading**", "", *(f"- {each}" for each in notes)])
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="repair-notes"))
        return nb, resources

    def readable_paths(self, root: Path) -> tuple[tuple[str, ...], dict[str, str]]:
        """What students' code may read, and the variables that tell where.

        Raises:
            ValueError: when the course at `root` would be among it.
        """
        data = [folder] if (folder := os.environ.get("LENET_KERAS_DATA")) else []
        readable = [str(Path(each).resolve()) for each in (*self.readable, *data)]
        if found := [path for path in readable if root.is_relative_to(path)]:
            raise ValueError(
                f"{found[0]} is to be readable, but the course {root} with its solutions lies in it"
            )
        return tuple(readable), {"LENET_KERAS_DATA": readable[-1]} if data else {}


@cache  # nbgrader makes one `Examine` after another, and one line is enough
def _warn_of_old_name(log: Logger, old: str, new: str) -> None:
    log.warning("c.Examine.%s is now called c.Examine.%s; please rename it in nbgrader_config.py", old, new)

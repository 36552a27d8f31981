"""The preprocessor in the place of nbgrader's `Execute`: it puts in what the examination found.

Its traits are the settings of grading, as `c.Examine` in `nbgrader_config.py`.
"""

import os
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float, Integer, List, Unicode

from autograder.coursedir import audit
from autograder.coursedir.audit import Record, digest


class Examine(NbGraderPreprocessor):
    """Puts in what running a submission's cells and judging its checks gave."""

    cell_seconds = Float(120.0, help="wall time of one cell").tag(config=True)
    notebook_seconds = Float(600.0, help="wall time of one notebook").tag(config=True)
    memory = Integer(6 << 30, help="bytes of memory of a notebook's processes").tag(config=True)
    output = Integer(4 << 20, help="bytes of output of one cell").tag(config=True)
    readable = List(
        Unicode(), help="further files and folders that students' code may read, such as data"
    ).tag(config=True)
    without = List(
        Unicode(), help="parts of the sandbox that this machine lacks and that grading shall do without"
    ).tag(config=True)
    wall = List(Unicode(), help="a command to start candidates with, such as that of a container").tag(
        config=True
    )
    judges = List(Unicode(), help="modules that register the steps of your own lessons").tag(config=True)
    workers = Integer(0, help="submissions examined at a time; 0: by cores and free memory").tag(config=True)
    scheduler = Unicode("", help="address of a Dask scheduler whose workers examine submissions").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the outputs of one notebook in, and hand its scores on."""
        where = resources["nbgrader"]
        examined = resources["examined"](nb)
        submitted = _submitted(CourseDirectory(config=self.config), where)
        file = audit.path(submitted.resolve(), where["notebook"])
        audit.keep(file, nbformat.writes(examined.notebook))
        executed = {cell.id: cell for cell in examined.notebook.cells if cell.cell_type == "code"}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = executed[cell.id].outputs
                cell.execution_count = executed[cell.id].execution_count
        record, old = audit.read(file.with_suffix(".next")), audit.read(file)
        found = examined.record
        record = replace(
            record,
            answers=_answers(nb),
            cut=found.cut,
            noticed=found.noticed,
            inside=found.inside,
            scores=examined.scores,
            changed=self._changed(old, record, examined.scores, where),
        )
        if told := [note["text"] for note in record.repaired if note["to_student"]]:
            text = "\n".join(["**What was put right before grading**", "", *(f"- {each}" for each in told)])
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="repair-notes"))
        resources["scores"], resources["record"] = examined.scores, record
        resources["record_file"], resources["old_record"] = file, old
        return nb, resources

    def shown(self, root: Path) -> tuple[tuple[str, ...], dict[str, str]]:
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

    def _changed(self, old: Record, new: Record, scores: dict, where: dict) -> list[dict]:
        """Tell which scores of the same file are others than before, as after a judge was changed."""
        if (old.file, old.beside) != (new.file, new.beside) or not old.scores:
            return []
        changed = []
        for name in sorted(set(old.scores) | set(scores)):
            before, now = old.scores.get(name), scores.get(name)
            if before != now:
                text = f"{_points(before)} became {_points(now)}, for the same file."
                changed.append({"cell": name, "text": text})
                self.log.warning("%s/%s, %s: %s", where["student"], where["assignment"], name, text)
        return changed


def _points(score: float | None) -> str:
    return "no points yet" if score is None else f"{score:g} points"


def _submitted(course: CourseDirectory, where: dict) -> Path:
    return Path(course.format_path(course.submitted_directory, where["student"], where["assignment"]))


def _answers(nb: NotebookNode) -> dict[str, str]:
    named = {
        cell.metadata.nbgrader.grade_id: digest(cell.source)
        for cell in nb.cells
        if utils.is_grade(cell) and utils.is_solution(cell)
    }
    return named | {"": digest("\0".join(cell.source for cell in nb.cells))}

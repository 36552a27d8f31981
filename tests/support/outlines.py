"""For the tests of the repair: lessons, ours and one of another course, and what must always hold."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from traitlets.config import Config

from autograder.coursedir import folders
from autograder.intake.repair import Outline, Rebuilt, rebuild
from autograder.lessons.build import notebook

OURS = folders.lessons()
FOREIGN = "ps1"  # the name of the other course's lesson
CONFIG = Config(
    ClearSolutions={"code_stub": {"python": "# YOUR CODE HERE"}}, ClearMarkScheme={"enforce_metadata": False}
)


def lesson(folder: Path, name: str) -> tuple[Outline, nbformat.NotebookNode]:
    """The outline of a lesson and what its students get, made by nbgrader's own steps."""
    where = {"assignment": name, "notebook": name, "db_url": f"sqlite:///{folder}/gradebook.db"}
    content = foreign() if name == FOREIGN else _ours(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")  # for bare `alembic`
        with Gradebook(where["db_url"]) as gradebook:
            gradebook.add_assignment(name)
    for step in (LockCells, ClearSolutions, ComputeChecksums, SaveCells, ClearHiddenTests, ClearMarkScheme):
        content, _ = step(config=CONFIG).preprocess(content, {"nbgrader": where})
    content, _ = ComputeChecksums().preprocess(content, {"nbgrader": where})
    with Gradebook(where["db_url"]) as gradebook:
        return Outline.of_course(gradebook, name, name, content), content


def _ours(name: str) -> nbformat.NotebookNode:
    return nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, name), as_version=4)


def foreign() -> nbformat.NotebookNode:
    def labelled(cell, grade_id, **label):
        label = {"grade": False, "solution": False, "locked": False, "task": False} | label
        label |= {"grade_id": grade_id, "schema_version": 3}
        cell.metadata.nbgrader = nbformat.from_dict(label)
        return cell

    def test_of(name):
        hidden = f"### BEGIN HIDDEN TESTS\nassert {name}(7) == 49\n### END HIDDEN TESTS"
        return f"assert {name}(2) == 4\n{hidden}"

    solved = "def {}(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    cells = [
        new_markdown_cell("# Problem set 1"),
        new_code_cell("import math"),
        labelled(new_code_cell("limit = 10"), "cell-5a60", locked=True),
        new_markdown_cell("---"),
        labelled(new_code_cell(solved.format("square")), "cell-a1b2", solution=True),
        labelled(new_code_cell(test_of("square")), "cell-c3d4", grade=True, locked=True, points=2),
        new_markdown_cell("---"),
        labelled(new_code_cell(solved.format("power")), "cell-e5f6", solution=True, grade=True, points=3),
        new_markdown_cell("---"),
        labelled(new_markdown_cell("YOUR ANSWER HERE"), "cell-0718", solution=True, grade=True, points=1),
        labelled(new_markdown_cell("Do something nice."), "cell-task", task=True, locked=True, points=4),
        new_code_cell(""),
        labelled(new_markdown_cell("The end.", attachments={}), "cell-9a9b", locked=True),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"{number * 7919 + 104729:08x}"
    return new_notebook(cells=cells)


def checked(content: bytes, outline: Outline) -> Rebuilt:
    """Rebuild a submission and check what must hold for every one."""
    rebuilt = rebuild(content, outline)
    cells = rebuilt.notebook.cells
    nbformat.validate(rebuilt.notebook)
    assert (rebuilt.notebook.nbformat, rebuilt.notebook.nbformat_minor) == (4, 5)
    trusted = [given for given in outline.cells if given.grade_id]
    labelled = [cell for cell in cells if "nbgrader" in cell.metadata]
    assert [cell.metadata.nbgrader.grade_id for cell in labelled] == [given.grade_id for given in trusted]
    for cell, given in zip(labelled, trusted, strict=True):
        assert (cell.cell_type, cell.metadata, cell.id) == (given.kind, given.metadata, given.id)
        assert not given.locked or cell.source == given.source
    for cell in cells:
        assert cell.cell_type != "code" or (cell.outputs, cell.execution_count) == ([], None)
        assert "tags" not in cell.metadata
        assert cell.id in outline.by_id or cell.metadata == {}
    again = rebuild(nbformat.writes(rebuilt.notebook).encode(), outline)
    assert again.notebook == rebuilt.notebook
    # a conflict inside of an answer stays in it, and so does its note
    assert [note for note in again.notes if "merge conflict" not in note.text] == []
    return rebuilt

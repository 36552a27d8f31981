"""Cells of a source notebook, as an instructor makes them in nbgrader's toolbar."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def _marked(cell: NotebookNode, name: str, **marks) -> NotebookNode:
    label = {"grade_id": name, "schema_version": 3}
    label |= {"grade": False, "locked": False, "solution": False, "task": False}
    cell.metadata["nbgrader"] = label | marks
    return cell


def text(source: str) -> NotebookNode:
    """Prose, which students may change."""
    return new_markdown_cell(source)


def code(source: str) -> NotebookNode:
    """A code cell that students may change."""
    return new_code_cell(source)


def given(name: str, source: str) -> NotebookNode:
    """Code that students may not change."""
    return _marked(new_code_cell(source), name, locked=True)


def answer(name: str, solution: str) -> NotebookNode:
    """Where students write."""
    return _marked(new_code_cell(_kept(solution)), name, solution=True)


def tests(name: str, points: float, source: str, hidden: str = "") -> NotebookNode:
    """An autograded cell."""
    if hidden:
        source = f"{source}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return _marked(new_code_cell(source), name, grade=True, locked=True, points=points)


def written(name: str, points: float, solution: str) -> NotebookNode:
    """An answer in prose that a person grades."""
    return _marked(new_markdown_cell(solution), name, grade=True, solution=True, points=points)


def program(name: str, points: float, solution: str) -> NotebookNode:
    """An answer in code that a person grades."""
    return _marked(new_code_cell(_kept(solution)), name, grade=True, solution=True, points=points)


def task(name: str, points: float, source: str) -> NotebookNode:
    """A task whose answer may take many cells."""
    return _marked(new_markdown_cell(source), name, locked=True, task=True, points=points)


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook of cells."""
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})


def _kept(solution: str) -> str:
    return f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"

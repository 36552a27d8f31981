"""Breaking the notebook's structure: cells deleted, retyped, doubled, renamed, and files that are none."""

import copy
import json

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.attacks.attack import A1, Attack, Fifo, Files, Make, Place, answers, beside, cell

GROUP = "structure"
FILE = f"{A1}.ipynb"
STEPS = range(1, 7)
CHECKS = [f"A1-{number}-check" for number in STEPS]


def checks(change) -> Make:
    """An attack on every check cell: `change(cell)`."""

    def make(content: NotebookNode, place: Place) -> NotebookNode:
        for name in CHECKS:
            change(cell(content, name))
        return content

    return make


def nbgrader(**fields) -> Make:
    """Every check cell's metadata gets other values."""
    return checks(lambda check: check.metadata.nbgrader.update(fields))


def edited(source: str) -> Make:
    """Every check cell gets another source."""
    return checks(lambda check: check.update(source=source))


def begun(content: NotebookNode, place: Place) -> NotebookNode:
    """A written answer begins a picture 500,000 times."""
    cell(content, "A1-Q1").source = "![" * 500_000
    return content


def retyped(kind: str) -> Make:
    """Every check cell becomes a cell of another type."""

    def retype(check: NotebookNode) -> None:
        check.cell_type = kind
        check.pop("outputs", None)
        check.pop("execution_count", None)

    return checks(retype)


def deleted(content: NotebookNode, place: Place) -> NotebookNode:
    """No check cell is left."""
    content.cells = [each for each in content.cells if each.id not in CHECKS]
    return content


def doubled(name: str) -> Make:
    """One cell stands there twice, the second time with nothing to check."""

    def make(content: NotebookNode, place: Place) -> NotebookNode:
        twin = copy.deepcopy(cell(content, name))
        twin.id, twin.source = f"{name}-twin", "pass"
        content.cells.append(twin)
        return content

    return make


def checks_first(content: NotebookNode, place: Place) -> NotebookNode:
    """All check cells stand before all answers."""
    content.cells.sort(key=lambda each: each.id not in CHECKS)
    return content


def names_exchanged(content: NotebookNode, place: Place) -> NotebookNode:
    """The easy step is named as the dear ones: every check cell checks A1.1."""
    cell(content, "A1-1").source = "from lenet_keras.datasets import mnist"
    for name in CHECKS:
        cell(content, name).source = 'check("A1.1")'
    return content


def given_cells_edited(content: NotebookNode, place: Place) -> NotebookNode:
    """The locked cells are unlocked and define another `check`."""
    for each in content.cells:
        if each.metadata.get("nbgrader", {}).get("locked"):
            each.metadata.nbgrader.locked = False
    cell(content, "A1-setup").source = "def check(step): return None\nclass figures: pass"
    cell(content, "A1-onehot").source = "check = lambda step: None"
    return content


def graded_cells_added(content: NotebookNode, place: Place) -> NotebookNode:
    """Cells with points of their own: one invented, one of another lesson."""
    for name in ("A1-bonus", "A2-1-check", "A3-1-check"):
        bonus = copy.deepcopy(cell(content, "A1-1-check"))
        bonus.id, bonus.source = name, "pass"
        bonus.metadata.nbgrader.update(grade_id=name, points=50.0)
        content.cells.append(bonus)
    return content


def schema(version: int) -> Make:
    """All of nbgrader's metadata claims another version."""

    def make(content: NotebookNode, place: Place) -> NotebookNode:
        for each in content.cells:
            if "nbgrader" in each.metadata:
                each.metadata.nbgrader.schema_version = version
        return content

    return make


def outputs_kept(content: NotebookNode, place: Place) -> NotebookNode:
    """The checks are not run and bring their results along."""
    for name in CHECKS:
        check = cell(content, name)
        check.metadata.tags = ["skip-execution"]
        data = {"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}}
        check.outputs = [NotebookNode(data, execution_count=1)]
    return content


def as_json(change) -> Make:
    """The notebook as JSON, changed in a way that nbformat would not write: `change(dict)`."""

    def make(content: NotebookNode, place: Place) -> Files:
        plain = json.loads(json.dumps(content))
        change(plain)
        return {FILE: json.dumps(plain).encode()}

    return make


def malformed(notebook: dict) -> None:
    """A format that does not exist, cells that are numbers, and metadata that is text."""
    notebook["nbformat_minor"] = 99
    notebook["cells"] += [7, None, {"cell_type": "code", "metadata": "x"}]


def half_letters(notebook: dict) -> None:
    """Halves of letters, which no file can hold, in sources, ids, names and outputs."""
    notebook["metadata"]["title"] = "\ud800"
    for each in notebook["cells"]:
        if each["id"] == "A1-Q1":
            each["source"] += "\n\ud800 \udfff \0"
        each["metadata"]["tags"] = ["\udc00"]
    shown = "print('\\ud800', '\ud801')\nraise ValueError('\\udfff')"
    code = {"cell_type": "code", "source": shown, "outputs": [], "execution_count": None, "metadata": {}}
    notebook["cells"].append(code | {"id": "half-\ud802"})


def markers(content: NotebookNode, place: Place) -> NotebookNode:
    """Marks that begin, and do not end, what is cut out of a lesson when it is released or shown."""
    begun = "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n### BEGIN MARK SCHEME\n# === BEGIN MARK SCHEME ==="
    for name in ("A1-1", "A1-4", "A1-Q1"):
        cell(content, name).source += f"\n{begun}"
    content.cells.append(new_code_cell(f"{begun}\n### END SOLUTION\n### END SOLUTION"))
    return content


def words_to_a_terminal(content: NotebookNode, place: Place) -> NotebookNode:
    """Names, labels, sources and errors that set a terminal's title, if anybody's terminal shows them."""
    words = f"\x1b]0;{place.mark}\x07\x1b[2J\u202e\x9b31m"
    twin = copy.deepcopy(cell(content, "A1-4"))
    twin.id, twin.source = f"twin{words}", f"# {words}\n{twin.source}"
    content.cells.insert(content.cells.index(cell(content, "A1-4")), twin)
    wrong = f"type({words!r}, (Exception,), {{}})({words!r})"
    own = new_code_cell(f"print({words!r})\nraise {wrong}")
    own.id = words
    own.metadata.nbgrader = cell(content, "A1-1").metadata.nbgrader | {"grade_id": words, "points": 3}
    content.cells.append(own)
    content.metadata.kernelspec = {"name": words, "display_name": words}
    return content


def named_pipe(content: NotebookNode, place: Place) -> Files:
    """The notebook is a named pipe that nobody writes to."""
    return {FILE: Fifo()}


SOLVED = {"base": "solved", "deserves": 11, "exact": True}

ATTACKS = (
    Attack("checks-deleted", GROUP, "the checks are deleted", deleted),
    Attack("checks-edited", GROUP, "the checks are replaced by `pass`", edited("pass")),
    Attack("checks-as-markdown", GROUP, "the checks become markdown", retyped("markdown")),
    Attack("outputs-kept", GROUP, "checks that are not run bring their results", outputs_kept),
    Attack("points-4000", GROUP, "each check claims 4,000 points", nbgrader(points=4000.0)),
    Attack("check-twice", GROUP, "a check stands there twice", doubled("A1-4-check"), **SOLVED),
    Attack("checks-first", GROUP, "all checks stand at the top", checks_first, **SOLVED),
    Attack(
        "names-exchanged", GROUP, "every check checks the easy step", names_exchanged, deserves=1, exact=True
    ),
    Attack("given-cells-edited", GROUP, "locked cells are unlocked and rewritten", given_cells_edited),
    Attack("graded-cells-added", GROUP, "cells with points of their own", graded_cells_added),
    Attack("schema-99", GROUP, "metadata of a version to come", schema(99), **SOLVED),
    Attack("malformed", GROUP, "an unknown format, and cells that are none", as_json(malformed), **SOLVED),
    Attack("pictures-begun", GROUP, "a written answer begins a picture 500,000 times", begun, **SOLVED),
    Attack("pipe-beside", GROUP, "a named pipe beside the notebook", beside({"pipe": Fifo()}), **SOLVED),
    Attack("no-time", GROUP, "a time stamp that is none", beside({"timestamp.txt": "no time"}), **SOLVED),
    Attack(
        "half-letters", GROUP, "halves of letters in sources, ids, outputs", as_json(half_letters), **SOLVED
    ),
    Attack(
        "markers", GROUP, "marks of hidden tests and solutions that begin and do not end", markers, **SOLVED
    ),
    Attack(
        "words-to-a-terminal",
        GROUP,
        "ids, labels, sources and errors that are words to the grader's terminal",
        words_to_a_terminal,
        **SOLVED,
    ),
    Attack("named-pipe", GROUP, "the notebook is a named pipe", named_pipe),
    Attack(
        "old-points-kept",
        GROUP,
        "right at first; handed in again with wrong answers and without checks",
        deleted,
        first=answers({}),
    ),
)

"""Does the repair hold for files that nobody thought of: mutated notebooks, any JSON, any bytes?"""

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.intake.repair import Unreadable
from autograder.intake.repair.outline import comparable
from tests.support.fuzzing import examples
from tests.support.outlines import FOREIGN, OURS, checked, lesson

NAMES = (*OURS, FOREIGN)
# no database: what fails is printed, and nothing is left beside the project
FEW = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck), database=None)
# for each of three ways: more than 10,000 for the repair
MANY = settings(FEW, max_examples=examples(3_500))
MARKS = ["<<<<<<< HEAD\n", "=======\n", "||||||| base\n", ">>>>>>> branch\n"]
TYPES = ["code", "markdown", "raw", "heading", "html", "sql", "", "CODE"]


class Lessons(dict):
    def __repr__(self):  # Hypothesis shows it with every failure
        return "lessons"


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gradebooks")
    made = {name: lesson(folder, name) for name in NAMES}
    return Lessons({name: (outline, json.loads(nbformat.writes(nb))) for name, (outline, nb) in made.items()})


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
numbers = st.integers(0, 10_000)
texts = st.text(max_size=20) | st.sampled_from([*MARKS, "".join(MARKS), "\r\n", "\ud800", ""])
KEYS = ["cells", "cell_type", "source", "metadata", "id", "input", "attachments", "worksheets", "nbgrader"]
MUTATIONS = [
    "delete", "double", "move", "swap", "retype", "write", "write as another", "label", "label as another",
    "points", "schema", "metadata", "strip", "strip all", "id", "id as another", "drop ids", "key", "insert",
    "top", "attach", "blank", "write long",
]  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(MUTATIONS), numbers, numbers, texts, anything), min_size=1, max_size=12
)


def mutate(content, step):
    kind, one, other, text, value = step
    cells = content.get("cells")
    if not isinstance(cells, list) or not all(isinstance(each, dict) for each in cells) or not cells:
        return
    first, second = cells[one % len(cells)], cells[other % len(cells)]
    label = first.setdefault("metadata", {})
    label = label.get("nbgrader", {}) if isinstance(label, dict) else {}
    match kind:
        case "delete":
            cells.remove(first)
        case "double":
            cells.insert(other % (len(cells) + 1), copy.deepcopy(first) | ({"source": text} if text else {}))
        case "move":
            cells.insert(other % len(cells), cells.pop(one % len(cells)))
        case "swap":
            first["metadata"], second["metadata"] = second.get("metadata", {}), first["metadata"]
        case "retype":
            first["cell_type"] = TYPES[other % len(TYPES)]
        case "write":
            first["source"] = text if other % 3 else value
        case "write long":
            first["source"] = "x" * 200_001
        case "write as another":
            first["source"] = second.get("source", "")
        case "blank":
            first["source"] = ""
        case "label" if isinstance(label, dict):
            label["grade_id"] = text if other % 3 else value
        case "label as another":
            first["metadata"] = copy.deepcopy(second.get("metadata", {}))
        case "points" if isinstance(label, dict):
            label["points"] = value
        case "schema" if isinstance(label, dict):
            label["schema_version"] = value
        case "metadata":
            first["metadata"] = value
        case "strip":
            first["metadata"] = {}
        case "strip all":
            for each in cells:
                each["metadata"] = {}
        case "id":
            first["id"] = text if other % 3 else value
        case "id as another":
            first["id"] = second.get("id", "x")
        case "drop ids":
            for each in cells:
                each.pop("id", None)
        case "key":
            first[KEYS[other % len(KEYS)]] = value
        case "insert":
            cells.insert(one % (len(cells) + 1), value)
        case "attach":
            first["attachments"] = {text: {"image/png": text, "text/html": value}}
        case "top":
            content[["nbformat", "nbformat_minor", "metadata", "cells", "worksheets"][other % 5]] = value


def fill(content):
    for number, each in enumerate(content["cells"]):
        if each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = f"answer_{number} = {number}"
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "own = 1", "outputs": []}
    content["cells"].insert(len(content["cells"]) // 2, own)


def nothing_is_lost_silently(content, rebuilt, outline):
    """Whatever a student wrote is in the rebuilt notebook, or a note speaks."""
    if rebuilt.notes or not isinstance(content.get("cells"), list):
        return
    there = {comparable(cell.source) for cell in rebuilt.notebook.cells}
    there |= {text for given in outline.cells for text in given.texts}
    for each in content["cells"]:
        text = each.get("source")
        if isinstance(text, str) and text.isascii() and "\r" not in text:
            assert comparable(text) in there


def mutated(lessons, name, filled, changes):
    outline, content = lessons[name]
    content = copy.deepcopy(content)
    if filled:
        fill(content)
    for step in changes:
        mutate(content, step)
    try:
        rebuilt = checked(json.dumps(content).encode(), outline)
    except Unreadable:
        assert not isinstance(content["cells"], list)
    else:
        nothing_is_lost_silently(content, rebuilt, outline)


def any_notebook(lessons, name, document):
    try:
        checked(json.dumps(document).encode(), lessons[name][0])
    except Unreadable as error:
        assert "it has no cells" in str(error)


def any_bytes(lessons, name, cuts, encoding):
    """A real file with pieces replaced by others, in some encoding."""
    outline, content = lessons[name]
    data = json.dumps(content, indent=1).encode(encoding)
    for start, length, piece in cuts:
        start %= len(data) + 1
        data = data[:start] + piece + data[start + length :]
    try:
        checked(data, outline)
    except Unreadable as error:
        assert str(error)


names = st.sampled_from(NAMES)
labels = st.fixed_dictionaries(
    {"grade_id": st.sampled_from(["A1-4", "A1-4-check", "A2-3", "cell-a1b2"]) | texts}
)
metadata = st.fixed_dictionaries({"nbgrader": labels | anything}) | anything
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(TYPES) | anything,
        "source": texts | st.lists(texts | anything, max_size=3) | anything,
        "metadata": metadata,
        "id": st.sampled_from(["A1-4", "A1-4-check", "own-1"]) | anything,
        "outputs": anything,
        "attachments": st.dictionaries(
            texts, st.dictionaries(texts, texts | anything, max_size=2), max_size=2
        ),
    },
)
documents = st.fixed_dictionaries(
    {"cells": st.lists(cells | anything, max_size=6)}, optional={"metadata": anything, "nbformat": anything}
)
sheets = st.fixed_dictionaries({"worksheets": st.lists(documents | anything, max_size=2)})
pieces = st.binary(max_size=12) | st.sampled_from(
    [b"\n" + mark.encode() for mark in MARKS] + [b"NaN", b"-Infinity", b'"\\ud800"', b"[" * 2000, b"9" * 5000]
)
damage = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 40) | numbers, pieces), max_size=5)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])


@FEW
@given(names, st.booleans(), steps)
def test_a_mutated_notebook_becomes_the_lesson_again(lessons, name, filled, changes):
    mutated(lessons, name, filled, changes)


@FEW
@given(names, documents | sheets | anything)
@example("a1_preprocess", {"cells": [[[]], {"source": [["x"]]}]})
def test_any_json_becomes_the_lesson_or_is_unreadable(lessons, name, document):
    any_notebook(lessons, name, document)


@FEW
@given(names, damage, encodings)
def test_damaged_bytes_become_the_lesson_or_are_unreadable(lessons, name, cuts, encoding):
    any_bytes(lessons, name, cuts, encoding)


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_are_unreadable_or_become_the_lesson(lessons, data):
    any_bytes(lessons, FOREIGN, [(0, 1 << 30, data)], "utf-8")


@pytest.mark.slow
@MANY
@given(names, st.booleans(), steps)
def test_thousands_of_mutated_notebooks_become_the_lesson_again(lessons, name, filled, changes):
    mutated(lessons, name, filled, changes)


@pytest.mark.slow
@MANY
@given(names, documents | sheets | anything)
def test_thousands_of_json_documents_become_the_lesson_or_are_unreadable(lessons, name, document):
    any_notebook(lessons, name, document)


@pytest.mark.slow
@MANY
@given(names, damage, encodings)
def test_thousands_of_damaged_files_become_the_lesson_or_are_unreadable(lessons, name, cuts, encoding):
    any_bytes(lessons, name, cuts, encoding)

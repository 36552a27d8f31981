"""A lesson as text and as a notebook: the same cells, once for people to edit, once for nbgrader.

The text is a jupytext percent script. A tag in the head of a cell says what the cell is:

    # %% given="A1.setup"                   code that students get and may not change
    # %% answer="A1.4"                      where the student writes; the reference solution stands here
    # %% check="A1.4"                       the autograded check under it
    # %% [markdown] question="A1.Q1"        a question, with its rubric for graders
    # %% [markdown] written="A1.Q1"         where the student writes an answer that a person grades

The words of questions, their rubrics, points and model answers come from the bank (`autograder.questions`);
these cells are empty in the text. A question that is not in the bank has its words in its cell, and
`points=2` in the head of the cell below it.

Every other cell is prose. `to_notebook` turns tags into nbgrader's metadata and gives every cell an id
that depends on its step only; `to_text` is the way back.
"""

import re
from collections.abc import Mapping

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.examiner.checkcell import observed_step
from autograder.lessons import contents, opening
from autograder.questions import cells
from autograder.questions.entry import Entry
from lenet_keras.checks.steps import STEPS

TAGS = ("given", "answer", "check", "question", "written")
LAYOUT = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}  # jupytext's notes on blank lines
NO_QUESTIONS: Mapping[str, Entry] = {}
SCHEMA_VERSION = 3  # of nbgrader's cell metadata

# Put before the check of every step when the reference notebook is made; nbgrader's hidden-test
# regions take it out of what students get.
HIDDEN = """### BEGIN HIDDEN TESTS
from autograder.kernel import judge_here
judge_here()
### END HIDDEN TESTS
"""

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class LessonError(ValueError):
    """A lesson's text breaks a rule; the message names the cell and the rule."""


def grade_id(tag: str, name: str) -> str:
    """The nbgrader id of a tagged cell: `A1-4`, `A1-4-check`, `A1-Q1-text`, `A1-setup`.

    nbgrader does not allow the dot of `A1.4`.
    """
    suffix = {"check": "-check", "question": "-text"}.get(tag, "")
    return name.replace(".", "-") + suffix


def to_notebook(text: str, bank: Mapping[str, Entry] = NO_QUESTIONS) -> NotebookNode:
    """Turn the text of a lesson into its reference notebook.

    Args:
        text: a percent script with tags.
        bank: the questions that it may name.

    Returns:
        The notebook, without outputs, with nbgrader's metadata and stable cell ids.

    Raises:
        LessonError: for an unknown tag, a check of an unknown step or with anything else in its cell, an id
            that is used twice, or a question that has no words or has them in two places.
    """
    notebook = jupytext.reads(text, fmt="py:percent")
    taken: set[str] = set()
    section = "intro"
    lesson = re.search(r"\bA\d+", text)
    prefix = lesson.group() if lesson else "A"
    for cell in notebook.cells:
        tags = dict(cell.metadata)
        cell.metadata = NotebookNode()
        kind = next((tag for tag in TAGS if tag in tags), None)
        unknown = set(tags) - LAYOUT - {kind, "points"}
        if unknown:
            raise LessonError(
                f"cell {cell.source[:40]!r} has the tag {sorted(unknown)[0]!r}; "
                f"expected one of {', '.join(TAGS)}, points"
            )
        if kind is None:
            section = _section(cell, section)
            cell.id = _free(f"{prefix}-{section}" if section[:1] != "A" else f"{section}-prose", taken)
            continue
        cell.id = grade_id(kind, tags[kind])
        if cell.id in taken:
            raise LessonError(f"two cells have the id {cell.id!r}; a step has one cell of each kind")
        taken.add(cell.id)
        if kind in ("question", "written"):
            _take_words(kind, tags, cell, bank)
        cell.metadata["nbgrader"] = _nbgrader(kind, tags, cell)
        if kind == "check":
            cell.source = HIDDEN + cell.source
    contents.with_minutes(notebook.cells)
    opening.with_guard(notebook.cells)
    notebook.metadata = NotebookNode(KERNEL)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _take_words(kind: str, tags: dict, cell: NotebookNode, bank: Mapping[str, Entry]) -> None:
    """Fill a cell that names a question of the bank."""
    name = tags[kind]
    entry = bank.get(name)
    if entry is None:
        if kind == "question" and not cell.source.strip():
            raise LessonError(
                f"question={name!r} has no words: it is not in the bank. Add it to the questions beside the "
                "lesson, or correct its id"
            )
        return
    if cell.source.strip() or "points" in tags:
        found = "points" if "points" in tags else "words"
        raise LessonError(
            f"{kind}={name!r} has {found} of its own, but {entry.path.name}, line {entry.line()}, has them "
            "too. Keep those there and leave the cell empty"
        )
    if kind == "question":
        cell.source, pictures = cells.question(entry)
        if pictures:
            cell.attachments = NotebookNode(pictures)
    else:
        cell.source = cells.model_answer(entry)
        tags["points"] = entry.points


def _nbgrader(kind: str, tags: dict, cell: NotebookNode) -> NotebookNode:
    graded = kind in ("check", "written")
    meta = NotebookNode(
        grade_id=cell.id,
        grade=graded,
        solution=kind in ("answer", "written"),
        locked=kind in ("given", "check", "question"),
        task=False,
        schema_version=SCHEMA_VERSION,
    )
    if kind == "check":
        if tags[kind] not in STEPS:
            raise LessonError(f"check={tags[kind]!r} has no judge in lenet_keras.checks")
        if observed_step(cell.source) != tags[kind]:
            raise LessonError(
                f"the cell check={tags[kind]!r} holds {cell.source[:60]!r}. Let check({tags[kind]!r}) be all "
                "that stands in it: a cell with more than that would run in the student's process unjudged"
            )
        meta["points"] = STEPS[tags[kind]].points
    elif kind == "written":
        if "points" not in tags:
            raise LessonError(f"written={tags[kind]!r} needs points, for instance points=2")
        meta["points"] = float(tags["points"])
    return meta


def _section(cell: NotebookNode, section: str) -> str:
    """The part of the lesson that a prose cell belongs to, from its heading if it has one."""
    heading = re.search(r"^##+ (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
    if not heading:
        return section
    step = re.match(r"(A\d+)\.(\w+)", heading.group(1))
    if step:
        return f"{step.group(1)}-{step.group(2)}"
    return re.sub(r"[^a-z0-9]+", "-", heading.group(1).lower()).strip("-")[:40]


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def to_text(notebook: NotebookNode, bank: Mapping[str, Entry] = NO_QUESTIONS) -> str:
    """Turn a reference notebook, edited perhaps in JupyterLab or the formgrader, back into text.

    Args:
        notebook: a notebook whose cells carry nbgrader's metadata.
        bank: the questions whose words do not go into the text.

    Returns:
        The percent script that `to_notebook` would read to the same cells.

    Raises:
        LessonError: for a graded cell whose id is not one of ours, and for a question of the bank whose words
            or points were changed in the notebook: the change belongs into the bank.
    """
    parts = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        tags = _tags(meta, cell) if meta and meta.get("grade_id") else {}
        source = cell.source.removeprefix(HIDDEN) if "check" in tags else cell.source
        source = opening.without_guard(contents.without_minutes(source))
        name = tags.get("question") or tags.get("written") or ""
        if name in bank:
            _refuse_changes(cell, tags, bank[name])
            tags.pop("points", None)
            source = ""
        make = {
            "markdown": nbformat.v4.new_markdown_cell,
            "code": nbformat.v4.new_code_cell,
            "raw": nbformat.v4.new_raw_cell,
        }[cell.cell_type]
        parts.append(make(source, metadata=tags))
    plain = nbformat.v4.new_notebook(cells=parts)
    plain.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "all"}
    text = jupytext.writes(plain, fmt="py:percent")
    # jupytext writes an empty cell as a lone `#`
    return re.sub(r'^(# %% \[markdown\] (?:question|written)="[^"]+")\n#$', r"\1", text, flags=re.MULTILINE)


def _refuse_changes(cell: NotebookNode, tags: dict, entry: Entry) -> None:
    asked = "question" in tags
    words = cells.question(entry)[0] if asked else cells.model_answer(entry)
    if cell.source != words or (not asked and tags["points"] != entry.points):
        raise LessonError(
            f"cell {cell.metadata['nbgrader']['grade_id']!r} is not as the bank has it; nothing was written. "
            f"Make the change in {entry.path.name}, line {entry.line()}, and run `make build`"
        )


def _tags(meta: NotebookNode, cell: NotebookNode) -> dict:
    name = re.fullmatch(r"(A\d+)-(\w+?)(-check|-text)?", meta["grade_id"])
    if not name:
        raise LessonError(
            f"cell {meta['grade_id']!r}: expected an id such as A1-4, A1-4-check, A1-Q1 or A1-setup"
        )
    step = f"{name.group(1)}.{name.group(2)}"
    if cell.cell_type == "markdown":
        if meta.get("grade"):
            points = float(meta["points"])
            return {"written": step, "points": int(points) if points == int(points) else points}
        return {"question": step}
    if meta.get("grade"):
        return {"check": step}
    return {"answer": step} if meta.get("solution") else {"given": step}

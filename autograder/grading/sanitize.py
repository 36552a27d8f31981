"""Making a graded notebook harmless before it is stored.

Feedback pages and the formgrader render the stored notebook, outputs and all, on a page that may do what
its reader may do: give points. So nothing is stored but text, pictures and plain markup, and no name that
says where the grading machine keeps its files.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.markup import BLANKS, MACRO, harmless_html, harmless_markdown, literal
from autograder.grading.redact_paths import ANSI, machine_paths, plain_paths

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what nbgrader allows for grade_id, and nbformat for ids
BASE64 = re.compile(r"[A-Za-z0-9+/]++={0,2}")
ESCAPES = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
MOST_COLORS = 2_000  # in one text: nbconvert takes the square of it
MOST_PROSE = 100_000  # characters of Markdown in one notebook, and five for each tag; then text is literal

# Ids of the formgrader's page and of the feedback's, beside those that come from the cells.
PAGE_IDS = {
    "notebook",
    "notebook-container",
    "statusmessage",
    "toc",
    "top",
    "main",
    "next",
    "next-title",
    "points",
}

METADATA: dict[str, Callable[[Any], bool]] = {
    "grade_id": lambda value: isinstance(value, str) and NAME.fullmatch(value) is not None,
    "grade": lambda value: isinstance(value, bool),
    "locked": lambda value: isinstance(value, bool),
    "solution": lambda value: isinstance(value, bool),
    "task": lambda value: isinstance(value, bool),
    "points": lambda value: type(value) in (int, float),
    "schema_version": lambda value: type(value) is int,
    "cell_type": lambda value: value in ("code", "markdown", "raw"),
    "checksum": lambda value: isinstance(value, str) and NAME.fullmatch(value) is not None,
}


class Sanitize(NbGraderPreprocessor):
    """Leave nothing in a notebook that a page could run, load or be disguised by.

    To stand after nbgrader's `SaveAutoGrades`, which looks at the outputs of stock courses. Cells that are
    locked keep their text: it is the course's own, put back from the gradebook.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Make every cell harmless, in place."""
        nb.metadata = NotebookNode(
            kernelspec=NotebookNode(name="python3", display_name="Python 3", language="python"),
            language_info=NotebookNode(name="python", pygments_lexer="ipython3"),
        )
        names = [metadata.grade_id for cell in nb.cells if (metadata := _nbgrader_metadata(cell))]
        ends = ("{}", "{}_extra_credit", "{}-comment", "comment-{}", "step-{}")
        self.taken = PAGE_IDS | {end.format(name) for name in names for end in ends}
        self.left = MOST_PROSE
        nb.cells = [self._cell(cell, index) for index, cell in enumerate(nb.cells)]
        plain_paths(nb, machine_paths(Path(CourseDirectory(config=self.config).root)))
        return nb, resources

    def _cell(self, cell: NotebookNode, index: int) -> NotebookNode:
        metadata = _nbgrader_metadata(cell)
        kept = NotebookNode(
            cell_type=cell.cell_type,
            metadata=NotebookNode(nbgrader=metadata) if metadata else NotebookNode(),
            source=cell.source if metadata.get("locked") else _text(cell.source),
        )
        if "id" in cell:  # as it is since version 4.5
            kept.id = cell.id if NAME.fullmatch(str(cell.id)) else f"cell-{index}"
        if cell.cell_type == "code":
            if not metadata.get("locked"):
                kept.source = BLANKS.sub(r"\1\2", kept.source)
            kept.execution_count = _whole(cell.get("execution_count"))
            kept.outputs = [new for each in cell.get("outputs", []) if (new := self._output(each))]
        elif cell.cell_type == "raw":  # its own metadata say what it is rendered as
            kept.cell_type, kept.source = "markdown", literal(kept.source) if kept.source else ""
        elif not metadata.get("locked"):
            attachments = _attachments(cell.get("attachments"))
            kept.source = self._markdown(kept.source, attachments)
            if attachments:
                kept.attachments = attachments
        elif "attachments" in cell:
            kept.attachments = cell.attachments
        return kept

    def _markdown(self, text: str, attachments: Mapping | None = None) -> str:
        self.left -= len(text)
        return harmless_markdown(text, self.taken, attachments) if self.left >= 0 else literal(text)

    def _output(self, output: Mapping) -> NotebookNode | None:
        """The output with nothing but what is known to be harmless; None for one of no known type."""
        match output.get("output_type"):
            case "stream":
                name = "stderr" if output.get("name") == "stderr" else "stdout"
                return new_output("stream", name=name, text=_text(output.get("text")))
            case "error":
                lines = output.get("traceback")
                return new_output(
                    "error",
                    ename=_text(output.get("ename")),
                    evalue=_text(output.get("evalue")),
                    traceback=[_text(line) for line in lines] if isinstance(lines, list) else [],
                )
            case "display_data" | "execute_result" as kind:
                found = output.get("data")
                data = self._data(found if isinstance(found, Mapping) else {})
                sizes = _sizes(output.get("metadata"), data)
                shown = new_output(kind, data=NotebookNode(data), metadata=NotebookNode(sizes))
                if kind == "execute_result":
                    shown.execution_count = _whole(output.get("execution_count"))
                return shown
        return None

    def _data(self, found: Mapping) -> dict[str, str]:
        """The forms of an output that may be shown, or a text that says which were there."""
        shown: dict[str, str] = {}
        for kind, content in found.items():
            text = _text(content)
            match kind:
                case "text/plain":
                    shown[kind] = text
                case "text/html":
                    self.left -= 5 * text.count("<")
                    if self.left >= 0 and (clean := harmless_html(text)) is not None:
                        shown[kind] = clean
                case "text/markdown":
                    shown[kind] = self._markdown(text)
                case "text/latex":
                    if not MACRO.search(text):
                        shown[kind] = text
                case "image/png" | "image/jpeg":
                    if BASE64.fullmatch(picture := "".join(text.split())):
                        shown[kind] = picture
        if not shown:
            kinds = ", ".join(_text(str(kind))[:60] for kind in found)
            shown["text/plain"] = f"(an output that is not shown: {kinds or 'nothing in it'})"
        return shown


def _text(value: Any) -> str:
    """A text that a file and a page can hold; nothing of any other type."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    value = ESCAPES.sub("", value).encode("utf-8", "replace").decode()
    return ANSI.sub("", value) if value.count("\x1b") > MOST_COLORS else value


def _whole(value: Any) -> int | None:
    return value if type(value) is int else None


def _nbgrader_metadata(cell: Mapping) -> NotebookNode:
    """nbgrader's own metadata of a cell; none where one of them has another form than nbgrader's."""
    found = cell["metadata"].get("nbgrader")
    if not isinstance(found, Mapping) or "grade_id" not in found:
        return NotebookNode()
    metadata = NotebookNode({key: found[key] for key in METADATA if key in found})
    fits = all(METADATA[key](value) for key, value in metadata.items())
    return metadata if fits and not (metadata.get("grade") and "points" not in metadata) else NotebookNode()


def _attachments(found: Any) -> NotebookNode:
    """The pictures of a Markdown cell: PNG and JPEG, nothing that can hold a script."""
    kept = NotebookNode()
    for name, forms in found.items() if isinstance(found, Mapping) else ():
        for kind in ("image/png", "image/jpeg"):
            data = _text(forms.get(kind)) if isinstance(forms, Mapping) else ""
            if BASE64.fullmatch(data):
                kept[_text(name)] = NotebookNode({kind: data})
    return kept


def _sizes(metadata: Any, data: Mapping) -> dict[str, dict[str, int]]:
    """Width and height of pictures; the rest of an output's metadata is dropped."""
    sizes = {}
    for kind in ("image/png", "image/jpeg"):
        asked = metadata.get(kind) if isinstance(metadata, Mapping) else None
        if kind in data and isinstance(asked, Mapping):
            sizes[kind] = {
                side: asked[side]
                for side in ("width", "height")
                if type(asked.get(side)) is int and 0 < asked[side] <= 4000
            }
    return sizes

"""Pictures that lie beside a notebook become attachments of the answers that show them.

A page of feedback, and the formgrader, show nothing that lies elsewhere.
"""

import base64
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from nbformat import NotebookNode

from autograder.intake.repair.assembly import MOST_ATTACHED
from autograder.intake.repair.note import DROPPED, Note

# Each character is looked at a bounded number of times: cells are as long as a student likes.
SHOWN = re.compile(r"(!\[[^\[\]\n]*\]\(\s*)(?:<([^<>\n]+)>|([^)\s]+))")
TAG = re.compile(r"""(<img\b[^<>]*?\bsrc\s*=\s*["'])([^"'<>]+)""", re.IGNORECASE)
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def attach(notebook: NotebookNode, files: Mapping[str, bytes]) -> list[Note]:
    """Attach the pictures that Markdown cells show and that were handed in, in place.

    Args:
        notebook: as the repair left it; locked cells are left alone.
        files: what lies beside it, by path.

    Returns:
        What there is to tell: pictures that are too large, or neither PNG nor JPEG.
    """
    known = {posixpath.normpath(path): content for path, content in files.items()}
    room = MOST_ATTACHED - sum(
        len(data)
        for cell in notebook.cells
        for bundle in cell.get("attachments", {}).values()
        for data in bundle.values()
    )
    notes: list[Note] = []
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "markdown" or marks.get("locked"):
            continue
        attached: dict[str, str] = {}
        for place in _places(cell.source):
            path = posixpath.normpath(unquote(place))
            if path not in known or path in cell.get("attachments", {}):
                continue
            kind = next((kind for start, kind in KINDS.items() if known[path].startswith(start)), "")
            data = base64.b64encode(known[path]).decode()
            name = re.sub(r"[^\w.-]", "_", path)  # no character that Markdown would stop at
            if not kind or len(data) > room:
                limit = f"does not fit: all pictures of a notebook may take {MOST_ATTACHED >> 20} MB"
                why = limit if kind else "is neither PNG nor JPEG"
                told = f"The picture {path} is not shown: it {why}."
                notes.append(Note(DROPPED, str(marks.get("grade_id", "")), told, to_student=True))
                continue
            room -= len(data)
            cell.setdefault("attachments", NotebookNode())[name] = NotebookNode({kind: data})
            attached[place] = f"attachment:{name}"
        if attached:
            cell.source = _renamed(cell.source, attached)
    return notes


def _places(source: str) -> list[str]:
    found = [bracketed or plain for _, bracketed, plain in SHOWN.findall(source)]
    return list(dict.fromkeys([*found, *(place for _, place in TAG.findall(source))]))


def _renamed(source: str, names: Mapping[str, str]) -> str:
    """A source that shows pictures by other names, in one pass however many they are."""

    def replaced(found: re.Match) -> str:
        new = next((names[each] for each in found.groups()[1:] if each in names), None)
        return found[0] if new is None else f"{found[1]}{new}"

    return TAG.sub(replaced, SHOWN.sub(replaced, source))

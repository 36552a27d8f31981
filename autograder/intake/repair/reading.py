"""Reading the bytes of a submission: text of any common encoding, JSON, the two sides of a merge conflict."""

import contextlib
import json
import re
from typing import Any

from autograder.intake.repair.note import REPAIRED, Note

# What parsed JSON takes at most: so many bytes for a list or a dict, so many for another value, and
# altogether. Forty megabytes of numbers stay below it; forty megabytes of brackets do not.
CONTAINER = 240
VALUE = 100
MEMORY = 512 << 20

# Everything up to the next bracket or comma outside of a string, or to the end. It matches wherever it is
# tried, so that no file makes it look twice at the same text.
STRUCTURE = re.compile(r'(?:"(?:[^"\\]++|\\.)*+"?+|[^"\[{,])*+([\[{,]|\Z)', re.DOTALL)
MARKER = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?![<|=>])[^\n]*\n?", re.MULTILINE)

# In these a byte of a letter may be a backslash or a bracket to those who take it for another encoding.
DOUBLE_BYTES = ("cp932", "gbk", "big5", "cp949")


class Unreadable(ValueError):  # noqa: N818 - it says what the file is
    """No notebook can be made from a file; the message says why, in a few words."""


def documents(content: bytes) -> tuple[list[dict], list[Note]]:
    """Parse a submitted file.

    Args:
        content: the file's bytes.

    Returns:
        The notebook as plain JSON values that nobody has checked; two of them, ours and theirs, where
        the file has merge conflicts and both sides are notebooks. And what there is to tell.

    Raises:
        Unreadable: when it is no notebook.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("the file is empty")
    text, notes = _decode(content)
    try:
        return [_notebook(text)], notes
    except Unreadable as error:
        fault = error if _is_text(content) else Unreadable("not a notebook: the file is not UTF-8 text")
    for encoding in DOUBLE_BYTES if notes else ():
        with contextlib.suppress(Unreadable, UnicodeDecodeError):
            return [_notebook(content.decode(encoding))], [_note(encoding)]
    read = {}
    for name, side in _sides(text).items():
        with contextlib.suppress(Unreadable):
            read[name] = _notebook(side)
    if not read:
        raise fault
    told = f"The file had unresolved merge conflicts; the side “{next(iter(read))}” was graded."
    return list(read.values()), [*notes, Note(REPAIRED, "", told, to_student=True)]


def cells(document: dict) -> list | None:
    """The entries that stand for cells, of any nbformat version; None if there is no list of them."""
    if isinstance(document.get("cells"), list):
        return document["cells"]
    sheets = document.get("worksheets")  # nbformat 2 and 3
    if not isinstance(sheets, list):
        return None
    lists = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and "cells" in sheet]
    lists = [each for each in lists if isinstance(each, list)]
    return [cell for each in lists for cell in each] if lists else None


def _decode(content: bytes) -> tuple[str, list[Note]]:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding, "surrogatepass").lstrip("\ufeff"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), [_note("Windows-1252")]


def _note(encoding: str) -> Note:
    told = (
        f"The file is not UTF-8 text; it was read as {encoding}, and letters beyond English may be wrong. "
        "Points do not depend on them. Please save notebooks as UTF-8, as Jupyter does."
    )
    return Note(REPAIRED, "", told, to_student=True)


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _notebook(text: str) -> dict:
    if _too_many_values(text):
        raise Unreadable("not a notebook: it holds more values than any notebook")
    try:
        document = json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not a notebook: the JSON is broken at line {error.lineno}") from None
    except RecursionError:
        raise Unreadable("not a notebook: the JSON is broken") from None
    if not isinstance(document, dict) or cells(document) is None:
        raise Unreadable("not a notebook: it has no cells")
    return document


def _too_many_values(text: str) -> bool:
    containers = text.count("[") + text.count("{")
    if containers * CONTAINER + text.count(",") * VALUE <= MEMORY:
        return False
    memory = 0  # counted again, without what stands in strings
    for found in STRUCTURE.finditer(text):
        memory += VALUE if found[1] == "," else CONTAINER
        if memory > MEMORY:
            return True
    return False


def _integer(digits: str) -> Any:
    # Python refuses to read thousands of digits, and such a number is nothing to grade.
    return int(digits) if len(digits) < 20 else None


def _sides(text: str) -> dict[str, str]:
    """The file as it was on either side of a merge; nothing if there is no conflict in it."""
    pieces: dict[str, list[str]] = {"ours": [], "theirs": []}
    within: tuple[str, ...] = ("ours", "theirs")
    start = conflicts = 0
    for marker in MARKER.finditer(text):
        for name in within:
            pieces[name].append(text[start : marker.start()])
        start = marker.end()
        sign = marker[1][0]
        within = {"<": ("ours",), "|": (), "=": ("theirs",), ">": ("ours", "theirs")}[sign]
        conflicts += sign == "<"
    if not conflicts:
        return {}
    for name in within:
        pieces[name].append(text[start:])
    return {name: "".join(parts) for name, parts in pieces.items()}

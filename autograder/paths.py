"""Where the grading machine keeps its files: nothing of it may stand in what students read."""

import contextlib
import getpass
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.folders import PROJECT

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SHARED = {Path("/"), Path("/usr"), Path("/usr/local")}  # say nothing about a machine
WORDS = {"root", "user", "home", "student", "python", "course", "jupyter"}  # names that mean something else


def machine_paths(course: Path) -> dict[str, str]:
    """What of this machine's paths and names may stand in an output, and the word to put in its place.

    Args:
        course: the folder of the course.

    Returns:
        Paths as they are, without links, and as IPython shortens them (`~/...`), and the user's name.
    """
    home = Path.home()
    places = {
        home: "home",
        Path(sys.base_prefix): "python",
        Path(sys.prefix): "python",
        PROJECT: "project",
        course: "course",
    }
    spelled: dict[str, str] = {}
    for path, word in places.items():
        for each in {path.absolute(), path.resolve()} - SHARED:
            spelled[str(each)] = word
            if each != home and each.is_relative_to(home):
                spelled[f"~/{each.relative_to(home)}"] = word
    with contextlib.suppress(KeyError, OSError):  # a container's user may have no name
        user = getpass.getuser()
        if user not in WORDS:
            spelled[user] = "user"
    return spelled


def plain_paths(notebook: NotebookNode, replacements: Mapping[str, str]) -> None:
    """Replace paths in all outputs of a notebook, in place; the longest first.

    Args:
        notebook: of version 4; colour codes may stand between the parts of a path.
        replacements: from a path or name to the word that takes its place.
    """
    if not replacements:
        return
    between = f"(?:{ANSI.pattern})*+"
    paths = "|".join(
        between.join(re.escape(part) for part in re.split("(/)", path) if part)
        for path in sorted(replacements, key=len, reverse=True)
    )
    # What letters surround is no path: it is part of a word, or of the bytes of a picture.
    pattern = re.compile(rf"(?P<before>^|[^A-Za-z0-9+]|{ANSI.pattern})(?P<path>{paths})(?![A-Za-z0-9+])")

    def word(found: re.Match) -> str:
        path = found["path"]
        return found["before"] + replacements[ANSI.sub("", path)] + "".join(ANSI.findall(path))

    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = _mapped(cell.outputs, lambda text: pattern.sub(word, text))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of nested lists and dicts in which every text was changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, Mapping):
        return type(value)({key: _mapped(item, change) for key, item in value.items()})
    return value

"""Where the grading machine keeps its files: nothing of it may stand in what students read."""

import contextlib
import getpass
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from autograder.coursedir.folders import PROJECT

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

    This is against leaks by accident: who means to tell a path can spell it in another way.

    Args:
        notebook: of version 4 and valid; colour codes may stand between the parts of a path.
        replacements: from a path or name to the word that takes its place.
    """
    if not replacements:
        return
    between = f"(?:{ANSI.pattern})*+"
    paths = "|".join(
        between.join(re.escape(part) for part in re.split("(/)", path) if part)
        for path in sorted(replacements, key=len, reverse=True)
    )
    # What letters surround is part of a word, and what follows `;base64,` is a picture.
    pattern = re.compile(
        rf"(?P<bytes>;base64,[A-Za-z0-9+/=]*+)|"
        rf"(?P<before>^|[^A-Za-z0-9]|{ANSI.pattern})(?P<path>{paths})(?![A-Za-z0-9])"
    )

    def word(found: re.Match) -> str:
        if found["bytes"]:
            return found[0]
        path = found["path"]
        return found["before"] + replacements[ANSI.sub("", path)] + "".join(ANSI.findall(path))

    for output in (each for cell in notebook.cells for each in cell.get("outputs", [])):
        for field in {"text", "ename", "evalue"} & set(output):
            output[field] = pattern.sub(word, output[field])
        if "traceback" in output:
            output.traceback = [pattern.sub(word, line) for line in output.traceback]
        for kind in [each for each in output.get("data", {}) if each.startswith("text/")]:
            output.data[kind] = pattern.sub(word, output.data[kind])

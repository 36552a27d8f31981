"""One hostile submission: what it hands in, and what an honest judge would give for it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from nbformat import NotebookNode

from lenet_keras.checks.steps import LESSONS

A1, A2, A3, A4, A5 = "a1_preprocess", "a2_build", "a3_train", "a4_lenet5", "a5_compare"
A6, A7, A8, A9 = "a6_numpy", "a7_backprop", "a8_errors", "a9_handwriting"


@dataclass(frozen=True)
class Place:
    """Where an attack takes place: what a student who knows the machine well could know."""

    root: Path
    """The root of the temporary course."""
    student: str
    """The attacker."""
    neighbour: str
    """An honest student, graded before."""
    later: str
    """An honest student, graded after."""
    port: int
    """Of the trap at 127.0.0.1, which notes whatever arrives."""
    mark: str
    """A word that everything written, sent or left running by the attack carries."""

    def fill(self, source: str) -> str:
        """Put this place into the `$names` of a source."""
        return Template(source).safe_substitute(vars(self))


@dataclass(frozen=True)
class Link:
    """A symbolic link among the files that are handed in."""

    target: str
    """Where it leads; `$names` are filled in."""


class Fifo:
    """A named pipe among the files that are handed in."""


class Socket:
    """A socket among the files that are handed in."""


@dataclass(frozen=True)
class Hole:
    """A file among them that is long and holds nothing."""

    size: int
    """Its bytes."""


Files = dict[str, NotebookNode | bytes | str | Link | Fifo | Socket | Hole]
"""What is handed in, by its path below the submission's folder."""

Make = Callable[[NotebookNode, Place], NotebookNode | Files]


@dataclass(frozen=True)
class Attack:
    """A hostile submission."""

    name: str
    """A word for tables and test ids."""
    group: str
    """What it goes for."""
    what: str
    """What it does, in one line."""
    make: Make
    """From a copy of the base submission to the notebook, or the files, that are handed in."""
    lesson: str = A1
    base: str = "untouched"
    """The submission that it starts from: `untouched`, worth nothing, or `solved`, all steps right."""
    deserves: float = 0.0
    """The most points that an honest judge gives for what the submission really did right."""
    exact: bool = False
    """Whether it must get just these points: the honest steps must not suffer from the hostile one."""
    first: Make | None = None
    """An earlier submission of the same student, graded before this one; it starts from `solved`."""

    @property
    def mark(self) -> str:
        """The word that shows up wherever the attack left something."""
        return f"pwned-{self.name}"

    def files(self, base: NotebookNode, place: Place, make: Make | None = None) -> Files:
        """What is handed in, starting from a copy of `base`."""
        made = (make or self.make)(copy.deepcopy(base), place)
        notebook = f"{self.lesson}.ipynb"
        if isinstance(made, NotebookNode):
            return {notebook: made}
        return {notebook: base, **made}


def cell(content: NotebookNode, name: str) -> NotebookNode:
    """The cell with an id."""
    return next(each for each in content.cells if each.id == name)


def answer(name: str, source: str) -> Make:
    """An attack that is the source of one answer cell."""
    return answers({name: source})


def answers(sources: dict[str, str]) -> Make:
    """An attack that is the sources of several answer cells."""

    def make(content: NotebookNode, place: Place) -> NotebookNode:
        for name, source in sources.items():
            cell(content, name).source = place.fill(source)
        return content

    return make


def added(name: str, source: str) -> Make:
    """An attack that goes on after the answer that stands in a cell."""

    def make(content: NotebookNode, place: Place) -> NotebookNode:
        cell(content, name).source += "\n" + place.fill(source)
        return content

    return make


def beside(files: Files, source: str = "") -> Make:
    """An attack by files beside the notebook, and by what its first answer cell does with them."""

    def make(content: NotebookNode, place: Place) -> Files:
        first = next(each for each in content.cells if each.metadata.get("nbgrader", {}).get("solution"))
        if source:
            first.source = place.fill(source)
        handed = {name: place.fill(each) if isinstance(each, str) else each for name, each in files.items()}
        return {f"{lesson_of(content)}.ipynb": content, **handed}

    return make


def lesson_of(content: NotebookNode) -> str:
    """The lesson that a notebook belongs to, by the ids of its cells."""
    prefix = content.cells[0].id[:2]
    return next(lesson for lesson in LESSONS if lesson.startswith(f"{prefix.lower()}_"))


# For sources that reach for the grader: its process id, or 0 where no process above this one is the grader
# of this very course. Nothing else on the machine is looked at.
GRADER = """
import os

def grader():
    pid = os.getppid()
    while pid > 1:
        try:
            command = open(f"/proc/{pid}/cmdline", "rb").read()
            if b"nbgrader" in command and os.path.realpath(f"/proc/{pid}/cwd") == os.path.realpath("$root"):
                return pid
            pid = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
        except OSError:
            return 0
    return 0
"""

# What an attack prints when something that a student must not be able to do has worked.
PROOF = """
def proof():
    print("esca" + "ped:" + "$mark")
"""

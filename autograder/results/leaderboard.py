"""Who has the network with the fewest mistakes, and the smallest one: by what the examiner measured.

The error is of digits that are moved at random when a class is graded, so nobody can learn them, and nothing
that a student says counts. A network stands on the *front* if no other has both at most as many errors and at
most as many parameters.
"""

import math
from dataclasses import dataclass, replace
from pathlib import Path

from rich.table import Table

from autograder.coursedir import audit, layout
from autograder.results import gradebook, pseudonyms
from autograder.terminal.printable import printable


@dataclass(frozen=True)
class Entry:
    """One network in the table."""

    student: str
    """The id of its student."""
    step: str
    error: float
    """The share of the digits that it misreads."""
    digits: int
    """How many there were."""
    parameters: int
    place: int = 0
    """From 1; equal networks have the same place."""
    front: bool = False
    """Whether no other has at most as many errors with at most as many parameters, and less of one."""
    name: str = ""
    """What it is called in the table."""

    @property
    def deviation(self) -> float:
        """The standard error of its error."""
        return math.sqrt(self.error * (1 - self.error) / self.digits)


def of_lesson(root: Path, lesson: str, hidden: bool) -> list[Entry]:
    """The networks of a lesson, the best first.

    Args:
        root: the course's root.
        lesson: its name.
        hidden: whether pseudonyms stand for names.

    Returns:
        The entries; none where no network was measured.
    """
    folder = layout.audit(layout.course_at(root))
    found = [
        Entry(student, step, each["error"], int(each["digits"]), int(each["parameters"]))
        for student in sorted(audit.students(folder, lesson))
        for file in sorted((folder / lesson / student).glob("*.json"))
        for step, each in audit.read(file).measured.items()
    ]
    if not found:
        return []
    names = _names(root, folder, [each.student for each in found], hidden)
    return [replace(each, name=names[each.student]) for each in ranked(found)]


def ranked(entries: list[Entry]) -> list[Entry]:
    """The entries in order, with their places: by error, then by the number of parameters."""
    ordered = sorted(entries, key=lambda each: (each.error, each.parameters, each.student))
    found: list[Entry] = []
    for number, each in enumerate(ordered, 1):
        last = found[-1] if found else None
        same = last is not None and (last.error, last.parameters) == (each.error, each.parameters)
        front = not any(
            other.error <= each.error
            and other.parameters <= each.parameters
            and (other.error, other.parameters) != (each.error, each.parameters)
            for other in ordered
        )
        found.append(replace(each, place=last.place if same and last else number, front=front))
    return found


def _names(root: Path, folder: Path, students: list[str], hidden: bool) -> dict[str, str]:
    if hidden:
        return pseudonyms.of(folder, students)
    known = {each.id: each.name for each in gradebook.students(root)}
    return {student: known.get(student, student) for student in students}


def table(lesson: str, entries: list[Entry]) -> Table:
    """The table for a terminal."""
    shown = Table(title=f"Networks of {lesson}", title_justify="left")
    for head in ("place", "network", "misread", "parameters", "front"):
        shown.add_column(head, justify="left" if head in ("network", "front") else "right")
    for each in entries:
        error = f"{each.error:.1%} ± {each.deviation:.1%}"
        front = "best of its size" if each.front else ""
        shown.add_row(f"{each.place}", printable(each.name), error, f"{each.parameters:,}", front)
    return shown


def told(entries: list[Entry], student: str) -> str:
    """What a student is told of her own network, of all in the class; nothing where she has none."""
    own = next((each for each in entries if each.student == student), None)
    if own is None:
        return ""
    front = " No other network has at most as many errors and parameters." if own.front else ""
    return (
        f"Your network of {own.step} has place {own.place} of {len(entries)}: of {own.digits:,} digits, "
        f"moved at random, it misreads {own.error:.1%} ± {own.deviation:.1%}, with {own.parameters:,} "
        f"parameters.{front} In the class's table it may be called {own.name}."
    )


@dataclass(frozen=True)
class Dot:
    """Where an entry stands in a plot of 460 by 230."""

    x: float
    y: float
    entry: Entry


@dataclass(frozen=True)
class Plot:
    """Error against the number of parameters, which is logarithmic."""

    dots: list[Dot]
    sizes: tuple[int, int]
    """The fewest and the most parameters, at the left and right end."""
    worst: float
    """The error at the upper end; 0 is the lower one."""


LEFT, RIGHT, TOP, BOTTOM = 60, 440, 15, 180


def plot(entries: list[Entry]) -> Plot | None:
    """The plot of entries; None where there are none."""
    if not entries:
        return None
    sizes = [each.parameters for each in entries]
    low, high = min(sizes), max(sizes)
    worst = max(0.01, math.ceil(110 * max(each.error for each in entries)) / 100)
    dots = []
    for each in sorted(entries, key=lambda each: each.front):  # those on the front are drawn over the others
        part = math.log(each.parameters / low) / math.log(high / low) if high > low else 0.5
        dots.append(Dot(LEFT + part * (RIGHT - LEFT), BOTTOM - each.error / worst * (BOTTOM - TOP), each))
    return Plot(dots, (low, high), worst)

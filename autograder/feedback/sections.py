"""A graded notebook as a student reads it: step by step, with names, points, and what to look at next."""

import re
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader import utils

from autograder.results.gradebook import step_of
from autograder.results.report.mistakes import sentences

# To the end of its line, whatever stands there: a student may have changed a text of the lesson.
HEADING = re.compile(r"\s*(#{1,6})[^\S\n]+(\S[^\n]*)")
LABEL = re.compile(r"^\s*\*\*([\w.]+)\*\*\s*")
POINTS = re.compile(r"\s*\*\([\d.]+ points?\)\*\s*$", re.MULTILINE)
MOST = 1_000  # characters of a heading that are looked at
LONGEST = 80  # characters of a name that is the beginning of a question


@dataclass(frozen=True)
class Entry:
    """One thing that has points."""

    id: str
    """Of its cell."""
    step: str
    """`A1.4`."""
    name: str
    """What it is about: its heading, or how its question begins."""
    points: float | None
    """None while a person has still to grade it."""
    worth: float
    found: str = ""
    """What its check found to be wrong."""
    hint: str = ""
    """Which idea to look at again; what was expected, where the check gives no hint."""

    @property
    def lost(self) -> float:
        """Points that were not earned; none while it is not graded."""
        return 0.0 if self.points is None else max(0.0, self.worth - self.points)

    @property
    def state(self) -> str:
        """One of `waits`, `full`, `partly`, `none`."""
        if self.points is None:
            return "waits"
        if self.points >= self.worth:
            return "full"
        return "partly" if self.points > 0 else "none"


@dataclass
class Section:
    """A heading, or a question, with the cells below it."""

    title: str
    cells: list[NotebookNode] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def sections(notebook: NotebookNode) -> list[Section]:
    """Take a notebook apart at its headings and questions.

    Args:
        notebook: after `GetPoints`: graded cells know their points, and whether they wait.
    """
    found = [Section("")]
    for cell in notebook.cells:
        title = _title(cell)
        if title is not None:
            found.append(Section(title))
        found[-1].cells.append(cell)
        if utils.is_grade(cell) or utils.is_task(cell):
            found[-1].entries.append(_entry(cell, found[-1].title))
    return [each for each in found if each.cells]


def next_steps(entries: list[Entry]) -> list[Entry]:
    """What has lost points, the most useful first: where most is to be won, then in the lesson's order."""
    return sorted((each for each in entries if each.lost), key=lambda each: -each.lost)


def title_of(notebook: NotebookNode, otherwise: str) -> str:
    """The lesson's title: its first heading."""
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        own = str(cell.get("id", "")).startswith(("own-", "repair-")) or marks.get("solution")
        if cell.cell_type == "markdown" and not own and (found := HEADING.match(cell.source)):
            return _plain(found[2].rstrip().rstrip("#"))
    return otherwise


def is_own(cell: NotebookNode) -> bool:
    """Whether a student has added the cell."""
    return str(cell.get("id", "")).startswith("own-")


def _title(cell: NotebookNode) -> str | None:
    """The title of the section that a cell begins; None if it begins none."""
    marks = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "markdown" or marks.get("solution") or is_own(cell):
        return None
    if found := HEADING.match(cell.source):
        return _plain(found[2].rstrip().rstrip("#"))
    if marks.get("locked") or marks.get("task"):  # a question
        text = POINTS.sub("", cell.source).strip()
        label = LABEL.match(text)
        words = _plain(LABEL.sub("", text).split("\n\n")[0])
        if len(words) > LONGEST:
            words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
        return f"{label[1]} {words}" if label else words
    return None


def _plain(text: str) -> str:
    """Markdown of one line without its marks, and without its end where it is far longer than a line."""
    text = " ".join(text.split())[:MOST]  # a bracket that nothing closes is looked for to the end
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`\\]|\$", "", text).split())


def _entry(cell: NotebookNode, title: str) -> Entry:
    marks = cell.metadata.nbgrader
    step = step_of(marks.grade_id)
    name = title.removeprefix(step).lstrip(" .:").rstrip() or step
    points = None if marks.get("waits") else float(marks.get("score") or 0.0)
    found, hint = _told(cell) if cell.cell_type == "code" else ("", "")
    return Entry(marks.grade_id, step, name, points, float(marks.get("points") or 0.0), found, hint)


def _told(cell: NotebookNode) -> tuple[str, str]:
    """What a check found, and its hint; of a test that is no check of ours, its error."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}", ""
        said = sentences(output.get("data", {}).get("text/plain", ""))
        if said:
            return said.get("Found", ""), said.get("Hint") or said.get("Expected", "")
    return "", ""

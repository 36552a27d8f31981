"""The minutes in a lesson's table of contents: one rule for all, from what there is to read and to write.

How fast people read and write is a habit, not a measurement of this course. Adults read about 240 words of
plain prose in a minute (M. Brysbaert, How many words do we read per minute?, Journal of Memory and Language
109, 2019), and fewer where they have to think.
"""

import math
import re

from nbformat import NotebookNode

WORDS_PER_MINUTE = 200  # prose and given code
MINUTES_PER_LINE = 1  # of the reference solution: think, write, run, mend
MINUTES_PER_POINT = 2  # of a question that a person grades
HEAD = "| step | what you do |"
RULE = "| --- | --- |"
ROW = re.compile(r"^\| \[(?P<step>[^\]]+)\]\(#.*\) \|.*\|$")
SECTION = re.compile(r"^#{2,3} (A\d+\.\w+|Questions\b)?", re.MULTILINE)
SCHEME = re.compile(r"<!-- BEGIN MARK SCHEME -->.*?<!-- END MARK SCHEME -->", re.DOTALL)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def with_minutes(cells: list[NotebookNode]) -> None:
    """Add the column of minutes to the table of contents of a reference notebook, if it has one."""
    for cell in cells:
        if _is_contents(cell):
            spent = minutes(cells)
            cell.source = "\n".join(_longer(line, spent) for line in cell.source.splitlines())


def without_minutes(source: str) -> str:
    """The table of contents as it stands in a lesson's text."""
    if not source.startswith(HEAD):
        return source
    return "\n".join(
        re.sub(r" [^|]*\|$", "", line) if line.startswith("|") else line for line in source.splitlines()
    )


def minutes(cells: list[NotebookNode]) -> dict[str, int]:
    """Whole minutes, rounded up, for each step and for the questions: `{"A1.1": 2, ..., "Questions": 14}`."""
    spent: dict[str, float] = {}
    step = ""
    for cell in cells:
        headings = SECTION.findall(cell.source) if cell.cell_type == "markdown" else []
        step = headings[-1] if headings else step
        if step:
            spent[step] = spent.get(step, 0) + _cell(cell)
    return {step: math.ceil(each) for step, each in spent.items()}


def _cell(cell: NotebookNode) -> float:
    meta = cell.metadata.get("nbgrader", {})
    if cell.cell_type == "code" and meta.get("grade"):
        return 0  # a check
    if meta.get("grade"):
        return meta["points"] * MINUTES_PER_POINT
    shown = SOLUTION.sub("", SCHEME.sub("", cell.source))
    written = "".join(SOLUTION.findall(cell.source)) if meta.get("solution") else ""
    return len(shown.split()) / WORDS_PER_MINUTE + _lines(written) * MINUTES_PER_LINE


def _lines(code: str) -> int:
    """Lines on which something is said: no comments, no lone brackets."""
    return sum(bool(re.match(r"\s*[^#\W]", line)) for line in code.splitlines())


def _is_contents(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and cell.source.startswith(HEAD)


def _longer(line: str, spent: dict[str, int]) -> str:
    if line in (HEAD, RULE):
        return line + (" minutes |" if line == HEAD else " --- |")
    row = ROW.match(line)
    return f"{line} {spent.get(row['step'], '')} |" if row else line

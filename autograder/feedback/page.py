"""The feedback page as one HTML file: no network, no script; for a phone, a screen reader and paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbformat import NotebookNode

from autograder.examiner.checkcell import observed_step
from autograder.feedback import rendering
from autograder.feedback.sections import Section, is_own, next_steps, sections, title_of
from autograder.grading.markup import harmless_markdown
from autograder.results.lms.sheet import duration, number
from autograder.results.report.page import code

TEMPLATE = "page.html.jinja"
IDS = frozenset({"main", "next", "points"})
"""Ids of the page, beside `step-` with the id of a graded cell."""
FURTHER = 5  # steps that are named after the first one to look at


def page(notebook: NotebookNode, about: Mapping[str, Any]) -> str:
    """Make a page.

    Args:
        notebook: harmless, and with points, as nbgrader's preprocessors and ours leave it.
        about: nbgrader's words on the submission: `student` and `notebook`, and where they are known
            `name`, `late_penalty`, `late`, in seconds, and `standing`, a sentence on her network.

    Returns:
        HTML.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "code": code}
    found = sections(notebook)
    entries = [entry for section in found for entry in section.entries]
    penalty = float(about.get("late_penalty") or 0.0)
    graded = [entry for entry in entries if entry.points is not None]
    waiting = [entry for entry in entries if entry.points is None]
    earned = max(0.0, sum(entry.points or 0.0 for entry in graded) - penalty)
    ids = {*IDS, *(f"step-{entry.id}" for entry in entries)}
    ahead = next_steps(entries)
    return environment.get_template(TEMPLATE).render(
        title=title_of(notebook, about["notebook"]),
        student=about.get("name") or about["student"],
        id=about["student"] if about.get("name") else "",
        entries=entries,
        earned=earned,
        worth=sum(entry.worth for entry in graded),
        in_all=sum(entry.worth for entry in entries),
        waiting=waiting,
        open=sum(entry.worth for entry in waiting),
        penalty=penalty,
        late=duration(about["late"]) if about.get("late") else "",
        standing=about.get("standing") or "",
        first=ahead[0] if ahead else None,
        others=ahead[1 : 1 + FURTHER],
        notes=[_block(cell, ids) for cell in notebook.cells if cell.get("id") == "repair-notes"],
        sections=[_section(each, ids) for each in found],
        styles=Markup(rendering.STYLES),
    )


def _section(section: Section, ids: set[str]) -> dict:
    """What the template shows of a section: the lesson's own cells together, folded, and the student's."""
    blocks: list[dict] = []
    for cell in section.cells:
        if cell.get("id") == "repair-notes":
            continue
        block = _block(cell, ids)
        if not block["body"] and not block["outputs"]:
            continue
        if block["kind"] == "lesson" and blocks and blocks[-1]["kind"] == "lesson":
            blocks[-1]["parts"].append(block)
        elif block["kind"] == "lesson":
            called = "The lesson's text" if section.entries else section.title or "The lesson's text"
            called = "More of the lesson's text" if blocks else called
            blocks.append({"kind": "lesson", "parts": [block], "called": called})
        else:
            blocks.append(block)
    heading = section.title or (section.entries[0].step if section.entries else "")
    if section.entries and blocks and blocks[0]["kind"] == "question":
        heading = section.entries[0].step  # the question itself follows
    return {"heading": heading, "entries": section.entries, "blocks": blocks}


def _block(cell: NotebookNode, ids: set[str]) -> dict:
    marks = cell.metadata.get("nbgrader", {})
    is_code = cell.cell_type == "code"
    kind = "lesson"
    if marks.get("grade") and not marks.get("solution"):
        kind = "check"
    elif marks.get("solution") or marks.get("task"):
        kind = "answer"
    elif is_own(cell):
        kind = "own"
    elif marks.get("locked") and not is_code:
        kind = "question"
    if is_code:
        shown = kind == "check" and observed_step(cell.source)
        body = Markup("") if shown or not cell.source.strip() else rendering.code(cell.source)
    else:
        body = rendering.markdown(cell.source, cell.get("attachments", {}), ids)
    comment = marks.get("comment") or ""
    return {
        "kind": kind,
        "is_code": is_code,
        "body": body,
        "outputs": rendering.outputs(cell) if is_code else [],
        "comment": rendering.markdown(harmless_markdown(comment, ids), {}, ids) if comment else "",
    }

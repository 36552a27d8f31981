"""The pages on which graded notebooks are read: our feedback and nbgrader's formgrader, rendered here."""

import re
from collections import Counter
from pathlib import Path

import nbgrader
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.feedback import formulas
from autograder.feedback import page as feedback
from autograder.grading.sanitize import Sanitize

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
RESOURCES = {
    "base_url": "",
    "submission_id": "1",
    "notebook_id": "lesson",
    "assignment_id": "lesson",
    "notebook_path": "/lesson.ipynb",
    "index": 0,
    "total": 1,
    "student": "eve",
    "nbgrader": {"notebook": "lesson", "score": 0, "max_score": 11, "late_penalty": 0},
}
TEMPLATES = ("feedback", "formgrade")

# Tags that no student has a reason to put on a page.
TAGS = (
    "script style link meta base iframe frame object embed applet form input button textarea select svg math "
    "template noscript video audio source marquee dialog portal"
)
MACRO = re.compile(r"\\(href|url|style|class|cssId|require|mmlToken|kern|hskip|def|let|csname)(?![a-z])")


def sanitized(notebook: NotebookNode, root: Path = Path("/srv/course")) -> NotebookNode:
    """The notebook as it would be stored."""
    return Sanitize(config=Config({"CourseDirectory": {"root": str(root)}})).preprocess(notebook, {})[0]


def page(notebook: NotebookNode, template: str) -> str:
    """The page of a notebook, by one of `TEMPLATES`."""
    for cell in notebook.cells:  # as nbgrader's GetGrades does, from the gradebook
        if isinstance(marks := cell.metadata.get("nbgrader"), dict):
            marks["score"] = 0.0
    if template == "feedback":
        return feedback.page(notebook, RESOURCES["nbgrader"] | {"student": "eve"})
    exporter = HTMLExporter(
        template_name=template,
        extra_template_basedirs=[str(FORMGRADER / "templates")],
        extra_template_paths=[str(FORMGRADER / "static/node_modules/bootstrap/dist/css")],
    )
    return exporter.from_notebook_node(notebook, dict(RESOURCES))[0]


def dangers(text: str) -> Counter:
    """Everything on a page that could run, load, lead away or be taken for another part of it."""
    soup = BeautifulSoup(text, "html.parser")
    found = Counter()
    names = Counter(element["id"] for element in soup.find_all(id=True))
    found.update({f"two ids {name}": count - 1 for name, count in names.items() if count > 1})
    for element in soup.find_all("math"):
        inner = [element, *element.find_all(True)]
        if all(each.name in formulas.TAGS and each.attrs.keys() <= formulas.ATTRIBUTES for each in inner):
            element.decompose()  # of our own making
    for element in soup.find_all(True):
        if element.name in TAGS.split():
            found[f"<{element.name}> {element.attrs}"] += 1
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            plain = re.sub(r"[\s\x00-\x20]", "", text).lower()
            if name.startswith(("on", "data-", "srcdoc", "form", "xlink", "style:")) or name == "name":
                found[f"{name} of <{element.name}>: {text}"] += 1
            if name in ("src", "href", "background", "poster", "cite", "action", "srcset", "ping"):
                kind = "href" if name == "href" else "src"
                good = {"href": r"https?://|mailto:|#", "src": "data:image/(png|jpeg|gif|webp);base64,"}[kind]
                if not re.match(good, plain):
                    found[f"{name} of <{element.name}>: {text[:80]}"] += 1
            if name == "style" and re.search(
                r"position|url|fixed|absolute|z-index|transform|float|expression|:-|-\d|import|[\\@]", plain
            ):
                found[f"style of <{element.name}>: {text}"] += 1
            if name == "class" and re.search(
                r"mermaid|modal|navbar|fixed|tabbable|score|help|tex2jax_pr", plain
            ):
                found[f"class of <{element.name}>: {text}"] += 1
    for literal in soup.select("pre, code, script, style, .tex2jax_ignore"):
        literal.decompose()
    found.update(f"macro {macro[0]}" for macro in MACRO.finditer(soup.get_text()))
    return found

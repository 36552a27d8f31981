"""Cells as HTML: Markdown with formulas, code, and outputs. What is in them was made harmless before."""

import html
from collections.abc import Mapping

from markupsafe import Markup
from nbconvert.filters import ansi2html, strip_files_prefix
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, TextLexer

from autograder.feedback.formulas import mathml

CODE = HtmlFormatter(wrapcode=True)
STYLES = CODE.get_style_defs(".highlight")
INTO_SECTION = 2  # levels: the page's own headings are the first two
FIGURE = "Figure that the code above draws"


class _Renderer(IPythonRenderer):
    """Markdown below the page's own headings, with formulas that need no script."""

    def __init__(self, attachments: Mapping, ids: set[str]):
        super().__init__(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
        self._ids = ids

    def heading(self, text: str, level: int, **attrs) -> str:
        """A heading of the cell; where the lesson links to it, it is found by the id that Jupyter gives."""
        tag = f"h{min(6, level + INTO_SECTION)}"
        id_ = html.escape("".join(Markup(text).striptags()).replace(" ", "-"))
        own = f' id="{id_}"' if id_ and id_ not in self._ids else ""
        self._ids.add(id_)
        return f"<{tag}{own}>{text}</{tag}>\n"

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def markdown(source: str, attachments: Mapping, ids: set[str]) -> Markup:
    """Render Markdown.

    Args:
        source: that `grading.markup` has made harmless.
        attachments: of its cell.
        ids: that are taken on the page; those of its headings are added.
    """
    rendered = MarkdownWithMath(renderer=_Renderer(attachments, ids)).render(source)
    return Markup(strip_files_prefix(rendered))


def code(source: str) -> Markup:
    """Highlighted Python; as plain text where it is so long that a page would have no use of colours."""
    lexer = PythonLexer() if len(source) < 50_000 else TextLexer()
    return Markup(highlight(source, lexer, CODE))


def outputs(cell: NotebookNode) -> list[Markup]:
    """The outputs of a code cell, one by one."""
    return [Markup(_output(each)) for each in cell.get("outputs", [])]


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text)}</pre>"
    if output.output_type == "error":
        return f'<pre class="error">{ansi2html(chr(10).join(output.traceback))}</pre>'
    data = output.data
    if "text/html" in data:
        return data["text/html"]
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            sizes = output.get("metadata", {}).get(kind, {})
            width = f' width="{sizes["width"]}"' if "width" in sizes else ""
            return f'<img src="data:{kind};base64,{html.escape(data[kind])}" alt="{FIGURE}"{width}>'
    if "text/markdown" in data:
        return markdown(data["text/markdown"], {}, set())
    if "text/latex" in data:
        return mathml(data["text/latex"].strip().strip("$"), block=True)
    return f"<pre>{ansi2html(data.get('text/plain', ''))}</pre>"

"""Injecting markup: outputs and answers that do something on the page where a person reads them.

Each carries the mark where it would run, load or cover something. All steps are right, so all points are due.
"""

import base64

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.attacks.attack import Attack, Make, Place, added, answer, cell

GROUP = "markup"


def shown(outputs: dict[str, str]) -> Make:
    """An attack by objects that are displayed after a right answer, by their types."""
    lines = (f"display({{{kind!r}: {content!r}}}, raw=True)" for kind, content in outputs.items())
    return added("A1-3", "\n".join(["from IPython.display import display", *lines]))


def injecting(name: str, what: str, make: Make) -> Attack:
    """An attack from an otherwise right A1."""
    return Attack(name, GROUP, what, make, base="solved", deserves=11, exact=True)


EVENTS = (
    "<img src=x onerror=\"fetch('$mark')\"><b onmouseover='$mark()'>hover</b><details open ontoggle=$mark()>"
    "<input autofocus onfocus=$mark()><body onload=$mark()>"
)
REMOTE = (
    '<img src="http://127.0.0.1:$port/$mark.png"><link rel=stylesheet href="http://127.0.0.1:$port/$mark.css">'
    "<style>@import url(http://127.0.0.1:$port/$mark.css);</style>"
    '<p style="background:url(http://127.0.0.1:$port/$mark.gif)">x</p>'
    '<video src="http://127.0.0.1:$port/$mark.mp4"></video>'
)
FRAMES = (
    '<iframe srcdoc="<script>$mark()</script>"></iframe><iframe src="javascript:$mark()"></iframe>'
    '<object data="http://127.0.0.1:$port/$mark"></object><embed src="http://127.0.0.1:$port/$mark">'
    '<base href="http://127.0.0.1:$port/$mark/"><meta http-equiv="refresh" content="0;url=//127.0.0.1/$mark">'
    '<form action="http://127.0.0.1:$port/$mark"><button>Continue</button></form>'
)
OVERLAY = (
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:#fff;z-index:9999">'
    "Score: 17 / 17 $mark</div><style>.panel-heading{display:none}/*$mark*/</style>"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="$mark()"><script>$mark()</script>'
    '<a href="javascript:$mark()"><text y="20">x</text></a><foreignObject><img src=x onerror=$mark()>'
    "</foreignObject></svg>"
)
LINKS = (
    "[a](javascript:$mark()) [b](JaVaScRiPt&#58;$mark()) [c](data:text/html,<script>$mark()</script>) "
    '<a href="java&#115;cript:$mark()">d</a> ![e](http://127.0.0.1:$port/$mark.png)\n\n'
)

HOSTILE = '"><script>$mark()</script><img src=x onerror=$mark()>'


def described(content: NotebookNode, place: Place) -> NotebookNode:
    """Markup in metadata of notebook and cells, in tags and in ids, which pages put into attributes."""
    hostile = place.fill(HOSTILE)
    state = {"a": {"model_name": "HTMLModel", "state": {"value": hostile}}}
    widgets = {"version_major": 2, "version_minor": 0, "state": state}
    content.metadata |= {
        "title": hostile,
        "authors": [{"name": hostile}],
        "kernelspec": {"name": hostile, "display_name": hostile, "language": hostile},
        "language_info": {"name": hostile, "pygments_lexer": hostile, "codemirror_mode": {"name": hostile}},
        "widgets": {"application/vnd.jupyter.widget-state+json": widgets},
    }
    told = {"tags": [hostile], "name": hostile, "slideshow": {"slide_type": hostile}}
    for name in ("A1-3", "A1-Q1"):
        cell(content, name).metadata |= told
    content.cells.append(new_raw_cell(hostile, id="raw", metadata={"raw_mimetype": "text/html", **told}))
    content.cells.append(new_code_cell("1", metadata={"id": hostile, **told}))
    content.cells[-1].id = f"own{hostile}"
    return content


def attached(content: NotebookNode, place: Place) -> NotebookNode:
    """Attachments that are no pictures, under names that end an attribute."""
    picture = base64.b64encode(place.fill(SVG).encode()).decode()
    attachments = {
        "a.png": {place.fill('image/png" onerror="$mark()'): "AAAA", "image/svg+xml": picture},
        place.fill('b" onerror="$mark()" .png'): {"image/png": "AAAA"},
        "c.html": {"text/html": base64.b64encode(place.fill(HOSTILE).encode()).decode()},
        "d.png": {"image/png": place.fill('" onload="$mark()')},
    }
    shown = "\n\n".join(f"![x](attachment:{name}) [x](attachment:{name})" for name in attachments)
    cell(content, "A1-Q1").source += f"\n\n{shown}"
    cell(content, "A1-Q1").attachments = attachments
    content.cells.append(new_markdown_cell(shown, attachments=attachments))
    return content


OTHER_KINDS = (
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.plotly.v1+json",
    "application/xhtml+xml",
    "application/pdf",
    "text/vnd.mermaid",
    "TEXT/HTML",
    "text/html; charset=utf-8",
    "video/mp4",
    'image/png" onerror="$mark()',
)

ATTACKS = (
    injecting("described", "markup in metadata, tags and ids, which pages put into attributes", described),
    injecting("attached", "attachments that are no pictures, under names that end an attribute", attached),
    injecting(
        "other-kinds", "scripts as kinds that few pages know", shown(dict.fromkeys(OTHER_KINDS, HOSTILE))
    ),
    injecting(
        "scripts",
        "outputs that are scripts, in HTML, as JavaScript, in markdown and behind a formula",
        shown(
            {
                "text/html": "<script>$mark()</script>x",
                "application/javascript": "$mark()",
                "text/markdown": LINKS + EVENTS,
                "text/latex": r"$$\href{javascript:$mark()}{x}$$",
            }
        ),
    ),
    injecting(
        "html",
        "event handlers, frames, forms and a page that moves away",
        shown({"text/html": EVENTS + FRAMES}),
    ),
    injecting(
        "pictures",
        "a picture with scripts inside, and one whose data is no picture",
        shown({"image/svg+xml": SVG, "image/png": '"><script>$mark()</script><img src="'}),
    ),
    injecting(
        "remote", "pictures and styles from a server that learns who reads", shown({"text/html": REMOTE})
    ),
    injecting("overlay", "a box over the page that shows another score", shown({"text/html": OVERLAY})),
    injecting(
        "written-answer",
        "scripts, frames and links in a written answer",
        answer("A1-Q1", LINKS + EVENTS + FRAMES),
    ),
    injecting(
        "error-text",
        "markup and control sequences in the text of an error and on stderr",
        added(
            "A1-6",
            "import sys\n"
            "print('\\x1b]8;;javascript:$mark()\\x07x<script>$mark()</script>', file=sys.stderr)\n"
            "error = type('<script>$mark()</script>', (Exception,), {})\n"
            "raise error('<img src=x onerror=$mark()>\\x1b[31m')",
        ),
    ),
)

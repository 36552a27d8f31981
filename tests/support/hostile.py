"""Outputs and cells that try to run, load or fake something on the page of whoever reads them."""

import base64

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

PWN = "window.pwned=(window.pwned||0)+1"
TRAP = "http://trap.invalid"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{PWN}"><script>{PWN}</script></svg>'
SVG64 = base64.b64encode(SVG.encode()).decode()
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def shown(metadata=None, **data) -> NotebookNode:
    """A code cell with one output; in the names of its types `__` stands for the stroke."""
    types = {name.replace("__", "/").replace("_svg", "/svg+xml"): value for name, value in data.items()}
    return code({"output_type": "display_data", "data": types, "metadata": metadata or {}})


def html(text: str) -> NotebookNode:
    return shown(text__html=text)


def prose(text: str, **attachments) -> NotebookNode:
    cell = new_markdown_cell(text)
    if attachments:
        cell.attachments = attachments
    return cell


def code(*outputs: dict, **metadata) -> NotebookNode:
    cell = new_code_cell("1", metadata=metadata)
    cell.outputs = [from_dict(output) for output in outputs]  # without a look at its form
    return cell


def raw(text: str, kind: str = "text/html") -> NotebookNode:
    return new_raw_cell(text, metadata={"raw_mimetype": kind})


def marked(**nbgrader) -> NotebookNode:
    return new_markdown_cell("answer", metadata={"nbgrader": nbgrader})


FAKE = "position:fixed;top:0;left:0;width:100%;height:100%;background:white;z-index:9999"

CELLS: dict[str, NotebookNode] = {
    "script": html(f"<script>{PWN}</script>"),
    "script in capitals": html(f"<ScRiPt >{PWN}</sCrIpT >"),
    "script inside script": html(f"<scr<script></script>ipt>{PWN}</script>"),
    "script from elsewhere": html(f'<script src="{TRAP}/s.js"></script>'),
    "script after a comment": html(f"<!--><script>{PWN}</script>-->"),
    "script after a closed comment": html(f"<!-- --!><script>{PWN}</script>"),
    "script in a title": html(f'<title><img title="</title><script>{PWN}</script>"></title>'),
    "script in noscript": html(f'<noscript><p title="</noscript><img src=x onerror={PWN}>">'),
    "script after a text area": html(f"</textarea><script>{PWN}</script>"),
    "end of the page": html(f"</div></div></body></html><script>{PWN}</script>"),
    "picture with an error": html(f"<img src=x onerror={PWN}>"),
    "picture with an error, strokes for blanks": html(f"<img/src=x/onerror={PWN}>"),
    "picture with an error that ends nowhere": html(f"<img src=x onerror={PWN} "),
    "picture from elsewhere": html(f'<img src="{TRAP}/1.png">'),
    "picture from elsewhere, without scheme": html('<img src="//trap.invalid/2.png">'),
    "pictures of several sizes": html(f'<img srcset="{TRAP}/3.png 2x">'),
    "picture that logs out": html('<img src="/logout">'),
    "picture of SVG": html(f'<img src="data:image/svg+xml;base64,{SVG64}">'),
    "SVG": html(SVG),
    "SVG with an animation": html(f"<svg><animate onbegin={PWN} attributeName=x dur=1s></svg>"),
    "MathML with a script": html(f"<math><mtext><table><mglyph><style><img src=x onerror={PWN}>"),
    "link with a script": html(f'<a href="javascript:{PWN}">x</a>'),
    "link with a script in entities": html(f'<a href="&#106;&#x61;vascript&colon;{PWN}">x</a>'),
    "link with a script and a tabulator": html(f'<a href="java\tscript:{PWN}">x</a>'),
    "link with a script behind a blank": html(f'<a href=" &#1; javascript:{PWN}">x</a>'),
    "link to data": html("<a href='data:text/html,<script>parent.pwned=1</script>'>x</a>"),
    "link into the formgrader": html('<a href="/formgrader/submissions/1/next">next</a>'),
    "link that pings": html(f'<a href="https://example.org" ping="{TRAP}/p">x</a>'),
    "style sheet": html(f'<style>@import "{TRAP}/a.css"; body {{display: none}}</style>'),
    "style sheet by link": html(f'<link rel="stylesheet" href="{TRAP}/b.css">'),
    "style with an address": html(f'<p style="background:url({TRAP}/c.png)">x</p>'),
    "style with an escaped address": html(f'<p style="background:\\75rl({TRAP}/d.png)">x</p>'),
    "style with an address behind a comment": html(
        f'<p style="color:red;/**/background:url({TRAP}/e)">x</p>'
    ),
    "style that covers the page": html(f'<div style="{FAKE}"><h1>Score: 11 / 11</h1></div>'),
    "style that moves upwards": html('<div style="margin-top:-900px;padding:1em">Score: 11 / 11</div>'),
    "style that is transformed": html('<div style="transform:translateY(-900px)">Score: 11 / 11</div>'),
    "class that covers the page": html('<div class="modal-backdrop navbar-fixed-top">Score: 11 / 11</div>'),
    "class that MathJax looks for": html(f'<p class="tex2jax_process">$\\href{{javascript:{PWN}}}{{x}}$</p>'),
    "class that mermaid looks for": html(
        f'<pre class="mermaid">graph TD; A-->B; click A "javascript:{PWN}"</pre>'
    ),
    "reload": html(f'<meta http-equiv="refresh" content="0;url={TRAP}/f">'),
    "frame": html(f'<iframe srcdoc="<script>parent.pwned=1</script>" src="{TRAP}/g"></iframe>'),
    "object": html(f'<object data="{TRAP}/h"></object><embed src="{TRAP}/i">'),
    "form": html(f'<form action="{TRAP}/j" id="x"><input name="points" autofocus onfocus={PWN}></form>'),
    "button of another form": html(f'<button form="x" formaction="javascript:{PWN}">Save</button>'),
    "base": html(f'<base href="{TRAP}/">'),
    "details that open": html(f"<details open ontoggle={PWN}>x</details>"),
    "video": html(f'<video src="{TRAP}/k.mp4" onerror={PWN} autoplay></video><audio src="{TRAP}/l"></audio>'),
    "template": html(f"<template shadowrootmode=open><script>{PWN}</script></template>"),
    "marquee": html(f"<marquee onstart={PWN}>x</marquee>"),
    "name of a score": html('<input class="score tabbable" id="A1-Q1" value="2"><p id="A1-Q1">x</p>'),
    "name of a part of the page": html('<img name="statusmessage" id="statusmessage"><a name="top">x</a>'),
    "tooltip of bootstrap": html(
        f'<b data-toggle="tooltip" data-html="true" title="<img src=x onerror={PWN}>">x</b>'
    ),
    "link of the formgrader": html(f'<a data-link="x" onclick={PWN}>x</a>'),
    "formula in HTML": html(f"$\\href{{javascript:{PWN}}}{{x}}$"),
    "formula out of pieces": html(f"$\\h<b></b>ref<!-- -->{{javascript:{PWN}}}{{x}}$ &#92;(\\url{{x}}&#92;)"),
    "many tags": html("<b>" * 100_000 + f"<script>{PWN}</script>"),
    "deep tags": html("<div>" * 3_900 + f"<script>{PWN}</script>"),
    "isolated": shown({"text/html": {"isolated": True}}, text__html=f"<script>parent.{PWN}</script>"),
    "JavaScript": shown(application__javascript=PWN),
    "SVG output": shown(image_svg=SVG),
    "Markdown output": shown(text__markdown=f"<img src=x onerror={PWN}> [x](javascript:{PWN})"),
    "LaTeX output": shown(text__latex=f"$\\href{{javascript:{PWN}}}{{x}}$ <script>{PWN}</script>"),
    "LaTeX that moves upwards": shown(text__latex=r"$\rlap{\raise900px{\Huge Score: 11 / 11}}$"),
    "mermaid output": shown(**{"text__vnd.mermaid": f'graph TD; A; click A "javascript:{PWN}"'}),
    "widget": shown(**{"application__vnd.jupyter.widget-view+json": {"model_id": "1"}}, text__plain="w"),
    "vendor's output": shown(**{"application__vnd.plotly.v1+json": {"data": []}}),
    "PDF": shown(application__pdf="JVBERi0="),
    "PNG that is none": shown(image__png=f'"><script>{PWN}</script>'),
    "PNG with a name": shown({"filenames": {"image/png": f"{TRAP}/m.png"}}, image__png=PNG),
    "PNG with a size": shown({"image/png": {"width": f"1 onload={PWN}"}}, image__png=PNG),
    "PNG with another text": shown({"image/png": {"alt": f'"><script>{PWN}</script>'}}, image__png=PNG),
    "JPEG that is none": shown(image__jpeg=f"x' onerror='{PWN}"),
    "output that is no text": shown(text__html={"a": [f"<script>{PWN}</script>"]}),
    "output in lines": shown(text__html=["<scr", f"ipt>{PWN}</script>"]),
    "printed text": code({"output_type": "stream", "name": "stdout", "text": f"<script>{PWN}</script>"}),
    "printed text with colours": code(
        {
            "output_type": "stream",
            "name": "stderr",
            "text": f'\x1b[31m"><script>{PWN}</script>\x1b]8;;{TRAP}\x07',
        }
    ),
    "printed to nowhere": code({"output_type": "stream", "name": f"<script>{PWN}</script>", "text": "x"}),
    "error": code(
        {
            "output_type": "error",
            "ename": f"<script>{PWN}</script>",
            "evalue": f"<script>{PWN}</script>",
            "traceback": [f"\x1b[0;31m<script>{PWN}</script>\x1b[0m", {"no": "text"}],
        }
    ),
    "number of the execution": code(
        {
            "output_type": "execute_result",
            "execution_count": f"<script>{PWN}</script>",
            "data": {},
            "metadata": {},
        }
    ),
    "output of no known type": code({"output_type": f"<script>{PWN}</script>"}),
    "svg with a file name": code(
        {
            "output_type": "display_data",
            "data": {"image/svg+xml": SVG},
            "metadata": {},
            "svg_filename": f"{TRAP}/n.svg",
        }
    ),
    "tags": code(tags=[f'"><script>{PWN}</script>']),
    "language of magic": code(magics_language=f"<script>{PWN}</script>"),
    "Markdown: script": prose(f"<script>{PWN}</script>"),
    "Markdown: picture with an error": prose(f"text <img src=x onerror={PWN}> text"),
    "Markdown: link": prose(f"[x](javascript:{PWN})"),
    "Markdown: link in entities": prose(f"[x](&#106;avascript&colon;{PWN})"),
    "Markdown: link behind a reference": prose(f"[x][1]\n\n[1]: javascript:{PWN}"),
    "Markdown: link to a file": prose(f"[x](files/javascript:{PWN})"),
    "Markdown: link in angles": prose(f"<javascript:{PWN}>"),
    "Markdown: picture from elsewhere": prose(f"![x]({TRAP}/o.png)"),
    "Markdown: picture with a quotation mark": prose(f'![x" onerror="{PWN}](x "y\\" onerror={PWN}")'),
    "Markdown: picture of SVG": prose(f"![x](data:image/svg+xml;base64,{SVG64})"),
    "Markdown: attached SVG": prose("![x](attachment:a.svg)", **{"a.svg": {"image/svg+xml": SVG64}}),
    "Markdown: attached page": prose("![x](attachment:a)", a={"text/html": f"<script>{PWN}</script>"}),
    "Markdown: attached PNG that is none": prose("![x](attachment:a)", a={"image/png": f'"onerror="{PWN}'}),
    "Markdown: missing attachment": prose("![x](attachment:none.png)"),
    "Markdown: heading with a name of the page": prose("# statusmessage\n\n# A1-Q1\n\n# A1-Q1-comment"),
    "Markdown: heading with a script": prose(f'# <img src=x onerror={PWN}> "onload={PWN}'),
    "Markdown: mermaid": prose(f'```mermaid\ngraph TD; A-->B; click A "javascript:{PWN}"\n```'),
    "Markdown: mermaid with tags": prose(f"```mermaid\n</pre><script>{PWN}</script>\n```"),
    "Markdown: code with tags": prose(f"```\n</code></pre><script>{PWN}</script>\n```"),
    "Markdown: formula with a link": prose(f"$\\href{{javascript:{PWN}}}{{x}}$"),
    "Markdown: formula with a style": prose(f"$$\\style{{{FAKE}}}{{\\text{{Score: 11 / 11}}}}$$"),
    "Markdown: formula with a class": prose(r"$\class{modal-backdrop}{x} \cssId{A1-Q1}{y}$"),
    "Markdown: formula with an element": prose(f'$\\mmlToken{{mi}}[href="javascript:{PWN}"]{{x}}$'),
    "Markdown: formula with HTML": prose(f"$<img src=x onerror={PWN}>$ $$</p><script>{PWN}</script>$$"),
    "Markdown: formula that moves": prose(r"$\rlap{\raise 900px{\Huge\text{Score: 11 / 11}}}\kern-900px x$"),
    "Markdown: formula that moves lines": prose(r"$$\begin{array}{c}a\\[-900px]\text{11 / 11}\end{array}$$"),
    "Markdown: formula by entities": prose(f"&#36;&#92;href{{javascript:{PWN}}}{{x}}&#36;"),
    "Markdown: environment": prose(f"\\begin{{x}}<script>{PWN}</script>\\end{{x}}"),
    "Markdown: style that covers": prose(f'<div style="{FAKE}">Score: 11 / 11</div>'),
    "Markdown: form": prose(f'<form action="{TRAP}/q"><input class="score" id="A1-Q1"></form>'),
    "Markdown: check box": prose("- [x] Score: 11 / 11"),
    "Markdown: nested without end": prose("[" * 50_000),
    "Markdown: formulas without end": prose("\\\\[" * 30_000),
    "raw HTML": raw(f"<script>{PWN}</script><img src=x onerror={PWN}>"),
    "raw text with a name": raw('<div id="A1-Q1" class="navbar-fixed-top">Score: 11 / 11</div>', ""),
    "raw LaTeX": raw(f"$\\href{{javascript:{PWN}}}{{x}}$", ""),
    "raw fences": raw(f"```\n<script>{PWN}</script>\n````\n<script>{PWN}</script>"),
    "grade_id": marked(grade_id=f'"><script>{PWN}</script>', grade=True, solution=True, points=2),
    "grade_id that is no text": marked(grade_id={"a": 1}, grade=True, solution=True, points=2),
    "comment": marked(grade_id="x1", solution=True, grade=False, comment=f"<script>{PWN}</script>"),
    "points": marked(grade_id="x2", solution=True, grade=True, points=f"<script>{PWN}</script>"),
}

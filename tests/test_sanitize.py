"""Is a page harmless that shows what a student handed in, and does it still show what lessons show?"""

import base64
import contextlib
import copy
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.coursedir import folders
from autograder.grading import markup
from autograder.grading.markup import LINK, MOST_MARKDOWN, harmless_html, harmless_markdown, literal, render
from autograder.grading.redact_paths import machine_paths, plain_paths
from autograder.lessons.build import notebook as built
from lenet_keras.checks import display
from lenet_keras.checks.verdict import Fault, Result, Verdict
from tests.support.browser import browser, chromium
from tests.support.fuzzing import examples
from tests.support.hostile import CELLS, PNG, html, prose, shown
from tests.support.pages import FORMGRADER, TEMPLATES, dangers, page, sanitized

MATHJAX = Path("/usr/share/javascript/mathjax")  # Debian's libjs-mathjax, the version that nbconvert asks for
LESSONS = folders.lessons()
ANSWER = {
    "grade_id": "A1-Q1",
    "grade": True,
    "solution": True,
    "locked": False,
    "task": False,
    "points": 2,
    "schema_version": 3,
    "cell_type": "markdown",
    "checksum": "0" * 32,
}


def around(*cells: NotebookNode) -> NotebookNode:
    """A notebook with an answer that a person grades, and these cells."""
    answer = new_markdown_cell("The answer.", metadata={"nbgrader": ANSWER | {"score": 1.0}})
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "x"}})
    notebook.cells = [*cells, answer]  # without a look at their form
    return notebook


@pytest.fixture(scope="module", params=TEMPLATES)
def template(request):
    return request.param


@pytest.fixture(scope="module")
def usual(template):
    """What the template itself puts on a page."""
    return dangers(page(sanitized(around(new_markdown_cell("x"), new_code_cell("1"))), template))


def without_forms(found) -> list[str]:
    """Leave out the form in which a comment is given to an answer, here to `x1`."""
    return [each for each in found if "x1" not in each and each != "class of <textarea>: comment tabbable"]


def valid(cell: NotebookNode) -> bool:
    """Whether nbconvert would make a page of it at all."""
    try:
        nbformat.validate(around(copy.deepcopy(cell)))
    except nbformat.ValidationError:
        return False
    return True


SLOW = ("without end", "many tags", "deep tags")  # as they are handed in, for nbconvert


@pytest.mark.parametrize("name", CELLS)
def test_a_hostile_cell_becomes_harmless(name, template, usual):
    stored = sanitized(around(copy.deepcopy(CELLS[name])))
    nbformat.validate(stored)
    nbformat.writes(stored).encode()
    found = dangers(page(stored, template)) - usual
    assert not without_forms(found)


@pytest.mark.slow
def test_most_of_them_are_dangerous_as_they_were():
    """Or else the test above would prove nothing."""
    usual = dangers(page(around(new_markdown_cell("x"), new_code_cell("1")), "formgrade"))
    harmful = set()
    for name, cell in CELLS.items():
        if name.endswith(SLOW):
            continue
        with contextlib.suppress(Exception):  # some break the page
            if dangers(page(around(copy.deepcopy(cell)), "formgrade")) - usual:
                harmful.add(name)
    assert len(CELLS) >= 100
    assert len(harmful) >= 75


def test_all_of_them_together_are_harmless(template, usual):
    stored = sanitized(around(*map(copy.deepcopy, CELLS.values())))
    found = dangers(page(stored, template)) - usual
    assert not without_forms(found)


PAGE = "http://localhost/page.html"
PROBE = """
window.pwned = 0;
for (const name of ["alert", "confirm", "prompt", "open"]) window[name] = () => { window.pwned += 1 };
"""
# What a reader sees over or outside of the cells, and links that would run something.
LOOK = """
() => {
  const found = [];
  for (const each of document.querySelectorAll("#notebook-container *")) {
    const place = getComputedStyle(each).position, text = each.outerHTML.slice(0, 200);
    if (["fixed", "absolute", "sticky"].includes(place) && !each.closest(".mjx-chtml")) found.push(text);
    if (each.href && /^(javascript|data|vbscript):/.test(each.href.baseVal || each.href)) found.push(text);
    if (each.getAttributeNames().some((name) => name.startsWith("on"))) found.push(text);
  }
  return found;
}
"""


# What MathJax's own `latest.js` does: it loads the newest of its version.
LATEST = """
const script = document.createElement("script"), place = document.currentScript.src;
script.src = place.replace("latest.js", "MathJax.js");
document.head.append(script);
"""


def answer(route, text: str, asked: set[str]) -> None:
    """Serve the page, nbgrader's own files and MathJax; note what else is asked for."""
    address = route.request.url
    if address == PAGE:
        return route.fulfill(body=text, content_type="text/html; charset=utf-8")
    if "/latest.js" in address and MATHJAX.is_dir():
        return route.fulfill(body=LATEST, content_type="text/javascript")
    asked.add(address.split("?")[0])
    part = re.search(r"(mathjax/2[^/]*|localhost/formgrader/static)/([^?]*)", address)
    file = (MATHJAX if part and "mathjax" in part[1] else FORMGRADER / "static") / part[2] if part else None
    return route.fulfill(path=file) if file and file.is_file() else route.abort()


def watch(text: str) -> dict:
    """Open a page in Chromium: what it ran, asked for, and shows where it should not."""
    asked, dialogs = set(), []
    with browser() as tab:
        tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        tab.add_init_script(PROBE)
        tab.route("**/*", lambda route: answer(route, text, asked))
        tab.goto(PAGE, wait_until="load")
        tab.wait_for_timeout(4000)  # formulas are set, timers and frames have had their time
        return {
            "address": tab.url,
            "ran": tab.evaluate("window.pwned") + len(dialogs),
            "asked": {each for each in asked if "mathjax" not in each.lower()},
            "shows": tab.evaluate(LOOK),
            "formulas": tab.locator(".mjx-chtml, math").count(),
        }


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_in_a_real_browser_nothing_runs_and_nothing_is_asked_for(template):
    """First as it was handed in, to see that the browser would; then as it is stored."""
    honest = prose("A formula: $x^2$")
    before = watch(page(around(honest), template))
    # without those that break the page, or leave it, or hide what follows
    left_out = (*SLOW, "missing attachment", "widget", "no text", "points", "reload", "in noscript")
    wild = [cell for name, cell in CELLS.items() if not name.endswith(left_out) and valid(cell)]
    as_it_was = watch(page(around(honest, *map(copy.deepcopy, wild)), template))
    trapped = [each for each in as_it_was["asked"] if "trap.invalid" in each]
    if template == "feedback":  # its own policy lets nothing run or load, whatever stands in it
        assert (as_it_was["ran"], trapped) == (0, [])
    else:
        assert as_it_was["ran"] > 3  # some of them swallow those that follow
        assert len(trapped) > 5
        assert len(as_it_was["shows"]) > len(before["shows"]) + 10
    stored = sanitized(around(honest, *map(copy.deepcopy, CELLS.values())))
    after = watch(page(stored, template))
    assert after["ran"] == 0
    assert after["asked"] == before["asked"]
    assert after["shows"] == before["shows"]
    assert after["address"] == before["address"]
    if MATHJAX.is_dir():
        assert after["formulas"] == before["formulas"] > 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_prose_of_the_lessons_is_rendered_as_it_was_also_where_it_is_not_locked(lesson):
    released = nbformat.read(built(folders.PROJECT, folders.NOTEBOOKS, lesson), as_version=4)
    for cell in released.cells:
        cell.metadata.pop("nbgrader", None)
    stored = sanitized(copy.deepcopy(released))
    written = [cell for cell in released.cells if cell.cell_type == "markdown"]
    text = (folders.PROJECT / folders.SOLUTIONS / f"{lesson}.py").read_text(encoding="utf-8")
    assert len(written) == text.count("# %% [markdown]") > 0
    for before, after in zip(released.cells, stored.cells, strict=True):
        assert after.source == before.source
        if before.cell_type == "markdown":
            assert render(after.source, {}) == render(before.source, {})


def test_a_locked_cell_keeps_its_rubric_which_nbgrader_takes_out_of_the_feedback():
    text = "Question\n\n<!-- BEGIN MARK SCHEME -->\nrubric\n<!-- END MARK SCHEME -->"
    locked = {**ANSWER, "grade_id": "A1-Q1-text", "grade": False, "solution": False, "locked": True}
    cell = new_markdown_cell(text, metadata={"nbgrader": locked})
    stored = sanitized(around(cell)).cells[0]
    assert stored.source == text
    assert stored.metadata.nbgrader == locked


def output_of(cell: NotebookNode) -> NotebookNode:
    return sanitized(around(cell)).cells[0].outputs[0]


def inside(cell: NotebookNode) -> str:
    """The HTML of an output without the frame that was put around it."""
    found = output_of(cell).data["text/html"]
    assert found.startswith('<div class="tex2jax_ignore">')
    return found.removeprefix('<div class="tex2jax_ignore">').removesuffix("</div>")


def test_the_box_of_a_verdict_stays_as_it_is():
    faults = (Fault("`x` is <3> & 'more'", "`y`", 'a "hint"'), None)
    results = tuple(Result(f"criterion `{i}`", 1.0, 2.0, fault) for i, fault in enumerate(faults))
    for verdict in (
        Verdict("A1.4", results, note="a note"),
        Verdict("A1.4", results[1:]),
        Verdict("A2.Q6", results[1:], question=True),
    ):
        box = display.box(verdict)
        before, after = BeautifulSoup(box, "html.parser"), BeautifulSoup(inside(html(box)), "html.parser")
        assert after.get_text() == before.get_text()
        assert [(e.name, e.attrs) for e in after.find_all(True)] == [
            (e.name, e.attrs) for e in before.find_all(True)
        ]


def test_a_picture_keeps_its_text(monkeypatch):
    from lenet_keras.figures.picture import Picture, new_figure

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # as nbgrader runs it
    bundle = Picture(new_figure(1), 'an empty sheet, "white" & flat')._repr_mimebundle_()
    kept = BeautifulSoup(inside(html(bundle["text/html"])), "html.parser").img
    given_ = BeautifulSoup(bundle["text/html"], "html.parser").img
    assert kept.attrs == given_.attrs


LONG = "".join(f"picture{n:03}" for n in range(30))
SOURCE = f'src="data:image/png;base64,{LONG}=="'
EVERYWHERE = (
    f'<img {SOURCE}><img alt="b" {SOURCE.replace("p", "q")}><p>between</p><img {SOURCE.replace("p", "r")}>',
    f'<img src="data:image/png;base64,Picture{"9" * 5000}"><img {SOURCE}>',
    f"<p style='font-family: {SOURCE}' title='{SOURCE}'>{SOURCE}</p>",
    f"<script>{SOURCE}</script><style>{SOURCE}</style><!-- {SOURCE} --><img {SOURCE}>",
    f"<a href='#{SOURCE}'>a</a><iframe {SOURCE}></iframe><video {SOURCE} autoplay></video>",
    f'<img onerror="x()" {SOURCE} onload="y()"><img {SOURCE}"onerror="x()">',
    f'<img {SOURCE[:-1]}&quot; onerror="x()"><img {SOURCE[:-1]}\n{LONG}">',
    f"<img {SOURCE.replace('png', 'svg+xml')}><img {SOURCE.replace('data:', 'javascript:')}>",
)


@pytest.mark.parametrize("text", EVERYWHERE)
def test_a_long_picture_comes_through_as_if_it_had_been_looked_at_in_full(text):
    assert harmless_html(text) == markup._clean(text)


def test_the_word_for_a_picture_may_be_somebody_s_own():
    said = (
        f"<img src='data:image/png;base64,Picture0'><img {SOURCE}><img src='data:image/png;base64,Picture7'>"
    )
    kept = BeautifulSoup(harmless_html(said), "html.parser").find_all("img")
    assert [len(each["src"]) for each in kept] == [len(SOURCE) - 6, len(SOURCE) - 6, 30]


def test_a_table_of_pandas_stays_a_table():
    import pandas as pd

    table = pd.DataFrame({"a": [1, 2], "b": ["x", "<y>"]})
    kept = BeautifulSoup(inside(html(table._repr_html_())), "html.parser")
    assert kept.table["class"] == ["dataframe"]
    assert [each.get_text() for each in kept.find_all("td")] == ["1", "x", "2", "<y>"]
    assert ".dataframe" not in kept.get_text()  # its style sheet is not shown as text


SUMMARY = (
    "<pre style=\"white-space:pre;overflow-x:auto;line-height:normal;font-family:Menlo,'DejaVu Sans Mono',"
    'consolas,\'Courier New\',monospace"><span style="font-weight: bold">Model: "sequential"</span>\n'
    '┃ <span style="color: #00d7ff; text-decoration-color: #00d7ff">None</span> ┃\n</pre>\n'
)


def test_the_summary_of_a_model_keeps_its_form_and_colours():
    kept = BeautifulSoup(inside(html(SUMMARY)), "html.parser")
    assert kept.get_text() == BeautifulSoup(SUMMARY, "html.parser").get_text()
    assert "monospace" in kept.pre["style"]
    assert [each["style"] for each in kept.find_all("span")] == [
        "font-weight: bold",
        "color: #00d7ff;text-decoration-color: #00d7ff",
    ]


def test_a_picture_of_matplotlib_keeps_its_size():
    metadata = {"image/png": {"width": 640, "height": 480}, "needs_background": "light"}
    kept = output_of(shown(metadata, image__png=PNG + "\n", text__plain="<Figure>"))
    assert kept.data == {"image/png": PNG, "text/plain": "<Figure>"}
    assert kept.metadata == {"image/png": {"width": 640, "height": 480}}


KEPT = {
    "emphasis": "a **b** *c* ~~d~~ `e < f`",
    "list": "1. a\n   - b\n2. c",
    "table": "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "code": "```python\nif x < \"1\": print('&')\n```",
    "code without a language": "```\n<b>\n```",
    "indented code": "    <b>",
    "links": "[a](https://example.org/?a=1&b=2 'title') <https://example.org> https://example.org",
    "formulas": r"$x < y$ and $$\frac{a}{b} \left[ \begin{matrix}1 & 2 \\ 3\end{matrix} \right]$$ \\(z\\)",
    "HTML": 'H<sub>2</sub>O<br><span style="color:red">red</span>',
    "signs": "a < b > c & d &lt; \"e\" 'f' é 漢 😀 <3 ->",
    "quotation": "> a\n\n---\n\nb  \nc",
    "heading": "# A heading\n\n## A1.4",
    "picture": f"![a dot](data:image/png;base64,{PNG})",
}


@pytest.mark.parametrize("name", KEPT)
def test_honest_prose_stays_as_it_is(name):
    assert sanitized(around(prose(KEPT[name]))).cells[0].source == KEPT[name]


def test_an_attached_picture_stays():
    cell = prose("![dot](attachment:dot.png)", **{"dot.png": {"image/png": PNG}})
    kept = sanitized(around(cell)).cells[0]
    assert (kept.source, kept.attachments) == (cell.source, cell.attachments)


def test_what_looks_like_a_tag_is_shown_and_the_rest_of_the_prose_stays():
    source = "**A** `List` of List<int>"
    kept = sanitized(around(prose(source))).cells[0].source
    assert BeautifulSoup(render(kept, {}), "html.parser").get_text().strip() == "A List of List<int>"


def test_prose_that_cannot_be_made_harmless_is_shown_as_it_was_written():
    source = "[x](javascript:alert) ```` <b>"
    kept = sanitized(around(prose(source))).cells[0].source
    assert BeautifulSoup(render(kept, {}), "html.parser").code.get_text().strip() == source


def test_what_is_not_shown_is_named():
    kept = output_of(shown(application__javascript="x", image_svg="y"))
    assert kept.data == {"text/plain": "(an output that is not shown: application/javascript, image/svg+xml)"}


def test_the_metadata_of_an_answer_stay_and_no_others():
    cell = new_markdown_cell("x", metadata={"nbgrader": {**ANSWER, "score": 9}, "tags": ["a"], "widgets": {}})
    notebook = around(cell)
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    notebook.metadata["title"] = "<script>"
    stored = sanitized(notebook)
    assert stored.cells[0].metadata == {"nbgrader": ANSWER}
    assert set(stored.metadata) == {"kernelspec", "language_info"}


def test_text_that_no_file_can_hold_is_made_text():
    cell = new_code_cell(
        "x = '\ud800'", outputs=[new_output("stream", text="\udfff\x00\x1b]0;t\x07\x1b[31mred")]
    )
    stored = sanitized(around(cell)).cells[0]
    nbformat.writes(new_notebook(cells=[stored])).encode()
    assert stored.outputs[0].text == "?]0;t\x1b[31mred"


def test_colours_are_given_up_where_there_are_thousands():
    cell = new_code_cell("1", outputs=[new_output("stream", text="\x1b[31mx" * 5000)])
    assert output_of(cell).text == "x" * 5000


@pytest.mark.parametrize("style", ["color:red", "margin: 0 auto", "border:1px solid #ccc", "width: 50%"])
def test_a_style_of_the_list_stays(style):
    assert f'style="{style}"' in harmless_html(f'<p style="{style}">x</p>')


@pytest.mark.parametrize(
    "style",
    [
        "position:fixed",
        "margin:-9px",
        "color:url(x)",
        "width:expression(1)",
        "x:y",
        "line-height:0",
        "color:r\\65d",
    ],
)
def test_a_style_that_is_not_on_the_list_goes(style):
    assert style not in harmless_html(f'<p style="{style}">x</p>')


@pytest.mark.parametrize(
    "link",
    ["javascript:1", "//x", "/x", "x", "data:x", "http:/x", "https://a\\b", "ftp://x"]
    + ["../a/b.html", "../../a/b.ipynb", "../a/b/c.ipynb", "../a/b.ipynb?x", "a/b.ipynb", "..//a/b.ipynb"],
)
def test_a_link_leads_to_another_site_to_this_page_or_to_a_lesson(link):
    assert not LINK.fullmatch(link)


QUICK = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = r"""
<b> </b> <script> </script> <img src=x onerror=p> <a href= ' " > javascript: [x]( ) ![x]( ``` ` $ $$ \href{ }
\\[ \\] <!-- --> <svg> <style> # - > | : * _ &lt; &#60; [1]: files/ https:// <pre> ~~~ mermaid attachment:
\begin{a} \end{a} <p style= position:fixed <!DOCTYPE <![CDATA[ <? </pre> </code> </div> <div class= &#92;href
"""
pieces = st.lists(
    st.sampled_from([*PIECES.split(), "\n", "\n\n", " ", "    ", "\t"]) | st.text(max_size=5), max_size=30
).map("".join)


def harmless_however_it_is_put_together(text):
    cells = [prose(text), html(text), shown(text__markdown=text), shown(text__latex=text)]
    stored = sanitized(around(*cells, NotebookNode(new_markdown_cell(text), cell_type="raw")))
    rendered = [cell.source for cell in stored.cells if cell.cell_type == "markdown"]
    rendered.append(stored.cells[2].outputs[0].data.get("text/markdown", ""))
    found = dangers("".join(render(each, {}) for each in rendered))
    found += dangers(stored.cells[1].outputs[0].data["text/html"])
    assert not [danger for danger in found if not danger.startswith("two ids")]


def test_random_markup_is_harmless():
    QUICK(given(pieces)(harmless_however_it_is_put_together))()


@pytest.mark.slow
def test_ten_thousand_random_markups_are_harmless():
    settings(QUICK, max_examples=examples(2_000))(given(pieces)(harmless_however_it_is_put_together))()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["text/html", "stream"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
outputs = st.dictionaries(
    st.sampled_from(
        ["output_type", "name", "text", "data", "metadata", "traceback", "ename", "execution_count"]
    ),
    st.sampled_from(["stream", "error", "display_data", "execute_result", "stdout"])
    | json_values
    | st.dictionaries(st.sampled_from(["text/html", "text/plain", "image/png", "x"]), json_values),
)


@given(st.lists(outputs, max_size=3), json_values)
@QUICK
def test_outputs_of_any_form_become_a_valid_notebook(found, metadata):
    cell = new_code_cell("1")
    cell.outputs = [NotebookNode(each) for each in found]
    cell.metadata = NotebookNode(nbgrader=metadata)
    nbformat.validate(sanitized(around(cell)))


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["&", "\xa0", "µ", "<"])
def test_html_with_thousands_of_signs_that_take_long_is_not_parsed(sign):
    assert harmless_html(sign * (markup.MOST_TAGS + 1)) is None
    assert harmless_html(sign * 1_000) is not None


def test_blanks_in_a_row_are_few_where_code_is_coloured():
    source = "a = 1" + "\n \n" * 20_000 + "    b = 2"
    cells = [new_code_cell(source), new_code_cell("a = 1\n\n\n    b = 2")]
    long, short = (cell.source for cell in sanitized(new_notebook(cells=cells)).cells)
    assert len(long) < 120 and long.startswith("a = 1\n") and long.endswith("\n    b = 2")
    assert short == "a = 1\n\n\n    b = 2"
    fenced = "```python\na" + "\n" * 2_000 + "\n```"
    assert harmless_markdown(fenced, set()) == literal(fenced)


def test_a_notebook_full_of_what_takes_long_is_parsed_up_to_a_bound():
    slow = prose("\\\\[" * (MOST_MARKDOWN // 3 - 1))
    stored = sanitized(around(*(copy.deepcopy(slow) for _ in range(200))))
    assert sum(cell.source.startswith("```") for cell in stored.cells) >= 190


REPLACED = {"/root/.venv": "python", "/root": "home", "/srv/my-course": "course", "grader7": "user"}
PATHS = {
    'File "/root/.venv/lib/x.py", line 1': 'File "python/lib/x.py", line 1',
    "/root/x /srv/my-course/y": "home/x course/y",
    "\x1b[32m/root/\x1b[39m\x1b[1m.venv/\x1b[22mlib": "\x1b[32mpython\x1b[39m\x1b[1m/\x1b[22mlib",
    "/rooted and /root": "/rooted and home",
    "by grader7, not grader77": "by user, not grader77",
    "the square root": "the square root",
    "AAA/root/AAA": "AAA/root/AAA",
}


@pytest.mark.parametrize("text", PATHS)
def test_paths_become_words(text):
    stream, error = (
        new_output("stream", text=text),
        new_output("error", ename="E", evalue=text, traceback=[text]),
    )
    data = new_output("display_data", data={"text/plain": text, "text/html": text})
    notebook = around(new_code_cell("1", outputs=[stream, error, data]))
    plain_paths(notebook, REPLACED)
    stream, error, data = notebook.cells[0].outputs
    found = {stream.text, error.evalue, *error.traceback, *data.data.values()}
    assert found == {PATHS[text]}


def test_the_bytes_of_pictures_are_left_alone():
    noise = base64.b64encode(os.urandom(300_000)).decode()
    tag = f'<img src="data:image/png;base64,{noise}">'
    notebook = around(shown(image__png=noise, text__html=f"/a{tag}/b"))
    plain_paths(notebook, {f"/{letter}": "path" for letter in "abcdefgh"})
    data = notebook.cells[0].outputs[0].data
    assert data == {"image/png": noise, "text/html": f"path{tag}path"}


def test_this_machines_paths_are_not_in_a_traceback(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/opt/their/python")
    course = Path("/srv/my-course")
    places = [sys.prefix, sys.base_prefix, str(folders.PROJECT), str(course), str(Path.home())]
    assert set(places) <= set(machine_paths(course))
    lines = [f"File \x1b[32m{place}/lib/x.py:1" for place in places]
    cell = new_code_cell("1", outputs=[new_output("error", ename="E", evalue="e", traceback=lines)])
    [kept] = sanitized(around(cell), course).cells[0].outputs
    for place in places:
        assert place not in "".join(kept.traceback)


def test_the_python_of_the_system_tells_nothing_about_a_machine(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    assert "/usr" not in machine_paths(Path("/srv/my-course"))


def test_a_literal_block_shows_any_text():
    for text in ("```", "`" * 9 + "\nx", "~~~", "<b>", "$x$", "    x"):
        block = BeautifulSoup(render(literal(text), {}), "html.parser").code.get_text()
        assert block == text + "\n"
        assert harmless_markdown(literal(text), set()) == literal(text)

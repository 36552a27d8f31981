"""Is the page that goes back to a student one that she can read, and does the LMS find whose it is?"""

import re
import zipfile

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from autograder import __main__ as commands
from autograder.coursedir import layout
from autograder.feedback import page, sections
from autograder.feedback.formulas import mathml
from autograder.grading.markup import harmless_markdown
from autograder.intake import formatting, pictures
from lenet_keras.checks import display
from lenet_keras.checks.verdict import Fault, Result, Verdict
from tests.support.browser import browser, chromium
from tests.support.gradebooks import Course
from tests.support.hostile import PNG

LONG = "x = " + " + ".join(["1"] * 200)


def check(step: str, worth: float, points: float, fault: Fault | None):
    verdict = Verdict(step, (Result("one", points, worth, fault),))
    data = {"text/html": display.box(verdict, True), "text/plain": display.text(verdict, True)}
    marks = {"grade_id": f"{step.replace('.', '-')}-check", "grade": True, "locked": True, "solution": False}
    marks |= {"points": worth, "score": points, "waits": False}
    cell = new_code_cell(f'check("{step}")', metadata={"nbgrader": marks})
    cell.outputs = [new_output("display_data", data)]
    return cell


def answer(name: str, source: str, kind=new_code_cell, **marks):
    label = {"grade_id": name, "grade": False, "locked": False, "solution": True} | marks
    return kind(source, metadata={"nbgrader": label})


def question(name: str, text: str):
    label = {"grade_id": f"{name}-text", "grade": False, "locked": True, "solution": False}
    return new_markdown_cell(text, metadata={"nbgrader": label})


SHAPE = Fault("`x` has shape (2, 3)", "(3, 2)", "Which axis are the rows?")
WAITS = {"grade": True, "points": 2, "score": 0.0, "waits": True}
GRADED = {"grade": True, "points": 2, "score": 2.0, "waits": False, "comment": "Well *said*."}
LESSON = new_notebook(
    cells=[
        new_markdown_cell("# A1 Preparing the digits\n\nSee [A1.1](#A1.1-Load)."),
        new_markdown_cell("### A1.1 Load\n\nText with $a < b$."),
        answer("A1-1", LONG),
        check("A1.1", 2, 2, None),
        new_markdown_cell("### A1.2 Turn it\n\nMore."),
        answer("A1-2", "y = x.T"),
        check("A1.2", 3, 0, SHAPE),
        new_markdown_cell("### A1.3 Scale\n\nMore."),
        answer("A1-3", "z = y / 255"),
        check("A1.3", 2, 1, Fault("`z` is 3", "4", "")),
        question("A1-Q1", "**A1.Q1** Why are there *two* parts? And more words. *(2 points)*"),
        answer("A1-Q1", "Because.", new_markdown_cell, **WAITS),
        question("A1-Q2", "**A1.Q2** Why 255?"),
        answer("A1-Q2", "Since $x < y$ and List&lt;int>.", new_markdown_cell, **GRADED),
        new_code_cell("plt.show()", id="own-1", outputs=[new_output("display_data", {"image/png": PNG})]),
    ]
)
ABOUT = {"student": "ada", "name": "Ada Lovelace", "notebook": "a1", "late_penalty": 0.0, "late": 0.0}


@pytest.fixture(scope="module")
def html():
    return page.page(nbformat.from_dict(LESSON), ABOUT)


@pytest.fixture(scope="module")
def soup(html):
    return BeautifulSoup(html, "html.parser")


def text(element) -> str:
    return " ".join(element.get_text(" ").split())


def test_student_lesson_and_points_stand_first(soup):
    assert text(soup.h1) == "A1 Preparing the digits"
    assert "Ada Lovelace (ada)" in text(soup.header)
    assert "5 of 9 points so far" in text(soup.header)
    assert "1 answer waits for your teacher. It is worth 2 more points, 11 in all." in text(soup.header)


def test_points_by_step_have_the_steps_names_and_say_what_waits(soup):
    rows = [text(row) for row in soup.select("table.points tbody tr")]
    assert rows == [
        "A1.1 Load ✓ 2 of 2",
        "A1.2 Turn it ✗ 0 of 3",
        "A1.3 Scale ◐ 1 of 2",
        "A1.Q1 Why are there two parts? And more words. waits (2)",
        "A1.Q2 Why 255? ✓ 2 of 2",
    ]
    targets = [link["href"].removeprefix("#") for link in soup.select("table.points a")]
    assert all(soup.find(id=target) is not None for target in targets)
    assert "Test cell" not in text(soup)


def test_the_step_where_most_is_to_be_won_comes_first_with_its_hint(soup):
    first = text(soup.find(id="next"))
    assert first.startswith("Look at this first: A1.2 Turn it")
    assert "Which axis are the rows?" in first and "3 points to learn from here; then A1.3" in first
    whole = str(soup)
    assert whole.index('id="next"') < whole.index('class="points"') < whole.index("<main")


def test_a_page_without_a_mistake_says_so():
    perfect = nbformat.from_dict(LESSON)
    perfect.cells = perfect.cells[:4]
    said = text(BeautifulSoup(page.page(perfect, ABOUT), "html.parser").body)
    assert "Everything that is graded so far is right." in said
    assert "2 of 2 points" in said and "wait" not in said.split("Points by step")[0]


def test_a_late_penalty_is_taken_off_and_told():
    late = page.page(nbformat.from_dict(LESSON), ABOUT | {"late": 7200.0, "late_penalty": 1.5})
    said = text(BeautifulSoup(late, "html.parser").header)
    assert "3.5 of 9 points" in said and "Handed in 2 h late. 1.5 points taken off" in said


def test_nothing_is_loaded_and_nothing_runs(html, soup):
    assert not soup.find_all(["script", "link", "iframe", "object"])
    assert not re.search(r"https?://|url\(|@import", html)
    assert soup.html["lang"] == "en" and soup.find("meta", attrs={"name": "viewport"})
    ids = [each["id"] for each in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_formulas_are_mathml_and_the_comment_stands_with_its_answer(soup):
    assert len(soup.find_all("math")) == 2
    answered = next(each for each in soup.select("section.step") if "A1.Q2" in text(each))
    assert "Your teacher's comment Well said ." in text(answered)
    assert "List<int>" in text(answered)


def test_headings_are_in_order_and_pictures_have_words(soup):
    levels = [int(each.name[1]) for each in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(each.get("alt") for each in soup.find_all("img"))
    assert soup.find("caption") and all(each.get("scope") for each in soup.select("table.points th"))


def test_a_notebook_of_another_course_without_headings_has_its_cells_names():
    other = new_notebook(cells=[answer("mean", "def mean(v): return 1"), check("W1.1", 2, 0, SHAPE)])
    other.cells[1].outputs = [new_output("error", ename="AssertionError", evalue="not 2", traceback=["x"])]
    other.cells[1].metadata.nbgrader.grade_id = "mean-test"
    found = BeautifulSoup(page.page(other, ABOUT | {"name": ""}), "html.parser")
    assert text(found.h1) == "a1" and text(found.select_one("table.points tbody tr")) == "mean.test ✗ 0 of 2"
    assert "AssertionError: not 2" in text(found.find(id="next"))


@pytest.mark.parametrize(
    "formula", [r"\text{a <b>}", "{", r"\frac{1}", "{" * 101, "x" * 2001, r"\begin{a}", r"\text{&amp;lt;}"]
)
def test_what_is_no_formula_stays_text(formula):
    found = BeautifulSoup(mathml(formula), "html.parser")
    allowed = {"code", "math", "mrow", "mi", "mfrac", "mn", "mtext"}
    assert {each.name for each in found.find_all(True)} <= allowed


@pytest.mark.parametrize("formula", [r"\href{javascript:1}{x}", r"\class{score}{x}", r"\style{z:fixed}{x}"])
def test_a_formula_carries_neither_links_nor_styles(formula):
    assert not re.search("javascript|score|fixed", mathml(formula))


# --- written answers ---------------------------------------------------------------------------------------

AS_WRITTEN = {
    "a comparison": ("x < y and **fine**", "x < y and **fine**"),
    "a type": ("List<int> is *one*", "List&lt;int> is *one*"),
    "a foreign tag": ("a <font color=red>red</font> `a<b` $a<b$", "red>red&lt;/font> `a<b` $a<b$"),
    "a comment": ("before <!-- mine -->\n\n- one\n- two", "\n\n- one\n- two"),
    "a picture from the web": ("![me](http://a.org/b.png)\n\n1. one", "me (http://a.org/b.png)]`\n\n1."),
    "a picture that is missing": ("![s](s.png) and $x^2$", "` and $x^2$"),
    "a link that runs": ("[x](javascript:alert(1)) and **b**", "and **b**"),
    "code in another language": ("```java\nList<int> x;\n```\n\n**b**", "```\nList<int> x;\n```\n\n**b**"),
    "a formula that leads out": (r"$\href{javascript:1}{x}$ and $y$", "` and $y$"),
    "a script": ("<script>alert(1)</script>\n\n**b**", "\n\n**b**"),
    "a block of HTML": ("<div onclick=x>\n\ntext\n\n</div>\n\n- a", "\n\ntext\n\n"),
}


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_one_refused_thing_changes_itself_and_nothing_else(name):
    written, kept = AS_WRITTEN[name]
    shown = harmless_markdown(written, ())
    assert kept in shown
    assert not shown.startswith("```\n" + written[:4])
    assert harmless_markdown(shown, ()) == shown


JPEG = b"\xff\xd8\xff" + b"0" * 100


def drawn(source: str, files: dict[str, bytes]):
    notebook = new_notebook(cells=[answer("A1-Q1", source, new_markdown_cell)])
    notes = pictures.attach(notebook, files)
    return notebook.cells[0], [note.text for note in notes]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("![s](sketch.jpg)", "![s](attachment:sketch.jpg)"),
        ("![s](./sketch.jpg)", "![s](attachment:sketch.jpg)"),
        ("![s](pictures/my%20sketch.jpg)", "![s](attachment:pictures_my_sketch.jpg)"),
        ("![s](<pictures/my sketch.jpg>)", "![s](attachment:pictures_my_sketch.jpg)"),
        ('<img src="sketch.jpg" alt="s">', "![s](attachment:sketch.jpg)"),
        ("![a](sketch.jpg) ![b](sketch.jpg)", "![a](attachment:sketch.jpg) ![b](attachment:sketch.jpg)"),
    ],
)
def test_a_picture_beside_the_answer_is_shown_in_it(source, shown):
    cell, notes = drawn(source, {"sketch.jpg": JPEG, "pictures/my sketch.jpg": JPEG})
    assert notes == [] and len(cell.attachments) == 1
    assert harmless_markdown(cell.source, (), cell.attachments) == shown


def test_what_is_no_picture_or_too_large_or_elsewhere_is_told():
    assert "neither PNG nor JPEG" in drawn("![s](a.svg)", {"a.svg": b"<svg>"})[1][0]
    assert "may take 8 MB" in drawn("![s](a.jpg)", {"a.jpg": JPEG + b"0" * (7 << 20)})[1][0]
    cell, notes = drawn("![s](../../secret.jpg)", {"secret.jpg": JPEG})
    assert (cell.get("attachments"), notes) == (None, [])


@pytest.mark.parametrize("begun", ["![", "![a", "![](", "![](<", "<img ", "<img src", "<img src='"])
def test_pictures_that_are_begun_a_million_times_are_read_once(begun):
    source = begun * 300_000  # where each beginning is read to the end this takes hours
    assert drawn(source, {})[0].source == source


@pytest.mark.parametrize(
    ("prose", "title"),
    [
        ("# a" + " " * 9_000 + "b", "a b"),
        ("\n## A1.2 `x` ##  \nmore", "A1.2 x"),
        ("# a # b" + "#" * 9_000 + "\n", "a # b"),
        ("#" + " " * 9_000, "-"),
        ("#x", "-"),
    ],
)
def test_a_heading_that_a_student_has_changed_is_read_once(prose, title):
    assert sections.title_of(new_notebook(cells=[new_markdown_cell(prose)]), "-") == title


def test_thousands_of_pictures_get_their_names_together():
    names = [f"{number}.jpg" for number in range(20_000)]
    cell, notes = drawn(" ".join(f"![]({name})" for name in names), dict.fromkeys(names, JPEG[:3]))
    assert notes == [] and cell.source.count("attachment:") == len(cell.attachments) == len(names)


def test_an_answer_that_is_too_long_for_its_formatting_is_told():
    long = new_notebook(cells=[answer("A1-Q1", "**x** " * n, new_markdown_cell) for n in (1_000, 2_000)])
    (note,) = formatting.notes(long)
    assert note.to_student and "12,000 characters; more than 10,000 are shown as plain text" in note.text
    assert harmless_markdown(long.cells[1].source, ()).startswith("```\n**x**")


# --- as a picture ------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_the_page_fits_its_screen_and_asks_for_nothing(html, tmp_path):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    with browser(width=390) as tab:
        asked = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto((tmp_path / "page.html").as_uri())
        for width in (390, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert len([each for each in asked if not each.startswith("data:")]) == 1
        assert tab.locator("math").last.bounding_box()["width"] > 20  # shown, not fallen together


# --- back into an LMS --------------------------------------------------------------------------------------

FOLDERS = """
c.CourseDirectory.feedback_directory = "feedback"
c.ZipCollectApp.downloaded_directory = "downloaded"
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = Course.create(tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(FOLDERS)
    layout.course_at.cache_clear()
    for student, first, last in (("ada", "Ada", "O_Neil"), ("bo", "Bo", "Li"), ("cy", "Cy", "Ng")):
        course.enrol(student, first_name=first, last_name=last)
        folder = course.root / "feedback" / student / "a1_preprocess"
        folder.mkdir(parents=True)
        (folder / "a1_preprocess.html").write_text(student)
    monkeypatch.chdir(course.root)
    return course


def given(course, *names):
    archive = course.root / "downloaded" / "a1_preprocess" / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as file:
        for name in names:
            file.writestr(name, "{}")


def packed(course, system) -> dict[str, str]:
    output = course.root / "back.zip"
    arguments = ["feedback-archive", "a1_preprocess", "--format", system, "--output", str(output)]
    assert commands.main(arguments) == 0
    with zipfile.ZipFile(output) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_moodle_finds_each_participant_by_its_own_rule(course, capsys):
    given(
        course,
        "Ada O_Neil_1234567_assignsubmission_file_/a1_preprocess.ipynb",
        "Bo Li_1234568_assignsubmission_file_a1_preprocess.ipynb",
    )
    found = {}
    for path, content in packed(course, "moodle").items():
        folder, file = path.split("/")
        parts = folder.split("_", 4)  # importziplib.php
        assert len(parts) >= 4 and parts[2:4] == ["assignsubmission", "file"] and file.endswith(".html")
        found[int(parts[1])] = content
    assert found == {1234567: "ada", 1234568: "bo"}
    assert "cy: not in what the LMS gave" in capsys.readouterr().out


def test_canvas_finds_student_and_file_by_its_own_rule(course):
    given(
        course,
        "oneilada_LATE_11_501_a1_preprocess.ipynb",
        "libo_12_502_a1_preprocess.ipynb",
        "libo_12_509_a1_preprocess-1.ipynb",
    )
    found = {}
    for path, content in packed(course, "canvas").items():
        user, attachment = [part for part in path.split("_") if part.isdigit()][:2]  # grep(/^\d+$/).take(2)
        found[user, attachment] = content
    assert found == {("11", "501"): "ada", ("12", "509"): "bo"}


def test_who_was_removed_gets_no_page(course, capsys):
    given(course, "oneilada_11_501_a1_preprocess.ipynb", "ngcy_13_503_a1_preprocess.ipynb")
    with Gradebook(course.address, "lenet-keras") as book:
        book.remove_student("cy")
    assert list(packed(course, "canvas").values()) == ["ada"]
    told = capsys.readouterr().out
    assert "cy: no longer in the gradebook; left out" in told and "cy: not in what" not in told


def test_without_the_names_of_the_lms_nothing_is_packed(course, capsys):
    arguments = ["feedback-archive", "a1_preprocess", "--format", "moodle", "--output", "back.zip"]
    assert commands.main(arguments) == 1
    assert "that Moodle has named" in " ".join(capsys.readouterr().err.split())
    assert not (course.root / "back.zip").exists()

"""Are pairs found that share what nobody else has, however it was disguised, and no others?"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import __main__ as commands
from autograder.coursedir import layout
from autograder.results.similar.tokens import tokens
from tests.support.gradebooks import Course

GIVEN = "def load(path):\n    rows = [line.split(',') for line in open(path)]\n    return rows[1:]"
REFERENCE = "t = 0\nfor row in load('a.csv'):\n    t = t + float(row[1]) * float(row[2])\nmean = t / 7"
IDEA = (
    "from collections import defaultdict\n"
    "bins = defaultdict(list)\n"
    "for k, v in zip(keys[::3], values[::-2]):\n"
    "    bins[k % 7].append(v ** 0.5 if v > 0 else -1)\n"
    "best = max(bins, key=lambda b: sum(bins[b]) / (1 + len(bins[b])))\n"
)
DISGUISED = (  # renamed, commented, spaced, other texts and numbers
    "from collections import defaultdict   # mine\n\n"
    "drawers = defaultdict( list )\n"
    "for key, value in zip(names[::4], data[::-9]):\n"
    "    # the drawer\n"
    "    drawers[key % 11].append(value ** 0.25 if value > 3 else -2)\n"
    "top = max(drawers, key=lambda d: sum(drawers[d]) / (2 + len(drawers[d])))\n"
)
OTHER = (
    "import itertools\nwindows = []\nwhile len(windows) < {0}:\n    step = next(iter(range({0}, 90)))\n"
    "    windows += [step // {0}, {1}]\nresult = sorted(windows, reverse=True)[:{0}]\nprint({1}, result)\n"
)


def notebook(*answers: str):
    cells = [new_code_cell(GIVEN, metadata={"nbgrader": label("setup", locked=True)})]
    cells += [
        new_code_cell(text, metadata={"nbgrader": label(f"W1-{n}", solution=True)})
        for n, text in enumerate(answers, 1)
    ]
    return new_notebook(cells=cells)


def label(name: str, **marks) -> dict:
    return {"grade_id": name, "grade": False, "locked": False, "solution": False, "task": False} | marks


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = Course.create(tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.autograded_directory = 'autograded'\n")
    for folder, made in (("source", notebook(REFERENCE)), ("release", notebook("# YOUR CODE HERE"))):
        place = course.root / folder / "week1"
        place.mkdir(parents=True)
        nbformat.write(made, place / "lesson.ipynb")
    layout.course_at.cache_clear()
    monkeypatch.chdir(course.root)
    return course


def graded(course, student: str, *answers: str) -> None:
    place = course.root / "autograded" / student / "week1"
    place.mkdir(parents=True)
    nbformat.write(notebook(*answers), place / "lesson.ipynb")


def shown(capsys, *more: str) -> str:
    assert commands.main(["similar", "week1", *more]) == 0
    return capsys.readouterr().out


def test_a_pair_is_found_through_other_names_spaces_and_comments(course, capsys, tmp_path):
    graded(course, "ada", REFERENCE, IDEA)
    graded(course, "bo", REFERENCE, DISGUISED)
    for n in range(8):  # all have the reference's way, and each an idea of her own
        graded(course, f"s{n}", REFERENCE, "x = " + " + ".join(f"f{n}(g)[{n}:]" for _ in range(n + 2)))
    said = shown(capsys, "--output", str(tmp_path / "pages"))
    rows = [each.split() for each in said.splitlines() if "W1-" in each]
    assert [row[:2] for row in rows] == [["ada", "bo"]]
    assert rows[0][3] == "100%" and rows[0][4] == "W1-2"
    assert "not a verdict" in " ".join(said.split())
    (file,) = (tmp_path / "pages").iterdir()
    html = file.read_text(encoding="utf-8")
    assert html.count("<mark>") >= 9 and "W1-1" not in html
    assert "key=lambda d: sum(drawers[d])" in html


def test_what_the_class_shares_and_what_was_given_is_no_pair(course, capsys):
    for n in range(12):
        graded(course, f"s{n}", REFERENCE + "\n" + GIVEN, OTHER.format(n, n + 1))
    assert "no pair of 12 shares more than the class does" in shown(capsys)


def test_code_is_text_on_the_page_and_a_faulty_program_is_compared(course, capsys, tmp_path):
    evil = IDEA + "x = '</pre><script>alert(1)</script>'\ndef broken(:\n"
    graded(course, "ada", evil)
    graded(course, "bo", evil)
    graded(course, "cy", "pass")
    shown(capsys, "--output", str(tmp_path / "pages"))
    html = (tmp_path / "pages" / "week1-01.html").read_text(encoding="utf-8")
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_names_stand_beside_ids(course, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    for student, first in (("s1", "Ada"), ("s2", "<b>Bo</b>"), ("s3", "Cy")):
        course.grade(student, first_name=first, last_name="Li")
        graded(course, student, "pass" if student == "s3" else IDEA)
    said = shown(capsys, "--output", str(tmp_path / "pages"))
    assert "Ada Li (s1)" in said and "<b>Bo</b> Li (s2)" in said
    html = (tmp_path / "pages" / "week1-01.html").read_text(encoding="utf-8")
    assert "<h1>Ada Li (s1) and &lt;b&gt;Bo&lt;/b&gt; Li (s2), week1</h1>" in html


def test_nothing_to_compare_is_told(course, capsys):
    graded(course, "ada", IDEA)
    assert commands.main(["similar", "week1"]) == 1
    assert "1 submissions of week1 are graded; two are needed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["similar", "review", "again", "feedback-archive --format canvas --output b"]
)
def test_a_lesson_that_is_not_there_is_told_with_those_that_are(course, capsys, command):
    name, *options = command.split()
    assert commands.main([name, "week9", *options]) == 1
    assert "there is no lesson 'week9'; expected one of week1" in capsys.readouterr().err


def test_lines_are_those_of_the_source():
    row = list(tokens("a = '''x\ny'''\n\n# z\nb.sort(1)\n"))
    assert row[0] == ("name", 0)
    assert [line for text, line in row if text == "sort"] == [4]

"""Does the report say what the class knows, by figures that hold, and harmlessly?"""

import hashlib
import io
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from bs4 import BeautifulSoup
from rich.console import Console
from scipy import stats

from autograder import __main__ as commands
from autograder.coursedir import folders
from autograder.results import gradebook
from autograder.results.gradebook import GRADED, WAITS, Results, Student, Work
from autograder.results.report import concepts, mistakes, page, statistics, terminal
from lenet_keras.checks.steps import LESSONS
from lenet_keras.checks.verdict import Fault, Result, Verdict
from tests.support.browser import browser, chromium
from tests.support.gradebooks import WRITTEN, Course, fill, verdict

CONCEPTS = concepts.of_course(folders.PROJECT)
MADE = datetime(2026, 11, 21, 12)
STEPS = [step.id for step in LESSONS["a1_preprocess"]] + list(WRITTEN["a1_preprocess"])


def lesson(points: dict[str, list[float | None]], worth: float = 1.0) -> Results:
    """A lesson from the points of each step, student by student."""
    works = {}
    for number, row in enumerate(zip(*points.values(), strict=True)):
        own = dict(zip(points, row, strict=True))
        works[f"s{number}"] = Work(Student(f"s{number}"), WAITS if None in row else GRADED, own)
    return Results("a1_preprocess", dict.fromkeys(points, worth), works)


def by_step(results_):
    return {item.step: item for item in statistics.items(results_)}


# --- figures ---------------------------------------------------------------------------------------------


def test_the_correlation_is_the_point_biserial_one_without_the_item_itself():
    random = np.random.default_rng(5)
    skill = random.normal(size=60)
    points = {f"A1.{n}": (skill + random.normal(size=60) > 0.3 * n).astype(float).tolist() for n in range(5)}
    found = by_step(lesson(points))
    table = np.array(list(points.values()))
    for place, step in enumerate(points):
        rest = np.delete(table, place, 0).sum(0)
        assert found[step].correlation == pytest.approx(stats.pointbiserialr(table[place], rest).statistic)
        assert found[step].share == pytest.approx(table[place].mean())
        assert found[step].correlation < np.corrcoef(table[place], table.sum(0))[0, 1]


def test_an_item_that_the_best_solve_is_told_from_one_that_they_miss():
    points = {"A1.1": [0.0] * 5 + [1.0] * 5, "A1.2": [0.0] * 4 + [1.0] * 6, "A1.3": [1.0] * 5 + [0.0] * 5}
    found = by_step(lesson(points))
    assert found["A1.2"].upper_lower == 1.0
    assert found["A1.3"].upper_lower == pytest.approx(1 / 6 - 1)  # one of six who tie at the top has it
    assert (
        found["A1.3"].correlation
        < 0
        < by_step(lesson({k: points[k] for k in ("A1.1", "A1.2")}))["A1.1"].correlation
    )


def test_ties_at_the_border_of_a_group_are_no_matter_of_order():
    total = np.array([3.0, 2, 2, 2, 2, 2, 2, 2, 2, 1])
    share = np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    expected = (1 + 2 * 2 / 8) / 3 - (0 + 2 * 2 / 8) / 3
    order = np.random.default_rng(1).permutation(10)
    assert statistics.upper_lower(share, total) == pytest.approx(expected)
    assert statistics.upper_lower(share[order], total[order]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("points", "step"),
    [
        ({"A1.1": [1.0] * 5, "A1.2": [0.0, 1, 0, 1, 1]}, "A1.1"),  # all the same
        ({"A1.1": [0.0, 1, 0, 1, 1], "A1.2": [1.0] * 5}, "A1.1"),  # the rest is the same
        ({"A1.1": [0.0, 1], "A1.2": [0.0, 1]}, "A1.1"),  # two students lie on any line
        ({"A1.1": [0.0, 1, 1, 0]}, "A1.1"),  # nothing to compare with
        ({"A1.1": [None] * 4, "A1.2": [0.0, 1, 1, 0]}, "A1.1"),  # nobody graded
    ],
)
def test_what_is_not_defined_is_none(points, step):
    assert by_step(lesson(points))[step].correlation is None


def test_a_constant_class_has_no_index_and_no_student_is_no_lesson():
    item = by_step(lesson({"A1.1": [1.0] * 6, "A1.2": [1.0] * 6}))["A1.1"]
    assert (item.share, item.correlation, item.upper_lower) == (1.0, None, None)
    assert statistics.summary(lesson({"A1.1": [], "A1.2": []})).mean is None
    assert by_step(lesson({"A1.1": [], "A1.2": []}))["A1.1"].share is None


def test_answers_that_wait_neither_count_as_wrong_nor_change_the_comparison():
    full = {"A1.1": [0.0, 0, 1, 1, 1], "A1.2": [0.0, 1, 0, 1, 1]}
    waiting = full | {"A1.Q1": [None, None, 1.0, None, None]}
    assert by_step(lesson(waiting))["A1.1"] == by_step(lesson(full))["A1.1"]
    assert by_step(lesson(waiting))["A1.Q1"].share == 1.0
    assert statistics.summary(lesson(waiting)).totals == (2.0,)


@pytest.mark.parametrize(("worth", "edges"), [(17, 17), (5, 5), (20, 20), (0.5, 0.5), (37, 37)])
def test_every_student_is_in_one_bin(worth, edges):
    totals = tuple(np.linspace(0, worth, 41)) + (worth + 1,)
    bins = statistics.bins(totals, worth)
    assert sum(count for _, _, count in bins) == 42
    assert (bins[0][0], bins[-1][1]) == (0, edges)
    assert len(bins) <= 10


# --- who needs help --------------------------------------------------------------------------------------


def test_every_step_and_question_of_every_lesson_has_a_concept():
    steps = {step.id for each in LESSONS.values() for step in each}
    assert steps | {question for each in WRITTEN.values() for question in each} <= set(CONCEPTS)


def test_a_course_without_a_bank_has_the_concepts_of_steps(tmp_path):
    assert concepts.of_course(tmp_path)["A1.4"] == "shapes"
    assert "A1.Q1" not in concepts.of_course(tmp_path)


def test_help_is_needed_below_half_of_a_concept_over_all_its_steps():
    one = lesson({"A1.2": [1.0, 0.0, 0.0], "A1.Q1": [0.0, 0.0, None], "A1.5": [1.0, 1.0, 0.4]})
    two = replace(one, lesson="a2", works={})
    found = concepts.needing_help([one, two], CONCEPTS)
    assert {concept: [(s.id, share) for s, share in who] for concept, who in found.items()} == {
        "train/test split": [("s1", 0.0), ("s2", 0.0)],  # s0 has exactly half
        "scaling": [("s2", 0.4)],
    }


# --- mistakes --------------------------------------------------------------------------------------------


def test_mistakes_are_counted_by_hint_and_answers_without_their_layout(tmp_path):
    course = Course.create(tmp_path / "course")
    shape = Fault("`trainData` has shape (4000, 784)", "an array", "The rows: are they still there?")
    late = Fault("`x` is missing", "a cell that makes `x`")
    answers = ["x = x.reshape(-1,784)  # flat", "x = x.reshape(-1, 784)", "x = 1", "!ls"]
    for number, answer in enumerate(answers):
        fault = late if number == 3 else shape
        results_ = (Result("one", 0, 1, fault), Result("two", 0, 1, Fault("`y` is 3", "4", "Hint: no.")))
        course.keep(f"s{number}", [(Verdict("A1.4", results_), answer), (verdict("A1.5", 2, 2, 0), "y")])
    (folder,) = course.root.rglob("audit")
    (folder / "a1_preprocess" / "s0" / "a1_preprocess.ipynb").with_name("half.ipynb").write_text(
        '{"cells": ['
    )
    found = mistakes.by_step(course.root, "a1_preprocess", {"s0", "s1", "s2", "s3"})
    assert found == {
        "A1.4": [
            mistakes.Mistake(shape.hint, 3, shape.found, "x = x.reshape(-1, 784)", 2),
            mistakes.Mistake(late.expected, 1, late.found, "!ls", 1),
        ]
    }
    assert mistakes.by_step(course.root, "a1_preprocess", {"s2"})["A1.4"][0].students == 1


# --- page and terminal -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = Course.create(tmp_path_factory.mktemp("report") / "course")
    fill(course, 12, seed=3)
    course.grade("eve", {"A1.4": 0}, first_name="<script>alert(1)</script>", last_name='"&[/red]\x1b[2J')
    fault = Fault(
        "`x` is '<img src=x onerror=alert(2)>'", "`]`", "Look <b>here</b> [bold]now[/x] \x1b]0;t\x07."
    )
    course.keep(
        "eve", [(Verdict("A1.4", (Result("r", 0, 2, fault),)), "x = '</pre><script>alert(3)</script>'")]
    )
    course.enrol("zoe", first_name="Zoe")
    course.hand_in("emil")
    return course


@pytest.fixture(scope="module")
def found(course):
    return gradebook.read(course.root)


@pytest.fixture(scope="module")
def html(course, found):
    wrong = {"a1_preprocess": mistakes.by_step(course.root, "a1_preprocess", set(found[0].works))}
    return page.page("digits <i>", found, wrong, CONCEPTS, MADE)


@pytest.fixture(scope="module")
def soup(html):
    return BeautifulSoup(html, "html.parser")


def test_the_page_needs_nothing_but_itself(html, soup):
    assert not soup.find_all(["script", "link", "img", "iframe", "object", "base"])
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert {tag["href"][0] for tag in soup.find_all("a")} == {"#"}
    assert "url(" not in html
    assert "default-src 'none'" in soup.find("meta", attrs={"http-equiv": True})["content"]


def test_what_students_wrote_is_text(soup):
    text = soup.get_text()
    for each in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "<b>here</b>",
        "</pre><script>",
    ):
        assert each in text
    assert not soup.find_all("b")


def test_every_student_with_points_has_a_row_and_every_other_is_named(soup, found):
    rows = soup.select("table.heat tbody tr")
    assert len(rows) == 13
    assert [th.get_text() for th in soup.select("table.heat thead th")][1:-1] == [
        s.split(".")[1] for s in STEPS
    ]
    eve = next(row for row in rows if "alert" in row.get_text())
    assert [td["class"] for td in eve.select("td")][3] == ["s0"]
    assert eve.select("td")[-1].get_text() == "15"
    waiting = next(row for row in rows if row.select("td.waits"))
    assert waiting.select("td")[-1].get_text().startswith("(")
    said = " ".join(p.get_text() for p in soup.select("p.people"))
    assert "Could not be graded: emil" in said and "Nothing handed in: Zoe" in said and "Late: " in said


def test_pictures_say_in_words_what_they_show(soup, found):
    svg = soup.find("svg")
    assert svg["role"] == "img"
    totals = statistics.summary(statistics.graded_for_all(found[0])).totals
    assert f"{len(totals)} students, of what is graded for all" in svg["aria-label"]
    assert len(svg.find_all("rect")) == svg["aria-label"].count(" points: ")


def test_the_unfinished_is_never_shown_as_the_class(soup, found):
    part = statistics.graded_for_all(found[0])
    assert [step for step in STEPS if step not in part.worth] == list(WRITTEN["a1_preprocess"])
    handed_in, whole = found[0].of_state(GRADED, WAITS), statistics.summary(found[0])
    assert len(part.works) == len(handed_in) > len(whole.totals)
    said = " ".join(soup.get_text(" ").split())
    assert len(found[0].of_state(WAITS)) == 1
    assert f"1 of {len(handed_in)} waits for a person." in said
    assert "left out: A1.Q1, A1.Q2, A1.Q3" in said
    known = f"known of {len(whole.totals)} of {len(handed_in)} only, whose mean is {whole.mean:.4g}"
    assert known in said
    mean = statistics.summary(part).mean
    assert f"mean of 11 graded for all {mean:.4g}" in said
    console = Console(file=io.StringIO(), width=200)
    console.print(terminal.lesson(found[0], {}, CONCEPTS))
    assert f"mean {mean:.4g} of 11 graded for all {len(handed_in)}" in console.file.getvalue()


def test_a_class_that_is_graded_has_no_part_left_out():
    full = lesson({"A1.1": [0.0, 1.0], "A1.Q1": [1.0, 0.0]})
    assert statistics.graded_for_all(full).worth == full.worth
    none = lesson({"A1.Q1": [None, 1.0]})
    assert statistics.graded_for_all(none).worth == {}
    console = Console(file=io.StringIO(), width=200)
    console.print(terminal.lesson(none, {}, CONCEPTS))
    assert "nothing is graded for all yet" in console.file.getvalue()
    assert "100% of 1" in console.file.getvalue()  # and not of the class
    html = page.page("c", [none], {}, CONCEPTS, MADE)
    assert "Nothing is graded for all yet" in html and "100\N{NO-BREAK SPACE}% of 1<" in html


def test_the_figures_of_the_page_are_those_of_the_class(soup, found):
    item = statistics.items(found[0])[3]
    (row,) = [tr for tr in soup.find_all("tr") if tr.th and tr.th.get_text() == "A1.4"]
    cells = [td.get_text().replace("low", "").strip() for td in row.find_all("td")]
    expected = ["shapes", "13", f"{item.share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")]
    assert cells == [*expected, page.signed(item.correlation), page.signed(item.upper_lower)]


def test_shades_tell_how_much_is_missing():
    shades = [page.shade(points, 4) for points in (None, 0, 0.9, 1, 2.5, 3.9, 4, 5)]
    assert shades == ["waits", "s0", "s1", "s2", "s3", "s4", "full", "full"]


def test_neither_markup_nor_control_sequences_act_in_the_terminal(course, found):
    wrong = mistakes.by_step(course.root, "a1_preprocess", set(found[0].works))
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system=None)
    only_eve = replace(found[0], works={"eve": found[0].works["eve"]})
    hint = {"A1.4": [each for each in wrong["A1.4"] if "here" in each.hint]}
    console.print(terminal.lesson(only_eve, hint, CONCEPTS))
    console.print(terminal.needing_help([only_eve], CONCEPTS))
    said = console.file.getvalue()
    assert "[bold]now[/x]" in said and '"&[/red]' in said
    assert "\x1b[2J" not in said and "\x1b]0" not in said and "\x07" not in said


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_the_page_fits_a_telephone_and_runs_no_script(html, tmp_path):
    (tmp_path / "report.html").write_text(html)
    with browser(width=390) as tab:
        alerts = []
        tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        asked = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto((tmp_path / "report.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert (alerts, len(asked)) == ([], 1)


# --- the command -----------------------------------------------------------------------------------------


def test_the_command_prints_and_writes_and_changes_nothing(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    files = sorted(path for path in course.root.rglob("*") if path.is_file())
    before = [hashlib.sha256(path.read_bytes()).digest() for path in files]
    assert commands.main(["report", "--output", str(tmp_path / "report.html")]) == 0
    said = capsys.readouterr().out
    assert "A1.Q3" in said and "Less than 50%" in said
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")
    assert [hashlib.sha256(path.read_bytes()).digest() for path in files] == before
    assert sorted(path for path in course.root.rglob("*") if path.is_file()) == files


def test_a_lesson_that_is_none_and_a_place_that_is_none_are_told(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    (tmp_path / "file").touch()
    assert commands.main(["report", "a7", "--output", str(tmp_path / "report.html")]) == 1
    assert "does not know 'a7'; it knows a1_preprocess" in capsys.readouterr().err
    assert commands.main(["report", "--output", str(tmp_path / "file" / "report.html")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["file"]

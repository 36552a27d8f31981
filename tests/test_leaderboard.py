"""Does the table of networks rank what the examiner measured, and keep names that are not to be told?"""

import io

import numpy as np
import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from autograder import __main__ as commands
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Record
from autograder.examiner import exam, inspections
from autograder.results import leaderboard, pseudonyms
from autograder.results.leaderboard import Entry
from autograder.results.report import command
from lenet_keras.checks.inspection import Exam
from lenet_keras.from_scratch.lenet5 import lenet5
from tests.support.gradebooks import Course, fill

CLASS = {"s001": (0.05, 1000), "s002": (0.02, 5000), "s003": (0.03, 900), "s004": (0.02, 5000)}


def record(error, parameters):
    return Record(measured={"A3.1": {"error": error, "digits": 1000, "parameters": parameters}})


@pytest.fixture
def course(tmp_path):
    made = Course.create(tmp_path / "course", ("a3_train",))
    fill(made, 6, seed=1)
    for lesson in ("a1_preprocess", "a3_train"):
        (made.root / "source" / lesson).mkdir(parents=True)
        (made.root / "source" / lesson / f"{lesson}.ipynb").touch()
    folder = layout.audit(layout.course_at(made.root))
    for student, (error, parameters) in CLASS.items():
        audit.write(audit.path(folder, student, "a3_train", "a3_train"), record(error, parameters))
    return made


def test_fewer_errors_come_first_then_fewer_parameters_and_equal_ones_share_a_place():
    entries = [Entry(name, "A3.1", error, 1000, size) for name, (error, size) in CLASS.items()]
    found = leaderboard.ranked(entries)
    assert [(each.student, each.place) for each in found] == [
        ("s002", 1),
        ("s004", 1),
        ("s003", 3),
        ("s001", 4),
    ]
    assert {each.student for each in found if each.front} == {"s002", "s004", "s003"}
    assert found[0].deviation == pytest.approx(np.sqrt(0.02 * 0.98 / 1000))


def test_the_table_has_pseudonyms_unless_names_are_asked_for(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert commands.main(["leaderboard", "a3_train"]) == 0
    shown = capsys.readouterr().out
    names = pseudonyms.of(layout.audit(layout.course_at(course.root)), CLASS)
    assert len(set(names.values())) == 4
    assert all(name in shown for name in names.values()) and "s002" not in shown
    assert "2.0% ± 0.4%" in shown and "5,000" in shown
    assert commands.main(["leaderboard", "a3_train", "--names"]) == 0
    named = capsys.readouterr().out
    assert not any(name in named for name in names.values())
    assert commands.main(["leaderboard", "a1_preprocess"]) == 1
    assert "was measured: expected a lesson that trains one" in " ".join(capsys.readouterr().err.split())
    assert commands.main(["leaderboard", "a9_none"]) == 1
    assert "there is no lesson 'a9_none'; expected one of a1_preprocess, a3_train" in capsys.readouterr().err


def test_a_pseudonym_stays_and_is_another_in_another_course(tmp_path):
    students = [f"s{number}" for number in range(3000)]
    names = pseudonyms.of(tmp_path / "one", students)
    assert names == pseudonyms.of(tmp_path / "one", students)
    assert len(set(names.values())) == len(students)  # more of them than there are pairs of words
    assert names != pseudonyms.of(tmp_path / "other", students)


def test_the_report_shows_each_network_as_a_dot_and_in_the_table(course, tmp_path):
    page = tmp_path / "report.html"
    command.run(course.root, ["a3_train"], page, Console(file=io.StringIO()), True)
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    names = pseudonyms.of(layout.audit(layout.course_at(course.root)), CLASS).values()
    assert len(soup.find_all("circle")) == 4 and len(soup.select("circle.front")) == 3
    told = next(svg["aria-label"] for svg in soup.find_all("svg") if "Networks" in svg["aria-label"])
    assert all(name in told for name in names)
    for circle in soup.find_all("circle"):
        assert leaderboard.LEFT <= float(circle["cx"]) <= leaderboard.RIGHT
        assert leaderboard.TOP <= float(circle["cy"]) <= leaderboard.BOTTOM


def test_no_other_dot_hides_one_on_the_front():
    entries = leaderboard.ranked(
        [Entry(name, "A3.1", error, 1000, size) for name, (error, size) in CLASS.items()]
    )
    drawn = [dot.entry.front for dot in leaderboard.plot(entries).dots]
    assert drawn == sorted(drawn) and set(drawn) == {False, True}


def test_networks_of_one_size_stand_in_the_middle():
    entries = leaderboard.ranked([Entry(f"s{n}", "A3.1", 0.01 * n, 1000, 431080) for n in range(3)])
    assert {dot.x for dot in leaderboard.plot(entries).dots} == {(leaderboard.LEFT + leaderboard.RIGHT) / 2}
    assert leaderboard.plot([]) is None


def test_a_student_is_told_her_own_place_and_nobody_elses(course):
    entries = leaderboard.of_lesson(course.root, "a3_train", hidden=True)
    told = leaderboard.told(entries, "s003")
    own, *others = (next(e.name for e in entries if e.student == s) for s in ("s003", "s001", "s002", "s004"))
    assert "place 3 of 4" in told and "3.0% ± 0.5%" in told and own in told
    assert not any(other in told for other in others)
    assert leaderboard.told(entries, "s006") == ""


def test_the_error_is_that_of_the_weights_on_the_exams_digits():
    inspection = Exam("weights", "", "", worse=0.1, recipe="lenet5")
    network = lenet5(seed=3)
    weights = np.concatenate([each.ravel() for each in network.get_weights()])
    seen = {"weights": {"kind": "array", "values": weights}}
    found = inspections.measured(inspection, seen, seen)
    images, labels = exam.digits()
    answers = network.predict(images[:, np.newaxis].astype(np.float32) / 255).argmax(axis=1)
    assert found["error"] == pytest.approx(np.mean(answers != labels))
    assert (found["digits"], found["parameters"]) == (len(labels), weights.size)

"""Is what reaches an instructor's terminal and files harmless, whatever students are called?"""

import csv
import io
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder import __main__ as commands
from autograder.coursedir import audit, folders, layout
from autograder.coursedir.audit import Record
from autograder.results import table
from autograder.terminal.printable import PlainLog, line, plain
from tests.attacks import course as attacked
from tests.attacks.attack import A1
from tests.support.gradebooks import Course

SEQUENCES = {
    "title": "\x1b]0;owned\x07",
    "clear": "\x1b[2J",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "one byte": "\x9b2J",
    "return": "\rall is well",
    "turned": "\u202etxt.exe",
    "half a character": "\udc80",
}
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def course(tmp_path):
    return Course.create(tmp_path / "course")


@pytest.mark.parametrize("evil", SEQUENCES.values(), ids=SEQUENCES)
def test_nothing_that_a_terminal_obeys_is_left(evil):
    assert plain(f"a{evil}b\nc").isprintable() is False  # because of the break alone
    assert line(f"a{evil}b\nc").isprintable()
    assert line("Ada Lovelace, Tần ✓") == "Ada Lovelace, Tần ✓"


@pytest.mark.parametrize("evil", SEQUENCES.values(), ids=SEQUENCES)
def test_a_log_repeats_no_sequence_and_no_line_of_a_name(evil, caplog):
    log = logging.getLogger("harmless")
    log.addFilter(PlainLog())
    with caplog.at_level("WARNING", "harmless"):
        log.warning("%s was graded", f"eve{evil}\n[AutogradeApp | INFO] bob was graded")
    (message,) = caplog.messages
    assert all(each.isprintable() for each in message.splitlines())
    assert [each[:1] for each in message.splitlines()[1:]] == [" "]


@pytest.mark.parametrize("evil", SEQUENCES.values(), ids=SEQUENCES)
def test_review_shows_every_note_and_everybody_after_it(course, monkeypatch, capsys, evil):
    records = layout.audit(layout.course_at(course.root)) / "a1_preprocess"
    for student in ("ada", "bo"):
        note = {
            "kind": "repaired",
            "cell": "",
            "text": f"{student} wrote {evil}\nbob: forged",
            "to_student": True,
        }
        audit.write(records / student / "a1_preprocess.json", Record(repaired=[note]))
    monkeypatch.chdir(course.root)
    assert commands.main(["review"]) == 0
    shown = capsys.readouterr().out
    assert "ada wrote" in shown and "bo wrote" in shown
    assert all(each.isprintable() for each in shown.splitlines())
    assert not any(each.lstrip().startswith("bob: forged") for each in shown.splitlines())


def test_review_tells_which_seed_draws_the_same_inputs_again(course, monkeypatch, capsys):
    records = layout.audit(layout.course_at(course.root)) / "a1_preprocess"
    for student, seed in {"ada": 7, "bo": 7, "chidi": 123}.items():
        audit.write(records / student / "a1_preprocess.json", Record(seed=seed))
    monkeypatch.chdir(course.root)
    assert commands.main(["review"]) == 0
    shown = capsys.readouterr().out
    assert "`c.Examine.seed = 7` draws again what was asked of ada, bo." in shown
    assert "`c.Examine.seed = 123` draws again what was asked of chidi." in shown


def test_a_table_of_odd_names_is_a_table(course):
    for name in ("eve\x1b[2J\nada  9", "[red]mallory[/]"):
        course.grade(name)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(table.students_by_steps(course.root, "a1_preprocess"))
    shown = console.export_text()
    assert "eve�[2J�ada  9" in shown and "[red]mallory[/]" in shown


@pytest.mark.parametrize("width", [20, 60, 80, 200])
def test_no_column_of_a_table_goes_where_the_terminal_is_narrow(course, width):
    course.grade("vitorgarciamarquez", first_name="Vítor", last_name="García Márquez de la Torre")
    steps = next(iter(table.graded(course.root, "a1_preprocess").values()))
    console = Console(width=width, record=True, file=io.StringIO())
    table.show(table.students_by_steps(course.root, "a1_preprocess"), console)
    head = next(line for line in console.export_text().splitlines() if "student" in line)
    assert head.split() == ["student", *(step.split(".")[-1] for step in steps), "points"]


@pytest.mark.slow
@pytest.mark.parametrize("variables", [{}, C_LOCALE])
def test_the_plain_table_is_quoted_and_no_name_is_a_formula(course, variables):
    shutil.copy(folders.PROJECT / "nbgrader_config.py", course.root)
    course.grade("chidi", last_name="Eze, Jr.", first_name="=HYPERLINK(1)", email="chidi@uni.example")
    course.grade("zoe", last_name='O"Neil', first_name="Zoë\nbob", email="@SUM(1)")
    command = [str(Path(sys.executable).parent / "nbgrader"), "export"]
    done = subprocess.run(
        command, cwd=course.root, capture_output=True, text=True, env=os.environ | variables
    )
    assert done.returncode == 0, done.stderr
    with (course.root / folders.WORK / "grades.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(head) == 11 and all(len(row) == 11 for row in rows)
    found = {row[3]: row for row in rows}
    assert found["chidi"][4:7] == ["Eze, Jr.", "'=HYPERLINK(1)", "chidi@uni.example"]
    assert found["zoe"][4:7] == ['O"Neil', "Zoë\nbob", "'@SUM(1)"]
    assert float(found["chidi"][9]) == float(found["chidi"][10])


NAMES = (
    b"bao",
    b"chidi\n[AutogradeApp | INFO] forged",
    b"dita\r",
    "\u00fcmit".encode(),
    b"eve\xff",
    b"--force",
)
"""Of folders, as bytes: not all are text everywhere."""


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A course of A1 with a right submission in each of several oddly named folders."""
    course = attacked.Course.build(tmp_path_factory.mktemp("names") / "c", "ours", A1)
    for name in NAMES:
        course.hand_in_honestly(os.fsdecode(name))
    return course


@pytest.fixture(params=["C", "ISO-8859-1", "UTF-8"])
def locale(request, tmp_path):
    """Variables of an environment in which text is encoded in one way or another."""
    if request.param == "C":
        return C_LOCALE
    if request.param == "UTF-8":
        return {"PYTHONUTF8": "1"}
    name = f"en_US.{request.param}"
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "en_US", "-f", request.param, str(tmp_path / name)], capture_output=True
    )
    if not made or not (tmp_path / name).exists():
        pytest.skip("this machine cannot make locales")
    return {"LOCPATH": str(tmp_path), "LC_ALL": name, "PYTHONUTF8": "0"}


@pytest.mark.slow
def test_no_name_and_no_locale_costs_somebody_else_a_grade(handed_in, locale, tmp_path):
    course = handed_in.copied(tmp_path / "c")
    environment = os.environ | {"PYTHONPATH": str(course.root), "COLUMNS": "300"} | locale

    def run(*command):
        command = [sys.executable, "-m", *command, A1]
        return subprocess.run(command, cwd=course.root, capture_output=True, env=environment)

    done = run("nbgrader", "autograde")
    assert done.returncode == 0, done.stderr
    graded = {path.name for path in (course.root / folders.AUTOGRADED).iterdir()}
    usual = {"ada", "bao", "dita\r", "--force"}
    utf8 = "PYTHONUTF8" in locale and locale["PYTHONUTF8"] == "1"
    assert graded == usual | ({"\u00fcmit"} if utf8 else set())
    with Gradebook(folders.database(course.root)) as gradebook:
        points = {each: gradebook.find_submission(A1, each).score for each in graded}
    assert set(points.values()) == {11}
    shown = run("autograder", "table")
    assert shown.returncode == 0, shown.stderr
    left_out = shown.stdout.count(b"so it is not graded")
    assert left_out == len(NAMES) + 1 - len(graded)
    assert (b"Set PYTHONUTF8=1" in shown.stdout) is not utf8

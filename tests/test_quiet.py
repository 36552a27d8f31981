"""Is what goes wrong told at once, in a line, without the words of the language that this is written in?"""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import warnings

import pytest
from sqlalchemy.exc import SAWarning

from autograder import __main__ as commands
from autograder.coursedir import folders, layout, waiting
from autograder.intake.repair import Unreadable
from autograder.terminal import quiet
from autograder.terminal.printable import OneLineCauses
from tests.support.gradebooks import Course


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = Course.create(tmp_path / "course")
    course.grade("ada")
    course.hand_in("ada", graded=True)
    monkeypatch.chdir(course.root)
    layout.course_at.cache_clear()
    return course


def locked(course):
    book = sqlite3.connect(course.root / folders.GRADEBOOK, isolation_level=None)
    book.execute("begin exclusive")
    return book


def test_a_locked_gradebook_is_told_at_once_with_how_long_anybody_waits(course):
    told: list[str] = []
    waiting.tell_if_locked(course.address, told.append)
    assert told == []
    book = locked(course)
    for write in (True, False):
        waiting.tell_if_locked(course.address, told.append, write)
    book.close()
    assert told == ["Another program is writing to the gradebook; waiting for it, 60 s at most"] * 2
    waiting.tell_if_locked("postgresql+psycopg://host/gradebook", told.append)
    waiting.tell_if_locked(f"sqlite:///{course.root}/none.db", told.append)
    assert len(told) == 2 and not (course.root / "none.db").exists()


def test_a_wait_in_vain_ends_with_a_line(course, capsys):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout=60", "timeout=0.1"))
    book = locked(course)
    assert commands.main(["report"]) == 1
    book.close()
    said = capsys.readouterr().err
    assert "waiting for it, 0 s" in said
    assert "error: The gradebook cannot be used (database is locked)" in " ".join(said.split())
    assert "Traceback" not in said and "OperationalError" not in said


WRONG = (
    ["table", "a9_nothing"],
    ["review", "a9_nothing"],
    ["report", "a9_nothing"],
    ["grades", "--format", "canvas", "--output", "g.csv"],
    ["grades", "--format", "canvas", "--roster", "none.csv", "--output", "g.csv"],
    ["feedback-archive", "a1_preprocess", "--format", "canvas", "--output", "g.zip"],
    ["sheets", "--output", "s"],
)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_one_exit_status_for_what_is_wrong_and_no_class_names(course, arguments, capsys):
    assert commands.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert "Error" not in said


def test_a_command_that_is_stopped_says_so(monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setitem(commands.COMMANDS, "table", stopped)
    assert commands.main(["table"]) == 128 + signal.SIGINT
    assert capsys.readouterr().err.strip() == "stopped"


def test_the_wrong_python_is_told_what_to_do(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['rich'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "table"],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{folders.PROJECT}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "activate" in done.stderr and "Traceback" not in done.stderr


def test_ctrl_c_in_a_command_of_nbgrader_leaves_one_line_and_other_errors_theirs(capsys, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    with warnings.catch_warnings(record=True) as seen:
        quiet.be_quiet()
        warnings.warn("Object of type <Grade> not in session", SAWarning, stacklevel=1)
    assert seen == []
    for error in (KeyboardInterrupt(), ValueError("mine")):
        sys.excepthook(type(error), error, None)
    assert capsys.readouterr().err.strip().splitlines() == [quiet.STOPPED.strip(), "ValueError: mine"]


def test_what_a_student_handed_in_needs_no_traceback():
    record = logging.LogRecord("n", logging.ERROR, "f", 1, "", (), None)
    cause = OneLineCauses(Unreadable)
    record.msg = (
        f"Traceback (most recent call last):\n  File x\n{Unreadable.__module__}.Unreadable: not one\n"
    )
    assert cause.filter(record) and record.getMessage() == "not one"
    record.msg = "Traceback (most recent call last):\n  File x\nValueError: a fault of ours"
    assert cause.filter(record) and "File x" in record.getMessage()

"""Is what goes wrong told at once, in a line, without the words of the language that this is written in?"""

import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import nbformat
import pytest

from autograder import __main__ as commands
from autograder.coursedir import folders, layout, waiting
from autograder.intake.repair import Unreadable
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
    waiting.wait_until_free(course.address, told.append)
    assert told == []
    for write in (True, False):
        book = locked(course)

        def tell(line, book=book):
            told.append(line)
            book.close()  # and the wait ends

        waiting.wait_until_free(course.address, tell, write)
    assert told == ["Another program is writing to the gradebook; waiting for it, 60 s at most"] * 2
    waiting.wait_until_free("postgresql+psycopg://host/gradebook", told.append)
    waiting.wait_until_free(f"sqlite:///{course.root}/none.db", told.append)
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


OF_NBGRADER = (
    ["zip_collect", "a1_preprocess"],
    ["export"],
    ["generate_feedback", "a1_preprocess"],
    ["db", "student", "add", "bo"],
)


@pytest.mark.slow
@pytest.mark.parametrize("command", OF_NBGRADER, ids=" ".join)
def test_commands_of_nbgrader_say_that_they_wait_and_end_with_a_line(course, command):
    text = (folders.PROJECT / "nbgrader_config.py").read_text(encoding="utf-8")
    text = text.replace("folders.database(root)", "folders.database(root).split('?')[0] + '?timeout=0.1'")
    (course.root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    (course.root / folders.WORK / "downloaded" / "a1_preprocess" / "archive").mkdir(parents=True)
    graded = course.root / folders.AUTOGRADED / "ada" / "a1_preprocess" / "a1_preprocess.ipynb"
    graded.write_text(nbformat.writes(nbformat.v4.new_notebook()), encoding="utf-8")
    book = locked(course)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command], cwd=course.root, capture_output=True, text=True
    )
    book.close()
    assert done.returncode == 1
    assert "The gradebook cannot be used (database is locked)" in done.stderr
    assert command[0] == "db" or "Another program is writing to the gradebook" in done.stderr
    assert "Traceback" not in done.stderr and "OperationalError" not in done.stderr


@pytest.mark.slow
def test_ctrl_c_ends_a_wait_for_the_gradebook_at_once(course):
    shutil.copy(folders.PROJECT / "nbgrader_config.py", course.root)
    book = locked(course)
    with subprocess.Popen(
        [sys.executable, "-m", "nbgrader", "export"], cwd=course.root, stderr=subprocess.PIPE, text=True
    ) as waits:
        said = next(line for line in waits.stderr if "Another program is writing" in line)
        assert "60 s" in said
        waits.send_signal(signal.SIGINT)
        rest = waits.stderr.read()  # to its end; the gradebook is still locked
    book.close()
    assert waits.returncode == -signal.SIGINT
    assert "Traceback" not in rest and "Stopped." in rest


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


def test_the_wrong_python_is_told_what_to_do(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['rich'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "table"],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{folders.PROJECT}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "activate" in done.stderr and "Traceback" not in done.stderr


def test_what_a_student_handed_in_needs_no_traceback():
    record = logging.LogRecord("n", logging.ERROR, "f", 1, "", (), None)
    points_to_it = logging.LogRecord("n", logging.ERROR, "f", 1, "Please see the above traceback", (), None)
    cause = OneLineCauses(Unreadable)
    record.msg = (
        f"Traceback (most recent call last):\n  File x\n{Unreadable.__module__}.Unreadable: not one\n"
    )
    assert cause.filter(record) and record.getMessage() == "not one"
    assert not cause.filter(points_to_it)
    record.msg = "Traceback (most recent call last):\n  File x\nValueError: a fault of ours"
    assert cause.filter(record) and "File x" in record.getMessage()
    assert cause.filter(points_to_it)

"""Is a full disk told in a line, does it cost nothing that is graded, and does grading go on afterwards?"""

import logging
import re

import pytest

from autograder.grading.fulldisk import TOLD, FullDisk
from autograder.terminal.printable import BREAK, PlainLog
from tests.support.courses.small_course import ASSIGNMENT, CHECK, small_course

# Python reads it before all else: what is written about bao's grading finds no room.
NO_ROOM = """
import errno, pathlib

write = pathlib.Path.write_bytes

def write_bytes(path, data):
    if "audit" in path.parts and "bao" in path.parts:
        raise OSError(errno.ENOSPC, "No space left on device")
    return write(path, data)

pathlib.Path.write_bytes = write_bytes
"""
TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in write\n'


def passed(*messages: str) -> tuple[list[str], bool]:
    """What is left of a log, and whether a full disk was found in it."""
    disk, left = FullDisk(), []
    for message in messages:
        record = logging.LogRecord("log", logging.ERROR, "", 0, message, (), None)
        PlainLog().filter(record)
        if disk.filter(record):
            left.append(record.getMessage())
    return left, disk.found


@pytest.mark.parametrize(
    "last",
    [
        "OSError: [Errno 28] No space left on device",
        "OSError: [Errno 122] Disk quota exceeded: 'x'",
        "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database or disk is full\n[SQL: INSERT]",
    ],
)
def test_a_full_disk_is_one_line(last):
    advice = "There was an error accessing the nbgrader database. This may occur if you recently upgraded"
    assert passed("before", TRACEBACK + last, TRACEBACK + last, advice) == (["before", TOLD], True)


@pytest.mark.parametrize("last", ["OSError: [Errno 13] x", "ValueError: OSError: [Errno 28] said a student"])
def test_another_error_stays_as_it_is(last):
    assert passed(TRACEBACK + last) == ([(TRACEBACK + last).replace("\n", BREAK)], False)


@pytest.mark.slow
def test_a_run_ends_there_and_the_next_one_goes_on(tmp_path, monkeypatch):
    course = small_course(tmp_path / "course", "ada", "bao", "chidi")
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(NO_ROOM)
    with monkeypatch.context() as full:
        full.setenv("PYTHONPATH", str(tmp_path / "patch"))
        done = course.grade(ASSIGNMENT)
    assert done.returncode == 1
    assert done.stderr.count(TOLD) == 1 and "Traceback" not in done.stderr, done.stderr
    assert course.scores(ASSIGNMENT)["ada"][CHECK][0] == 3
    assert course.scores(ASSIGNMENT)["chidi"][CHECK][0] is None  # whom nobody tried
    said = course.run("autograde", ASSIGNMENT).stderr
    assert re.search(r"Autograding \S*/chidi/", said)
    assert not re.search(r"Autograding \S*/ada/", said)  # whose grades were kept
    assert all(rows[CHECK][0] == 3 for rows in course.scores(ASSIGNMENT).values())

"""Is every submission that cannot be graded named in one line, with the file and what to do?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.coursedir import folders, layout
from autograder.intake import attachments, copying, problems
from tests.support.courses import python_course
from tests.support.courses.course import Course

LESSON = "a1_preprocess"
GOOD = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def root(tmp_path):
    for name in (LESSON, "a2_build"):
        (tmp_path / folders.SOLUTIONS / name).mkdir(parents=True)
        (tmp_path / folders.SOLUTIONS / name / f"{name}.ipynb").touch()
    return tmp_path


def course(root, submitted=str(folders.SUBMITTED), **more):
    course = CourseDirectory(submitted_directory=submitted, source_directory=folders.SOLUTIONS, **more)
    course.root = str(root)
    return course


def hand_in(root, student, files, folder=LESSON):
    path = root / folders.SUBMITTED / student / folder
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(root):
    return [str(problem) for problem in problems.problems(course(root), LESSON)]


def test_a_good_submission_is_no_problem(root):
    hand_in(root, "ada", {f"{LESSON}.ipynb": GOOD, "notes.txt": "mine"})
    assert lines(root) == []


def test_no_submissions_at_all_are_no_problem(root):
    assert lines(root) == []


BROKEN = {
    "no JSON": ("not json", "not a notebook: the JSON is broken at line 1"),
    "cut off": (GOOD[:20], "the JSON is broken"),
    "empty": ("", "the file is empty"),
    "blank": (" \n", "the file is empty"),
    "bytes": (b"\xff\xfe\x00\x81", "not UTF-8"),
    "a list": ("[]", "it has no cells"),
    "another document": ('{"a": 1}', "it has no cells"),
    "cells that are no list": ('{"cells": 3}', "it has no cells"),
    "nested without end": ("[" * 200_000, "the JSON is broken"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_notebook_is_named_with_the_reason(root, name):
    content, reason = BROKEN[name]
    hand_in(root, "eve", {f"{LESSON}.ipynb": content})
    (line,) = lines(root)
    assert line.startswith(f"{folders.SUBMITTED}/eve/{LESSON}/{LESSON}.ipynb: ")
    assert reason in line
    assert "hand in again" in line


def test_a_folder_with_a_wrong_name_is_named_with_the_right_ones(root):
    hand_in(root, "eve", {f"{LESSON}.ipynb": GOOD}, folder="a1-preprocess")
    (line,) = lines(root)
    assert "eve/a1-preprocess: this is no lesson" in line
    assert "a1_preprocess, a2_build" in line


def test_a_renamed_notebook_is_named_with_the_expected_name(root):
    hand_in(root, "eve", {"a1_preprocess (1).ipynb": GOOD})
    (line,) = lines(root)
    assert "a1_preprocess.ipynb: missing (found a1_preprocess (1).ipynb)" in line


def test_a_folder_without_a_notebook_says_so(root):
    hand_in(root, "eve", {"answers.docx": "x"})
    (line,) = lines(root)
    assert "found no notebook" in line


def test_of_two_notebooks_the_one_that_is_graded_is_named(root):
    hand_in(root, "eve", {f"{LESSON}.ipynb": GOOD, "old.ipynb": GOOD})
    (line,) = lines(root)
    assert "old.ipynb: a second notebook, which is ignored; a1_preprocess.ipynb is graded" in line


def test_a_lesson_folder_that_is_a_link_is_named(root):
    other = hand_in(root, "ada", {f"{LESSON}.ipynb": GOOD})
    (root / folders.SUBMITTED / "eve").mkdir()
    (root / folders.SUBMITTED / "eve" / LESSON).symlink_to(other)
    (line,) = lines(root)
    assert "eve/a1_preprocess: a link, which is not followed, so it is not graded" in line


def test_links_and_pipes_beside_the_notebook_are_named_once_each(root):
    path = hand_in(root, "eve", {f"{LESSON}.ipynb": GOOD})
    (path / "data").mkdir()
    (path / "data" / "gradebook.db").symlink_to(root / folders.GRADEBOOK)
    os.mkfifo(path / "pipe")
    link, pipe = lines(root)
    assert "eve/a1_preprocess/data/gradebook.db: a link, which is not followed" in link
    assert "eve/a1_preprocess/pipe: neither a file nor a folder" in pipe


def test_a_notebook_that_is_a_link_is_named_once(root):
    path = hand_in(root, "eve", {})
    (path / f"{LESSON}.ipynb").symlink_to("/etc/hosts")
    (line,) = lines(root)
    assert f"eve/{LESSON}/{LESSON}.ipynb: the file is a link, which is not followed" in line


def test_a_notebook_that_is_a_pipe_is_named_and_nobody_waits_for_it(root):
    path = hand_in(root, "eve", {})
    os.mkfifo(path / f"{LESSON}.ipynb")
    (line,) = lines(root)
    assert "it is not a regular file" in line


def test_a_file_in_another_encoding_is_no_problem(root):
    hand_in(root, "eve", {f"{LESSON}.ipynb": GOOD.encode("utf-16")})
    assert lines(root) == []


def test_a_course_may_keep_its_folders_as_it_likes(root):
    """Its own name for what is handed in, and assignments above students."""
    path = root / "handed_in" / LESSON / "eve"
    path.mkdir(parents=True)
    (path / f"{LESSON}.ipynb").write_text("")
    own = course(root, "handed_in", directory_structure="{nbgrader_step}/{assignment_id}/{student_id}")
    (line,) = map(str, problems.problems(own))
    assert line.startswith(f"handed_in/{LESSON}/eve/{LESSON}.ipynb: the file is empty, so it is not graded")


def test_each_notebook_of_an_assignment_is_looked_at(root):
    (root / folders.SOLUTIONS / LESSON / "more.ipynb").touch()
    hand_in(root, "ada", {f"{LESSON}.ipynb": GOOD, "more.ipynb": GOOD})
    hand_in(root, "bao", {f"{LESSON}.ipynb": GOOD, "old.ipynb": GOOD})
    hand_in(root, "eve", {f"{LESSON}.ipynb": "", "more.ipynb": "[]"})
    missing, ignored, empty, no_cells = lines(root)
    assert f"bao/{LESSON}/more.ipynb: missing (found old.ipynb)" in missing
    assert f"bao/{LESSON}/old.ipynb: a second notebook, which is ignored; {LESSON}.ipynb is graded" in ignored
    assert f"eve/{LESSON}/{LESSON}.ipynb: the file is empty" in empty
    assert f"eve/{LESSON}/more.ipynb: not a notebook: it has no cells" in no_cells


@pytest.mark.parametrize("root", ["/c", "/home/me/course", "/srv/hub/teachers/me/course"])
def test_whose_a_submission_is_does_not_hang_on_where_the_course_lies(root):
    own = course(root, "handed_in")
    assert layout.student_of(own, Path(f"{root}/handed_in/eve/week1")) == "eve"
    assert str(layout.audit(own)) == f"{root}/audit"
    with pytest.raises(ValueError, match="no submission of the course"):
        layout.student_of(own, Path("/elsewhere/handed_in/eve/week1"))


@pytest.fixture(scope="module", params=["c", "home/me/course"])
def elsewhere(request, tmp_path_factory):
    """A course with its own two notebooks in a folder, graded; its log. Two files are damaged."""
    root, week = tmp_path_factory.mktemp("r"), python_course.ASSIGNMENT
    stock = Course.create(root / "stock", python_course.FILES)
    stock.hand_in("ada", week, {"lists": {"mean": python_course.MEAN}})
    broken = stock.hand_in("broken", week, {}) / "lists.ipynb"
    broken.write_text(broken.read_text()[:-200])
    (stock.hand_in("empty", week, {}) / "lists.ipynb").write_text("")
    own = stock.outside(root / request.param)
    return own, own.grade(week).stderr


@pytest.mark.slow
def test_a_damaged_file_of_a_course_elsewhere_is_named_in_one_line_as_in_ours(elsewhere):
    own, log = elsewhere
    damaged = [line for line in log.splitlines() if "so it is not graded" in line]
    assert len(damaged) == 2  # once each, although three submissions were taken up
    assert "handed_in/broken/week1/lists.ipynb: not a notebook: the JSON is broken" in damaged[0]
    assert "handed_in/empty/week1/lists.ipynb: the file is empty, so it is not graded" in damaged[1]
    assert own.scores(python_course.ASSIGNMENT)["ada"]["lists/mean-test"][0] == 2


@pytest.mark.slow
def test_the_table_of_a_course_elsewhere_shows_who_could_not_be_graded_and_why(elsewhere):
    own, _ = elsewhere
    done = own.command(sys.executable, "-m", "autograder", "table")
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert "not graded" not in rows["ada"]
    assert "not graded" in rows["broken"]
    assert "not graded" in rows["empty"]
    shown = " ".join(done.stdout.split())
    assert "handed_in/empty/week1/lists.ipynb: the file is empty, so it is not graded" in shown


def test_of_what_lies_beside_a_notebook_only_own_files_are_copied(tmp_path):
    folder = tmp_path / "eve"
    (folder / "data").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "data" / "mine.txt").write_text("mine")
    (folder / "same.txt").symlink_to("data/mine.txt")
    for name, target in {"zeros": "/dev/zero", "secret": tmp_path / "secret.txt", "circle": "circle"}.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe")
    found = {Path(each).relative_to(folder).as_posix() for each in copying.files_to_copy(str(folder))}
    assert found == {"data/mine.txt", "same.txt"}
    assert copying.files_to_copy(str(folder), ["*.txt"]) == []


def test_deep_folders_long_files_and_many_of_them_are_left_out_and_the_rest_is_there(tmp_path):
    (tmp_path / "eve").mkdir()
    subprocess.run(["mkdir", "-p", tmp_path / "eve" / "/".join("d" * 1500)], check=True)
    (tmp_path / "eve" / "d" / "near.txt").write_text("near")
    (tmp_path / "eve" / "n.ipynb").write_text("{}")
    with (tmp_path / "eve" / "a-hole").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "eve" / "names").mkdir()
    for name in (b"\xff\xfe", b"a\nb", b"*", b"-rf", b"x" * 255):
        (tmp_path / "eve" / "names" / os.fsdecode(name)).write_text("")
    found = [
        Path(each).relative_to(tmp_path / "eve") for each in copying.files_to_copy(str(tmp_path / "eve"))
    ]
    assert found[0] == Path("n.ipynb") and Path("d/near.txt") in found and len(found) == 7
    contents, left_out = attachments.read(tmp_path / "eve")
    assert contents["d/near.txt"] == b"near" and len(contents) == 6
    assert [each.partition("/")[0] for each in left_out] == ["a-hole", "d"]
    subprocess.run(["rm", "-rf", tmp_path / "eve" / "d"], check=True)  # pytest removes by recursion


def test_of_more_files_than_anybody_hands_in_the_first_are_taken(tmp_path, monkeypatch):
    for module in (attachments, copying):
        monkeypatch.setattr(module, "MOST", 20)
    for number in range(30):
        (tmp_path / f"{number:02}").write_text("")
    assert len(copying.files_to_copy(str(tmp_path))) == 20
    contents, left_out = attachments.read(tmp_path)
    assert len(contents) == 20 and "20 and what follows: expected at most 20 files" in left_out[0]


@pytest.mark.parametrize(
    "stamp", ["no time", "", "9" * 400, "10000-01-01", "1 " * 50_000, "\0", "pipe", "link"]
)
def test_a_time_stamp_that_is_none_is_told_and_left_out(tmp_path, stamp):
    file, told = tmp_path / copying.TIMESTAMP, []
    match stamp:
        case "pipe":
            os.mkfifo(file)
        case "link":
            file.symlink_to("/dev/zero")
        case _:
            file.write_text(stamp)
    assert copying.handed_in_at(str(tmp_path), lambda *words: told.append(words)) is None
    assert len(told) == 1
    file.unlink()
    assert copying.handed_in_at(str(tmp_path), lambda *words: told.append(words)) is None
    file.write_text("2026-11-20 10:00:00 UTC\n")
    assert (
        str(copying.handed_in_at(str(tmp_path), lambda *words: told.append(words))) == "2026-11-20 10:00:00"
    )
    assert len(told) == 1


@pytest.mark.slow
def test_what_nbgrader_cannot_copy_or_read_costs_nobody_a_grade(tmp_path):
    week = python_course.ASSIGNMENT
    stock = Course.create(tmp_path / "stock", python_course.FILES)
    right = {"lists": {"mean": python_course.MEAN}}
    beside = stock.hand_in("ada", week, right).relative_to(stock.root / stock.submitted)
    (stock.hand_in("bao", week, right) / copying.TIMESTAMP).write_text("no time")
    own = stock.outside(tmp_path / "c")
    os.mkfifo(own.root / own.submitted / beside / "pipe")
    log = own.grade(week).stderr
    assert {own.scores(week)[each]["lists/mean-test"][0] for each in ("ada", "bao")} == {2}, log
    assert "found no time, expected one such as" in log

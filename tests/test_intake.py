"""Is every submission that cannot be graded named in one line, with the file and what to do?"""

import json
import logging
import os

import pytest

from autograder.coursedir import folders
from autograder.intake import problems

LESSON = "a1_preprocess"
GOOD = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def root(tmp_path):
    (tmp_path / folders.SOLUTIONS).mkdir()
    for name in (LESSON, "a2_build"):
        (tmp_path / folders.SOLUTIONS / f"{name}.py").touch()
    return tmp_path


def hand_in(root, student, files, folder=LESSON):
    path = root / folders.SUBMITTED / student / folder
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(root):
    return [str(problem) for problem in problems.problems(root, LESSON)]


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


def test_each_problem_is_logged_once_in_a_run(root, caplog, monkeypatch):
    monkeypatch.setattr(problems, "get_logger", logging.getLogger)
    monkeypatch.setattr(problems, "_reported", set())
    path = hand_in(root, "eve", {f"{LESSON}.ipynb": ""})
    for _ in range(2):
        problems.report_problems(LESSON, "*", [str(path / f"{LESSON}.ipynb")])
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "the file is empty" in caplog.text

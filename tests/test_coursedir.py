"""Is what a course keeps written as a whole or not at all?"""

import pytest

from autograder.coursedir import atomic


def test_a_file_is_replaced_when_all_of_the_new_one_is_there(tmp_path):
    file = tmp_path / "record.json"
    file.write_text("old")
    with atomic.replacing(file) as draft:
        draft.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_half_way_changes_nothing_and_leaves_nothing(tmp_path):
    file = tmp_path / "record.json"
    file.write_text("old")
    with pytest.raises(KeyboardInterrupt), atomic.replacing(file) as draft:
        draft.write_text("ne")
        raise KeyboardInterrupt
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_the_draft_that_a_killed_process_left_is_written_over(tmp_path):
    file = tmp_path / "record.json"
    (tmp_path / ".record.json.draft").write_text("half of a longer one")
    atomic.write(file, b"new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("record.json", "new")]


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ValueError, match="report.html cannot be written .* name another place with --output"):
        atomic.write_output(tmp_path / "report.html", b"")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]

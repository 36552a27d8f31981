"""Is what a course keeps written as a whole or not at all, and is what it kept long ago still read?"""

import json

import pytest

from autograder.coursedir import atomic, audit
from autograder.coursedir.audit import Record
from autograder.results import review


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


def test_the_folder_of_an_output_is_made(tmp_path):
    """Commands of the docs write to `build`, which a fresh clone does not have."""
    atomic.write_output(tmp_path / "build" / "new" / "report.html", b"1")
    assert (tmp_path / "build" / "new" / "report.html").read_bytes() == b"1"


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ValueError, match="report.html cannot be written .* name another place with --output"):
        atomic.write_output(tmp_path / "report.html", b"")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


# A record as it was written before its fields had their names of today.
OLD = {
    "file": "f",
    "beside": "b",
    "terms": "t",
    "scores": {"A1-1-check": 1.0, "A1-Q1": None},
    "changed": [{"cell": "A1-1-check", "text": "0 points became 1 points, for the same file."}],
    "answers": {"A1-Q1": "a", "": "all"},
    "repaired": [{"kind": "missing", "cell": "A1-2", "text": "It was missing.", "to_student": True}],
    "cut": [{"cell": "A1-3", "text": "This cell was ended: the time limit of a cell (120 s)."}],
    "noticed": [{"event": "os.system", "detail": "id", "from": "python"}],
    "inside": ["mean-test"],
    "points": [{"cell": "A1-Q1", "text": "2 points were given by hand."}],
    "done": True,
}


def test_a_record_of_a_term_in_progress_is_read_and_written_under_its_names_of_today(tmp_path):
    file = audit.path(tmp_path, "ada", "a1", "a1")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(OLD))
    record = audit.read(file)
    assert record == Record(
        file="f",
        attachments="b",
        context="t",
        scores=OLD["scores"],
        changed_scores=OLD["changed"],
        grounds={name: {"answer": found} for name, found in OLD["answers"].items() if name},
        repaired=OLD["repaired"],
        exceeded_limits=OLD["cut"],
        sandbox_events=OLD["noticed"],
        executed_tests=OLD["inside"],
        revoked_points=OLD["points"],
        done=True,
    )
    assert record.digests == ("f", "b", "t", "")
    audit.write(file, record)
    assert audit.read(file) == record
    assert "noticed" not in json.loads(file.read_text())


def test_the_review_shows_what_old_records_hold(tmp_path):
    file = audit.path(tmp_path / "audit", "ada", "a1", "a1")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(OLD))
    shown = "\n".join(review.findings(tmp_path)[0]["ada"]["a1/a1"])
    for note in ("It was missing", "the time limit", "given by hand", "became 1 points", "os.system id"):
        assert note in shown
    assert review.executed_tests(tmp_path) == {"a1": {"mean-test"}}


@pytest.mark.parametrize("content", ["", "[]", "3", '{"unknown": 1}', "{"])
def test_what_is_no_record_counts_as_none(tmp_path, content):
    (tmp_path / "a1.json").write_text(content)
    assert audit.read(tmp_path / "a1.json") == Record()

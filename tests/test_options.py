"""Do options that instructors have set go on working under their old names, and is the new name told once?"""

import logging

import pytest
from traitlets.config import Config

from autograder.grading import examine
from autograder.grading.examine import OLD_NAMES, Examine

VALUES = {"without": ["landlock"], "wall": ["podman", "run", "grader"]}


@pytest.fixture(autouse=True)
def told(monkeypatch, caplog):
    """The warnings of a run of its own."""
    examine._warn_of_old_name.cache_clear()
    monkeypatch.setattr(Examine, "log", logging.getLogger("nbgrader"))
    yield caplog
    examine._warn_of_old_name.cache_clear()


@pytest.mark.parametrize("old", OLD_NAMES)
def test_an_option_under_its_old_name_works_and_one_line_tells_the_new_one(told, old):
    config = Config({"Examine": {old: VALUES[old]}})
    made = [Examine(config=config) for _ in range(3)]  # as nbgrader does, in every run
    assert [getattr(each, OLD_NAMES[old]) for each in made] == [VALUES[old]] * 3
    (line,) = told.messages
    assert line.startswith(f"c.Examine.{old} is now called c.Examine.{OLD_NAMES[old]}")


@pytest.mark.parametrize("old", OLD_NAMES)
def test_an_option_under_its_new_name_works_and_nothing_is_told(told, old):
    assert (
        getattr(Examine(config=Config({"Examine": {OLD_NAMES[old]: VALUES[old]}})), OLD_NAMES[old])
        == VALUES[old]
    )
    assert told.messages == []


@pytest.mark.parametrize("old", OLD_NAMES)
def test_where_both_are_set_the_new_name_counts(told, old):
    config = Config({"Examine": {old: ["old"], OLD_NAMES[old]: ["new"]}})
    assert getattr(Examine(config=config), OLD_NAMES[old]) == ["new"]
    assert len(told.messages) == 1

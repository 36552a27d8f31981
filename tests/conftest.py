"""What pytest does before any test: fixtures for all, the profile of `make fuzz`, order of tests."""

import os
import sys

from hypothesis import settings

from autograder.candidate.process import ONE_THREAD
from tests.support.distribution import Scheduling
from tests.support.launching import as_root, as_user, launch, open_folder

pytest_plugins = ["pytester"]

__all__ = ["as_root", "as_user", "launch", "open_folder"]

# As in a submission's process; nothing has loaded TensorFlow yet. Workers share the cores.
os.environ |= ONE_THREAD

settings.register_profile("fuzz")  # see `tests.support.fuzzing`

# Those that take minutes: a worker that took up one of them last would go on alone.
LONGEST = (
    "test_answers.py",
    "test_attacks.py",
    "test_grading.py",
    "test_faults.py",
    "test_postgresql.py",
    "test_other_courses.py",
    "test_examination.py",
)


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def pytest_collection_finish():
    """Let absl, which Keras brings along, write to a stream that nobody closes.

    Its handler closes the stream that it was made with, while pytest caught everything, when nbgrader's first
    configuration ends all handlers: then nothing could be caught any more.
    """
    if absl := sys.modules.get("absl.logging"):
        absl.get_absl_handler().python_handler.setStream(sys.__stderr__)


def pytest_xdist_make_scheduler(config, log):
    """Split long files, where tests are handed out by file; any other way is left to pytest-xdist."""
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None

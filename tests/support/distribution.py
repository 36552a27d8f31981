"""How `pytest -n 2 --dist loadfile` hands out tests: by file, and a long file lesson by lesson."""

import re

from xdist.scheduler import LoadFileScheduling

# Whose tests share nothing between lessons, so that no worker has to do all of them.
BY_LESSON = ("test_answers.py", "test_codec.py")


class Scheduling(LoadFileScheduling):
    """One worker runs a file, or what a file of `BY_LESSON` has of one lesson."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """What a test is handed out with: `tests/test_answers.py A3`, or only the file."""
    file = nodeid.partition("::")[0]
    lesson = re.search(r"\[a(\d+)[._]", nodeid, re.IGNORECASE)  # a step, A3.1, or the name of a lesson
    return f"{file} A{lesson[1]}" if lesson and file.endswith(BY_LESSON) else file

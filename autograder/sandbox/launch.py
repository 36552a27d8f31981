"""`python -m autograder.sandbox.launch`: lock this process in, then call a function.

One line of JSON on stdin says what to do: `plan` (see `Plan.to_json`), `target` ("module:function"),
`arguments` for it, `keep` (file descriptors that stay open inside), `report` (one for events, which stays
outside) and `parent` (the process that this one ends with; left out where another command stands between).
"""

import importlib
import importlib.metadata  # noqa: F401 - `invalidate_caches` imports it, and may not reach its file inside
import json
import os
import signal
import sys

from autograder.sandbox.lockdown import enter
from autograder.sandbox.plan import Plan
from autograder.sandbox.supervisor import FAILED
from autograder.sandbox.syscalls import PR_SET_PDEATHSIG, prctl

HARMLESS = {"PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_CTYPE", "LC_ALL"}


def main() -> None:
    """Do what stdin says."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    forget_environment()
    task = json.loads(sys.stdin.buffer.readline())
    if task.get("parent") not in (
        None,
        os.getppid(),
    ):  # it ended before this process could ask to end with it
        sys.exit(FAILED)
    perform(task)


def perform(task: dict) -> None:
    """Lock this process in and call the function of `task`. The process that was becomes the supervisor."""
    module, _, function = task["target"].partition(":")
    target = getattr(importlib.import_module(module), function)  # not to be seen from inside
    enter(Plan.from_json(task["plan"]), tuple(task["keep"]), task.get("report"))
    importlib.invalidate_caches()  # the folders are others now
    target(**task["arguments"])


def forget_environment() -> None:
    """Start again without the environment, which otherwise lies in the memory of all that is forked."""
    if set(os.environ) - HARMLESS:
        kept = {name: os.environ[name] for name in HARMLESS & set(os.environ)}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], kept)


if __name__ == "__main__":
    main()

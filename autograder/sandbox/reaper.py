"""The first process inside: it runs no code of a student, and everything inside ends with it.

It waits for two things, the end of the candidate and the end of the supervisor, which closes a pipe however
the supervisor ends. In a process namespace it is process 1: when it ends, the kernel kills all others, and
no signal from inside reaches it. Without such a namespace it adopts what loses its parent, and kills it.
"""

import contextlib
import os
import select
import signal
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.files import close_all_but
from autograder.sandbox.syscalls import PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl

ORPHANED = 128 + signal.SIGKILL  # the status where the supervisor ended first


def stay_behind(lifeline: int, first: bool) -> None:
    """Fork. The child, which becomes the candidate, returns; this process never does.

    Args:
        lifeline: read end of a pipe; only the supervisor has the other end.
        first: whether this is process 1 of a namespace.
    """
    candidate = os.fork()
    if not candidate:
        os.close(lifeline)
        return
    try:
        _Reaper(candidate, first).watch(lifeline)
    finally:
        os._exit(ORPHANED)  # also after an error, and then all others end, too


def end_children() -> None:
    """Kill the children of this process, and theirs that it adopts, until there are none."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while left := children.read_text(encoding="utf-8").split():
        for each in map(int, left):
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(each, signal.SIGKILL)
                os.waitpid(each, 0)


class _Reaper:
    """Process 1, or what stands for it."""

    def __init__(self, candidate: int, first: bool):
        self._candidate, self._first = candidate, first

    def watch(self, lifeline: int) -> None:
        """Wait until the supervisor is gone. The end of the candidate ends this process at once."""
        prctl(PR_SET_DUMPABLE, 0)  # nobody of the same user looks into its memory
        if self._first:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        else:
            prctl(PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, self._reap)
        close_all_but({lifeline})
        self._reap()  # what ended before the handler was there
        poll = select.poll()
        poll.register(lifeline)
        poll.poll()
        self._end(ORPHANED)

    def _reap(self, *unused: object) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self._candidate:
                    self._end(status_of(ended[1]))

    def _end(self, status: int) -> NoReturn:
        if not self._first:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_children()
        os._exit(status)


def status_of(waited: int) -> int:
    """The status that a shell would give: 128 and more when a signal ended the process.

    Args:
        waited: what `os.waitpid` returned.
    """
    code = os.waitstatus_to_exitcode(waited)
    return code if code >= 0 else 128 - code

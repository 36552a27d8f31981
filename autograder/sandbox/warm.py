"""`python -m autograder.sandbox.warm`: a process that has imported what candidates need, and forks them.

Its stdin is a socket of packets. The first one is the environment, the second one what must not be imported
(see `refusal`), the next ones are names of modules until a list is empty; the answer is the number of
threads, as only a process with one can be locked in. Each further one is a task as `launch` takes it, with
the file descriptors that its numbers stand for; the answer is the id of the new process and a file descriptor
of it. It ends when the other end of its stdin is closed.

No code of a student ever runs here, and a task is read only by the fork that performs it: nothing of one
submission can reach the next.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox import refusal
from autograder.sandbox.launch import forget_environment, perform
from autograder.sandbox.syscalls import PR_SET_PDEATHSIG, prctl

PACKET = 1 << 17
HANDLES = 16


def main() -> None:
    """Serve stdin."""
    forget_environment()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    sys.path[:] = [place for place in sys.path if place not in ("", "/")]  # no package is in this folder
    os.environ.update(json.loads(control.recv(PACKET)))
    refusal.install(**json.loads(control.recv(PACKET)))
    gc.disable()  # what is imported stays: to look through it for garbage takes a fifth of the time
    while modules := json.loads(control.recv(PACKET)):
        load(modules)
    threads = len(list(Path("/proc/self/task").iterdir()))
    control.send(json.dumps(threads).encode())
    gc.freeze()  # or the first collection of every fork would write to, and so copy, all that it shares
    gc.enable()
    signal.signal(signal.SIGCHLD, _reap)
    while control.recv(1, socket.MSG_PEEK):
        _fork(control)


def load(modules: Iterable[str]) -> None:
    """Import what can be; a fork does without the rest, or imports it itself.

    Args:
        modules: names of modules; `module:function` also calls a function, such as one that reads data
            which stays in memory, and `module:function:argument` hands a text to it.
    """
    for name in modules:
        module, *called = name.split(":")
        with contextlib.suppress(BaseException):  # whatever a module does when it is imported
            imported = importlib.import_module(module)
            if called:
                getattr(imported, called[0])(*called[1:])


def _reap(*unused) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _fork(control: socket.socket) -> None:
    """Let a fork take the waiting packet, and tell who it is."""
    packet_taken, packet_waits = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # or its id could be another's already
    warm = os.getpid()
    child = os.fork()
    if not child:
        os.close(packet_taken)
        _perform(control, packet_waits, warm)
    os.close(packet_waits)
    os.read(packet_taken, 1)  # the end of the pipe: the packet is taken
    os.close(packet_taken)
    handle = os.pidfd_open(child)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    socket.send_fds(control, [json.dumps(child).encode()], [handle])
    os.close(handle)


def _perform(control: socket.socket, packet_waits: int, warm: int) -> None:
    """In the fork: do the task. It never returns."""
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        text, handles, _, _ = socket.recv_fds(control, PACKET, HANDLES)
        control.close()
        os.close(packet_waits)
        if os.getppid() == warm:
            task = json.loads(text)
            log, task["report"], *task["keep"] = handles
            os.dup2(log, 2)
            os.close(log)
            task["arguments"]["sockets"] = task["keep"]
            perform(task)
            os._exit(0)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    os._exit(1)


if __name__ == "__main__":
    main()

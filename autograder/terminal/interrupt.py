"""Ctrl-C at any moment of a command, also while Python still imports: one line, and the status of a signal.

Python prints a traceback for Ctrl-C, and what a command imports takes seconds. So the environment that
`make` installs reads a file of ours first (`install`), which looks whether one of the commands of our docs
is starting. Until that command has read its configuration, Ctrl-C ends it at once, because nothing is half
done yet. From then on (`may_clean_up`) it is raised as usual, so that files can be put right, and told in one
line.

The process ends by the signal itself, which a shell calls exit status 130, and a loop in a shell ends with
it.
"""

import _thread
import atexit
import os
import signal
import sys
import sysconfig
import threading
from pathlib import Path
from types import FrameType, TracebackType

STOPPED = "\nStopped. Run the same command again to go on."
MODULES = ("autograder", "lenet_keras", "jupyterlab")  # what is started as `python -m`
SCRIPTS = ("nbgrader", "jupyter", "lenet-keras-grader")
FILE = "lenet_keras_interrupt.pth"  # Python runs such a file of its packages before all else
# Our own processes, such as that which candidates are forked from, hold nothing that they do not need.
LINE = (
    "import sys; any('autograder.' in each for each in sys.orig_argv) or exec('try:\\n "
    "from autograder.terminal import interrupt\\nexcept ImportError: pass\\nelse: interrupt.start_early()')\n"
)
AGAIN = 0.1  # seconds after which a lost interruption is raised once more

_pressed = False


def install(folder: Path | None = None) -> None:
    """Let commands of the Python that runs this start with `start_early`.

    Args:
        folder: of packages; that of this Python if None.
    """
    place = folder or Path(sysconfig.get_path("purelib"))
    (place / FILE).write_text(LINE, encoding="utf-8")


def start_early() -> None:
    """Let Ctrl-C leave one line from now on, if this process is a command that the docs name."""
    if _is_of_docs(sys.orig_argv) and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
        _tell_in_one_line()


def may_clean_up() -> None:
    """Raise Ctrl-C from now on, and tell it in one line if nobody catches it."""
    if signal.getsignal(signal.SIGINT) in (_end, signal.default_int_handler):
        signal.signal(signal.SIGINT, _raise)
    _tell_in_one_line()


def was_pressed() -> bool:
    """Whether somebody has pressed Ctrl-C: code in C may have made another error of it."""
    return _pressed


def _is_of_docs(arguments: list[str]) -> bool:
    """Whether Python was started for a command that the docs name, and not for somebody's own program."""
    rest = arguments[1:]
    while rest and rest[0].startswith("-") and rest[0] != "-m":
        rest = rest[2:] if rest[0] in ("-X", "-W") else rest[1:]
    if rest[:1] == ["-m"]:
        return rest[1:2] != [] and rest[1] in MODULES
    return rest != [] and Path(rest[0]).name.removesuffix("-lab") in SCRIPTS


def _tell_in_one_line() -> None:
    if sys.excepthook is sys.__excepthook__:  # or somebody has one of his own
        sys.excepthook = _in_one_line
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _not_lost


def _end(number: int, _: FrameType | None) -> None:
    os.write(2, b"\nStopped.\n")  # not by Python's buffers, which the interrupted code may hold
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _raise(number: int, _: FrameType | None) -> None:
    global _pressed
    _pressed = True
    raise KeyboardInterrupt


def _in_one_line(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        print(STOPPED, file=sys.stderr)
    elif _pressed:  # code in C has made another error of it, after which Python would exit with status 1
        print(STOPPED, file=sys.stderr, flush=True)
        atexit._run_exitfuncs()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    elif kind.__name__ == "OperationalError":  # SQLAlchemy's and SQLite's, which not every command loads
        from autograder.coursedir import waiting

        print(waiting.told_of_lock(error), file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, traceback)


def _not_lost(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise once more what fell into a callback of a weak reference, where Python would drop it."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        threading.Timer(AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(unraisable)

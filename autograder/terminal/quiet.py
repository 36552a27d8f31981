"""What a person at a terminal need not see: a traceback for Ctrl-C, and warnings that mean nothing to her."""

import sys
import warnings
from types import TracebackType

from sqlalchemy.exc import SAWarning

STOPPED = "\nStopped. Nothing is half done: the same command goes on where it was."


def be_quiet() -> None:
    """Let nbgrader's commands end without a traceback when somebody stops them, and without such warnings."""
    # nbgrader makes objects of the gradebook that belong to nothing yet, whenever it adds one
    warnings.filterwarnings("ignore", category=SAWarning, message="Object of type")
    if sys.excepthook is sys.__excepthook__:  # or somebody has one of his own
        sys.excepthook = _without_traceback


def _without_traceback(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        print(STOPPED, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, traceback)

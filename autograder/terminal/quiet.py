"""What a person at a terminal need not see: a traceback for Ctrl-C, and warnings that mean nothing to her."""

import warnings

from sqlalchemy.exc import SAWarning

from autograder.terminal import interrupt


def be_quiet() -> None:
    """Let nbgrader's commands end without a traceback when somebody stops them, and without such warnings."""
    # nbgrader makes objects of the gradebook that belong to nothing yet, whenever it adds one
    warnings.filterwarnings("ignore", category=SAWarning, message="Object of type")
    interrupt.may_clean_up()

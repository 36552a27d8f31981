"""A disk that is full: said once, in a line, and the run ends, as no other submission would fare better."""

import errno
import logging
import re

SIGN = re.compile(  # `PlainLog` sets the lines of a traceback in
    rf"^ *(OSError: \[Errno ({errno.ENOSPC}|{errno.EDQUOT})\]"
    r"|sqlalchemy\.exc\.OperationalError: \(sqlite3\.OperationalError\) database or disk is full)",
    re.MULTILINE,
)
TOLD = (
    "The disk is full, or your share of it. What has been graded is kept: make room, then run the same "
    "command again, which goes on from here"
)
MISLEADING = "There was an error accessing the nbgrader database"  # advises to upgrade the gradebook


class FullDisk(logging.Filter):
    """Says of the traceback that nbgrader logs for each submission what it means, and remembers it."""

    def __init__(self):
        """With room left, as far as is known."""
        super().__init__()
        self.found = False
        """Whether a submission could not be stored."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put our words in the place of the first such traceback, and leave out what follows from it."""
        message = record.getMessage()
        if message.startswith("Traceback") and SIGN.search(message):
            again, self.found = self.found, True
            record.msg, record.args = TOLD, ()
            return not again
        return not (self.found and message.startswith(MISLEADING))

"""A gradebook that another program is writing to: told at once, with how long anybody waits for it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

from sqlalchemy import make_url

LOCKED = "database is locked"
AGAIN = 0.1  # seconds between two looks


def wait_until_free(address: str, tell: Callable[[str], None], write: bool = True) -> None:
    """Wait while a gradebook in a file is locked, and say so at once.

    SQLite itself waits without a word, and Ctrl-C does not reach a program that waits inside of it.

    Args:
        address: the gradebook's.
        tell: takes the line.
        write: whether it is to be written to; readers wait for less.

    Raises:
        sqlite3.OperationalError: when it is still locked after as long as the address says.
    """
    place = make_url(address)
    if place.get_backend_name() != "sqlite" or not place.database:
        return
    seconds = float(str(place.query.get("timeout", 5)))
    end = time.monotonic() + seconds
    told = False
    while locked := _lock_of(place.database, write):
        if time.monotonic() > end:
            raise locked
        if not told:
            tell(f"Another program is writing to the gradebook; waiting for it, {seconds:.0f} s at most")
            told = True
        time.sleep(AGAIN)


def _lock_of(file: str, write: bool) -> sqlite3.OperationalError | None:
    """How SQLite says that a file is locked; None if it is not, or is none."""
    try:
        with closing(sqlite3.connect(f"file:{quote(file)}?mode=rw", uri=True, timeout=0)) as book:
            book.execute("begin immediate" if write else "select count(*) from sqlite_master")
            book.rollback()
    except sqlite3.OperationalError as error:
        return error if LOCKED in str(error) else None
    return None


def told_of_lock(error: BaseException) -> str:
    """What to say when the wait was in vain."""
    return (
        f"The gradebook cannot be used ({getattr(error, 'orig', error)}). Another program may be writing to "
        "it, such as a second grading or an open formgrader: run the command again when that has ended"
    )

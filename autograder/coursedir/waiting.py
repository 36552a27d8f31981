"""A gradebook that another program is writing to: told at once, with how long anybody waits for it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

from sqlalchemy import make_url

LOCKED = "database is locked"


def tell_if_locked(address: str, tell: Callable[[str], None], write: bool = True) -> None:
    """Say so if a gradebook in a file is locked, before a program waits for it without a word.

    Args:
        address: the gradebook's.
        tell: takes the line.
        write: whether it is to be written to; readers wait for less.
    """
    place = make_url(address)
    if place.get_backend_name() != "sqlite" or not place.database:
        return
    try:
        with closing(sqlite3.connect(f"file:{quote(place.database)}?mode=rw", uri=True, timeout=0)) as book:
            book.execute("begin immediate" if write else "select count(*) from sqlite_master")
            book.rollback()
    except sqlite3.OperationalError as error:
        if LOCKED in str(error):
            seconds = float(str(place.query.get("timeout", 5)))
            tell(f"Another program is writing to the gradebook; waiting for it, {seconds:.0f} s at most")


def told_of_lock(error: Exception) -> str:
    """What to say when the wait was in vain."""
    return (
        f"The gradebook cannot be used ({getattr(error, 'orig', error)}). Another program may be writing to "
        "it, such as a second grading or an open formgrader: run the command again when that has ended"
    )

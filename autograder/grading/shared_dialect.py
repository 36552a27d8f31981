"""What SQLAlchemy knows of the gradebook, found out once in a run of grading.

nbgrader opens the gradebook eight times for a submission, each time with an engine of its own, and SQLAlchemy
keeps what it has compiled by engine and dialect: every query was compiled anew, a fourth of all that
nbgrader's process did for a submission. Here the engines of a process share one dialect, one cache, and what
is known of the tables.
"""

import threading

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, Engine, make_url

SHARED = "sqlite+shared"
registry.register(SHARED.replace("+", "."), __name__, "SharedSqlite")


class SharedSqlite(SQLiteDialect_pysqlite):
    """SQLite as SQLAlchemy knows it, but one object for all engines of a process."""

    supports_statement_cache = True
    _shared: "SharedSqlite | None" = None
    _compiled: dict = {}
    _tables: set = set()
    _setting_up = threading.Lock()

    def __new__(cls, **options):
        """Return the one there is, or the first."""
        if cls._shared is None:
            cls._shared = super().__new__(cls)
        return cls._shared

    def __init__(self, **options):
        """Set the first one up, and leave it alone when the next engine asks for one."""
        with self._setting_up:
            if not vars(self):
                super().__init__(**options)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let a new engine keep its compiled queries with those of the others."""
        engine.update_execution_options(compiled_cache=cls._compiled)

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw) -> bool:
        """Whether a gradebook has a table: nbgrader looks for all of its own whenever it opens one."""
        known = (connection.engine.url.database, schema, table_name)
        if known not in self._tables and super().has_table(connection, table_name, schema, **kw):
            self._tables.add(known)
        return known in self._tables


def shared(address: str) -> str:
    """The address under which a gradebook's engines share their queries: of a SQLite file; else the same."""
    url = make_url(address)
    if url.drivername != "sqlite":
        return address
    return url.set(drivername=SHARED).render_as_string(hide_password=False)

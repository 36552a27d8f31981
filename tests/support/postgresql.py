"""A PostgreSQL server of one's own for the tests, with a role for each grader and passwords in a file."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")  # its programs are not on the path: several versions may be installed
ADMINISTRATOR = "postgres"
GRADERS = ("vera", "otto")
PASSWORD = "a secret of the tests"
# Nothing here has to outlive the machine.
OPTIONS = ("fsync=off", "full_page_writes=off", "unix_socket_directories=", "listen_addresses=127.0.0.1")


def programs() -> Path | None:
    """The folder of the server's programs, of the newest version that is installed here, or None."""
    found = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@dataclass(frozen=True)
class Server:
    """A server on a free port of this machine, whose data lie in a temporary folder."""

    folder: Path
    port: int

    @classmethod
    def create(cls, folder: Path) -> "Server":
        """Make its data, start it, and make the graders' roles.

        Everything belongs to the role `graders`: what one grader makes, the others may change.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = cls(folder, free.getsockname()[1])
        names = (ADMINISTRATOR, *GRADERS)
        server.passwords.write_text(
            "".join(f"127.0.0.1:{server.port}:*:{name}:{PASSWORD}\n" for name in names)
        )
        server.passwords.chmod(0o600)  # otherwise the driver ignores it
        secret = folder / "password"
        secret.write_text(PASSWORD)
        server._own()
        server._run("initdb", "--auth=scram-sha-256", f"--username={ADMINISTRATOR}", f"--pwfile={secret}")
        server.start()
        server.execute("create role graders")
        for name in GRADERS:
            server.execute(f"create role {name} login password '{PASSWORD}' in role graders")
            server.execute(f"alter role {name} set role graders")
        return server

    @property
    def passwords(self) -> Path:
        """The file of passwords, as each grader has one in her home."""
        return self.folder / "pgpass"

    def gradebook(self, name: str, like: str = "template1") -> str:
        """Make a database for a gradebook: an empty one, or a copy of another one.

        Returns:
            Its address, without name and password.
        """
        self.execute(f"create database {name} owner graders template {like}")
        return f"postgresql+psycopg://127.0.0.1:{self.port}/{name}"

    def connect(self, database: str = ADMINISTRATOR) -> psycopg.Connection:
        """A connection of the administrator; every statement is a transaction."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=ADMINISTRATOR,
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        )

    def execute(self, statement: str, database: str = ADMINISTRATOR) -> None:
        """Run a statement as the administrator."""
        with self.connect(database) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = " ".join(f"-c {each}" for each in (*OPTIONS, f"port={self.port}"))
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", f"--options={options}")

    def stop(self) -> None:
        """Stop it; who is connected loses her connection."""
        self._run("pg_ctl", "stop", "--wait", "--mode=fast")

    def _own(self) -> None:
        """Give the folder to the account that the server runs as."""
        if account := _account():
            for path in (self.folder, self.folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        account = _account()
        other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        command = [programs() / program, f"--pgdata={self.folder / 'data'}", *arguments]
        # A pipe would stay open as long as the server runs.
        with (self.folder / "output").open("a") as output:
            done = subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, **other
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'output').read_text()[-2000:]}")


def _account() -> pwd.struct_passwd | None:
    """Another account to run the server, which refuses to be run by root; None where that is not needed."""
    if os.geteuid():
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server that is there for a while, and its passwords for every program that is started meanwhile.

    The variables are those of PostgreSQL's own library: nothing of them stands in an address.
    """
    # not below pytest's folders, which no other account may enter
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    variables = {"PGUSER": GRADERS[0], "PGPASSFILE": str(folder / "pgpass")}
    before = {name: os.environ.get(name) for name in variables}
    try:
        server = Server.create(folder)
        os.environ |= variables
        yield server
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        with contextlib.suppress(RuntimeError):  # a test may have stopped it
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)

"""Candidates launched for tests, as root and as an ordinary user; code inside prints what it found."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.sandbox import plan as plans
from autograder.sandbox.plan import PROJECT, Limits, Plan, readable_python

SYSTEM_PYTHON = "/usr/bin/python3"
ORDINARY = ["setpriv", "--reuid=23456", "--regid=23456", "--clear-groups"]
SECONDS = 20  # for what would hang if it failed
SMALL = Limits(memory=1 << 30, processes=32, cpu=60, file=1 << 20, disk=8 << 20, inodes=200)


@dataclass
class Launched:
    """What became of a candidate."""

    status: int
    said: str
    events: list[dict]

    def kernel(self) -> set[str]:
        return {each["event"] for each in self.events if each["from"] == "kernel"}


@dataclass
class Launcher:
    """Launches candidates as one kind of user."""

    kind: str
    folder: Path
    command: list[str]
    readable: list[str]
    env: dict[str, str]
    prefix: list[str] = field(default_factory=list)

    def start(self, source: str, *, keep=(), files=None, wrapper=(), **options) -> subprocess.Popen:
        handed_in = Path(files or tempfile.mkdtemp(dir=self.folder))
        handed_in.chmod(0o755)
        (handed_in / "code.py").write_text(source)
        options.setdefault("limits", SMALL)
        options["readable"] = [*self.readable, *options.get("readable", [])]
        self.reports, far = os.pipe()
        work = options.get("work", "/home/student")
        if "namespaces" in options.get("disabled_protections", []):
            work = "."
        task = {
            "plan": Plan(files=str(handed_in), **options).to_json(),
            "target": "runpy:run_path",
            "arguments": {"path_name": f"{work}/code.py"},
            "keep": list(keep),
            "report": far,
        }
        launched = subprocess.Popen(
            [*self.prefix, *wrapper, *self.command],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[*keep, far],
            env=self.env,
            cwd="/",
        )
        os.close(far)
        with contextlib.suppress(BrokenPipeError):
            launched.stdin.write(json.dumps(task).encode() + b"\n")
            launched.stdin.flush()
        return launched

    def finish(self, launched: subprocess.Popen) -> Launched:
        try:
            _, said = launched.communicate(timeout=SECONDS)
        finally:
            launched.kill()
        with os.fdopen(self.reports) as reports:
            events = [json.loads(line) for line in reports]
        return Launched(launched.returncode, said.decode(errors="replace"), events)

    def __call__(self, source: str, **options) -> Launched:
        return self.finish(self.start(source, **options))

    def answer(self, source: str, **options):
        """What the last line that the code prints says, as JSON."""
        launched = self(source, **options)
        assert launched.status == 0, launched.said
        return json.loads(launched.said.splitlines()[-1])


@pytest.fixture(scope="session")
def open_folder():
    """A folder that every user can read."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def as_root(open_folder):
    if os.getuid() != 0:
        pytest.skip("needs root")
    command = [sys.executable, "-m", "autograder.sandbox.launch"]
    return Launcher("root", open_folder, command, readable_python(), dict(os.environ))


@pytest.fixture(scope="session")
def as_user(open_folder):
    """The launcher for an ordinary user, with a Python and a copy of the package that she can read."""
    if not Path(SYSTEM_PYTHON).exists():
        pytest.skip(f"needs {SYSTEM_PYTHON}")
    package = open_folder / "copy" / "autograder"
    shutil.copytree(
        PROJECT / "autograder" / "sandbox", package / "sandbox", ignore=lambda *_: {"__pycache__"}
    )
    shutil.copy(PROJECT / "autograder" / "__init__.py", package)
    env = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    return Launcher(
        "user",
        open_folder,
        [SYSTEM_PYTHON, "-m", "autograder.sandbox.launch"],
        [*plans.SYSTEM, *plans.SETTINGS],
        env,
        ORDINARY if os.getuid() == 0 else [],
    )


@pytest.fixture(params=["as_root", "as_user"])
def launch(request):
    return request.getfixturevalue(request.param)


HEAD = "import contextlib, ctypes, errno, json, os, signal, socket, sys, threading, time\n"
TRIED = (
    HEAD
    + """
def tried(deed):
    try:
        return repr(deed())
    except BaseException as error:
        return type(error).__name__ if not getattr(error, "errno", 0) else errno.errorcode[error.errno]
"""
)


def vars_of(launcher: Launcher) -> dict:
    return {name: getattr(launcher, name) for name in ("kind", "folder", "command", "readable", "prefix")}


DAEMON = """
if not os.fork():
    os.setsid()
    for each in range(1, 64):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(each, signal.SIG_IGN)
    if os.fork():
        os._exit(0)
    time.sleep(600)
os.wait()
print("up"); sys.stdout.flush()
"""


def gone(pipe: int) -> bool:
    """Whether everybody who held the other end ends; waits for it."""
    ready, _, _ = select.select([pipe], [], [], SECONDS)
    return bool(ready) and os.read(pipe, 1) == b""


DENY = """
import ctypes, os, struct, sys
from autograder.sandbox import seccomp, syscalls
syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
step = lambda code, value, then=0, other=0: struct.pack("HBBI", code, then, other, value)
name, flag = sys.argv[1], int(sys.argv[2])
program = step(0x20, 0) + step(0x15, syscalls.number(name), 0, 3)
program += step(0x20, 24) + (step(0x45, flag, 0, 1) if flag else step(0x15, 0xFFFFFFFF, 0, 0))
program += step(0x06, 0x50001) + step(0x06, 0x7FFF0000)
seccomp._install(program, 0)
os.execvp(sys.argv[3], sys.argv[3:])
"""


def denied(launch: Launcher, name: str, flag: int = 0) -> Launcher:
    """The launcher on a machine that refuses a system call, always or with a flag in its second argument."""
    wrapper = [launch.command[0], "-c", DENY, name, str(flag)]
    return Launcher(**{**vars_of(launch), "command": [*wrapper, *launch.command]}, env=launch.env)

"""The lock: from here on this process is a candidate, and the one that was is its supervisor.

    the caller, from now on the supervisor      outside, ends with its parent
      └─ a process that waits                   outside, ends with the supervisor
           └─ the reaper                        inside, ends with the supervisor
                └─ the candidate                inside, ends with the reaper

The second is there because new namespaces are entered by a child, and the supervisor has to stay outside.
The third is there because the first process of a namespace runs no code that could talk it out of its end.
No program is started, so that a process that has everything imported can fork and lock its fork in.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox import (
    audit_hook,
    cgroup,
    files,
    landlock,
    leftovers,
    limits,
    namespaces,
    reaper,
    seccomp,
    user,
)
from autograder.sandbox.plan import Plan
from autograder.sandbox.requirements import Unprotected
from autograder.sandbox.supervisor import FAILED, Supervisor
from autograder.sandbox.syscalls import PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl

PATH = "/usr/local/bin:/usr/bin:/bin"
DEVICES = ["/dev/null", "/dev/full", "/dev/random", "/dev/urandom", "/dev/pts", "/dev/ptmx"]
# /dev/zero can be read only: mapped for writing it would be shared memory
NOTES, NOTE = 20, 300  # how many, and how long: one message holds them
SHARED_PROC = ["/dev/zero", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems"]


def enter(plan: Plan, keep: tuple[int, ...] = (), report: int | None = None) -> None:
    """Lock this process in. It returns in the candidate only; the caller becomes the supervisor.

    When a part of the sandbox cannot be had, the supervisor says so on stderr and exits with a status.

    Args:
        plan: what the candidate may see and use.
        keep: file descriptors that stay open inside; no other does.
        report: file descriptor outside, for what is noticed: one JSON object a line, with `event`,
            `detail` and `from`, which is `kernel` (cannot be forged inside), `python` (can be) or `launcher`.

    Raises:
        RuntimeError: when this process has more than one thread.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("only a process with one thread can be locked in")
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    link, far_link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    (evidence, far_evidence), (prints, far_prints), (far_life, life) = os.pipe(), os.pipe(), os.pipe()
    for end in (evidence, far_evidence, prints):
        os.set_blocking(end, False)
    sys.stdout.flush()
    sys.stderr.flush()
    supervisor, group = os.getpid(), cgroup.create(plan.limits)
    if child := os.fork():
        far_link.close()
        for end in {far_evidence, far_prints, far_life, *keep} - {0, 1, 2}:
            os.close(end)
        prctl(PR_SET_DUMPABLE, 0)
        status = FAILED
        try:
            status = Supervisor(link, evidence, prints, report, child, plan.limits, group).run()
        finally:
            os._exit(status)
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != supervisor:
            os._exit(FAILED)
        link.close()
        os.close(life)
        if group:
            with contextlib.suppress(OSError):  # it may make one, but not move there
                group.enter()
        _Candidate(plan, far_link, far_evidence, far_prints, far_life).start(keep)
    except BaseException as error:
        refused = str(error) if isinstance(error, Unprotected) else f"{type(error).__name__}: {error}"
        far_link.send(json.dumps({"refused": refused}).encode())
        os._exit(FAILED)


class _Candidate:
    """The way of a process into the sandbox."""

    def __init__(self, plan: Plan, link: socket.socket, evidence: int, prints: int, lifeline: int):
        self._plan, self._link, self._evidence, self._prints = plan, link, evidence, prints
        self._lifeline = lifeline
        self._missing: set[str] = set()
        self._notes: list[tuple[str, str]] = []
        self._uid = user.unused() if os.getuid() == 0 else os.getuid()
        self._folder = ""  # of this candidate outside, when there is no private root

    def start(self, keep: tuple[int, ...]) -> None:
        """Go in, part by part. What needs rights comes first; the process that waits never returns."""
        handed_in = self._open_files()
        with self._part("namespaces"):
            self._separate()
        self._fork()
        reaper.stay_behind(self._lifeline, first="namespaces" not in self._missing)
        if "namespaces" not in self._missing:
            with self._part("namespaces"):
                namespaces.enter_private_root(self._plan, self._uid)
        work = self._work()
        if handed_in is not None:
            left_out = files.copy(handed_in, Path(work), self._uid, self._plan.limits.disk // 2)
            self._notes += [("file left out", name) for name in left_out]
        with self._part("user"):
            user.give_up_gains()
            if os.getuid() == 0:
                user.become(self._uid)
            user.give_up_capabilities()
        os.setsid()  # no terminal to type into
        os.chdir(work)
        self._environment(work)
        self._handles(keep)
        with self._part("limits"):
            limits.apply(self._plan.limits)
        readable, writable = self._visible(work)
        with self._part("landlock"):
            landlock.restrict(readable, writable, DEVICES, self._listed())
        listener = None
        with self._part("seccomp"):
            listener = seccomp.filter_calls()
        self._report(listener)
        if "seccomp" not in self._missing:
            seccomp.keep_handles()  # the last ones have been sent
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # so it is, and urllib3 need not try it when it is imported, which looks like the student's attempt
        socket.has_ipv6 = False
        ours = str(Path(__file__).parent)
        shown = self._plan.readable
        audit_hook.install([*shown, *writable, "/dev", "/proc", "/sys"], [*shown, ours], self._evidence)

    @contextlib.contextmanager
    def _part(self, name: str) -> Iterator[None]:
        """Do without a part that this machine does not have, if that was agreed to."""
        try:
            yield
        except OSError as error:
            if name not in self._plan.disabled_protections:
                raise Unprotected(f"{name}: {error}") from error
            self._missing.add(name)
            self._notes.append(("missing", f"{name}: {error}"))

    def _open_files(self) -> int | None:
        if not self._plan.files:
            return None
        return os.open(self._plan.files, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)

    def _separate(self) -> None:
        if os.getuid() == 0:
            try:
                return namespaces.separate(with_users=False)
            except PermissionError:  # the root of a container; an ordinary user may do better
                user.become(self._uid)
        return namespaces.separate(with_users=True)

    def _fork(self) -> None:
        """Let the child go on; this process waits for it, and ends as it does."""
        inner = os.fork()
        if not inner:
            return
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        prctl(PR_SET_DUMPABLE, 0)
        files.close_all_but(set())
        _, status = os.waitpid(inner, 0)
        os._exit(reaper.status_of(status))

    def _work(self) -> str:
        if "namespaces" not in self._missing:
            return self._plan.work
        self._folder = tempfile.mkdtemp(prefix=leftovers.prefix())
        os.chown(self._folder, self._uid, -1)
        return self._folder

    def _environment(self, work: str) -> None:
        os.environ.clear()
        os.environ.update({"PATH": PATH, **self._plan.env, "HOME": work})
        if self._folder:
            os.environ["TMPDIR"] = work

    def _handles(self, keep: tuple[int, ...]) -> None:
        null = os.open(os.devnull, os.O_RDWR)
        for number, source in ((0, null), (1, self._prints), (2, self._prints)):
            if number not in keep:
                os.dup2(source, number)
        for number in keep:
            os.set_inheritable(number, False)  # a program that the student starts gets none
        files.close_all_but({0, 1, 2, self._link.fileno(), self._evidence, *keep})

    def _visible(self, work: str) -> tuple[list[str], list[str]]:
        if "namespaces" in self._missing:
            return [*self._plan.readable, *SHARED_PROC], [work]
        return [*self._plan.readable, "/etc", "/proc", "/dev/zero"], [work, "/tmp", "/dev/shm"]

    def _listed(self) -> list[str]:
        """The folders on Python's path of which a part is readable: an import looks for its name there."""
        parents = {str(Path(path).parent) for path in self._plan.readable} - {"/"}
        return sorted(parents & set(sys.path))

    def _report(self, listener: int | None) -> None:
        """Tell the supervisor, and go on only when it is there."""
        message = {
            "folder": self._folder,
            "notes": [(event, text[:NOTE]) for event, text in self._notes[:NOTES]],
        }
        handles = [os.pidfd_open(os.getpid()), *([] if listener is None else [listener])]
        socket.send_fds(self._link, [json.dumps(message).encode()], handles)
        for each in handles:
            os.close(each)
        if not self._link.recv(1):
            os._exit(FAILED)
        self._link.close()

"""Do the limits hold: does everything inside end with the grader, and count what it holds of the machine?

Everything here is tried for real, as root and as an ordinary user.
"""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from autograder.sandbox import cgroup, syscalls
from autograder.sandbox.plan import Limits, Plan
from tests.support.launching import HEAD, SECONDS, SMALL, TRIED, Launcher, denied, gone, vars_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a sandbox on Linux only")

# Each runs on for ten minutes, if nothing ends it. The last line is printed by everybody who is there.
FORGET = """
libc = ctypes.CDLL(None)
def forget():
    libc.prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG
    for each in range(1, 65):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(each, signal.SIG_IGN)
def stay():
    ends = time.monotonic() + 600
    while time.monotonic() < ends:
        try:
            time.sleep(1)
        except BaseException:
            pass
def up():
    print("up"); sys.stdout.flush()
"""
STAYING = {
    "a loop that catches everything": "forget(); up(); stay()",
    "a daemon that adopts others": """
forget()
if not os.fork():
    os.setsid(); forget(); libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    if not os.fork():
        os.setsid(); forget()
        if os.fork():
            os._exit(0)
        up()
    stay()
stay()
""",
    "a program of its own": """
forget()
if not os.fork():
    os.setsid()
    os.execv("/bin/sh", ["sh", "-c", "trap '' 1 2 3 15; echo up; sleep 600 & wait; sleep 600"])
stay()
""",
    "one that is another every moment": """
forget()
if not os.fork():
    os.setsid(); up()
    for _ in range(100_000):
        if os.fork():
            os._exit(0)
stay()
""",
    "threads after the first has ended": """
forget()
def work():
    time.sleep(0.2); up(); stay()
threading.Thread(target=work).start()
threading.Thread(target=stay).start()
libc.pthread_exit(None)
""",
    "one that goes for the first process": """
import resource
forget()
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGTSTP, signal.SIGCHLD):
    for process in {1, os.getppid()}:
        with contextlib.suppress(OSError):
            os.kill(process, number)
for deed in (lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
             lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
             lambda: os.sched_setaffinity(1, {max(os.sched_getaffinity(0))})):
    with contextlib.suppress(OSError):
        deed()
up(); stay()
""",
}


@pytest.fixture(params=["as_root", "as_user"])
def without_namespaces(request, as_user):
    """The launcher on a machine without namespaces; root takes the Python that everybody can read."""
    prefix = [] if request.param == "as_root" else as_user.prefix
    if request.param == "as_root" and os.getuid() != 0:
        pytest.skip("needs root")
    return denied(Launcher(**{**vars_of(as_user), "prefix": prefix}, env=as_user.env), "unshare")


def chain(supervisor: int) -> list[int]:
    """The processes of a candidate from the supervisor down to the reaper."""
    found = [supervisor]
    for _ in range(2):
        found.append(int(Path(f"/proc/{found[-1]}/task/{found[-1]}/children").read_text().split()[0]))
    return found


def started(launch, source, **options):
    """A candidate that stays, and a pipe that ends with its last process."""
    read, write = os.pipe()
    # a program that is started gets no descriptor; here each keeps the pipe
    source = f"{HEAD}os.set_inheritable({write}, True)\n{FORGET}{source}"
    launched = launch.start(source, keep=[write], **options)
    os.close(write)
    assert select.select([launched.stderr], [], [], SECONDS)[0]
    assert launched.stderr.readline() == b"up\n"
    return launched, read


# how it ends


@pytest.mark.parametrize("deed", STAYING)
def test_nothing_outlives_a_supervisor_that_is_killed(launch, deed):
    launched, pipe = started(launch, STAYING[deed])
    launched.kill()
    assert gone(pipe)
    launch.finish(launched)


@pytest.mark.parametrize("deed", STAYING)
def test_nor_where_there_are_no_namespaces(without_namespaces, deed):
    launched, pipe = started(without_namespaces, STAYING[deed], disabled_protections=["namespaces"])
    launched.kill()
    assert gone(pipe)
    without_namespaces.finish(launched)


@pytest.mark.parametrize("which", ["the one that waits", "the reaper"])
@pytest.mark.parametrize("deed", ["a loop that catches everything", "a daemon that adopts others"])
def test_whichever_process_outside_is_killed_the_rest_ends(launch, which, deed):
    launched, pipe = started(launch, STAYING[deed])
    os.kill(chain(launched.pid)[1 + (which == "the reaper")], signal.SIGKILL)
    assert gone(pipe)
    assert launch.finish(launched).status == 128 + signal.SIGKILL


@pytest.mark.parametrize("which", ["the one that waits", "the reaper"])
@pytest.mark.parametrize("deed", ["a loop that catches everything", "a daemon that adopts others"])
def test_the_rest_ends_without_namespaces_too(without_namespaces, which, deed):
    launched, pipe = started(without_namespaces, STAYING[deed], disabled_protections=["namespaces"])
    os.kill(chain(launched.pid)[1 + (which == "the reaper")], signal.SIGKILL)
    assert gone(pipe)
    assert without_namespaces.finish(launched).status == 128 + signal.SIGKILL


def test_a_reaper_that_was_stopped_ends_too(launch):
    launched, pipe = started(launch, STAYING["a loop that catches everything"])
    os.kill(chain(launched.pid)[2], signal.SIGSTOP)
    launched.kill()
    assert gone(pipe)
    launch.finish(launched)


GRADER = """
import os, sys, time
from autograder.sandbox.launcher import Launcher
task, keep, log, report = eval(sys.argv[1]), int(sys.argv[2]), 2, os.open(os.devnull, os.O_WRONLY)
launcher = Launcher()
process = launcher.launch(task, log, report, [keep])
os.close(keep)
time.sleep(600)
"""
HOSTILE = f"""
{HEAD}
def run(sockets, source):
    os.set_inheritable(sockets[0], True)
    exec(source, {{**globals(), "pipe": sockets[0]}})
"""


@pytest.mark.parametrize(
    ("number", "deed"),
    [
        *((signal.SIGKILL, deed) for deed in STAYING),
        *((number, next(iter(STAYING))) for number in (signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM)),
    ],
)
def test_nothing_outlives_a_grader(launch, number, deed):
    """As by `kill -9`, Ctrl-\\ and a terminal that is closed; the out-of-memory killer sends the first."""
    graded(launch, deed, lambda grader: grader.send_signal(number))


@pytest.mark.parametrize("deed", STAYING)
def test_nothing_outlives_a_warm_process(launch, deed):
    def kill_warm(grader):
        for each in Path(f"/proc/{grader.pid}/task/{grader.pid}/children").read_text().split():
            os.kill(int(each), signal.SIGKILL)

    graded(launch, deed, kill_warm)


def with_signals_as_usual():
    """Tests in the background ignore what a shell ignores there, Ctrl-\\, and `nohup` a closed terminal."""
    for number in (signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def graded(launch, deed, kill):
    modules = launch.folder / f"modules-{launch.kind}"
    modules.mkdir(exist_ok=True)
    (modules / "hostile.py").write_text(HOSTILE)
    read, write = os.pipe()
    source = FORGET + STAYING[deed].replace("up()", "os.write(pipe, b'up')").replace("echo up;", "")
    if "execv" in source:
        source = source.replace("os.execv", "os.write(pipe, b'up'); os.execv")
    task = {
        "plan": Plan(launch.readable, limits=SMALL).to_json(),
        "target": "hostile:run",
        "arguments": {"source": source},
    }
    grader = subprocess.Popen(
        [*launch.prefix, launch.command[0], "-c", GRADER, repr(task), str(write)],
        pass_fds=[write],
        env={**launch.env, "PYTHONPATH": f"{modules}:{launch.env.get('PYTHONPATH', '')}"},
        cwd="/",
        preexec_fn=with_signals_as_usual,
    )
    os.close(write)
    try:
        assert select.select([read], [], [], SECONDS)[0]
        assert os.read(read, 2) == b"up"
        kill(grader)
        assert gone(read)
    finally:
        grader.kill()
        grader.wait()
        os.close(read)


EXAMINER = """
import sys
import time
from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate
from autograder.coursedir.folders import PROJECT
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.plan import Plan, readable_python
plan = Plan(readable_python([str(PROJECT / "lenet_keras")]), env=ENVIRONMENT)
with Candidate(plan, Allowance(), Launcher()) as candidate:
    candidate.run(sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["a loop that catches everything", "a daemon that adopts others"])
def test_no_kernel_outlives_its_examiner(deed):
    source = HEAD + FORGET + STAYING[deed].replace("up()", "os.posix_spawnp('sleep', ['sleep', '599'], {})")
    examiner = subprocess.Popen([sys.executable, "-c", EXAMINER, source.replace("sys.stdout.flush()", "")])
    try:
        below = psutil.Process(examiner.pid).children
        ends = time.monotonic() + SECONDS
        while not any(each.name() == "sleep" for each in below(recursive=True)) and time.monotonic() < ends:
            time.sleep(0.1)
        family = below(recursive=True)
        assert "sleep" in {each.name() for each in family}
        examiner.kill()
        assert psutil.wait_procs(family, timeout=SECONDS)[1] == []
    finally:
        examiner.kill()
        examiner.wait()


def test_what_loses_its_parent_is_reaped_and_the_status_stays_that_of_the_code(launch):
    source = """
for _ in range(20):
    if not os.fork():
        if not os.fork():
            os._exit(5)
        os._exit(6)
    os.wait()
time.sleep(0.5)
zombies = [each for each in os.listdir("/proc") if each.isdigit() and int(each) > 2]
print(json.dumps(zombies)); sys.stdout.flush(); os._exit(3)
"""
    launched = launch(HEAD + source)
    assert (launched.said, launched.status) == ("[]\n", 3)


# what it holds

# Each of these ways would hold memory that is in no sum of what processes use.
UNSEEN = """
import fcntl, mmap
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    if (result := libc.syscall(*arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")
    return result
def zeros():
    with open("/dev/zero", "r+b", 0) as file:
        return mmap.mmap(file.fileno(), 1 << 20)
def raw(flags):
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(None, ctypes.c_size_t(1 << 20), 3, flags, -1, ctypes.c_long(0))
    if place == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "")
"""
WAYS = {
    "a file in memory": ("lambda: os.memfd_create('x')", "EPERM"),
    "a secret file in memory": ("lambda: call(NUMBERS['memfd_secret'], 0)", "EPERM"),
    "a segment": ("lambda: call(NUMBERS['shmget'], 0, 1 << 20, 0o1600)", "EPERM"),
    "a queue of messages": ("lambda: call(NUMBERS['msgget'], 0, 0o1600)", "EPERM"),
    "pages shared with nobody": ("lambda: mmap.mmap(-1, 1 << 20)", "EPERM"),
    "the same, by another flag": ("lambda: raw(0x23)", "EPERM"),
    "the same, of huge pages": ("lambda: raw(0x40021)", "EPERM"),
    "pages of /dev/zero": ("zeros", "EACCES"),
    "pages given to a pipe": ("lambda: call(NUMBERS['vmsplice'], 0, 0, 0, 0)", "EPERM"),
    "a socket with more room": (
        "lambda: socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)",
        "EPERM",
    ),
    "a lock that belongs to no process": ("lambda: fcntl.fcntl(1, 37, bytes(32))", "EPERM"),
    "a process that shares files, and its locks": (
        "lambda: call(NUMBERS['clone'], 0x411, 0, 0, 0, 0)",
        "EPERM",
    ),
    "a thread with files of its own": ("lambda: call(NUMBERS['clone'], 0x10900, 0, 0, 0, 0)", "EPERM"),
}


@pytest.mark.parametrize("way", WAYS)
def test_memory_that_nobody_counts_is_refused(launch, way):
    deed, answer = WAYS[way]
    numbers = {name: syscalls.number(name) for name in syscalls.NUMBERS}
    source = f"NUMBERS = {numbers}\n{UNSEEN}print(json.dumps(tried({deed})))"
    assert launch.answer(TRIED + source) == answer


def test_memory_that_is_counted_is_there(launch):
    source = """
import mmap, tempfile
def own():
    with mmap.mmap(-1, 1 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[0] = 1
def shared():
    with tempfile.TemporaryFile(dir="/dev/shm") as file:
        file.truncate(1 << 19)
        with mmap.mmap(file.fileno(), 1 << 19) as memory:
            memory[0] = 1
def pool():
    import multiprocessing
    value = multiprocessing.get_context("fork").Array("d", 100)
    value[7] = 1
print(json.dumps([tried(own), tried(shared), tried(pool), tried(lambda: open("/dev/zero", "rb").read(2)[0])]))
"""
    assert launch.answer(TRIED + source) == ["None", "None", "None", "0"]


def test_other_options_of_sockets_can_be_set(launch):
    source = """
ends = socket.socketpair()
def asks(option):
    return lambda: ends[0].setsockopt(socket.SOL_SOCKET, option, 1)
deeds = asks(socket.SO_PASSCRED), asks(socket.SO_RCVBUF), lambda: ends[0].send(b"x")
print(json.dumps([tried(each) for each in deeds]))
"""
    assert launch.answer(TRIED + source) == ["None", "None", "1"]


def test_files_that_were_deleted_and_pages_that_were_dropped_stay_in_the_limit_of_files(launch):
    source = """
import mmap, tempfile
kept = []
def fill():
    for _ in range(100):
        file = tempfile.TemporaryFile(dir="/dev/shm", buffering=0)
        file.truncate(1 << 20)
        pages = mmap.mmap(file.fileno(), 1 << 20)
        kept.append(file)
        for start in range(0, 1 << 20, 4096):
            if os.write(file.fileno(), bytes(4096)) < 4096:
                return "short"
        pages.madvise(mmap.MADV_DONTNEED)
        pages.close()
print(json.dumps([tried(fill), len(kept) <= 8]))
"""
    assert launch.answer(TRIED + source) == ["ENOSPC", True]


# Each is too much for all processes together while none meets a limit of its own; it waits to be ended.
TOO_MUCH = {
    "many that hold their share": """
for _ in range(8):
    if not os.fork():
        block = bytearray(b"x") * (200 << 20)
        signal.pause()
time.sleep(600)
""",
    "a process that lost its parent": """
if not os.fork():
    for _ in range(8):
        if not os.fork():
            os.setsid()
            block = bytearray(b"x") * (200 << 20)
            signal.pause()
    os._exit(0)
time.sleep(600)
""",
    "sockets that nobody reads": """
import resource
for _ in range(8):
    if not os.fork():
        pairs = []
        with contextlib.suppress(OSError):
            while True:
                pairs.append(socket.socketpair())
                pairs[-1][0].setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    while True:
                        pairs[-1][0].send(bytes(1 << 14))
        signal.pause()
time.sleep(600)
""",
    "connections that nobody accepts": """
listening = []
with contextlib.suppress(OSError):
    for count in range(8000):
        if count % 200 == 0:
            listening.append(socket.socket(socket.AF_UNIX))
            listening[-1].bind(f"socket-{count}")
            listening[-1].listen(200)
        near = socket.socket(socket.AF_UNIX)
        near.connect(f"socket-{count - count % 200}")
        near.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                near.send(bytes(1 << 14))
        near.close()
if not os.fork():
    block = bytearray(b"x") * (600 << 20)
    time.sleep(600)
time.sleep(600)
""",
    "locks on parts of files": """
import fcntl, struct
files = [os.open(f"file-{number}", os.O_RDWR | os.O_CREAT) for number in range(100)]
for file in files:
    for place in range(2000, 0, -1):
        fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 4 * place, 1, 0))
time.sleep(600)
""",
    "pipes that nobody reads": """
for _ in range(8):
    if not os.fork():
        pipes = []
        with contextlib.suppress(OSError):
            while True:
                pipes.append(os.pipe())
                os.set_blocking(pipes[-1][1], False)
                os.write(pipes[-1][1], bytes(1 << 16))
        signal.pause()
time.sleep(600)
""",
}


SENT_ON = """
import array
libc = ctypes.CDLL(None, use_errno=True)
near, far = socket.socketpair()
message = [b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", os.pipe()))]
for send in near.sendmsg, lambda *parts: libc.sendmmsg(near.fileno(), ctypes.create_string_buffer(64), 1, 0):
    try:
        if send(*message) < 0:
            raise OSError(ctypes.get_errno(), "")
    except OSError as error:
        print("refused", error.errno)
near.send(b"bytes")
print(far.recv(10))
"""


def test_no_descriptor_is_sent_through_a_socket(launch):
    launched = launch(HEAD + SENT_ON)
    assert launched.said.split("\n")[:3] == ["refused 1", "refused 1", "b'bytes'"]


@pytest.mark.parametrize("deed", TOO_MUCH)
def test_what_all_processes_hold_together_has_a_limit(launch, deed):
    launched = launch(HEAD + TOO_MUCH[deed])
    assert launched.status == 128 + signal.SIGKILL
    assert {"event": "limit", "detail": "more than 1 GB of memory", "from": "launcher"} in launched.events


BUSY = {
    "many that compute a little each": "for _ in range(6):\n    if not os.fork():\n        break\n",
    "one after the other": """
while True:
    if os.fork():
        with contextlib.suppress(ChildProcessError):
            os.wait()
    else:
        ends = time.process_time() + 0.5
        while time.process_time() < ends:
            pass
        os._exit(0)
""",
    "orphans": """
while True:
    if not os.fork():
        if os.fork():
            os._exit(0)
        ends = time.process_time() + 0.5
        while time.process_time() < ends:
            pass
        os._exit(0)
    os.wait()
    time.sleep(0.2)
""",
}


@pytest.mark.parametrize("deed", BUSY)
def test_what_all_processes_compute_together_has_a_limit(launch, deed):
    launched = launch(HEAD + BUSY[deed] + "while True: pass", limits=Limits(**{**vars(SMALL), "cpu": 3}))
    assert launched.status == 128 + signal.SIGKILL
    assert {
        "event": "limit",
        "detail": "the time limit of the notebook",
        "from": "launcher",
    } in launched.events


def test_what_is_far_from_a_limit_is_not_ended(launch):
    source = """
children = []
for _ in range(4):
    if not (child := os.fork()):
        pairs = [socket.socketpair() for _ in range(20)]
        block = bytearray(b"x") * (50 << 20)
        time.sleep(1)
        os._exit(0)
    children.append(child)
print(json.dumps([os.waitpid(each, 0)[1] for each in children]))
"""
    assert launch.answer(HEAD + source) == [0] * 4


# where the kernel counts


def test_a_cgroup_bounds_memory_processes_and_swap(tmp_path):
    names = ["memory.max", "memory.oom.group", "memory.swap.max", "pids.max", "cgroup.procs", "cgroup.kill"]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (tmp_path / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    group = cgroup.Cgroup(tmp_path)
    group.limit(Limits(memory=1000, disk=24, processes=10))
    group.enter()
    assert [(tmp_path / name).read_text() for name in names] == ["1024", "1", "0", "12", "0", ""]
    assert (group.cpu(), group.overflowed()) == (2.5, True)


@pytest.mark.parametrize("controllers", ["", "cpu pids", "memory pids cpu"])
def test_where_no_cgroup_can_be_made_there_is_none_and_nothing_stays(tmp_path, monkeypatch, controllers):
    """No version 2, no controllers, and a folder that turns out not to be one of the kernel's."""
    monkeypatch.setattr(cgroup, "ROOT", tmp_path)
    if controllers:
        (tmp_path / "cgroup.controllers").write_text(controllers)
        (tmp_path / "cgroup.subtree_control").write_text(controllers)
    assert cgroup.create(SMALL) is None
    assert [each for each in tmp_path.iterdir() if each.is_dir()] == []

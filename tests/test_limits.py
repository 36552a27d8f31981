"""Do the limits hold: does everything inside end with the grader, and count what it holds of the machine?

Everything here is tried for real, as root and as an ordinary user.
"""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.plan import Plan
from tests.support.launching import HEAD, SECONDS, SMALL, Launcher, denied, gone, vars_of

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
    launched, pipe = started(without_namespaces, STAYING[deed], without=["namespaces"])
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
    launched, pipe = started(without_namespaces, STAYING[deed], without=["namespaces"])
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

"""Surviving: what runs on after the kernel's end, when the cell is long forgotten. For a minute at most."""

from tests.attacks.attack import Attack, answer

GROUP = "survive"

# `detached(action)`: in a process that has left the kernel's group, session and parent.
# `forget()`: take back that this process ends with its parent, and hear no signal.
DETACHED = """
import os, signal, sqlite3, time

def detached(action):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.alarm(40)
            for number in range(3):
                os.dup2(os.open("/dev/null", os.O_RDWR), number)
            try:
                action()
            finally:
                os._exit(0)
        os._exit(0)

def forget():
    import ctypes
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    for number in range(1, 65):
        if number != signal.SIGALRM:
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass

BOOK = "$root/autograder/course/gradebook.db"

def points(student, number):
    if os.path.exists(BOOK):
        with sqlite3.connect(BOOK, timeout=5) as book:
            book.execute(
                "update grade set manual_score = ?, needs_manual_grade = 0 where notebook_id in (select n.id "
                "from submitted_notebook n join submitted_assignment a on n.assignment_id = a.id "
                "where a.student_id = ?)", (number, student))
"""


def surviving(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", DETACHED + source))


ATTACKS = (
    surviving(
        "late-points",
        "a daemon writes points when the submission is graded",
        """
def wait_and_write():
    for _ in range(19):
        time.sleep(2)
        points("$student", 2)

detached(wait_and_write)
""",
    ),
    surviving(
        "watcher",
        "a daemon waits for a neighbour's graded notebook and takes the points away",
        """
def watch():
    while True:
        time.sleep(0.1)
        if os.path.exists("$root/autograder/course/autograded/$later/a1_preprocess/a1_preprocess.ipynb"):
            time.sleep(1)
            points("$later", 0)

detached(watch)
""",
    ),
    surviving(
        "nohup",
        "a program of its own session that writes a file later",
        """
import subprocess, sys
text = "import os, time; time.sleep(4); open('$root/$mark', 'w').write('$mark'); time.sleep(30)"
subprocess.Popen([sys.executable, "-c", text], start_new_session=True)
""",
    ),
    surviving(
        "thread",
        "a thread that is no daemon goes on after the last cell",
        """
import threading

def work():
    for _ in range(20):
        time.sleep(1)
        points("$student", 2)

threading.Thread(target=work).start()
""",
    ),
    surviving(
        "changing-process",
        "a process that changes its id every 50 ms and hears no signal",
        """
def run():
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        time.sleep(0.05)
        if os.fork():
            os._exit(0)

detached(run)
""",
    ),
    surviving(
        "deaf-kernel",
        "the kernel does not shut down when it is asked to",
        """
async def stay(restart):
    return {"status": "ok", "restart": restart}

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
get_ipython().kernel.do_shutdown = stay
get_ipython().kernel.control_handlers.pop("shutdown_request", None)
""",
    ),
    surviving(
        "forgotten-parent",
        "the kernel takes back that it ends with its parent, and catches everything",
        """
signal.alarm(90)
forget()
ends = time.monotonic() + 60
while time.monotonic() < ends:
    try:
        time.sleep(0.1)
    except BaseException:
        pass
""",
    ),
    surviving(
        "foster-parent",
        "a daemon that hears nothing adopts what others leave",
        """
def adopt():
    import ctypes
    forget()
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    if os.fork() == 0:
        forget()
        if os.fork():
            os._exit(0)
        signal.alarm(40)
    time.sleep(60)

detached(adopt)
""",
    ),
    surviving(
        "first-process",
        "stops, kills and starves the first process of its namespace",
        """
def starve():
    forget()
    if open("/proc/1/comm").read().startswith("python"):  # never that of the machine
        for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            try:
                os.kill(1, number)
                os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))
            except OSError:
                pass
    time.sleep(60)

detached(starve)
""",
    ),
    surviving(
        "two-kernels",
        "the kernel forks, and both answer",
        "child = os.fork()\nif child == 0:\n    signal.alarm(40)",
    ),
)

"""Processes that no group, session, parent or signal reaches: by rarer calls, for a minute at most."""

from tests.attacks.attack import PROOF, Attack, answer
from tests.attacks.surviving import DETACHED

GROUP = "survive"

# `raw(number, ...)`: a system call of x86-64; -1 elsewhere.
RAW = (
    DETACHED
    + PROOF
    + """
import ctypes, platform, sys, threading
libc = ctypes.CDLL(None, use_errno=True)

def raw(number, *arguments):
    if platform.machine() != "x86_64":
        return -1
    return libc.syscall(number, *(ctypes.c_long(each) for each in arguments))

def late():
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        time.sleep(1)
        points("$student", 2)
    os._exit(0)
"""
)


def detaching(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", RAW + source))


ATTACKS = (
    detaching(
        "sibling",
        "a process that becomes the child of its parent's parent, by clone(CLONE_PARENT)",
        """
CLONE_PARENT = 0x8000
if raw(56, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0) == 0:
    signal.alarm(40)
    forget()
    late()
""",
    ),
    detaching(
        "all-signals-masked",
        "a session of its own in which every signal is blocked in every thread",
        """
def blocked():
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGALRM})
    for _ in range(3):
        threading.Thread(target=time.sleep, args=(30,)).start()
    late()

detached(blocked)
""",
    ),
    detaching(
        "stopped",
        "processes that stop themselves, so that no polite signal is ever heard",
        """
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
""",
    ),
    detaching(
        "traced",
        "a process is traced by another one, which holds it and lets no signal through",
        """
child = os.fork()
if child == 0:
    libc.ptrace(0, 0, 0, 0)  # PTRACE_TRACEME
    os.kill(os.getpid(), signal.SIGSTOP)
    late()

def hold():
    libc.ptrace(0x4206, child, 0, 0)  # PTRACE_SEIZE
    time.sleep(40)

detached(hold)
""",
    ),
    detaching(
        "vfork",
        "the kernel waits for a child of vfork, which sleeps in a session of its own",
        """
if raw(56, 0x4000 | signal.SIGCHLD, 0, 0, 0, 0) == 0:  # clone(CLONE_VFORK)
    os.setsid()
    libc.prctl(1, 0, 0, 0, 0)
    time.sleep(30)
    os._exit(0)
""",
    ),
    detaching(
        "another-program",
        "a chain of programs, each started by the one before in a new session, without a common ancestor",
        """
import subprocess
text = ("import os, subprocess, sys, time\\nn = int(sys.argv[2])\\n"
        "if n: subprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[1], str(n - 1)],"
        " start_new_session=True)\\nelse:\\n time.sleep(5)\\n open('$root/$mark', 'w').write('$mark')\\n"
        " time.sleep(30)")
subprocess.Popen([sys.executable, "-c", text, text, "4"], start_new_session=True)
""",
    ),
    detaching(
        "timers",
        "timers and a thread of C that call back when the kernel has said goodbye",
        """
import atexit
for delay in range(1, 20):
    threading.Timer(delay, points, ("$student", 2)).start()
atexit.register(late)
""",
    ),
)

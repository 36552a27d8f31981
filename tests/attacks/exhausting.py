"""Exhausting: time, processes, memory, disk, output. Bounded, so that success costs nobody a machine."""

from tests.attacks.attack import PROOF, Attack, added, answer

GROUP = "exhaust"


def instead(name: str, what: str, source: str) -> Attack:
    """An attack in the place of A1.3's answer; the five other steps are right and keep their points."""
    make = answer("A1-3", source)
    return Attack(name, GROUP, what, make, base="solved", deserves=9, exact=True)


def after(name: str, what: str, source: str, cell: str = "A1-3") -> Attack:
    """An attack behind a right answer, which keeps its points, too."""
    return Attack(name, GROUP, what, added(cell, source), base="solved", deserves=11, exact=True)


def unseen(name: str, what: str, source: str) -> Attack:
    """An attack that holds 2 GB in a way that no process's memory shows; `hold(size)` keeps a block."""
    loop = """
import ctypes, mmap, os, time
kept = []
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = libc.mmap.restype = ctypes.c_void_p
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
before = resident()
"""
    fill = """
for _ in range(32):
    hold(64 << 20)
if resident() - before < 1 << 30:
    proof()
time.sleep(5)
"""
    return instead(name, what, PROOF + loop + source + fill)


ATTACKS = (
    instead("deep-attributes", "a name with 60,000 attributes, for whoever parses it", "a" + ".b" * 60_000),
    instead("deep-signs", "150,000 signs before a number", "-" * 150_000 + "1"),
    instead("deep-calls", "60,000 calls of what a call gave", "f" + "()" * 60_000),
    instead("endless-statements", "95,000 statements, in time of the parser", "a = 1\n" + "a;" * 95_000),
    instead(
        "deaf-loop",
        "a loop that takes no notice of being interrupted",
        """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
ends = time.monotonic() + 120
while time.monotonic() < ends:
    try:
        while time.monotonic() < ends:
            time.sleep(0.01)
    except BaseException:
        pass
""",
    ),
    instead(
        "fork-bomb",
        "300 processes, each busy for 20 s",
        """
import os, time
for _ in range(300):
    if os.fork() == 0:
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            pass
        os._exit(0)
time.sleep(20)
""",
    ),
    instead(
        "memory-bomb",
        "4 GB of memory, all of it touched",
        """
import time
blocks = [bytearray(b"x") * (256 << 20) for _ in range(16)]
time.sleep(20)
""",
    ),
    instead(
        "disk-fill",
        "1 GB of files, and 20,000 empty ones",
        """
import os
for number in range(16):
    with open(f"filler-{number}", "wb") as file:
        file.write(bytes(64 << 20))
for number in range(20000):
    open(f"empty-{number}", "wb").close()
""",
    ),
    instead("text-flood", "200 MB of text, line by line", "for _ in range(200_000):\n    print('x' * 1000)"),
    instead(
        "one-huge-message",
        "one message of 80 MB",
        "from IPython.display import display\ndisplay({'text/plain': 'x' * (80 << 20)}, raw=True)",
    ),
    instead(
        "many-frames",
        "one message of 40 frames, each of 30 MB and all the same buffer",
        """
kernel = get_ipython().kernel
block = bytes(30 << 20)
content = {"name": "stdout", "text": "x"}
kernel.session.send(kernel.iopub_socket, "stream", content, kernel.get_parent(), buffers=[block] * 40)
""",
    ),
    after(
        "figures",
        "100 figures are left open",
        "for number in range(100):\n    plt.figure(figsize=(1, 1)).gca().plot([1, 2])",
    ),
    instead(
        "recursion",
        "recursion without a limit, until the stack is full",
        "import gc, sys\ngc.disable()\nsys.setrecursionlimit(10**9)\n"
        "def deep(n=0):\n    return sorted([1, 2], key=lambda value: deep(n + 1))\ndeep()",
    ),
    instead("big-number", "one operation that takes minutes and hears no interrupt", "x = 9 ** (3 * 10**8)"),
    after(
        "slow-farewell",
        "objects that take ten minutes to be deleted, at the kernel's end",
        """
import atexit, time

class Slow:
    def __del__(self):
        time.sleep(60)

slow = Slow()
atexit.register(time.sleep, 60)
""",
        "A1-6",
    ),
    unseen(
        "memory-file",
        "2 GB in files that lie in memory and have no name",
        """
def hold(size):
    kept.append(os.memfd_create("block"))
    os.ftruncate(kept[-1], size)
    os.write(kept[-1], bytes(size))
""",
    ),
    unseen(
        "segments",
        "2 GB in segments of System V, which stay when nobody has them mapped",
        """
def hold(size):
    number = libc.shmget(0, ctypes.c_size_t(size), 0o1600)
    if number < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    place = libc.shmat(number, None, 0)
    ctypes.memset(place, 1, size)
    libc.shmdt(ctypes.c_void_p(place))
""",
    ),
    unseen(
        "dropped-pages",
        "2 GB in mappings that are shared with nobody, their pages dropped",
        """
def hold(size):
    block = mmap.mmap(-1, size)
    block.write(bytes(size))
    block.madvise(mmap.MADV_DONTNEED)
    kept.append(block)
""",
    ),
    unseen(
        "dropped-zeros",
        "the same, as mappings of /dev/zero",
        """
def hold(size):
    with open("/dev/zero", "r+b", 0) as zeros:
        block = mmap.mmap(zeros.fileno(), size)
    block.write(bytes(size))
    block.madvise(mmap.MADV_DONTNEED)
    kept.append(block)
""",
    ),
    unseen(
        "last-page",
        "2 GB in shared mappings of which all but one page is unmapped",
        """
def hold(size):
    place = libc.mmap(None, ctypes.c_size_t(size), 3, 0x21, -1, ctypes.c_long(0))
    if place == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")
    ctypes.memset(place, 1, size)
    libc.munmap(ctypes.c_void_p(place), ctypes.c_size_t(size - 4096))
""",
    ),
    unseen(
        "deleted-files",
        "2 GB in files of /dev/shm that are deleted and unmapped, but open",
        """
import tempfile
def hold(size):
    kept.append(tempfile.TemporaryFile(dir="/dev/shm", buffering=0))
    if kept[-1].write(bytes(size)) < size:
        raise OSError("no room")
""",
    ),
    instead(
        "many-shares",
        "40 processes that have lost their parent, each with 200 MB",
        """
import os, time
if os.fork() == 0:
    for _ in range(40):
        if os.fork() == 0:
            os.setsid()
            block = bytearray(b"x") * (200 << 20)
            time.sleep(20)
            os._exit(0)
    os._exit(0)
time.sleep(20)
""",
    ),
    instead(
        "socket-buffers",
        "20 processes that fill the buffers of 450 sockets each",
        """
import os, socket, time
for _ in range(20):
    if os.fork() == 0:
        pairs = []
        try:
            while len(pairs) < 450:
                pairs.append(socket.socketpair())
                pairs[-1][0].setblocking(False)
                try:
                    while True:
                        pairs[-1][0].send(bytes(1 << 14))
                except BlockingIOError:
                    pass
        except OSError:
            pass
        time.sleep(20)
        os._exit(0)
time.sleep(20)
""",
    ),
    instead(
        "wide-sockets",
        "asks the kernel for 4 MB of room in each of 400 sockets, and fills it",
        PROOF
        + """
import socket, time
pairs = []
for _ in range(400):
    pairs.append(socket.socketpair())
    pairs[-1][0].setblocking(False)
    try:
        pairs[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        proof()
        while True:
            pairs[-1][0].send(bytes(1 << 16))
    except OSError:
        continue
""",
    ),
    instead(
        "sockets-in-sockets",
        "500 full sockets that nobody has open, as they are on their way through others",
        """
import array, socket
ways = [socket.socketpair() for _ in range(10)]
for number in range(500):
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ends[0].setblocking(False)
    try:
        while True:
            ends[0].send(bytes(1 << 14))
    except BlockingIOError:
        handles = array.array("i", [each.fileno() for each in ends])
        ways[number % 10][0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handles)])
    for each in ends:
        each.close()
""",
    ),
    after(
        "shallow",
        "leaves room for no recursion behind a right answer, by accident",
        "import sys\nsys.setrecursionlimit(60)",
    ),
    instead(
        "asks-for-input", "waits for somebody to type", "import sys\nsys.stdin.read()\ninput('password: ')"
    ),
    after("exit", "calls `exit()` behind a right answer", "exit()"),
    instead("end", "ends the process", "import os\nos._exit(0)"),
    instead(
        "left-over",
        "fills the memory, says nothing, and leaves it so",
        """
kept, size = [], 1 << 26
while size > 1 << 12:
    try:
        kept.append(bytearray(size))
    except MemoryError:
        size //= 2
""",
    ),
    instead(
        "six-replies",
        "six replies of 30 MB that nobody asked for, which take 0.6 GB each when they are parsed",
        """
kernel = get_ipython().kernel
ident, parent = kernel._shell_parent_ident.get(), kernel.get_parent()
for _ in range(6):
    many = b'{"many": [' + b"[]," * 10_000_000 + b"[]]}"
    kernel.session.send(kernel.shell_stream, "execute_reply", many, parent, ident)
""",
    ),
    instead(
        "other-channels",
        "messages on the channels where nothing is asked, and replies of great depth",
        """
kernel = get_ipython().kernel
ident, parent = kernel._shell_parent_ident.get(), kernel.get_parent()
for socket in (kernel.stdin_socket, kernel.control_stream, kernel.shell_stream, kernel.iopub_socket):
    for _ in range(20):
        kernel.session.send(socket, "input_request", b"[" * 900_000, parent, ident)
""",
    ),
)

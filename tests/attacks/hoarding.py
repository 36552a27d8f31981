"""Hoarding: memory that stands in no process's account, by rarer ways than those of `exhausting`.

What is taken is bounded, as there: 2 GB, for some seconds. The five other steps are right.
"""

from tests.attacks.attack import PROOF, Attack
from tests.attacks.exhausting import GROUP, instead, unseen


def refused(name: str, what: str, source: str) -> Attack:
    """An attack that says so when a call is let through which would hold memory that nobody counts."""
    return instead(
        name, what, PROOF + "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n" + source
    )


ATTACKS = (
    unseen(
        "posix-memory",
        "2 GB in named shared memory of POSIX, unlinked and unmapped, but open",
        """
from multiprocessing import shared_memory
def hold(size):
    block = shared_memory.SharedMemory(create=True, size=size)
    ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(block.buf)), 1, size)
    kept.append(os.dup(block._fd))
    block.unlink()
""",
    ),
    unseen(
        "huge-pages",
        "2 GB in huge pages, mapped and shared",
        """
def hold(size):
    for flags in (0x40022, 0x40021):  # MAP_HUGETLB, private and shared
        place = libc.mmap(None, ctypes.c_size_t(size), 3, flags, -1, ctypes.c_long(0))
        if place != ctypes.c_void_p(-1).value:
            ctypes.memset(place, 1, size)
            kept.append(place)
            return
    raise OSError("no huge pages")
""",
    ),
    unseen(
        "moved-pages",
        "2 GB in shared pages that are moved away and mapped nowhere else",
        """
def hold(size):
    place = libc.mmap(None, ctypes.c_size_t(size), 3, 0x21, -1, ctypes.c_long(0))
    if place == ctypes.c_void_p(-1).value:
        raise OSError("mmap")
    ctypes.memset(place, 1, size)
    libc.mremap.restype = ctypes.c_void_p
    libc.mremap(ctypes.c_void_p(place), ctypes.c_size_t(size), ctypes.c_size_t(4096), 1)
""",
    ),
    refused(
        "secret-memory",
        "memory files that the kernel itself cannot see, and queues of messages",
        """
for number, arguments in ((447, (0,)), (68, (0, 0o1600)), (240, (b"/$mark", 0o102, 0o600, None))):
    if libc.syscall(number, *arguments) >= 0:  # memfd_secret, msgget, mq_open
        proof()
""",
    ),
    refused(
        "wide-pipes",
        "800 pipes of 1 MB each, where the kernel gives a user 64 MB",
        """
import fcntl
kept, written = [], 0
try:
    for _ in range(800):
        kept.append(os.pipe())
        os.set_blocking(kept[-1][1], False)
        try:
            fcntl.fcntl(kept[-1][1], 1031, 1 << 20)  # F_SETPIPE_SZ
            written += os.write(kept[-1][1], bytes(1 << 20))
        except OSError:
            pass
except OSError as error:
    print(error)
if written > 256 << 20:
    proof()
""",
    ),
    instead(
        "page-tables",
        "touches one page in every 2 MB of 8 TB, so that the tables weigh more than the pages",
        """
import ctypes, mmap, time
kept = []
for _ in range(64):
    block = mmap.mmap(-1, 128 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_NORESERVE)
    kept.append(block)
    for place in range(0, 128 << 30, 2 << 20):
        block[place] = 1
time.sleep(20)
""",
    ),
    instead(
        "locks-of-files",
        "a million locks on parts of files, which the kernel keeps beside all that is counted",
        PROOF
        + """
import fcntl, os, struct, time
files = [os.open(f"file-{number}", os.O_RDWR | os.O_CREAT) for number in range(100)]
count = 0
for file in files:
    for place in range(10000, 0, -1):
        fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 4 * place, 1, 0))
        count += 1
        if count == 300000:
            proof()
time.sleep(20)
""",
    ),
    refused(
        "locks-of-nobody",
        "locks that belong to an open file, or to a process that has ended and shared its files",
        """
import fcntl
file = os.open("file", os.O_RDWR | os.O_CREAT)
try:
    fcntl.fcntl(file, 37, bytes(32))  # F_OFD_SETLK
    proof()
except OSError as error:
    if error.errno != 1:
        proof()
child = libc.syscall(56, 0x411, 0, 0, 0, 0)  # clone(CLONE_FILES | SIGCHLD)
if child == 0:
    os._exit(0)
if child > 0:
    proof()
""",
    ),
    instead(
        "pipes-in-flight",
        "full pipes that nobody has open, as their ends are on their way through sockets",
        """
import array, os, socket, time
ways = [socket.socketpair() for _ in range(10)]
for number in range(2000):
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    try:
        while True:
            os.write(ends[1], bytes(4096))
    except BlockingIOError:
        pass
    ways[number % 10][0].setblocking(False)
    try:
        ways[number % 10][0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", ends))])
    except OSError:
        pass
    for each in ends:
        os.close(each)
time.sleep(20)
""",
    ),
)

__all__ = ["ATTACKS", "GROUP"]

"""Escaping: the network, other processes, the kernel's rarer calls.

Each tries what a student's code has no business with, and says so when it worked. Where it would change
the machine it is tried in a child process of its own, which ends at once.
"""

from tests.attacks.attack import GRADER, PROOF, Attack, answer

GROUP = "escape"

# `tried(action)`: in a child that ends at once, whether the action raised nothing and was no false.
TRIED = (
    PROOF
    + """
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)

def tried(action):
    child = os.fork()
    if child == 0:
        try:
            worked = action()
        except BaseException:
            worked = False
        os._exit(0 if worked else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""
)


def escaping(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", source))


ATTACKS = (
    escaping(
        "network",
        "servers on this machine: by TCP, by UDP, and by sockets with and without a file, as Docker's",
        """
import socket
here, unix = ("127.0.0.1", $port), socket.AF_UNIX
services = [(socket.AF_INET, socket.SOCK_STREAM, here), (socket.AF_INET, socket.SOCK_DGRAM, here),
            (unix, socket.SOCK_STREAM, "$root/service.sock"), (unix, socket.SOCK_STREAM, "\\0trap-$port")]
for family, kind, address in services:
    try:
        client = socket.socket(family, kind)
        client.settimeout(3)
        client.connect(address)
        client.sendall(b"$mark")
        client.close()
    except OSError as error:
        print(error)
""",
    ),
    escaping(
        "namespaces",
        "namespaces, file systems, another root folder and a device file of one's own",
        TRIED
        + GRADER
        + """
NEW_USER, NEW_MOUNTS, PRIVATE = 0x10000000, 0x00020000, 0x4000 | (1 << 18)
grader_mounts = f"/proc/{grader() or os.getppid() or 1}/ns/mnt"

def mount():
    # in a namespace of its own, which nothing is passed on from, so that the machine stays as it is
    if libc.unshare(NEW_MOUNTS) or libc.mount(b"none", b"/", None, PRIVATE, None):
        return False
    return libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0

def node():
    os.mknod("disk", 0o60600, os.makedev(254, 0))
    os.unlink("disk")
    return True

for action in (
    lambda: libc.unshare(NEW_USER | NEW_MOUNTS) == 0,
    lambda: libc.setns(os.open(grader_mounts, os.O_RDONLY), 0) == 0,
    lambda: os.chroot("/") is None,
    mount,
    node,
):
    if tried(action):
        proof()
""",
    ),
    escaping(
        "privileges",
        "capabilities, settings of the machine, and a character typed into the grader's terminal",
        PROOF
        + """
import fcntl, os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
if status["NoNewPrivs"].strip() != "1" or int(status["CapEff"], 16) | int(status["CapBnd"], 16):
    proof()
for path in ("/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/dev/mem", "/dev/kmsg", "/dev/tty"):
    try:
        device = os.open(path, os.O_WRONLY)
        if path == "/dev/tty":
            fcntl.ioctl(device, 0x5412, b"#")  # TIOCSTI
        os.close(device)
        proof()
    except OSError as error:
        print(error)
""",
    ),
    escaping(
        "rare-calls",
        "bpf, userfaultfd, perf_event_open, io_uring_setup, keyctl, and sockets to the kernel itself",
        TRIED
        + """
import socket
X86 = platform.machine() == "x86_64"
REFUSED = (1, 13, 38)  # EPERM, EACCES, ENOSYS
for number, on_arm in {321: 280, 323: 282, 298: 241, 425: 425, 250: 219}.items():
    result = libc.syscall(number if X86 else on_arm, -1, 0, 0, 0, 0, 0)
    if result != -1 or ctypes.get_errno() not in REFUSED:
        proof()
for family, kind in ((16, 3), (17, 3), (38, 5), (2, 3)):  # netlink, packets, cryptography, raw IP
    try:
        socket.socket(family, kind)
        proof()
    except OSError as error:
        print(error)
""",
    ),
    escaping(
        "trace-the-grader",
        "the grader is traced and its memory is read",
        TRIED
        + GRADER
        + """
pid, SEIZE = grader() or os.getppid() or 1, 0x4206  # which stops nobody, and ends with the child
place = ctypes.create_string_buffer(8)

class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

def read():
    mine, theirs = Part(ctypes.addressof(place), 8), Part(0x1000, 8)
    libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    return ctypes.get_errno() == 14  # EFAULT: nothing is there, but one may look

if tried(lambda: libc.ptrace(SEIZE, pid, 0, 0) == 0) or tried(read):
    proof()
""",
    ),
    escaping(
        "kill-the-grader",
        "the grader is ended",
        GRADER + "import signal\npid = grader()\nif pid:\n    os.kill(pid, signal.SIGKILL)",
    ),
    escaping(
        "root-of-grader",
        "the files that the grader sees, through /proc",
        GRADER
        + """
pid = grader() or os.getppid() or 1
for link in (f"/proc/{pid}/root$root", f"/proc/{pid}/cwd"):
    try:
        print(open(link + "/solutions/a1_preprocess.py").read())
    except OSError as error:
        print(error)
""",
    ),
    escaping(
        "garbage-in-descriptors",
        "garbage and forged notes go into everything that is open",
        """
import os
for number in range(3, 256):
    for text in (b'\\xff\\x00' * 500, b'{"event": "points", "points": 99, "passed": true}\\n'):
        try:
            os.set_blocking(number, False)
            os.write(number, text)
        except OSError:
            pass
""",
    ),
)

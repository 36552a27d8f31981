"""Exhausting: time, processes, memory, disk, output. Bounded, so that success costs nobody a machine."""

from tests.attacks.attack import Attack, added, answer

GROUP = "exhaust"


def instead(name: str, what: str, source: str) -> Attack:
    """An attack in the place of A1.3's answer; the five other steps are right and keep their points."""
    make = answer("A1-3", source)
    return Attack(name, GROUP, what, make, base="solved", deserves=9, exact=True)


def after(name: str, what: str, source: str, cell: str = "A1-3") -> Attack:
    """An attack behind a right answer, which keeps its points, too."""
    return Attack(name, GROUP, what, added(cell, source), base="solved", deserves=11, exact=True)


ATTACKS = (
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
    instead(
        "asks-for-input", "waits for somebody to type", "import sys\nsys.stdin.read()\ninput('password: ')"
    ),
)

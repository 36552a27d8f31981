"""Littering: files that are more, longer, deeper or stranger than anybody's who goes through them."""

import os

from nbformat import NotebookNode

from tests.attacks.attack import A1, Attack, Files, Hole, Make, Place, Socket, beside
from tests.attacks.exhausting import instead

GROUP = "litter"
SOLVED = {"base": "solved", "deserves": 11, "exact": True}


def many(content: NotebookNode, place: Place) -> Files:
    """The right notebook among 2,500 files of one byte."""
    return {f"{A1}.ipynb": content, **{f"data/{number:05}": b"x" for number in range(2_500)}}


ODD = (b"\xff\xfe\x80", b"a\nb", b"*", b"-rf", b"\x1b]0;owned\x07", b"x" * 255, "\u202etxt.exe".encode())


def handed(name: str, what: str, make: Make) -> Attack:
    """A right notebook, with something beside it that must not cost anybody anything."""
    return Attack(name, GROUP, what, make, **SOLVED)


ATTACKS = (
    handed("deep-folders", "600 folders in each other", beside({"/".join("d" * 600) + "/end.txt": "$mark"})),
    handed("long-hole", "a file of 1 GB that holds nothing", beside({"hole": Hole(1 << 30)})),
    handed("many-files", "2,500 files of one byte", many),
    handed(
        "odd-names",
        "names that are no text, patterns, options, or words to a terminal",
        beside({os.fsdecode(each): b"$mark" for each in ODD}),
    ),
    handed("socket-beside", "a socket that nobody listens to", beside({"service.sock": Socket()})),
    instead(
        "holes",
        "files of 1 TB that hold nothing, and what is left of the disk full of small ones",
        """
import os
for number in range(50):
    with open(f"hole-{number}", "wb") as file:
        os.truncate(file.fileno(), 1 << 40)
for number in range(1_000_000):
    open(f"small-{number}", "wb").close()
""",
    ),
    instead(
        "deeper",
        "folders in folders until nothing is left, and links that lead round and round",
        """
import os
for number in range(100_000):
    os.symlink("..", f"up-{number % 7}-{number}")
    os.mkdir("d")
    os.chdir("d")
""",
    ),
    instead(
        "pipes-and-devices",
        "named pipes, sockets and device files everywhere, and one is opened",
        """
import os, socket, stat
for number in range(100):
    os.mkfifo(f"pipe-{number}")
    socket.socket(socket.AF_UNIX).bind(f"socket-{number}")
for kind in (stat.S_IFBLK, stat.S_IFCHR):
    try:
        os.mknod(f"device-{kind}", kind | 0o666, os.makedev(1, 5))
        print("esca" + "ped:" + "$mark")
    except OSError as error:
        print(error)
open("pipe-1").read()
""",
    ),
)

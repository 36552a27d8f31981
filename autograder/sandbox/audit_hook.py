"""Python's audit hook inside: what the student's own code tries that the kernel need not refuse.

What it notes is a hint. Code inside can silence it or speak in its name.
"""

import json
import os
import sys
from collections.abc import Callable
from types import FrameType

EVENTS = 50  # more would be repetition
REMEMBERED = 1000
LETTERS = 300

FILES = {"open", "os.listdir", "os.scandir"}
SOCKETS = {"socket.connect", "socket.bind"}
PROGRAMS = {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn"}
INTERESTING = FILES | SOCKETS | PROGRAMS
IMPORT = "<frozen importlib"


def install(visible: list[str], known: list[str], report: int) -> None:
    """Note, from here on, what code of the student tries.

    Args:
        visible: where opening files is ordinary.
        known: where code lies that is not the student's.
        report: file descriptor of a pipe, for one JSON object a line.
    """
    sys.addaudithook(_hook(_folders(visible), _folders(known), report))


def _folders(paths: list[str]) -> tuple[str, ...]:
    return tuple(path.rstrip("/") + "/" for path in paths)


def _hook(visible: tuple[str, ...], known: tuple[str, ...], report: int) -> Callable:
    seen: set[tuple[str, str]] = set()
    # names are bound here: the student may replace those of the modules
    dumps, write, frame, join, normal = json.dumps, os.write, sys._getframe, os.path.abspath, os.fsdecode
    left = EVENTS

    def outside(path: object) -> str:
        """The path, when it is one outside of what is visible."""
        if not isinstance(path, str | bytes) or not path:
            return ""
        text = normal(path)
        if text.startswith(visible) and "/.." not in text:
            return ""
        text = join(text)
        return "" if f"{text}/".startswith(visible) else text

    def by_student() -> bool:
        """Whether code of the student asked, and no import of a library in between."""
        caller: FrameType | None = frame(2)
        while caller is not None:
            file = caller.f_code.co_filename
            if file.startswith(IMPORT):
                return False
            if not f"{file}/".startswith(known) and not file.startswith("<frozen"):
                return True
            caller = caller.f_back
        return False

    def hook(event: str, arguments: tuple) -> None:
        nonlocal left
        if event not in INTERESTING or left == 0:
            return
        try:
            if event in FILES:
                detail = outside(arguments[0])
            elif event in SOCKETS:
                address = arguments[1]
                detail = outside(address) if isinstance(address, str | bytes) else repr(address)
            else:
                detail = normal(arguments[0])
            if not detail or len(seen) == REMEMBERED or (event, detail) in seen:
                return
            seen.add((event, detail))
            if by_student():
                left -= 1
                line = dumps({"event": event, "detail": detail[:LETTERS]})
                write(report, line.encode() + b"\n")
        except Exception:  # it must not change what it sees
            return

    return hook

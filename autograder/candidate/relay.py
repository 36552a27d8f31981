"""Bytes between a candidate and this process, counted: no message may grow beyond a bound while it arrives.

libzmq bounds the frames of a message and not their number, and holds all of them until the last one is there:
a thousand frames that are one and the same buffer inside would fill the memory out here.

The framing is that of ZMTP 3 (https://rfc.zeromq.org/spec/23/): a greeting of 64 bytes, then frames of flags,
size and body.
"""

import contextlib
import socket
import threading
from pathlib import Path

CHUNK = 1 << 18
GREETING = 64
MORE, LONG, COMMAND = 1, 2, 4  # flags of a frame
FRAME_OVERHEAD = 128  # bytes that a frame takes beside its body
SHORT = 255  # bytes of the longest body whose size takes one byte


class TooLargeError(ValueError):
    """A message is larger than it may be, or the bytes are no ZMTP 3."""


class Frames:
    """Follows one stream of ZMTP."""

    def __init__(self, most: int):
        """Start with the greeting; `most` is how many bytes a message may take."""
        self._most = most
        self._message = self._body = 0
        self._head = bytearray()
        self._greeted = False

    def take(self, chunk: bytes) -> None:
        """Follow the next bytes.

        Raises:
            TooLargeError: as soon as a message announces too much.
        """
        view = memoryview(chunk)
        while view:
            if self._body:
                skipped = min(self._body, len(view))
                self._body -= skipped
            else:
                skipped = min(self._wanted() - len(self._head), len(view))
                self._head += view[:skipped]
                if len(self._head) == self._wanted():
                    self._begin()
            view = view[skipped:]

    def _wanted(self) -> int:
        """How many bytes the greeting, or the head of a frame, has."""
        if not self._greeted:
            return GREETING
        if not self._head:
            return 1
        return 9 if self._head[0] & LONG else 2

    def _begin(self) -> None:
        head, self._head = self._head, bytearray()
        if not self._greeted:
            if head[0] != 0xFF or head[9] != 0x7F or head[10] < 3:
                raise TooLargeError("the candidate does not speak ZMTP 3")
            self._greeted = True
            return
        self._body = int.from_bytes(head[1:], "big")
        self._message += self._body + FRAME_OVERHEAD
        if self._message > self._most:
            raise TooLargeError(f"a message larger than {self._most >> 20} MB")
        if not head[0] & MORE or head[0] & COMMAND:
            self._message = 0


class Transit:
    """The bytes that have come from a candidate, over all channels, and that nobody has read yet."""

    def __init__(self, most: int):
        """Bound them by `most`."""
        self._most, self._bytes, self._lock = most, 0, threading.Lock()

    def enter(self, count: int) -> None:
        """Note that bytes have come.

        Raises:
            TooLargeError: when too many wait.
        """
        with self._lock:
            self._bytes += count
            if self._bytes > self._most:
                raise TooLargeError(f"more than {self._most >> 20} MB of messages at once")

    def leave(self, count: int) -> None:
        """Note that bytes were read."""
        with self._lock:
            self._bytes -= count


class Relay:
    """Sockets that this process connects to instead of a candidate's own."""

    def __init__(self, folder: Path, count: int, most: int, together: int):
        """Listen at `r-1`, `r-2`, ... in `folder` for what goes to `k-1`, `k-2`, ...

        Args:
            folder: where the candidate's sockets lie.
            count: how many there are.
            most: bytes of one message from there.
            together: bytes of all that come from there and were not yet told to be `read`.
        """
        self._most, self._open = most, []
        self._transit = Transit(together)
        self.violation = ""
        """Why the candidate was cut off; nothing if it was not."""
        for number in range(1, count + 1):
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listening.bind(f"{folder}/r-{number}")
            listening.listen(1)
            self._open.append(listening)
            threading.Thread(
                target=self._carry, args=(listening, f"{folder}/k-{number}"), daemon=True
            ).start()

    def read(self, frames: list[bytes]) -> None:
        """Note that a message from there was read."""
        self._transit.leave(sum(len(frame) + (9 if len(frame) > SHORT else 2) for frame in frames))

    def close(self) -> None:
        """End all connections."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _carry(self, listening: socket.socket, address: str) -> None:
        with contextlib.suppress(OSError):
            near, _ = listening.accept()
            far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._open += [near, far]
            far.connect(address)
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
            self._pump(far, near, Frames(self._most))

    def _pump(self, source: socket.socket, target: socket.socket, frames: Frames | None = None) -> None:
        with contextlib.suppress(OSError):
            try:
                while chunk := source.recv(CHUNK):
                    if frames:
                        self._transit.enter(len(chunk))
                        frames.take(chunk)
                    target.sendall(chunk)
            except TooLargeError as error:
                self.violation = str(error)
            for each in (source, target):
                each.shutdown(socket.SHUT_RDWR)

"""A server on this machine that nobody has a reason to talk to: what arrives came out of a kernel."""

import contextlib
import selectors
import socket
import threading
from pathlib import Path


class Trap:
    """Listens by TCP, UDP and two kinds of Unix sockets while it is entered as a context manager."""

    def __init__(self, folder: Path):
        """Prepare a trap; `folder` gets the file `service.sock`."""
        self._file = folder / "service.sock"
        self.caught: list[str] = []
        """What arrived, as text; an empty one for a connection that said nothing."""

    def __enter__(self) -> "Trap":
        self._stop = threading.Event()
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = tcp.getsockname()[1]
        udp = socket.socket(type=socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        named, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        named.bind(str(self._file))
        abstract.bind(f"\0trap-{self.port}")
        for each in (named, abstract):
            each.listen()
        self._sockets = [tcp, udp, named, abstract]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *unused) -> None:
        self._stop.set()
        self._thread.join()
        for each in self._sockets:
            each.close()
        self._file.unlink(missing_ok=True)

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in self._sockets:
                selector.register(each, selectors.EVENT_READ)
            while not self._stop.is_set():
                for key, _ in selector.select(timeout=0.2):
                    with contextlib.suppress(OSError):
                        self.caught.append(_said(key.fileobj).decode(errors="replace"))


def _said(server: socket.socket) -> bytes:
    if server.type == socket.SOCK_DGRAM:
        return server.recv(1 << 16)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(1.0)
        try:
            return connection.recv(1 << 16)
        except TimeoutError:
            return b""

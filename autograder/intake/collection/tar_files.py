"""Tar files that strangers made, packed or not, for `tarfile`, which reads and skips whatever they say."""

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

HEADER = 1 << 20  # bytes of names and the like before an entry, which says how many it has
PACKED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class Unpacked:
    """The bytes of a tar file without its compression, of which some may be read at a time."""

    def __init__(self, opened: IO[bytes], most: int):
        """Read `opened` from its beginning.

        Args:
            opened: the file.
            most: bytes that it may have when it is unpacked.
        """
        opened.seek(0)
        first = opened.read(6)
        opened.seek(0)
        kind = next((kind for mark, kind in PACKED.items() if first.startswith(mark)), None)
        self._stream: IO[bytes] = kind(opened) if kind else opened
        self._most = most
        self.room = HEADER
        """Bytes that may still be read before this is set anew."""

    def entries(self) -> tarfile.TarFile:
        """What is in it.

        Raises:
            tarfile.TarError: where it is no tar file, as far as its first header tells.
        """
        return tarfile.TarFile(fileobj=self)  # type: ignore[arg-type]

    def read(self, size: int) -> bytes:
        """At most `size` bytes.

        Raises:
            tarfile.ReadError: where there is no room for them.
        """
        if not 0 <= size <= self.room:
            raise tarfile.ReadError("it has a header that is larger than any")
        self.room -= size
        return self._stream.read(size)

    def seek(self, place: int) -> int:
        """Go to a place, which takes as long as all before it do.

        Raises:
            tarfile.ReadError: where it lies too far.
        """
        if place > self._most:
            raise tarfile.ReadError(f"it is larger than {self._most >> 30} GB")
        return self._stream.seek(place)

    def tell(self) -> int:
        """Where the next bytes are."""
        return self._stream.tell()


def is_one(file: Path, most: int) -> bool:
    """Whether a file is a tar file, as far as its first header tells.

    Args:
        file: that may be one.
        most: bytes that it may have when it is unpacked.

    Raises:
        OSError: where it cannot be read, or its compression is damaged; other errors of decompression too.
    """
    try:
        with file.open("rb") as opened:
            Unpacked(opened, most).entries().close()
    except tarfile.TarError:
        return False
    return True

"""Reading archives that strangers made: within bounds, without links, and never to a place that they name."""

import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.intake import attachments
from autograder.intake.collection import tar_files

LARGEST = 100 << 20  # bytes of one file
MOST = 8 << 30  # bytes of all files, but for those in archives of students
FILES = 200_000
OF_ONE = 512 << 20  # bytes in one archive of a student's; grading takes half of them
DEEPEST = 3  # archives in archives
LONGEST = 1_000  # bytes of a name; file systems have 255, an LMS puts its own words before, a zip has 65,535
UNPLACED = "is a link, leads out, lies too deep, or has too long a name"
ZIPPED = (".zip", ".tar", ".gz", ".tgz")
ZIP, ENTRY = b"PK\x03\x04", b"PK\x01\x02"
ENCRYPTED, IS_UTF8 = 0x1, 0x800  # flags of a member
# What Python's readers raise for bytes that are none, or not all, of an archive.
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    struct.error,
    RecursionError,  # headers of headers in a tar file
)


class TooMuchError(ValueError):
    """More is there than is read."""


@dataclass
class Room:
    """How much more is read."""

    files: int
    bytes: int


@dataclass(frozen=True)
class Member:
    """A file of an archive."""

    path: PurePosixPath
    """Where it lies: below the archive's own folder, and of an archive in it below a folder of that name."""
    content: bytes
    """What is in it; nothing where it cannot be read."""
    fault: str = ""
    """Why it cannot be read."""
    saved: int = 0
    """When that was saved which it was downloaded in, an archive or a folder, in nanoseconds of the epoch."""


class Reader:
    """Reads everything below a folder, and the archives there, as files."""

    def __init__(self):
        """With all of its bounds still to be used."""
        self._room = Room(FILES, MOST)

    def read(self, folder: Path) -> Iterator[Member]:
        """Read all files below `folder`, those of archives too.

        Args:
            folder: what an instructor has downloaded.

        Yields:
            Files in the order of their names, with what lies in an archive of a student as hers.
        """
        for file in sorted(_lying_in(folder)):
            path = PurePosixPath(file.relative_to(folder).as_posix())
            saved = (folder / path.parts[0]).lstat().st_mtime_ns
            for member in self._downloaded(file, path):
                yield replace(member, saved=saved)

    def _downloaded(self, file: Path, path: PurePosixPath) -> Iterator[Member]:
        if file.is_symlink():
            yield Member(path, b"", "it is a link, which is not followed")
        elif file.is_dir():
            yield Member(path, b"", f"it lies in {attachments.DEEPEST} folders; what is in it is not read")
        elif file.is_file():
            try:
                archived = zipfile.is_zipfile(file) or tar_files.is_one(file, MOST)
            except DAMAGE as error:
                yield Member(path, b"", f"the archive is damaged ({_why(error)})")
                return
            if archived:
                with file.open("rb") as opened:
                    yield from self._archive(path.with_suffix(""), opened, 1)
            else:
                yield from self._file(path, file.open("rb"), file.stat().st_size, 1)

    def _archive(self, path: PurePosixPath, opened, depth: int) -> Iterator[Member]:
        """What is in an archive; one that lies in another is a student's, and has room of its own."""
        outer = self._room
        if depth == 2:
            self._room = Room(attachments.MOST, OF_ONE)
        try:
            yield from (self._zip if zipfile.is_zipfile(opened) else self._tar)(path, opened, depth)
        except TooMuchError:
            if depth != 2:
                raise
            more = f"more than {attachments.MOST:,} files or {OF_ONE >> 20} MB"
            yield Member(path, b"", f"the archive holds {more}; what comes after is not read")
        except DAMAGE as error:
            yield Member(path, b"", f"the archive is damaged ({_why(error)})")
        finally:
            self._room = outer

    def _zip(self, path: PurePosixPath, opened, depth: int) -> Iterator[Member]:
        if (
            depth > 1 and _entries(opened) > FILES
        ):  # zipfile makes an object of each, also of folders, before it opens any
            raise zipfile.BadZipFile(f"it has more than {FILES:,} entries")
        with zipfile.ZipFile(opened) as archive:
            for info in archive.infolist():
                name = _name(info)
                where = _below(path, name.replace("\\", "/"))
                if info.is_dir():
                    continue
                if where is None or stat.S_ISLNK(info.external_attr >> 16):
                    yield Member(path, b"", f"{name[:LONGEST]!r} {UNPLACED}")
                elif info.flag_bits & ENCRYPTED:
                    yield Member(where, b"", "it is encrypted; ask for it without a password")
                else:
                    yield from self._member(where, archive, info, depth)

    def _member(
        self, path: PurePosixPath, archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int
    ) -> Iterator[Member]:
        """One file of many: what is wrong with it costs no other."""
        try:
            opened = archive.open(info)
            yield from self._file(path, opened, info.file_size, depth)
        except TooMuchError:
            raise
        except DAMAGE as error:
            yield Member(path, b"", f"it is damaged in the archive ({_why(error)})")

    def _tar(self, path: PurePosixPath, opened, depth: int) -> Iterator[Member]:
        unpacked = tar_files.Unpacked(opened, MOST)
        with unpacked.entries() as archive:
            for number, info in enumerate(archive):
                if number == FILES:  # a megabyte may hold a million folders
                    raise tarfile.ReadError(f"it has more than {FILES:,} entries")
                unpacked.room = LARGEST + tar_files.HEADER
                yield from self._entry(path, archive, info, depth)
                unpacked.room = tar_files.HEADER

    def _entry(
        self, path: PurePosixPath, archive: tarfile.TarFile, info: tarfile.TarInfo, depth: int
    ) -> Iterator[Member]:
        where = _below(path, info.name)
        if info.isdir():
            return
        content = archive.extractfile(info) if info.isfile() else None
        if where is None or content is None:
            yield Member(path, b"", f"{info.name[:LONGEST]!r} {UNPLACED}")
        else:
            yield from self._file(where, content, info.size, depth)

    def _file(self, path: PurePosixPath, opened, size: int, depth: int) -> Iterator[Member]:
        with opened:
            self._room.files -= 1
            if self._room.files < 0 or self._room.bytes < 0:
                raise TooMuchError(
                    f"the archives hold more than {FILES:,} files or {MOST >> 30} GB; give fewer at a time"
                )
            content = opened.read(LARGEST + 1)  # of the file itself: an archive may lie about its size
        self._room.bytes -= len(content)
        if len(content) > LARGEST:
            yield Member(path, b"", f"the file is larger than {LARGEST >> 20} MB")
        elif path.suffix.casefold() in ZIPPED and (content.startswith(ZIP) or path.suffix != ".zip"):
            if depth < DEEPEST:
                yield from self._archive(path, io.BytesIO(content), depth + 1)
            else:
                yield Member(path, b"", f"it is an archive in {DEEPEST} others")
        else:
            yield Member(path, content)


def _lying_in(folder: Path) -> Iterator[Path]:
    """The files and links below a folder, and the folders that are too deep to look into."""
    for here, inner, names in os.walk(folder):
        deepest = len(Path(here).relative_to(folder).parts) == attachments.DEEPEST
        yield from (Path(here, name) for name in names)
        yield from (Path(here, name) for name in inner if deepest or Path(here, name).is_symlink())
        if deepest:
            inner.clear()


def _entries(opened: IO[bytes]) -> int:
    """How many entries a zip file may have: as often as one is marked, there or within a file in it."""
    opened.seek(0)
    return sum(part.count(ENTRY) for part in iter(lambda: opened.read(1 << 20), b""))


def _why(error: Exception) -> str:
    """The first line of what a reader says; tarfile tells how each of its own failed."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(":")


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; macOS writes UTF-8 and does not say so, and Python then takes it for that of DOS."""
    if info.flag_bits & IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _below(path: PurePosixPath, name: str) -> PurePosixPath | None:
    """`name` below `path`; None where it would lead elsewhere, too deep, or is too long."""
    inner = PurePosixPath(name)
    if inner.is_absolute() or ".." in inner.parts or "\0" in name or not inner.parts:
        return None
    if len(inner.parts) > attachments.DEEPEST:  # Python makes folders by recursion
        return None
    if any(len(part.encode("utf-8", "surrogatepass")) > LONGEST for part in inner.parts):
        return None
    return path / inner

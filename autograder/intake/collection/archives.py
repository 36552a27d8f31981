"""Reading archives that strangers made: within bounds, without links, and never to a place that they name."""

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.intake import attachments

LARGEST = 100 << 20  # bytes of one file
MOST = 8 << 30  # bytes of all files
FILES = 200_000
DEEPEST = 3  # archives in archives
ZIPPED = (".zip", ".tar", ".gz", ".tgz")
ZIP = b"PK\x03\x04"
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
)


class TooMuchError(ValueError):
    """All archives together hold more than is read."""


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
        self._bytes = self._files = 0

    def read(self, folder: Path) -> Iterator[Member]:
        """Read all files below `folder`, those of archives too.

        Args:
            folder: what an instructor has downloaded.

        Yields:
            Files in the order of their names, with what lies in an archive of a student as hers.
        """
        for file in sorted(folder.rglob("*")):
            path = PurePosixPath(file.relative_to(folder).as_posix())
            saved = (folder / path.parts[0]).lstat().st_mtime_ns
            for member in self._downloaded(file, path):
                yield replace(member, saved=saved)

    def _downloaded(self, file: Path, path: PurePosixPath) -> Iterator[Member]:
        if file.is_symlink():
            yield Member(path, b"", "it is a link, which is not followed")
        elif file.is_file():
            try:
                archived = zipfile.is_zipfile(file) or tarfile.is_tarfile(file)
            except DAMAGE as error:
                yield Member(path, b"", f"the archive is damaged ({_why(error)})")
                return
            if archived:
                with file.open("rb") as opened:
                    yield from self._archive(path.with_suffix(""), opened, 1)
            else:
                yield from self._file(path, file.open("rb"), file.stat().st_size, 1)

    def _archive(self, path: PurePosixPath, opened, depth: int) -> Iterator[Member]:
        try:
            yield from (self._zip if zipfile.is_zipfile(opened) else self._tar)(path, opened, depth)
        except TooMuchError:
            raise
        except DAMAGE as error:
            yield Member(path, b"", f"the archive is damaged ({_why(error)})")

    def _zip(self, path: PurePosixPath, opened, depth: int) -> Iterator[Member]:
        with zipfile.ZipFile(opened) as archive:
            for info in archive.infolist():
                name = _name(info)
                where = _below(path, name.replace("\\", "/"))
                if info.is_dir():
                    continue
                if where is None or stat.S_ISLNK(info.external_attr >> 16):
                    yield Member(path, b"", f"{name!r} is a link, leads out, or lies too deep")
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
        opened.seek(0)
        with tarfile.open(fileobj=opened) as archive:
            for info in archive:
                where = _below(path, info.name)
                if info.isdir():
                    continue
                content = archive.extractfile(info) if info.isfile() else None
                if where is None or content is None:
                    yield Member(path, b"", f"{info.name!r} is a link, leads out, or lies too deep")
                else:
                    yield from self._file(where, content, info.size, depth)

    def _file(self, path: PurePosixPath, opened, size: int, depth: int) -> Iterator[Member]:
        with opened:
            self._files += 1
            if self._files > FILES or self._bytes > MOST:
                raise TooMuchError(
                    f"the archives hold more than {FILES:,} files or {MOST >> 30} GB; give fewer at a time"
                )
            content = opened.read(LARGEST + 1)  # of the file itself: an archive may lie about its size
        self._bytes += len(content)
        if len(content) > LARGEST:
            yield Member(path, b"", f"the file is larger than {LARGEST >> 20} MB")
        elif path.suffix.casefold() in ZIPPED and (content.startswith(ZIP) or path.suffix != ".zip"):
            if depth < DEEPEST:
                yield from self._archive(path, io.BytesIO(content), depth + 1)
            else:
                yield Member(path, b"", f"it is an archive in {DEEPEST} others")
        else:
            yield Member(path, content)


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
    """`name` below `path`; None where it would lead elsewhere, or deeper than anybody's files."""
    inner = PurePosixPath(name)
    if inner.is_absolute() or ".." in inner.parts or "\0" in name or not inner.parts:
        return None
    if len(inner.parts) > attachments.DEEPEST:  # Python makes folders by recursion
        return None
    return path / inner

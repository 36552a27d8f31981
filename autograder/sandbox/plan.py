"""What a candidate may see and use, as plain data that travels to the launcher as JSON."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

PARTS = ("namespaces", "user", "limits", "landlock", "seccomp")
"""What the sandbox is made of, by the names that an instructor may agree to miss."""

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts", "/etc/mime.types")
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What a candidate may use."""

    memory: int = 6 << 30
    """Bytes of address space of one process, and of memory of all; `fit` of TensorFlow needs 3 GiB."""
    processes: int = 512
    """Processes and threads at a time; TensorFlow starts a few for each core."""
    cpu: int = 1200
    """Seconds of processor time of one process, and of all, for a whole notebook."""
    file: int = 256 << 20
    """Bytes of one file."""
    disk: int = 512 << 20
    """Bytes of all files together; they lie in memory."""
    inodes: int = 20_000
    """Number of files and folders."""


@dataclass(frozen=True)
class Plan:
    """What a candidate may see and use."""

    readable: list[str]
    """Absolute paths, visible read-only at the same place; what is not there is skipped."""
    hidden: list[str] = field(default_factory=list)
    """Folders and files in these that are not to be seen: empty."""
    files: str = ""
    """A folder outside whose files are copied into the work folder, or nothing."""
    work: str = "/home/student"
    """The private folder where code runs: its current folder and its home."""
    env: dict[str, str] = field(default_factory=dict)
    """The whole environment, apart from HOME and a PATH where none is given."""
    limits: Limits = Limits()
    """What it may use."""
    disabled_protections: list[str] = field(default_factory=list)
    """Names of `PARTS` that may be missing on this machine."""

    def __post_init__(self):
        """Check the paths.

        Raises:
            ValueError: when a path is not absolute or a private folder would lie in a readable one.
        """
        for path in (*self.readable, self.work):
            if not PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise ValueError(f"{path!r}: expected an absolute path without '..'")
        for private in (self.work, "/tmp", "/dev/shm"):
            for path in self.readable:
                if PurePosixPath(private).is_relative_to(path):
                    raise ValueError(f"{path!r} is to be readable, but {private} in it is private")

    def to_json(self) -> dict:
        """The plan as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Plan":
        """The plan that `to_json` described.

        Raises:
            TypeError: when a field is unknown or missing.
            ValueError: when a path is not in order.
        """
        return cls(**{**data, "limits": Limits(**data.get("limits", {}))})


def readable_python(extra: Sequence[str] = ()) -> list[str]:
    """What a candidate must see to run this Python with its packages.

    Args:
        extra: further files and folders, such as the package that students import.

    Raises:
        ValueError: when the project, with its solutions and hidden judges, would be among it.
    """
    python = [sys.prefix, sys.base_prefix]
    paths = dict.fromkeys([*SYSTEM, *SETTINGS, *python, *map(os.path.realpath, python), *extra])
    for path in paths:
        if PROJECT.is_relative_to(os.path.realpath(path)) or PROJECT.is_relative_to(path):
            raise ValueError(
                f"students' code needs to read {path}, but the project {PROJECT} with its "
                "solutions lies in it; move the project to another place"
            )
    return [path for path in paths if os.path.lexists(path)]

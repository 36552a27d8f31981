"""Writing a file in one step: whoever reads it finds the old one or the new one, never half of it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(path: Path, writer: str = "") -> Iterator[Path]:
    """Write a draft beside `path`, which takes its place at the end; without a trace when that fails.

    Args:
        path: the file; its folder is there.
        writer: tells drafts apart where several processes may write the same file at a time. Without it, the
            next draft lies over one that a killed process left.

    Yields:
        Where to write.

    Raises:
        OSError: when the place cannot be written; what was there stays.
    """
    draft = path.with_name(f".{path.name}{writer}.draft")
    try:
        yield draft
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def write(path: Path, content: bytes) -> None:
    """Write a whole file.

    Raises:
        OSError: when the place cannot be written; what was there stays.
    """
    with replacing(path) as draft:
        draft.write_bytes(content)


def write_output(path: Path, content: bytes) -> None:
    """Write the file that somebody has named with `--output`, and make its folder if it is not there.

    Raises:
        ValueError: when the place cannot be written; what was there stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)
    except OSError as error:
        raise ValueError(
            f"{path} cannot be written ({error.strerror or error}); name another place with --output"
        ) from error

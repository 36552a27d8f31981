"""Writing a file in one step: whoever reads it finds the old one or the new one, never half of it."""

from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write `content` to a draft beside `path`, then put it in its place.

    Raises:
        ValueError: when the place cannot be written; what was there stays.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        if draft.is_file():
            draft.unlink()
        raise ValueError(
            f"{path} cannot be written ({error.strerror or error}); name another place with --output"
        ) from error

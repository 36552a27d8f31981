"""The course's secret, from which each student's variants are drawn."""

import os
import secrets
import tempfile
from pathlib import Path

from autograder.coursedir import folders

PATH = folders.WORK / "sheets-seed"
BYTES = 32


class SeedError(ValueError):
    """The secret cannot be read; making another one would give every student other questions."""


def seed(root: Path) -> bytes:
    """The secret of the course at `root`, made on first use.

    It lies where git does not look, readable by its owner only. Whoever has it can compute everybody's
    variants; without it nobody gets the same sheets again.

    Raises:
        SeedError: when the file is there and holds something else.
    """
    path = root / PATH
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # written under another name first: a second run, or a full disk, never sees half a secret
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 600
        draft = Path(name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(draft)  # unlike a rename, it replaces nothing
        except FileExistsError:
            pass  # a second run was first
        finally:
            draft.unlink(missing_ok=True)
    text = path.read_text(errors="replace").strip()
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != BYTES:
        raise SeedError(
            f"{path} holds {len(text)} characters, expected {2 * BYTES} hexadecimal digits. Bring it "
            "back from a backup; delete it only if no sheet of this course was handed out"
        )
    return secret

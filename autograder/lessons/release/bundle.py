"""The students' archive: notebooks, `lenet_keras`, what to install, and one command that opens them."""

import io
import zipfile
from pathlib import Path

from autograder.coursedir import atomic, folders
from autograder.lessons.release import leaks

NAME = "lenet-keras-students"
EXTRA = Path(__file__).parent / "students"  # README.md and start.py, as students get them
SECTION = "# Lessons"
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}
DATE = (2026, 1, 1, 0, 0, 0)  # the same files give the same bytes


def write(root: Path, output: Path) -> list[str]:
    """Write the archive.

    Args:
        root: of the project, with `notebooks/`, `lenet_keras/`, `requirements.txt` and `solutions/`.
        output: the archive.

    Returns:
        The names of its files.

    Raises:
        FileNotFoundError: when there are no notebooks.
        ValueError: when something in it would give answers away, or the archive cannot be written.
    """
    content = files(root)
    if found := leaks.find(content, leaks.secrets(root)):
        raise ValueError(
            "this would give answers away, so nothing was written:\n"
            + "\n".join(f"  {leak}" for leak in found)
            + "\nRun `make build` if a notebook is meant; take it out of the text otherwise."
        )
    atomic.write_output(output, archive(content))
    return list(content)


def files(root: Path) -> dict[str, bytes]:
    """What goes in, by its name in the archive, sorted.

    Raises:
        FileNotFoundError: when a lesson has no notebook.
        ValueError: when `requirements.txt` has no section for lessons.
    """
    for lesson in folders.lessons(root):
        notebook = root / folders.NOTEBOOKS / lesson / f"{lesson}.ipynb"
        if not notebook.is_file():
            raise FileNotFoundError(f"{notebook} is missing; run `make build` first")
    found = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in (folders.NOTEBOOKS, "lenet_keras")
        for path in (root / folder).rglob("*")
        if path.is_file() and not _is_left_out(path.relative_to(root))
    }
    found |= {path.name: path.read_bytes() for path in EXTRA.iterdir() if path.is_file()}
    found["requirements.txt"] = requirements((root / "requirements.txt").read_text(encoding="utf-8")).encode()
    return dict(sorted(found.items()))


def _is_left_out(path: Path) -> bool:
    return bool(LEFT_OUT & set(path.parts)) or any(part.startswith(".") for part in path.parts)


def requirements(text: str) -> str:
    """What students install: the section `# Lessons` of our `requirements.txt`.

    Raises:
        ValueError: when there is no such section.
    """
    sections = text.split("\n\n")
    for section in sections:
        if section.startswith(f"{SECTION}\n"):
            return section.removeprefix(f"{SECTION}\n").rstrip("\n") + "\n"
    raise ValueError(f"requirements.txt has no section {SECTION!r} between blank lines; put the pins there")


def archive(content: dict[str, bytes]) -> bytes:
    """A zip archive of the files; all lie in one folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in content.items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever system packs it: this is one of the bytes
            entry.external_attr = 0o100644 << 16
            packed.writestr(entry, data)
    return file.getvalue()

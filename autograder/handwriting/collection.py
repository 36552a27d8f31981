"""The class's digits on disk: a folder for each student, and what of it goes to the lesson.

A student is in the lesson or in the exam, and stays there: of every three the second is for exams. Deleting
her folder takes all that she gave back.
"""

import hashlib
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np

from autograder.coursedir import folders
from autograder.examiner.handwriting import EXAM, IMAGES, LABELS
from lenet_keras.datasets import idx
from lenet_keras.handwriting import writers

LESSON = EXAM.with_name("lesson")
NAME = "a9_handwriting"
"""The lesson that takes them."""


def folder_of(student: str) -> str:
    """The name of a student's folder: her id, with whatever no name of a file may hold written as %2F."""
    name = quote(student, safe=" @+,;=")
    return name.replace(".", "%2E", 1) if name.startswith(".") else name


def keep(root: Path, student: str, images: np.ndarray, labels: np.ndarray) -> Path:
    """Keep a student's digits, in the place of those that she gave before.

    Args:
        root: of the course.
        student: her id.
        images: `(n, 28, 28)`, uint8.
        labels: `(n,)`, uint8.

    Returns:
        Her folder.

    Raises:
        OSError: when it cannot be written; what was there stays.
    """
    folder = next((each for each in _all(root) if each.name == folder_of(student)), None)
    if folder is None:
        learning, judging = (_writers(root / part) for part in (LESSON, EXAM))
        part = EXAM if 2 * len(judging) < len(learning) else LESSON
        folder = root / part / folder_of(student)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as drafts:
        for name, values in ((IMAGES, images), (LABELS, labels)):
            idx.write(Path(drafts) / name, values)
        for name in (IMAGES, LABELS):
            Path(drafts, name).replace(folder / name)
    return folder


def publish(root: Path) -> tuple[int, int]:
    """Write the files that lie beside the lesson's notebooks, of all who are in the lesson, without names.

    Args:
        root: of the course, with `solutions/a9_handwriting`.

    Returns:
        How many students are in the lesson, and how many in the exam.

    Raises:
        OSError: when the files cannot be written.
    """
    learning, judging = (_writers(root / part) for part in (LESSON, EXAM))
    names = (writers.IMAGES, writers.LABELS, writers.WRITERS)
    # What the class has already goes with it: who wants her digits back is not to wait for the next build.
    released = root / folders.NOTEBOOKS / NAME
    places = [root / folders.SOLUTIONS / NAME, *([released] if released.is_dir() else [])]
    # in an order that tells nobody who is who
    chosen = sorted(learning, key=lambda each: hashlib.sha256(each.name.encode()).digest())
    chosen = chosen[: writers.MOST_WRITERS]
    if not chosen:
        for place in places:
            for name in names:
                (place / name).unlink(missing_ok=True)
        return 0, len(judging)
    images = [idx.read(each / IMAGES) for each in chosen]
    labels = [idx.read(each / LABELS, dimensions=1) for each in chosen]
    numbers = np.repeat(np.arange(len(chosen)), [len(each) for each in labels]).astype(np.uint8)
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=".") as drafts:
            for name, each in zip(
                names, (np.concatenate(images), np.concatenate(labels), numbers), strict=True
            ):
                idx.write(Path(drafts) / name, each)
            for name in names:
                Path(drafts, name).replace(place / name)
    return len(learning), len(judging)


def students(root: Path) -> list[str]:
    """The ids of all who have given digits."""
    return sorted(unquote(each.name) for each in _all(root))


def _all(root: Path) -> list[Path]:
    return [each for part in (LESSON, EXAM) for each in _writers(root / part)]


def _writers(part: Path) -> list[Path]:
    """The folders of students, in no order; one without both files is none."""
    return [each.parent for each in part.glob(f"*/{LABELS}") if (each.parent / IMAGES).is_file()]

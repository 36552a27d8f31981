"""What the commands do: from a class list to pages to write on, from photos of these to digits."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from autograder.coursedir import atomic
from autograder.coursedir import layout as places
from autograder.handwriting import boxes, collection, layout, sheet
from autograder.handwriting.boxes import Box
from autograder.handwriting.photo import PhotoError, flatten
from autograder.questions.sheets import classlist
from autograder.questions.sheets.classlist import Student
from autograder.results import pseudonyms
from lenet_keras.recogniser.pictures import LARGEST_FILE

SURE = 0.99  # of another digit than the page asked for: somebody should look
Read = Callable[[np.ndarray], np.ndarray]
"""From images `(n, 28, 28)` of 0 to 1 to probabilities `(n, 10)`."""


def print_sheets(root: Path, class_list: Path, output: Path, paper: str, pseudonymous: bool) -> list[Path]:
    """Write the pages of a class.

    Args:
        root: of the course.
        class_list: a CSV file, see `classlist.read`.
        output: the PDF.
        paper: `a4` or `letter`.
        pseudonymous: print a pseudonym in the place of name and id, and write beside who is who.

    Returns:
        The files.

    Raises:
        ValueError: for a class list that cannot be used, or a place that cannot be written.
    """
    students = classlist.read(class_list)
    names = pseudonyms.of(places.audit(places.course_at(root)), [each.id for each in students])
    pdf = sheet.pages(students, paper, names if pseudonymous else None)
    atomic.write_output(output, pdf)
    if not pseudonymous:
        return [output]
    text = io.StringIO()
    rows = [(names[each.id], each.id, each.name) for each in students]
    csv.writer(text, lineterminator="\n").writerows([("pseudonym", "id", "name"), *rows])
    who = output.with_name(f"{output.stem}-names.csv")
    atomic.write_output(who, text.getvalue().encode())
    return [output, who]


@dataclass
class Collected:
    """What became of some photos."""

    lines: list[str] = field(default_factory=list)
    """One for each photo, in their order."""
    unused: int = 0
    """How many of them could not be used."""
    doubtful: list[tuple[str, Box]] = field(default_factory=list)
    """Boxes that somebody should look at, and whose they are; they do not count."""
    digits: int = 0
    """That count."""


def collect(
    root: Path,
    photos: Sequence[Path],
    students: Sequence[Student],
    read: Read,
    accepted: frozenset[tuple[str, int]] = frozenset(),
) -> Collected:
    """Keep the digits of photographed pages.

    A photo that cannot be used changes nothing, and the others are used all the same.

    Args:
        root: of the course.
        photos: files; each shows one page.
        students: of the class list.
        read: a network, that finds boxes with another digit than they should have.
        accepted: ids and numbers of doubtful boxes that count all the same.

    Raises:
        ValueError: when two students have the same code by chance, or when a box is accepted that nobody has.
        OSError: when the digits cannot be written.
    """
    known = layout.codes(student.id for student in students)
    for student, number in accepted:
        if student not in known.values() or not 1 <= number <= len(layout.BOXES):
            raise ValueError(
                f"--accept {student}:{number}: there is no such student or box; expected an id of the class "
                f"list and a number from 1 to {len(layout.BOXES)}"
            )
    result = Collected()
    seen: dict[str, Path] = {}
    for path in photos:
        try:
            student, found = _page(path, known)
            if student in seen:
                raise PhotoError(
                    f"found the page of {student} again, as on {seen[student]}, which counts. Give the "
                    "better photo alone"
                )
        except PhotoError as error:
            result.unused += 1
            result.lines.append(f"{path}: not used: {str(error).rstrip('.')}.")
            continue
        seen[student] = path
        result.lines.append(f"{path}: {_kept(root, student, found, read, accepted, result)}")
    return result


def _page(path: Path, known) -> tuple[str, list[Box]]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PhotoError(f"it cannot be read ({error.strerror}), expected a photo") from error
    page = flatten(data)
    if page.code not in known:
        raise PhotoError(
            "found the page of a student who is not in the class list; expected the list that the "
            "pages were printed with"
        )
    return known[page.code], boxes.digits(page)


def _kept(
    root: Path,
    student: str,
    found: list[Box],
    read: Read,
    accepted: frozenset[tuple[str, int]],
    result: Collected,
) -> str:
    """Keep the digits of one page; what to say of it."""
    written = [each for each in found if not each.is_empty]
    if not written:
        return f"{student}: no digits, so nothing is kept"
    shares = read(np.stack([each.image for each in written if each.image is not None]) / 255)
    sound = []
    for box, share in zip(written, shares, strict=True):
        doubt = box.doubt or _doubt(box.label, share)
        if doubt and (student, box.number) not in accepted:
            result.doubtful.append((student, Box(box.number, box.label, box.image, doubt)))
        else:
            sound.append(box)
    text = f"{student}: {len(sound)} digits; empty boxes: {len(found) - len(written)}"
    if doubtful := len(written) - len(sound):
        text += f", doubtful: {doubtful}"
    if not sound:
        return text + "; nothing is kept"
    again = student in collection.students(root)
    images = np.stack([each.image for each in sound if each.image is not None])
    collection.keep(root, student, images, np.array([each.label for each in sound], np.uint8))
    result.digits += len(sound)
    return text + ("; in the place of those given before" if again else "")


def _doubt(label: int, share: np.ndarray) -> str:
    best = int(share.argmax())
    return f"a network reads {best}" if best != label and share[best] >= SURE else ""


def picture_of(doubtful: Sequence[tuple[str, Box]]) -> bytes:
    """A picture of doubtful digits, in the order in which they are told, ten in a row, as PNG."""
    side, zoom = 28, 3
    tiles = [
        np.pad(255 - np.kron(box.image, np.ones((zoom, zoom), np.uint8)), 4, constant_values=200)
        for _, box in doubtful
        if box.image is not None
    ]
    blank = np.full((side * zoom + 8, side * zoom + 8), 200, np.uint8)
    tiles += [blank] * (-len(tiles) % 10)
    rows = [np.hstack(tiles[at : at + 10]) for at in range(0, len(tiles), 10)]
    return cv2.imencode(".png", np.vstack(rows))[1].tobytes()

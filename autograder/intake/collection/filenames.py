"""The names that learning management systems give to files in an archive of submissions.

Each system writes who handed in, and when, into the name of a file or of the folder that holds it:

- Canvas: `adaoneil_LATE_12345_678901_a1_preprocess-1.ipynb`. The number at the end counts resubmissions;
  `LATE` stands where it was late. `adaoneil_12345_text.html` is a text that was entered, and no file. From
  `lib/content_zipper.rb` and `Submission#sanitized...` of `instructure/canvas-lms`.
- Moodle: `Ada ONeil_1234567_assignsubmission_file_/a1_preprocess.ipynb`, or without the folder; the number is
  the participant's in this assignment. From `mod/assign/locallib.php`, `download_submissions`.
- Blackboard: `A1_ada_attempt_2026-11-20-10-11-12_a1_preprocess.ipynb`, beside a `.txt` about each attempt.
- Brightspace: `12345-678 - Ada ONeil - Nov 20, 2026 1011 AM/a1_preprocess.ipynb`, or without the folder.
"""

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from dateutil import parser as dates

from autograder.intake.collection.archives import ZIPPED

CANVAS = re.compile(r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<number>\d+)_(?P<attempt>\d+)_(?P<file>.+)")
CANVAS_ENTERED = re.compile(r"[^_/]+(?:_LATE)?_\d+_(?:text|link)\.html")
CANVAS_AGAIN = re.compile(r"(?P<stem>.+)-(?P<again>\d+)")
# The first mark counts: what follows may be a name that the student gave, and look like somebody else's.
MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?")
BLACKBOARD = re.compile(r"(?P<who>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<file>_.+|\.txt)")
BRIGHTSPACE = re.compile(
    r"(?P<number>\d+)-(?P<folder>\d+) - (?P<name>.+?) - (?P<time>(?:\w+ \d{1,2}|\d{1,2} \w+), \d{4},? "
    r"\d{1,2}[:.]?\d\d(?: ?[AP]M)?)(?: - (?P<file>.+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attempt:
    """What the name of a file in an archive says."""

    system: str
    """`Canvas`, `Moodle`, `Blackboard` or `Brightspace`."""
    login: str
    """What a student is called by when she signs in; empty where the system does not tell."""
    name: str
    """Her name, as the system writes it."""
    number: str
    """Her number in the system; empty where it does not tell."""
    file: PurePosixPath
    """What she called the file, below the folder of her own."""
    time: datetime | None = None
    """When she handed it in, without a time zone."""
    late: bool = False
    """Whether the system says that it was late and does not say when it came."""
    order: tuple[int, ...] = ()
    """Grows from one attempt of hers to the next, where there is no time."""


def attempt(path: PurePosixPath) -> Attempt | None:
    """Read a path in an archive.

    Args:
        path: of the file, relative to the archive.

    Returns:
        What it says; None where no system writes such a name.
    """
    return next(filter(None, (attempt_at(path, place) for place in range(len(path.parts)))), None)


def attempt_at(path: PurePosixPath, place: int) -> Attempt | None:
    """Read one part of a path in an archive, as `attempt` does."""
    part, last = path.parts[place], place == len(path.parts) - 1
    below = PurePosixPath(*path.parts[place + 1 :])
    return next(filter(None, (read(part, below, last) for read in _READERS[_first_mark(part)])), None)


def _first_mark(part: str) -> str:
    """The system whose mark stands before a name that the student gave, which may look like another system's;
    nothing where none does."""
    if BRIGHTSPACE.fullmatch(part):
        return "Brightspace"
    found = BLACKBOARD.fullmatch(part)
    other = found and (CANVAS.match(f"{found['who']}_") or "_assignsubmission_" in found["who"])
    return "Blackboard" if found and not other else ""


def _canvas(part: str, below: PurePosixPath, last: bool) -> Attempt | None:
    found = CANVAS.fullmatch(part)
    if not found or not (last or PurePosixPath(part).suffix.casefold() in ZIPPED):
        return None
    if found["file"].startswith("attempt_") and BLACKBOARD.fullmatch(part):
        return None  # of Blackboard, for a title and a login that end in numbers
    file, again = PurePosixPath(found["file"]), 0
    if repeated := CANVAS_AGAIN.fullmatch(file.stem):
        file, again = file.with_stem(repeated["stem"]), int(repeated["again"])
    order = (int(found["attempt"]), again)
    file = file if last else below  # of an archive that she handed in
    return Attempt("Canvas", "", found["name"], found["number"], file, late=bool(found["late"]), order=order)


def _moodle(part: str, below: PurePosixPath, last: bool) -> Attempt | None:
    found = MOODLE.fullmatch(part)
    if not found or found["kind"] != "file" or (last and not found["file"]):
        return None
    name = "" if found["name"].casefold() in ("participant", "teilnehmer/in") else found["name"]
    return Attempt("Moodle", "", name, found["number"], PurePosixPath(found["file"]) if last else below)


def _blackboard(part: str, below: PurePosixPath, last: bool) -> Attempt | None:
    found = BLACKBOARD.fullmatch(part)
    if not found or (last and found["file"] == ".txt"):
        return None
    time = None
    with contextlib.suppress(ValueError):  # no time of the calendar
        time = datetime.strptime(found["time"], "%Y-%m-%d-%H-%M-%S")
    return Attempt(
        "Blackboard", found["who"], "", "", PurePosixPath(found["file"][1:]) if last else below, time
    )


def _brightspace(part: str, below: PurePosixPath, last: bool) -> Attempt | None:
    found = BRIGHTSPACE.fullmatch(part)
    if not found or (last and not found["file"]):
        return None
    written = re.sub(r"(\d{1,2})[:.]?(\d\d)(?= ?[AP]M$|$)", r"\1:\2", found["time"], flags=re.IGNORECASE)
    try:
        time = dates.parse(written)
    except (ValueError, OverflowError):  # a month in another language
        time = None
    file = PurePosixPath(found["file"]) if last else below
    return Attempt(
        "Brightspace", "", found["name"], found["number"], file, time, order=(int(found["folder"]),)
    )


_READERS = {
    "": (_canvas, _moodle, _blackboard, _brightspace),
    "Blackboard": (_blackboard,),
    "Brightspace": (_brightspace,),
}


def why_unknown(path: PurePosixPath) -> str:
    """Why the path of a file in an archive, which `attempt` cannot read, tells of no submission."""
    if CANVAS_ENTERED.fullmatch(path.name):
        return "a text or a link was entered in Canvas, and no file was handed in"
    return "no LMS that is known here writes such a name"


def is_of_system(path: PurePosixPath) -> bool:
    """Whether a file is the archive's own and no student's: a list of contents, a comment, macOS's."""
    if any(part == "__MACOSX" or part.startswith("._") for part in path.parts):
        return True
    if path.name in (".DS_Store", "Thumbs.db", "desktop.ini", "index.html", "index.htm"):
        return True
    found = BLACKBOARD.fullmatch(path.name)
    if found and found["file"] == ".txt":
        return True
    return any((moodle := MOODLE.fullmatch(part)) and moodle["kind"] != "file" for part in path.parts)

"""Feedback pages as one archive, each under the name by which an LMS finds its student.

- Moodle (*Grade*, *Upload multiple feedback files in a zip*) takes `NAME_NUMBER_assignsubmission_file/PAGE`.
  It splits the folder at `_` and looks for the participant's number in the second place. From
  `mod/assign/feedback/file/importziplib.php` of `moodle/moodle`.
- Canvas (*Grades*, *Upload Submissions*) takes `NAME_USER_ATTACHMENT_PAGE`: the first two parts that are
  numbers are those of the student and of the file that she handed in, to which the page becomes a comment; it
  is shown under that file's name. From `Assignment#infer_comment_context_from_filename` of
  `instructure/canvas-lms`.

Both numbers stand in the names of the files that were collected, and nowhere else.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import atomic, layout, private
from autograder.intake.collection.archives import Reader
from autograder.intake.collection.filenames import Attempt, attempt, is_of_system
from autograder.intake.collection.people import People, Person, UnknownStudentError, roster
from autograder.results import gradebook

SYSTEMS = {"canvas": "Canvas", "moodle": "Moodle"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same pages make the same archive


@dataclass(frozen=True)
class Packed:
    """What went into an archive."""

    pages: int
    unknown: list[str]
    """Students whose pages the LMS could not be told how to place."""
    gone: list[str]
    """Students whom somebody has removed from the gradebook; their pages are left out."""


def write(root: Path, lesson: str, system: str, output: Path) -> Packed:
    """Pack the pages of a lesson.

    Args:
        root: the course's root.
        lesson: its name.
        system: `canvas` or `moodle`.
        output: the zip file to write.

    Raises:
        LookupError: when there is no such lesson, there are no pages, or nothing that the LMS gave.
        ValueError: when the file cannot be written.
    """
    course = layout.course_at(root)
    places = sorted(layout.find(course, course.feedback_directory, lesson))
    pages = {found.student: sorted(found.path.glob("*.html")) for found in places}
    if not any(pages.values()):
        layout.require(course, lesson)
        raise LookupError(f"there are no pages of {lesson}; run `nbgrader generate_feedback {lesson}` first")
    attempts = _attempts(root, lesson, SYSTEMS[system])
    enrolled = {each.id for each in gradebook.students(root)}
    gone = sorted(student for student in pages if student not in enrolled)
    content, unknown, packed = io.BytesIO(), [], 0
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, files in pages.items():
            if student in gone:
                continue
            if files and student not in attempts:
                unknown.append(student)
                continue
            for file in files:
                name = (
                    _canvas(attempts[student], file)
                    if system == "canvas"
                    else _moodle(attempts[student], file)
                )
                archive.writestr(zipfile.ZipInfo(name, EPOCH), file.read_bytes(), zipfile.ZIP_DEFLATED)
                packed += 1
    atomic.write_output(output, content.getvalue())
    private.keep_out_of_git(output)
    return Packed(packed, unknown, gone)


def _canvas(known: Attempt, page: Path) -> str:
    late = "LATE_" if known.late else ""
    return f"{_word(known.name)}_{late}{known.number}_{known.order[0]}_{page.stem}-feedback.html"


def _moodle(known: Attempt, page: Path) -> str:
    return (
        f"{_word(known.name) or 'Participant'}_{known.number}_assignsubmission_file/{page.stem}-feedback.html"
    )


def _word(name: str) -> str:
    """A name without the character at which names of files are split, and without folders."""
    return re.sub(r"[_/\\\x00-\x1f]", " ", name).strip(" .")


def _rank(of: Attempt) -> tuple:
    """Grows with what is answered: a notebook rather than a picture beside it, and the newest one."""
    return (".ipynb" in of.file.name.casefold(), of.order)


def _attempts(root: Path, lesson: str, system: str) -> dict[str, Attempt]:
    """The newest attempt of each student, as the names of what the LMS gave tell it."""
    course = layout.course_at(root)
    settings = course.parent.config
    downloaded = settings.ZipCollectApp.get("downloaded_directory", "downloaded")
    folder = Path(course.root, downloaded, lesson, settings.ZipCollectApp.get("archive_directory", "archive"))
    listed = Path(course.root, settings.LmsExtractor.get("roster") or Path(downloaded, "roster.csv"))
    known = [
        Person(each.id, each.first, each.last, each.email, each.lms_id) for each in gradebook.students(root)
    ]
    attempts = [
        read
        for member in (Reader().read(folder) if folder.is_dir() else ())
        if (read := attempt(member.path)) and read.system == system and not is_of_system(member.path)
    ]
    people = People(known, roster(listed) if listed.is_file() else (), attempts)
    found: dict[str, Attempt] = {}
    for read in attempts:
        try:
            student = people.of(read).id
        except UnknownStudentError:  # told when it was collected
            continue
        if student not in found or _rank(found[student]) <= _rank(read):
            found[student] = read
    if not found:
        raise LookupError(
            f"there is nothing in {folder} that {system} has named, and only those names say whose page is "
            "whose; put there what you downloaded, as for `nbgrader zip_collect`"
        )
    return found

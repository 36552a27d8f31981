"""`python -m autograder students`: who is in the class, from what an LMS has exported."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.coursedir import layout, waiting
from autograder.intake.collection.people import FOLDER, Person, roster


@dataclass(frozen=True)
class Enrolment:
    """What became of a list of participants."""

    new: list[str]
    """Ids of those whom the gradebook did not know."""
    changed: list[str]
    """Ids of those of whom it now knows something else."""
    same: int
    """How many were there as they are."""
    elsewhere: list[Person]
    """Students of the gradebook who are not on the list; they stay."""


def enrol(root: Path, file: Path, tell: Callable[[str], None]) -> Enrolment:
    """Write the students of a list into the gradebook: all of them, or nobody.

    What the list leaves empty stays as it is, and nobody is removed.

    Args:
        root: the course's root.
        file: CSV as an LMS exports it, or with nbgrader's headings.
        tell: takes a line while somebody else writes to the gradebook.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when nobody is on the list, or an id cannot be a student's.
    """
    listed = roster(file)
    if not listed:
        raise ValueError(f"{file} holds no students; expected a row of headings and one for each student")
    if unusable := [each.id for each in listed if not FOLDER.fullmatch(each.id)]:
        shown = ", ".join(map(repr, unusable))
        raise ValueError(
            f"{file}: {shown} can be no folder's name, and submissions lie in folders named by id. "
            "Give another id; nobody was added"
        )
    course = layout.course_at(root)
    waiting.wait_until_free(course.db_url, tell)
    new: list[str] = []
    changed: list[str] = []
    same = 0
    with Gradebook(course.db_url, course.course_id) as book:
        before = {each.id: each for each in book.students}
        for person in listed:
            wanted = {
                "first_name": person.first,
                "last_name": person.last,
                "email": person.email,
                "lms_user_id": person.number,
            }
            told = {name: value for name, value in wanted.items() if value}
            old = before.get(person.id)
            if old is not None and all(getattr(old, name) == value for name, value in told.items()):
                same += 1
                continue
            _store(book, person.id, told)
            (new if old is None else changed).append(person.id)
        here = {each.id for each in listed}
        elsewhere = [
            Person(each.id, each.first_name or "", each.last_name or "")
            for id_, each in sorted(before.items())
            if id_ not in here
        ]
    return Enrolment(new, changed, same, elsewhere)


def _store(book: Gradebook, id_: str, told: dict[str, str]) -> None:
    try:
        student = book.find_student(id_)
    except MissingEntry:
        book.add_student(id_, **told)
        return
    for name, value in told.items():
        setattr(student, name, value)
    book.db.commit()

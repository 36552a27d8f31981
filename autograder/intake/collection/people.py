"""Whose submission is it? The gradebook's students, and a list of participants that the LMS has exported."""

import csv
import io
import re
import shlex
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.coursedir import exported
from autograder.intake.collection.filenames import Attempt
from autograder.intake.collection.headings import CANVAS, ID, OF_A_STUDENT

FOLDER = re.compile(r"[^\W.][^/\\\x00-\x1f\x7f]{0,127}")
"""What an id has to be, as folders are named by it."""

OF_CANVAS = ("points possible", "student, test")
"""Rows of its gradebook that are nobody's: what columns are worth, and the view of a course as a student."""


@dataclass(frozen=True)
class Person:
    """A student."""

    id: str
    """Her name in the gradebook and of her folders."""
    first: str = ""
    last: str = ""
    email: str = ""
    number: str = ""
    """Her number in the LMS."""
    others: tuple[str, ...] = ()
    """What else she may be called by: login, number of matriculation."""

    @property
    def called(self) -> set[str]:
        """Her name as one word, in both orders."""
        return {squashed(f"{self.first}{self.last}"), squashed(f"{self.last}{self.first}")} - {""}


def _has(person: Person, number: str) -> bool:
    return number in (person.number, person.id, *person.others)


def _is_called(person: Person, name: str) -> bool:
    return name in person.called or name == squashed(person.id)


class UnknownStudentError(LookupError):
    """It cannot be told whose a submission is; the message says why, and what to do."""

    def __init__(self, why: str, cure: str):
        """Join them.

        Args:
            why: in words that follow "it".
            cure: a sentence.
        """
        super().__init__(f"{why}. {cure}")


def _cure(attempt: Attempt, candidates: Iterable[Person] = ()) -> str:
    """What tells whose a file is, as its name does not."""
    if attempt.system == "Moodle":
        return "The grading worksheet of this assignment, saved as roster.csv, tells"
    return "; ".join(f"If it is of {each.id}: {_numbered(each, attempt.number)}" for each in candidates)


def _numbered(person: Person, number: str) -> str:
    """The command that gives a student a number; nbgrader takes away whatever is not named again."""
    told = {
        "first-name": person.first,
        "last-name": person.last,
        "email": person.email,
        "lms-user-id": number,
    }
    options = (f"--{name}={shlex.quote(value)}" for name, value in told.items() if value)
    return f"`nbgrader db student add {person.id} {' '.join(options)}`"


class People:
    """Students, found by what an LMS writes into the names of files."""

    def __init__(
        self, known: Iterable[Person], listed: Iterable[Person] = (), attempts: Iterable[Attempt] = ()
    ):
        """Take the students of the gradebook and of a roster; who stands in both is one.

        Args:
            known: the gradebook's students.
            listed: those of a roster; one without an id of the gradebook's is known by her e-mail address.
            attempts: all that are to be placed: of two students of one name none is guessed.
        """
        self._people: dict[str, Person] = {}
        known = list(known)
        by_email = {each.email.casefold(): each.id for each in known if each.email}
        ids = {each.id for each in known}
        listed = [
            each if each.id in ids else replace(each, id=by_email.get(each.email.casefold(), each.id))
            for each in listed
        ]
        for person in (*known, *listed):
            old = self._people.get(person.id, person)
            self._people[person.id] = replace(
                old,
                first=old.first or person.first,
                last=old.last or person.last,
                email=old.email or person.email,
                number=person.number or old.number,
                others=(*old.others, *person.others),
            )
        self._before = set(self._people)
        self._participants = {each.number for each in listed} - {""}
        self._numbers: dict[str, set[str]] = {}
        for attempt in attempts:
            self._numbers.setdefault(squashed(attempt.name), set()).add(attempt.number)

    def of(self, attempt: Attempt) -> Person:
        """The student who handed in.

        Args:
            attempt: what the name of her file says.

        Returns:
            A student of the gradebook or of the roster; a new one, if none fits, who is called by her
            login or her name from now on, and known by her number.

        Raises:
            UnknownStudentError: when several students fit, or nothing is said of her but a number.
        """
        people = self._people.values()
        if attempt.login:  # of Blackboard: the title of the assignment, then the login
            for person in sorted(people, key=lambda each: -len(each.id)):
                if any(f"_{attempt.login}".endswith(f"_{each}") for each in (person.id, *person.others)):
                    return person
            return self._added(Person(attempt.login.rpartition("_")[2]))
        name = squashed(attempt.name)
        numbered = [each for each in people if attempt.number and _has(each, attempt.number)]
        if len(numbered) == 1 and self._holds(numbered[0], attempt, name):
            return numbered[0]
        if not name:
            raise UnknownStudentError(
                f"is of participant {attempt.number}, whom nobody knows", _cure(attempt)
            )
        if known := self._of_name(name, attempt):
            return self._added(replace(known, number=known.number or attempt.number))
        first, _, last = attempt.name.rpartition(" ")
        id_ = name if name not in self._people else f"{name}-{attempt.number}"
        return self._added(Person(id_, first, last, number=attempt.number))

    def _holds(self, person: Person, attempt: Attempt, name: str) -> bool:
        """Whether a number is really hers: Moodle numbers participants anew in each assignment."""
        if attempt.system != "Moodle" or attempt.number in self._participants or not name:
            return True
        return _is_called(person, name)

    def _of_name(self, name: str, attempt: Attempt) -> Person | None:
        """The student who has this name, if one has it; None if nobody has whose work this can be."""
        handed_in = self._numbers.get(name, set()) | {attempt.number}
        before = [self._people[each] for each in self._before if _is_called(self._people[each], name)]
        free = [each for each in before if not any(_has(each, number) for number in handed_in)]
        if not free:
            return None
        ids = " or ".join(sorted(each.id for each in free))
        new = [number for number in handed_in if not any(_has(each, number) for each in before)]
        if len(free) > 1 or len(new) > 1:
            raise UnknownStudentError(
                f"may be of {ids}"
                if len(new) == 1
                else f"may be of {ids}: there are {len(new)} students of this name",
                _cure(attempt, free),
            )
        if attempt.system != "Moodle" and free[0].number:
            raise UnknownStudentError(
                f"is of number {attempt.number}, and {ids}, who has this name, is number {free[0].number}",
                f"If they are one: {_numbered(free[0], attempt.number)}",
            )
        return free[0]

    def _added(self, person: Person) -> Person:
        self._people[person.id] = person
        return person


def roster(file: Path) -> list[Person]:
    """Read a list of participants or of grades that an LMS has exported, or one with nbgrader's headings.

    Args:
        file: CSV with a row of headings, separated by commas, semicolons or tabs, in UTF-8 or UTF-16.

    Returns:
        Each student once, in the order of the file.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it cannot be read, no column says who a student is, or two students have one id.
    """
    try:
        text = exported.text(file.read_bytes())
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=exported.separator(text), strict=True)
        head, *rows = [row for row in lines if any(map(str.strip, row))] or [[]]
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no file {file}; expected what your LMS exports") from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{file} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8, which spreadsheets offer"
        ) from error
    except (OSError, csv.Error) as error:
        raise ValueError(f"{file} cannot be read ({error}); expected a CSV file in UTF-8") from error
    titles = [title.strip().strip("#").strip().casefold() for title in head]
    known = {**OF_A_STUDENT}
    of_id = "number" if CANVAS in titles else "login"
    known[of_id] = (*known[of_id], ID)
    places = {
        field: [place for place, title in enumerate(titles) if title in names]
        for field, names in known.items()
    }
    if not any(places[field] for field in ("login", "email", "number", "other")):
        raise ValueError(
            f"{file} names nobody: found the columns {', '.join(head) or 'none'}; expected one such as "
            "Username, SIS Login ID, ID number, Identifier or Email address"
        )
    found: dict[str, Person] = {}
    for person in (person for row in rows if (person := _person(row, places))):
        if (twin := found.setdefault(person.id, person)) != person:
            raise ValueError(
                f"{file}: {person.id!r} is {twin.first} {twin.last} and {person.first} {person.last}. "
                "Give each student an id of her own"
            )
    return list(found.values())


def _person(row: list[str], places: dict[str, list[int]]) -> Person | None:
    def cell(field: str) -> str:
        found = [_clean(row[place]).lstrip("#") for place in places[field] if place < len(row)]
        return next(filter(None, found), "")

    number = (re.findall(r"\d+", cell("number")) or [""])[-1]
    id_ = cell("login") or cell("other") or cell("email") or number
    if not id_ or cell("name").casefold() in OF_CANVAS:
        return None
    first, last = cell("first"), cell("last")
    if not (first or last):
        if "," in (name := cell("name")):
            last, _, first = (each.strip() for each in name.partition(","))
        else:
            first, _, last = name.rpartition(" ")
    others = tuple(each for each in (cell("login"), cell("other"), cell("email")) if each and each != id_)
    return Person(id_, first, last, cell("email"), number, others)


def _clean(cell: str) -> str:
    """On one line, and composed: macOS writes an umlaut as two characters."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


def squashed(name: str) -> str:
    """A name as Canvas writes it into file names: small letters and digits alone."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())

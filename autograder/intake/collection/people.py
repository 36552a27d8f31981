"""Whose submission is it? The gradebook's students, and a list of participants that the LMS has exported."""

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.intake.collection.filenames import Attempt

# Headings of the exports of Canvas, Moodle, Blackboard and Brightspace, in small letters.
HEADINGS = {
    "login": ("username", "user name", "sis login id", "login id", "login", "student id"),
    "email": ("email address", "email", "e-mail", "e-mail address"),
    "number": ("identifier", "participant", "id", "user id", "orgdefinedid", "org defined id"),
    "other": ("id number", "idnumber", "sis user id"),
    "name": ("full name", "name", "student"),
    "first": ("first name", "firstname", "vorname"),
    "last": ("last name", "lastname", "surname", "nachname"),
}


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


class UnknownStudentError(LookupError):
    """It cannot be told whose a submission is; the message says why."""


class People:
    """Students, found by what an LMS writes into the names of files."""

    def __init__(self, known: list[Person]):
        """Take the students of the gradebook and of a roster; who stands in both is one."""
        self._people: dict[str, Person] = {}
        for person in known:
            old = self._people.get(person.id, person)
            self._people[person.id] = replace(
                old,
                first=old.first or person.first,
                last=old.last or person.last,
                email=old.email or person.email,
                number=person.number or old.number,
                others=(*old.others, *person.others),
            )

    def __contains__(self, id_: str) -> bool:
        """Whether a student of this id is known."""
        return id_ in self._people

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
        if attempt.number:
            numbered = [each for each in people if attempt.number in (each.number, each.id, *each.others)]
            if len(numbered) == 1:
                return numbered[0]
        name = squashed(attempt.name)
        named = [each for each in people if name in each.called or name == squashed(each.id)]
        named = [each for each in named if not each.number or each.number == attempt.number]
        if len(named) > 1:
            raise UnknownStudentError(f"may be of {' or '.join(sorted(each.id for each in named))}")
        if named:
            return self._added(replace(named[0], number=named[0].number or attempt.number))
        if not name:
            raise UnknownStudentError(f"is of participant {attempt.number}, whom nobody knows")
        first, _, last = attempt.name.rpartition(" ")
        id_ = name if name not in self._people else f"{name}-{attempt.number}"
        return self._added(Person(id_, first, last, number=attempt.number))

    def _added(self, person: Person) -> Person:
        self._people[person.id] = person
        return person


def roster(file: Path) -> list[Person]:
    """Read a list of participants or of grades that an LMS has exported.

    Args:
        file: CSV with a row of headings, separated by commas, semicolons or tabs, in UTF-8 or UTF-16.

    Raises:
        ValueError: when no column says who a student is.
    """
    content = file.read_bytes()
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    head, *rows = list(csv.reader(text.splitlines(), delimiter=_delimiter(text))) or [[]]
    titles = [title.strip().strip("#").strip().casefold() for title in head]
    places = {
        field: [place for place, title in enumerate(titles) if title in known]
        for field, known in HEADINGS.items()
    }
    if not any(places[field] for field in ("login", "email", "number", "other")):
        raise ValueError(
            f"{file} names nobody: found the columns {', '.join(head) or 'none'}; expected one such as "
            "Username, SIS Login ID, ID number, Identifier or Email address"
        )
    return [person for row in rows if (person := _person(row, places))]


def _person(row: list[str], places: dict[str, list[int]]) -> Person | None:
    def cell(field: str) -> str:
        found = [row[place].strip().lstrip("#") for place in places[field] if place < len(row)]
        return next(filter(None, found), "")

    number = (re.findall(r"\d+", cell("number")) or [""])[-1]
    id_ = cell("login") or cell("other") or cell("email") or number
    if not id_ or "points possible" in cell("name").casefold():  # Canvas's row of what columns are worth
        return None
    first, last = cell("first"), cell("last")
    if not (first or last):
        if "," in (name := cell("name")):
            last, _, first = (each.strip() for each in name.partition(","))
        else:
            first, _, last = name.rpartition(" ")
    others = tuple(each for each in (cell("login"), cell("other"), cell("email")) if each and each != id_)
    return Person(id_, first, last, cell("email"), number, others)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def squashed(name: str) -> str:
    """A name as Canvas writes it into file names: small letters and digits alone."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())

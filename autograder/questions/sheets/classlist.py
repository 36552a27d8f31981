"""A class list: who gets a sheet of her own."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import exported
from autograder.intake.collection.people import roster

NEEDED = ("id", "name")


@dataclass(frozen=True)
class Student:
    """One row of a class list."""

    id: str
    """As in the gradebook; it decides which variants she gets."""
    name: str
    """As printed."""


class ClassListError(ValueError):
    """A class list that cannot be used; the message has one line for each mistake."""


def read(path: Path) -> list[Student]:
    """Read a class list from a CSV file.

    Args:
        path: UTF-8, or UTF-16 with a byte order mark; columns `id` and `name`, and others, which are left
            alone; separated by commas, semicolons or tabs. Or the list that the command `students` takes.

    Returns:
        The students, in the order of the file.

    Raises:
        FileNotFoundError: when there is no such file.
        ClassListError: for missing columns, ids that are missing or stand twice, and rows that do not fit.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"there is no class list {path}; name a CSV file with columns id and name"
        ) from None
    except OSError as error:
        raise ClassListError(
            f"the class list {path} cannot be read: {error.strerror}. Name a CSV file"
        ) from error
    try:
        text = exported.text(content)
    except UnicodeDecodeError as error:
        raise ClassListError(
            f"the class list {path.name} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8, which "
            "spreadsheets offer"
        ) from error
    if (separator := _separator(text)) is None:
        return _enrolled(path, text)
    rows, columns = _rows(text, path, separator)
    students: list[Student] = []
    problems: list[str] = []
    first: dict[str, int] = {}
    for line, row in rows:
        if not any(map(str.strip, row)):
            continue
        fields = dict(zip(columns, map(_clean, row), strict=False))
        ident, name = fields.get("id", ""), fields.get("name", "")
        if len(row) > len(columns) and any(map(str.strip, row[len(columns) :])):
            problems.append(
                f"line {line}: {len(row)} fields, expected {len(columns)}. Put quotes around a name with a "
                "separator in it"
            )
        elif not ident or not name:
            problems.append(
                f"line {line}: the {'name' if ident else 'id'} is missing. Add it, or delete the row"
            )
        elif ident in first:
            problems.append(
                f"line {line}: the id {ident!r} stands in line {first[ident]}, too. Give each student one"
            )
        else:
            first[ident] = line
            students.append(Student(ident, name))
    if not students and not problems:
        problems.append("no students. Add a row for each, with id and name")
    if problems:
        raise ClassListError("\n".join(f"{path.name}, {problem}" for problem in problems))
    return students


def _separator(text: str) -> str | None:
    """What separates the columns `id`, `name` and others; None where there are no such columns."""
    return next((each for each in exported.SEPARATORS if set(NEEDED) <= set(_columns(text, each))), None)


def _columns(text: str, separator: str) -> list[str]:
    read = csv.reader([_head(text)], delimiter=separator, skipinitialspace=True)
    return [field.strip().lower() for field in next(read, [])]


def _head(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip(" ,;\t")), "")


def _enrolled(path: Path, text: str) -> list[Student]:
    """The students of a list that an LMS has exported, or that has nbgrader's columns."""
    try:
        people = roster(path)
    except ValueError as error:
        if "names nobody" not in str(error):
            raise ClassListError(str(error)) from error
        people = []
    if not people:
        raise ClassListError(
            f"{path.name}: its first line is {_head(text)[:80]!r}, expected column names with id and name, "
            "for instance `id,name`, or what your LMS exports"
        )
    return [Student(each.id, _clean(f"{each.first} {each.last}") or each.id) for each in people]


def _rows(text: str, path: Path, separator: str) -> tuple[list[tuple[int, list[str]]], Sequence[str]]:
    columns = _columns(text, separator)
    for needed in NEEDED:
        if columns.count(needed) > 1:
            raise ClassListError(f"{path.name}: two columns are named {needed}. Rename one of them")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise ClassListError(
            f"{path.name}, line {before + 1}: {error}. Close each quote that is opened"
        ) from error
    at = next(number for number, (_, row) in enumerate(rows) if any(map(str.strip, row)))
    return rows[at + 1 :], columns


def _clean(field: str) -> str:
    """Without control characters: among them are those that turn the direction of the text that follows."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in field
        if letter.isspace()
        or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        or letter == "\u200d"
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())

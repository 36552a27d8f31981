"""Grades for Moodle: a CSV file for its grade import, which finds students by one column.

What the importer does was read in `grade/import/csv/classes/load_data.php` of `moodle/moodle`:

- Whoever imports chooses the column that names the student (username, ID number or email address) and where
  each other column goes; a column that is not chosen is ignored.
- One student whom Moodle does not know ends the whole import, and a row without a name gets the grades of the
  student before it. So there is exactly one such column, and whoever has nothing in it is named and left out.
- `-` is no grade. An empty cell of a new column would become 0.
- Feedback is a column of its own and is mapped together with its grade.
"""

import re

from autograder.intake.collection.headings import MOODLE
from autograder.results.gradebook import MISSING, Results, Student, Work
from autograder.results.lms.sheet import Sheet, duration, harmless, named, number, remarks

KEYS = ("idnumber", "username", "email")
NONE = "-"
# What is harmless as a formula, too, as there is nothing to call: `-anna`, `+eva@example.org`.
SAFE = re.compile(r"[^=\t\r\n][\w.@+-]*|\w[^\t\r\n]*")


def fill(roster: Sheet | None, lessons: list[Results], column: str | None = None) -> tuple[Sheet, list[str]]:
    """Make the file for Moodle.

    Args:
        roster: a list of participants or grades that Moodle has exported; without it the ids of the
            gradebook are taken for usernames.
        lessons: what became of each lesson.
        column: the heading of the roster's column that says who a student is, where it is in another language
            or a field of the site's own.

    Returns:
        The file, and one line for everything that a person should know.

    Raises:
        ValueError: when the roster names nobody by username, ID number or email address.
    """
    notes: list[str] = []
    everybody = {id_: work.student for results in lessons for id_, work in results.works.items()}
    if roster is None:
        key = "username"
        people: list[tuple[dict[str, str], Student | None]] = [
            ({"username": id_}, student) for id_, student in everybody.items()
        ]
    else:
        key, people = _matched(roster, list(everybody.values()), notes, column)
    head = [key, "firstname", "lastname"]
    for results in lessons:
        head += [results.lesson, f"{results.lesson} feedback", *results.worth]
    rows = []
    for person, student in people:
        works = [results.works.get(student.id) for results in lessons] if student else []
        if student is None or not any(work and work.state != MISSING for work in works):
            notes.append(
                f"{_called(person, student)}: nothing handed in; left out, so Moodle keeps what it has"
            )
            continue
        if not SAFE.fullmatch(person.get(key, "")):
            found = (
                f"the {key} {person[key]!r} could be a formula" if person.get(key) else f"there is no {key}"
            )
            notes.append(f"{_called(person, student)}: {found}; left out. Enter these grades by hand")
            continue
        first, last = person.get("firstname", student.first), person.get("lastname", student.last)
        row = [person[key], harmless(first), harmless(last)]
        for results, work in zip(lessons, works, strict=True):
            row += _cells(results, work, notes)
        rows.append(row)
    for results in lessons:
        notes.append(
            f"{results.lesson} is worth {number(results.max_points)} points: give its grade item in "
            "Moodle this maximum before you import"
        )
    return Sheet([head, *rows]), notes


def _cells(results: Results, work: Work | None, notes: list[str]) -> list[str]:
    if work is None or work.state == MISSING:
        if work:
            notes.append(f"{results.lesson}, {named(work.student)}: nothing handed in: no grade")
        return [NONE, "", *(NONE for _ in results.worth)]
    notes += remarks(results.lesson, work)
    points = [work.points.get(step) for step in results.worth]
    cells = [work.total, *points]
    total, *steps = [NONE if each is None else number(each) for each in cells]
    return [total, _feedback(results, work), *steps]


def _feedback(results: Results, work: Work) -> str:
    """What a student reads beside her grade: our own words and numbers, nothing of hers."""
    if not work.points:
        return "This submission could not be graded. Please hand in again."
    lost = [
        f"{step} {number(points)} of {number(results.worth[step])}"
        for step, points in work.points.items()
        if points is not None and points < results.worth[step]
    ]
    whole = "" if work.penalty else "No points lost."
    sentences = ["Points lost: " + ", ".join(lost) + "." if lost else whole]
    if work.waiting:
        sentences.append(f"Not graded yet: {', '.join(work.waiting)}.")
    if work.late:
        taken = f": {number(work.penalty)} points taken off" if work.penalty else ""
        sentences.append(f"Handed in {duration(work.late)} late{taken}.")
    elif work.penalty:
        sentences.append(f"Late penalty: {number(work.penalty)} points taken off.")
    return " ".join(filter(None, sentences))


def _called(person: dict[str, str], student: Student | None) -> str:
    if student:
        return named(student)
    name = f"{person.get('firstname', '')} {person.get('lastname', '')}".strip()
    return name or next((value for value in person.values() if value), "a row without any name")


def _matched(
    roster: Sheet, students: list[Student], notes: list[str], column: str | None
) -> tuple[str, list[tuple[dict[str, str], Student | None]]]:
    """The roster's people with their students, and the field that finds most of them in Moodle."""
    head, *rows = roster.rows
    titles = [title.strip().casefold() for title in head]
    places = {
        field: next(titles.index(title) for title in known if title in titles)
        for field, known in MOODLE.items()
        if any(title in titles for title in known)
    }
    keys = [key for key in KEYS if key in places]
    if column is not None:
        count = titles.count(column.strip().casefold())
        if count != 1:
            raise ValueError(f"the roster has {count or 'no'} columns {column!r}; found {', '.join(head)}")
        keys = [column.strip()]
        places[keys[0]] = titles.index(keys[0].casefold())
    if not keys:
        raise ValueError(
            "the roster has none of the columns ID number, Username, Email address; found "
            f"{', '.join(head)}. If one of them says who a student is, name it with --column; else expected "
            "what Moodle exports: Participants or Grades, Export"
        )
    people = [{field: row[place].strip() for field, place in places.items()} for row in rows]
    known: dict[str, set[int]] = {}
    for index, person in enumerate(people):
        for key in keys:
            if person[key]:
                known.setdefault(person[key].casefold(), set()).add(index)
    of_row: dict[int, Student] = {}
    for student in students:
        names = filter(None, (student.lms_id, student.id, student.email))
        own = next(filter(None, (known.get(name.strip().casefold()) for name in names)), set())
        if len(own) != 1:
            why = "is in several rows of the roster" if own else "is not in the roster"
            notes.append(f"{named(student)} {why}: not exported. Expected the id as {' or '.join(keys)}")
        elif (index := next(iter(own))) in of_row:
            notes.append(
                f"{named(student)} and {named(of_row[index])} are the same row of the roster: "
                f"{named(student)} is not exported"
            )
        else:
            of_row[index] = student
    usable = {key: sum(bool(SAFE.fullmatch(people[index][key])) for index in of_row) for key in keys}
    key = max(keys, key=lambda key: usable[key])
    return key, [(person, of_row.get(index)) for index, person in enumerate(people)]

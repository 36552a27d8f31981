"""Grades for Canvas: its own exported gradebook, with columns filled in.

What the importer does was read in `lib/gradebook_importer.rb` of `instructure/canvas-lms`:

- The first columns are fixed: Student (or LastName and FirstName), ID, then SIS and login, up to Section. A
  student is found by ID; only where that is unknown by SIS id, login and at last by name.
- A column `TITLE (NUMBER)` belongs to that assignment; one of an unknown title makes a new assignment.
- A column whose heading holds `Final Points` (or `Current Score` and others) is Canvas's own reckoning and is
  left out before assignments are looked for. So points by step travel there for people to read, without a
  new assignment for each of thirty steps, which would count twice.
- The row `Points Possible` sets what an assignment is worth; a row `Manual Posting` may stand before it.
- An empty cell takes a grade away that Canvas has, and `EX` excuses. So a cell that we have no grade for
  stays as the roster has it, and an excused student stays excused.
"""

import re

from autograder.results.gradebook import MISSING, Results, Student
from autograder.results.lms.sheet import Sheet, harmless, named, number, remarks

NAMES = ("Student", "LastName")
TITLE = re.compile(r"(.*?)\s*\((\d+)\)")
OWN = "Final Points"
KEPT = ("EX", "N/A")  # excused; not assigned to this student


def fill(roster: Sheet, lessons: list[Results]) -> tuple[Sheet, list[str]]:
    """Fill the columns of lessons and of their steps.

    Args:
        roster: Canvas's exported gradebook.
        lessons: what became of each lesson.

    Returns:
        The file for Canvas, and one line for everything that a person should know.

    Raises:
        ValueError: when the roster is no export of Canvas's gradebook.
    """
    head, *rows = [list(row) for row in roster.rows]
    names = _identity(head)
    worth = _worth_row(rows)
    students = [row for row in rows if row is not worth and not _is_policy(row)]
    for row in students:
        if not row[names["ID"]].strip():
            raise ValueError(
                f"the roster's row of {row[0]!r} has no ID, and Canvas would look for the name instead; "
                "export the gradebook from Canvas anew"
            )
    notes: list[str] = []
    matched = _match(students, names, _everybody(lessons), notes)
    for results in lessons:
        column = _column(head, rows, results.lesson, results.lesson)
        _note_points(worth, head, column, results.max_points, notes)
        steps = {step: _column(head, rows, step, f"{step} {OWN}") for step in results.worth}
        for step, place in steps.items():
            _note_points(worth, head, place, results.worth[step], notes)
        for row in students:
            student = matched.get(row[names["ID"]])
            work = results.works.get(student.id) if student else None
            who = f"{row[0]} (ID {row[names['ID']]})"
            if work is None or work.state == MISSING:
                notes.append(f"{results.lesson}, {who}: nothing handed in; cells stay as in the roster")
                continue
            notes += remarks(results.lesson, work)
            _put(row, column, work.total, f"{results.lesson}, {who}", notes)
            for step, place in steps.items():
                _put(row, place, work.points.get(step), f"{step}, {who}", notes)
    for row in students:  # Canvas finds them by ID, so that a changed name changes nobody
        last = names["Section"]
        row[: last + 1] = [harmless(cell) for cell in row[: last + 1]]
    return Sheet([head, *rows], roster.delimiter, roster.mark), notes


def _identity(head: list[str]) -> dict[str, int]:
    """The places of the columns that say who a student is."""
    places = {title.strip(): place for place, title in reversed(list(enumerate(head)))}
    wanted = ("ID", "SIS Login ID", "Section")
    missing = [title for title in wanted[::2] if title not in places]
    if not head[0].strip().startswith(NAMES):
        missing.insert(0, "Student")
    if missing:
        found = ", ".join(title for title in head[:6]) or "nothing"
        raise ValueError(
            f"the roster lacks the columns {', '.join(missing)}; found {found}. "
            "Expected the file of Canvas: Grades, Export, Export Entire Gradebook"
        )
    return {title: places[title] for title in (*wanted, "SIS User ID", "Integration ID") if title in places}


def _worth_row(rows: list[list[str]]) -> list[str]:
    for row in rows:
        if "Points Possible" in row[0]:
            return row
    raise ValueError(
        "the roster lacks the row 'Points Possible'; expected the file of Canvas: Grades, Export, "
        "Export Entire Gradebook"
    )


def _is_policy(row: list[str]) -> bool:
    return all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row)


def _everybody(lessons: list[Results]) -> list[Student]:
    return list({id_: work.student for results in lessons for id_, work in results.works.items()}.values())


def _match(
    rows: list[list[str]], names: dict[str, int], students: list[Student], notes: list[str]
) -> dict[str, Student]:
    """The student of each row, by the row's ID; whoever cannot be told for certain has none."""
    matched: dict[str, Student] = {}
    known: dict[str, set[str]] = {}
    numbers: set[str] = set()
    for row in rows:
        id_ = row[names["ID"]]
        numbers.add(id_)
        for title, place in names.items():
            if title != "Section" and row[place].strip():
                known.setdefault(row[place].strip().casefold(), set()).add(id_)
    for student in students:
        own = {student.lms_id.strip()} & numbers
        for name in (student.id, student.email):
            own = own or known.get(name.strip().casefold(), set())
        if len(own) != 1:
            why = "is not in the roster" if not own else f"may be any of the IDs {', '.join(sorted(own))}"
            notes.append(
                f"{named(student)} {why}: not exported. Expected the id as SIS Login ID, SIS User ID or ID"
            )
        elif (id_ := next(iter(own))) in matched:
            notes.append(
                f"{named(student)} and {named(matched[id_])} are both ID {id_} of the roster: "
                f"{named(student)} is not exported"
            )
        else:
            matched[id_] = student
    return matched


def _column(head: list[str], rows: list[list[str]], title: str, otherwise: str) -> int:
    """The place of an assignment's column; a new one, headed `otherwise`, if the roster has none.

    Raises:
        ValueError: when several columns have its title: the points might be another assignment's.
    """
    places = []
    for place, heading in enumerate(head):
        found = TITLE.fullmatch(heading.strip())
        if (found[1] if found else heading.strip()) in (title, otherwise):
            places.append(place)
    if len(places) > 1:
        raise ValueError(
            f"the roster has {len(places)} columns for {title}: {', '.join(head[each] for each in places)}. "
            "Rename all but one in Canvas and export anew, or delete those that are not meant from the file"
        )
    if places:
        return places[0]
    head.append(otherwise)
    for row in rows:
        row.append("")
    return len(head) - 1


def _note_points(worth: list[str], head: list[str], place: int, points: float, notes: list[str]) -> None:
    """Tell Canvas what a new column is worth; of one that it has, tell people if that differs."""
    if not worth[place].strip():
        worth[place] = number(points)
    elif worth[place].strip() != number(points) and _float(worth[place]) != points:
        notes.append(f"{head[place]}: worth {worth[place]} points in Canvas, but {number(points)} here")


def _float(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _put(row: list[str], place: int, points: float | None, what: str, notes: list[str]) -> None:
    before = row[place].strip()
    if before.upper() in KEPT:
        if points is not None:
            notes.append(f"{what}: the roster says {before}, which stays; here are {number(points)} points")
    elif points is not None:
        row[place] = number(points)
    elif before:
        notes.append(f"{what}: no grade here, so the roster's {before} stays")

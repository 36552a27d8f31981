"""A table of cells as a CSV file: read with its dialect, written in one step, harmless in a spreadsheet."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import atomic, exported
from autograder.results.gradebook import Student, Work

# Also as wide as a Chinese character, which some spreadsheets take for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MANY = 4  # students of whom the same is said, before they share a line
NUMBER = re.compile(r"[+-]?[\d.,]+%?")


@dataclass
class Sheet:
    """Rows of cells, and how the file separates them."""

    rows: list[list[str]]
    delimiter: str = ","
    mark: bool = False
    """Whether the file begins with the byte-order mark that Excel asks for."""

    @classmethod
    def read(cls, path: Path) -> "Sheet":
        """Read a file that an LMS has exported.

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: when it is no CSV of text in UTF-8.
        """
        try:
            content = path.read_bytes()
            text = exported.text(content)
            delimiter = exported.separator(text)
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except FileNotFoundError as error:
            raise FileNotFoundError(f"there is no file {path}; expected what your LMS exports") from error
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise ValueError(
                f"{path} cannot be read ({error}); expected a CSV file in UTF-8, as your LMS exports it"
            ) from error
        if not rows:
            raise ValueError(f"{path} is empty; expected a row of headings and one for each student")
        width = len(rows[0])
        rows = [row + [""] * (width - len(row)) for row in rows if any(cell.strip() for cell in row)]
        if longer := next((number for number, row in enumerate(rows, 1) if len(row) > width), None):
            raise ValueError(f"{path}, row {longer} has more cells than there are headings; export it anew")
        return cls(rows, delimiter, content.startswith(codecs.BOM_UTF8))

    def write(self, path: Path) -> None:
        """Write the file; an older one stays as it is until the new one is complete.

        Raises:
            ValueError: when the place cannot be written.
        """
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="\r\n").writerows(self.rows)
        atomic.write_output(path, text.getvalue().encode("utf-8-sig" if self.mark else "utf-8"))


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab, return.

    See OWASP, "CSV Injection". Numbers stay numbers. Only for cells by which no importer finds a student.
    """
    if cell.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell


def number(points: float) -> str:
    """Points with a dot and at most four decimals: both importers read that in any language."""
    return f"{points:.4f}".rstrip("0").rstrip(".") or "0"


def named(student: Student) -> str:
    """A student in a line for people: name and id."""
    return student.id if student.name == student.id else f"{student.name} ({student.id})"


def remarks(lesson: str, work: Work) -> list[str]:
    """What is to be said of a work besides its points, each as a line's end."""
    notes = []
    if work.waiting:
        notes.append(f"waits for a person to grade {', '.join(work.waiting)}: no grade yet")
    elif work.total is None:
        notes.append(f"{work.state}: no grade")
    if work.late:
        taken = f", {number(work.penalty)} points taken off" if work.penalty else ""
        notes.append(f"handed in {duration(work.late)} late{taken}")
    elif work.penalty:
        notes.append(
            f"{number(work.penalty)} points taken off as a late penalty, though it is not late by today's "
            f"due date; `nbgrader autograde {lesson}` brings penalties up to date"
        )
    return [f"{lesson}, {named(work.student)}: {each}" for each in notes]


def together(notes: list[str], lessons: list[str]) -> list[str]:
    """Join what is said alike of many students: in a class of 60 most of it is.

    Args:
        notes: each of `who: what`, or `lesson, who: what`.
        lessons: their names.
    """
    alike: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for note in notes:
        who, _, what = note.partition(": ")
        lesson, _, name = who.partition(", ")
        about = (lesson, what) if lesson in lessons else ("", what)
        alike.setdefault(about, []).append((name if about[0] else who, note))
    told = []
    for (lesson, what), each in alike.items():
        if len(each) < MANY:
            told += [note for _, note in each]
        else:
            head = f"{lesson}, {len(each)} students" if lesson else f"{len(each)} students"
            told.append(f"{head}: {what}: {', '.join(name for name, _ in each)}")
    return told


def duration(seconds: float) -> str:
    """Seconds in words: `2 d 3 h`, `5 min`."""
    minutes = max(1, round(seconds / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if count]
    return " ".join(parts[:2])

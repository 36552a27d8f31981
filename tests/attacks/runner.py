"""Grading attacks by nbgrader's own command, and looking for what each of them got."""

import contextlib
import errno
import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.coursedir import folders
from tests.attacks import page
from tests.attacks.attack import Attack, Place
from tests.attacks.course import FIRST, LAST, Course
from tests.attacks.processes import adopting
from tests.attacks.trap import Trap

MIDDLE = "n"  # ends the name of the honest student between the attackers


@dataclass
class Outcome:
    """What became of one attack."""

    attack: Attack
    points: float | None = None
    """In the gradebook; None if nothing was graded."""
    secrets: list[str] = field(default_factory=list)
    """Kinds of secrets in its outputs, its graded files or its feedback."""
    effects: list[str] = field(default_factory=list)
    """What else it left behind, in words."""

    @property
    def undeserved(self) -> float:
        """Points beyond those that it deserves."""
        return max((self.points or 0.0) - self.attack.deserves, 0.0)

    @property
    def lost(self) -> float:
        """Points of honest steps that the grader did not give, where all of them are due."""
        return max(self.attack.deserves - (self.points or 0.0), 0.0) if self.attack.exact else 0.0


@dataclass
class Batch:
    """What became of one run of `nbgrader autograde`."""

    outcomes: list[Outcome]
    neighbours: dict[str, str] = field(default_factory=dict)
    """How an honest student's grades changed, by student; empty if none did."""
    survivors: list[str] = field(default_factory=list)
    """Commands of processes that were still there at the end."""
    changed: list[str] = field(default_factory=list)
    """Files of the course that are not what they were, without a mark that tells by whom."""

    @property
    def crashed(self) -> bool:
        """Whether somebody honest was not graded at all."""
        return any("not graded" in text for text in self.neighbours.values())


def run(course: Course, attacks: list[Attack], told: Callable[[str], None] = lambda name: None) -> Batch:
    """Hand in attacks between honest students, grade, and look at everything.

    Args:
        course: with one honest student graded; it is used up.
        attacks: on the course's lesson.
        told: is called with the name of each attack when its turn has come.
    """
    alone = _row(course, FIRST)
    students = {f"m{number:03d}": attack for number, attack in enumerate(attacks)}
    honest = [FIRST, LAST]
    if len(students) > 2:
        honest.insert(1, f"m{len(students) // 2:03d}{MIDDLE}")
    for student in honest[1:]:
        course.hand_in_honestly(student)
    with Trap(course.root) as trap, adopting() as survivors:
        places = {
            student: Place(course.root, student, FIRST, LAST, trap.port, attack.mark)
            for student, attack in students.items()
        }
        for student, attack in students.items():
            if attack.first:
                course.hand_in(attack, places[student], first=True)
                course.grade(f"--student={student}")
            course.hand_in(attack, places[student])
        before = _contents(course)
        course.grade(told=_telling(students, told))
        batch = Batch([Outcome(attack) for attack in attacks], survivors=survivors())
        _give_feedback(course, students)
        survivors()
    for outcome, student in zip(batch.outcomes, students, strict=True):
        _look(outcome, student, course, trap)
    differing = _differing(before, _contents(course))
    for outcome in batch.outcomes:
        if written := sorted(
            path for path in differing if _has_mark(course.root / path, outcome.attack.mark)
        ):
            more = f" and {len(written) - 1} more files" if written[1:] else ""
            outcome.effects.append(f"wrote {written[0]}{more}")
            differing -= set(written)
    batch.changed = sorted(differing)
    for student in honest:
        if change := _change(_row(course, student), alone):
            batch.neighbours[student] = change
    if course.canaries["comment"] not in str(_asked(course, "select manual_comment from comment")):
        batch.neighbours.setdefault(FIRST, "a comment changed")
    return batch


def _telling(students: dict[str, Attack], told: Callable[[str], None]) -> Callable[[str], None]:
    def tell(line: str) -> None:
        found = re.search(r"\] Autograding .*/(\w+)/\w+/\w+\.ipynb", line)
        if found and found[1] in students:
            told(students[found[1]].name)

    return tell


def _give_feedback(course: Course, students: dict[str, Attack]) -> None:
    if len(students) > 1:
        course.nbgrader("generate_feedback")
    else:
        course.nbgrader("generate_feedback", f"--student={next(iter(students))}")


def _look(outcome: Outcome, student: str, course: Course, trap: Trap) -> None:
    """Collect what one attack got."""
    mark = outcome.attack.mark
    row = _row(course, student)
    if row is not None:
        outcome.points = sum(points for points, *_ in row.values())
    feedback = course.root / folders.FEEDBACK / student
    pages = [path.read_text() for path in files(feedback) if path.suffix == ".html"]
    shown = "\n".join([*_shown(course, student), *pages, *(each for each in trap.caught if mark in each)])
    outcome.secrets = [kind for kind, secret in course.secrets.items() if secret in shown]
    if f"escaped:{mark}" in shown:
        outcome.effects.append("escaped")
    if any(mark in each for each in trap.caught):
        outcome.effects.append("reached a server")
    if f"\x1b]0;{mark}".encode() in (course.root / "log").read_bytes():
        outcome.effects.append("words to the grader's terminal")
    if live := sorted({found for each in pages for found in page.live(each, mark)}):
        outcome.effects.append(f"live on the page: {', '.join(live)}")


def _shown(course: Course, student: str) -> Iterator[str]:
    """The outputs of the graded notebook, and the other files that lie beside it or with the feedback."""
    for folder in (folders.AUTOGRADED, folders.FEEDBACK):
        for path in files(course.root / folder / student):
            text = (_content(path) or b"").decode(errors="replace")
            if path.suffix == ".html":
                continue
            with contextlib.suppress(ValueError, TypeError, KeyError):
                if path.suffix == ".ipynb":
                    text = json.dumps([cell.get("outputs", []) for cell in json.loads(text)["cells"]])
            yield text


# Everything that the gradebook says of a student's points: what counts is the hand's, else the machine's.
ROWS = """
select cell.name, coalesce(grade.manual_score, grade.auto_score, 0) + coalesce(grade.extra_credit, 0),
       grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade, worth.max_score
from grade
join submitted_notebook notebook on grade.notebook_id = notebook.id
join submitted_assignment submission on notebook.assignment_id = submission.id
join base_cell cell on cell.id = grade.cell_id
join grade_cells worth on worth.id = cell.id
where submission.student_id = ?
"""


def _row(course: Course, student: str) -> dict[str, tuple] | None:
    """What the gradebook says of a student, by cell; None where she has not been graded."""
    if not (course.root / folders.AUTOGRADED / student).exists():
        return None
    return {name: said for name, *said in _asked(course, ROWS, student)} or None


def _change(row: dict | None, alone: dict) -> str:
    if row is None:
        return "not graded"
    return ", ".join(name for name in alone if row.get(name) != alone[name])


def _asked(course: Course, question: str, *values: str) -> list[tuple]:
    try:
        with contextlib.closing(sqlite3.connect(course.root / folders.GRADEBOOK)) as book:
            return book.execute(question, values).fetchall()
    except sqlite3.Error:
        return []


LONGEST = 1 << 28  # bytes of a file; of a longer one only the length is looked at
# What grading itself writes, below the course's root.
WRITTEN = (folders.WORK / "audit", folders.GRADEBOOK, Path("tmp"), Path("log"), Path("service.sock"))
# What honest libraries write into the home of whoever runs them.
AT_HOME = (
    ".keras",
    ".config",
    ".cache",
    ".ipython/profile_default",
    ".jupyter/migrated",
    ".local/share/jupyter/runtime",
)


def _contents(course: Course) -> dict[str, bytes]:
    """All files of the course but those that grading writes, by their path; links are not followed."""
    contents = {}
    for path in files(course.root):
        name = path.relative_to(course.root)
        graded = any(name.is_relative_to(each) for each in (folders.AUTOGRADED, folders.FEEDBACK))
        own = graded and not name.is_relative_to(folders.AUTOGRADED / FIRST)
        usual = (
            any(name.is_relative_to(Path("home") / each) for each in AT_HOME) and "startup" not in name.parts
        )
        if own or usual or any(name.is_relative_to(each) for each in WRITTEN):
            continue
        with contextlib.suppress(FileNotFoundError):  # a service has removed it meanwhile
            if (content := _content(path)) is not None:
                contents[str(name)] = content
    return contents


def _content(path: Path) -> bytes | None:
    """What a file says, or how long it is; nothing of what Python has compiled."""
    try:
        if (size := path.stat().st_size) > LONGEST:
            return f"{size} bytes".encode()
        content = path.read_bytes()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return b"deeper than a path can say"
    return None if path.suffix == ".pyc" and b"pwned" not in content else content


def files(folder: Path) -> Iterator[Path]:
    """All files below a folder. `find` goes deeper than `Path.rglob`, whose calls Python limits."""
    found = subprocess.run(["find", folder, "-type", "f", "-print0"], capture_output=True, check=False).stdout
    return (Path(os.fsdecode(each)) for each in found.split(b"\0") if each)


def _differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _has_mark(path: Path, mark: str) -> bool:
    with contextlib.suppress(OSError):
        return mark in str(path) or mark.encode() in path.read_bytes()
    return False


def alone(template: Course, attack: Attack, folder: Path) -> Batch:
    """Grade one attack in a copy of a course, so that the harm it does ends there."""
    course = template.copied(folder / attack.name)
    try:
        return run(course, [attack])
    finally:
        remove(course.root)


def remove(folder: Path) -> None:
    """Remove a folder with all that an attack has left in it: `shutil.rmtree` fails where it is deep."""
    subprocess.run(["rm", "-rf", "--", folder], check=False)

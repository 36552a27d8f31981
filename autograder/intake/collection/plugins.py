"""`nbgrader zip_collect` for archives as Canvas, Moodle, Blackboard and Brightspace make them.

The extractor reads the archives and lays each submission into `extracted/STUDENT/`; the collector hands on
what lies there. Whatever cannot be placed is named, with the reason.
"""

import datetime
import errno
import hashlib
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import find_all_notebooks
from traitlets import Unicode

from autograder.coursedir import layout, waiting
from autograder.intake.collection import departed
from autograder.intake.collection.archives import ZIPPED, Member, Reader, TooMuchError
from autograder.intake.collection.filenames import Attempt, attempt_at, is_of_system, why_unknown
from autograder.intake.collection.people import FOLDER, People, Person, UnknownStudentError, roster
from autograder.terminal.printable import PlainLog

MACOS = "._"  # begins the names of what it writes about other files
TIMESTAMP = "timestamp.txt"  # nbgrader's own
NOTEBOOK = re.compile(r"(?P<stem>.+?)\.ipynb(?:\.(?:txt|json))?", re.IGNORECASE)
COPY = re.compile(r"^(?:copy of )?(?P<stem>.+?)(?:-copy\d*|[ _]?\(\d+\)|-\d+| - copy)*$", re.IGNORECASE)
# A name too long, or a file's and a folder's at once: not a full disk, which ends the command.
UNNAMEABLE = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL, errno.EILSEQ)
# What nbgrader says of each file and folder, partly as a warning: hundreds of lines for a class.
CHATTER = (
    "Directory not found. Creating",
    "Clearing existing files",  # which --force asks for
    "Parsing file",
    "Copying from",
    "  Copying to",
    "Found collected timestamp",
    "Start ",
)


@dataclass(frozen=True)
class _File:
    """A file of a student's."""

    attempt: Attempt
    path: PurePosixPath
    """Where it lay."""
    content: Path
    """Where its bytes are until they are placed."""
    saved: int
    """When what it lay in was saved, in nanoseconds of the epoch."""


class LmsExtractor(ExtractorPlugin):
    """Lays what an LMS gave into one folder for each student."""

    roster = Unicode("", help="CSV that the LMS exported; `roster.csv` beside the lessons' folders").tag(
        config=True
    )
    timezone = Unicode("", help="of the times in names of files; that of this machine if empty").tag(
        config=True
    )

    def __init__(self, **options):
        """Refuse what would collect nothing, and leave the lines that say what an instructor has to know."""
        super().__init__(**options)
        self.log.addFilter(lambda record: not str(record.msg).startswith(CHATTER))
        self.log.addFilter(PlainLog())  # names in archives are students' words
        archives = Path(self.parent._format_collect_path(self.parent.archive_directory))
        if not archives.is_dir():
            lesson = self.parent.coursedir.assignment_id
            self.parent.fail(f"There is no folder {archives}: put there what the LMS gave you for {lesson}")

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Read the archives and write `extracted/STUDENT/...`.

        Args:
            archive_path: the folder with what was downloaded.
            extracted_path: the folder to write to; it is empty.
        """
        if any("named_regexp" in self.config[each] for each in ("FileNameCollectorPlugin", "LmsCollector")):
            super().extract(archive_path, extracted_path)  # an instructor has names of her own
        else:
            self._place(Path(archive_path), Path(extracted_path))

    def _place(self, archives: Path, extracted: Path) -> None:
        self._course = self.parent.coursedir
        waiting.wait_until_free(self._course.db_url, self.log.warning)
        lesson = self._course.assignment_id
        released = find_all_notebooks(self._course.format_path(self._course.release_directory, ".", lesson))
        with Gradebook(self._course.db_url, self._course.course_id) as gradebook:
            known = _known(gradebook)
            records = layout.audit(self._course)
            gone = departed.of(records, known)
            try:
                due = gradebook.find_assignment(lesson).duedate
            except MissingEntry:
                due = None
            with tempfile.TemporaryDirectory() as spool:
                listed = self._listed(archives)
                spooled = self._spooled(archives, {each.id for each in (*known, *listed)}, Path(spool))
                people = People((*known, *gone), listed, [each.attempt for each in spooled])
                handed_in = self._by_student(spooled, people)
                self._leave_out(handed_in, {each.id for each in gone})
                placed = 0
                for person, files in handed_in.items():
                    newest = max(files, key=_age).attempt
                    kept, others = _newest(files)
                    known_contents = {_digest(each) for each in kept} if others else set()
                    for other in others:
                        if _digest(other) not in known_contents:
                            self.log.info("%r: an earlier attempt, left out", str(other.path))
                    folder = extracted / person.id
                    if self._write(folder, kept, released):
                        self._date(folder, newest, due)
                        self._remember(gradebook, person, known)
                        placed += 1
            departed.remember(records, _known(gradebook))
        self.log.info("%d submissions of %s in the archives", placed, lesson)
        if not placed:
            self.parent.fail(f"No submission of {lesson} was found in {archives}; the lines above say why")

    def _leave_out(self, handed_in: dict[Person, list[_File]], gone: set[str]) -> None:
        """Leave out who was removed from the gradebook, as grading does."""
        for person in [each for each in handed_in if each.id in gone]:
            self.log.warning(
                "%s was removed from the gradebook, so that nothing of hers is collected; "
                "`nbgrader db student add %s` brings her back",
                person.id,
                person.id,
            )
            del handed_in[person]

    def _listed(self, archives: Path) -> list[Person]:
        file = Path(self._course.root, self.roster) if self.roster else archives.parents[1] / "roster.csv"
        if not (self.roster or file.exists()):
            return []
        try:
            return roster(file)
        except (ValueError, OSError) as error:
            self.parent.fail(str(error))
            raise AssertionError from error  # as `fail` ends the command

    def _spooled(self, archives: Path, ids: set[str], spool: Path) -> list[_File]:
        """All files of students, each in a file of ours."""
        found: list[_File] = []
        for member in self._read(archives):
            if is_of_system(member.path):
                continue
            read = _whose(member.path, ids)
            if member.fault or read is None:
                self._left_out(member.path, member.fault or why_unknown(member.path))
                continue
            content = spool / str(len(found))
            content.write_bytes(member.content)
            found.append(_File(read, member.path, content, member.saved))
        return found

    def _read(self, archives: Path) -> Iterator[Member]:
        try:
            yield from Reader().read(archives)
        except TooMuchError as error:
            self.parent.fail(str(error))

    def _by_student(self, spooled: list[_File], people: People) -> dict[Person, list[_File]]:
        found: dict[Person, list[_File]] = defaultdict(list)
        for each in spooled:
            try:
                person = people.of(each.attempt)
            except UnknownStudentError as error:
                self._left_out(each.path, f"it {error}")
                continue
            if not FOLDER.fullmatch(person.id):
                self._left_out(each.path, f"{person.id!r} can be no folder's name; give an id in roster.csv")
                continue
            found[person].append(each)
        return found

    def _write(self, folder: Path, files: list[_File], released: list[str]) -> bool:
        """Write one submission; whether there is a notebook of the lesson in it."""
        notes = [each for each in files if each.attempt.file.name.startswith(MACOS)]
        files = [each for each in files if not each.attempt.file.name.startswith(MACOS)]
        if not files:
            for each in notes:
                self._left_out(each.path, "macOS has written it about another file; ask for that one")
        stems = {
            each.path: found["stem"]
            for each in files
            if (found := NOTEBOOK.fullmatch(each.attempt.file.name))
        }
        notebooks = [each for each in files if each.path in stems]
        placed: dict[PurePosixPath, _File] = {}
        notebooks.sort(key=lambda each: len(each.attempt.file.parts))
        for each in sorted(notebooks, key=_age, reverse=True):
            name = _released(stems[each.path], released)
            if name is None and len(notebooks) == len(released) == 1:
                name = released[0]  # the only one that she has handed in
            if name is None or PurePosixPath(name) in placed:
                why = f"expected {', '.join(released)}" if name is None else f"a second {name}"
                self._left_out(each.path, why)
                continue
            placed[PurePosixPath(name)] = each
            if str(each.attempt.file) != name:
                self.log.warning("%s: taken for %s of %s", each.path, name, folder.name)
        if not placed:
            for each in files:
                if each.path not in stems:
                    self._left_out(each.path, f"it is no notebook; expected {', '.join(released)}")
            return False
        # Not a time stamp of the student's own: nbgrader would take it for the time of handing in.
        own = (PurePosixPath(TIMESTAMP), PurePosixPath(".."))
        placed |= {
            each.attempt.file: each
            for each in files
            if each.path not in stems and each.attempt.file not in own
        }
        for path, each in placed.items():
            place = folder / path
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(each.content, place)
            except OSError as error:
                if error.errno not in UNNAMEABLE:
                    raise
                self._left_out(each.path, f"no file can be called so here ({error.strerror})")
        return True

    def _date(self, folder: Path, newest: Attempt, due: datetime.datetime | None) -> None:
        """Leave nbgrader's time stamp, which says whether a submission was late."""
        if newest.time:
            zone = ZoneInfo(self.timezone) if self.timezone else None
            time = newest.time.replace(tzinfo=zone).astimezone(datetime.UTC)
        elif newest.late and due:  # how late, the system does not tell
            time = due.replace(tzinfo=datetime.UTC) + datetime.timedelta(seconds=1)
        else:
            if newest.late:
                self.log.warning("%s: late, but the lesson has no due date", folder.name)
            return
        (folder / TIMESTAMP).write_text(f"{time:%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")

    def _remember(self, gradebook: Gradebook, person: Person, before: list[Person]) -> None:
        """Let the gradebook know the number by which the LMS will be told the grade."""
        if before and person.id not in {each.id for each in before}:
            name = f"{person.first} {person.last}".strip() or person.id
            self.log.warning("%s was not in the gradebook, and is now, as %s", name, person.id)
        known = {"first_name": person.first, "last_name": person.last, "email": person.email}
        known["lms_user_id"] = person.number
        gradebook.update_or_create_student(person.id, **{name: each for name, each in known.items() if each})

    def _left_out(self, path: PurePosixPath, why: str) -> None:
        self.log.warning("%r is not collected: %s", str(path), why)


class LmsCollector(FileNameCollectorPlugin):
    """Hands on what `LmsExtractor` laid out, or goes by `named_regexp` where an instructor has set one."""

    def collect(self, submitted_file: str) -> dict | None:
        """Whose file it is.

        Args:
            submitted_file: its absolute path.

        Returns:
            Student and file, as nbgrader wants them.
        """
        if self.named_regexp:
            return super().collect(submitted_file)
        extracted = self.parent._format_collect_path(self.parent.extracted_directory)
        student, *file = Path(submitted_file).relative_to(extracted).parts
        return {"student_id": student, "file_id": str(PurePosixPath(*file))}


def _known(gradebook: Gradebook) -> list[Person]:
    """The gradebook's students."""
    return [
        Person(s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or "")
        for s in gradebook.students
    ]


def _whose(path: PurePosixPath, ids: set[str]) -> Attempt | None:
    """What a path says first: a folder that an instructor has named after a student, or the mark of an LMS.

    What comes after that are names that a student gave, and in an archive without a mark all folders are.
    """
    for place, part in enumerate(path.parts):
        if part in ids and path.parts[place + 1 :]:
            return Attempt("", part, "", "", PurePosixPath(*path.parts[place + 1 :]))
        if found := attempt_at(path, place):
            return found
        if PurePosixPath(part).suffix.casefold() in ZIPPED:
            ids = set()
    return None


def _age(of: _File) -> tuple:
    """Where the system tells no time and no order, what was downloaded last is the newest."""
    return (of.attempt.time or datetime.datetime.min, of.attempt.order, of.saved)


def _newest(files: list[_File]) -> tuple[list[_File], list[_File]]:
    """A student's files of the newest attempt, and those of earlier ones, in one pass however many they are.

    Canvas numbers files and not attempts, and an attempt may be of several: there a later one of the same
    name takes the place of another.
    """
    timed = max((_age(each) for each in files if each.attempt.time), default=None)
    named: dict[PurePosixPath, tuple] = {}
    for each in files:
        named[each.attempt.file] = max(_age(each), named.get(each.attempt.file, _age(each)))
    kept: list[_File] = []
    others: list[_File] = []
    for each in files:
        newer = max(named[each.attempt.file], timed or _age(each))
        (others if newer > _age(each) else kept).append(each)
    return kept, others


def _digest(of: _File) -> bytes:
    with of.content.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _released(stem: str, released: list[str]) -> str | None:
    """The notebook of the lesson that a file's name means, whatever a browser or a system has made of it."""
    plain = {Path(name).stem.casefold(): name for name in released}
    return plain.get(stem.casefold()) or plain.get(COPY.sub(r"\g<stem>", stem).casefold())

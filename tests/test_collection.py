"""Does `nbgrader zip_collect` take the archives that Canvas, Moodle, Blackboard and Brightspace make?"""

import datetime
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from nbgrader.api import Gradebook

from autograder.coursedir import folders
from autograder.intake.collection import archives
from autograder.intake.collection.archives import Reader
from autograder.intake.collection.filenames import attempt, is_of_system
from autograder.intake.collection.people import People, Person, UnknownStudentError, roster
from tests.support.gradebooks import Course

LESSON = "a1_preprocess"
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
DUE = datetime.datetime(2026, 11, 20, 12)


def packed(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


# --- names of files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "who", "file"),
    [
        ("adaoneil_12345_678901_a1_preprocess.ipynb", ("", "adaoneil", "12345"), "a1_preprocess.ipynb"),
        ("bao_LATE_12346_678902_a1_preprocess-1.ipynb", ("", "bao", "12346"), "a1_preprocess.ipynb"),
        ("x/bao_12346_678902_my_a_2_work-12.ipynb", ("", "bao", "12346"), "my_a_2_work.ipynb"),
        (
            "Ada ONeil_1234567_assignsubmission_file_/a1_preprocess.ipynb",
            ("", "Ada ONeil", "1234567"),
            "a1_preprocess.ipynb",
        ),
        (
            "CS1-A1/Ada ONeil_1234567_assignsubmission_file/deep/a1_preprocess.ipynb",
            ("", "Ada ONeil", "1234567"),
            "deep/a1_preprocess.ipynb",
        ),
        ("Ada_1_assignsubmission_file_a1_preprocess.ipynb", ("", "Ada", "1"), "a1_preprocess.ipynb"),
        ("Participant_77_assignsubmission_file_/a1.ipynb", ("", "", "77"), "a1.ipynb"),
        (
            "A1_ada_attempt_2026-11-20-10-11-12_a1_preprocess.ipynb",
            ("A1_ada", "", ""),
            "a1_preprocess.ipynb",
        ),
        (
            "12345-678 - Ada O'Neil - Nov 20, 2026 1011 AM/a1_preprocess.ipynb",
            ("", "Ada O'Neil", "12345"),
            "a1_preprocess.ipynb",
        ),
        ("12345-678 - Ada - 20 November, 2026 10:11/a1.ipynb", ("", "Ada", "12345"), "a1.ipynb"),
        ("12345-678 - Ada - Nov 20, 2026 1011 AM - a1.ipynb", ("", "Ada", "12345"), "a1.ipynb"),
    ],
)
def test_the_name_of_a_file_says_whose_it_is(path, who, file):
    found = attempt(PurePosixPath(path))
    assert (found.login, found.name, found.number) == who
    assert found.file == PurePosixPath(file)


@pytest.mark.parametrize(
    "path", ["a1_preprocess.ipynb", "ada/a1_preprocess.ipynb", "a1_preprocess_1.ipynb", "1-2 - Ada.ipynb"]
)
def test_a_name_that_no_system_writes_says_nothing(path):
    assert attempt(PurePosixPath(path)) is None


@pytest.mark.parametrize("written", ["1011 AM", "10:11 AM", "10.11"])
def test_the_time_of_brightspace_is_read_as_it_is_written(written):
    found = attempt(PurePosixPath(f"1-2 - Ada - Nov 20, 2026 {written}/a1.ipynb"))
    assert found.time == datetime.datetime(2026, 11, 20, 10, 11)


def test_a_month_in_another_language_costs_the_time_and_not_the_file():
    found = attempt(PurePosixPath("1-2 - Ada - 20 listopada, 2026 10:11/a1.ipynb"))
    assert found.name == "Ada" and found.time is None


@pytest.mark.parametrize(
    "path",
    [
        "__MACOSX/Ada_1_assignsubmission_file_/._a1.ipynb",
        "Ada_1_assignsubmission_file_/._a1.ipynb",
        "index.html",
        "A1_ada_attempt_2026-11-20-10-11-12.txt",
        "Ada_1_assignsubmission_onlinetext_/onlinetext.html",
    ],
)
def test_what_systems_add_is_nobodys_work(path):
    assert is_of_system(PurePosixPath(path))


# --- students ---------------------------------------------------------------------------------------------


def test_a_student_is_found_by_number_then_by_name_in_either_order():
    people = People([Person("al", "Ada", "O'Neil", number="5"), Person("bt", "Bảo", "Trần")])
    assert people.of(attempt(PurePosixPath("x_5_9_a.ipynb"))).id == "al"
    assert people.of(attempt(PurePosixPath("oneilada_5_9_a.ipynb"))).id == "al"
    assert people.of(attempt(PurePosixPath("Bao Tran_77_assignsubmission_file_/a.ipynb"))).id == "bt"
    assert people.of(attempt(PurePosixPath("tranbao_77_9_a.ipynb"))).id == "bt"


def test_two_of_one_name_are_two_students_and_never_guessed():
    people = People([Person("a1", "Ada", "Li"), Person("a2", "Ada", "Li")])
    with pytest.raises(UnknownStudentError, match="may be of a1 or a2"):
        people.of(attempt(PurePosixPath("Ada Li_5_assignsubmission_file_/a.ipynb")))
    people = People([])
    found = [
        people.of(attempt(PurePosixPath(f"Ada Li_{n}_assignsubmission_file_/a.ipynb"))).id for n in (5, 6)
    ]
    assert found == ["adali", "adali-6"]


def test_a_login_may_hold_the_sign_that_parts_it_from_the_title():
    people = People([Person("ada_li"), Person("li")])
    assert people.of(attempt(PurePosixPath("A1_ada_li_attempt_2026-11-20-10-11-12_a.ipynb"))).id == "ada_li"
    assert people.of(attempt(PurePosixPath("A1_bo_attempt_2026-11-20-10-11-12_a.ipynb"))).id == "bo"


@pytest.mark.parametrize(
    "text",
    [
        "Identifier,Full name,Email address,Username\nParticipant 77,Ada Li,ada@x.org,ada\n",
        "Identifier;Full name;Email address;Username\nParticipant 77;Ada Li;ada@x.org;ada\n",
        'Student,ID,SIS Login ID,Section\n"    Points Possible",,,\n"Li, Ada",77,ada,S1\n',
        "OrgDefinedId,Username,Last Name,First Name,Email\n#77,#ada,Li,Ada,ada@x.org\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rosters_of_all_systems_are_read(tmp_path, text, encoding):
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding=encoding)
    (found,) = roster(file)
    assert (found.id, found.first, found.last, found.number) == ("ada", "Ada", "Li", "77")


def test_a_roster_that_names_nobody_says_what_it_has(tmp_path):
    (tmp_path / "roster.csv").write_text("Group,Grade\nA,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="found the columns Group, Grade; expected one such as Username"):
        roster(tmp_path / "roster.csv")


# --- archives ---------------------------------------------------------------------------------------------


def read(folder: Path) -> dict[str, str]:
    return {str(each.path): each.fault or each.content.decode("latin-1") for each in Reader().read(folder)}


def test_archives_in_archives_and_loose_files_are_read(tmp_path):
    (tmp_path / "all.zip").write_bytes(packed({"ada/mine.zip": packed({"sub/a.ipynb": b"1"})}))
    (tmp_path / "loose.ipynb").write_bytes(b"2")
    with tarfile.open(tmp_path / "more.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "loose.ipynb", "bo/a.ipynb")
    assert read(tmp_path) == {
        "all/ada/mine.zip/sub/a.ipynb": "1",
        "loose.ipynb": "2",
        "more.tar/bo/a.ipynb": "2",
    }


def test_nothing_leads_out_of_an_archive(tmp_path):
    link = zipfile.ZipInfo("ada/link.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("../../evil.ipynb", b"1")
        archive.writestr("/etc/evil.ipynb", b"1")
        archive.writestr(link, b"/etc/passwd")
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        for name, kind in (("sym", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    faults = [each.fault for each in Reader().read(tmp_path)]
    assert len(faults) == 7 and all("link" in fault for fault in faults)


@pytest.mark.parametrize("damage", [lambda b: b[:60] + b"\0" * 40 + b[100:], lambda b: b[:-10]])
def test_a_damaged_archive_is_one_line(tmp_path, damage):
    (tmp_path / "a.zip").write_bytes(damage(packed({"x.ipynb": bytes(range(256)) * 40})))
    list(Reader().read(tmp_path))  # which raises nothing


def test_a_bomb_ends_at_its_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b"0" * 1_000_000)
    ((fault),) = read(tmp_path).values()
    assert "larger than" in fault
    monkeypatch.setattr(archives, "FILES", 2)
    (tmp_path / "many.zip").write_bytes(packed({f"{n}.txt": b"" for n in range(3)}))
    with pytest.raises(ValueError, match="more than 2 files"):
        read(tmp_path)


# --- the command ------------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """This project's configuration in a folder of its own, and a gradebook with a due date."""
    course = Course.create(tmp_path / "course")
    shutil.copy(folders.PROJECT / "nbgrader_config.py", course.root)
    released = course.root / folders.NOTEBOOKS / LESSON
    released.mkdir(parents=True)
    (released / f"{LESSON}.ipynb").write_bytes(NOTEBOOK)
    with Gradebook(course.address, "lenet-keras") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE)
    return course


def collect(course, files: dict[str, bytes], *options: str) -> tuple[dict[str, set[str]], str, int]:
    """What a command as documented has collected, what it said, and its exit status."""
    place = course.root / folders.WORK / "downloaded" / LESSON / "archive"
    place.mkdir(parents=True, exist_ok=True)
    (place / "x.zip").write_bytes(packed(files))
    command = [str(Path(sys.executable).parent / "nbgrader"), "zip_collect", LESSON, *options]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    root = course.root / folders.SUBMITTED
    found = {
        student.name: {str(f.relative_to(student / LESSON)) for f in (student / LESSON).rglob("*.*")}
        for student in (root.iterdir() if root.exists() else ())
    }
    return found, done.stderr, done.returncode


@pytest.mark.slow
def test_one_command_collects_from_every_system(course):
    names = {
        "adaoneil_12345_678901_a1_preprocess.ipynb": "adaoneil",
        "bao_LATE_12346_678902_a1_preprocess-1.ipynb": "bao",
        "Cleo Mint_1234567_assignsubmission_file_/a1_preprocess.ipynb": "cleomint",
        "A1_dan_attempt_2026-11-20-10-11-12_a1_preprocess.ipynb": "dan",
        "54321-678 - Eva Fox - Nov 20, 2026 1011 AM/a1_preprocess.ipynb": "evafox",
    }
    found, told, status = collect(course, {"index.html": b""} | dict.fromkeys(names, NOTEBOOK))
    assert status == 0, told
    assert set(found) == set(names.values()), told
    assert all(f"{LESSON}.ipynb" in files for files in found.values())
    assert "not collected" not in told
    stamped = {who for who, files in found.items() if "timestamp.txt" in files}
    assert stamped == {"bao", "dan", "evafox"}
    late = (course.root / folders.SUBMITTED / "bao" / LESSON / "timestamp.txt").read_text(encoding="utf-8")
    assert late == "2026-11-20 12:00:01 UTC"
    with Gradebook(course.address, "lenet-keras") as gradebook:
        assert gradebook.find_student("adaoneil").lms_user_id == "12345"


@pytest.mark.slow
def test_the_newest_attempt_counts_and_nothing_is_lost_silently(course):
    old, new = NOTEBOOK, NOTEBOOK + b" "
    moodle = "Bo Li_7_assignsubmission_file_"
    found, told, status = collect(
        course,
        {
            "ada_1_50_a1_preprocess.ipynb": old,
            "ada_1_50_a1_preprocess-2.ipynb": new,
            "ada_1_50_a1_preprocess-1.ipynb": old,
            "A1_cy_attempt_2026-11-20-10-11-12_a1_preprocess.ipynb": new,
            "A1_cy_attempt_2026-11-19-10-11-12_a1_preprocess.ipynb": old,
            f"{moodle}/sub/A1_Preprocess.IPYNB.txt": new,
            f"{moodle}/__MACOSX/._a1_preprocess.ipynb": b"\0",
            f"{moodle}/photo.png": b"png",
            f"{moodle}/timestamp.txt": b"2020-01-01 00:00:00 UTC",  # as if she had been in time
            "Bo Li_7_assignsubmission_file_..": b"up",
            "Di_8_assignsubmission_file_/work.zip": packed({"w/a1_preprocess (1).ipynb": new}),
            "Ed_9_assignsubmission_file_/essay.docx": b"PK\x03\x04",
            "Participant_10_assignsubmission_file_/a1_preprocess.ipynb": new,
            "whatever.ipynb": new,
        },
    )
    assert status == 0, told
    assert set(found) == {"ada", "boli", "cy", "di"}
    assert found["boli"] == {f"{LESSON}.ipynb", "photo.png"}
    for student in found:
        assert (course.root / folders.SUBMITTED / student / LESSON / f"{LESSON}.ipynb").read_bytes() == new
    for name in ("essay.docx", "Participant_10_assignsubmission_file_", "whatever.ipynb"):
        assert any(name in line and "not collected" in line for line in told.splitlines()), told


@pytest.mark.slow
def test_a_roster_resolves_numbers_of_participants(course):
    downloaded = course.root / folders.WORK / "downloaded"
    downloaded.mkdir(parents=True)
    (downloaded / "roster.csv").write_text(
        "Identifier,Full name,Username\nParticipant 10,Fay Ng,fay\n", encoding="utf-8"
    )
    found, told, _ = collect(course, {"Participant_10_assignsubmission_file_/a1_preprocess.ipynb": NOTEBOOK})
    assert set(found) == {"fay"}, told


@pytest.mark.slow
def test_an_archive_with_nothing_of_the_lesson_is_an_error(course):
    found, told, status = collect(course, {"notes.ipynb": NOTEBOOK})
    assert not found and status == 1
    assert "'x/notes.ipynb' is not collected" in told and "Traceback" not in told


@pytest.mark.slow
def test_a_pattern_of_ones_own_still_counts(course):
    pattern = r".*/(?P<student_id>\w+)=(?P<file_id>\w+)"
    found, told, _ = collect(
        course, {"zoe=a1_preprocess.ipynb": NOTEBOOK}, f"--FileNameCollectorPlugin.named_regexp={pattern}"
    )
    assert set(found) == {"zoe"}, told

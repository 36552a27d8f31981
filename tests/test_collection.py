"""Does `nbgrader zip_collect` take the archives that Canvas, Moodle, Blackboard and Brightspace make?"""

import datetime
import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from nbgrader.api import Gradebook

from autograder.coursedir import folders
from autograder.intake.collection import archives, departed, plugins, tar_files
from autograder.intake.collection.archives import Reader
from autograder.intake.collection.filenames import Attempt, attempt, is_of_system
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


def test_a_name_that_is_longer_than_any_file_s_is_not_read(tmp_path):
    (tmp_path / "class.zip").write_bytes(
        packed({f"{'n' * 2000}.ipynb": b"", "n.ipynb": b"", "a/é" * 700: b""})
    )
    found = {len(str(each.path)): each.fault for each in Reader().read(tmp_path)}
    assert len(found) == 2 and [fault for fault in found.values() if fault][0].endswith("has too long a name")


def tarred(*headers: bytes) -> bytes:
    return gzip.compress(b"".join(headers) + bytes(1024))


def header(name: str, size: int = 0, kind: bytes = tarfile.DIRTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (tarred(*[header("folder")] * 60), "more than 50 entries"),
        (tarred(header("n", tar_files.HEADER + 1, tarfile.GNUTYPE_LONGNAME), bytes(2 << 20)), "header"),
        (tarred(header("n", 1 << 36, tarfile.REGTYPE), bytes(2 << 20)), "larger than"),
        (tarred(*[header("n", 0, tarfile.GNUTYPE_LONGNAME)] * 5_000), "recursion"),
    ],
)
def test_a_tar_file_that_unpacks_without_end_costs_itself_alone(tmp_path, monkeypatch, content, why):
    monkeypatch.setattr(archives, "FILES", 50)
    monkeypatch.setattr(archives, "LARGEST", 1 << 20)
    inner = packed({"ada/work.tar.gz": content, "bao/a1.ipynb": b"{}"})
    (tmp_path / "class.zip").write_bytes(inner)
    found = {str(member.path): member for member in Reader().read(tmp_path)}
    assert found["class/bao/a1.ipynb"].content == b"{}"
    assert any(why in member.fault for member in found.values()), [each.fault for each in found.values()]


def test_a_zip_file_of_more_entries_than_are_read_costs_itself_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FILES", 50)
    folders = packed({f"{number}/": b"" for number in range(60)})
    (tmp_path / "class.zip").write_bytes(packed({"ada/work.zip": folders, "bao/a1.ipynb": b"{}"}))
    damaged, whole = Reader().read(tmp_path)
    assert "more than 50 entries" in damaged.fault and whole.content == b"{}"


def test_the_newest_files_are_found_in_one_pass(monkeypatch):
    counted = []
    age = plugins._age
    monkeypatch.setattr(plugins, "_age", lambda of: counted.append(of) or age(of))
    times = (None, DUE, DUE + datetime.timedelta(1))
    files = [
        plugins._File(
            Attempt("", "", "ada", "", PurePosixPath(f"{n % 7}"), times[n % 3], order=(n % 2,)),
            PurePosixPath(str(n)),
            Path(),
            n,
        )
        for n in range(600)
    ]
    for each in (files[::3], files):  # without a time only one of the same name is newer
        counted.clear()
        kept, others = plugins._newest(each)
        assert len(counted) <= 8 * len(each)
        superseded = [
            of
            for of in each
            if any(
                age(other) > age(of) and (other.attempt.time or other.attempt.file == of.attempt.file)
                for other in each
            )
        ]
        assert others == superseded and len(kept) + len(others) == len(each)


# --- names of files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "who", "file"),
    [
        ("adaoneil_12345_678901_a1_preprocess.ipynb", ("", "adaoneil", "12345"), "a1_preprocess.ipynb"),
        ("bao_LATE_12346_678902_a1_preprocess-1.ipynb", ("", "bao", "12346"), "a1_preprocess.ipynb"),
        ("x/bao_LATE_12346_678902_my-2.zip/w/a1.ipynb", ("", "bao", "12346"), "w/a1.ipynb"),
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


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("liada_1_2_x_bo_attempt_2026-11-20-10-11-12_a1.ipynb", ("Canvas", "liada", "1")),
        ("liada_1_2_Bo Ng_8_assignsubmission_file_a1.ipynb", ("Canvas", "liada", "1")),
        ("liada_1_2_ngbo_8_9_a1.ipynb", ("Canvas", "liada", "1")),
        ("Ada Li_7_assignsubmission_file_Bo Ng_8_assignsubmission_file_a1.ipynb", ("Moodle", "Ada Li", "7")),
        ("Ada Li_7_assignsubmission_file/ngbo_8_9_a1.ipynb", ("Moodle", "Ada Li", "7")),
        (
            "A1_ada_attempt_2026-11-20-10-11-12_x_bo_attempt_2026-11-20-10-11-12_a1.ipynb",
            ("Blackboard", "A1_ada", ""),
        ),
        ("Lab_2_1234567_attempt_2026-11-20-10-11-12_a1.ipynb", ("Blackboard", "Lab_2_1234567", "")),
        ("1-2 - Ada Li - Nov 20, 2026 1011 AM/ngbo_8_9_a1.ipynb", ("Brightspace", "Ada Li", "1")),
        ("1-2 - Ada Li - Nov 20, 2026 1011 AM - ngbo_8_9_a1.ipynb", ("Brightspace", "Ada Li", "1")),
        ("1-2 - Ada Li - Nov 20, 2026 1011 AM - ngbo_8_9_a.zip/a1.ipynb", ("Brightspace", "Ada Li", "1")),
        (
            "1-2 - Ada Li - Nov 20, 2026 1011 AM - Bo Ng_8_assignsubmission_file_a1.ipynb",
            ("Brightspace", "Ada Li", "1"),
        ),
        (
            "A1_ada_attempt_2026-11-20-10-11-12_Bo Ng_8_assignsubmission_file_a1.ipynb",
            ("Blackboard", "A1_ada", ""),
        ),
        (
            "Ada Li_7_assignsubmission_file_A1_bo_attempt_2026-11-20-10-11-12_a1.ipynb",
            ("Moodle", "Ada Li", "7"),
        ),
    ],
)
def test_a_file_that_is_named_like_another_students_stays_ones_own(path, who):
    found = attempt(PurePosixPath(path))
    assert (found.system, found.login or found.name, found.number) == who


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("class/bo/a1.ipynb", "bo"),
        ("class/carl/work.zip/bo/a1.ipynb", None),  # of Carl, whom nobody knows
        ("class/ada/work.zip/bo/a1.ipynb", "ada"),
        ("class/ada/bo_12_34_a1.ipynb", "ada"),
        ("class/ada/Bo Ng_8_assignsubmission_file_/a1.ipynb", "ada"),
        ("ngbo_12_34_work.zip/ada/a1.ipynb", "ngbo"),
    ],
)
def test_what_stands_first_in_a_path_says_whose_it_is(path, who):
    """What follows are names that a student gave to folders and files of her own."""
    found = plugins._whose(PurePosixPath(path), {"ada", "bo"})
    assert (found and (found.login or found.name)) == who


def test_a_time_that_no_calendar_has_costs_the_time_and_not_the_file():
    found = attempt(PurePosixPath("A1_ada_attempt_2026-13-40-99-11-12_a1.ipynb"))
    assert found.login == "A1_ada" and found.time is None


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


def placed(known: list[Person], listed: list[Person], *paths: str) -> list[str]:
    """Whose each file is, or why it is nobody's."""
    attempts = [attempt(PurePosixPath(path)) for path in paths]
    people, found = People(known, listed, attempts), []
    for each in attempts:
        try:
            found.append(people.of(each).id)
        except UnknownStudentError as error:
            found.append(f"it {error}")
    return found


MOODLE_FILE = "{}_{}_assignsubmission_file_/a.ipynb".format
CANVAS_FILE = "{}_{}_9_a.ipynb".format
BRIGHTSPACE_FILE = "{}-55 - {} - Nov 20, 2026 1011 AM/a.ipynb".format


def test_moodle_numbers_participants_anew_in_each_assignment():
    known = [Person("al", "Ada", "Li", number="5"), Person("bt", "Bảo", "Trần", number="105")]
    # 105 is Ada's in this assignment, and was Bảo's in another or is his in another list
    assert placed(known, [], MOODLE_FILE("Ada Li", 105), MOODLE_FILE("Bảo Trần", 106)) == ["al", "bt"]
    # a worksheet of this assignment is believed, whatever the name looks like
    listed = [Person("bt", "Bảo", "Trần", number="106"), Person("al", "Ada", "Li", number="105")]
    assert placed(known, listed, MOODLE_FILE("Dr. Li", 105), MOODLE_FILE("Participant", 106)) == ["al", "bt"]
    # the same archive once more, with somebody else of the name
    assert placed(known, [], MOODLE_FILE("Ada Li", 5), MOODLE_FILE("Ada Li", 6)) == ["al", "adali"]


def test_a_roster_with_other_ids_names_the_students_of_the_gradebook():
    """Moodle's grading worksheet has e-mail addresses where the list of participants had numbers."""
    known = [Person("70007", "Wei", "Li", "wei1@x.org"), Person("70022", "Wei", "Li", "wei2@x.org")]
    listed = [
        Person("WEI2@x.org", "Wei", "Li", "WEI2@x.org", number="66"),
        Person("wei1@x.org", "Wei", "Li", "wei1@x.org", number="21"),
    ]
    files = MOODLE_FILE("Wei Li", 21), MOODLE_FILE("Wei Li", 66), MOODLE_FILE("Participant", 21)
    assert placed(known, listed, *files) == ["70007", "70022", "70007"]
    assert all("worksheet of this assignment" in each for each in placed(known, [], *files))
    (told,) = placed(known, [], BRIGHTSPACE_FILE(4091, "Wei Li"))
    assert told.count("nbgrader db student add 700") == 2  # with all that nbgrader would forget otherwise
    name = "--first-name=Wei --last-name=Li --email=wei2@x.org"
    assert f"If it is of 70022: `nbgrader db student add 70022 {name} --lms-user-id=4091`" in told


def test_brightspace_and_the_school_number_students_in_their_own_ways():
    known = [Person("al", "Ada", "O'Neil"), Person("bt", "Bảo", "Trần")]
    listed = [
        Person("al", "Ada", "O'Neil", others=("70000",)),
        Person("bt", "Bảo", "Trần", others=("70001",)),
    ]
    files = BRIGHTSPACE_FILE(4000, "Ada O'Neil"), BRIGHTSPACE_FILE(70001, "B. T.")
    assert placed(known, listed, *files) == ["al", "bt"]


@pytest.mark.parametrize("file", [MOODLE_FILE, CANVAS_FILE])
def test_two_of_one_name_in_an_archive_are_not_both_the_one_that_is_known(file):
    for number in ("", "5"):
        found = placed([Person("al", "Ada", "Li", number=number)], [], file("Ada Li", 7), file("Ada Li", 8))
        assert all("may be of al: there are 2 students of this name" in each for each in found), found


def test_a_number_that_is_not_the_one_of_the_gradebook_makes_no_second_student():
    (told,) = placed([Person("al", "Ada", "Li", number="5")], [], CANVAS_FILE("liada", 7))
    assert "is of number 7, and al, who has this name, is number 5" in told
    assert "`nbgrader db student add al --first-name=Ada --last-name=Li --lms-user-id=7`" in told
    listed = [Person("al", "Ada", "Li", number="7")]
    assert placed([Person("al", "Ada", "Li", number="5")], listed, CANVAS_FILE("liada", 7)) == ["al"]


def test_a_login_may_hold_the_sign_that_parts_it_from_the_title():
    people = People([Person("ada_li"), Person("li")])
    assert people.of(attempt(PurePosixPath("A1_ada_li_attempt_2026-11-20-10-11-12_a.ipynb"))).id == "ada_li"
    assert people.of(attempt(PurePosixPath("A1_bo_attempt_2026-11-20-10-11-12_a.ipynb"))).id == "bo"


@pytest.mark.parametrize(
    "text",
    [
        "Identifier,Full name,Email address,Username\nParticipant 77,Ada Li,ada@x.org,ada\n",
        "Identifier;Full name;Email address;Username\nParticipant 77;Ada Li;ada@x.org;ada\n",
        'Student,ID,SIS Login ID,Section\n"    Points Possible",,,\n"Li, Ada",77,ada,S1\n'
        '"Student, Test",9,,S1\n',  # Canvas's view of a course as a student
        "OrgDefinedId,Username,Last Name,First Name,Email\n#77,#ada,Li,Ada,ada@x.org\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rosters_of_all_systems_are_read(tmp_path, text, encoding):
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding=encoding)
    (found,) = roster(file)
    assert (found.id, found.first, found.last) == ("ada", "Ada", "Li")
    # OrgDefinedId is the school's number, and not that which Brightspace gives to folders
    assert found.number == ("" if "OrgDefinedId" in text else "77") and "77" in (found.number, *found.others)


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
        archive.writestr(f"{'d/' * 1500}deep.ipynb", b"1")
        archive.writestr(link, b"/etc/passwd")
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        for name, kind in (("sym", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    faults = [each.fault for each in Reader().read(tmp_path)]
    assert len(faults) == 8 and all("link" in fault for fault in faults)


def test_folders_deeper_than_anybodys_cost_what_is_in_them_alone(tmp_path):
    subprocess.run(["mkdir", "-p", tmp_path / "mia" / ("a/" * 1500)], check=True)  # `os.makedirs` cannot
    (tmp_path / "mia" / "a" / "a1.ipynb").write_text("{}")
    (tmp_path / "zoe.ipynb").write_text("{}")
    read = list(Reader().read(tmp_path))
    subprocess.run(["rm", "-rf", tmp_path / "mia"], check=True)  # nor can pytest remove them
    assert [each.path.name for each in read if not each.fault] == ["a1.ipynb", "zoe.ipynb"]
    assert ["lies in 32 folders" in each.fault for each in read if each.fault] == [True]


@pytest.mark.parametrize("damage", [lambda b: b[:60] + b"\0" * 40 + b[100:], lambda b: b[:-10]])
def test_a_damaged_archive_is_one_line(tmp_path, damage):
    (tmp_path / "a.zip").write_bytes(damage(packed({"x.ipynb": bytes(range(256)) * 40})))
    list(Reader().read(tmp_path))  # which raises nothing


def test_what_is_wrong_with_one_file_costs_no_other(tmp_path):
    """Damaged, encrypted, or packed in a way that is not known here: the others are read."""
    names = ["ada.ipynb", "bo.ipynb", "cy.ipynb", "di.ipynb", "ed.ipynb"]
    content = bytearray(packed({name: name.encode() * 9 for name in names}))
    at = content.index(b"bo.ipynbbo.ipynb")
    content[at + 20] ^= 1  # its checksum no longer fits
    for name, place, value in (("cy.ipynb", 8, 0x1), ("di.ipynb", 10, 99)):  # encrypted; another compression
        entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
        content[entry + place] = value
        header = content.rindex(b"PK\x03\x04", 0, content.index(name.encode()))
        content[header + place - 2] = value
    (tmp_path / "all.zip").write_bytes(content)
    found = read(tmp_path)
    assert found["all/ada.ipynb"] == "ada.ipynb" * 9 and found["all/ed.ipynb"] == "ed.ipynb" * 9
    assert "damaged" in found["all/bo.ipynb"]
    assert "encrypted" in found["all/cy.ipynb"]
    assert "damaged" in found["all/di.ipynb"]
    assert len(found) == 5


@pytest.mark.parametrize("name", ["Jürgen Müller", "Ju\u0308rgen Mu\u0308ller", "Žofie Łu", "日本 太郎"])
def test_a_name_that_macos_has_packed_is_read(tmp_path, name):
    """Its archives hold UTF-8 without the flag that says so."""
    path = f"{name}_7_assignsubmission_file/a.ipynb"
    content = bytearray(packed({path: b"1"}))
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(start) + place
        content[at : at + 2] = (int.from_bytes(content[at : at + 2], "little") & ~0x800).to_bytes(2, "little")
    (tmp_path / "all.zip").write_bytes(content)
    assert read(tmp_path) == {f"all/{path}": "1"}
    of = People([Person("s1", *name.split())]).of(attempt(PurePosixPath(path)))
    assert of.id == "s1"


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


def test_an_archive_of_one_student_that_holds_too_much_costs_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FILES", 60)
    monkeypatch.setattr(archives.attachments, "MOST", 3)
    monkeypatch.setattr(archives, "OF_ONE", 5_000)
    many = packed({f"{n}.ipynb": b"1" for n in range(50)})
    large = packed({"inner.zip": packed({f"{n}.ipynb": b"0" * 2_000 for n in range(9)})})
    mine = packed({"sub/a.ipynb": b"1"})
    files = {f"{who}.zip": each for who, each in (("ada", many), ("bo", large), ("cy", mine), ("di", many))}
    (tmp_path / "all.zip").write_bytes(packed(files | {"eve.ipynb": b"1"}))
    found = list(Reader().read(tmp_path))
    faults = [str(each.path) for each in found if "holds more than 3 files" in each.fault]
    assert faults == ["all/ada.zip", "all/bo.zip", "all/di.zip"]
    assert {"all/cy.zip/sub/a.ipynb", "all/eve.ipynb"} <= {str(each.path) for each in found if not each.fault}


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
    assert "not collected" not in told and len(told.splitlines()) < 12, told
    stamped = {who for who, files in found.items() if "timestamp.txt" in files}
    assert stamped == {"bao", "dan", "evafox"}
    late = (course.root / folders.SUBMITTED / "bao" / LESSON / "timestamp.txt").read_text(encoding="utf-8")
    assert late == "2026-11-20 12:00:01 UTC"
    with Gradebook(course.address, "lenet-keras") as gradebook:
        assert gradebook.find_student("adaoneil").lms_user_id == "12345"


@pytest.mark.slow
def test_no_name_in_an_archive_reaches_the_terminal_as_it_is(course):
    names = (
        "adaoneil_12345_678901_my\x1b]0;owned\x07.ipynb",
        "bao_12346_678902_\u202emy.ipynb",
        "Cleo\x9b2J Mint_1234567_assignsubmission_file_/my\r.ipynb",
        "dan_12347_678903_a\n[ZipCollectApp | INFO] all is well.txt",
    )
    found, told, _ = collect(course, dict.fromkeys(names, NOTEBOOK))
    assert {"adaoneil", "bao"} <= set(found) and "taken for" in told
    assert all(each.isprintable() for each in told.splitlines())
    assert not any(each.startswith("[ZipCollectApp | INFO] all is well") for each in told.splitlines())


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
            "ada_1_51_._a1_preprocess.ipynb": b"\0",  # beside the notebook: not a word
            "ada_1_52_photo.png": b"png",  # Canvas numbers files: this one is of the same attempt
            "hal_13_60_a1_preprocess (1).ipynb": new,  # of a second archive
            "hal_13_59_a1_preprocess.ipynb": old,
            "fay_11_52_._a1_preprocess.ipynb": b"\0",
            "gus_LATE_12_text.html": b"<p>My answer</p>",
        },
    )
    assert status == 0, told
    assert set(found) == {"ada", "boli", "cy", "di", "hal"}
    assert found["ada"] == {f"{LESSON}.ipynb", "photo.png"}
    assert "hal_13_59_a1_preprocess.ipynb' is not collected: a second a1_preprocess.ipynb" in told
    assert found["boli"] == {f"{LESSON}.ipynb", "photo.png"}
    for student in found:
        assert (course.root / folders.SUBMITTED / student / LESSON / f"{LESSON}.ipynb").read_bytes() == new
    for name in ("essay.docx", "Participant_10_assignsubmission_file_", "whatever.ipynb"):
        assert any(name in line and "not collected" in line for line in told.splitlines()), told
    assert "ada_1_51" not in told
    assert "fay_11_52_._a1_preprocess.ipynb' is not collected: macOS has written it" in told
    assert "gus_LATE_12_text.html' is not collected: a text or a link was entered in Canvas" in told


@pytest.mark.slow
def test_what_was_downloaded_last_counts_where_the_system_tells_no_time(course):
    """Moodle's archive of late submissions, put beside the first one."""
    old, new = NOTEBOOK, NOTEBOOK + b"\n"
    bo, cy = (f"{name}_assignsubmission_file_/a1_preprocess.ipynb" for name in ("Bo Li_7", "Cy Ng_8"))
    place = course.root / folders.WORK / "downloaded" / LESSON / "archive"
    place.mkdir(parents=True)
    for saved, (name, files) in enumerate({"z-all": {bo: old, cy: old}, "late": {bo: new, cy: old}}.items()):
        (place / f"{name}.zip").write_bytes(packed(files))
        os.utime(place / f"{name}.zip", (saved, saved))
    found, told, status = collect(course, {"Di_9_assignsubmission_file_/a1_preprocess.ipynb": old})
    assert (status, set(found)) == (0, {"boli", "cyng", "di"}), told
    assert "z-all/Bo Li_7_assignsubmission_file_/a1_preprocess.ipynb': an earlier attempt" in told
    assert told.count("an earlier attempt") == 1 and "not collected" not in told
    for student, content in {"boli": new, "cyng": old}.items():
        assert (
            course.root / folders.SUBMITTED / student / LESSON / f"{LESSON}.ipynb"
        ).read_bytes() == content


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
def test_a_folder_that_is_not_there_is_an_error(course):
    command = [str(Path(sys.executable).parent / "nbgrader"), "zip_collect", LESSON]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 1 and "put there what the LMS gave you" in done.stderr, done.stderr


@pytest.mark.slow
def test_who_was_removed_is_not_brought_back_by_an_archive(course):
    files = {CANVAS_FILE("liada", 5): NOTEBOOK, CANVAS_FILE("ngbo", 6): NOTEBOOK}
    with Gradebook(course.address, "lenet-keras") as gradebook:
        gradebook.add_student("al", first_name="Ada", last_name="Li", lms_user_id="5")
        gradebook.add_student("bo", first_name="Bo", last_name="Ng", lms_user_id="6")
    assert set(collect(course, files)[0]) == {"al", "bo"}
    with Gradebook(course.address, "lenet-keras") as gradebook:
        gradebook.remove_student("al")
    shutil.rmtree(course.root / folders.SUBMITTED / "al")
    found, told, status = collect(course, files, "--force")
    assert status == 0 and set(found) == {"bo"}, told
    assert "al was removed from the gradebook" in told and "db student add al" in told
    with Gradebook(course.address, "lenet-keras") as gradebook:
        assert [each.id for each in gradebook.students] == ["bo"]
        gradebook.add_student("al", first_name="Ada", last_name="Li", lms_user_id="5")
    assert set(collect(course, files, "--force")[0]) == {"al", "bo"}


def test_nobody_was_removed_from_a_new_gradebook_or_is_there_under_another_id(tmp_path):
    ada, bo = Person("al", "Ada", "Li", number="5"), Person("bo", "Bo", "Ng", others=("b",))
    assert departed.of(tmp_path, [ada]) == []
    departed.remember(tmp_path / "audit", [ada, bo])
    assert departed.of(tmp_path / "audit", []) == []
    assert departed.of(tmp_path / "audit", [ada]) == [bo]
    assert departed.of(tmp_path / "audit", [Person("li", number="5")]) == [bo]
    departed.remember(tmp_path / "audit", [ada])  # whom somebody removed is still known
    assert departed.of(tmp_path / "audit", [ada]) == [bo]
    for damage in ("", "{}", "[1]", '[{"id": "x"}]', "[{"):
        (tmp_path / "audit" / departed.FILE).write_text(damage, encoding="utf-8")
        assert departed.of(tmp_path / "audit", [ada]) == []


@pytest.mark.slow
def test_a_name_that_no_file_can_have_costs_that_file_alone(course):
    mine = "Ada Li_7_assignsubmission_file"
    names = (f"{mine}/{'n' * 300}.png", f"{mine}/{'d/' * 3000}x.png", f"{mine}/both", f"{mine}/both/x.png")
    other = "Bo Ng_8_assignsubmission_file/a1_preprocess.ipynb"
    files = {f"{mine}/a1_preprocess.ipynb": NOTEBOOK, **dict.fromkeys(names, b"png"), other: NOTEBOOK}
    found, told, status = collect(course, files)
    assert status == 0 and set(found) == {"adali", "bong"}, told
    assert told.count("no file can be called so here") == 2 and "Traceback" not in told
    assert told.count("lies too deep") == 1


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"Username\n\xe4\n", b"Group\nA\n", b"id,name\nx,A B\nx,C D\n"])
def test_a_list_that_cannot_be_used_is_told_before_anything_is_collected(course, content):
    downloaded = course.root / folders.WORK / "downloaded"
    downloaded.mkdir(parents=True)
    (downloaded / "roster.csv").write_bytes(content)
    found, told, status = collect(course, {CANVAS_FILE("liada", 5): NOTEBOOK})
    assert status == 1 and not found
    assert "roster.csv" in told and "Traceback" not in told, told


@pytest.mark.slow
def test_who_is_not_in_the_gradebook_is_told(course):
    with Gradebook(course.address, "lenet-keras") as gradebook:
        gradebook.add_student("al", first_name="Ada", last_name="Li", lms_user_id="5")
    files = {CANVAS_FILE("liada", 5): NOTEBOOK, CANVAS_FILE("ngbo", 6): NOTEBOOK}
    found, told, _ = collect(course, files)
    assert set(found) == {"al", "ngbo"}
    assert "ngbo was not in the gradebook, and is now, as ngbo" in told and "al was not" not in told


@pytest.mark.slow
def test_a_pattern_of_ones_own_still_counts(course):
    pattern = r".*/(?P<student_id>\w+)=(?P<file_id>\w+)"
    found, told, _ = collect(
        course, {"zoe=a1_preprocess.ipynb": NOTEBOOK}, f"--FileNameCollectorPlugin.named_regexp={pattern}"
    )
    assert set(found) == {"zoe"}, told

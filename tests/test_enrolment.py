"""Does `python -m autograder students` take a class list as LMSs and spreadsheets write it?"""

import contextlib

import pytest
from nbgrader.api import Gradebook

from autograder import __main__ as commands
from autograder.coursedir import exported
from autograder.intake.collection.people import roster
from tests.support.gradebooks import Course

OURS = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lövelace,ada@x.org,11\nbo,Bo,Li,bo@x.org,12\n"


@pytest.fixture
def course(tmp_path):
    return Course.create(tmp_path / "course")


def students(course) -> dict[str, tuple]:
    with Gradebook(course.address, "lenet-keras") as book:
        return {
            each.id: (each.first_name, each.last_name, each.email, each.lms_user_id) for each in book.students
        }


def enrol(course, text: str | bytes) -> int:
    file = course.root / "class.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with contextlib.chdir(course.root):
        return commands.main(["students", "class.csv"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_is_read_however_a_spreadsheet_saves_it(tmp_path, encoding, separator, end):
    file = tmp_path / "class.csv"
    file.write_bytes(OURS.replace(",", separator).replace("\n", end).encode(encoding))
    ada, bo = roster(file)
    assert (ada.id, ada.first, ada.last, ada.email, ada.number) == (
        "ada",
        "Ada",
        "Lövelace",
        "ada@x.org",
        "11",
    )
    assert bo.id == "bo"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("id,name\nada,Ada Li\n", "ada"),
        ("id,first_name,last_name\nada@x.org,Ada,Li\n", "ada@x.org"),
        ("Vorname;Nachname;Anmeldename;E-Mail-Adresse\nAda;Li;ada;a@x.org\n", "ada"),
        ('Student,ID,Section\n"Li, Ada",77,S1\n', "77"),  # a teacher of Canvas who may not see logins
        ("id,first_name,last_name\nada,A\u0308da,Li\n", "ada"),
        ('id,first_name,last_name\nada,"Ada\nB.",Li\n\n,,\n', "ada"),
    ],
)
def test_headings_of_others_are_known(tmp_path, text, id_):
    file = tmp_path / "class.csv"
    file.write_text(text, encoding="utf-8")
    (found,) = roster(file)
    assert (found.id, found.last) == (id_, "Li")
    assert found.first in ("Ada", "Äda", "Ada B.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OURS.encode("latin-1"), "is not UTF-8 (byte"),
        (OURS.encode("utf-16-le"), "is not UTF-8 (byte"),
        (b"PK\x03\x04\0\0", "is not UTF-8 (byte"),
        (b"", "names nobody"),
        (b"id,first_name,last_name\n", "holds no students"),
        (b"id,first_name,last_name\nada,Ada,Li\nada,Bo,Ng\n", "'ada' is Ada Li and Bo Ng"),
        (b"id,first_name,last_name\nada,Ada,Li\nx/y,Bo,Ng\n", "'x/y' can be no folder's name"),
        (b"id,first_name,last_name\nada,Ada,Li\n..,Bo,Ng\n", "'..' can be no folder's name"),
        (b'id,first_name,last_name\nada,"Ada,Li\n', "cannot be read"),
        (b"Group,Grade\nA,1\n", "found the columns Group, Grade"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_line_and_adds_nobody(course, capsys, content, told):
    assert enrol(course, content) == 1
    said = capsys.readouterr().err
    assert told in said and len(said.splitlines()) == 1, said
    assert not students(course)


def test_a_list_that_is_not_there_is_one_line(course, capsys):
    with contextlib.chdir(course.root):
        assert commands.main(["students", "nothing.csv"]) == 1
    assert "there is no file nothing.csv" in capsys.readouterr().err


def test_a_second_list_adds_changes_and_removes_nobody(course, capsys):
    assert enrol(course, OURS) == 0
    assert "students: 2 new, 0 changed, 0 as they were" in capsys.readouterr().out
    assert students(course)["ada"] == ("Ada", "Lövelace", "ada@x.org", "11")
    later = "id,first_name,last_name,email\nada,Ada,Lövelace,\neve,Eve,Sol,eve@x.org\n"
    assert enrol(course, later) == 0
    said = capsys.readouterr().out
    assert "students: 1 new, 0 changed, 1 as they were" in said
    assert "! Bo Li (bo) is in the gradebook and not in class.csv" in said
    assert students(course)["ada"] == ("Ada", "Lövelace", "ada@x.org", "11")  # what is empty stays
    assert enrol(course, "id,first_name,last_name\nada,Ada,Byron\n") == 0
    assert "students: 0 new, 1 changed, 0 as they were" in capsys.readouterr().out
    assert students(course)["ada"] == ("Ada", "Byron", "ada@x.org", "11")


def test_a_format_that_is_no_text_is_told_and_not_guessed():
    for content in (b"a\0b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # the second begins an old Excel file
        with pytest.raises(UnicodeDecodeError):
            exported.text(content)

"""Do grades reach Canvas and Moodle: every student, nobody else's points, and no formula?"""

import csv
import io

import pytest

from autograder import __main__ as commands
from autograder.results import gradebook
from autograder.results.gradebook import GRADED, Results, Student, Work
from autograder.results.lms import canvas, moodle
from autograder.results.lms.sheet import Sheet, harmless, number, together
from tests.support.gradebooks import Course

HEAD = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Notes",
    "a1_preprocess (77)",
    "Final Score",
]
WORTH = ["    Points Possible", "", "", "", "", "", "17", "(read only)"]
STEPS = ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6", "A1.Q1", "A1.Q2", "A1.Q3"]


def roster(*rows, head=HEAD, worth=WORTH):
    return Sheet([list(head), list(worth), *map(list, rows)])


def line(name, id_, login, grade="", notes=""):
    return [name, id_, f"S{id_}", login, "Section 1", notes, grade, "50"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Ada has everything, Bao lost points and is late, Chidi waits, Dilara hands in nothing, Emil fails."""
    course = Course.create(tmp_path_factory.mktemp("grades") / "course")
    course.grade("ada", first_name="Ada", last_name="O'Neil")
    course.grade("bao", {"A1.4": 1.0, "A1.Q1": 0.5}, late=7260, penalty=0.25)
    course.grade("chidi", {"A1.Q2": None})
    course.enrol("dilara", email="dilara@example.org")
    course.hand_in("emil")
    return course


@pytest.fixture(scope="module")
def lessons(course):
    return gradebook.read(course.root)


def by_student(sheet):
    head, *rows = sheet.rows
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


# --- reading the gradebook -------------------------------------------------------------------------------


def test_what_became_of_each_student_is_told_apart(lessons):
    (found,) = lessons
    states = {id_: work.state for id_, work in found.works.items()}
    assert states == {
        "ada": gradebook.GRADED,
        "bao": gradebook.GRADED,
        "chidi": gradebook.WAITS,
        "dilara": gradebook.MISSING,
        "emil": gradebook.FAILED,
    }
    assert list(found.worth) == STEPS
    assert [found.works[each].total for each in ("ada", "bao", "chidi")] == [17, 17 - 1 - 1.5 - 0.25, None]


def test_a_handed_in_folder_without_a_graded_one_is_a_failure_whatever_an_older_score_says(tmp_path):
    course = Course.create(tmp_path / "course")
    for student, graded in (("ada", True), ("bao", False)):
        course.grade(student)
        course.hand_in(student, graded=graded)
    (found,) = gradebook.read(course.root)
    assert [work.state for work in found.works.values()] == [gradebook.GRADED, gradebook.FAILED]


def test_reading_writes_nothing_and_makes_no_gradebook(course, tmp_path):
    before = (course.root / "autograder/course/gradebook.db").read_bytes()
    gradebook.read(course.root)
    assert (course.root / "autograder/course/gradebook.db").read_bytes() == before
    empty = Course.create(tmp_path / "course")
    (database,) = empty.root.rglob("gradebook.db")
    database.unlink()
    with pytest.raises(LookupError, match="no gradebook at .*make build"):
        gradebook.read(empty.root)
    assert not database.exists()
    database.touch()
    with pytest.raises(LookupError, match="lacks nbgrader's tables"):
        gradebook.read(empty.root)
    assert database.read_bytes() == b""


def test_an_unknown_lesson_and_a_lesson_that_nobody_has_are_told(tmp_path):
    course = Course.create(tmp_path / "course", ("a1_preprocess", "a2_build"))
    with pytest.raises(LookupError, match="nothing is graded yet"):
        gradebook.read(course.root)
    course.grade("ada")
    assert [each.lesson for each in gradebook.read(course.root)] == ["a1_preprocess"]
    with pytest.raises(LookupError, match="nothing of a2_build is graded"):
        gradebook.read(course.root, ["a2_build"])
    with pytest.raises(LookupError, match="does not know 'a9'; it knows a1_preprocess, a2_build"):
        gradebook.read(course.root, ["a9"])


# --- Canvas ----------------------------------------------------------------------------------------------


def test_canvas_gets_its_own_file_back_with_columns_filled(lessons):
    rows = [
        line("O'Neil, Ada", "1", "ada", notes="- quiet"),
        line("Bao", "2", "BAO"),
        line("Chidi", "3", "chidi"),
    ]
    sheet, told = canvas.fill(roster(*rows), lessons)
    assert sheet.rows[0] == HEAD + [f"{step} Final Points" for step in STEPS]
    assert sheet.rows[1] == [*WORTH, "1", *["2"] * 8]
    filled = by_student(sheet)
    assert filled["O'Neil, Ada"]["a1_preprocess (77)"] == "17"
    assert filled["O'Neil, Ada"]["Notes"] == "- quiet", "Canvas would store a changed note"
    assert filled["Bao"]["a1_preprocess (77)"] == "14.25"
    assert filled["Bao"]["A1.4 Final Points"] == "1"
    assert filled["Chidi"]["a1_preprocess (77)"] == ""
    assert filled["Chidi"]["A1.Q2 Final Points"] == "" and filled["Chidi"]["A1.Q3 Final Points"] == "2"
    assert any("chidi: waits for a person to grade A1.Q2" in each for each in told)
    assert any("bao: handed in 2 h 1 min late, 0.25 points taken off" in each for each in told)


def test_nobody_is_lost_between_gradebook_and_roster(lessons):
    _, told = canvas.fill(roster(line("Ada", "1", "ada"), line("Zoe", "9", "zoe")), lessons)
    for student in ("bao", "chidi", "dilara", "emil"):
        assert sum(each.startswith(f"{student} is not in the roster") for each in told) == 1
    assert sum("Zoe (ID 9): nothing handed in" in each for each in told) == 1
    assert not any("Ada" in each or "ada" in each for each in told)


def test_a_failed_submission_is_told_with_its_row(lessons):
    sheet, told = canvas.fill(roster(line("Emil", "5", "emil", "3")), lessons)
    assert by_student(sheet)["Emil"]["a1_preprocess (77)"] == "3"
    assert any("emil: could not be graded: no grade" in each for each in told)
    assert any("the roster's 3 stays" in each for each in told)


def test_an_excused_student_stays_excused(lessons):
    sheet, told = canvas.fill(roster(line("Ada", "1", "ada", "EX")), lessons)
    assert by_student(sheet)["Ada"]["a1_preprocess (77)"] == "EX"
    assert any("says EX, which stays; here are 17 points" in each for each in told)


def test_who_may_be_two_is_nobody(lessons):
    """`ada` is one student's login and another's SIS id."""
    rows = [line("Ada", "1", "ada"), ["Other", "2", "ada", "other", "Section 1", "", "", ""]]
    sheet, told = canvas.fill(roster(*rows), lessons)
    assert [row[6] for row in sheet.rows[2:]] == ["", ""]
    assert any("may be any of the IDs 1, 2" in each for each in told)


def test_two_students_of_the_gradebook_never_share_a_row(tmp_path):
    course = Course.create(tmp_path / "course")
    course.grade("ada")
    course.grade("other", {"A1.1": 0}, email="ADA")
    sheet, told = canvas.fill(roster(line("Ada", "1", "ada")), gradebook.read(course.root))
    assert sheet.rows[2][6] == "17"
    assert any("are both ID 1 of the roster: other is not exported" in each for each in told)


def test_the_number_in_the_lms_finds_a_student_whatever_she_is_called(tmp_path):
    course = Course.create(tmp_path / "course")
    course.grade("ada", lms_user_id="4711")
    sheet, _ = canvas.fill(
        roster(line("A", "4711", "a.lovelace"), line("Ada", "1", "ada")), gradebook.read(course.root)
    )
    assert [row[6] for row in sheet.rows[2:]] == ["17", ""]


def test_what_canvas_ignores_it_gets_back(lessons):
    policy = ["", "", "", "", "", "", "Manual Posting", ""]
    given = Sheet([list(HEAD), policy, list(WORTH), line("Ada", "1", "ada")], ";", True)
    sheet, told = canvas.fill(given, lessons)
    assert sheet.rows[1][:8] == policy
    assert (sheet.delimiter, sheet.mark) == (";", True)
    assert not any("Manual" in each for each in told)


def test_a_second_export_fills_the_same_columns(lessons):
    once, _ = canvas.fill(roster(line("Ada", "1", "ada")), lessons)
    twice, _ = canvas.fill(once, lessons)
    assert twice == once


def test_a_step_that_is_an_assignment_in_canvas_is_filled_there(lessons):
    head = [*HEAD, "A1.4 (88)"]
    sheet, told = canvas.fill(roster([*line("Bao", "2", "bao"), ""], head=head, worth=[*WORTH, "5"]), lessons)
    assert by_student(sheet)["Bao"]["A1.4 (88)"] == "1"
    assert sheet.rows[0].count("A1.4 Final Points") == 0
    assert "A1.4 (88): worth 5 points in Canvas, but 2 here" in told


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            Sheet([["Name", "Grade"], ["Ada", "1"]]),
            "lacks the columns Student, ID, Section; found Name, Grade",
        ),
        (Sheet([HEAD, line("Ada", "1", "ada")]), "lacks the row 'Points Possible'"),
        (roster(line("Ada", "", "ada")), "row of 'Ada' has no ID"),
    ],
)
def test_a_roster_that_is_none_of_canvas_is_refused(lessons, broken, message):
    with pytest.raises(ValueError, match=message):
        canvas.fill(broken, lessons)


# --- Moodle ----------------------------------------------------------------------------------------------


def test_moodle_finds_students_by_one_column_that_everybody_has(lessons):
    sheet, told = moodle.fill(None, lessons)
    head, *rows = sheet.rows
    assert head == ["username", "firstname", "lastname", "a1_preprocess", "a1_preprocess feedback", *STEPS]
    filled = by_student(sheet)
    assert list(filled) == ["ada", "bao", "chidi", "emil"]
    assert all(row[0] for row in rows), "Moodle would give this row's grades to the student before it"
    assert filled["ada"]["a1_preprocess"] == "17"
    assert filled["bao"]["a1_preprocess feedback"] == (
        "Points lost: A1.4 1 of 2, A1.Q1 0.5 of 2. Handed in 2 h 1 min late: 0.25 points taken off."
    )
    assert (filled["chidi"]["a1_preprocess"], filled["chidi"]["A1.Q2"]) == ("-", "-")
    assert "Not graded yet: A1.Q2." in filled["chidi"]["a1_preprocess feedback"]
    assert set(rows[3][5:]) == {"-"}, "an empty cell of a new column would become 0"
    assert any(each.startswith("dilara: nothing handed in; left out") for each in told)
    assert any("chidi: waits for a person" in each for each in told)


def test_moodle_gets_the_field_that_most_rows_of_its_roster_have(lessons):
    given = Sheet(
        [
            ["First name", "Last name", "ID number", "Email address"],
            ["Ada", "O'Neil", "", "ada"],
            ["Bao", "", "bao", "bao@example.org"],
            ["Zoe", "", "z1", "zoe@example.org"],
        ]
    )
    sheet, told = moodle.fill(given, lessons)
    assert sheet.rows[0][0] == "email"
    assert [row[0] for row in sheet.rows[1:]] == ["ada", "bao@example.org"]
    assert any(each.startswith("Zoe: nothing handed in") for each in told)
    assert sum("is not in the roster: not exported" in each for each in told) == 3  # chidi, dilara, emil


def test_a_row_that_moodle_would_give_to_somebody_else_is_left_out_and_told(lessons):
    given = Sheet([["ID number", "Username"], ["", "ada"], ["bao", "b"], ["chidi", ""]])
    sheet, told = moodle.fill(given, lessons)
    assert [row[0] for row in sheet.rows[1:]] == ["bao", "chidi"]
    assert any("O'Neil (ada): there is no idnumber; left out" in each for each in told)


def test_a_roster_without_a_field_that_moodle_knows_is_refused(lessons):
    with pytest.raises(
        ValueError, match="none of the columns ID number, Username, Email address; found Name"
    ):
        moodle.fill(Sheet([["Name"], ["Ada"]]), lessons)


# --- what names can do -----------------------------------------------------------------------------------

NASTY = [
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(A1)",
    '"Q", "R"',
    "Ü 🙂",
    "<script>",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_no_formula_and_moves_no_cell(tmp_path, name):
    course = Course.create(tmp_path / "course")
    course.grade("ada", first_name=name, last_name="L", lms_user_id="1")
    lessons = gradebook.read(course.root)
    for sheet in (canvas.fill(roster(line(name, "1", name)), lessons)[0], moodle.fill(None, lessons)[0]):
        sheet.write(tmp_path / "out.csv")
        rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"), newline="")))
        assert len({len(row) for row in rows}) == 1
        names = [rows[-1][0], rows[-1][1], rows[-1][3]] if len(rows) > 2 else rows[-1][:3]
        assert not any(cell.lstrip(" ").startswith((*"=+-@\t\r\n＝＋－＠",)) for cell in names)
        assert any(name.strip() in cell for cell in names)
        assert "17" in rows[-1]


def test_numbers_are_no_formulas():
    assert [harmless(each) for each in ("-5", "+1.5", "-1,5 %", "A")] == ["-5", "+1.5", "'-1,5 %", "A"]
    assert [number(each) for each in (0, 2.0, 1 / 3, 1e-9, 1234.5)] == ["0", "2", "0.3333", "0", "1234.5"]


def test_a_username_that_is_a_formula_is_left_out_and_told(tmp_path):
    course = Course.create(tmp_path / "course")
    for student in ("=cmd|'x'!A0", "-anna", "ada"):
        course.grade(student)
    sheet, told = moodle.fill(None, gradebook.read(course.root))
    assert [row[0] for row in sheet.rows[1:]] == ["-anna", "ada"]
    assert any("could be a formula; left out. Enter these grades by hand" in each for each in told)


# --- the command -----------------------------------------------------------------------------------------


@pytest.fixture
def run(course, monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.chdir(course.root)
        status = commands.main(["grades", *map(str, arguments)])
        return status, capsys.readouterr()

    return run


def test_the_command_writes_the_file_and_tells(run, tmp_path):
    status, said = run("--format", "moodle", "--output", tmp_path / "grades.csv")
    assert status == 0
    assert "chidi: waits for a person to grade A1.Q2" in said.out
    assert Sheet.read(tmp_path / "grades.csv").rows[0][0] == "username"


def test_canvas_without_its_roster_is_told_how_to_get_it(run, tmp_path):
    status, said = run("--format", "canvas", "--output", tmp_path / "grades.csv")
    assert (status, "Export Entire" in said.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no file"),
        (b"", "is empty"),
        (b"\xff\xfe\x00", "expected a CSV file in UTF-8"),
        (b'Student,ID\n"Ada', "expected a CSV file"),
        (b"Student,ID\nAda,1,2\n", "row 2 has more cells"),
        (b"[/bold],x\n1,2\n", "lacks the columns Student, ID, Section"),
    ],
)
def test_a_file_that_is_no_roster_is_told_and_the_old_output_stays(run, tmp_path, content, message):
    given, output = tmp_path / "roster.csv", tmp_path / "grades.csv"
    output.write_text("old")
    if content is not None:
        given.write_bytes(content)
    status, said = run("--format", "canvas", "--roster", given, "--output", output)
    assert status == 1
    assert message in said.err
    assert output.read_text() == "old"


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(run, tmp_path):
    (tmp_path / "grades.csv").mkdir()
    (tmp_path / "file").touch()
    for output in (tmp_path / "file" / "grades.csv", tmp_path / "grades.csv"):
        status, said = run("--format", "moodle", "--output", output)
        assert (status, "cannot be written" in said.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "grades.csv"]


# --- rosters as they come ----------------------------------------------------------------------------------

ROSTERS = {
    "German": "Vorname,Nachname,ID-Nummer,E-Mail-Adresse\nAda,O'Neil,ada,ada@uni.example\n",
    "French": "Prénom;Nom;Numéro d'identification;Adresse de courriel\nAda;O'Neil;ada;a@b.c\n",
    "Spanish": "Nombre,Apellido(s),Número de ID,Dirección de correo\nAda,O'Neil,ada,a@b.c\n",
}


@pytest.mark.parametrize("language", ROSTERS)
def test_moodle_exports_headings_in_the_language_of_its_user(run, tmp_path, language):
    (tmp_path / "roster.csv").write_text(ROSTERS[language], encoding="utf-8")
    output = tmp_path / "grades.csv"
    status, said = run("--format", "moodle", "--roster", tmp_path / "roster.csv", "--output", output)
    assert status == 0, said.err
    assert output.read_text().startswith("idnumber,firstname,lastname,a1_preprocess")
    assert "\nada,Ada,O'Neil,17" in output.read_text().replace("\r", "")


def test_a_column_of_the_sites_own_is_named_by_an_option(run, tmp_path):
    roster, output = tmp_path / "roster.csv", tmp_path / "grades.csv"
    roster.write_text("Kennung,Etunimi\nada,Ada\n", encoding="utf-8")
    arguments = ("--format", "moodle", "--roster", roster, "--output", output)
    status, said = run(*arguments)
    assert status == 1 and "name it with --column" in said.err
    assert run(*arguments, "--column", "kennung ")[0] == 0
    assert output.read_text().startswith("kennung,firstname,lastname,")
    status, said = run(*arguments, "--column", "Nummer")
    assert status == 1 and "no columns 'Nummer'; found Kennung, Etunimi" in said.err
    status, said = run("--format", "canvas", "--roster", roster, "--output", output, "--column", "Kennung")
    assert status == 1 and "--column" in said.err


def test_spaces_around_an_address_are_no_other_address():
    spaced = Student("s1", "Ann", "Ash", " ann@b.c ")
    found = [Results("a1", {"A1.1": 1.0}, {"s1": Work(spaced, GRADED, {"A1.1": 1.0})})]
    sheet, notes = moodle.fill(Sheet([["Email address", "First name"], [" ann@b.c", "Ann"]]), found)
    assert sheet.rows[1][0] == "ann@b.c" and not [note for note in notes if "not in the roster" in note]
    head = ["Student", "ID", "SIS Login ID", "Section"]
    rows = [["Points Possible", "", "", ""], ["Ash, Ann", "7", "ann@b.c ", "1"]]
    sheet, notes = canvas.fill(Sheet([head, *rows]), found)
    assert sheet.rows[2][4] == "1", notes


def test_two_columns_of_one_title_in_canvas_are_told_and_none_is_filled():
    head = ["Student", "ID", "SIS Login ID", "Section", "a1 (12)", "a1 (34)"]
    rows = [["Points Possible", "", "", "", "1", "1"], ["Ash, Ann", "7", "s1", "1", "", ""]]
    found = [Results("a1", {"A1.1": 1.0}, {"s1": Work(Student("s1"), GRADED, {"A1.1": 1.0})})]
    with pytest.raises(ValueError, match=r"2 columns for a1: a1 \(12\), a1 \(34\)"):
        canvas.fill(Sheet([head, *rows]), found)


def test_a_penalty_is_never_taken_off_without_a_word():
    work = Work(Student("s1"), GRADED, {"A1.1": 5.0}, late=0.0, penalty=2.0)
    found = [Results("a1", {"A1.1": 5.0}, {"s1": work})]
    sheet, notes = moodle.fill(None, found)
    assert sheet.rows[1][3:5] == ["3", "Late penalty: 2 points taken off."]
    assert any("2 points taken off as a late penalty" in note for note in notes)


def test_what_is_said_alike_of_many_is_one_line():
    notes = [f"a1, Student {n} (s{n}): nothing handed in: no grade" for n in range(5)]
    notes += ["a1, Ada (ada): handed in 2 h late", *(f"Bo {n} (b{n}): left out" for n in range(4))]
    notes += [f"a2, Student {n} (s{n}): nothing handed in: no grade" for n in range(3)]
    first = ", ".join(f"Student {n} (s{n})" for n in range(5))
    assert together(notes, ["a1", "a2"]) == [
        f"a1, 5 students: nothing handed in: no grade: {first}",
        "a1, Ada (ada): handed in 2 h late",
        "4 students: left out: Bo 0 (b0), Bo 1 (b1), Bo 2 (b2), Bo 3 (b3)",
        *notes[-3:],
    ]

"""Does a gradebook on a PostgreSQL server hold the same scores, also when several graders write at once?

What nbgrader itself does not do there is shown, too, so that a newer nbgrader that does it is noticed.
"""

import csv
import dataclasses
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

import nbformat
import pytest
from nbgrader.api import Gradebook, InvalidEntry, get_alembic_version
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import DBAPIError
from traitlets.config import Config

from autograder.configuration import grade_outside
from autograder.coursedir import folders
from autograder.coursedir.audit import Record
from autograder.examiner.examination import ExaminationResult
from autograder.grading.graded_notebook import KEY, GradedNotebook
from autograder.grading.save_scores import SaveScores
from autograder.results import gradebook
from tests.faults.course import LESSON, Course, submissions
from tests.support import gradebooks, postgresql
from tests.support.browser import lab

if postgresql.programs() is None:
    advice = "no PostgreSQL here; install one, for instance with `apt-get install postgresql`"
    if os.environ.get("CI"):
        raise RuntimeError(advice)
    pytest.skip(advice, allow_module_level=True)

NBGRADER = str(Path(sys.executable).parent / "nbgrader")
VERA, OTTO = postgresql.GRADERS
SECONDS = 120  # for what another program has to do first
LOOKING_AROUND = """
import os, socket
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=5)
    print("reached the server")
except OSError as error:
    print("no server:", type(error).__name__)
print("variables", [name for name in os.environ if name.startswith("PG")], os.path.exists({passwords!r}))
"""


@pytest.fixture(scope="module")
def server():
    with postgresql.running() as server:
        yield server


@pytest.fixture
def folder(tmp_path_factory) -> Path:
    """A folder with a short name: sockets of kernels lie below it, whose paths are limited."""
    return tmp_path_factory.mktemp("p")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A course that was built, but has nothing handed in, with its gradebook in SQLite."""
    return Course.build(tmp_path_factory.mktemp("postgresql") / "template")


@pytest.fixture(scope="module")
def looking_around(server) -> str:
    """A program that looks for the server and for a grader's password."""
    return LOOKING_AROUND.format(port=server.port, passwords=str(server.passwords))


@pytest.fixture(scope="module")
def notebooks(template, looking_around):
    """What the class hands in, by student."""
    found = {name: text for name, text in submissions(template).items() if name in ("ada", "chidi")}
    content = json.loads(found["ada"])
    answer = next(cell for cell in content["cells"] if cell["id"] == "A1-4")
    answer["source"] = "".join(answer["source"]) + looking_around
    return found | {"eve": json.dumps(content).encode()}


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([NBGRADER, *arguments], cwd=course.root, capture_output=True, text=True)


def with_gradebook(course: Course, folder: Path, address: str, files: dict[str, bytes]) -> Course:
    """A copy of the course with its gradebook at this address."""
    copy = course.copied(folder)
    config = copy.root / "nbgrader_config.py"
    text, count = re.subn(r"(?<=db_url = ).*", repr(address), config.read_text())
    assert count == 1
    config.write_text(text)
    for student, content in files.items():
        copy.hand_in(student, content)
    return copy


@pytest.fixture(scope="module")
def built(server, template, tmp_path_factory):
    """A course whose gradebook nbgrader made on the server; it holds the lesson and no student."""
    folder = tmp_path_factory.mktemp("built") / "course"
    course = with_gradebook(template, folder, server.gradebook("built"), {})
    (course.root / folders.GRADEBOOK).unlink()
    done = nbgrader(course, "generate_assignment", LESSON)
    assert done.returncode == 0, done.stderr
    return course


def scores(address: str) -> dict[str, dict[str, tuple]]:
    """By student and cell: automatic score, manual score, waits for a person; and each comment."""
    found = {}
    with Gradebook(address) as gradebook:
        for submission in gradebook.assignment_submissions(LESSON):
            (notebook,) = submission.notebooks
            row = found[submission.student.id] = {}
            for grade in notebook.grades:
                row[grade.name] = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for comment in notebook.comments:
                row[f"{comment.name} comment"] = (comment.auto_comment,)
    return found


@dataclasses.dataclass
class Graded:
    """One class, graded with either gradebook."""

    sqlite: Course
    course: Course
    address: str
    usual: dict[str, dict[str, tuple]]
    """The scores in SQLite."""


@pytest.fixture(scope="module")
def graded(server, template, built, notebooks, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graded")
    sqlite = template.copied(folder / "sqlite")
    for student, content in notebooks.items():
        sqlite.hand_in(student, content)
    address = server.gradebook("one_grader", like="built")
    course = with_gradebook(built, folder / "server", address, notebooks)
    for each in (sqlite, course):
        done = nbgrader(each, "autograde", LESSON)
        assert done.returncode == 0, done.stderr
    return Graded(sqlite, course, address, scores(folders.database(sqlite.root)))


@pytest.mark.slow
def test_the_scores_are_those_of_sqlite(graded):
    assert set(graded.usual) == {"ada", "chidi", "eve"}
    assert graded.usual["ada"] != graded.usual["chidi"]
    assert scores(graded.address) == graded.usual
    assert not list(graded.course.root.rglob("gradebook.db"))


@pytest.mark.slow
def test_a_student_reaches_neither_the_server_nor_its_password(graded, looking_around):
    content = nbformat.read(graded.course.root / folders.AUTOGRADED / "eve" / LESSON / f"{LESSON}.ipynb", 4)
    (shown,) = next(cell for cell in content.cells if cell.id == "A1-4").outputs
    assert "no server" in shown.text
    assert "variables [] False" in shown.text
    grader = subprocess.run([sys.executable, "-c", looking_around], capture_output=True, text=True).stdout
    assert "reached the server" in grader
    assert "'PGUSER'" in grader
    assert "True" in grader


def read_by_the_formgrader(root: Path, address: str) -> list:
    """All that the formgrader's lists show, without what differs from one gradebook to the next."""
    config = Config()
    config.CourseDirectory.update(
        {"root": str(root), "db_url": address, "course_id": "lenet-keras"}
        | {f"{name}_directory": str(getattr(folders, name.upper())) for name in ("submitted", "autograded")}
        | {"source_directory": folders.SOLUTIONS, "release_directory": folders.NOTEBOOKS}
    )
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    shown = [
        api.get_assignments(),
        api.get_students(),
        api.get_submissions(LESSON),
        api.get_notebooks(LESSON),
        api.get_notebook_submissions(LESSON, LESSON),
        api.get_student_submissions("chidi"),
        api.get_student_notebook_submissions("chidi", LESSON),
    ]
    shown = json.loads(json.dumps(shown, sort_keys=True, default=str))
    for row in (row for rows in shown for row in rows):
        for name in ("id", "submission_id", "index"):  # ids are random, and `index` is their order
            row.pop(name, None)
    return [sorted(rows, key=str) for rows in shown]


@pytest.mark.slow
def test_the_formgraders_lists_are_those_of_sqlite(graded):
    shown = read_by_the_formgrader(graded.course.root, graded.address)
    assert shown == read_by_the_formgrader(graded.sqlite.root, folders.database(graded.sqlite.root))
    assert [len(rows) for rows in shown] == [1, 3, 3, 1, 3, 1, 1]


@pytest.mark.slow
def test_feedback_is_made_and_the_export_is_that_of_sqlite(graded):
    done = nbgrader(graded.course, "generate_feedback", LESSON)
    assert done.returncode == 0, done.stderr
    (page,) = (graded.course.root / folders.FEEDBACK).glob("ada/*/*.html")
    shown = " ".join(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")).split())
    assert (
        "7 of 7 points so far 3 answers wait for your teacher. They are worth 6 more points, 13 in all"
        in shown
    )
    exported = []
    for course in (graded.sqlite, graded.course):
        done = nbgrader(course, "export")
        assert done.returncode == 0, done.stderr
        with (course.root / folders.WORK / "grades.csv").open() as file:
            exported.append(sorted(csv.reader(file)))
    assert exported[0] == exported[1]
    assert len(exported[0]) == 4


@pytest.mark.slow
def test_the_schema_is_stamped_and_an_upgrade_changes_nothing(graded, server):
    done = nbgrader(graded.course, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    with server.connect("one_grader") as database:
        stamps = database.execute("select version_num from alembic_version").fetchall()
    assert stamps == [(get_alembic_version(),)]
    assert scores(graded.address) == graded.usual


@pytest.mark.slow
def test_points_by_hand_stay_while_the_answer_does_and_go_when_it_changes(graded, notebooks):
    with Gradebook(graded.address) as gradebook:
        for question, points in (("A1-Q1", 2.0), ("A1-Q2", 1.5)):
            grade = gradebook.find_grade(question, LESSON, LESSON, "chidi")
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()
    # ada's answer to the first question is chidi's, too; the one to the second is not
    graded.course.hand_in("chidi", notebooks["ada"])
    try:
        done = nbgrader(graded.course, "autograde", LESSON, "--student=chidi")
        assert done.returncode == 0, done.stderr
        found = scores(graded.address)["chidi"]
        assert found["A1-Q1"] == (None, 2.0, False)  # nobody has to give them once more
        assert found["A1-Q2"] == (None, None, True)
        assert graded.course.record("chidi").revoked_points[0]["cell"] == "A1-Q2"
    finally:
        graded.course.hand_in("chidi", notebooks["chidi"])
        nbgrader(graded.course, "autograde", LESSON, "--student=chidi")


def graders(server, built, notebooks, folder: Path, name: str) -> tuple[str, Course, Course]:
    """A new gradebook, and a folder of the course for either grader."""
    address = server.gradebook(name, like="built")
    chosen = {student: notebooks[student] for student in ("ada", "chidi")}
    first, second = (with_gradebook(built, folder / grader, address, chosen) for grader in (VERA, OTTO))
    return address, first, second


def usual(graded: Graded) -> dict[str, dict[str, tuple]]:
    return {student: graded.usual[student] for student in ("ada", "chidi")}


def wait_until(condition) -> None:
    ends = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)


@contextmanager
def held(server: postgresql.Server, statement: str, database: str, waiting: int):
    """Run a statement in a transaction that ends when so many programs wait for it."""
    count = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
    with server.connect(database) as holding, server.connect(database) as looking, holding.transaction():
        holding.execute(statement)
        yield
        wait_until(lambda: looking.execute(count, [database]).fetchone() == (waiting,))


NO_NEW_STUDENTS = "lock table student in share mode"  # may be read, and nobody can be added


@pytest.mark.slow
def test_two_graders_of_different_students(graded, server, built, notebooks, folder, monkeypatch):
    address, first, second = graders(server, built, notebooks, folder, "different_students")
    with held(server, NO_NEW_STUDENTS, "different_students", waiting=2):
        one = first.start("--student=ada")
        monkeypatch.setenv("PGUSER", OTTO)
        other = second.start("--student=chidi")
    assert (one.wait(), other.wait()) == (0, 0)
    assert scores(address) == usual(graded)


@pytest.mark.slow
def test_two_graders_of_one_class_lose_nothing_and_one_of_them_has_to_come_again(
    graded, server, built, notebooks, folder, monkeypatch
):
    """nbgrader looks for a student and then adds her: of two that do so at once, one fails."""
    address, first, second = graders(server, built, notebooks, folder, "one_class")
    with held(server, NO_NEW_STUDENTS, "one_class", waiting=2):
        one = first.start()
        monkeypatch.setenv("PGUSER", OTTO)
        other = second.start()
    assert sorted((one.wait(), other.wait())) == [0, 1]
    assert scores(address) == usual(graded)
    late, run = (first, one) if one.wait() else (second, other)
    assert f"error processing assignment '{LESSON}' for student 'ada'" in run.log()
    again = late.grade()
    assert (again.wait(), again.examined()) == (0, ["ada"])
    assert scores(address) == usual(graded)


@pytest.mark.slow
def test_in_one_folder_a_second_run_leaves_alone_what_the_first_has_taken(
    graded, server, built, notebooks, folder, monkeypatch
):
    address, course, _ = graders(server, built, notebooks, folder, "one_folder")
    with held(server, NO_NEW_STUDENTS, "one_folder", waiting=1):
        one = course.start("--student=ada")
        wait_until(one.has_begun)
        monkeypatch.setenv("PGUSER", OTTO)
        other = course.grade("--student=ada")
    assert (one.wait(), other.wait()) == (0, 0)
    assert "ada/a1_preprocess is being graded by another program" in other.log()
    assert scores(address) == {"ada": graded.usual["ada"]}


@pytest.mark.slow
def test_a_server_that_goes_away_ends_the_run_and_the_next_one_completes(
    graded, server, built, notebooks, folder
):
    address, course, _ = graders(server, built, notebooks, folder, "interrupted")
    run = course.start()
    wait_until(run.examined)
    server.stop()
    try:
        assert run.wait() == 1
    finally:
        server.start()
    assert "There was an error accessing the nbgrader database" in run.log()
    # by then it is gone, or is going: what it says to who connects, to who is connected, and who is cut off
    # in the middle of a statement
    going = "the database system is shutting down|terminating connection due to administrator command"
    assert re.search(f"Connection refused|{going}|server closed the connection unexpectedly", run.log())
    assert course.grade().wait() == 0
    assert scores(address) == usual(graded)
    stored = (course.root / folders.AUTOGRADED).glob(f"*/{LESSON}/{LESSON}.ipynb")
    assert {path.parts[-3] for path in stored} == {"ada", "chidi"}


def save(address: str, folder: Path, points: dict[str, float | None]) -> None:
    """Write scores of ada as grading does, with the points by hand that she has."""
    where = {"db_url": address, "notebook": LESSON, "assignment": LESSON, "student": "ada"}
    notebook = nbformat.v4.new_notebook()
    graded = GradedNotebook(
        ExaminationResult(notebook, points), Record(), Record(), record_file=folder / "record.json"
    )
    SaveScores().preprocess(notebook, {"nbgrader": where, KEY: graded})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_the_scores_of_two_graders_never_mix(graded, server, built, notebooks, folder):
    """The second one waits for the first, also where she would change nothing of what she has read."""
    address, _, _ = graders(server, built, notebooks, folder, "mixed")
    with Gradebook(address, "lenet-keras") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(LESSON, "ada")
    cells = {name for name in graded.usual["ada"] if "comment" not in name}
    save(address, folder, dict.fromkeys(cells, 0.0))
    by_the_first = "update grade set auto_score = 1, manual_score = 1.5, needs_manual_grade = false"
    with ThreadPoolExecutor(1) as pool:
        with held(server, by_the_first, "mixed", waiting=1):
            second = pool.submit(save, address, folder, dict.fromkeys(cells, 0.0) | {"A1-1-check": 1.0})
        second.result(SECONDS)
    found = scores(address)["ada"]
    assert {name: found[name] for name in cells} == dict.fromkeys(cells, (0.0, 1.5, True)) | {
        "A1-1-check": (1.0, 1.5, True)
    }


@pytest.mark.slow
def test_the_formgrader_writes_there_and_has_to_be_started_anew_after_the_server(graded, server, monkeypatch):
    """It keeps one connection, and never gives up a transaction that has failed."""
    with Gradebook(graded.address) as gradebook:
        grade = gradebook.find_grade("A1-Q3", LESSON, LESSON, "ada").id
    idle = "select count(*) from pg_stat_activity where datname = %s and state = 'idle in transaction'"
    monkeypatch.setenv("PGUSER", OTTO)
    with lab(graded.course.root) as address:
        formgrader = Formgrader(address, grade)
        formgrader.give(1.0)
        assert scores(graded.address)["ada"]["A1-Q3"] == (None, 1.0, False)
        with Gradebook(graded.address) as gradebook:  # of another grader
            gradebook.find_grade_by_id(grade).manual_score = 2.0
            gradebook.db.commit()
        assert formgrader.points() == 2.0
        with server.connect() as database:  # meanwhile nobody can change the schema
            assert database.execute(idle, ["one_grader"]).fetchone() == (1,)
        server.stop()
        server.start()
        for _ in range(3):
            with pytest.raises(HTTPError, match="500"):
                formgrader.points()
        log = (graded.course.root / "lab.log").read_text()
        assert "Can't reconnect until invalid transaction is rolled back" in log
    with lab(graded.course.root) as address:
        assert Formgrader(address, grade).points() == 2.0


class Formgrader:
    """The formgrader's own way to one grade, as its page goes it."""

    def __init__(self, address: str, grade: str):
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))
        self._opener.open(f"{address}/formgrader/manage_students").close()
        self._address = f"{address}/formgrader/api/grade/{grade}"

    def points(self) -> float:
        with self._opener.open(self._address) as answer:
            return json.load(answer)["manual_score"]

    def give(self, points: float) -> None:
        secret = next(cookie.value for cookie in self._cookies if cookie.name == "_xsrf")
        body = json.dumps({"manual_score": points}).encode()
        self._opener.open(Request(self._address, body, {"X-XSRFToken": secret}, method="PUT")).close()


@pytest.mark.slow
def test_of_two_first_commands_at_once_one_fails(server):
    """nbgrader looks whether there are tables, and then makes them."""
    address = server.gradebook("empty")

    def connect() -> bool:
        try:
            Gradebook(address).close()
        except DBAPIError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        with held(server, "lock table pg_class in share mode", "empty", waiting=2):
            both = [pool.submit(connect) for _ in range(2)]
        assert sorted(run.result(SECONDS) for run in both) == [False, True]
    assert connect()
    with server.connect("empty") as database:
        stamps = database.execute("select version_num from alembic_version").fetchall()
    assert stamps == [(get_alembic_version(),)]


@pytest.mark.slow
def test_a_database_in_which_something_else_lies_gets_no_stamp_and_cannot_be_upgraded(server, template):
    """nbgrader takes any table for a gradebook that is there already."""
    address = server.gradebook("not_empty")
    server.execute("create table others (id text)", "not_empty")
    Gradebook(address).close()
    with server.connect("not_empty") as database:
        assert database.execute("select to_regclass('alembic_version')").fetchone() == (None,)
    done = nbgrader(template, "db", "upgrade", f"--db={address}")
    assert done.returncode == 1
    assert 'column "kernelspec" of relation "notebook" already exists' in done.stderr


@pytest.mark.slow
def test_an_upgrade_tells_the_password_of_an_address_and_takes_no_percent_sign(server, template):
    address = server.gradebook("addressed").replace("127", "vera:p%40ss@127")
    done = nbgrader(template, "db", "upgrade", f"--db={address}")
    assert done.returncode == 1
    assert "vera:p%40ss@" in done.stderr
    assert "InterpolationSyntaxError" in done.stderr


@pytest.mark.slow
def test_a_students_name_has_at_most_128_characters_there(server, tmp_path):
    """SQLite takes any."""
    for address, fits in ((f"sqlite:///{tmp_path}/gradebook.db", True), (server.gradebook("names"), False)):
        with Gradebook(address) as gradebook:
            gradebook.add_student("x" * 128)
            if fits:
                gradebook.add_student("x" * 129)
            else:
                with pytest.raises(InvalidEntry, match="too long"):
                    gradebook.add_student("x" * 129)


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("sqlite:////course/gradebook.db", "sqlite:////course/gradebook.db?timeout=60"),
        ("sqlite:////course/gradebook.db?timeout=5", "sqlite:////course/gradebook.db?timeout=5"),
        ("postgresql+psycopg://server/gradebook", "postgresql+psycopg://server/gradebook"),
    ],
)
def test_only_sqlite_is_told_how_long_to_wait(address, used):
    config = Config()
    config.CourseDirectory.db_url = address
    grade_outside(config)
    assert config.CourseDirectory.db_url == used


def test_grades_and_report_read_there_what_they_read_in_sqlite(server, tmp_path):
    found = []
    for name, address in (("here", ""), ("there", server.gradebook("results"))):
        course = gradebooks.Course.create(tmp_path / name, address=address)
        gradebooks.fill(course, 8, seed=4, kept=False)
        course.enrol("zoe")
        found.append(gradebook.read(course.root))
    assert found[0] == found[1]
    assert {work.state for work in found[1][0].works.values()} == {
        gradebook.GRADED,
        gradebook.WAITS,
        gradebook.MISSING,
    }

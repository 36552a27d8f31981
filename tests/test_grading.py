"""Does the whole road hold: hand in, `nbgrader autograde`, gradebook, feedback, export?

One class of lesson A1, graded once by nbgrader's own commands; every test looks at a part of the result.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.coursedir import folders
from autograder.demo import demo, sample_class
from autograder.examiner import reference
from autograder.lessons.build import build, notebook
from autograder.results import review, table

pytestmark = pytest.mark.slow

LESSON = "a1_preprocess"
STEPS = ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"]
LIMIT = 20  # seconds for one cell of this class; the longest honest one takes two


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "nbgrader"), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def fresh_course(root: Path) -> Path:
    (root / folders.SOLUTIONS).mkdir(parents=True)
    shutil.copy(folders.PROJECT / "nbgrader_config.py", root)
    for source in folders.sources():
        shutil.copy(source, root / folders.SOLUTIONS)
    build(root)
    return root


def submitted(root: Path, student: str, lesson: str = LESSON) -> Path:
    return root / folders.SUBMITTED / student / lesson / f"{lesson}.ipynb"


def variant(root: Path, student: str, change) -> None:
    """Hand in ada's notebook with a change."""
    content = nbformat.read(submitted(root, "ada"), as_version=4)
    change(content)
    path = submitted(root, student)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content))


def cell(content, name: str):
    return next(each for each in content.cells if each.id == name)


def syntax_error(content):
    cell(content, "A1-5").source = "trainData = = 3"


def endless_loop(content):
    cell(content, "A1-3").source = "while True: pass"


def deleted_cells(content):
    gone = ("A1-4-check", "A1-6-check", "A1-Q1-text", "A1-Q1")
    content.cells = [each for each in content.cells if each.id not in gone]


def edited_check(content):
    cell(content, "A1-4").source = ""
    cell(content, "A1-4-check").source = "print('passed')"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The root of a course whose class of A1 was handed in and graded."""
    root = fresh_course(tmp_path_factory.mktemp("course"))
    sample_class.hand_in(root, LESSON)
    reference.observations(LESSON)  # once, and not within the time limit of somebody's cell
    variant(root, "syntax", syntax_error)
    variant(root, "loop", endless_loop)
    variant(root, "deleted", deleted_cells)
    variant(root, "edited", edited_check)
    variant(root, "two", lambda content: None)
    shutil.copy(submitted(root, "ada"), submitted(root, "two").parent / "old version.ipynb")
    submitted(root, "empty").parent.mkdir(parents=True)
    submitted(root, "empty").touch()
    shutil.copytree(submitted(root, "ada").parent, root / folders.SUBMITTED / "folder" / "A1 preprocess")
    done = nbgrader(root, "autograde", LESSON, f"--Examine.cell_seconds={LIMIT}")
    (root / "autograde.log").write_text(done.stderr)
    return root


@pytest.fixture(scope="module")
def log(course):
    return (course / "autograde.log").read_text()


@pytest.fixture(scope="module")
def scores(course):
    return table.graded(course, LESSON)


def points(row):
    return [row[step][0] for step in STEPS]


def test_right_answers_get_all_points_however_they_are_written(scores):
    assert points(scores["ada"]) == points(scores["bao"]) == [1, 2, 2, 2, 2, 2]


def test_an_untouched_notebook_scores_zero_also_for_its_written_answers(scores):
    assert len(scores["dilara"]) == 9
    assert all(earned == 0 for earned, _ in scores["dilara"].values())


def test_mistakes_cost_their_step_and_leave_partial_credit(scores):
    assert points(scores["chidi"]) == [1, 2, 0, 1, 0, 1]


def test_a_written_answer_waits_for_a_person(scores):
    assert [scores["ada"][question][0] for question in ("A1.Q1", "A1.Q2", "A1.Q3")] == [None] * 3


def test_a_syntax_error_costs_its_own_step(scores):
    assert points(scores["syntax"]) == [1, 2, 2, 2, 0, 2]


def test_an_endless_loop_is_cut_off_and_costs_its_own_step(scores):
    assert points(scores["loop"]) == [1, 2, 0, 2, 2, 2]


def test_deleted_cells_come_back_and_are_judged(scores, log):
    assert points(scores["deleted"]) == [1, 2, 2, 2, 2, 2]
    assert any(
        "deleted/a1_preprocess" in line and "A1-4-check" in line and "missing" in line
        for line in log.splitlines()
    )


def test_an_edited_check_is_replaced_by_the_real_one(scores):
    assert points(scores["edited"])[3] == 0


def test_of_two_notebooks_the_right_one_is_graded_and_the_other_named(scores, log):
    assert points(scores["two"]) == [1, 2, 2, 2, 2, 2]
    assert "old version.ipynb: a second notebook, which is ignored" in log


LINES = {
    "damaged": f"submitted/emil/{LESSON}/{LESSON}.ipynb: not a notebook: the JSON is broken",
    "empty": f"submitted/empty/{LESSON}/{LESSON}.ipynb: the file is empty",
    "folder": "submitted/folder/A1 preprocess: this is no lesson, so it is not graded",
}


@pytest.mark.parametrize("name", LINES)
def test_what_cannot_be_graded_is_named_in_one_line_and_stops_nobody(name, log, course):
    assert sum(LINES[name] in line for line in log.splitlines()) == 1
    assert any(LINES[name] in note for note in table.notes(course, LESSON))


def test_the_table_shows_who_could_not_be_graded_and_why(course):
    from rich.console import Console

    console = Console(width=100, record=True, file=(course / "table.txt").open("w"))
    console.print(table.students_by_steps(course, LESSON))
    shown = console.export_text()
    assert "ada" in shown
    for student in ("emil", "empty"):
        row = next(line for line in shown.splitlines() if student in line)
        assert "not graded" in row


def test_grading_again_changes_nothing(course, scores):
    nbgrader(course, "autograde", LESSON, "--force", "--student=bao")
    assert table.graded(course, LESSON) == scores


@pytest.fixture(scope="module")
def feedback(course):
    done = nbgrader(course, "generate_feedback", LESSON)
    assert done.returncode == 0 and "Removing existing" not in done.stderr, done.stderr
    return {page.parts[-3]: page.read_text() for page in table.feedback_pages(course, LESSON)}


def test_feedback_has_the_hints_and_neither_rubric_nor_hidden_judge(feedback):
    assert set(feedback) >= {"ada", "bao", "chidi", "dilara", "deleted"}
    assert "cuts off the fraction" in feedback["chidi"]
    for page in feedback.values():
        for secret in ("graders only", "MARK SCHEME", "HIDDEN TESTS", "judge_here"):
            assert secret not in page


def test_a_student_is_told_what_was_put_right_in_her_notebook(feedback):
    assert "The cell A1-4-check was missing and was put back." in feedback["deleted"]
    assert "put right before grading" not in feedback["ada"]


def test_no_page_shows_a_path_of_the_grading_machine(feedback, course):
    for page in feedback.values():
        assert str(course) not in page
        assert str(folders.PROJECT) not in page


def test_the_review_names_repaired_cells_and_ended_programs(course):
    found, _ = review.findings(course, LESSON)
    assert any("A1-4-check was missing" in line for line in found["deleted"][f"{LESSON}/{LESSON}"])
    assert any("time limit" in line for line in found["loop"][f"{LESSON}/{LESSON}"])
    assert "ada" not in found


def test_the_pictures_of_the_lesson_have_alternative_text_in_the_feedback(feedback):
    assert feedback["ada"].count("<img alt=") >= 5


def test_export_writes_the_grades_beside_the_gradebook(course):
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    with (course / folders.WORK / "grades.csv").open() as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    assert float(rows["ada", LESSON]["score"]) == 11
    assert float(rows["ada", LESSON]["max_score"]) == 17


def test_validate_counts_failed_checks_of_an_untouched_notebook_and_names_the_hint(course):
    done = nbgrader(course, "validate", str(notebook(course, folders.NOTEBOOKS, LESSON)))
    # six checks, and three written answers that are not there
    assert "VALIDATION FAILED ON 9 CELL(S)" in " ".join(done.stdout.split())
    assert "A1.2: not yet" in done.stdout
    assert "Hint:" in done.stdout


def test_validate_accepts_a_right_notebook(course):
    done = nbgrader(course, "validate", str(submitted(course, "ada")))
    assert "Success! Your notebook passes all the tests." in done.stdout


def test_zip_collect_takes_archives_from_the_courses_own_folder(course, tmp_path):
    archive = course / folders.WORK / "downloaded" / LESSON / "archive"
    archive.mkdir(parents=True)
    name = f"{LESSON}_zoe_attempt_2026-11-21-10-00-00_{LESSON}"
    with zipfile.ZipFile(archive / "all.zip", "w") as packed:
        packed.write(submitted(course, "ada"), f"{name}.ipynb")
    pattern = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
    done = nbgrader(
        course,
        "zip_collect",
        LESSON,
        f"--FileNameCollectorPlugin.named_regexp={pattern}",
        "--log-level=ERROR",
    )
    assert done.returncode == 0, done.stderr
    assert submitted(course, "zoe").exists() or list((course / folders.SUBMITTED).glob("*zoe*")), done.stderr


def test_every_command_works_without_activating_the_environment(course):
    """nbgrader itself calls a bare `alembic`."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"]}
    (course / folders.GRADEBOOK).rename(course / "kept.db")
    try:
        command = [str(Path(sys.executable).parent / "nbgrader"), "generate_assignment", LESSON]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, env=bare)
        assert done.returncode == 0, done.stderr
    finally:
        (course / "kept.db").replace(course / folders.GRADEBOOK)


def test_the_demonstration_grades_all_lessons_and_prints_the_table(tmp_path, monkeypatch):
    from rich.console import Console

    monkeypatch.setattr(demo, "ROOT", folders.PROJECT / "build" / "demo-of-the-tests")
    console = Console(width=120, record=True, file=(tmp_path / "demo.txt").open("w"))
    root = demo.run(console)
    shown = console.export_text()
    a3 = table.graded(root, "a3_train")
    for lesson in folders.lessons():
        points = table.graded(root, lesson)
        for student in {"ada", "bao"} & {*points}:
            assert all(earned in (None, worth) for earned, worth in points[student].values()), (
                student,
                lesson,
            )
        chidis = points.get("chidi", {})
        lost = {step for step, (earned, worth) in chidis.items() if earned not in (None, worth)}
        written = {step for step, (earned, _) in chidis.items() if earned is None}
        mistaken = {name.replace("-", ".", 1) for name in sample_class.MISTAKES} & {*chidis}
        assert lost == mistaken - written, lesson  # each mistake once
    assert [a3["chidi"][step][0] for step in ("A3.1", "A3.3")] == [0, 0]
    assert "emil" in shown
    assert shown.count("feedback/ada/") == len(folders.lessons())
    page = root / folders.FEEDBACK / "ada" / "a3_train" / "a3_train.html"
    assert "Your network of A3.1 has place" in page.read_text(encoding="utf-8")
    shutil.rmtree(root)

"""Does another course, with its own lessons and nbgrader's default folders, get what is promised?

Every course is graded once by nbgrader's own commands; the tests look at parts of the result.
"""

import ast
import json
import shutil
import sys

import nbformat
import pytest

from autograder.coursedir import folders
from tests.support.courses import arrays_course, judged_course, python_course, quickstart
from tests.support.courses.course import OUTSIDE, STOCK, Course

pytestmark = pytest.mark.slow


def made(module, root):
    return module.create(root) if hasattr(module, "create") else Course.create(root, module.FILES)


def totals(scores):
    return {
        student: sum(grade[0] or 0 for key, grade in row.items() if "comment" not in key)
        for student, row in scores.items()
    }


# --- honest submissions -------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[quickstart, python_course, arrays_course], ids=lambda m: m.ASSIGNMENT)
def twice(request, tmp_path_factory):
    """The scores of a class: by stock nbgrader, and graded outside."""
    root, module = tmp_path_factory.mktemp("course"), request.param
    stock = made(module, root / "stock")
    module.hand_in(stock)
    ours = stock.outside(root / "ours")
    for course in (stock, ours):
        done = course.grade(module.ASSIGNMENT)
        assert done.returncode == 0, done.stderr
    return stock.scores(module.ASSIGNMENT), ours.scores(module.ASSIGNMENT)


def test_honest_students_get_what_stock_nbgrader_gives_in_every_cell(twice):
    stock, ours = twice
    assert ours == stock


def test_the_classes_have_good_and_bad_submissions(twice):
    stock, _ = twice
    points = totals(stock).values()
    assert len(points) >= 4
    assert len(set(points)) >= 4


# --- hostile and broken submissions ---------------------------------------------------------------

SPY = """
import pathlib
root = pathlib.Path({root!r})
seen = []
for name in ("gradebook.db", "source", "handed_in", "autograded", "audit", "nbgrader_config.py"):
    try:
        seen += [str(p) for p in (root / name).glob("*")] + [(root / name).stat().st_size]
    except OSError:
        pass
seen += [str(p) for p in pathlib.Path().rglob("*.ipynb")]
print("SEEN", seen)
"""
STUBBORN = """
while True:
    try:
        while True: pass
    except BaseException:
        pass
"""


def name_of(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A course with attackers, whose release is gone."""
    root = tmp_path_factory.mktemp("attacked")
    stock = Course.create(root / "stock", python_course.FILES)
    python_course.hand_in(stock)
    right = {"mean": python_course.MEAN, "cheapest": python_course.CHEAPEST}
    week = python_course.ASSIGNMENT

    def variant(student, change, **answers):
        place = stock.hand_in(student, week, {"lists": right | answers})
        content = nbformat.read(place / "lists.ipynb", as_version=4)
        change(content)
        (place / "lists.ipynb").write_text(json.dumps(content))

    def spied(content):
        content.cells.insert(1, nbformat.v4.new_code_cell(SPY.format(root=str(root / "ours")), id="spy"))

    def doubled(content):
        content.cells.append(content.cells[5])

    def deleted(content):
        gone = ("mean", "mean-test", "cheapest-test")
        content.cells = [
            c for c in content.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in gone
        ]

    variant("spy", spied)
    variant("loop", lambda content: None, cheapest=STUBBORN)
    variant("killer", lambda content: None, cheapest="import os\nos.kill(os.getpid(), 9)")
    variant("doubled", doubled)
    variant("deleted", deleted)
    broken = stock.hand_in("broken", week, {}) / "lists.ipynb"
    broken.write_text(broken.read_text()[:-200])
    for student in ("bao", "chidi", "dita", "emil", "fay", "guo"):
        shutil.rmtree(stock.place(student, week))
    shutil.rmtree(stock.root / "release")
    ours = stock.outside(root / "ours", "c.Examine.cell_seconds = 5\n")
    done = ours.grade(week)
    (ours.root / "log").write_text(done.stderr)
    assert done.returncode != 0  # for the file that is no notebook
    return ours


@pytest.fixture(scope="module")
def earned(attacked):
    scores = attacked.scores(python_course.ASSIGNMENT)
    return {
        student: {key.removeprefix("lists/"): grade[0] for key, grade in row.items()}
        for student, row in scores.items()
    }


def test_a_submission_that_looks_for_gradebook_and_solutions_sees_nothing(attacked):
    path = attacked.root / "autograded" / "spy" / python_course.ASSIGNMENT / "lists.ipynb"
    (cell,) = [
        c for c in nbformat.read(path, as_version=4).cells if c.source.lstrip().startswith("import pathlib")
    ]
    (output,) = cell.outputs
    assert ast.literal_eval(output.text.removeprefix("SEEN ")) == []


@pytest.mark.parametrize("student", ["loop", "killer"])
def test_what_ends_the_process_keeps_earlier_points(earned, student):
    assert earned[student]["mean-test"] == 2
    assert earned[student]["cheapest-test"] == 0


def test_a_doubled_cell_changes_nothing(earned):
    assert earned["doubled"] == earned["spy"]


def test_a_broken_file_stops_nobody_and_is_named(attacked, earned):
    assert earned["ada"]["mean-test"] == 2
    log = (attacked.root / "log").read_text()
    assert "not a notebook: the JSON is broken" in log
    assert "error processing assignment 'week1' for student 'broken'" in log
    assert not (attacked.root / "autograded" / "broken" / "week1").exists()


def test_deleted_tests_come_back_and_a_deleted_answer_is_not_the_solution(earned):
    """The release is gone, so that the lesson is known from its source and the gradebook alone."""
    assert earned["deleted"]["mean-test"] == 0
    assert earned["deleted"]["cheapest-test"] == 2.5


def test_review_names_the_cells_that_were_not_judged_outside(attacked):
    done = attacked.command(sys.executable, "-m", "autograder", "review")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "10 graded cells are tests that run in the student's process" in told
    assert "cheapest-test, count-test, mean-error" in told
    assert "the time limit of a cell" in told


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A released course, without submissions."""
    return Course.create(tmp_path_factory.mktemp("small") / "course", python_course.FILES)


def test_a_notebook_in_another_language_is_refused(small, tmp_path):
    course = small.outside(tmp_path / "course")
    for path in course.root.glob("release/*/lists.ipynb"):
        content = nbformat.read(path, as_version=4)
        content.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
        nbformat.write(content, path)
    course.hand_in("ada", python_course.ASSIGNMENT, {})
    done = course.grade(python_course.ASSIGNMENT)
    assert done.returncode != 0
    assert "Nothing was graded. lists is a notebook in R; only Python" in done.stderr


def test_data_above_the_course_cannot_be_made_readable(small, tmp_path):
    course = small.outside(tmp_path / "course", f"c.Examine.readable = [{str(tmp_path)!r}]\n")
    course.hand_in("ada", python_course.ASSIGNMENT, {})
    done = course.grade(python_course.ASSIGNMENT)
    assert done.returncode != 0
    assert "with its solutions lies in it" in done.stderr


# --- a configuration that nbgrader cannot read ------------------------------------------------------

BROKEN = {
    "syntax error": lambda config: config + "\nc.Examine.cell_seconds = = 3\n",
    "exception at its end": lambda config: config + "\nraise RuntimeError('typing mistake')\n",
    "package missing": lambda config: "import no_such_package\n" + config,
}


def canary(course, assignment, notebook):
    """Hand in a notebook that leaves a file where it is not sandboxed."""
    path = course.root / "canary"
    place = course.root / course.submitted / "eve" / assignment
    place.mkdir(parents=True)
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"open({str(path)!r}, 'w')")])
    (place / f"{notebook}.ipynb").write_text(nbformat.writes(content))
    return path


def test_the_canary_sings_when_stock_nbgrader_grades(small, tmp_path):
    shutil.copytree(small.root, tmp_path / "course")
    course = Course(tmp_path / "course")
    file = canary(course, python_course.ASSIGNMENT, "lists")
    assert course.grade(python_course.ASSIGNMENT).returncode == 0
    assert file.exists()


@pytest.mark.parametrize("fault", BROKEN)
def test_another_course_whose_configuration_is_broken_runs_nothing(small, tmp_path, fault):
    """nbgrader goes on without the file and looks into its own default folder, where nothing lies."""
    course = small.outside(tmp_path / "course")
    course.configured(BROKEN[fault](STOCK + OUTSIDE))
    file = canary(course, python_course.ASSIGNMENT, "lists")
    done = course.grade(python_course.ASSIGNMENT)
    assert done.returncode != 0
    assert "No notebooks were matched" in done.stderr
    assert not file.exists()


@pytest.mark.parametrize("fault", BROKEN)
def test_our_own_configuration_when_it_is_broken_runs_nothing(tmp_path, fault):
    course = Course(tmp_path, str(folders.SUBMITTED))
    course.configured(BROKEN[fault]((folders.PROJECT / "nbgrader_config.py").read_text()))
    file = canary(course, "a1_preprocess", "a1_preprocess")
    done = course.grade("a1_preprocess")
    assert done.returncode != 0
    assert "No notebooks were matched" in done.stderr
    assert not file.exists()


# --- checks of one's own that are judged outside ----------------------------------------------------


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    root = tmp_path_factory.mktemp("judged")
    course = judged_course.create(root / "stock").outside(
        root / "ours", 'c.Examine.judges = ["week1_judges"]\n'
    )
    judged_course.hand_in(course)
    done = course.grade(judged_course.ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="module")
def points(judged):
    scores = judged.scores(judged_course.ASSIGNMENT)
    return {
        student: (row["squares/W1-1-check"][0], row["squares/W1-2-check"][0])
        for student, row in scores.items()
    }


def test_right_answers_get_all_points_and_an_untouched_notebook_none(points):
    assert (points["ada"], points["flo"]) == ((2, 2), (0, 0))


def test_one_mistake_costs_once(points):
    assert points["bao"] == (0, 2)


def test_what_the_visible_judge_cannot_see_is_compared_with_the_reference(points):
    assert points["chidi"] == (2, 0)


def test_forging_earns_nothing(points):
    assert points["eve"] == (0, 0)


def test_no_cell_was_judged_inside(judged):
    done = judged.command(sys.executable, "-m", "autograder", "review")
    assert "not judged outside" not in done.stdout


def test_a_check_that_the_reference_itself_does_not_pass_grades_nobody(judged, tmp_path):
    shutil.copytree(judged.root, tmp_path / "course", symlinks=True)
    course = Course(tmp_path / "course", judged.submitted)
    judges = course.root / "week1_judges.py"
    judges.write_text(judges.read_text().replace("shape == [6]", "shape == [7]"))
    done = course.grade(judged_course.ASSIGNMENT, "--force", "--student=ada")
    assert done.returncode != 0
    assert "squares.ipynb does not pass W1.2: `squares` has the shape [6]" in done.stderr


def test_a_step_that_is_not_registered_grades_nobody(judged, tmp_path):
    shutil.copytree(judged.root, tmp_path / "course", symlinks=True)
    course = Course(tmp_path / "course", judged.submitted)
    judges = course.root / "week1_judges.py"
    judges.write_text(judges.read_text().replace('Step("W1.2"', 'Step("W1.9"'))
    before = course.scores(judged_course.ASSIGNMENT)
    done = course.grade(judged_course.ASSIGNMENT, "--force")
    assert done.returncode != 0
    assert "no step W1.2 is registered. See that one of week1_judges has register" in done.stderr
    assert course.scores(judged_course.ASSIGNMENT) == before


def test_the_module_reaches_the_students(judged):
    assert (judged.root / "release" / "week1" / "week1_judges.py").read_text() == judged_course.JUDGES


def test_feedback_says_what_was_found(judged):
    judged.run("generate_feedback", judged_course.ASSIGNMENT)
    page = (judged.root / "feedback" / "bao" / "week1" / "squares.html").read_text()
    assert "A number times itself." in page
    assert "<code>square</code>" in page or "`square`" in page

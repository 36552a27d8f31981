"""What does a person see: the lessons in JupyterLab, the formgrader, in a real Chromium?"""

import os
import shutil

import nbformat
import pytest

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.lessons.build import notebook
from tests.support.browser import Notebook, browser, chromium, lab
from tests.test_grading import fresh_course, nbgrader

pytestmark = [pytest.mark.browser, pytest.mark.slow]

if chromium() is None:
    advice = "no Chromium here; install one, for instance with `apt-get install chromium`"
    if os.environ.get("CI"):
        raise RuntimeError(advice)
    pytest.skip(advice, allow_module_level=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return fresh_course(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def address(root):
    with lab(root) as address:
        yield address


@pytest.fixture
def page():
    with browser() as page:
        yield page


def solutions(lesson: str) -> dict[str, str]:
    """The reference answers of a lesson, by step."""
    cells = nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, lesson), as_version=4).cells
    answers = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.id.replace("-", "."): cell.source for cell in answers}


# lesson: (steps to do first, the step, a mistake, words of its hint)
STORIES = {
    "a1_preprocess": (
        ["A1.1", "A1.2"],
        "A1.4",
        "trainData = trainData.reshape((-1, 784))",
        "flattened into one axis",
    ),
    "a2_build": (
        [],
        "A2.3",
        "def initialize_model(width, height, depth):\n    return Sequential([Input((width, height, depth))])",
        "Width and height are exchanged",
    ),
    "a3_train": (
        [],
        "A3.1",
        "H = model.fit(trainData[:256], trainLabels[:256], epochs=1)",
        "digits that it has not seen",
    ),
}


@pytest.mark.parametrize("lesson", STORIES)
def test_a_student_fails_a_step_reads_the_hint_and_passes(page, address, lesson):
    first, step, mistake, hint = STORIES[lesson]
    answers = solutions(lesson)
    lesson_page = Notebook(page, address, f"notebooks/{lesson}/{lesson}.ipynb")
    lesson_page.run(lesson_page.cell("# Run this cell first"))
    for each in first:
        lesson_page.answer(each, answers[each])
        assert "passed" in lesson_page.verdict(each)
    lesson_page.answer(step, mistake)
    said = lesson_page.verdict(step)
    assert hint in said
    assert "not yet" in said or "partly" in said
    lesson_page.answer(step, answers[step])
    assert f"✓ {step}: passed" in lesson_page.verdict(step)


def test_the_pictures_of_a_lesson_are_shown_with_alternative_text(page, address):
    lesson_page = Notebook(page, address, "notebooks/a2_build/a2_build.ipynb")
    lesson_page.run(lesson_page.cell("# Run this cell first"))
    cell = lesson_page.cell("figures.convolution(digit)")
    lesson_page.run(cell)
    image = cell.locator("img")
    image.wait_for()
    assert "kernel" in image.get_attribute("alt")
    assert image.evaluate("image => image.naturalWidth") > 600


def test_a_grader_reads_the_rubric_and_grades_a_written_answer(page, root, address):
    from nbgrader.api import Gradebook

    lesson = "a1_preprocess"
    sample_class.hand_in(root, lesson)
    for student in ("bao", "chidi", "dilara", "emil"):
        shutil.rmtree(root / folders.SUBMITTED / student)
    done = nbgrader(root, "autograde", lesson)
    assert done.returncode == 0, done.stderr

    page.goto(f"{address}/formgrader/gradebook/{lesson}/{lesson}")
    page.get_by_role("link", name="Submission").first.click()
    score = page.locator("#A1-Q1")
    score.wait_for()
    # the field is on the page before the grades are, and until then nobody saves what is typed into it
    page.wait_for_function("formgrader.grades?.loaded")
    assert "Rubric (graders only)" in page.locator("body").inner_text()
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("1.5")
        score.blur()
    with Gradebook(folders.database(root)) as gradebook:
        grade = gradebook.find_grade("A1-Q1", lesson, lesson, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (1.5, False)


def test_the_formgrader_lists_the_lessons_under_the_projects_own_folders(page, address):
    page.goto(f"{address}/formgrader")
    for lesson in folders.lessons():
        page.get_by_role("link", name=lesson, exact=True).wait_for()

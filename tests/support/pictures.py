"""The two pictures in the README, taken anew: `make pictures`. It needs a Chromium."""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.lessons.build import build
from autograder.results import table
from tests.support.browser import Notebook, browser, lab

PLACE = folders.PROJECT / ".github"


def hint(path: Path) -> None:
    """A student's notebook with a mistake in A1.4 and what its check says."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(folders.PROJECT / folders.NOTEBOOKS, root / folders.NOTEBOOKS)
        with lab(root) as address, browser(height=760) as page:
            lesson = Notebook(page, address, "notebooks/a1_preprocess/a1_preprocess.ipynb")
            lesson.run(lesson.cell("# Run this cell first"))
            lesson.answer("A1.1", "from lenet_keras.datasets import mnist")
            lesson.answer("A1.2", "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()")
            lesson.verdict("A1.2")
            lesson.run(lesson.cell("figures.depth_axis"))
            flat = "trainData = trainData.reshape((-1, 784))\ntestData = testData.reshape((-1, 784))"
            lesson.answer("A1.4", flat)
            lesson.verdict("A1.4")
            page.keyboard.press("Control+b")  # the file browser is not what the picture is about
            page.wait_for_timeout(1000)
            lesson.cell("figures.depth_axis").scroll_into_view_if_needed()
            lesson.check("A1.4").scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            page.locator(".jp-NotebookPanel").first.screenshot(path=path)


def grades(path: Path, lesson: str = "a2_build") -> None:
    """The table of points of the sample class, graded in a course of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / folders.SOLUTIONS).mkdir()
        shutil.copy(folders.PROJECT / "nbgrader_config.py", root)
        for source in folders.sources(lesson):
            shutil.copy(source, root / folders.SOLUTIONS)
        build(root)
        sample_class.hand_in(root, lesson)
        # its status is not 0, because the damaged submission of the class cannot be graded
        subprocess.run([Path(sys.executable).parent / "nbgrader", "autograde", lesson], cwd=root)
        console = Console(record=True, width=100, file=io.StringIO())
        console.print(table.students_by_steps(root, lesson))
    with browser(width=1250) as page:
        page.set_content(console.export_svg(title="students by steps"))
        page.locator("svg").screenshot(path=path)


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    hint(PLACE / "hint.png")
    grades(PLACE / "grades.png")

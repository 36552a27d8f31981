"""Run times of the lessons from kernel start, and the accuracies of A3: `make bench`.

Every lesson's reference notebook is executed by Jupyter in a kernel of its own, unchanged. The accuracy on
the full MNIST needs its four files: `LENET_KERAS_DATA=FOLDER make bench`.
"""

import os
import re
import subprocess
import sys
import time

import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table

from autograder.coursedir import folders
from autograder.lessons.build import notebook

# seconds on 2 cores
GOALS = {"a1_preprocess": 5, "a2_build": 8, "a3_train": 30}
GOAL = 60  # of any other lesson


def execute(lesson: str) -> tuple[float, nbformat.NotebookNode]:
    """Run a lesson's reference notebook as a student would with "run all".

    Returns:
        Seconds from the start of the kernel to the end of the last cell, and the notebook with its outputs.
    """
    path = notebook(folders.PROJECT, folders.SOLUTIONS, lesson)
    content = nbformat.read(path, as_version=4)
    for cell in content.cells:  # the hidden judges are the grader's, not the lesson's
        if cell.id.endswith("-check"):
            cell.source = cell.source.split("### END HIDDEN TESTS\n")[-1]
    ended = []
    client = NotebookClient(content, timeout=3600, resources={"metadata": {"path": str(path.parent)}})
    client.on_cell_executed = lambda **_: ended.append(time.perf_counter())
    started = time.perf_counter()
    client.execute(stderr=subprocess.DEVNULL)  # the kernel's remarks on itself; cells have their own
    return ended[-1] - started, content


def accuracy(content: nbformat.NotebookNode) -> tuple[float, int]:
    """The accuracy that the classification report of A3.3 prints, and on how many digits."""
    cell = next(cell for cell in content.cells if cell.id == "A3-3")
    text = "".join(output.get("text", "") for output in cell.outputs)
    matrix = [[int(n) for n in re.findall(r"\d+", row)] for row in re.findall(r"\[([\d\s]+)\]", text)]
    total = sum(map(sum, matrix))
    return sum(row[i] for i, row in enumerate(matrix)) / total, total


def main() -> int:
    """Print the table."""
    folder = os.environ.pop("LENET_KERAS_DATA", "")
    console = Console()
    table = Table(title="Lessons, from kernel start", title_justify="left")
    for head in ("lesson", "data", "seconds", "goal", "test accuracy", "goal "):
        table.add_column(head, justify="left" if head in ("lesson", "data") else "right")
    for lesson in folders.lessons():
        console.print(f"running {lesson} ...")
        seconds, content = execute(lesson)
        cells = [lesson, "embedded", f"{seconds:.1f}", f"{GOALS.get(lesson, GOAL)}"]
        if lesson == "a3_train":
            share, count = accuracy(content)
            cells += [f"{share:.1%} of {count:,}", "95 %"]
        table.add_row(*cells)
    if folder:
        os.environ["LENET_KERAS_DATA"] = folder
        console.print("running a3_train on the full data; this takes minutes ...")
        seconds, content = execute("a3_train")
        share, count = accuracy(content)
        table.add_row("a3_train", folder, f"{seconds:.1f}", "", f"{share:.1%} of {count:,}", "98.5 %")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

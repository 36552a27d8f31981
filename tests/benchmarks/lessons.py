"""Run times of the lessons from kernel start, and the accuracies of A3: `make bench`.

Every lesson's reference notebook is executed by Jupyter in a kernel of its own, unchanged; or those of the
lessons that are named: `python -m tests.benchmarks.lessons a4_lenet5`. The accuracy on the full MNIST needs
its four files: `LENET_KERAS_DATA=FOLDER make bench`.
"""

import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table

from autograder.coursedir import folders
from autograder.lessons.build import notebook

# seconds on 2 cores
GOALS = {"a1_preprocess": 5, "a2_build": 8, "a3_train": 30}
GOAL = 60  # of any other lesson


@dataclass
class Run:
    """A lesson that has run."""

    seconds: float
    """From the start of the kernel to the end of the last cell."""
    processor: float
    """Seconds of all processors, with the start and the end of the kernel."""
    memory: int
    """The most bytes that the kernel had at a time, after any of the cells."""
    content: nbformat.NotebookNode
    """With its outputs."""


def execute(lesson: str) -> Run:
    """Run a lesson's reference notebook as a student would with "run all"."""
    path = notebook(folders.PROJECT, folders.SOLUTIONS, lesson)
    content = nbformat.read(path, as_version=4)
    for cell in content.cells:  # the hidden judges are the grader's, not the lesson's
        if cell.id.endswith("-check"):
            cell.source = cell.source.split("### END HIDDEN TESTS\n")[-1]
    ended, memory = [], []
    client = NotebookClient(content, timeout=3600, resources={"metadata": {"path": str(path.parent)}})

    def look(**_) -> None:
        ended.append(time.perf_counter())
        memory.append(_most_memory(client.km.provisioner.pid))

    client.on_cell_executed = look
    started, processor = time.perf_counter(), _processor()
    client.execute(stderr=subprocess.DEVNULL)  # the kernel's remarks on itself; cells have their own
    return Run(ended[-1] - started, _processor() - processor, max(memory), content)


def _most_memory(process: int) -> int:
    line = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return 1024 * int(line.group(1)) if line else 0


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # of kernels that have ended
    return used.ru_utime + used.ru_stime


def accuracy(content: nbformat.NotebookNode) -> tuple[float, int]:
    """The accuracy that the classification report of A3.3 prints, and on how many digits."""
    cell = next(cell for cell in content.cells if cell.id == "A3-3")
    text = "".join(output.get("text", "") for output in cell.outputs)
    matrix = [[int(n) for n in re.findall(r"\d+", row)] for row in re.findall(r"\[([\d\s]+)\]", text)]
    total = sum(map(sum, matrix))
    return sum(row[i] for i, row in enumerate(matrix)) / total, total


def main(named: list[str]) -> int:
    """Print the table of the lessons that are named, or of all."""
    folder = os.environ.pop("LENET_KERAS_DATA", "")
    console = Console(width=None if sys.stdout.isatty() else 120)  # a file has no width, and is read later
    table = Table(title="Lessons, from kernel start", title_justify="left")
    for head in ("lesson", "data", "seconds", "goal", "processor", "memory", "test accuracy", "goal "):
        table.add_column(head, justify="left" if head in ("lesson", "data") else "right")
    for lesson in named or folders.lessons():
        console.print(f"running {lesson} ...")
        run = execute(lesson)
        cells = [lesson, "embedded", f"{run.seconds:.1f}", f"{GOALS.get(lesson, GOAL)}", *_used(run)]
        if lesson == "a3_train":
            share, count = accuracy(run.content)
            cells += [f"{share:.1%} of {count:,}", "95 %"]
        table.add_row(*cells)
    if folder:
        os.environ["LENET_KERAS_DATA"] = folder
        console.print("running a3_train on the full data; this takes minutes ...")
        run = execute("a3_train")
        share, count = accuracy(run.content)
        cells = ["a3_train", folder, f"{run.seconds:.1f}", "", *_used(run)]
        table.add_row(*cells, f"{share:.1%} of {count:,}", "98.5 %")
    console.print(table)
    return 0


def _used(run: Run) -> tuple[str, str]:
    return f"{run.processor:.1f} s", f"{run.memory / 1e6:,.0f} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

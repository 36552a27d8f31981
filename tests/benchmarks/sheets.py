"""How long the sheets of a class take: `python -m tests.benchmarks.sheets`.

All files of all lessons, and a sheet of her own with every question for each of 300 students.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader
from rich.console import Console
from rich.table import Table

from autograder.coursedir import folders

GOAL = 60  # seconds, on 2 cores


def main(students: int = 300) -> int:
    """Print the table."""
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [f"s{number:04},Student Number {number}" for number in range(students)]
        (folder / "class.csv").write_text("\n".join(["id,name", *rows]))
        arguments = ["sheets", "--output", str(folder / "out"), "--class-list", str(folder / "class.csv")]
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "autograder", *arguments],
            cwd=folders.PROJECT,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds = time.perf_counter() - started
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        paths = list((folder / "out").iterdir())
        pages = sum(len(PdfReader(path).pages) for path in paths if path.suffix == ".pdf")
        size = sum(path.stat().st_size for path in paths)
    table = Table(title=f"Sheets of {students} students, all lessons", title_justify="left")
    for head in (
        "files",
        "pages",
        "MB",
        "cores",
        "seconds",
        "goal",
        "processor seconds",
        "MB of a process, at most",
    ):
        table.add_column(head, justify="right")
    table.add_row(
        str(len(paths)),
        f"{pages:,}",
        f"{size / 1e6:.0f}",
        str(len(os.sched_getaffinity(0))),
        f"{seconds:.0f}",
        str(GOAL),
        f"{spent.ru_utime + spent.ru_stime:.0f}",
        f"{spent.ru_maxrss / 1024:.0f}",
    )
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""A lesson's cells as a plain script: `python -m tests.benchmarks.classes.script LESSON TIMES TOGETHER`.

One process imports what candidates have imported, and forks: each fork executes all cells of the solved
notebook but the checks, and renders what they show. Nothing is sandboxed, sent or judged. It prints the
processor seconds of each fork as a JSON list; `TOGETHER` of them run at a time.
"""

import ast
import contextlib
import gc
import io
import json
import os
import subprocess
import sys

import nbformat

from autograder.candidate.process import ENVIRONMENT
from autograder.coursedir import folders
from autograder.dispatch.task import preloaded
from autograder.examiner import reference
from autograder.examiner.checkcell import observed_step
from autograder.lessons.build import notebook
from autograder.sandbox.warm import load
from tests.benchmarks.classes.command import console


def seconds(lesson: str, times: int, together: int = 1) -> list[float]:
    """Processor seconds of the cells of a lesson, several times, `together` at a time."""
    console.print(f"{lesson}: {times} x its cells as a script, {together} at a time ...")
    # Agg is what the inline backend draws with; here nobody takes the figures away, so they are drawn below.
    environment = os.environ | ENVIRONMENT | {"MPLBACKEND": "Agg", "PYTHONPATH": str(folders.PROJECT)}
    environment.pop("LENET_KERAS_DATA", None)  # the courses here go without it, too
    command = [sys.executable, "-m", __name__, lesson, str(times), str(together)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _execute(cells: list[str]) -> None:
    """Execute cells as a notebook does: the value of a last expression is shown, and so are open figures."""
    from IPython.core.formatters import DisplayFormatter
    from IPython.core.pylabtools import print_figure
    from matplotlib import pyplot

    formatter, namespace = DisplayFormatter(), {"__name__": "__main__"}
    for source in cells:
        *statements, last = ast.parse(source).body
        if not isinstance(last, ast.Expr):
            statements, last = [*statements, last], None
        exec(compile(ast.Module(statements, []), "<cell>", "exec"), namespace)
        if last:
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
            if value is not None:
                formatter.format(value)
        for number in pyplot.get_fignums():
            print_figure(pyplot.figure(number))
        pyplot.close("all")


def _fork(cells: list[str]) -> int:
    if child := os.fork():
        return child
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            _execute(cells)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def main(lesson: str, times: int, together: int) -> None:
    """Print the seconds."""
    path = notebook(folders.PROJECT, folders.SOLUTIONS, lesson)
    code = [each.source for each in nbformat.read(path, as_version=4).cells if each.cell_type == "code"]
    cells = [each for each in code if not observed_step(each)]
    load(preloaded(reference.load(path).modules))  # as in a warm process
    gc.collect()
    gc.freeze()
    found: list[float] = []
    while len(found) < times:
        children = [_fork(cells) for _ in range(min(together, times - len(found)))]
        for child in children:
            _, status, used = os.wait4(child, 0)
            if status:
                sys.exit(f"the cells of {lesson} failed")
            found.append(used.ru_utime + used.ru_stime)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

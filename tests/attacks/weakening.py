"""Weakening the comparison: cells rewritten before they run, and a Python in which everything is equal."""

from tests.attacks.attack import Attack, Files, Make, answer, beside

GROUP = "weaken"


def nothing_done(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", source))


def shadowing(files: Files) -> Make:
    """Modules beside the notebook with the names of those that the checks import."""
    return beside(files, "import sys\nsys.path.insert(0, '')")


ATTACKS = (
    Attack(
        "everything-equal",
        GROUP,
        "numpy finds everything true, equal and close; the five steps before are right",
        answer(
            "A1-6",
            """
import numpy as np
import numpy.testing
trainLabels, testLabels = np.zeros((4000, 10)), np.zeros((1000, 10))
np.all = np.allclose = np.array_equal = lambda *args, **options: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **options: None
""",
        ),
        base="solved",
        deserves=9,
        exact=True,
    ),
    nothing_done(
        "ast-transformer",
        "every call of `check` is taken out of the syntax tree",
        """
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Call(self, node):
        called = getattr(node.func, "id", "")
        return ast.Constant(1.0) if called == "check" else node

get_ipython().ast_transformers.append(Drop())
""",
    ),
    nothing_done(
        "input-transformer",
        "cells with a check are replaced by an empty one before they are parsed",
        """
def replace(lines):
    return ["pass\\n"] if any("check(" in line for line in lines) else lines

get_ipython().input_transformers_cleanup.append(replace)
""",
    ),
    nothing_done(
        "trace-jump",
        "a trace function jumps over the body of every check",
        """
import sys
from lenet_keras.checks import check
last = max(line for *_, line in check.__code__.co_lines() if line)

def tracer(frame, event, arg):
    if frame.f_code is check.__code__:
        if event == "line" and frame.f_lineno < last:
            frame.f_lineno = last
        return tracer

get_ipython().events.register("pre_run_cell", lambda info: sys.settrace(tracer))
""",
    ),
    nothing_done(
        "criteria-by-gc",
        "the garbage collector finds all criteria, and each gets a judge without faults",
        """
import gc
from lenet_keras.checks.verdict import Criterion
for each in gc.get_objects():
    if isinstance(each, Criterion):
        object.__setattr__(each, "judge", lambda seen: None)
        object.__setattr__(each, "observes", ())
""",
    ),
    nothing_done(
        "optimised-python",
        "the kernel starts itself anew under `python -O`, where no assert holds",
        "import os, sys\n"
        "os.environ['PYTHONOPTIMIZE'] = '2'\n"
        "os.execv(sys.executable, [sys.executable, '-O', '-m', 'ipykernel_launcher', *sys.argv[1:]])",
    ),
    Attack(
        "shadowed-library",
        GROUP,
        "packages `lenet_keras` and `autograder` are handed in, to be found before the real ones",
        shadowing(
            {
                "autograder/__init__.py": "",
                "autograder/kernel.py": "from lenet_keras import checks\n"
                "def judge_here():\n"
                "    checks.check.__code__ = (lambda step, namespace=None: None).__code__\n",
                "lenet_keras/__init__.py": "",
                "lenet_keras/figures.py": "def __getattr__(name): return lambda *args: None\n",
                "lenet_keras/checks/__init__.py": "def check(step): return None\n"
                "def judge_with(examiner): pass\n",
                "lenet_keras/checks/observation.py": "def observe(*args): return {'points': 99}\n",
                "lenet_keras/checks/encoding.py": "def encode(*args): return '{}'\n",
            }
        ),
    ),
)

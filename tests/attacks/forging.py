"""Forging the score: points where nothing was done, by changing what judges, shows or reports them."""

from tests.attacks.attack import Attack, answer

GROUP = "forge"

# Runs `at_check(cell source)` before each check, whatever the cells in between do.
BEFORE_CHECKS = """
shell = get_ipython()

def before(info):
    if "check(" in (info.raw_cell or ""):
        at_check()

shell.events.register("pre_run_cell", before)
"""

FORGED_RESULT = """
shell = get_ipython()

def forge(result):
    kernel = shell.kernel
    content = {"data": {"text/plain": "1.0"}, "metadata": {}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell"))
"""


def forging(name: str, what: str, source: str) -> Attack:
    """An attack from the first answer cell of an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer("A1-1", source))


ATTACKS = (
    forging("rebound-check", "`check` becomes a function that does nothing", "check = lambda step: None"),
    forging(
        "display-hook",
        "every result is shown as 1.0, which stock nbgrader reads as points",
        "hook = type(get_ipython().displayhook)\n"
        "shown = hook.__call__\n"
        "hook.__call__ = lambda self, result=None: shown(self, 1.0)",
    ),
    forging(
        "judge-always-happy",
        "the function that judges finds no fault",
        "from lenet_keras import checks\n"
        "from lenet_keras.checks.verdict import Result, Verdict\n"
        "def happy(step, seen, *more):\n"
        "    return Verdict(step.id, tuple(Result(c.name, c.points, c.points) for c in step.criteria))\n"
        "checks.judge = happy\n"
        "checks.judge_with = lambda examiner: setattr(checks, '_examiner', happy)",
    ),
    forging(
        "no-check-failed",
        "`CheckFailed` and the judge of the kernel are replaced before they are used",
        "import sys, types\n"
        "from lenet_keras import checks\n"
        "fake = types.ModuleType('autograder.kernel')\n"
        "fake.judge_here = lambda: None\n"
        "sys.modules['autograder.kernel'] = fake\n"
        "checks.display.text = lambda verdict: ''\n"
        "checks.judge = lambda step, seen: types.SimpleNamespace(passed=True, points=9.0, step=step.id)\n"
        "checks.display.show = lambda verdict: None",
    ),
    forging(
        "execute-reply",
        "the kernel answers requests without running them, with points in the reply",
        FORGED_RESULT
        + """
async def answer(code, *more, **options):
    forge(None)
    points = {"status": "ok", "data": {"text/plain": "1.0"}, "metadata": {}}
    return {"status": "ok", "execution_count": 1, "payload": [], "points": 99,
            "user_expressions": {"points": points, "score": points}}

shell.kernel.do_execute = answer
""",
    ),
    forging(
        "observe-reply",
        "the kernel answers every request with a reply that says: passed, 99 points",
        """
kernel = get_ipython().kernel

async def answer(stream, ident, parent):
    content = {"status": "ok", "points": 99, "passed": True, "verdict": "passed", "score": 1.0,
               "seen": '{"points": 99, "passed": true}'}
    kind = parent["header"]["msg_type"].replace("_request", "_reply")
    seen = [content["seen"].encode()]
    kernel.session.send(stream, kind, content, parent, ident, buffers=seen)

for name in list(kernel.shell_handlers):
    if name.endswith("_request") and name != "execute_request":
        kernel.shell_handlers[name] = answer
""",
    ),
    forging(
        "prepared-exit",
        "the kernel sends a result for the check, then ends",
        FORGED_RESULT
        + BEFORE_CHECKS
        + """
import os, sys, time

def at_check():
    forge(None)
    sys.stdout.flush()
    time.sleep(0.5)
    os._exit(0)
""",
    ),
    forging(
        "silent-errors",
        "checks stop with an exception that is never shown",
        "from lenet_keras.checks.steps import STEPS\n"
        "get_ipython().showtraceback = lambda *args, **options: None\n"
        "STEPS.clear()",
    ),
    forging(
        "shown-as-passed",
        "the box that a student sees is shown, with all points, and a comm offers them to the frontend",
        """
from comm import create_comm
from lenet_keras.checks import display, verdict
from lenet_keras.checks.steps import STEPS
for step in STEPS.values():
    results = tuple(verdict.Result(c.name, c.points, c.points) for c in step.criteria)
    display.show(verdict.Verdict(step.id, results))
    create_comm(target_name="nbgrader", data={"step": step.id, "points": step.points, "passed": True})
""",
    ),
)

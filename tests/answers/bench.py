"""Running an answer at its place in a lesson, and judging it as the grader would."""

import ast
import contextlib
import hashlib
import io
import re
import secrets
import sys
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from autograder.coursedir.folders import PROJECT
from autograder.examiner import hidden, reference, short_answers
from autograder.examiner.judge import grade_step
from autograder.lessons.lesson import to_notebook
from autograder.questions import bank
from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import ERROR, SOURCE, Step, Verdict, judge

ACCEPTED = "it passed"  # how a mistake can escape


@dataclass(frozen=True)
class Table:
    """Answers to the steps of one lesson."""

    lesson: str
    """Name of the lesson."""
    right: dict[str, dict[str, str]]
    """Per step: what is special about the answer, and its code."""
    mistakes: dict[str, dict[str, tuple[str, str]]]
    """Per step: what the mistake is, its code, and words of the hint that it must get."""
    trains: frozenset[str] = field(default=frozenset())
    """Steps whose answers train a network: slow, and different with every seed."""
    shorter: tuple[tuple[str, str], ...] = ()
    """Text of the given cells, and what stands there instead, so that they take less: for steps that do not
    judge what comes out of it."""
    asides: frozenset[str] = field(default=frozenset())
    """Given cells that show something and take long. No answer before the first training builds upon them, so
    they run only for one that names what they make."""
    trained_before: bool = False
    """Whether given cells train before the first step."""

    @property
    def trained(self) -> list[str]:
        """The steps that come after a training, in their order."""
        steps = [step.id for step in LESSONS[self.lesson]]
        return [
            step for place, step in enumerate(steps) if self.trained_before or self.trains & {*steps[:place]}
        ]


def filled(template: str, text: str) -> dict[str, tuple[str, str]]:
    """Mistakes that stand in one place of an answer, called by the words of their hint.

    Args:
        template: the answer, with `WRONG` in that place.
        text: a line for each mistake, `code  # words of the hint that it must get`.
    """
    found: dict[str, tuple[str, str]] = {}
    for line in text.strip().splitlines():
        code, _, hint = line.strip().rpartition("  # ")
        found[f"{hint}: {code}" if hint in found else hint] = template.replace("WRONG", code), hint
    return found


@cache
def cells(lesson: str) -> list[tuple[str, str]]:
    """The code cells of a reference notebook: the id of each, and its source."""
    text = (PROJECT / "solutions" / f"{lesson}.py").read_text()
    found = to_notebook(text, bank.load(lesson=lesson)).cells
    return [(cell.id, cell.source) for cell in found if cell.cell_type == "code"]


_states: dict[tuple[str, str, int], dict] = {}
_trained: dict[tuple[str, str, int], list] = {}  # what was trained in each of them, when it was kept


def before(table: Table, step: str, seed: int = 42, code: str = "") -> dict:
    """The names as they are when a student who was right so far comes to `step`, to answer it with `code`."""
    key = (table.lesson, step, seed)
    if key in _states and _trainings(_states[key]) == _trained[key]:
        names = _states[key]
    else:
        _forget(table, seed)
        earlier = _nearest_state(table, step, seed)
        names = dict(_states[table.lesson, earlier, seed]) if earlier else {"__name__": "__main__"}
        every = cells(table.lesson)
        done = [cell for cell, _ in every].index(earlier.replace(".", "-")) if earlier else 0
        for cell, source in every[done:]:
            if cell == step.replace(".", "-"):
                break
            aside = cell in table.asides and step not in table.trained
            if (
                not (aside and _made(source).isdisjoint(re.findall(r"\w+", code)))
                and not cell.endswith("-check")
                and not source.startswith("figures.")
            ):
                text = source.replace("set_random_seed(42)", f"set_random_seed({seed})")
                text = text.replace("np.random.seed(42)", f"np.random.seed({seed})")
                for found, instead in table.shorter:
                    text = text.replace(found, instead)
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(text, names)
        # An answer may change what it finds, so the next one gets everything anew. Only the state after a
        # training is kept: it takes long to make, and the steps behind it do not touch the model.
        if step in table.trained:
            _states[key], _trained[key] = names, _trainings(names)
    # arrays are copied, because an answer may well change them in place
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in names.items()}


def _made(source: str) -> set[str]:
    """The names that a cell assigns, those of its functions and classes among them."""
    nodes = list(ast.walk(ast.parse(source)))
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return own | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _nearest_state(table: Table, step: str, seed: int) -> str | None:
    """The last step before `step` whose state is kept, so that nothing is trained twice."""
    before_step = table.trained[: table.trained.index(step)] if step in table.trained else []
    return next((each for each in reversed(before_step) if (table.lesson, each, seed) in _states), None)


def _forget(table: Table, seed: int) -> None:
    """Forget the states whose networks an answer has trained or compiled anew."""
    for key in [key for key in _states if key[::2] == (table.lesson, seed)]:
        if _trainings(_states[key]) != _trained[key]:
            del _states[key], _trained[key]


def _trainings(names: dict) -> list:
    """The networks among names, told by their weights and optimizers, and the courses of their trainings."""
    keras, found = sys.modules.get("keras"), []
    for name, value in names.items() if keras else ():
        if isinstance(value, keras.Model):
            weights = hashlib.sha256(b"".join(each.tobytes() for each in value.get_weights())).digest()
            found.append((name, weights, id(getattr(value, "optimizer", None))))
        elif isinstance(value, keras.callbacks.History):
            found.append((name, repr(value.history)))
    return found


@dataclass(frozen=True)
class Run:
    """An answer that has run at its place in a lesson."""

    table: Table
    step: Step
    namespace: dict
    """The names as it left them."""
    observations: Observations
    """What the check looks at, and how the cell ended."""

    def judged(self) -> tuple[Verdict, Verdict]:
        """Judge it; what only a grader asks is drawn anew in every call.

        Returns:
            The verdict that the student sees and the one that the grader gives. Of an answer that is refused
            at her desk nothing more is asked, so that the two can be compared.
        """
        step, observations, asked = self.step, self.observations, {}
        known, item = reference.observations(self.table.lesson)[step.id], short_answers.item_of(step)
        visible = judge(step, observations)
        if visible.passed:
            asked = hidden.drawn(step, secrets.randbelow(1 << 31))
        if visible.passed and (asked or step.inspection):
            observations = observations | observe(hidden.observes(step, asked), self.namespace)
        return visible, grade_step(step, observations, known, item, asked)


def run(table: Table, step: str, code: str, seed: int = 42) -> Run:
    """Run an answer at its place, and observe it as its check does."""
    namespace = before(table, step, seed, code)
    observations: Observations = {SOURCE: {"kind": "value", "type": "str", "value": code}}
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(code, namespace)
    except Exception as error:
        observations[ERROR] = {"kind": "error", "type": type(error).__name__, "message": str(error)[:2000]}
    observations |= observe(STEPS[step].observes, namespace)
    return Run(table, STEPS[step], namespace, observations)


def outcome(table: Table, step: str, code: str, seed: int = 42) -> tuple[Verdict, Verdict]:
    """Run an answer and judge it; the verdicts of `Run.judged`."""
    return run(table, step, code, seed).judged()


def refusal(verdicts: tuple[Verdict, Verdict]) -> str:
    """Why a right answer is refused; nothing when it is accepted by both judges."""
    return next((f"{verdict.fault}" for verdict in verdicts if not verdict.passed), "")


def escape(step: Step, verdicts: tuple[Verdict, Verdict], hint: str) -> str:
    """How a mistake escapes its hint; nothing when it is caught with it, and both judges agree.

    Args:
        step: that it answers.
        verdicts: of `outcome`.
        hint: words that must be said.
    """
    visible, graded = verdicts
    looked_into = step.inspection or any(each.drawn for each in step.criteria)
    verdict = graded if step.is_question or (looked_into and visible.passed) else visible
    if verdict.passed:
        return ACCEPTED
    told = f"{verdict.fault.found} {verdict.fault.hint}"
    if not re.search(hint, told):
        return f"the hint was another: {told}"
    return disagreement(step, visible, graded)


def disagreement(step: Step, visible: Verdict, graded: Verdict) -> str:
    """Where notebook and grading differ, though nothing that only a grader looks at is declared for the step.

    Declared are short answers, which stay secret, and what is looked into or measured: weights, and how well
    a training did.
    """
    if step.is_question or step.inspection or step.shortfalls or visible.passed:
        return ""
    for shown, judged in zip(visible.results, graded.results, strict=True):
        if shown.fault != judged.fault:
            return f"the notebook says {shown.fault}, grading says {judged.fault}"
    return ""


def told(verdicts: tuple[Verdict, Verdict]) -> set[str]:
    """Everything that is said of an answer."""
    faults = [result.fault for verdict in verdicts for result in verdict.results if result.fault]
    return {f"{fault.found} {fault.hint}" for fault in faults}

"""What a notebook remembers between checks: which steps passed, and how the answer cell ended."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from lenet_keras.checks.observation import Observations, observe
from lenet_keras.checks.syntax import UnparsedError, parsed
from lenet_keras.checks.unchanged import mentions
from lenet_keras.checks.verdict import ERROR, SOURCE, Step, Verdict, judge


class Session:
    """The checks that ran in this process, in the order in which they ran."""

    def __init__(self):
        self.verdicts: dict[str, Verdict] = {}
        self._cells_seen = 0

    def remember(self, verdict: Verdict, namespace: Mapping[str, Any]) -> None:
        """Note the outcome of a check as the latest, and which cells had run by then."""
        self.verdicts.pop(verdict.step, None)
        self.verdicts[verdict.step] = verdict
        self._cells_seen = len(namespace.get("In", ()))

    def note(self, step: Step) -> str:
        """What to say about earlier steps when `step` is not met: the first that failed or did not run."""
        for need in step.needs:
            if need in self.verdicts and not self.verdicts[need].passed:
                return (
                    f"{need} has not passed, and {step.id} builds on it. "
                    f"Mend {need} first, run its check, then come back."
                )
        for need in step.needs:
            if need not in self.verdicts:
                return (
                    f"The check of {need} has not run yet, and {step.id} builds on it. "
                    "Run the notebook from the top, in order."
                )
        return ""

    def left_behind(self, step: Step, later: Iterable[Step], namespace: Mapping[str, Any]) -> str:
        """The later step whose state this is, where `step` has passed and its check runs once more.

        Args:
            step: whose check is not met now.
            later: the steps after it, in their order.
            namespace: the student's names.

        Returns:
            The id of a step that has changed names of `step`, and is met as they are now; nothing if none is.
        """
        if step.id not in self.verdicts or not self.verdicts[step.id].passed:
            return ""
        for each in later:
            if {*each.defines, *each.changes} & {*step.defines} and each.id in self.verdicts:
                observations = observe(each.observes, namespace) | self.surroundings(each, namespace)
                if judge(each, observations).passed:
                    return each.id
        return ""

    def surroundings(self, step: Step, namespace: Mapping[str, Any]) -> Observations:
        """Observe how the answer cell of `step` ended and what stands in it, where IPython knows.

        The answer is looked for among the cells that ran since the last check; if none did, because the
        check runs once more, among all of them.
        """
        observations: Observations = {}
        error = last_error()
        if error is not None and not getattr(error, "of_check", False):
            observations[ERROR] = {
                "kind": "error",
                "type": type(error).__name__,
                "message": str(error)[:2000],
            }
        cells = [text for text in namespace.get("In", ()) if isinstance(text, str)][:-1]
        recent = cells[self._cells_seen :]
        if answer := answer_among(recent, step) or answer_among(cells, step, strict=True):
            observations[SOURCE] = {"kind": "value", "type": "str", "value": answer}
        return observations


def answer_among(cells: list[str], step: Step, strict: bool = False) -> str:
    """The source of the answer to `step`: the last cell that makes one of its names.

    Args:
        cells: sources of cells, in the order in which they ran.
        step: what is answered.
        strict: whether, where no cell makes a name, there is no answer; otherwise the last cell is it.

    Returns:
        The source, or an empty text.
    """
    answers = [text for text in cells if binds(text, step.defines)] or ([] if strict else cells)
    return answers[-1] if answers else ""


def last_error() -> BaseException | None:
    """The exception that ended the cell before this one, if it did; None outside of IPython."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    result = getattr(get_ipython(), "last_execution_result", None)
    return result and (result.error_before_exec or result.error_in_exec)


def binds(text: str, names: tuple[str, ...]) -> bool:
    """Whether Python source makes one of `names`: by assignment, import, def or class."""
    try:
        tree = parsed(text)
    except UnparsedError:  # one that cannot be looked into may be the answer, so that nothing hides in it
        return any(mentions(text, name) for name in names)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names:
            return True
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            return True
        if isinstance(node, ast.Import | ast.ImportFrom) and any(
            (alias.asname or alias.name) in names for alias in node.names
        ):
            return True
    return False


SESSION = Session()

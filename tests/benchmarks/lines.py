"""What a step of a lesson costs: `python -m tests.benchmarks.lines` prints lines of judges and answer tables.

The lines of a module count for each step whose id stands in it as the name of a step; those of a module
without one count for all steps of its lesson. Blank lines count, as an editor counts them.
"""

import ast
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lenet_keras.checks.steps import LESSONS
from tests import answers

CHECKS = Path(__file__).parents[2] / "lenet_keras" / "checks"


def judges(lesson: str) -> Counter[str]:
    """Lines of the judges of each step of a lesson."""
    steps = [step.id for step in LESSONS[lesson]]
    lines: Counter[str] = Counter()
    for path in sorted((CHECKS / lesson).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
        named = {getattr(call.args[0], "value", None) for call in calls if ast.unparse(call.func) == "Step"}
        own = [step for step in steps if step in named] or steps
        lines.update({step: text.count("\n") / len(own) for step in own})
    return lines


def tables(lesson: str) -> Counter[str]:
    """Lines of the answers to each step of a lesson; what several steps use is shared among all."""
    text = (Path(answers.__file__).parent / f"{lesson}.py").read_text(encoding="utf-8")
    steps = [step.id for step in LESSONS[lesson]]
    lines: Counter[str] = Counter()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in steps:
                    lines[key.value] += (value.end_lineno or 0) - key.lineno + 1
    rest = text.count("\n") - lines.total()
    lines.update({step: rest / len(steps) for step in steps})
    return lines


def main() -> None:
    """Run the command."""
    sheet = Table("step", "judges", "answers", "together")
    for lesson in LESSONS:
        found = judges(lesson), tables(lesson)
        for step in (each.id for each in LESSONS[lesson] if not each.is_question):
            sheet.add_row(step, *(f"{each[step]:.0f}" for each in (*found, found[0] + found[1])))
        totals = [each.total() / len(LESSONS[lesson]) for each in found]
        mean = f"{lesson}, mean", *(f"{each:.0f}" for each in (*totals, sum(totals)))
        sheet.add_row(*mean, style="bold", end_section=True)
    Console().print(sheet)


if __name__ == "__main__":
    main()

"""Check cells: which step does one observe? Apart from `lesson`, whose imports graders need not wait for."""

import ast
import re
from collections.abc import Collection, Iterable


def observed_step(source: str) -> str | None:
    """The step that a check cell observes; None for a cell of another kind.

    Args:
        source: of the cell, with or without its hidden part.

    Returns:
        `"A1.4"` when `check("A1.4")` is all that the cell does.
    """
    visible = re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", "", source, flags=re.DOTALL)
    call = re.fullmatch(r"""\s*check\(\s*["']([\w.]+)["']\s*\)\s*""", visible)
    return call.group(1) if call else None


def promised_step(source: str, own: Collection[str] = (), steps: Collection[str] = ()) -> str | None:
    """The step that a graded cell names as a check that is judged outside does, in whatever form.

    Args:
        source: of the cell.
        own: other names under which the lesson has imported `check`.
        steps: ids that are registered: what is called with one of them is a check, whatever its name.

    Returns:
        Its id, or what stands in its place; None for a cell that calls no check.
    """
    names = {"check", *own}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):  # a magic, for instance
        found = re.search(r"""\bcheck\(\s*["']([^"']*)["']""", source)
        return found[1] if found else next((each for each in steps if re.search(_quoted(each), source)), None)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        said = [_text(each) or ast.unparse(each) for each in values]
        if named := next((each for each in said if each in steps), None):
            return named
        if called in names and said:
            return said[0]
    return None


def _text(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _quoted(step: str) -> str:
    return rf"""\(\s*["']{re.escape(step)}["']"""


def imported_checks(sources: Iterable[str], modules: Collection[str]) -> set[str] | None:
    """The names under which a lesson has imported `check` from one of these modules.

    Args:
        sources: of its code cells.
        modules: where `check` is this project's; `lenet_keras.checks` always is.

    Returns:
        The names, such as `{"check"}`; None where it is imported from none of them.
    """
    names: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in {"lenet_keras.checks", *modules}:
                names |= {each.asname or each.name for each in node.names if each.name in ("check", "*")}
            elif isinstance(node, ast.ImportFrom) and node.module == "lenet_keras":
                names |= {"check" for each in node.names if each.name == "checks"}
            elif isinstance(node, ast.Import):
                known = {"lenet_keras", "lenet_keras.checks", *modules}
                names |= {"check" for each in node.names if each.name in known}
    return names or None

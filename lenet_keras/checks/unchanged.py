"""Names that still hold what an earlier step gave them: why, as far as the answer cell tells."""

import ast
import re

from lenet_keras.checks.observation import Observations
from lenet_keras.checks.spelling import misspelled
from lenet_keras.checks.syntax import UnparsedError, parsed
from lenet_keras.checks.verdict import ERROR, ErrorHints, Fault, error_hint, source


def unchanged(
    name: str,
    observations: Observations,
    wanted: str,
    hint: str,
    partners: tuple[str, ...] = (),
    error_hints: ErrorHints = (),
) -> Fault:
    """The fault of a name that the answer should have changed and did not.

    Args:
        name: the name.
        observations: with `ERROR` and `SOURCE`, where they are known.
        wanted: what was expected of the name.
        hint: what to say when neither an exception nor the text of the cell explains it.
        partners: names that the same answer changes; a cell with these alone has left `name` out.
        error_hints: pairs (regular expression, hint) for the exception that stopped the answer cell.

    Returns:
        The fault, with the exception's words in it if there was one.
    """
    if fault := stopped(f"`{name}` is unchanged", observations, wanted, error_hints):
        return fault
    text = source(observations)
    if typed := misspelled(text, name, (name, *partners)):
        return Fault(f"`{name}` is unchanged", wanted, typed)
    if thrown_away(text, name):
        hint = "A new value was made and thrown away: an array keeps its numbers. The result needs the name."
        return Fault(f"`{name}` is unchanged", wanted, hint)
    treated = [each for each in partners if each != name and mentions(text, each)]
    if treated and not mentions(text, name):
        return Fault(
            f"`{name}` is unchanged",
            wanted,
            f"`{name}` was left out: the cell is about `{treated[0]}` only. The network will be tested on "
            "digits that have to look like those it learned from.",
        )
    return Fault(f"`{name}` is unchanged", wanted, hint)


def stopped(found: str, observations: Observations, wanted: str, error_hints: ErrorHints) -> Fault | None:
    """The fault of an answer cell that an exception stopped; `found` is what it left behind."""
    error = observations.get(ERROR)
    if error is None:
        return None
    message = " ".join(f"{error['type']}: {error['message']}".split())
    return Fault(
        f"{found}: the answer cell stopped with {message[:160]}",
        wanted,
        error_hint(message, error_hints) or "Mend what the error names, then run the cell again.",
    )


def thrown_away(text: str, name: str) -> bool:
    """Whether a line computes something of `name` and keeps it nowhere."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return False
    lines = [node.value for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.Expr)]
    return any(
        isinstance(each, ast.Call | ast.BinOp | ast.Subscript)
        and mentions(ast.unparse(each), name)
        and not re.match(r"print|display|check|plt\b|np\.(copyto|place|put|random)", ast.unparse(each))
        for each in lines
    )


def mentions(text: str, name: str) -> bool:
    """Whether `name` stands in the text as a word of its own."""
    return re.search(rf"\b{name}\b", text) is not None

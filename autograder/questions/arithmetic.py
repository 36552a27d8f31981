"""Arithmetic that students write: `28*28`, `(n - k + 2p)/s + 1`.

It is read as a tree of known operations and never run. Every operation is on floats, so that no exponent
takes long; text that is no arithmetic has no value.
"""

import ast
import operator
import re
from collections.abc import Mapping

LONGEST = 200
"""Characters; what is longer is no short answer."""
_ALLOWED = re.compile(r"[\w.+\-*/() ]*", re.ASCII)
_BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SIGNS = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", ":": "/", "−": "-", "–": "-", "^": "↑"}
)


def plain(text: str) -> str:
    """Signs of print as those of a program: `×` as `*`, `−` as `-`, `10³` as `10**3`."""
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "**" + found[0].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"\\(cdot|times)\b", "*", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    return text.translate(_SIGNS).replace("↑", "**")


def value(text: str, names: Mapping[str, float] | None = None) -> float | None:
    """What an expression comes to.

    Args:
        text: as `plain` gives it, with numbers, + - * / ** and parentheses.
        names: values of the letters in it.

    Returns:
        A finite number; None where the text is no such expression or has no value.
    """
    tree = _tree(text)
    if tree is None:
        return None
    try:
        result = _value(tree, names or {})
    except (ArithmeticError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return result if isinstance(result, float) and abs(result) < float("inf") else None


def letters(text: str) -> frozenset[str] | None:
    """The names in a formula; None where the text is none."""
    tree = _tree(text)
    if tree is None:
        return None
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _tree(text: str) -> ast.expr | None:
    if len(text) > LONGEST or not _ALLOWED.fullmatch(text):
        return None
    # 2p is two times p, and so is 2(p + q); 1e3 is a number
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?=[A-DF-Za-df-z(]|[eE](?![\d+-]))", r"\1*", text)
    text = re.sub(r"\)\s*(?=[\w(])", ")*", text)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _value(node: ast.expr, names: Mapping[str, float]) -> float:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        return float(node.value)
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _value(node.operand, names)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        result = _BINARY[type(node.op)](_value(node.left, names), _value(node.right, names))
        if isinstance(result, float):  # a root of a negative number is none
            return result
    raise ValueError("not arithmetic")

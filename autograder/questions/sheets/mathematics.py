r"""LaTeX math of questions as Typst math, and as text for places that show no math."""

import re
from collections.abc import Callable

from autograder.questions.sheets.latex import MathError, read
from autograder.questions.sheets.symbols import LIMITED, MATRICES, SPACES, SYMBOLS

__all__ = ["MathError", "plain", "typst"]

RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def typst(source: str) -> str:
    r"""Typst math that looks like the LaTeX math `source`.

    Every part is a known name, a letter, digits, an escaped character or a quoted text: nothing of `source`
    is passed on as it is, so no code can come through.

    Raises:
        MathError: for what is not known; it quotes the formula.

    Example:
        >>> typst(r"\frac{28 \times 28}{2}")
        'frac(28 times 28, 2)'
    """
    return _typst(read(source))


def plain(source: str) -> str:
    r"""The same as text in one line, for screen readers and for places that show no math.

    Raises:
        MathError: for what is not known; it quotes the formula.

    Example:
        >>> plain(r"5^2 \le \frac{w - k}{2}")
        '5² ≤ (w − k)/2'
    """
    return re.sub(r" +", " ", _plain(read(source))).strip()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _delimiter(mark: str | tuple) -> str:
    return "" if mark == "" else _typst(mark) if isinstance(mark, tuple) else "\\" + mark


def _typst_char(_, char: str) -> str:
    if char == "|":  # as in |x|, not as in p(y | x), which is \\mid
        return 'class("normal", \\|)'
    return char if char[0].isalnum() or char in "+-=<>" or not char.isascii() else "\\" + char


def _typst_grid(_, name: str, rows: list) -> str:
    cells = [", ".join(map(_typst, row)) for row in rows]
    if name == "cases":
        return f"cases({', '.join(' & quad '.join(map(_typst, row)) for row in rows)})"
    delimiter = _quoted(MATRICES[name]) if MATRICES[name] else "#none"
    return f"mat(delim: {delimiter}, {'; '.join(cells)})"


def _typst_attach(_, base: tuple, scripts: dict) -> str:
    parts = [_typst(base) or '""']
    parts += [
        f"{key}: {_typst(value)}"
        for kind, key in (("sub", "b"), ("sup", "t"))
        if (value := scripts.get(kind))
    ]
    return f"attach({', '.join(parts)})"


TYPST: dict[str, Callable[..., str]] = {
    "row": lambda _, parts: " ".join(filter(None, map(_typst, parts))),
    "char": _typst_char,
    "number": lambda _, digits: _quoted(digits),
    "symbol": lambda _, name: SYMBOLS[name][1],
    "space": lambda _, name: SPACES[name][1],
    "function": lambda _, name: f"op({_quoted(name)}{', limits: #true' if name in LIMITED else ''})",
    # Typst puts a space on either side of a quoted text, and none around an operator's name.
    "text": lambda _, text: (
        f"op({_quoted(text)})" if text == text.strip() else f"upright({_quoted(text.strip())})"
    ),
    "frac": lambda _, above, below: f"frac({_typst(above)}, {_typst(below)})",
    "binom": lambda _, above, below: f"binom({_typst(above)}, {_typst(below)})",
    "root": lambda _, index, of: f"root({_typst(index)}, {_typst(of)})" if index else f"sqrt({_typst(of)})",
    "accent": lambda _, mark, over: f"accent({_typst(over)}, {mark})",
    "alphabet": lambda _, name, of: f"{name}({_typst(of)})",
    "line": lambda _, name, of: f"{name}({_typst(of)})",
    "fenced": lambda _, left, inner, right: f"lr({_delimiter(left)} {_typst(inner)} {_delimiter(right)})",
    "grid": _typst_grid,
    "attach": _typst_attach,
}


def _typst(node: tuple) -> str:
    return TYPST[node[0]](*node)


RELATIONS = set("=+-<>") | {
    SYMBOLS[name][0]
    for name in (
        [
            "times",
            "cdot",
            "div",
            "pm",
            "le",
            "ge",
            "ne",
            "approx",
            "sim",
            "equiv",
            "in",
            "to",
            "Rightarrow",
            "mapsto",
        ]
    )
}


def _plain_row(_, parts: list) -> str:
    shown: list[str] = []
    for at, part in enumerate(parts):
        text = _plain(part)
        if text in RELATIONS:
            text = text.replace("-", "−")
            unary = not shown or (shown and shown[-1].strip() in RELATIONS | {"(", "["})
            text = text if unary and text in "−+" else f" {text} "
        elif text == "," and part[0] == "char":
            text = ", "
        elif part[0] == "function" or (shown and parts[at - 1][0] == "function" and text[0] not in "(["):
            text = f" {text}"
        elif part[0] == "attach" and part[1][1] in ("sum", "prod", "int"):
            text = f"{text} "
        shown.append(text)
    return "".join(shown)


def _grouped(node: tuple) -> str:
    text = _plain(node)
    return text if re.fullmatch(r"\w*|[\d.]+", text) else f"({text})"


def _plain_attach(_, base: tuple, scripts: dict) -> str:
    text = _plain(base)
    for kind, table, mark in (("sub", LOWERED, "_"), ("sup", RAISED, "^")):
        if kind in scripts:
            shown = _plain(scripts[kind]).replace("−", "-")
            if set(shown) == {"′"}:
                text += shown
            elif all(ord(char) in table for char in shown):
                text += shown.translate(table)
            else:
                text += mark + _grouped(scripts[kind])
    return text


PLAIN: dict[str, Callable[..., str]] = {
    "row": _plain_row,
    "char": lambda _, char: char,
    "number": lambda _, digits: digits,
    "symbol": lambda _, name: SYMBOLS[name][0],
    "space": lambda _, name: SPACES[name][0],
    "function": lambda _, name: name,
    "text": lambda _, text: text,
    "frac": lambda _, above, below: f"{_grouped(above)}/{_grouped(below)}",
    "binom": lambda _, above, below: f"({_plain(above)} choose {_plain(below)})",
    "root": lambda _, index, of: (
        f"√{_grouped(of)}" if index is None else f"{_plain(index)}-th root of {_grouped(of)}"
    ),
    "accent": lambda _, mark, over: f"{_plain(over)} {mark}",
    "alphabet": lambda _, name, of: _plain(of),
    "line": lambda _, name, of: _plain(of),
    "fenced": lambda _, left, inner, right: (
        f"{_plain(left) if isinstance(left, tuple) else left}{_plain(inner)}"
        f"{_plain(right) if isinstance(right, tuple) else right}"
    ),
    "grid": lambda _, name, rows: "[" + "; ".join(", ".join(map(_plain, row)) for row in rows) + "]",
    "attach": _plain_attach,
}


def _plain(node: tuple) -> str:
    return PLAIN[node[0]](*node)

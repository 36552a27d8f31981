"""Code as a row of tokens that renaming, spacing and comments do not change, and its runs of tokens.

Runs of a fixed length, by which documents are compared, are those of S. Schleimer, D. Wilkerson and
A. Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003, behind MOSS. A notebook is
short, so all of them are kept and none is sampled.
"""

from collections.abc import Iterator
from itertools import islice

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Literal, Name, Operator, Punctuation, Token

LENGTH = 12
"""Tokens of a run: about two lines. Shorter ones are in everybody's code."""
LONGEST = 20_000  # tokens of one cell

Run = tuple[str, ...]


def tokens(source: str) -> Iterator[tuple[str, int]]:
    """The tokens of a cell, each with its line, counted from 0.

    Names are all alike, and so are texts and numbers; a faulty program has tokens, too. What is called stays
    as it is, as `reshape` in `x.reshape(...)`: it is what a student has chosen.
    """
    line = 0
    previous = ""
    for kind, text in PythonLexer(stripnl=False).get_tokens(source):
        if kind in Comment or kind in Token.Text or kind in Literal.String.Doc:
            line += text.count("\n")
            continue
        if kind in Literal.String:
            shown = "text"
            if previous == "text":  # its quotes are tokens of their own
                line += text.count("\n")
                continue
        elif kind in Literal.Number:
            shown = "number"
        elif kind in Name and previous == ".":
            shown = text
        elif kind in Name:
            shown = "name"
        elif kind in Keyword or kind in Operator or kind in Punctuation:
            shown = text
        else:
            shown = "other"
        yield shown, line
        line += text.count("\n")
        previous = shown


def runs(source: str) -> dict[Run, list[tuple[int, int]]]:
    """All runs of a cell's tokens, with the lines at which each of them begins and ends."""
    row = list(islice(tokens(source), LONGEST))
    found: dict[Run, list[tuple[int, int]]] = {}
    for start in range(len(row) - LENGTH + 1):
        part = row[start : start + LENGTH]
        found.setdefault(tuple(text for text, _ in part), []).append((part[0][1], part[-1][1]))
    return found

r"""The LaTeX math that questions may use, read into a tree.

Only this part of LaTeX is known; any other command is refused by name. The tree is made of nested tuples,
`("frac", above, below)` for instance.
"""

import re

from autograder.questions.sheets.symbols import (
    ACCENTS,
    ALPHABETS,
    ESCAPED,
    FRACTIONS,
    FUNCTIONS,
    MATRICES,
    SPACES,
    SYMBOLS,
    UPRIGHT,
)

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\{,\}\d+)+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


class MathError(ValueError):
    """Math that cannot be set; the message quotes it and names what is not known."""


class _Reader:
    """Reads LaTeX, token by token."""

    def __init__(self, source: str):
        self.source = source
        self.tokens = TOKEN.findall(source)
        self.at = 0

    def fail(self, why: str) -> MathError:
        return MathError(
            f"the formula ${self.source}$: {why}. What questions may use stands in "
            "autograder/questions/sheets/symbols.py; write it another way, or add it there"
        )

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise self.fail("it ends too early")
        self.at += 1
        return token

    def skip_spaces(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def row(self, *ends: str) -> tuple:
        """Everything until one of `ends`, which is left there; "" is the end of the formula."""
        parts: list[tuple] = []
        while True:
            self.skip_spaces()
            token = self.peek()
            if token in ends:
                return ("row", parts)
            if token in ("", "}", "&", "\\\\", "\\end", "\\right"):
                raise self.fail(f"found `{token or 'its end'}` where `{ends[0] or 'its end'}` belongs")
            if token in ("^", "_", "'"):
                self._attach(parts)
            else:
                parts.append(self.atom())

    def _attach(self, parts: list) -> None:
        mark = self.take()
        base = parts.pop() if parts else ("row", [])
        kind, value = (
            ("sup", ("symbol", "prime"))
            if mark == "'"
            else ("sup" if mark == "^" else "sub", self.argument())
        )
        if base[0] != "attach":
            base = ("attach", base, {})
        if kind in base[2] and mark != "'":
            raise self.fail(f"two `{mark}` in a row; put braces around the first part")
        before = base[2].get(kind)
        base[2][kind] = ("row", [before, value]) if before else value
        parts.append(base)

    def argument(self) -> tuple:
        self.skip_spaces()
        if self.peek() in ("^", "_", "&", "}"):
            raise self.fail(f"found `{self.peek()}` where a part in braces belongs")
        if self.peek() == "{":
            return self.atom()
        token = self.peek()
        if token[:1].isdigit() and len(token) > 1:  # as in LaTeX, `x^10` raises the 1 only
            self.tokens[self.at : self.at + 1] = list(token)
        return self.atom()

    def verbatim(self) -> str:
        self.skip_spaces()
        if self.take() != "{":
            raise self.fail("a text needs braces around it")
        parts: list[str] = []
        depth = 1
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if not depth:
                return "".join(parts)
            if token not in ("{", "}"):
                parts.append(token[1:] if token[0] == "\\" and token[1:] in ESCAPED else token)

    def delimiter(self) -> str | tuple:
        self.skip_spaces()
        token = self.take()
        if token == ".":
            return ""
        if token in ("(", ")", "[", "]", "|", "/"):
            return token
        if token in ("\\{", "\\}"):
            return token[1:]
        if token == "\\|":
            return ("symbol", "Vert")
        if token[1:] in SYMBOLS:
            return ("symbol", token[1:])
        raise self.fail(f"`{token}` is no delimiter that is known")

    def atom(self) -> tuple:
        token = self.take()
        if token == "{":
            inner = self.row("}")
            self.take()
            return inner
        if token[0] != "\\":
            if "{,}" in token:
                return ("number", token.replace("{,}", ","))
            if token in ("#", "$", "%", "~", "`", '"', "\\"):
                raise self.fail(f"`{token}` has no meaning in math")
            return ("char", token)
        return self.command(token[1:])

    def command(self, name: str) -> tuple:
        if name in SYMBOLS:
            return ("symbol", name)
        if name in SPACES:
            return ("space", name)
        if name == "!":
            return ("row", [])
        if name in ESCAPED:
            return ("char", name)
        if name == "|":
            return ("symbol", "Vert")
        if name in FUNCTIONS:
            return ("function", name)
        if name in UPRIGHT:
            return ("text", self.verbatim())
        if name in FRACTIONS:
            return ("frac", self.argument(), self.argument())
        if name == "binom":
            return ("binom", self.argument(), self.argument())
        if name == "sqrt":
            self.skip_spaces()
            index = None
            if self.peek() == "[":
                self.take()
                index = self.row("]")
                self.take()
            return ("root", index, self.argument())
        if name in ACCENTS:
            return ("accent", ACCENTS[name], self.argument())
        if name in ALPHABETS:
            return ("alphabet", ALPHABETS[name], self.argument())
        if name in ("overline", "underline"):
            return ("line", name, self.argument())
        if name == "left":
            opening = self.delimiter()
            inner = self.row("\\right")
            self.take()
            return ("fenced", opening, inner, self.delimiter())
        if name == "begin":
            return self.environment(self.verbatim())
        raise self.fail(f"the command `\\{name}` is not known")

    def environment(self, name: str) -> tuple:
        if name not in MATRICES and name != "cases":
            raise self.fail(f"the environment `{name}` is not known")
        rows: list[list[tuple]] = [[]]
        while True:
            rows[-1].append(self.row("\\end", "&", "\\\\"))
            token = self.take()
            if token == "\\\\":
                rows.append([])
            if token == "\\end":
                if self.verbatim() != name:
                    raise self.fail(f"`\\begin{{{name}}}` ends with another name")
                return ("grid", name, [row for row in rows if row != [("row", [])]])


def read(source: str) -> tuple:
    """Read LaTeX math into a tree.

    Args:
        source: without the dollar signs.

    Raises:
        MathError: for what is not known; it quotes the formula.
    """
    reader = _Reader(source)
    return reader.row("")

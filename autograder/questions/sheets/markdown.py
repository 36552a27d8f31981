"""The Markdown of questions, read once, and given out as a tree for Typst, as HTML and as plain text.

Text never becomes code on the way: for Typst it travels as data, and in HTML it is escaped (raw HTML in a
question is shown as text).
"""

from collections.abc import Callable
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.questions.sheets import mathematics

INLINE = {"strong": "strong", "em": "emph", "s": "strike"}


class TextError(ValueError):
    """A text that cannot be given out; the message names what is not known."""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return parser.use(dollarmath_plugin, allow_space=False, double_inline=True)


def tree(text: str) -> list[dict]:
    """The blocks of a Markdown text as plain data, which `page.typ` sets.

    Args:
        text: Markdown with math between `$` or `$$`.

    Returns:
        Blocks such as `{"is": "paragraph", "of": [{"is": "text", "text": "How many ..."}]}`.

    Raises:
        TextError: for Markdown that has no form on paper, such as a link's image.
        mathematics.MathError: for math that is not known.
    """
    return _Tree(_parser().parse(text)).blocks("")


class _Tree:
    """Folds markdown-it's flat list of tokens into a tree."""

    def __init__(self, tokens: list[Token]):
        self.tokens = iter(tokens)

    def blocks(self, end: str) -> list[dict]:
        found: list[dict] = []
        for token in self.tokens:
            if token.type == end:
                return found
            found.append(self.block(token))
        return found

    def block(self, token: Token) -> dict:
        kind = token.type.removesuffix("_open")
        if kind in ("paragraph", "heading", "th", "td"):
            of = self.blocks(f"{kind}_close")
            inline = of[0]["of"] if of else []
            if kind == "paragraph" and len(inline) == 1 and inline[0]["is"] == "picture":
                return {**inline[0], "block": True}  # alone in its paragraph
            return {"is": "paragraph" if kind == "paragraph" else kind, "of": inline}
        if kind == "inline":
            return {"is": "inline", "of": inlines(token.children or [])}
        if kind in ("bullet_list", "ordered_list"):
            start = int(token.attrGet("start") or 1)
            return {"is": kind, "start": start, "of": self.blocks(f"{kind}_close")}
        if kind in ("list_item", "blockquote", "table", "thead", "tbody", "tr"):
            return {"is": kind, "of": self.blocks(f"{kind}_close")}
        if kind in ("fence", "code_block"):
            return {"is": "listing", "text": token.content.rstrip("\n"), "language": token.info.split(" ")[0]}
        if kind.startswith("math_block"):
            return _math(token.content, block=True)
        raise TextError(f"`{token.markup or kind}` ({kind}) has no form on a sheet; write it another way")


def inlines(tokens: list[Token]) -> list[dict]:
    """The parts of one paragraph as plain data."""
    stack: list[list[dict]] = [[]]
    for token in tokens:
        kind = token.type
        if kind == "text":
            if token.content:
                stack[-1].append({"is": "text", "text": token.content})
        elif kind in ("softbreak", "hardbreak"):
            stack[-1].append({"is": "text", "text": " "} if kind == "softbreak" else {"is": "break"})
        elif kind == "code_inline":
            stack[-1].append({"is": "code", "text": token.content})
        elif kind.startswith("math_inline"):
            stack[-1].append(_math(token.content, block=kind == "math_inline_double"))
        elif kind == "image":
            stack[-1].append({"is": "picture", "name": str(token.attrGet("src")), "alt": token.content})
        elif kind.endswith("_open"):
            stack.append([])
        elif kind.endswith("_close"):
            of = stack.pop()
            name = kind.removesuffix("_close")
            stack[-1] += of if name == "link" else [{"is": INLINE[name], "of": of}]
        else:
            raise TextError(f"`{token.markup or kind}` ({kind}) has no form on a sheet; write it another way")
    return stack[0]


@cache
def _set_math(source: str) -> tuple[str, str]:
    return mathematics.typst(source), mathematics.plain(source)


def _math(source: str, block: bool) -> dict:
    typst, alt = _set_math(source.strip())
    return {"is": "math", "typst": typst, "alt": alt, "block": block}


def html(
    text: str, math: Callable[[str, bool], str], picture: Callable[[str], str], inline: bool = False
) -> str:
    r"""The text as HTML; everything that is not Markdown's own is escaped.

    Args:
        text: Markdown.
        math: makes HTML of LaTeX source; the second argument tells whether it stands by itself.
        picture: makes the address of a picture of its name.
        inline: without a paragraph around it, for a text of one line.
    """
    parser = _parser()
    tokens = parser.parseInline(text) if inline else parser.parse(text)
    for token in (each for outer in tokens for each in [outer, *(outer.children or [])]):
        if token.type == "image":
            token.attrSet("src", picture(str(token.attrGet("src"))))
            token.attrSet("alt", token.content)
        elif token.type.startswith("math_"):
            block = token.type != "math_inline"
            _set_math(token.content.strip())  # refuses what the sheets cannot show, too
            token.content = math(token.content.strip(), block)
            token.type = "html_block"
    return parser.renderer.render(tokens, parser.options, {}).strip()


def delimited(source: str, block: bool) -> str:
    r"""LaTeX between `\( \)` or `\[ \]`, which MathJax in an LMS sets."""
    left, right = (r"\[", r"\]") if block else (r"\(", r"\)")
    return f"{left}{escape(source, quote=False)}{right}"


def plain(text: str) -> str:
    """The text in one line without any mark-up, for places that show none."""
    return " ".join(_plain(tree(text)).split())


def _plain(of: list[dict]) -> str:
    shown = []
    for node in of:
        if node["is"] == "math":
            shown.append(node["alt"])
        elif node["is"] == "picture":
            shown.append(f"[{node['alt']}]")
        elif "of" in node:
            inner = _plain(node["of"])
            shown.append(inner if node["is"] in INLINE.values() else f"{inner} ")
        else:
            shown.append(node.get("text", " "))
    return "".join(shown)

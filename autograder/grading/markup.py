"""Markup by strangers: what of HTML and Markdown may reach the page of a student or a grader.

HTML is cleaned by nh3, which parses as browsers do, down to what lessons show. Markdown is rendered as
nbconvert does and its HTML looked at: text that would show anything more is shown as the text it is.
"""

import html
import itertools
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

import nh3
from bs4 import BeautifulSoup
from nbconvert.filters import strip_files_prefix
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from autograder.grading import mending
from autograder.intake.formatting import MOST_MARKDOWN

# Parsers of HTML and Markdown take the square of what is nested: within these bounds, seconds.
MOST_TAGS = 4_000  # in one output; a table of 60 rows and 20 columns has 2,700
# Bytes for which nh3 looks once more at all that follows: four million of `&` take it three minutes. The last
# begins a blank that does not break, and what stands near it in Unicode (§, °, µ).
SLOW = (b"<", b"&", b"\xc2")
LONG_LINE = re.compile(r"[^\n]{500}(?!\n|\Z)")  # what nbconvert takes the square of in any text
# Pygments looks at blanks in a row once more from each of their lines: ten thousand take it minutes.
BLANKS = re.compile(r"(\s{50})\s*(\s{50})")

SHOWN = (
    "a b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre "
    "s small span strong sub sup table tbody td tfoot th thead tr u ul"
)
TAGS = frozenset(SHOWN.split())
ATTRIBUTES = {"alt", "border", "class", "colspan", "height", "href", "id", "role", "rowspan", "src", "start"}
ATTRIBUTES |= {"style", "title", "width"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# To other sites, into this page, and from one lesson to the next, as lessons' own texts have it.
LINK = re.compile(r"(https?://|mailto:|#)[^\s\\]*|\.\./\w+/\w+\.ipynb", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]++={0,2}")
DATA = re.compile(r'(?<=src="data:image/png;base64,)[A-Za-z0-9+/]{100,}+={0,2}(?=")')
STAND_IN = re.compile(  # also where it stands in another attribute, whose quotes are written as &quot;
    r'((?<=src="data:image/png;base64,)|(?<=src=&quot;data:image/png;base64,))Picture[0-9]+(?="|&quot;)'
)
NUMBER = re.compile(r"\d{1,4}%?")
IGNORE_MATH = "tex2jax_ignore"  # MathJax leaves alone what has this class

HEX = "#[0-9a-f]{3,8}"
THEME = (
    rf"var\(--jp-[a-z0-9-]+,var\(--vscode-[a-z-]+,{HEX}\)\)"  # of the page around it: see `checks.display`
)
COLOR = rf"({HEX}|[a-z]+|rgba?\([\d\s.,%]+\)|{THEME}|color-mix\(in srgb,{HEX} \d\d?%,{THEME}\))"
LENGTH = r"(0|\d{0,3}(\.\d{1,4})?(px|em|ex|pt|%))"  # never negative: nothing moves over its neighbours
LENGTHS = rf"({LENGTH}|auto)(\s+({LENGTH}|auto)){{0,3}}"
BORDER = rf"(none|{LENGTH}|solid|dashed|dotted|{COLOR})(\s+({LENGTH}|solid|dashed|dotted|{COLOR})){{0,2}}"
STYLES = {
    r"(background-|text-decoration-)?color|background": COLOR,
    r"border(-(left|right|top|bottom))?": BORDER,
    r"border-collapse": "collapse|separate",
    r"(padding|margin)(-(left|right|top|bottom))?": LENGTHS,
    r"(max-)?width": LENGTH,
    r"text-align": "left|right|center|justify",
    r"vertical-align": "top|middle|bottom|baseline",
    r"text-decoration": "none|underline|line-through",
    r"font-weight": r"bold|normal|\d00",
    r"font-style": "italic|normal",
    r"font-family": r"[\w\s,'-]+",
    r"line-height": r"normal|[12](\.\d{1,3})?",
    r"white-space": "pre|pre-wrap|normal|nowrap",
    r"overflow-x": "auto|scroll",
    r"list-style": "none",
}
STYLE = re.compile("|".join(rf"({name})\s*:\s*({value})" for name, value in STYLES.items()), re.IGNORECASE)

# Classes that nbconvert gives to what it renders from Markdown: highlighted code and links at headings.
CLASSES = {"highlight", "anchor-link", *filter(None, STANDARD_TYPES.values())}
# Lexers that are known to end. A fence of another language is shown as it is written.
LANGUAGES = {"python", "python3", "py", "ipython", "ipython3", "text", "bash", "console", "json"}
FENCE = re.compile(r"(?:(?<!`)`{3,}+|~{3,})[^\S\n]*([^\s`]+)")  # a run of backticks is looked at once
# What leads out of a formula: links, styles, ids, own attributes, and moving over the neighbours.
MACRO = re.compile(
    r"\\(href|url|html\w*|class|style|cssId|data|require|mmlToken|bbox|includegraphics|csname|\w*tip|toggle|"
    r"action|enclose|unicode|[mh]?kern|[hvm]s(kip|pace)|mskip|raise\w*|lower|move(left|right)|\w*[rlc]lap|"
    r"smash|[Rr]ule|Space|Tiny|Huge|huge)(?![a-z])|\\\\\s*\[\s*-"
)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What may stay of an attribute of an output; None where nothing may."""
    match name:
        case "style":
            parts = [part.strip() for part in value.split(";")]
            return ";".join(part for part in parts if STYLE.fullmatch(part))
        case "alt" | "title":
            allowed = True
        case "href":
            allowed = tag == "a" and LINK.fullmatch(value) is not None
        case "src":
            allowed = tag == "img" and PICTURE.fullmatch(value) is not None
        case "width" | "height" | "border" | "colspan" | "rowspan" | "start":
            allowed = NUMBER.fullmatch(value) is not None
        case "role":
            allowed = value == "status"
        case "class":
            allowed = value == "dataframe"
        case _:
            allowed = False
    return value if allowed else None


def _cleaner(attribute: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style"},  # never shown as text
        attributes={"*": ATTRIBUTES},
        attribute_filter=attribute,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "data"},
    )


OUTPUTS = _cleaner(_attribute)


def harmless_html(text: str) -> str | None:
    """Clean HTML of an output.

    Args:
        text: anything that UTF-8 can hold.

    Returns:
        What may be shown of it, or None where that would take too long to find out.
    """
    # A picture is most of its HTML, and a parser takes time for every character. While the rest is looked at,
    # a word stands in its place; whatever becomes of that, all that comes back are letters of the same kind.
    pictures = DATA.findall(text)
    number = itertools.count()
    short = DATA.sub(lambda _: f"Picture{next(number)}", text)
    clean = _clean(short) if len(short) > MOST_MARKDOWN else _known_html(short)
    # `get`, as somebody may write such words himself: he gets a picture of his own, or his word
    back = {f"Picture{place}": picture for place, picture in enumerate(pictures)}
    return clean and STAND_IN.sub(lambda found: back.get(found[0], found[0]), clean)


@lru_cache(maxsize=1000)
def _known_html(text: str) -> str | None:
    """The verdicts on a class are often the same."""
    return _clean(text)


def _clean(text: str) -> str | None:
    if sum(map(text.encode().count, SLOW)) > MOST_TAGS:
        return None
    return f'<div class="{IGNORE_MATH}">{OUTPUTS.clean(text)}</div>'


def harmless_markdown(text: str, taken: Collection[str], attachments: Mapping | None = None) -> str:
    """Markdown that renders to nothing but text, pictures, tables, formulas and plain links.

    Args:
        text: anything.
        taken: ids of the page that no heading may have.
        attachments: pictures that belong to the cell, as Jupyter keeps them.

    Returns:
        The text as it is if that is harmless; else with what is not harmless as text; else with its blocks
        of which that is not enough as literal ones; and at worst all of it as one.
    """
    if attachments or len(text) > MOST_MARKDOWN:
        return _harmless_markdown(text, taken, attachments or {})
    return _known_markdown(text, frozenset(taken))


@lru_cache(maxsize=1000)
def _known_markdown(text: str, taken: frozenset[str]) -> str:
    """The prose of a lesson comes back with every submission."""
    return _harmless_markdown(text, taken, {})


def _harmless_markdown(text: str, taken: Collection[str], attachments: Mapping) -> str:
    def harmless(attempt: str) -> bool:
        return _renders_harmless(attempt, taken, attachments)

    if harmless(text):
        return text
    if len(text) > MOST_MARKDOWN:
        return literal(text)
    mended = mending.mended(text, attachments.keys(), LANGUAGES, LINK, MACRO)
    if harmless(mended):
        return mended
    parts = mending.block_by_block(mended, harmless, literal)
    return parts if harmless(parts) else literal(text)


def literal(text: str) -> str:
    """Markdown that shows `text` as it is, whatever stands in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    text = LONG_LINE.sub(r"\g<0>\n", text)
    return f"{fence}\n{text}\n{fence}"


def render(text: str, attachments: Mapping) -> str:
    """Render Markdown as the templates of nbgrader do."""
    renderer = IPythonRenderer(escape=False, attachments=dict(attachments))
    return strip_files_prefix(MarkdownWithMath(renderer=renderer).render(text))


def _renders_harmless(text: str, taken: Collection[str], attachments: Mapping) -> bool:
    """Whether cleaning changes nothing of what Markdown renders to."""
    if len(text) > MOST_MARKDOWN or BLANKS.search(text) or not set(FENCE.findall(text)) <= LANGUAGES:
        return False

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return value if value in CLASSES or value.removeprefix("language-") in LANGUAGES else None
        if name == "id":
            return value if tag in HEADINGS and value not in taken else None
        return _attribute(tag, name, value)

    try:
        page = render(text, attachments)
        cleaned = _cleaner(attribute).clean(page)
    except Exception:  # a picture that is not attached, an address that is none: nbconvert fails as well
        return False
    prose = BeautifulSoup(page, "html.parser")
    for code in prose.find_all(["pre", "code"]):
        code.decompose()
    parts = _parts(page)
    return parts is not None and parts == _parts(cleaned) and not MACRO.search(prose.get_text())


# HTML that every parser reads alike, tag by tag: all else in a page is refused.
PLAIN_TAG = re.compile(r'(</?[a-z][a-z0-9]*)((?: [a-z][a-z-]*="[^"]*")*) ?/?>')
PLAIN_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def _parts(page: str) -> list | None:
    """Texts and tags of plain HTML, whatever the spelling of its characters; None for other HTML."""
    parts: list = []
    place = 0
    for tag in PLAIN_TAG.finditer(page):
        parts.append(page[place : tag.start()])
        attributes = PLAIN_ATTRIBUTE.findall(tag[2])
        parts.append((tag[1], sorted((name, html.unescape(value)) for name, value in attributes)))
        place = tag.end()
    parts.append(page[place:])
    texts = parts[::2]
    if any("<" in text for text in texts):
        return None
    parts[::2] = [html.unescape(text) for text in texts]
    return parts

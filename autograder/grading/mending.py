"""Taking out of Markdown what may not be shown, and nothing else: one tag, one picture, one link.

What comes out is looked at again as a whole (`markup`); here it is only made likely to pass, and still to say
what was written.
"""

import re
from collections.abc import Callable, Collection

from bs4 import BeautifulSoup

# Code and formulas stay as they are: what looks like a tag there is none.
FENCED = r"(?P<fence>^(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=mark)[`~]*[^\S\n]*$|\Z))"
SPAN = r"(?P<span>(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))"
FORMULA = (
    r"(?P<formula>\$\$.+?\$\$|(?<![$\\])\$[^$\n]+?(?<![$\\])\$"
    r"|\\begin\{(?P<name>[a-z]+\*?)\}.*?\\end\{(?P=name)\})"
)
PICTURE = r"(?P<picture>!\[(?P<alt>[^\]\n]*)\]\(\s*(?P<place><[^>\n]*>|[^)\s]*)(?:\s+\"[^\"\n]*\")?\s*\))"
LINKED = r"(?P<link>\[(?P<words>[^\]\n]*)\]\(\s*(?P<target>[^)\s]*)(?:\s+\"[^\"\n]*\")?\s*\))"
TAG = r"(?P<tag><(?=[!/?a-zA-Z])(?:[^<>\n]*>)?)"
PARTS = re.compile("|".join((FENCED, SPAN, FORMULA, PICTURE, LINKED, TAG)), re.MULTILINE | re.DOTALL)
LANGUAGE = re.compile(r"^(`{3,}|~{3,})[^\n]*")
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
PLAIN = re.compile(
    r"</?(b|i|em|strong|sub|sup|u|s|del|code|small|p|ul|ol|li|dl|dt|dd|blockquote|h[1-6])\s*>"
    r"|<(br|hr)\s*/?>|<(https?://|mailto:)[^\s<>]+>"
)
"""Tags without attributes, and addresses; all others are shown as they were written."""


def mended(
    text: str,
    pictures: Collection[str],
    languages: Collection[str],
    links: re.Pattern,
    macros: re.Pattern,
) -> str:
    """Markdown in which every refused thing is shown as text, in its place.

    Args:
        text: anything.
        pictures: names of the pictures that are attached.
        languages: of code that may be highlighted.
        links: what an address must match.
        macros: what no formula may contain.
    """

    def replaced(found: re.Match) -> str:
        if found["fence"]:
            head = found[0].partition("\n")[0].strip("`~ ")
            return found[0] if head in languages or not head else LANGUAGE.sub(r"\1", found[0], count=1)
        if found["span"]:
            return found[0]
        if found["formula"]:
            return as_code(found[0]) if macros.search(found[0]) else found[0]
        if found["picture"]:
            place = found["place"].strip("<>")
            kept = place.startswith("attachment:") and place.removeprefix("attachment:") in pictures
            return found[0] if kept else missing(found["alt"], place)
        if found["link"]:
            return found[0] if links.fullmatch(found["target"]) else escaped(found[0])
        if IMAGE.fullmatch(found[0]):
            return image(found[0], pictures)
        return found[0] if PLAIN.fullmatch(found[0]) else escaped(found[0])

    return PARTS.sub(replaced, text)


def image(tag: str, pictures: Collection[str]) -> str:
    """An `<img>` as Markdown's picture, if it shows one that is attached."""
    element = BeautifulSoup(tag, "html.parser").img
    place, alt = (str(element.get(name) or "") if element else "" for name in ("src", "alt"))
    name = place.removeprefix("attachment:")
    if name in pictures:
        words = re.sub(r"[\[\]]", "", alt)
        return f"![{words}](attachment:{name})"
    return missing(alt, place)


def missing(alt: str, place: str) -> str:
    """What stands for a picture that is not shown."""
    what = " ".join(part for part in (alt, f"({place[:80]})" if place else "") if part)
    return as_code(f"[a picture that is not shown: {what or 'without a name'}]")


def escaped(text: str) -> str:
    """Markdown's characters of a tag or a link, as text."""
    return re.sub(r"([\[\]()!_*\\])", r"\\\1", text).replace("<", "&lt;")


def as_code(text: str) -> str:
    """A text in one line as code, whatever stands in it."""
    line = " ".join(text.split())
    ticks = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    return f"{ticks}{' ' if ticks != '`' else ''}{line}{' ' if ticks != '`' else ''}{ticks}"


def block_by_block(text: str, harmless: Callable[[str], bool], literal: Callable[[str], str]) -> str:
    """The text with those of its blocks as literal ones that are not harmless.

    Args:
        text: Markdown.
        harmless: whether a block may be shown as it is.
        literal: shows a block as it was written.
    """
    return "\n\n".join(each if harmless(each) else literal(each) for each in blocks(text))


def blocks(text: str) -> list[str]:
    """What blank lines separate; a fence with all that it holds is one."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        mark = re.match(r"\s{0,3}(`{3,}|~{3,})", line)
        if not fence and not line.strip():
            found.append([])
            continue
        found[-1].append(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return ["\n".join(lines) for lines in found if lines]

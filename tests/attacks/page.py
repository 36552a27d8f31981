"""What on a feedback page would run, load or cover something, if a person opened it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

LOADING = (
    "src",
    "href",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "poster",
    "background",
    "xlink:href",
    "content",
)
HARMLESS = re.compile(r"\s*(https?://|#|mailto:)", re.IGNORECASE)  # where a reader decides to go


def live(html: str, mark: str) -> Iterator[str]:
    """Find live markup that carries a mark.

    Args:
        html: the page.
        mark: a word of the attack.

    Yields:
        What was found, in a word or two.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(True):
        if element.name in ("script", "style") and mark in element.get_text():
            yield f"<{element.name}>"
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            if (
                name == "style"
                and re.search(r"position\s*:\s*(fixed|absolute)", text)
                and mark in element.text
            ):
                yield "overlay"
            if mark not in text:
                continue
            if name.startswith("on"):
                yield name
            elif name == "style" and "url" in text:
                yield "style with url"
            elif name in LOADING and not (element.name == "a" and HARMLESS.match(text)):
                yield f"<{element.name} {name}>"
    for text in soup.find_all(string=re.compile(r"\\href\{\s*javascript:")):
        if mark in text and not any(parent.name in ("pre", "code") for parent in text.parents):
            yield "formula with a link"

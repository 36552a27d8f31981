"""Formulas as MathML, which browsers show without a network and screen readers read out.

latex2mathml writes what stands in `\text{}` as it is, and styles and links as attributes. So its result is
taken apart, and only what MathML itself knows is put together again.
"""

import html
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

LONGEST = 2_000  # characters
DEEPEST = 100  # braces: a parser takes the square of what is nested
SPACE = "{http://www.w3.org/1998/Math/MathML}"
ELEMENTS = (
    "math mrow mi mo mn mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr "
    "mtd mstyle mpadded mphantom menclose"
)
TAGS = frozenset(ELEMENTS.split())
ALLOWED = (
    "display displaystyle stretchy mathvariant linethickness accent fence separator columnalign "
    "columnspacing rowspacing width minsize maxsize movablelimits"
)
ATTRIBUTES = frozenset(ALLOWED.split())


@lru_cache(maxsize=2_000)
def mathml(formula: str, block: bool = False) -> str:
    """A formula as HTML.

    Args:
        formula: LaTeX, without the marks around it.
        block: whether it stands on a line of its own.

    Returns:
        A `<math>` element; the formula's text as code where it cannot be read.
    """
    as_written = f"<code>{html.escape(formula)}</code>"
    if len(formula) > LONGEST or formula.count("{") > DEEPEST:
        return as_written
    try:
        found = convert(formula, display="block" if block else "inline")
        tree = ElementTree.fromstring(found)  # noqa: S314 - no document type: what it is given begins with <math
    except Exception:  # of a parser that was given half a formula: it may raise anything
        return as_written
    parts = _put_together(tree)
    return as_written if parts is None else parts


def _put_together(element: ElementTree.Element) -> str | None:
    """The element with what is in it; None where anything else than MathML is there."""
    tag = element.tag.removeprefix(SPACE)
    if tag not in TAGS or (element.tail or "").strip():
        return None
    attributes = "".join(
        f' {name}="{html.escape(value)}"' for name, value in element.attrib.items() if name in ATTRIBUTES
    )
    inner = [_put_together(each) for each in element]
    if any(each is None for each in inner):
        return None
    text = html.escape(element.text or "", quote=False)
    return f"<{tag}{attributes}>{text}{''.join(filter(None, inner))}</{tag}>"

r"""`{name}` in the texts of a template: where it stands, and what comes in its place.

A text that is `{name}` and nothing else becomes the value itself, so that a computed answer stays a number.
Within a longer text the value is written: 12,345 for a whole number, 28 × 28 × 1 for a shape, `{name:.2f}`
as Python's format says. Braces of LaTeX, as in `\frac{n}{2}` and `x^{n}`, are left alone: there a name
follows a letter, `^`, `_` or another brace. `\frac{{n}}{2}` gives `\frac{28}{2}`.
"""

import re
from collections.abc import Mapping
from typing import Any

REFERENCE = re.compile(r"(?<![\\A-Za-z}^_])\{([a-z]\w*)(:[^{}]*)?\}")


def strings(value: Any) -> list[str]:
    """Every text in a nested value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for each in value for text in strings(each)] if isinstance(value, list | tuple) else []


def references(value: Any) -> set[str]:
    """The names that a value's texts refer to."""
    return {found[1] for text in strings(value) for found in REFERENCE.finditer(text)}


def fill(value: Any, names: Mapping[str, Any]) -> Any:
    """Put values in the place of names.

    Args:
        value: a text, or lists and mappings of texts, nested; anything else stays as it is.
        names: what to put in, by name.

    Returns:
        A value of the same form.

    Raises:
        KeyError: for a name that is not there.
        ValueError: when a value cannot be written as the text asks, such as `{word:.2f}`.
    """
    if isinstance(value, str):
        whole = REFERENCE.fullmatch(value.strip())
        if whole and not whole[2]:
            return names[whole[1]]
        return REFERENCE.sub(lambda found: _in_place(found, written(names[found[1]], found[2])), value)
    if isinstance(value, Mapping):
        return {key: fill(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [fill(each, names) for each in value]
    return value


def _in_place(found: re.Match, text: str) -> str:
    """The text that comes for `found`: a number that ends a sentence begins no list of Markdown."""
    before = found.string[: found.start()].rpartition("\n")[2]
    ends = re.match(r"[.)](\s|$)", found.string[found.end() :])
    return text + "\\" if text.isdigit() and ends and not before.strip() else text


def written(value: Any, form: str | None = None) -> str:
    """A value as it stands in a text.

    Args:
        value: a number, text, or a shape (a tuple of whole numbers).
        form: as in Python's format, with its colon: `:.2f`.

    Returns:
        The text.
    """
    if form:
        return format(value, form[1:])
    if isinstance(value, tuple):
        return " × ".join(map(written, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"

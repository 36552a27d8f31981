"""The form of a question in the file: its fields and what kind of value each of them is."""

from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

Kinds = str | tuple[str, ...]
"""One of the kinds below, or several."""

NUMBER, TEXT, LIST, MAP, YES_OR_NO = "a number", "a text", "a list", "a mapping", "true or false"
OF_ALL: dict[str, Kinds] = {
    "id": TEXT,
    "kind": TEXT,
    "points": NUMBER,
    "difficulty": NUMBER,
    "concept": TEXT,
    "text": TEXT,
}
OPTIONAL: dict[str, Kinds] = {
    "notebook": TEXT,  # a further sentence for the notebook's cell only, such as the variable to set
    "paper": YES_OR_NO,  # false for what needs the notebook: it is on no sheet and in no exam
    "answer": TEXT,
    "hints": LIST,
    "parameters": MAP,
    "computed": TEXT,
}
OF_KIND: dict[str, dict[str, Kinds]] = {
    "text": {"answer": TEXT, "rubric": LIST},
    "one": {"options": LIST},
    "several": {"options": LIST},
    "number": {"number": (NUMBER, TEXT)},
    "short": {"accepted": LIST},
    "order": {"order": (LIST, TEXT)},
    "match": {"pairs": (LIST, TEXT)},
}
OPTIONAL_OF_KIND: dict[str, dict[str, Kinds]] = {
    "text": {"mistakes": LIST},
    "number": {"tolerance": (NUMBER, TEXT), "unit": TEXT, "mistakes": LIST},
    "short": {"mistakes": LIST},
}
OF_PARTS: dict[str, tuple[dict[str, Kinds], dict[str, Kinds]]] = {
    "rubric": ({"points": NUMBER, "text": TEXT}, {}),
    "mistakes": ({"answer": (TEXT, NUMBER), "reason": TEXT}, {}),
    "options": ({"text": (TEXT, NUMBER)}, {"right": (YES_OR_NO, TEXT), "reason": TEXT}),
}


def plain(value: Any) -> Any:
    """YAML's own kinds of text, number, list and mapping as Python's."""
    if isinstance(value, bool) or value is None:
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, CommentedMap):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(each) for each in value]
    return value


def described(value: Any) -> str:
    """A value as it stands in a message."""
    if isinstance(value, dict):
        return MAP
    return LIST if isinstance(value, list) else f"`{value}`"


def has_form(value: Any, kinds: Kinds) -> bool:
    """Whether a value is of one of the forms, and not empty."""
    if isinstance(kinds, tuple):
        return any(has_form(value, kind) for kind in kinds)
    if kinds == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kinds == TEXT:
        return isinstance(value, str) and bool(value.strip())
    if kinds == LIST:
        return isinstance(value, list) and bool(value)
    return isinstance(value, dict if kinds == MAP else bool)


def one_of(kinds: Kinds) -> str:
    """The forms in words."""
    return kinds if isinstance(kinds, str) else " or ".join(kinds)

"""Hints for the exceptions that an answer to any step can meet: pairs (regular expression, hint)."""

PYTHON = (
    (
        "^(SyntaxError|IndentationError)",
        "Python cannot read the cell. The error marks the place where it gave up; the cause stands there or "
        "just before.",
    ),
    (
        "^NameError",
        "This name is not known here. Is it made or imported before this line, and spelled the same way?",
    ),
    (
        "^AttributeError",
        "What stands before the dot has nothing of the name behind it. Compare both with the text.",
    ),
)

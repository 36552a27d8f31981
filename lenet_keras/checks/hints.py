"""Hints for the exceptions that an answer to any step can meet: pairs (regular expression, hint)."""

# What the hints of a step come before, in all lessons.
ANYWHERE = (
    (
        "^ModuleNotFoundError",
        "This library is not installed here. A lesson needs none but those that its first cell imports.",
    ),
    (
        "^ImportError: cannot import name",
        "The module after `from` has nothing of this name. The first cell of a lesson imports what its steps "
        "need.",
    ),
    (
        "'str' object cannot be interpreted as an integer",
        "Quotes make a text, and a whole number is wanted here. Numbers stand without quotes.",
    ),
    (
        "missing a required argument",
        "An argument that it needs is missing, or is given under another name. Shift+Tab shows their names.",
    ),
    ("bitwise_xor|for \\^: ", "`^` compares bits in Python. A power is written with two stars."),
    (
        "only (0-dimensional|length-1|size-1) arrays can be converted",
        "An array stands where one number is wanted. Functions of `math` take single numbers, NumPy's whole "
        "arrays; `max` or `sum` makes one number of many.",
    ),
    (
        "truth value of an array",
        "`if`, `and`, `or` and `not` want one truth value. For arrays there are `np.where`, `&`, `|`, `~`.",
    ),
    (
        "assignment destination is read-only",
        "This array is not yours to write into: others read it, too. `copy` makes one that is.",
    ),
    (
        "Cannot cast ufunc",
        "`a *= b` writes the result into `a`, which holds whole numbers. `a = a * b` makes a new array.",
    ),
    (
        "'list' object has no attribute '(astype|max|mean|min|reshape|shape|std|sum|T|tolist)'",
        "That is a list, which has no such method. NumPy's functions take lists, too: `np.mean(numbers)`.",
    ),
    (
        "InvalidArgumentError.*(float|double)",
        "Numbers of two types meet: those of NumPy have 64 bits, those of Keras 32. One kind has to be cast.",
    ),
)

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
        "^AttributeError.*has no attribute",
        "What stands before the dot has nothing of the name behind it. Compare both with the text.",
    ),
)

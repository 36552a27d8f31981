"""Hints for the exceptions that the functions of lesson A6 meet."""

from lenet_keras.checks.results import NONE_HINT

ERROR_HINTS = (
    ("'NoneType' object is not subscriptable|cannot unpack non-iterable NoneType", NONE_HINT),
    (
        "invalid index to scalar|object is not subscriptable|"
        "tuple index out of range|not enough values to unpack|too many values to unpack",
        "The number of things returned, or of axes, is another than the text says.",
    ),
    (
        "cannot reshape",
        "The new shape has room for another number of values. Which factor is missing?",
    ),
    ("index .* is out of bounds|IndexError", "An index leaves the array. How often does the window fit?"),
    ("read-only", "A window view shows the image itself and cannot be written to. Make a new array."),
)

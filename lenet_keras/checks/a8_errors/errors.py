"""Hints for the exceptions that the functions of lesson A8 meet, and the inputs that several of them get."""

from lenet_keras.checks.results import NONE_HINT

ERROR_HINTS = (
    ("'NoneType' object is not subscriptable|cannot unpack non-iterable NoneType", NONE_HINT),
    (
        "truth value of an array",
        "`if`, `and` and `not` want one truth value. For arrays there are `&`, `~` and masks in brackets.",
    ),
    (
        "could not (be )?broadcast|operands could not|boolean index did not match|shape mismatch",
        "Two arrays of different lengths meet. Print both shapes: is one of them already a selection?",
    ),
    (
        r"AxisError|axis \d is out of bounds",
        "This axis is not there. Which of the arguments is a table, and which has one number for each digit?",
    ),
    (
        "index .* is out of bounds|IndexError|too many indices",
        "An index leaves the array. Which axis does it belong to, and how long is that?",
    ),
    (
        "only integer scalar arrays|arrays used as indices must be",
        "Places are whole numbers or truth values. What is between the brackets here?",
    ),
    (
        "not enough values to unpack|too many values to unpack",
        "The number of things returned is another than the text says.",
    ),
    ("object has no attribute 'shape'", "This is a list. `np.array` makes an array of it."),
)

# Probabilities of 12 digits for 4 classes, of which about half are misread; no two are equal.
PREDICTIONS = "(lambda z: z / z.sum(axis=1, keepdims=True))(np.exp(normal(11, 12, 4)))"
MANY = "(lambda z: z / z.sum(axis=1, keepdims=True))(np.exp(normal(13, 40, 4)))"  # of 40 digits
TRUTH = "np.array([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])"

# The same as a grader draws it: n digits, k classes.
DRAWN_PREDICTIONS = "(lambda z: z / z.sum(axis=1, keepdims=True))(np.exp(normal(seed, n, k)))"
DRAWN_TRUTH = "whole(seed, k, n)"
SIZES = {"n": (8, 20), "k": (3, 5)}

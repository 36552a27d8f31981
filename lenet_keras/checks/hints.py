"""Hints for the exceptions that an answer to any step can meet: pairs (regular expression, hint)."""

# What is said where neither the step nor a removed name explains it; the first that matches counts.
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
        "^(SyntaxError|IndentationError)",
        "Python cannot read the cell. The error marks the place where it gave up; the cause stands there or "
        "just before.",
    ),
    (
        "^NameError",
        "This name is not known here. Is it made or imported before this line, and spelled the same way?",
    ),
    (
        "^UnboundLocalError",
        "A name that a function assigns is a name of its own in there, and has no value yet at this line. "
        "What comes from outside is handed in as an argument.",
    ),
    (
        "'NoneType'",
        "Here is None where a value is wanted. A function without a `return` gives None, and so does a "
        "method that changes something in its place.",
    ),
    (
        "'module' object is not callable",
        "A module holds functions and is none itself. The function stands behind a dot.",
    ),
    (
        "'(function|method|builtin_function_or_method|type|method_descriptor)' object is not subscriptable",
        "Brackets take an entry out of something. A function is called with parentheses.",
    ),
    (
        "object is not callable",
        "Parentheses behind a value call it, and it is no function. Is a comma, an operator or an index "
        "missing, or has a function's name been given to a value?",
    ),
    (
        "cannot unpack non-iterable (function|method|builtin)",
        "A function runs when parentheses follow its name.",
    ),
    (
        "values to unpack",
        "As many names stand on the left as values come from the right, nested in the same way.",
    ),
    (
        "^KeyError: (?!'keras_tensor)",  # of Keras's own dictionaries
        "There is no such key. Keys are compared letter by letter; `keys()` lists those that there are.",
    ),
    (
        "list indices must be integers or slices, not tuple",
        "A list has one index, `rows[i][j]`. An array takes several: `np.array(rows)[i, j]`.",
    ),
    (
        "indices must be integers|only integers, slices|arrays used as indices",
        "An index is a whole number, or a slice of them. `/` gives a float, `//` a whole number.",
    ),
    (
        "out of bounds for axis|index out of range",
        "Entries are counted from 0, so the last of ten has the index 9. Which index is too large, of "
        "which axis?",
    ),
    (
        "too many indices for array",
        "The array has fewer axes than there are indices. What does its `shape` say?",
    ),
    (
        "could not be broadcast|could not broadcast|non-broadcastable output",
        "These two shapes do not fit together. Compared from the last axis on, two lengths are equal, or "
        "one of them is 1.",
    ),
    (
        "not aligned|matmul: Input operand|Matrix size-incompatible",
        "In a product of matrices the first has as many columns as the second has rows. Which of them lies "
        "the wrong way?",
    ),
    (
        "inhomogeneous shape|setting an array element with a sequence",
        "Where all entries are to be alike, one has another length: they make no array.",
    ),
    (
        "bitwise_(and|or)' not supported|for (&|\\|): ",
        "`&` and `|` come before `<` and `>`. Comparisons beside them stand in parentheses.",
    ),
    ("bitwise_xor|for \\^: ", "`^` compares bits in Python. A power is written with two stars."),
    (
        "unsupported operand type.*'(list|tuple)'|can't multiply sequence",
        "Lists and tuples do not compute; NumPy's arrays do. `np.array(numbers)` makes one.",
    ),
    (
        "unsupported operand type|can only concatenate|must be str, not",
        "This operator does not go with these two types. Which of the two values is not what you take it "
        "for?",
    ),
    (
        "could not convert string to float|invalid literal for int",
        "Here is a text where a number is wanted, and it does not read like one.",
    ),
    (
        "'str' object cannot be interpreted as an integer",
        "Quotes make a text, and a whole number is wanted here. Numbers stand without quotes.",
    ),
    (
        "'float' object cannot be interpreted as an integer",
        "A whole number is wanted here. `/` gives a float even where nothing is left over; `//` gives a "
        "whole number.",
    ),
    (
        "only integer scalar arrays can be converted to a scalar index",
        "An array stands where one whole number is wanted. Do several arrays need parentheses around them?",
    ),
    (
        "missing a required argument|missing \\d+ required",
        "An argument that it needs is missing, or is given under another name. Shift+Tab shows their names.",
    ),
    (
        "unexpected keyword argument",
        "No argument has this name. Shift+Tab shows the names that there are.",
    ),
    (
        "multiple values for (keyword )?argument",
        "One argument is given twice: by its place and by its name.",
    ),
    (
        "takes .*positional arguments? but",
        "More is handed in than there are arguments. Is a `.` or a pair of parentheses missing, or does a "
        "method lack its `self`?",
    ),
    ("^RecursionError", "The function calls itself without an end. Which name did you mean to call?"),
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
        "'numpy.ndarray' object has no attribute '(append|extend|insert)'",
        "An array does not grow. Collect in a list, and make one array of it at the end.",
    ),
    (
        "'list' object has no attribute '(astype|max|mean|min|reshape|shape|std|sum|T|tolist)'",
        "That is a list, which has no such method. NumPy's functions take lists, too: `np.mean(numbers)`.",
    ),
    (
        "^AttributeError.*has no attribute",
        "What stands before the dot has nothing of the name behind it. Compare both with the text.",
    ),
    (
        "InvalidArgumentError.*(float|double)",
        "Numbers of two types meet: those of NumPy have 64 bits, those of Keras 32. One kind has to be cast.",
    ),
)

"""What several steps of A2 look at: whose work it is, and errors that any of them can meet."""

import ast

from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.syntax import UnparsedError, parsed
from lenet_keras.checks.verdict import Fault, source

LIBRARY = "lenet_keras_reference"  # the name of the models that the library's own LeNet builds

RETURN_HINT = "A function without `return` gives None, and so does `add`. Does yours hand the model back?"
EMPTY_HINT = "The function has no body yet but its description. Write it under the comment and run the cell."

# The first that matches the words of an exception speaks.
ERROR_HINTS = (
    (
        r"add\(\) got an unexpected keyword",
        "The argument belongs to the layer, not to `add`: a parenthesis closes too early.",
    ),
    (
        r"add\(\) missing",
        "`add` was called on the class, the plan of a model. Calling it, with parentheses, makes a model.",
    ),
    (
        r"Only instances of `keras\.Layer`.*Received: None",
        "The functions add their layers themselves. What they return is None, and that is no layer.",
    ),
    (
        r"Only instances of `keras\.Layer`.*Received: <class",
        "That is a class, the plan of a layer. Calling it, with parentheses, makes a layer.",
    ),
    (
        r"Only instances of `keras\.Layer`",
        "`add` takes a layer. A name in quotes, a number or a function is none.",
    ),
    (
        "Only input tensors",
        "A layer was called with the model. Here it is the model that takes the layer in.",
    ),
    (
        "between instances of 'tuple' and 'int'|Expected .*positive integer|expected a positive integer",
        "A whole number belongs at the first place: no text in quotes, no pair.",
    ),
    (
        "zero or negative",
        "A side of the image is too short to be halved twice. Which of the numbers is the depth?",
    ),
    (
        "activation function identifier",
        "Keras knows no activation of this name. Its names are written in small letters.",
    ),
    (
        "'NoneType' object has no attribute",
        "`model` became None on the way: it was replaced by what `add` or a function without `return` gives.",
    ),
    (
        r"takes \d+ positional argument|missing \d+ required positional",
        "As many values have to be handed in as the head of the function names.",
    ),
    (
        "unexpected keyword|not recognized|Unrecognized keyword",
        "There is no argument of this name. The error shows which one it does not know.",
    ),
)


def borrowed(observation: Observation) -> Fault | None:
    """The kind refusal of a class LeNet that was imported instead of written."""
    if any(module.split(".")[0] == "lenet_keras" for module in observation["modules"]):
        return Fault(
            "this `LeNet` comes from the library `lenet_keras`",
            "a class that you write in this notebook",
            "It works, and you may look at it after the lesson. Here the point is to build your own, "
            "one layer at a time.",
        )
    return None


def none_hint(observations: Observations) -> str:
    """Why a function of the answer gave None: nothing is in it, or nothing comes back from it."""
    return EMPTY_HINT if unwritten(source(observations)) else RETURN_HINT


def unwritten(text: str) -> bool:
    """Whether a function in this source has nothing but its description, `pass` or `...`."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return False
    functions = [node for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.FunctionDef)]
    return any(all(_says_nothing(line) for line in function.body) for function in functions)


def _says_nothing(line: ast.stmt) -> bool:
    return isinstance(line, ast.Pass) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))

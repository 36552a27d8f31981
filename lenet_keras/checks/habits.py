"""Mistakes that any function can have, whatever it computes: found by its result and its source."""

import ast
import re
from itertools import permutations

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.syntax import UnparsedError, parsed

MOST_AXES = 4  # 24 orders
# Methods that give something new back and leave the object as it is: of arrays, datasets and tables.
NEW = (
    *("astype", "batch", "clip", "copy", "dot", "map", "prefetch", "repeat", "replace", "reshape", "round"),
    "transpose",
)
ALSO_NEW = ("append", "clip", "concatenate", "delete", "insert", "pad", "roll", "sort", "where")  # of NumPy


def hint(
    found: np.ndarray, right: np.ndarray, text: str, name: str = "", arguments: tuple[str, ...] = ()
) -> str:
    """What to say about a wrong result that no known mistake of the step gives; nothing if nothing fits.

    Args:
        found: what the function returned.
        right: what it should have.
        text: source of the answer.
        name: of the function that is judged, where the answer has several.
        arguments: of this function, as the text of the lesson names them.
    """
    text = _only(text, name)
    if told := _exchanged(text, arguments) or returns_early(text):
        return told
    if found.shape == right.shape and _whole(found, right, text):
        return "These are whole numbers: the fractions were cut off. An array of `float` keeps them."
    if told := of_values(found, right) or powers(text) or _updated_early(text):
        return told
    told = thrown_away(text) or _written_in_a_loop(text)
    return told or (unused(text) if found.shape == right.shape else "")  # of a shape the step knows more


def of_values(found: np.ndarray, right: np.ndarray) -> str:
    """What to say about the right values at other places, in any step; nothing if they are others."""
    if _turned(found, right):
        return (
            "The values are the right ones, turned around along an axis. Where does `[::-1]` or `flip` stand?"
        )
    if _reordered(found, right):
        return "The values are the right ones, with the axes in another order. Which axis is which?"
    return ""


def returns_early(text: str, name: str = "") -> str:
    """What to say about a function that returns in its loop, and nowhere behind it; nothing otherwise.

    Args:
        text: source of the answer.
        name: of the function, where the answer has several.
    """
    if not _returns_early(_only(text, name)):
        return ""
    return "A `return` stands inside of a loop: the function ends in the first round. It belongs behind."


def _updated_early(text: str) -> str:
    """What to say about an argument that takes its step, such as `v -= rate * dv`, and is used once more."""
    for function in _functions(text):
        arguments = {each.arg for each in function.args.args}
        for place, node in enumerate(function.body):
            if not isinstance(node, ast.Assign | ast.AugAssign):
                continue
            name = getattr(node.targets[0] if isinstance(node, ast.Assign) else node.target, "id", "")
            step = ast.unparse(node.value)
            if name not in arguments or not re.search(rf"\b(d|grad_?|delta_?){name}\b", step):
                continue
            later = (each for rest in function.body[place + 1 :] for each in ast.walk(rest))
            if any(isinstance(each, ast.Name) and each.id == name for each in later):
                return (
                    f"`{name}` takes its step before the way back is done: what follows uses another one. "
                    "All slopes belong to the parameters of one moment."
                )
    return ""


def powers(text: str) -> str:
    """What to say about `^` for a power; nothing where it is not used. Of whole numbers it is no error."""
    for function in _functions(text):
        if any(
            isinstance(each, ast.BinOp) and isinstance(each.op, ast.BitXor) for each in ast.walk(function)
        ):
            return "`^` compares bits in Python. A power is written with two stars."
    return ""


def called(expression: str, text: str, arguments: tuple[str, ...] = ()) -> str:
    """What to say about a function that raises when a check calls it; nothing if nothing fits.

    Args:
        expression: the call.
        text: source of the answer.
        arguments: of the function, as the text of the lesson names them.
    """
    found = re.match(r"(?:np\.asarray\()?(\w+)\(", expression)
    text = _only(text, found[1] if found else "")
    return _exchanged(text, arguments) or powers(text) or unused(text)


def _exchanged(text: str, arguments: tuple[str, ...]) -> str:
    """What to say about a function whose head has the names of the text in another order."""
    for function in _functions(text):
        own = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        if own != list(arguments) and sorted(own) == sorted(arguments):
            return (
                f"The head of `{function.name}` has its arguments in another order than the text. Whoever "
                "calls it goes by their places, not by their names."
            )
    return ""


def _only(text: str, name: str) -> str:
    """The source of one function, without the others of the cell; all of it where there is none."""
    for function in _functions(text):
        if function.name == name:
            return ast.unparse(function)
    return text


def unused(text: str, *of: str) -> str:
    """What to say about a function that never looks at one of its arguments; nothing if it looks at all.

    Args:
        text: source of the answer.
        of: the arguments that are meant; any if none is named.
    """
    for function in _functions(text):
        arguments = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        for name in arguments:
            if name not in used | {"self"} and (not of or name in of):
                return (
                    f"The function never uses `{name}`, which its caller hands in. What does it take instead?"
                )
    return ""


def thrown_away(text: str) -> str:
    """What to say about a line that makes something new and keeps it nowhere; nothing if there is none."""
    for function in _functions(text):
        for node in ast.walk(function):
            called = (
                node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
            )
            if isinstance(called, ast.Attribute) and (called.attr in NEW or _of_numpy(called)):
                name = called.attr
                return (
                    f"`{name}` changes nothing in place. It gives something new back, which is kept nowhere."
                )
    return ""


def _of_numpy(called: ast.Attribute) -> bool:
    """Whether it is `np.append` and the like: what a list does in place, NumPy does not."""
    return getattr(called.value, "id", "") in ("np", "numpy") and called.attr in ALSO_NEW


def _written_in_a_loop(text: str) -> str:
    for function in _functions(text):
        arguments = {each.arg for each in function.args.args}
        loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.While)]
        inside = [node for loop in loops for node in ast.walk(loop) if isinstance(node, ast.AugAssign)]
        for name in (getattr(node.target, "id", "") for node in inside):
            if name in arguments:
                return f"`{name}` is written over in the loop, so the next round has another one."
    return ""


def _functions(text: str) -> list[ast.FunctionDef]:
    """The functions of a source, in its order; none where it cannot be looked into."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return []
    return [node for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.FunctionDef)]


def _returns_early(text: str) -> bool:
    """Whether a function returns in its loop, and nowhere behind it."""
    for function in _functions(text):
        loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.While)]
        last = any(isinstance(node, ast.Return) for node in function.body)
        inside = any(isinstance(node, ast.Return) for loop in loops for node in loop.body)
        if inside and not last:
            return True
    return False


def _whole(found: np.ndarray, right: np.ndarray, text: str) -> bool:
    if np.array_equal(right, np.round(right)) or not np.array_equal(found, np.round(found)):
        return False
    if right.ndim == 0 and not re.search(r"\bint|//|round|rint|floor|trunc|ceil", text):
        return False  # one whole number may well be another mistake
    told = bool(found.any() or re.search(r"dtype\s*=\s*['\"]?(np\.)?int|astype\(['\"]?(np\.)?int", text))
    return told and any(np.array_equal(found, cut(right)) for cut in (np.trunc, np.round, np.floor))


def _turned(found: np.ndarray, right: np.ndarray) -> bool:
    if found.shape != right.shape or not 0 < right.ndim <= MOST_AXES:
        return False
    axes = range(right.ndim)
    chosen = (tuple(axis for axis in axes if bits >> axis & 1) for bits in range(1, 1 << right.ndim))
    return any(arrays.same(found, np.flip(right, each)) for each in chosen)


def _reordered(found: np.ndarray, right: np.ndarray) -> bool:
    if found.ndim != right.ndim or found.size != right.size or not 1 < right.ndim <= MOST_AXES:
        return False
    return any(arrays.same(found, right.transpose(order)) for order in permutations(range(right.ndim)))

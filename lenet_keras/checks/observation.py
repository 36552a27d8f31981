"""Observing: expressions evaluated in a student's namespace, each result turned into plain data.

An observation is a dict with a `"kind"` and holds nothing but None, bool, int, float, str, lists,
dicts with str keys and numpy arrays of numbers. Judges see observations only, so the same judge works
in the notebook and in an examiner that never meets the student's process.

Kinds: `absent` (a name does not exist), `error` (evaluation raised), `unfinished` (still `...`),
`array`, `value`, `other` (a type the checks do not look into), `network` (a model with its weights, for
graders), and those of `description`.
"""

import ast
import builtins
import contextlib
import io
import math
import re
import types
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lenet_keras.checks import architecture, description, probes

Observation = dict[str, Any]
Observations = dict[str, Observation]

WITH_WEIGHTS = re.compile(r"with_weights\((.*)\)")
COMPUTED = re.compile(r"computed\((.*), (\d+)\)")
MAX_ELEMENTS = 200_000  # an array up to this size is observed whole
SAMPLE = 256  # of a larger one at most this many rows
MAX_TEXT = 100_000  # characters
MAX_ITEMS = 1_000  # of a list or dict
MOST_ITEMS = 50_000  # of all lists and dicts together
MAX_DEPTH = 6  # of nested lists and dicts


def observe(
    expressions: Iterable[str], namespace: Mapping[str, Any], seed: int | None = None
) -> Observations:
    """Evaluate each expression in `namespace` and turn the result into plain data.

    Whatever the evaluated code prints is discarded: a check shows its own result and nothing else.

    Args:
        expressions: Python expressions over the student's names, for instance `"trainData"`.
        namespace: the student's names. It is not changed.
        seed: of a large array, look at rows that this seed draws, and not at some that are evenly spread.

    Returns:
        A dict from each expression to its observation. Nothing is raised for a student's mistake:
        a missing name or an exception is an observation too.
    """
    scope = {**namespace, **probes.PROBES}
    made: dict[str, Any] = {}
    return {expression: _observe_one(expression, scope, made, seed) for expression in expressions}


def _meant(expression: str, scope: dict[str, Any]) -> dict[str, Any]:
    """The names for an expression: what it calls is Python's, where a student's name hides that by accident.

    After `max = 0.97`, or `from numpy import *`, `max(...)` would be something else than the check asks for.
    A function or class of the notebook stays: it may be what a lesson asks for.
    """
    calls = [node.func for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Call)]
    called = {each.id for each in calls if isinstance(each, ast.Name)}
    hidden = {
        name
        for name in called & scope.keys()
        if hasattr(builtins, name)
        and not (
            isinstance(scope[name], types.FunctionType | type)
            and scope[name].__module__ == scope.get("__name__")
        )
    }
    return {name: value for name, value in scope.items() if name not in hidden} if hidden else scope


def _observe_one(
    expression: str, scope: dict[str, Any], made: dict[str, Any], seed: int | None
) -> Observation:
    """Observe one expression; `made` are the values of those before it."""
    for name in names_in(expression):
        if name not in scope and not hasattr(builtins, name):
            return {"kind": "absent", "name": name}
        if scope.get(name) is ...:
            return {"kind": "unfinished", "name": name}
    sink = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),  # she may have set it to raise
        ):
            warnings.simplefilter("ignore")
            asked = WITH_WEIGHTS.fullmatch(expression)
            if asked and asked[1] in made:  # of the very object that was looked at, not of a second one
                return describe(probes.WithWeights(made[asked[1]]))
            asked = COMPUTED.fullmatch(expression)
            if asked and asked[1] in made:
                return describe(probes.computed(made[asked[1]], int(asked[2])))
            made[expression] = eval(compile(expression, "<check>", "eval"), _meant(expression, scope))
            return describe(made[expression], seed)
    except Exception as error:  # whatever the student's code raises is what we came to see
        return {"kind": "error", "type": type(error).__name__, "message": str(error)[:2000]}


def names_in(expression: str) -> list[str]:
    """The free names of an expression, in the order in which they stand."""
    nodes = list(ast.walk(ast.parse(expression, mode="eval")))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # of comprehensions
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}  # of lambdas
    return list(dict.fromkeys(node.id for node in names if node.id not in own))


def describe(value: Any, seed: int | None = None) -> Observation:
    """Turn one object into plain data.

    Args:
        value: any object.
        seed: that draws the rows of a large array.

    Returns:
        The observation; kind `other` with the type's name for what no judge needs to look into.
    """
    if value is ...:
        return {"kind": "unfinished", "name": "the answer"}
    if isinstance(value, probes.WithWeights):
        return architecture.network(value.model)
    special = description.describe(value)
    if special is not None:
        return special
    if type(value).__name__ == "EagerTensor":
        return {**array(value.numpy(), seed), "type": "tensor"}
    if isinstance(value, np.ndarray):
        return array(value, seed)
    try:
        return {"kind": "value", "type": type(value).__name__, "value": _bounded(plain(value))}
    except TypeError:
        return {"kind": "other", "type": type(value).__name__, "holds": description.contents(value)}


def _bounded(value: Any) -> Any:
    """The same plain value.

    Raises:
        TypeError: when there are too many things in it, all together.
    """
    count, left = 0, [value]
    while left:
        item = left.pop()
        if isinstance(item, list | dict):
            count += len(item)
            left += item.values() if isinstance(item, dict) else item
            if count > MOST_ITEMS:
                raise TypeError(f"not plain: more than {MOST_ITEMS:,} items")
    return value


def array(value: np.ndarray, seed: int | None = None) -> Observation:
    """Observe an array: shape, dtype and its values, or of a large one the values of some rows.

    Args:
        value: the array.
        seed: that draws the rows; without one they are evenly spread.

    Returns:
        `{"kind": "array", "type": "ndarray", "shape": [...], "dtype": "...", "rows": None or indices
        of the first axis, "values": array of the values of those rows}`; an array of objects has no
        `values` worth looking at and gets an empty array. Of an array whose single rows are too large,
        `values` is a flat sample and `rows` is empty.
    """
    value = np.asarray(value)
    about = {
        "kind": "array",
        "type": "ndarray",
        "shape": list(value.shape),
        "dtype": str(value.dtype),
        "rows": None,
    }
    if value.dtype.kind not in "biuf":
        return {**about, "values": np.empty(0)}
    if value.size <= MAX_ELEMENTS:
        return {**about, "values": value.copy()}
    rows = sampled_rows(value.shape, seed)
    if len(rows) == 0:
        return {**about, "rows": rows, "values": value.flat[_places(value.size, MAX_ELEMENTS, seed)]}
    return {**about, "rows": rows, "values": value[rows]}


def sampled_rows(shape: tuple[int, ...], seed: int | None = None) -> np.ndarray:
    """The rows of a large array that are looked at, rising; none if a single one is too large.

    Args:
        shape: of the array; it has more than `MAX_ELEMENTS` numbers.
        seed: that draws them; without one they are evenly spread, from the first to the last.
    """
    return _places(shape[0], min(SAMPLE, MAX_ELEMENTS * shape[0] // math.prod(shape)), seed)


def _places(length: int, count: int, seed: int | None) -> np.ndarray:
    if seed is None:
        return np.linspace(0, length - 1, count).astype(int)
    return np.sort(np.random.default_rng(seed).choice(length, count, replace=False))


def plain(value: Any, depth: int = 0) -> Any:
    """Copy numbers, text, small arrays, lists, tuples and dicts of such into plain Python values.

    Raises:
        TypeError: for anything else, too deep or too long.
    """
    if value is None or isinstance(value, bool | str):
        return value[:MAX_TEXT] if isinstance(value, str) else value
    if isinstance(value, int | float | np.number | np.bool_):
        return value.item() if isinstance(value, np.generic) else value
    if depth and isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.size <= MAX_ITEMS:
        return np.asarray(value).tolist()  # what a function gives back together with others
    if depth < MAX_DEPTH and isinstance(value, list | tuple | dict) and len(value) <= MAX_ITEMS:
        if isinstance(value, dict):
            return {str(key): plain(item, depth + 1) for key, item in value.items()}
        return [plain(item, depth + 1) for item in value]
    raise TypeError(f"not plain: {type(value).__name__}")

"""The form of every kind of observation: the fields and types that the judges rely on."""

import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.checks.architecture import LAYER_FIELDS
from lenet_keras.checks.observation import MAX_DEPTH, MAX_ELEMENTS, MAX_TEXT, sampled_rows


@dataclass(frozen=True)
class Form:
    """What a field may hold."""

    words: str
    """What is expected, for the message."""
    fits: Callable[[Any], bool]


def either(*forms: Form) -> Form:
    """One of several forms."""
    return Form(
        " or ".join(form.words for form in forms), lambda value: any(form.fits(value) for form in forms)
    )


def each(form: Form) -> Form:
    """A list whose items all have one form."""
    return Form(
        f"list of ({form.words})", lambda value: isinstance(value, list) and all(map(form.fits, value))
    )


def by_name(form: Form) -> Form:
    """A dict whose values all have one form."""
    return Form(
        f"dict of ({form.words})",
        lambda value: isinstance(value, dict) and all(map(form.fits, value.values())),
    )


def record(fields: dict[str, Form]) -> Form:
    """A dict with these fields and no others."""
    return Form(
        f"{{{', '.join(fields)}}}",
        lambda value: (
            isinstance(value, dict)
            and set(value) == set(fields)
            and all(form.fits(value[name]) for name, form in fields.items())
        ),
    )


def only(word: str) -> Form:
    """One text and no other."""
    return Form(repr(word), lambda value: isinstance(value, str) and value == word)


def _plain(value: Any, depth: int = 0) -> bool:
    if isinstance(value, list | dict):
        items = value.values() if isinstance(value, dict) else value
        return depth < MAX_DEPTH and all(_plain(item, depth + 1) for item in items)
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    return value is None or isinstance(value, bool | int | float)


WORDS = 2_000  # characters of a name, a title or the message of an error
DRAWN = 400  # lines and images of one figure; judges compare each with many others
LAYERS = 500  # of one model

# The names that NumPy gives to the numbers of an array, and what they are once they were encoded.
NUMERIC = {
    str(np.dtype(code).newbyteorder(order)): np.dtype(code).newbyteorder("<")
    for code in ("?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8")
    for order in ("little", "big")
} | {str(np.dtype("longdouble")): np.dtype("<f8")}

NONE = Form("None", lambda value: value is None)
TEXT = Form(f"text of up to {WORDS} characters", lambda value: isinstance(value, str) and len(value) <= WORDS)
TRUTH = Form("bool", lambda value: isinstance(value, bool))
COUNT = Form("whole number from 0", lambda value: type(value) is int and 0 <= value < 1 << 62)
NUMBER = Form("number", lambda value: type(value) is float or (type(value) is int and abs(value) < 1e300))
PLAIN = Form(f"plain data with texts of up to {MAX_TEXT} characters", _plain)
ARRAY = Form("array", lambda value: isinstance(value, np.ndarray))
TEXTS, NUMBERS, COUNTS = each(TEXT), each(NUMBER), each(COUNT)
SHAPE = each(either(NONE, COUNT))  # of Keras: None is the number of samples

OPTIMIZER = {
    "class": TEXT,
    "learning_rate": either(NONE, NUMBER),
    "momentum": NUMBER,
    "further": TEXTS,
    "steps": COUNT,
}
COMPILED = {"loss": TEXT, "metrics": TEXTS, "optimizer": record(OPTIMIZER)}
FUNCTION = {"name": TEXT, "module": TEXT, "parameters": TEXTS}
LINE = {"x": NUMBERS, "y": NUMBERS, "label": TEXT}
AXES = {
    "place": Form("four numbers", lambda value: NUMBERS.fits(value) and len(value) == 4),
    "title": TEXT,
    "xlabel": TEXT,
    "ylabel": TEXT,
    "lines": each(record(LINE)),
    "images": each(ARRAY),
    "marks": TEXTS,
    "texts": TEXTS,
    "legend": TEXTS,
}

LISTED = each(PLAIN)
LAYER = {"class": TEXT, "output": either(NONE, SHAPE), "weights": each(SHAPE)}
# A layer of these classes has what its judges look at; of every other setting a layer may lack any.
SETTINGS = {
    "Conv2D": {"filters": PLAIN, "kernel_size": LISTED, "strides": LISTED, "padding": PLAIN},
    "MaxPooling2D": {"pool_size": LISTED, "strides": LISTED},
    "AveragePooling2D": {"pool_size": LISTED, "strides": LISTED},
    "Dense": {"units": PLAIN},
}
ANY_SETTING = {
    **dict.fromkeys(LAYER_FIELDS, PLAIN),
    "activation": TEXT,
    "curve": either(NONE, NUMBERS),
    "further": TEXTS,
}


def _layer(value: Any) -> bool:
    if not isinstance(value, dict) or not TEXT.fits(value.get("class")):
        return False
    needed = LAYER | SETTINGS.get(value["class"], {})
    known = ANY_SETTING | needed
    return set(needed) <= set(value) <= set(known) and all(known[key].fits(value[key]) for key in value)


MODEL = {
    "class": TEXT,
    "name": TEXT,
    "input": either(NONE, SHAPE),
    "output": either(NONE, SHAPE),
    "layers": Form(
        f"list of up to {LAYERS} layers",
        lambda value: isinstance(value, list) and len(value) <= LAYERS and all(map(_layer, value)),
    ),
    "compiled": either(NONE, record(COMPILED)),
}

KINDS: dict[str, dict[str, Form]] = {
    "absent": {"name": TEXT},
    "unfinished": {"name": TEXT},
    "error": {"type": TEXT, "message": TEXT},
    "other": {"type": TEXT, "holds": TEXT},
    "value": {"type": TEXT, "value": PLAIN},
    "array": {
        "type": TEXT,
        "shape": COUNTS,
        "dtype": TEXT,
        "rows": either(NONE, ARRAY),
        "values": ARRAY,
    },
    "model": MODEL,
    "optimizer": OPTIMIZER,
    "history": {"history": by_name(NUMBERS), "epochs": COUNT, "steps": COUNT},
    "figure": {"title": TEXT, "xlabel": TEXT, "legend": TEXTS, "axes": each(record(AXES))},
    "class": {
        "name": TEXT,
        "modules": TEXTS,
        "build": either(NONE, record({"how": TEXT, "kind": only("function"), **FUNCTION})),
    },
    "function": FUNCTION,
    "module": {"name": TEXT},
    "network": {
        "model": record({"kind": only("model"), **MODEL}),
        "weights": each(ARRAY),
        "answers": ARRAY,
    },
}


def fault(observation: Any, seed: int | None = None) -> str:
    """Why something is no observation, in words; nothing if it is one.

    Args:
        observation: plain data and arrays, as the codec decodes them.
        seed: that drew the rows of large arrays.

    Returns:
        What was found and what was expected.
    """
    kind = observation.get("kind") if isinstance(observation, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return f"found {_short(observation)}, expected an observation of a known kind"
    fields = KINDS[kind]
    if set(observation) != {"kind", *fields}:
        return (
            f"found an observation of kind {kind} with {_short(list(observation))}, expected {list(fields)}"
        )
    for name, form in fields.items():
        if not form.fits(observation[name]):
            return f"found {_short(observation[name])} as {name} of a {kind}, expected {form.words}"
    if kind == "figure":
        drawn = sum(len(axes["lines"]) + len(axes["images"]) for axes in observation["axes"])
        return f"found {drawn} lines and images, expected at most {DRAWN}" if drawn > DRAWN else ""
    return _array_fault(observation, seed) if kind == "array" else ""


def _array_fault(observation: dict[str, Any], seed: int | None) -> str:
    """Why values, rows, dtype and shape of an array do not belong together; nothing if they do."""
    shape, rows, values = tuple(observation["shape"]), observation["rows"], observation["values"]
    dtype = NUMERIC.get(observation["dtype"])
    if dtype is None:  # of texts or objects: its values are not looked at
        expected, dtype, wanted_rows = (0,), values.dtype, None
    elif math.prod(shape) <= MAX_ELEMENTS:
        expected, wanted_rows = shape, None
    else:
        wanted_rows = sampled_rows(shape, seed)
        expected = (len(wanted_rows), *shape[1:]) if len(wanted_rows) else (MAX_ELEMENTS,)
    if values.dtype != dtype:
        return f"found values of {values.dtype} in an array of {_short(observation['dtype'])}"
    if values.shape != expected:
        return f"found values of shape {values.shape}, expected {expected} for an array of shape {shape}"
    if (rows is None) != (wanted_rows is None) or (
        rows is not None and wanted_rows is not None and not _same_rows(rows, wanted_rows)
    ):
        return f"found other rows than those that are looked at in an array of shape {shape}"
    return ""


def _same_rows(found: np.ndarray, expected: np.ndarray) -> bool:
    return found.dtype.kind == "i" and found.ndim == 1 and np.array_equal(found, expected)


def _short(value: Any) -> str:
    return reprlib.repr(value)[:200]

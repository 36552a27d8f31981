"""Random observations of every kind that the codec lets through, for property tests."""

import math

import numpy as np
from hypothesis import strategies as st

from lenet_keras.checks.observation import MAX_ELEMENTS, array

WORDS = (
    "relu",
    "softmax",
    "linear",
    "same",
    "valid",
    "SGD",
    "staticmethod",
    "LeNet",
    "build",
    "loss",
    "val_loss",
)
KEYS = ("loss", "accuracy", "val_loss", "val_accuracy", "precision", "recall", "support", "trainData", "0")
LAYERS = (
    "Conv2D",
    "MaxPooling2D",
    "AveragePooling2D",
    "Dense",
    "Flatten",
    "Reshape",
    "ReLU",
    "Activation",
    "X",
)
NAMES = ("str", "int", "dict", "list", "NoneType", "LeNet", "ndarray", "tensor", "DataFrame", "csr_matrix")
CODES = ("?", "u1", "i4", "i8", "f2", "f4", "f8")

texts = st.sampled_from(WORDS + NAMES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
counts = st.integers(0, 40) | st.integers(0, (1 << 62) - 1)
numbers = st.floats() | st.integers(-(10**30), 10**30) | st.sampled_from([0.0, 0.05, 0.9, 0.97, 1.0])
sizes = st.none() | st.sampled_from([1, 3, 7, 10, 28, 32, 40, 500]) | counts
shapes = st.lists(sizes, max_size=5)
leaves = st.none() | st.booleans() | numbers | texts
plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | texts, inner, max_size=4)
        | st.fixed_dictionaries({key: inner for key in ("precision", "recall", "support")})
    ),
    max_leaves=8,
)
short_plain = plain.filter(lambda value: _depth(value) <= 6)
series = st.lists(numbers, max_size=6)


def _depth(value) -> int:
    if not isinstance(value, list | dict):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)


def record(kind: str | None = None, **fields):
    """Dicts with these fields, and with `kind` if there is one."""
    return st.fixed_dictionaries(fields | ({"kind": st.just(kind)} if kind else {}))


@st.composite
def filled(draw, shape=None):
    """An array of small size, or of the shape that is given, with values that make sense and others."""
    if shape is None:
        shape = tuple(draw(st.lists(st.integers(0, 5), max_size=4)))
    dtype = np.dtype(draw(st.sampled_from(CODES))).newbyteorder("<")
    fill = draw(st.sampled_from(["zero", "one", "random", "noise", "nan"]))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    if fill == "noise":  # any bits at all; a truth value has but one
        bits = random.bytes(math.prod(shape) * dtype.itemsize)
        values = np.frombuffer(bits, "u1" if dtype.kind == "b" else dtype).reshape(shape)
        return np.asarray(values % 2 == 1) if dtype.kind == "b" else values
    if fill == "nan":
        return np.full(shape, np.nan if dtype.kind == "f" else 1, dtype)
    if fill == "random":
        return np.asarray(random.random(shape) * draw(st.sampled_from([1, 1.001, 255, 1e4])), dtype)
    return np.full(shape, fill == "one", dtype)


@st.composite
def arrays(draw, likely=((2, 3),)):
    """Observations of arrays, often of one of the shapes in `likely`."""
    shape = draw(st.none() | st.sampled_from(likely))
    if shape is not None and math.prod(shape) > MAX_ELEMENTS:  # made from one row, so that it costs little
        row = draw(filled(shape[1:]))
        value = np.broadcast_to(row, shape)
    else:
        value = draw(filled(shape))
    seen = array(value) | {"type": draw(st.sampled_from(["ndarray", "tensor"]))}
    if draw(st.integers(0, 9)) == 0:
        seen |= {"dtype": draw(st.sampled_from(["object", "<U5", "complex128"])), "rows": None}
        seen |= {"values": np.empty(0)}
    return seen


pairs = st.lists(st.integers(0, 6), max_size=3)
layers = st.one_of(
    record(
        **{"class": st.just("Conv2D")},
        filters=counts | texts,
        kernel_size=st.just([5, 5]) | pairs,
        strides=st.just([1, 1]) | pairs,
        padding=texts,
        activation=texts,
        curve=st.none() | st.lists(numbers, max_size=12),
        further=st.lists(texts, max_size=2),
        output=st.none() | shapes,
        weights=st.lists(shapes, max_size=2),
    ),
    record(
        **{"class": st.sampled_from(["MaxPooling2D", "AveragePooling2D"])},
        pool_size=st.just([2, 2]) | pairs,
        strides=st.just([2, 2]) | pairs,
        output=st.none() | shapes,
        weights=st.just([]),
    ),
    record(
        **{"class": st.just("Dense")},
        units=st.sampled_from([500, 10, 7]) | counts | texts,
        activation=texts,
        output=st.none() | shapes,
        weights=st.lists(shapes, max_size=2),
    ),
    record(
        **{"class": st.sampled_from(LAYERS[4:]) | texts.filter(lambda name: name not in LAYERS)},
        output=st.none() | shapes,
        weights=st.lists(shapes, max_size=2),
    ),
)
optimizer = {
    "class": texts,
    "learning_rate": st.none() | numbers,
    "momentum": numbers,
    "further": st.lists(texts, max_size=2),
    "steps": counts,
}
model = {
    "class": st.sampled_from(["Sequential", "Functional"]) | texts,
    "name": texts,
    "input": st.none() | st.sampled_from([[None, 28, 28, 1], [None, 40, 32, 3]]) | shapes,
    "output": st.none() | st.sampled_from([[None, 10], [None, 7]]) | shapes,
    "layers": st.lists(layers, max_size=6),
    "compiled": st.none()
    | record(loss=texts, metrics=st.lists(texts, max_size=2), optimizer=record(**optimizer)),
}
function = {"name": texts, "module": texts, "parameters": st.lists(texts, max_size=4)}
axes = record(
    place=st.lists(st.floats(), min_size=4, max_size=4),
    title=texts,
    xlabel=texts,
    ylabel=texts,
    lines=st.lists(record(x=series, y=series, label=texts), max_size=3),
    images=st.lists(filled() | filled((28, 28)), max_size=2),
    marks=st.lists(st.sampled_from(["bars", "dots"]), max_size=2),
    texts=st.lists(texts, max_size=2),
    legend=st.lists(texts, max_size=2),
)

KINDS = {
    "absent": record("absent", name=texts),
    "unfinished": record("unfinished", name=texts),
    "error": record("error", type=texts, message=texts),
    "other": record("other", type=st.sampled_from(NAMES), holds=texts),
    "value": record("value", type=st.sampled_from(NAMES), value=short_plain),
    "array": arrays(),
    "model": record("model", **model),
    "optimizer": record("optimizer", **optimizer),
    "history": record(
        "history",
        history=st.dictionaries(st.sampled_from(KEYS) | texts, series, max_size=5),
        epochs=counts,
        steps=counts,
    ),
    "figure": record(
        "figure",
        title=texts,
        xlabel=texts,
        legend=st.lists(texts, max_size=2),
        axes=st.lists(axes, max_size=2),
    ),
    "class": record(
        "class",
        name=texts,
        modules=st.lists(texts | st.just("lenet_keras.models"), max_size=3),
        build=st.none() | record("function", how=texts, **function),
    ),
    "function": record("function", **function),
    "module": record("module", name=texts | st.just("lenet_keras.datasets.mnist")),
    "network": record(
        "network", model=record("model", **model), weights=st.lists(filled(), max_size=3), answers=filled()
    ),
}

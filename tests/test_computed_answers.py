"""Are computed answers right? Each is computed once more in another way, for all values of its parameters.

Where the bank asks Keras, NumPy or scikit-learn, this file counts by hand or by a formula, and the other way
round. What a function returns for texts (distractors) is checked where it is used: none may equal the answer.
"""

import math
import os
import re
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from autograder.questions import bank, variants
from autograder.questions.computed import compute, functions
from autograder.questions.computed.curves import EPOCHS, SETTINGS, training
from autograder.questions.computed.histograms import pixels
from autograder.questions.filling import written
from autograder.questions.item import Item
from autograder.questions.marking import judge
from autograder.questions.problem import UnsuitableError

BANK = bank.load()
TEMPLATES = [entry for entry in BANK.values() if entry.computed]


def drawn(entry) -> list[tuple[dict, dict]]:
    """Every combination of parameters that makes a question, with what is computed from it."""
    made = []
    for values in product(*entry.parameters.values()):
        names = dict(zip(entry.parameters, values, strict=True))
        try:
            made.append((names, compute(entry.computed, names)))
        except UnsuitableError:
            continue
    return made


def matrix_of(words: str) -> np.ndarray:
    """The confusion matrix as its alternative text tells it."""
    return np.array([re.findall(r"(\d+) answered", row) for row in words.split(";")], int)


def numbers_of(grid: str) -> list[list[int]]:
    return [
        [int(each) for each in re.findall(r"-?\d+", line)] for line in grid.splitlines() if "k" not in line
    ]


def curves_of(words: str) -> list[list[float]]:
    return [[float(each) for each in part.split(":")[1].split(",")] for part in words.split(";")]


def convolution_places(size: int, kernel: int, stride: int) -> int:
    return sum(1 for start in range(0, size, stride) if start + kernel <= size)


def one_hot(label: int, classes: int) -> str:
    return " ".join("1" if place == label else "0" for place in range(classes))


def patch_sum(grids: str) -> int:
    rows = numbers_of(grids)
    return sum(row[column] * row[column + 3] for row in rows for column in range(3))


def largest_of_windows(grid: str) -> str:
    rows = numbers_of(grid)
    return " ".join(
        str(max(rows[r][c], rows[r][c + 1], rows[r + 1][c], rows[r + 1][c + 1]))
        for r in (0, 2)
        for c in (0, 2)
    )


def rows_seen(first: int, second: int) -> int:
    """Which rows of the image one output depends on, followed backwards row by row."""
    pooled = range(second)
    maps = {2 * row + each for row in pooled for each in range(2)}
    return len({row + each for row in maps for each in range(first)})


def with_momentum(weight: float, gradient: float, rate: float, momentum: float) -> float:
    velocity = 0.0
    for _ in range(2):
        velocity = momentum * velocity - rate * gradient
        weight += velocity
    return weight


def lenet_order(first: int, second: int, units: int) -> list[str]:
    counts = {
        f"first convolution, {first} kernels": (25 + 1) * first,
        f"second convolution, {second} kernels": (25 * first + 1) * second,
        f"fully connected layer, {units} units": (49 * second + 1) * units,
        "softmax layer, 10 units": (units + 1) * 10,
    }
    return [name for name, _ in sorted(counts.items(), key=lambda pair: pair[1])]


def batches(samples: int, batch: int, epochs: int) -> int:
    changes = 0
    for _ in range(epochs):
        left = samples
        while left > 0:
            left -= batch
            changes += 1
    return changes


def most_confused(words: str) -> str:
    best, text = -1, ""
    matrix = matrix_of(words)
    for row, column in np.ndindex(3, 3):
        if row != column and matrix[row, column] > best:
            best = matrix[row, column]
            true, given = (3, 5, 8)[row], (3, 5, 8)[column]
            text = f"A{'n' if true == 8 else ''} {true} is taken for a{'n' if given == 8 else ''} {given}"
    return text


def story(words: str) -> str:
    """What a pair of curves tells, judged from its alternative text by other rules than `diagnose`."""
    train, validation = curves_of(words)
    best = min(validation)
    if max(abs(b - a) for a, b in zip(train, train[1:], strict=False)) > 1:
        return "rate too large"
    if train[-1] > 0.8 * train[0]:
        return "rate too small"
    return "overfitting" if validation[-1] - best > 0.1 else "healthy"


HISTOGRAM = {
    "as loaded": (0, 255),
    "scaled": (0, 1),
    "scaled twice": (0, 1 / 255),
    "inverted and scaled": (0, 1),
}

# function: the name of a value that it returns, and how it comes out in another way
AGAIN: dict[str, dict[str, Callable[[dict, dict], object]]] = {
    "values_in_images": {"answer": lambda p, v: p["samples"] * p["size"] ** 2 * p["depth"]},
    "with_depth": {"answer": lambda p, v: f"({p['samples']}, {p['size']}, {p['size']}, {p['depth']})"},
    "bytes_after_scaling": {"answer": lambda p, v: p["samples"] * p["size"] ** 2 * 64 // 8},
    "wrapped_sum": {"answer": lambda p, v: (p["first"] + p["second"]) % 256},
    "scaled_twice": {"answer": lambda p, v: pytest.approx(p["mean"] / 255**2, abs=5e-7)},
    "one_hot": {"answer": lambda p, v: one_hot(**p)},
    "zeros_of_labels": {"answer": lambda p, v: p["samples"] * p["classes"] - p["samples"]},
    "most_probable": {
        "answer": lambda p, v: (row := [float(x) for x in v["row"].split()]).index(max(row)),
        "rounded": lambda p, v: max(float(x) for x in v["row"].split()),
    },
    "training_share": {"answer": lambda p, v: p["samples"] - p["samples"] * p["percent"] // 100},
    "convolution_size": {"answer": lambda p, v: convolution_places(**p)},
    "convolution_weights": {"answer": lambda p, v: (p["kernel"] ** 2 * p["depth"] + 1) * p["filters"]},
    "dense_weights": {"answer": lambda p, v: (p["size"] ** 2 * p["depth"] + 1) * p["units"]},
    "pooled_size": {"answer": lambda p, v: p["size"] // 2 ** p["times"]},
    "after_one_block": {"answer": lambda p, v: (p["size"] // 2, p["size"] // 2, p["filters"])},
    "convolved_patch": {"answer": lambda p, v: patch_sum(v["grids"])},
    "pooled_values": {"answer": lambda p, v: largest_of_windows(v["grid"])},
    "receptive_field": {"answer": lambda p, v: rows_seen(**p)},
    "softmax_of_three": {
        "answer": lambda p, v: pytest.approx(
            1 / sum(math.exp(p[name] - p["first"]) for name in ("first", "second", "third")), abs=6e-4
        )
    },
    "cross_entropy": {"answer": lambda p, v: pytest.approx(math.log(1 / p["probability"]), abs=6e-4)},
    "layers_by_weights": {"order": lambda p, v: lenet_order(**p)},
    "weight_after_step": {"answer": lambda p, v: pytest.approx(p["weight"] - p["rate"] * p["gradient"])},
    "weight_with_momentum": {"answer": lambda p, v: pytest.approx(with_momentum(**p), abs=1e-6)},
    "updates": {"answer": lambda p, v: batches(**p)},
    "confusion": {
        "precision": lambda p, v: pytest.approx(column_share(p, v), abs=6e-4),
        "recall": lambda p, v: pytest.approx(row_share(p, v), abs=6e-4),
        "accuracy": lambda p, v: pytest.approx(matrix_of(v["words"]).trace() / 120, abs=6e-4),
        "accuracy_percent": lambda p, v: pytest.approx(matrix_of(v["words"]).trace() / 1.2, abs=6e-3),
    },
    "most_confused": {"answer": lambda p, v: most_confused(v["words"])},
    "loss_curves": {
        "is_healthy": lambda p, v: story(v["words"]) == "healthy",
        "is_overfitting": lambda p, v: story(v["words"]) == "overfitting",
        "is_too_large": lambda p, v: story(v["words"]) == "rate too large",
        "is_too_small": lambda p, v: story(v["words"]) == "rate too small",
    },
    "best_epoch": {
        "answer": lambda p, v: pytest.approx((curve := curves_of(v["words"])[1]).index(min(curve)) + 1, abs=1)
    },
    "baseline": {"answer": lambda p, v: pytest.approx(100 - 100 * p["rare"] / p["samples"], abs=6e-3)},
    "f1_of_counts": {
        "answer": lambda p, v: pytest.approx(
            p["found"] / (p["found"] + (p["missed"] + p["false_alarms"]) / 2), abs=6e-4
        )
    },
    "misread": {"answer": lambda p, v: round(p["samples"] * (1 - p["accuracy"]))},
    "pixel_histogram": {
        "is_loaded": lambda p, v: "largest 255" in v["words"],
        "is_scaled": lambda p, v: "largest 1" in v["words"] and "between 0 and" in v["words"],
        "is_twice": lambda p, v: "largest 0.003" in v["words"],
        "is_inverted": lambda p, v: "largest 1" in v["words"] and "and 1," in v["words"],
    },
}


def column_share(parameters: dict, values: dict) -> float:
    matrix, place = matrix_of(values["words"]), (3, 5, 8).index(parameters["digit"])
    return matrix[place, place] / sum(row[place] for row in matrix)


def row_share(parameters: dict, values: dict) -> float:
    matrix, place = matrix_of(values["words"]), (3, 5, 8).index(parameters["digit"])
    return matrix[place, place] / sum(matrix[place])


def test_every_function_is_used_and_computed_in_another_way():
    assert set(AGAIN) == set(functions()) == {entry.computed for entry in TEMPLATES}


@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.id)
def test_a_computed_answer_comes_out_the_same_in_another_way(entry):
    combinations = drawn(entry)
    assert len(combinations) >= 5
    for parameters, values in combinations:
        for name, again in AGAIN[entry.computed].items():
            assert values[name] == again(parameters, values), (parameters, name)


@pytest.mark.parametrize("entry", BANK.values(), ids=lambda entry: entry.id)
def test_every_variant_is_a_good_question(entry):
    items = variants.usable(entry)
    if entry.parameters:
        assert len(items) >= 5, "too few variants"
        assert len({(item.text, item.answer, item.order) for item in items}) == len(items), "two are the same"
    for item in items:
        assert_good(item)


def assert_good(item: Item) -> None:
    texts = [
        item.text,
        item.answer,
        *item.hints,
        *(c.text for c in item.rubric),
        *(o.text for o in item.options),
    ]
    for text in texts + [o.reason for o in item.options] + [m.reason for m in item.mistakes]:
        assert text.strip()
        assert not re.search(r"(?<![\\A-Za-z}^_])\{[a-z]\w*", text), text
    options = [option.text for option in item.options]
    assert len(set(map(str.casefold, options))) == len(options)
    right = [option for option in item.options if option.right]
    assert not item.options or (len(right) == 1 if item.kind == "one" else right)
    assert set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", item.text)) == {
        picture.name for picture in item.pictures
    }
    for picture in item.pictures:
        assert picture.png.startswith(b"\x89PNG")
        assert len(picture.alt) > 40, "what is to be read from the picture has to be told, too"
    if item.kind in ("number", "short"):
        own = item.accepted or (repr(item.number), written(item.number), f"{item.number:g} {item.unit}")
        for form in own:
            assert judge(item, form).right, form
        for mistake in item.mistakes:
            judgement = judge(item, mistake.answer)
            assert judgement.right is False, mistake
            assert judgement.reason == mistake.reason, mistake
    for hint in item.hints:
        assert item.answer not in hint


@pytest.mark.parametrize("state", HISTOGRAM)
def test_pixels_are_in_the_state_that_they_are_said_to_be_in(state):
    values = pixels(state, 0)
    assert (values.min(), values.max()) == pytest.approx(HISTOGRAM[state])
    assert (np.median(values) == values.max()) == (state == "inverted and scaled")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_training_gives_the_same_curves_again(name):
    losses, validation = training(SETTINGS[name], 1)
    again = training.__wrapped__(SETTINGS[name], 1)
    np.testing.assert_allclose(again, (losses, validation), rtol=1e-9)
    assert len(losses) == EPOCHS


def test_a_right_answer_in_the_bank_that_was_changed_is_noticed():
    entry = BANK["A2.Q8"]
    (parameters, values), *_ = drawn(entry)
    assert values["answer"] + 1 != AGAIN[entry.computed]["answer"](parameters, values)

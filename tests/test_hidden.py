"""Does a grader tell an answer that computes from one that knows what the check looks at?

Each impostor passes its check; what it gets is what it did right for inputs that nobody knew.
"""

import re
import time
from dataclasses import replace

import numpy as np
import pytest

from autograder.candidate import schema
from autograder.examiner import hidden
from autograder.examiner.judge import grade_step
from lenet_keras.checks.a9_handwriting import exporting
from lenet_keras.checks.arguments import Kept
from lenet_keras.checks.calls import Calls, Result
from lenet_keras.checks.observation import MAX_ELEMENTS, array, observe, sampled_rows
from lenet_keras.checks.probes import times_called
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.steps import STEPS
from lenet_keras.checks.verdict import Criterion, Drawn
from lenet_keras.checks.verdict import Result as Judged
from tests.answers import a2_build, a6_numpy, a7_backprop, bench
from tests.attacks.forbidding import MEASURING
from tests.attacks.remembering import HOLLOW, KNOWN_MAPS, TABLE

CALLING = re.compile(r"(np\.\w+\()?(called_back|batches_of|mapped|augmented|layers_added)\(")


def test_graders_ask_about_every_function_and_class_that_a_check_calls():
    unasked = [
        f"{step.id}: {criterion.name}"
        for step in STEPS.values()
        for criterion in step.criteria
        if criterion.drawn is None
        if isinstance(criterion.judge, Returned | Kept) or any(map(CALLING.match, criterion.observes))
    ]
    assert unasked == []


IMPOSTORS = {
    "inputs of the check": (a6_numpy.TABLE, "A6.1", KNOWN_MAPS, 0),
    "a table of results": (a6_numpy.TABLE, "A6.5", TABLE, 0),
    "measured kernels": (
        a6_numpy.TABLE,
        "A6.3",
        MEASURING + "def conv_weight_gradients(gradient, images, size):\n"
        "    filters = gradient.shape[1]\n"
        "    kernels = np.zeros((filters, images.shape[1], size, size))\n"
        "    passed = lambda k: (gradient * conv_forward(images, k, np.zeros(filters))).sum()\n"
        "    return measured(passed, kernels), gradient.sum(axis=(0, 2, 3))\n",
        1,
    ),
    "the network of the check": (
        a7_backprop.TABLE,
        "A7.3",
        "def forward(x, W, b, v, c):\n"
        "    h = 1 / (1 + np.exp(-(W @ x + b)))\n"
        "    return (h, v @ h + c) if abs(c) in (0.25, 0.5) else (np.zeros(2), 0.0)\n",
        0,
    ),
    "a measured sigmoid": (
        a7_backprop.TABLE,
        "A7.2",
        "def sigmoid_slope(z):\n    return (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5\n",
        0,
    ),
    "measured parameters": (
        a7_backprop.TABLE,
        "A7.5",
        MEASURING + "def gradients(x, t, W, b, v, c):\n"
        "    loss = lambda *each: (forward(x, *each)[1] - t) ** 2 / 2\n"
        "    names = [np.array(each, dtype=float) for each in (W, b, v, c)]\n"
        "    with_ = lambda i, moved: loss(*names[:i], moved, *names[i + 1 :])\n"
        "    return [measured(lambda moved: with_(i, moved), names[i]) for i in range(4)]\n",
        0,
    ),
    "the size of the check": (
        a2_build.TABLE,
        "A2.3",
        "def initialize_model(width, height, depth):\n    return Sequential([Input(shape=(40, 32, 3))])\n",
        1,
    ),
    "the classes of the check": (
        a2_build.TABLE,
        "A2.7",
        'def add_softmax_classifier(model, classes):\n    model.add(Dense(7, activation="softmax"))\n',
        0,
    ),
    "hollow layers": (
        a2_build.TABLE,
        "A2.6",
        "def add_fully_connected(model):\n"
        "    layer = Dense(500, activation='relu')\n"
        "    own = layer.call\n"
        "    layer.call = lambda x, **more: 0 * own(x)\n"
        "    model.add(Flatten())\n    model.add(layer)\n",
        0,
    ),
}


IMPOSTORS |= {
    f"weights of the shape {size}": (
        a2_build.TABLE,
        "A2.7",
        f"{HOLLOW}def add_softmax_classifier(model, classes):\n"
        f"    model.add(claimed(Dense, {size})(classes, activation='softmax'))\n",
        0,
    )
    for size in ((3,), (3_000_000,))
}


CONSTANT = {
    "A5.9": ("def mcnemar(first, second, truth):\n    return 0, 0, 1.0\n", 0),
    "A5.9 of all": ("def mcnemar(first, second, truth):\n    return len(truth), len(truth), 1.0\n", 0),
    "A6.7": ("def cross_entropy(scores, labels):\n    return 0.0, np.zeros_like(scores)\n", 0),
    "A7.3": ("def forward(x, W, b, v, c):\n    return np.zeros(2), c\n", 0),
    "A7.4": ("dL_dy = dy_dh1 = dh1_dz1 = dz1_dw12 = dL_dw12 = 0\n", 0),
    "A7.5": ("def gradients(x, t, W, b, v, c):\n    return 0 * W, 0 * b, 0 * v, 0.0\n", 0),
    "A8.1": ("def most_confused(matrix, count):\n    return np.full((count, 3), np.nan)\n", 0),
    "A8.3": ("def class_accuracy(answers, truth):\n    return np.zeros(10), np.zeros(10)\n", 0),
    # what is made of a mistake by the right formula is right, as the mistake is paid for
    "A7.3 without biases": (
        "def forward(x, W, b, v, c):\n    h = 1 / (1 + np.exp(-W @ x))\n    return h, v @ h + c\n",
        1,
    ),
    "A8.3 of what is wrong": (
        "def class_accuracy(answers, truth):\n"
        "    n = np.bincount(truth, minlength=10)\n"
        "    p = np.bincount(truth[answers != truth], minlength=10) / n\n"
        "    return p, np.sqrt(p * (1 - p) / n)\n",
        1,
    ),
}


@pytest.mark.parametrize("name", CONSTANT)
def test_of_one_number_for_all_inputs_nothing_follows(name):
    """A result is judged by the student's own other results; of constants any formula could be right."""
    code, points = CONSTANT[name]
    step = STEPS[name.split()[0]]
    namespace = {"np": np}
    exec(code, namespace)
    asked = hidden.drawn(step, 5)
    observations = observe(hidden.observes(step, asked), namespace)
    assert grade_step(step, observations, observations, None, asked).points == points


@pytest.mark.parametrize("name", IMPOSTORS)
def test_who_knows_the_check_by_heart_gets_what_holds_for_other_inputs(name):
    table, step, code, points = IMPOSTORS[name]
    visible, graded = bench.outcome(table, step, code)
    assert visible.passed
    assert graded.points == points
    fault = graded.fault
    assert fault.found
    assert fault.expected
    assert fault.hint


def test_a_fault_names_inputs_result_and_what_is_right():
    _, graded = bench.outcome(*IMPOSTORS["the network of the check"][:3])
    assert "forward(normal(" in graded.fault.found
    assert "np.random.default_rng(seed)" in graded.fault.found
    assert "is 0 for" in graded.fault.found
    float(graded.fault.expected)


def test_a_seed_draws_the_same_again_and_another_one_something_else():
    step = STEPS["A6.5"]
    drawn = [hidden.observes(step, hidden.drawn(step, seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(step.grader_observes) < set(drawn[0])


def test_criteria_about_one_function_share_its_calls():
    asked = hidden.drawn(STEPS["A6.5"], 3)
    calls = [each.observes for name, each in asked.items() if name.startswith("the gradient by")]
    assert len({each[0] for each in calls}) == 1


def test_what_is_drawn_has_numbers_in_the_place_of_names():
    square = Calls(
        "square(x, y)",
        ("1, 2",),
        (Result("the square", "x * x", ""),),
        drawn=("normal(seed, n, 2 * n), number", "share, seed"),
        sizes={"n": (3, 3)},
    )
    first, second = square.redrawn(np.random.default_rng(0)).inputs
    assert first.startswith("normal(")
    assert ", 3, 2 * 3), " in first
    assert 0 < float(second.split(",")[0]) < 1
    assert int(second.split(",")[1]) >= 1000


def test_rows_of_a_large_array_are_drawn_and_others_are_refused():
    large = np.arange(2 * MAX_ELEMENTS).reshape(-1, 100)
    seen = array(large, seed=5)
    assert np.array_equal(seen["values"], large[sampled_rows(large.shape, 5)])
    assert schema.fault(seen, 5) == ""
    assert "other rows" in schema.fault(seen, 6)
    assert "other rows" in schema.fault(array(large), 5)
    assert not np.array_equal(sampled_rows(large.shape, 5), sampled_rows(large.shape, 6))


def test_calls_are_counted_by_the_name_of_the_function():
    def forward():
        return 1

    assert times_called(("forward",), lambda: [forward() for _ in range(3)]) == 3
    assert times_called(("backward",), forward) == 0


@pytest.mark.parametrize(
    "more",
    [
        {"weights": [[2_000_000]] * 5_000},
        {"class": "Conv2D", "weights": [[0]]},
        {"class": "MaxPooling2D", "pool_size": [90, 90], "strides": [1, 1], "padding": "same"},
    ],
    ids=["memory", "no layer", "time"],
)
def test_layers_that_a_process_claims_take_no_more_than_those_of_a_lesson(more, monkeypatch):
    """Of 5,000 arrays of 2 million numbers none is drawn; 500 poolings over 90 rows are not computed."""
    question = Drawn(("model",), lambda _: None, computes="model")
    step = replace(STEPS["A2.3"], criteria=(Criterion("it computes", 1, ("model",), lambda _: None),))
    layer = {"class": "Flatten", "output": None, "weights": [], "kernel_size": [1, 1], "filters": 1} | more
    model = {"kind": "model", "input": [None, 40, 40, 20], "output": [None, 1], "layers": [layer] * 500}
    monkeypatch.setattr(hidden, "WORK", 10_000_000)
    asked = {"it computes": hidden._with_computing(question, 7)}
    seen = {
        "model": model,
        "computed(model, 7)": {"kind": "array", "shape": [2, 1], "values": np.ones((2, 1))},
    }
    started = time.process_time()
    (result,) = hidden.judged(step, (Judged("it computes", 1, 1),), seen, asked)
    assert result.points == 0
    assert "nobody can compute" in result.fault.found
    assert time.process_time() - started < 5


def test_a_file_whose_answers_are_no_numbers_agrees_with_nothing():
    """Of digits that are NaN every network says NaN, whichever was exported."""
    nothing = {"kind": "array", "shape": [2, 10], "values": np.full((2, 10), np.nan)}
    seen = {exporting.RUN: nothing, exporting.KERAS: nothing, "answers": nothing}
    assert exporting.file_answers(seen)
    zeros = {**nothing, "values": np.zeros((2, 10))}
    assert exporting.answers_are_kept({exporting.RUN: zeros, exporting.KERAS: zeros, "answers": nothing})
    assert not exporting.answers_are_kept({exporting.RUN: zeros, exporting.KERAS: zeros, "answers": zeros})


def test_what_a_model_computes_leaves_its_weights_as_they_were():
    keras = pytest.importorskip("keras")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    before = [each.copy() for each in model.get_weights()]
    seen = observe(["model", "computed(model, 7)"], {"model": model})
    assert seen["computed(model, 7)"]["shape"] == [2, 2]
    assert all(map(np.array_equal, before, model.get_weights()))

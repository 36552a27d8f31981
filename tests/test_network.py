"""Is the examiner's own LeNet the one of Keras, and does it tell a trained network from a claimed one?"""

import os
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest

from autograder.examiner import lenet_numpy
from lenet_keras.checks import description
from lenet_keras.datasets import mnist

WORSE = 0.08
SHAPES = lenet_numpy.shapes(*lenet_numpy.MNIST)


@pytest.fixture(scope="module")
def keras_model():
    """Keras's LeNet: the oracle."""
    from lenet_keras.models import LeNet

    return LeNet.build(width=28, height=28, depth=1, classes=10)


@pytest.fixture(scope="module")
def trained(keras_model):
    """A network after one epoch of 2,000 digits, as graders observe it."""
    import keras

    keras.utils.set_random_seed(0)
    model = keras.models.clone_model(keras_model)
    (images, labels), _ = mnist.load_data()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(images[:2000, ..., None] / 255.0, labels[:2000], batch_size=32, epochs=1, verbose=0)
    return description.network(model)


@pytest.fixture
def strict(capfd):
    """A warning is an error, and nothing may reach stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert capfd.readouterr().err == ""


def weights(seed):
    """Of the size that Keras starts with, and biases that are not zero."""
    random = np.random.default_rng(seed)
    limits = [np.sqrt(6 / sum(shape[-2:])) / np.prod(shape[:-2]) ** 0.5 for shape in SHAPES]
    return [
        random.uniform(-limit, limit, shape).astype("float32")
        for limit, shape in zip(limits, SHAPES, strict=True)
    ]


def observed(arrays, answers=None):
    """An observation of a network that answers as its weights say, or as claimed."""
    if answers is None:
        answers = lenet_numpy.LeNet(arrays)(lenet_numpy.noise((28, 28, 1)))
    return {"kind": "network", "model": {}, "weights": arrays, "answers": answers}


def observed_array(values, rows=None):
    return {"kind": "array", "rows": rows, "values": values}


def digits(count):
    (_, _), (images, _) = mnist.load_data()
    return (images[:count, ..., None] / 255.0).astype("float32")


@pytest.mark.parametrize("seed", [1, 2])
def test_answers_are_those_of_keras(keras_model, seed):
    keras_model.set_weights(weights(seed))
    ours = lenet_numpy.rebuild(description.network(keras_model))
    for images in (lenet_numpy.noise((28, 28, 1)), digits(64)):  # 64 is no multiple of a batch
        expected = keras_model.predict(images, verbose=0)
        assert expected.std() > 0.01  # or any network would do
        answers = ours(images)
        assert answers.dtype == np.float32
        np.testing.assert_allclose(answers, expected, atol=1e-5)


def test_answers_of_a_trained_network_are_those_of_keras(keras_model, trained):
    keras_model.set_weights(trained["weights"])
    ours = lenet_numpy.rebuild(trained)
    np.testing.assert_allclose(ours(digits(64)), keras_model.predict(digits(64), verbose=0), atol=1e-5)
    images, labels = lenet_numpy.exam()
    expected = keras_model.predict(images[..., None] / 255.0, verbose=0).argmax(axis=1)
    assert lenet_numpy.recognised(ours, images, labels) == pytest.approx(
        np.mean(expected == labels), abs=0.002
    )


def test_shapes_are_those_of_the_library(keras_model):
    assert tuple(tuple(weight.shape) for weight in keras_model.weights) == SHAPES


def test_a_network_of_another_size_is_one_of_that_size():
    from lenet_keras.models import LeNet

    rows, columns, depth, classes = size = (40, 32, 3, 7)
    model = LeNet.build(width=columns, height=rows, depth=depth, classes=classes)
    seen = description.network(model)
    images = np.random.default_rng(0).random((5, rows, columns, depth), dtype="float32")
    expected = model.predict(images, verbose=0)
    assert expected.std() > 0.01
    np.testing.assert_allclose(lenet_numpy.rebuild(seen, size)(images), expected, atol=1e-5)
    assert lenet_numpy.rebuild(seen) is None
    assert lenet_numpy.rebuild(seen, (32, 40, 3, 7)) is None  # as many weights, but other answers
    assert lenet_numpy.rebuild(observed(weights(1)), size) is None


def test_no_digits_have_no_answers():
    assert lenet_numpy.LeNet(weights(1))(np.empty((0, 28, 28, 1))).shape == (0, 10)


OTHERS = {
    "no weights": lambda arrays: [],
    "a layer less": lambda arrays: arrays[:-2],
    "a layer more": lambda arrays: arrays + arrays[-2:],
    "the order changed": lambda arrays: arrays[::-1],
    "a flat kernel": lambda arrays: [arrays[0].reshape(25, 20), *arrays[1:]],
    "a kernel turned": lambda arrays: [*arrays[:6], arrays[6].T, arrays[7]],
    "eleven classes": lambda arrays: [*arrays[:6], np.zeros((500, 11)), np.zeros(11)],
}


@pytest.mark.parametrize("name", OTHERS)
def test_weights_of_another_network_are_refused(name, strict):
    right = observed(weights(1))
    assert lenet_numpy.rebuild(right) is not None
    assert lenet_numpy.rebuild(right | {"weights": OTHERS[name](right["weights"])}) is None


@pytest.mark.parametrize("kind", ["absent", "model", "array"])
def test_another_kind_is_refused(kind):
    assert lenet_numpy.rebuild({"kind": kind}) is None


ANSWERS = {
    "of other weights": lambda right: lenet_numpy.LeNet(weights(2))(lenet_numpy.noise((28, 28, 1))),
    "one of them wrong": lambda right: right + [[0.03] + [0] * 9, [0] * 10],
    "of one image": lambda right: right[:1],
    "none": lambda right: np.zeros(0),
    "a single number": lambda right: np.float64(0.1),
    "not numbers": lambda right: np.full_like(right, np.nan),
    "infinite": lambda right: np.full_like(right, np.inf),
    "whole numbers": lambda right: np.zeros((2, 10), dtype="uint8"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_that_are_not_the_weights_are_refused(name, strict):
    right = observed(weights(1))
    assert lenet_numpy.rebuild(right | {"answers": ANSWERS[name](right["answers"])}) is None


def test_answers_may_differ_as_those_of_two_machines_do():
    right = observed(weights(1))
    assert lenet_numpy.rebuild(right | {"answers": right["answers"] + 0.01}) is not None


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_weights_of_another_precision_are_taken(dtype):
    right = observed(weights(1))
    arrays = [weight.astype(dtype) for weight in right["weights"]]
    assert lenet_numpy.rebuild(right | {"weights": arrays}) is not None


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e300])
def test_weights_that_are_no_finite_numbers_are_refused(place, number, strict):
    arrays = [weight.astype("float64") for weight in weights(1)]
    arrays[place].flat[0] = number
    everything = [np.full(shape, number) for shape in SHAPES]
    for each in (arrays, everything):
        for answers in (np.full((2, 10), np.nan), np.full((2, 10), 0.1), observed(weights(1))["answers"]):
            assert lenet_numpy.rebuild(observed(each, answers)) is None


@pytest.mark.parametrize("size", [1e30, 3e38])
def test_huge_weights_raise_nothing_and_do_not_pass(size, strict):
    arrays = [np.clip(weight * size, -size, size).astype("float32") for weight in weights(1)]
    answers = lenet_numpy.LeNet(arrays)(digits(3))
    assert answers.shape == (3, 10)
    assert lenet_numpy.rebuild(observed(arrays)) is None
    huge = lenet_numpy.LeNet([*arrays[:6], *weights(1)[6:]])
    assert lenet_numpy.recognised(huge, *lenet_numpy.exam()) < 0.3


def test_huge_scores_are_sound_probabilities(strict):
    arrays = weights(1)
    arrays[7] = np.linspace(-3e38, 3e38, 10, dtype="float32")
    np.testing.assert_array_equal(lenet_numpy.LeNet(arrays)(digits(1)), np.eye(10)[[9]])


def test_memory_is_that_of_a_batch():
    images, labels = lenet_numpy.exam()
    model = lenet_numpy.LeNet(weights(1))
    tracemalloc.start()
    try:
        lenet_numpy.recognised(model, images, labels)
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()


def test_the_exam_holds_digits_that_nobody_had():
    images, labels = lenet_numpy.exam()
    assert images.shape == (lenet_numpy.EXAM, 28, 28)
    assert images.dtype == np.uint8
    assert labels.shape == (lenet_numpy.EXAM,)
    (_, _), (given, _) = mnist.load_data()
    assert not {image.tobytes() for image in images} & {image.tobytes() for image in given}


def test_a_trained_network_passes_and_the_reference_is_examined_once(trained, monkeypatch, strict):
    examined = []
    recognised = lenet_numpy.recognised
    monkeypatch.setattr(lenet_numpy, "_shares", {})
    monkeypatch.setattr(
        lenet_numpy, "recognised", lambda model, *exam: examined.append(model) or recognised(model, *exam)
    )
    for _ in range(3):
        assert lenet_numpy.trained(trained, trained, WORSE) is None
    assert len(examined) == 3 + 1


def test_a_reference_with_other_weights_is_another(trained, monkeypatch):
    monkeypatch.setattr(lenet_numpy, "_shares", {})
    untrained = observed(weights(1))
    assert lenet_numpy.trained(untrained, untrained, WORSE) is None
    assert lenet_numpy.trained(untrained, trained, WORSE) is not None


def test_an_untrained_network_is_told_what_it_recognises(trained, strict):
    fault = lenet_numpy.trained(observed(weights(1)), trained, WORSE)
    assert "% of 1,000 digits that it has never seen" in fault.found
    assert fault.expected == "about as many as the reference solution's network"


@pytest.mark.parametrize("seen", [{"kind": "absent"}, observed(weights(1), np.full((2, 10), 0.1))])
def test_what_is_not_the_lessons_network_is_told_so(seen, trained):
    fault = lenet_numpy.trained(seen, trained, WORSE)
    assert fault.found.startswith("`model` is not the network that the lesson builds")


def test_predictions_are_those_of_the_network(trained, keras_model, strict):
    keras_model.set_weights(trained["weights"])
    answers = keras_model.predict(digits(1000), verbose=0)
    assert lenet_numpy.predicts(trained, observed_array(answers)) is None
    rows = np.array([0, 500, 999])
    assert lenet_numpy.predicts(trained, observed_array(answers[rows], rows)) is None


CLAIMED = {
    "of other digits": lambda right: right[::-1],
    "labels": lambda right: np.eye(10)[mnist.load_data()[1][1]],
    "two in a hundred wrong": lambda right: np.where(np.arange(1000)[:, None] % 50, right, 2.0),
    "too few": lambda right: right[:-1],
    "not numbers": lambda right: np.full_like(right, np.nan),
    "infinite": lambda right: np.full_like(right, np.inf),
}


@pytest.mark.parametrize("name", CLAIMED)
def test_predictions_that_are_not_the_networks_are_told_so(name, trained, strict):
    right = lenet_numpy.LeNet(trained["weights"])(digits(1000))
    assert lenet_numpy.predicts(trained, observed_array(right)) is None
    fault = lenet_numpy.predicts(trained, observed_array(CLAIMED[name](right)))
    assert fault.found == "these are not the answers that `model` gives to the test digits"


def test_predictions_of_no_network_are_told_so(strict):
    fault = lenet_numpy.predicts({"kind": "absent"}, observed_array(np.full((1000, 10), 0.1)))
    assert fault.found == "these are not the answers that `model` gives to the test digits"


WITHOUT_KERAS = """
import sys
import autograder.examiner.examination, autograder.examiner.judge, autograder.examiner.lenet_numpy
import numpy as np
from autograder.examiner import lenet_numpy

random = np.random.default_rng(1)
shapes = lenet_numpy.shapes(*lenet_numpy.MNIST)
weights = [random.normal(0, 0.05, shape).astype("float32") for shape in shapes]
answers = lenet_numpy.LeNet(weights)(lenet_numpy.noise((28, 28, 1)))
seen = {"kind": "network", "weights": weights, "answers": answers}
assert lenet_numpy.trained(seen, seen, 0.08) is None
answers = lenet_numpy.LeNet(weights)(lenet_numpy.mnist.load_data()[1][0][..., None] / 255.0)
assert lenet_numpy.predicts(seen, {"kind": "array", "rows": None, "values": answers}) is None
assert "lenet_keras.datasets.mnist" in sys.modules
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""


def test_the_examiner_needs_neither_keras_nor_tensorflow():
    environment = {name: value for name, value in os.environ.items() if name != mnist.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_KERAS], capture_output=True, text=True, env=environment
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")

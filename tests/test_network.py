"""Is the examiner's own forward pass Keras's, and does it tell a trained network from a claimed one?"""

import itertools
import os
import re
import subprocess
import sys
import tracemalloc
import warnings
from functools import partial

import numpy as np
import pytest

from autograder.examiner import exam, inspections, layers
from autograder.examiner.forward import Network
from autograder.examiner.inspections import fault_of
from autograder.examiner.layers import LayerError
from autograder.examiner.rebuilt import NotRebuiltError, rebuild
from lenet_keras.checks.architecture import network as described
from lenet_keras.checks.architecture import noise
from lenet_keras.checks.inspection import Answers, Exam, Inspection
from lenet_keras.datasets import mnist

RELU, SAME = {"activation": "relu"}, {"strides": [1, 1], "padding": "same"}
POOL = {"class": "MaxPooling2D", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid", "weights": []}
LENET = [
    {"class": "Conv2D", "weights": [[5, 5, 1, 20], [20]], **SAME, **RELU},
    POOL,
    {"class": "Conv2D", "weights": [[5, 5, 20, 50], [50]], **SAME, **RELU},
    POOL,
    {"class": "Flatten", "weights": []},
    {"class": "Dense", "weights": [[2450, 500], [500]], **RELU},
    {"class": "Dense", "weights": [[500, 10], [10]], "activation": "softmax"},
]
SHAPES = [tuple(shape) for layer in LENET for shape in layer["weights"]]
MODEL = {"input": [None, 28, 28, 1], "layers": LENET}

NETWORK = Inspection("model", "the lesson's network", "Build it.")
EXAM = Exam("model", "the lesson's network, trained", "Train it.", worse=0.08)
ANSWERS = Answers("model", "its own predictions", "Keep them.", predictions="predictions")


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
    return described(model)


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
        answers = Network(LENET, arrays)(noise((28, 28, 1)))
    return {"kind": "network", "model": MODEL, "weights": arrays, "answers": answers}


def lenet(arrays):
    return Network(LENET, arrays)


def refusal(seen, reference=None):
    """Why an observed network is not rebuilt; nothing if it is."""
    try:
        rebuild(seen, reference or observed(weights(3)))
    except NotRebuiltError as error:
        return str(error)
    return ""


def found(inspection, model, reference=None, **others):
    """What an inspection finds, in words; nothing where all is right."""
    name = inspection.observes
    fault = fault_of(inspection, {name: model, **others}, {name: reference or observed(weights(3))})
    return fault.found if fault else ""


def observed_array(values, rows=None):
    return {"kind": "array", "rows": rows, "values": values}


def digits(count):
    (_, _), (images, _) = mnist.load_data()
    return (images[:count, ..., None] / 255.0).astype("float32")


@pytest.mark.parametrize("seed", [1, 2])
def test_answers_are_those_of_keras(keras_model, seed):
    keras_model.set_weights(weights(seed))
    seen = described(keras_model)
    ours = rebuild(seen, seen)
    for images in (noise((28, 28, 1)), digits(64)):  # 64 is no multiple of a batch
        expected = keras_model.predict(images, verbose=0)
        assert expected.std() > 0.01  # or any network would do
        answers = ours(images)
        assert answers.dtype == np.float32
        np.testing.assert_allclose(answers, expected, atol=1e-5)


def test_answers_of_a_trained_network_are_those_of_keras(keras_model, trained):
    keras_model.set_weights(trained["weights"])
    ours = rebuild(trained, trained)
    np.testing.assert_allclose(ours(digits(64)), keras_model.predict(digits(64), verbose=0), atol=1e-5)
    images, labels = exam.digits()
    expected = keras_model.predict(images[..., None] / 255.0, verbose=0).argmax(axis=1)
    assert exam.recognised(partial(exam.said, ours), images, labels) == pytest.approx(
        np.mean(expected == labels), abs=0.002
    )


GRID = list(itertools.product(["valid", "same"], [1, 2, (2, 3)], [1, 3, (5, 2)], [True, False]))
ACTIVATIONS = ("relu", "tanh", "sigmoid", "elu", "silu", "softplus", "softsign", "leaky_relu", "linear")


def architecture(number):
    """A Keras model with random layers, the same for the same number; all weights are random."""
    import keras
    from keras import layers as keras_layers

    random = np.random.default_rng(number)
    padding, strides, kernel, bias = GRID[number]

    def one(*options):
        return options[random.integers(len(options))]

    filters, activation = one(1, 2, 5), one(*ACTIVATIONS)
    pool = one(keras_layers.MaxPooling2D, keras_layers.AveragePooling2D)
    model = keras.Sequential(
        [
            keras.Input((one(12, 15, 17), one(12, 13, 16), one(1, 3, 4))),
            keras_layers.Conv2D(filters, kernel, strides, padding, activation=activation, use_bias=bias),
            pool(one(2, 3, (2, 1)), one(None, 1, (1, 2)), one("valid", "same")),
            keras_layers.BatchNormalization(epsilon=0.01, center=one(True, False), scale=one(True, False)),
            keras_layers.Dropout(0.5),
            keras_layers.Conv2D(filters + 1, (1, 2), padding="same"),
            one(keras_layers.LeakyReLU(0.1), keras_layers.ReLU(), keras_layers.Activation(activation)),
            one(keras_layers.Flatten(), keras_layers.Reshape((-1,))),
            keras_layers.Dense(one(1, 3, 8), use_bias=bias, activation=one(*ACTIVATIONS)),
            keras_layers.BatchNormalization(),
            keras_layers.Dense(4),
            one(keras_layers.Softmax(), keras_layers.Activation("softmax")),
        ]
    )
    model.set_weights(
        [random.uniform(0.1, 0.5, w.shape) * random.choice([-1, 1]) for w in model.get_weights()]
    )
    for layer in model.layers:
        if isinstance(layer, keras_layers.BatchNormalization):
            layer.moving_variance.assign(random.uniform(0.5, 2, layer.moving_variance.shape))
    return model


@pytest.mark.parametrize("number", range(len(GRID)))
def test_any_network_of_the_layers_of_our_lessons_answers_as_in_keras(number):
    model = architecture(number)
    seen = described(model)
    images = np.random.default_rng(number).normal(size=(23, *model.input_shape[1:])).astype("float32")
    expected = np.array(model(images))
    assert expected.std() > 1e-4
    np.testing.assert_allclose(rebuild(seen, seen)(images), expected, atol=1e-5)


def test_a_layer_of_a_lessons_own_is_computed_once_it_is_registered(monkeypatch):
    import keras

    class Doubled(keras.layers.Layer):
        def build(self, shape):
            self.shift = self.add_weight(shape=(shape[-1],), initializer="ones")

        def call(self, x):
            return 2 * x + self.shift

    model = keras.Sequential([keras.Input((3,)), Doubled(), keras.layers.Dense(2)])
    seen = described(model)
    assert refusal(seen, seen) == "the layer Doubled is not known here"
    monkeypatch.setattr(layers, "LAYERS", layers.LAYERS)
    monkeypatch.setitem(layers.LAYERS, "Doubled", None)
    del layers.LAYERS["Doubled"]
    layers.register("Doubled", lambda x, own, config: 2 * x + own[0])
    images = np.random.default_rng(0).random((5, 3), dtype="float32")
    np.testing.assert_allclose(rebuild(seen, seen)(images), np.array(model(images)), atol=1e-5)
    with pytest.raises(ValueError, match="already"):
        layers.register("Dense", lambda x, own, config: x)


def test_a_network_of_another_size_is_one_of_that_size():
    from lenet_keras.models import LeNet

    rows, columns, depth, classes = (40, 32, 3, 7)
    seen = described(LeNet.build(width=columns, height=rows, depth=depth, classes=classes))
    turned = described(LeNet.build(width=rows, height=columns, depth=depth, classes=classes))
    assert refusal(seen, seen) == ""
    assert refusal(seen) == refusal(observed(weights(1)), seen) == "its layers are others"
    assert refusal(seen, turned) == "its layers are others"  # as many weights, but other answers


def changed(number, **settings):
    """LeNet with other settings of one layer."""
    return [*LENET[:number], LENET[number] | settings, *LENET[number + 1 :]]


LIARS = {
    "other padding": (changed(0, padding="valid"), "its layers are others"),
    "other strides": (changed(2, strides=[2, 2]), "its layers are others"),
    "other activation": (changed(5, activation="tanh"), "its layers are others"),
    "other pooling": (changed(1, **{"class": "AveragePooling2D"}), "its layers are others"),
    "a layer more": ([*LENET, {"class": "Softmax", "weights": []}], "its layers are others"),
    "dilated": (changed(0, dilation_rate=[2, 2]), "expected \\[1, 1\\]"),
    "depth first": (changed(0, data_format="channels_first"), "expected 'channels_last'"),
    "unknown layer": (changed(4, **{"class": "Lambda"}), "the layer Lambda is not known here"),
    "unknown activation": (changed(5, activation="<lambda>"), "the layer <lambda> is not known here"),
    "shapes that lie": (changed(0, weights=[[5, 5, 20, 1], [20]]), "other shapes than it says"),
}


@pytest.mark.parametrize("name", LIARS)
def test_a_description_of_another_network_is_refused(name, strict):
    described, why = LIARS[name]
    right = observed(weights(1))
    assert re.search(why, refusal(right | {"model": MODEL | {"layers": described}}))


def test_an_input_of_another_size_is_refused(strict):
    right = observed(weights(1))
    for size in (None, [None, 1 << 40, 1 << 40, 1], [None, None, None, 1], [None, 28, 28]):
        assert refusal(right | {"model": MODEL | {"input": size}}) == "its layers are others"


HOSTILE = {
    "stride of 0": {"strides": [0, 0]},
    "negative stride": {"strides": [-1, -1]},
    "stride of truth": {"strides": [True, True]},
    "stride that is no pair": {"strides": 5},
    "endless stride": {"strides": [1 << 62, 1]},
    "text": {"strides": "ab"},
    "unknown padding": {"padding": "reflect"},
    "padding that is a list": {"padding": []},
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", [0, 1])
def test_settings_that_make_no_sense_are_refused(name, place, strict):
    described = changed(place, **HOSTILE[name])
    with pytest.raises(LayerError, match=r"the layer (Conv|MaxPooling)2D cannot be computed|expected"):
        Network(described, weights(1))(digits(2))


def test_layers_that_take_too_long_or_too_much_are_refused(strict):
    wide = np.zeros((2, 1500, 1500, 1), "float32")
    for layer in (LENET[0], POOL | {"pool_size": [90, 90], "padding": "same"}):
        own = weights(1)[:2] if layer["weights"] else []
        with pytest.raises(LayerError, match="larger than those of a lesson"):
            Network([layer], own)(wide)


def test_no_digits_have_no_answers():
    assert lenet(weights(1))(np.empty((0, 28, 28, 1), "float32")).shape == (0, 10)


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
    assert refusal(right) == ""
    assert "weights" in refusal(right | {"weights": OTHERS[name](right["weights"])})


@pytest.fixture(scope="module")
def published():
    """The published LeNet-5 with weights that are not those of the beginning: the oracle of its layers."""
    import keras

    from lenet_keras import lenet5

    keras.utils.set_random_seed(3)
    model = lenet5.build()
    random = np.random.default_rng(3)
    model.set_weights([w + random.normal(0, 0.05, w.shape) for w in model.get_weights()])
    return model


def test_the_published_network_answers_as_keras_says(published):
    seen = described(published)
    ours = rebuild(seen, seen)
    shown = exam.CUSTOMS["normalised, penalties"].shown(mnist.originals()[1][0][:50])
    expected = published.predict(shown, verbose=0)
    assert expected.std() > 1
    np.testing.assert_allclose(ours(shown), expected, rtol=1e-4)


def test_a_strip_is_read_by_the_same_layers(published):
    import keras

    strip = keras.Sequential(
        [keras.Input((32, 44, 1)), *(x for x in published.layers if x.name != "flatten")]
    )
    seen = described(strip)
    assert seen["answers"].shape == (2, 1, 4, 10)
    rebuild(seen, seen)


def test_bitmaps_of_ones_own_are_not_those_of_the_lesson(published):
    import keras

    from lenet_keras import lenet5

    own = np.array(lenet5.BITMAPS)
    own[3] = own[8]
    changed = keras.Sequential([keras.Input((32, 32, 1)), *published.layers[:-1], lenet5.RBF(own)])
    assert refusal(described(changed), described(published)) == ("it does not answer as its weights say")


def test_a_table_of_ones_own_is_not_that_of_the_lesson(published):
    import keras

    from lenet_keras import lenet5

    layers = [
        lenet5.PartialConv2D(lenet5.TABLE_I[::-1], activation=lenet5.scaled_tanh) if x.name == "C3" else x
        for x in published.layers
    ]
    changed = keras.Sequential([keras.Input((32, 32, 1)), *layers])
    assert refusal(described(changed), described(published)) == ("it does not answer as its weights say")
    full = [lenet5.PartialConv2D(np.ones((6, 16))) if x.name == "C3" else x for x in published.layers]
    seen = described(keras.Sequential([keras.Input((32, 32, 1)), *full]))
    assert refusal(seen, described(published)) == "its layers are others"
    assert "96 kernels" in refusal(seen, seen)


def test_penalties_are_small_for_the_right_digit():
    """The exam of the published network counts the smallest number of a row, not the largest."""
    images, labels = exam.digits()
    shown = exam.CUSTOMS["normalised, penalties"].shown(images)
    assert shown.shape == (len(images), 32, 32, 1)
    assert abs(shown.mean()) < 0.35  # of all pixels, the border too
    known = {image.tobytes(): label for image, label in zip(shown, labels, strict=True)}

    def oracle(x):
        return 1 - np.eye(10)[[known[image.tobytes()] for image in x]]

    assert exam.recognised(partial(exam.said, oracle, custom="normalised, penalties"), images, labels) == 1


@pytest.mark.parametrize("kind", ["absent", "model", "array"])
def test_another_kind_is_refused(kind):
    assert refusal({"kind": kind}) == "it is no network"


CLAIMS = {
    "of other weights": lambda right: lenet(weights(2))(noise((28, 28, 1))),
    "one of them wrong": lambda right: right + [[0.03] + [0] * 9, [0] * 10],
    "of one image": lambda right: right[:1],
    "none": lambda right: np.zeros(0),
    "a single number": lambda right: np.float64(0.1),
    "not numbers": lambda right: np.full_like(right, np.nan),
    "infinite": lambda right: np.full_like(right, np.inf),
    "whole numbers": lambda right: np.zeros((2, 10), dtype="uint8"),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_answers_that_are_not_the_weights_are_refused(name, strict):
    right = observed(weights(1))
    claimed = right | {"answers": CLAIMS[name](right["answers"])}
    assert refusal(claimed) == "it does not answer as its weights say"


def test_answers_may_differ_as_those_of_two_machines_do():
    right = observed(weights(1))
    assert refusal(right | {"answers": right["answers"] + 0.001}) == ""


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_weights_of_another_precision_are_taken(dtype):
    right = observed(weights(1))
    arrays = [weight.astype(dtype) for weight in right["weights"]]
    assert refusal(right | {"weights": arrays}) == ""


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e300])
def test_weights_that_are_no_finite_numbers_are_refused(place, number, strict):
    arrays = [weight.astype("float64") for weight in weights(1)]
    arrays[place].flat[0] = number
    everything = [np.full(shape, number) for shape in SHAPES]
    for each in (arrays, everything):
        for answers in (np.full((2, 10), np.nan), np.full((2, 10), 0.1), observed(weights(1))["answers"]):
            assert refusal(observed(each, answers)) == "its weights are not all finite numbers"


@pytest.mark.parametrize("size", [1e30, 3e38])
def test_huge_weights_raise_nothing_and_do_not_pass(size, strict):
    arrays = [np.clip(weight * size, -size, size).astype("float32") for weight in weights(1)]
    answers = lenet(arrays)(digits(3))
    assert answers.shape == (3, 10)
    assert refusal(observed(arrays)) == "it does not answer as its weights say"
    huge = lenet([*arrays[:6], *weights(1)[6:]])
    assert exam.recognised(partial(exam.said, huge), *exam.digits()) < 0.3


def test_huge_scores_are_sound_probabilities(strict):
    arrays = weights(1)
    arrays[7] = np.linspace(-3e38, 3e38, 10, dtype="float32")
    np.testing.assert_array_equal(lenet(arrays)(digits(1)), np.eye(10)[[9]])


def test_memory_is_that_of_a_batch():
    images, labels = exam.digits()
    model = lenet(weights(1))
    tracemalloc.start()
    try:
        exam.recognised(partial(exam.said, model), images, labels)
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()


def test_the_exam_holds_digits_that_nobody_had():
    images, labels = exam.digits()
    assert images.shape == (exam.DIGITS, 28, 28)
    assert images.dtype == np.uint8
    assert labels.shape == (exam.DIGITS,)
    (_, _), (given, _) = mnist.load_data()
    assert not {image.tobytes() for image in images} & {image.tobytes() for image in given}


def test_a_trained_network_passes_and_the_reference_is_examined_once(trained, monkeypatch, strict):
    examined = []
    recognised = exam.recognised
    monkeypatch.setattr(inspections, "_shares", {})
    monkeypatch.setattr(
        exam, "recognised", lambda model, *given: examined.append(model) or recognised(model, *given)
    )
    for _ in range(3):
        assert found(EXAM, trained, trained) == ""
    # on training digits each time; on test digits once, since the weights are those of the reference
    assert len(examined) == 3 + 1


def test_a_reference_with_other_weights_is_another(trained, monkeypatch):
    monkeypatch.setattr(inspections, "_shares", {})
    untrained = observed(weights(1))
    assert found(EXAM, untrained, untrained) == ""
    assert found(EXAM, untrained, trained) != ""


def test_an_untrained_network_is_told_what_it_recognises(trained, strict):
    name = EXAM.observes
    fault = fault_of(EXAM, {name: observed(weights(1))}, {name: trained})
    assert "% of 1,000 digits that it has never seen" in fault.found
    assert fault.expected == "about as many as the reference solution's network"


@pytest.mark.parametrize("seen", [{"kind": "absent"}, observed(weights(1), np.full((2, 10), 0.1))])
@pytest.mark.parametrize("inspection", [NETWORK, EXAM, ANSWERS])
def test_what_is_not_the_lessons_network_is_told_so(inspection, seen, trained):
    name = inspection.observes
    fault = fault_of(inspection, {name: seen}, {name: trained})
    assert fault.found.startswith("this model is not the network that the lesson builds: it ")
    assert (fault.expected, fault.hint) == (inspection.expected, inspection.hint)


def test_an_untrained_network_is_all_that_some_steps_ask_for(trained):
    assert found(NETWORK, observed(weights(1)), trained) == ""


def test_predictions_are_those_of_the_network(trained, keras_model, strict):
    keras_model.set_weights(trained["weights"])
    answers = keras_model.predict(digits(1000), verbose=0)
    assert found(ANSWERS, trained, predictions=observed_array(answers)) == ""
    rows = np.array([0, 500, 999])
    assert found(ANSWERS, trained, predictions=observed_array(answers[rows], rows)) == ""


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
    right = lenet(trained["weights"])(digits(1000))
    assert found(ANSWERS, trained, predictions=observed_array(right)) == ""
    fault = found(ANSWERS, trained, predictions=observed_array(CLAIMED[name](right)))
    assert fault == "these are not the answers that `model` gives to the test digits"


WITHOUT_KERAS = """
import sys
import autograder.examiner.examination
import numpy as np
from tests.test_network import ANSWERS, EXAM, digits, found, lenet, observed, observed_array, weights

seen = observed(weights(1))
assert found(EXAM, seen, seen) == ""
assert found(ANSWERS, seen, seen, predictions=observed_array(lenet(weights(1))(digits(1000)))) == ""
assert "lenet_keras.datasets.mnist" in sys.modules
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""


def test_the_examiner_needs_neither_keras_nor_tensorflow():
    environment = {name: value for name, value in os.environ.items() if name != mnist.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_KERAS], capture_output=True, text=True, env=environment
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")

"""Is a network of a student's own layers computed as Keras does, and refused where it is too large?"""

import numpy as np
import pytest

from autograder.examiner.rebuilt import NotRebuiltError, answers, rebuild_any
from lenet_keras.checks.architecture import network as described

BUDGET = 10_000


def keras_network(*body):
    import keras
    from keras import layers

    made = [getattr(layers, name)(*arguments, **settings) for name, arguments, settings in body]
    return keras.Sequential([keras.Input((28, 28, 1)), *made, layers.Dense(10, activation="softmax")])


def layer(name, *arguments, **settings):
    return name, arguments, settings


@pytest.fixture(scope="module")
def reference():
    return described(keras_network(layer("MaxPooling2D", 4), layer("Flatten")))


OWN = {
    "global pooling": [layer("Conv2D", 8, 5, activation="relu"), layer("GlobalAveragePooling2D")],
    "global pooling that keeps its axes": [
        layer("Conv2D", 8, 5, activation="silu"),
        layer("GlobalMaxPooling2D", keepdims=True),
        layer("Conv2D", 4, 1, use_bias=False),
        layer("Flatten"),
    ],
    "batch normalisation": [
        layer("Conv2D", 8, 3, strides=2, padding="same", use_bias=False),
        layer("BatchNormalization"),
        layer("ReLU"),
        layer("AveragePooling2D", 3),
        layer("Dropout", 0.3),
        layer("Flatten"),
    ],
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
def test_other_layers_than_the_references_are_computed_as_keras_does(body, reference):
    model = keras_network(*body)
    images = np.random.default_rng(3).random((30, 28, 28, 1), dtype="float32")
    ours = answers(rebuild_any(described(model), reference, BUDGET), images)
    np.testing.assert_allclose(ours, np.array(model(images)), atol=1e-5)


TOO_MUCH = {
    "parameters": ([layer("Flatten"), layer("Dense", 16)], "12,730 parameters"),
    "layers": ([layer("ReLU")] * 70 + [layer("MaxPooling2D", 4), layer("Flatten")], "layers"),
    "work of a pooling": (
        [
            layer("Conv2D", 300, 1),
            layer("MaxPooling2D", 28, strides=1, padding="same"),
            layer("MaxPooling2D", 28),
        ]
        + [layer("Flatten")],
        "more than 20,000,000 multiplications",
    ),
    "classes": ([layer("MaxPooling2D", 4)], "it gives"),
    "a layer nobody knows": ([layer("SeparableConv2D", 4, 3), layer("Flatten")], "not known here"),
}


@pytest.mark.parametrize(("body", "told"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_grading_cannot_afford_is_refused(body, told, reference):
    with pytest.raises(NotRebuiltError, match=told):
        rebuild_any(described(keras_network(*body)), reference, BUDGET)


def test_a_network_answers_as_its_weights_say(reference):
    observed = described(keras_network(layer("MaxPooling2D", 7), layer("Flatten")))
    kernel, bias = observed["weights"]
    observed["weights"] = [kernel, bias + np.arange(10, dtype="float32")]
    with pytest.raises(NotRebuiltError, match="as its weights say"):
        rebuild_any(observed, reference, BUDGET)


# Weights that the count does not see, by models of real Keras; the place on the leaderboard is of the rest.
def table_as_slope():
    """A LeakyReLU whose slope is a whole matrix: with a sum behind it a layer of 7,840 weights."""
    body = [layer("MaxPooling2D", 4), layer("Flatten"), layer("LeakyReLU")]
    observed = described(keras_network(*body))
    next(each for each in observed["model"]["layers"] if "negative_slope" in each)["negative_slope"] = (
        np.random.default_rng(0).normal(size=(1, 49)).tolist()
    )
    return observed


def table_as_epsilon():
    """A batch normalisation whose epsilon is a number for each pixel."""
    body = [layer("MaxPooling2D", 4), layer("BatchNormalization"), layer("Flatten")]
    observed = described(keras_network(*body))
    normalising = next(each for each in observed["model"]["layers"] if "epsilon" in each)
    normalising["epsilon"] = np.random.default_rng(0).random((7, 7, 1)).tolist()
    return observed


def own_class(name="Dense", module="keras.src.layers.core.dense"):
    """A class of the student's that is called as Keras's and keeps a table beside its weights."""
    import keras

    class Own(keras.layers.Dense):
        def build(self, shape):
            super().build(shape)
            self.table = np.random.default_rng(0).normal(size=(784, 10)).astype("float32")

        def call(self, inputs):
            return keras.ops.softmax(keras.ops.reshape(self.images, (-1, 784)) @ self.table)

    Own.__name__, Own.__module__ = name, module
    body = [keras.layers.MaxPooling2D(7), keras.layers.Flatten()]
    images = keras.Input((28, 28, 1))
    last = Own(10, activation="softmax")
    last.images = np.zeros((1, 784), "float32")
    return described(keras.Sequential([images, *body, last]))


def fewer_weights():
    """A model that hands out the weights of its last layer only."""
    import keras

    class Modest(keras.Sequential):
        def get_weights(self):
            return super().get_weights()[-2:]

    body = [
        keras.layers.Conv2D(4, 5, activation="relu"),
        keras.layers.MaxPooling2D(6),
        keras.layers.Flatten(),
    ]
    return described(Modest([keras.Input((28, 28, 1)), *body, keras.layers.Dense(10, activation="softmax")]))


def shared_layer():
    """A layer that is used twice, and counts once."""
    import keras

    images = keras.Input((28, 28, 1))
    twice = keras.layers.Conv2D(1, 3, padding="same", activation="relu")
    small = keras.layers.Flatten()(keras.layers.MaxPooling2D(4)(twice(twice(images))))
    return described(keras.Model(images, keras.layers.Dense(10, activation="softmax")(small)))


def ensemble():
    """Three networks, hidden in one layer."""
    import keras

    class Three(keras.layers.Layer):
        def build(self, shape):
            self.members = [keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(49)]) for _ in "abc"]

        def call(self, inputs):
            return sum(each(inputs) for each in self.members)

    images = keras.Input((28, 28, 1))
    return described(keras.Model(images, keras.layers.Dense(10, activation="softmax")(Three()(images))))


def lookup():
    """A `Lambda` that finds digits in a table."""
    import keras

    table = np.random.default_rng(0).normal(size=(784, 10)).astype("float32")
    images = keras.Input((28, 28, 1))
    found = keras.layers.Lambda(lambda each: keras.ops.reshape(each, (-1, 784)) @ table)(images)
    return described(keras.Model(images, keras.layers.Dense(10, activation="softmax")(found)))


HIDDEN = {
    table_as_slope: "`negative_slope` is list .* expected a number",
    table_as_epsilon: "`epsilon` is list .* expected a number",
    own_class: "does not answer as its weights say",
    fewer_weights: "have other shapes than it says",
    shared_layer: "does not answer as its weights say",
    ensemble: "the layer Three is not known",
    lookup: "the layer Lambda is not known",
}


@pytest.mark.parametrize(("hide", "told"), HIDDEN.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_no_weight_hides_from_the_count_of_the_leaderboard(hide, told, reference):
    with pytest.raises(NotRebuiltError, match=told):
        rebuild_any(hide(), reference, BUDGET)

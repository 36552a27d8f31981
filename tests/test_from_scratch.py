"""Is the network in plain NumPy right: against loops, numerical gradients, Keras, and its own mathematics?"""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet_keras import from_scratch as scratch
from lenet_keras.datasets import mnist
from lenet_keras.from_scratch import twin
from lenet_keras.from_scratch.training import batches
from tests.support import loops

EPSILON = 1e-6  # step of the numerical gradient
SHAPES = settings(max_examples=15, deadline=None, derandomize=True)
sides = st.integers(3, 8)
few = st.integers(1, 3)


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def exact(layer):
    """The layer with weights of float64, all of them random: zeros would hide mistakes."""
    rng = np.random.default_rng(7)
    layer.weights = {name: rng.normal(size=each.shape) for name, each in layer.weights.items()}
    return layer


def conv(channels, filters, size, stride=1, padding=0):
    layer = scratch.Conv2d(channels, filters, size, stride, padding, rng=np.random.default_rng(3))
    return exact(layer)


def numerical(function, array, gradient):
    """Gradient of sum(gradient * function()) by each number of `array`, by central differences."""
    result = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        ends = []
        for step in (EPSILON, -EPSILON):
            array[place] = kept + step
            ends.append(np.sum(gradient * function()))
        array[place] = kept
        result[place] = (ends[0] - ends[1]) / (2 * EPSILON)
    return result


def relative_error(found, expected):
    return np.linalg.norm(found - expected) / max(np.linalg.norm(expected), 1e-8)


def assert_gradients(layer, x, training=True):
    """Backward agrees with numerical gradients, by the input and by every weight."""
    y = layer.forward(x, training)
    gradient = normal(11, *y.shape)
    before = x.copy(), gradient.copy()
    by_input = layer.backward(gradient)
    by_weights = dict(layer.gradients)
    np.testing.assert_array_equal(x, before[0])  # neither is written over
    np.testing.assert_array_equal(gradient, before[1])
    assert by_input.shape == x.shape
    assert relative_error(by_input, numerical(lambda: layer.forward(x, training), x, gradient)) <= 1e-6
    assert by_weights.keys() == layer.weights.keys()
    for name, weight in layer.weights.items():
        expected = numerical(lambda: layer.forward(x, training), weight, gradient)
        assert relative_error(by_weights[name], expected) <= 1e-6, name


@SHAPES
@given(few, few, few, sides, sides, few, st.integers(1, 3), st.integers(0, 2))
def test_gradients_of_convolution_are_the_numerical_ones(
    n, channels, filters, rows, columns, size, stride, pad
):
    assert_gradients(conv(channels, filters, size, stride, pad), normal(1, n, channels, rows, columns))


@SHAPES
@given(few, few, sides, sides, few, st.sampled_from([scratch.MaxPool2d, scratch.AvgPool2d]))
def test_gradients_of_pooling_are_the_numerical_ones(n, channels, rows, columns, size, kind):
    assert_gradients(kind(size), normal(2, n, channels, rows, columns))


@SHAPES
@given(few, st.integers(1, 6), st.integers(1, 6))
def test_gradients_of_linear_are_the_numerical_ones(n, inputs, outputs):
    assert_gradients(
        exact(scratch.Linear(inputs, outputs, rng=np.random.default_rng(0))), normal(3, n, inputs)
    )


@pytest.mark.parametrize("layer", [scratch.ReLU(), scratch.Sigmoid(), scratch.Tanh(), scratch.Flatten()])
def test_gradients_of_layers_without_weights_are_the_numerical_ones(layer):
    assert_gradients(layer, normal(4, 2, 3, 4, 5))


@pytest.mark.parametrize("shape", [(5, 3), (2, 3, 4, 3)])
@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_batch_normalisation_are_the_numerical_ones(shape, training):
    assert_gradients(exact(scratch.BatchNorm(3)), normal(5, *shape), training)


def test_gradient_of_dropout_goes_through_what_was_kept():
    layer = scratch.Dropout(0.4, rng=np.random.default_rng(0))
    x = normal(6, 300, 200)
    y = layer.forward(x, training=True)
    kept = y != 0
    assert abs(kept.mean() - 0.6) < 0.01
    np.testing.assert_allclose(y[kept], x[kept] / 0.6)
    np.testing.assert_allclose(layer.input_gradient(np.ones_like(x)), kept / 0.6)
    np.testing.assert_array_equal(layer.forward(x), x)


def test_gradient_of_softmax_with_cross_entropy_is_the_numerical_one():
    scores, labels = normal(7, 5, 4), np.array([0, 3, 1, 1, 2])
    loss, gradient = scratch.cross_entropy(scores, labels)
    assert loss == pytest.approx(-np.log(scratch.softmax(scores)[np.arange(5), labels]).mean())
    found = numerical(lambda: scratch.cross_entropy(scores, labels)[0], scores, 1.0)
    assert relative_error(gradient, found) <= 1e-6


def test_softmax_and_its_loss_survive_scores_that_exp_does_not():
    scores = np.array([[1000.0, 0, -1000]])
    np.testing.assert_array_equal(scratch.softmax(scores), [[1, 0, 0]])
    loss, gradient = scratch.cross_entropy(scores, np.array([2]))
    assert loss == 2000
    np.testing.assert_array_equal(gradient, [[1, 0, -1]])


@SHAPES
@given(few, few, few, sides, sides, few, st.integers(1, 3), st.integers(0, 2))
def test_convolution_is_what_the_loops_say(n, channels, filters, rows, columns, size, stride, pad):
    layer, x = conv(channels, filters, size, stride, pad), normal(8, n, channels, rows, columns)
    expected = loops.convolution(x, layer.weights["kernel"], layer.weights["bias"], stride, pad)
    np.testing.assert_allclose(layer.forward(x), expected, atol=1e-12)


@SHAPES
@given(few, few, sides, sides, few)
def test_pooling_is_what_the_loops_say(n, channels, rows, columns, size):
    x = normal(9, n, channels, rows, columns)
    np.testing.assert_array_equal(scratch.MaxPool2d(size).forward(x), loops.pooling(x, size, max))
    mean = loops.pooling(x, size, lambda values: sum(values) / len(values))
    np.testing.assert_allclose(scratch.AvgPool2d(size).forward(x), mean)


def test_of_equal_numbers_the_first_gets_the_whole_gradient():
    layer = scratch.MaxPool2d(2)
    layer.forward(np.zeros((1, 1, 2, 4)))
    gradient = layer.input_gradient(np.array([[[[3.0, 5.0]]]]))
    np.testing.assert_array_equal(gradient, [[[[3, 0, 5, 0], [0, 0, 0, 0]]]])


@SHAPES
@given(few, sides, few, st.integers(1, 3), st.integers(0, 2), st.floats(-3, 3))
def test_convolution_without_bias_is_linear(channels, side, size, stride, pad, factor):
    layer = conv(channels, 2, size, stride, pad)
    layer.weights["bias"][:] = 0
    x, y = normal(1, 2, channels, side, side), normal(2, 2, channels, side, side)
    together = layer.forward(x + factor * y)
    np.testing.assert_allclose(together, layer.forward(x) + factor * layer.forward(y), atol=1e-10)


@SHAPES
@given(few, few, sides, sides, few, st.integers(1, 3), st.integers(0, 2))
def test_the_way_back_through_convolution_is_its_transpose(
    channels, filters, rows, columns, size, stride, pad
):
    """<Ax, y> = <x, Aᵀy>."""
    layer = conv(channels, filters, size, stride, pad)
    layer.weights["bias"][:] = 0
    x = normal(1, 2, channels, rows, columns)
    forward = layer.forward(x)
    y = normal(2, *forward.shape)
    assert np.vdot(forward, y) == pytest.approx(np.vdot(x, layer.input_gradient(y)), abs=1e-9)


@SHAPES
@given(few, sides, sides, few, st.sampled_from([scratch.MaxPool2d, scratch.AvgPool2d]))
def test_the_way_back_through_pooling_is_its_transpose(channels, rows, columns, size, kind):
    """Max pooling is linear as long as the largest stay the largest: at x itself it is A(x) x."""
    layer = kind(size)
    x = normal(3, 2, channels, rows, columns)
    forward = layer.forward(x)
    y = normal(4, *forward.shape)
    assert np.vdot(forward, y) == pytest.approx(np.vdot(x, layer.input_gradient(y)), abs=1e-9)


@SHAPES
@given(st.integers(1, 3), st.integers(0, 3), st.integers(0, 3))
def test_a_shifted_image_gives_shifted_feature_maps(stride, down, right):
    layer = conv(2, 3, 3, stride)
    x = np.zeros((1, 2, 24, 24))
    x[:, :, 6:12, 6:12] = normal(5, 1, 2, 6, 6)
    moved = np.roll(x, (down * stride, right * stride), axis=(2, 3))
    expected = np.roll(layer.forward(x), (down, right), axis=(2, 3))
    np.testing.assert_allclose(layer.forward(moved), expected, atol=1e-12)


def last(x):
    """Channels last, as Keras has them."""
    return np.moveaxis(x, 1, -1) if x.ndim == 4 else x


def first(x):
    return np.moveaxis(np.asarray(x), -1, 1) if x.ndim == 4 else np.asarray(x)


def pairs():
    """For each kind of layer ours, Keras's with the same weights, and the shape of an input."""
    from keras import layers

    rng = np.random.default_rng(0)
    for stride, padding in [(1, "valid"), (2, "valid"), (1, "same")]:
        ours = conv(2, 3, 5, stride, 2 if padding == "same" else 0)
        theirs = layers.Conv2D(3, 5, strides=stride, padding=padding, dtype="float64")
        yield f"conv, stride {stride}, {padding}", ours, theirs, (2, 2, 9, 8)
    yield "max", scratch.MaxPool2d(2), layers.MaxPooling2D(2, dtype="float64"), (2, 3, 7, 6)
    yield "avg", scratch.AvgPool2d(3), layers.AveragePooling2D(3, dtype="float64"), (2, 3, 7, 6)
    yield "linear", exact(scratch.Linear(6, 4, rng=rng)), layers.Dense(4, dtype="float64"), (3, 6)
    for name, layer in {"relu": scratch.ReLU(), "sigmoid": scratch.Sigmoid(), "tanh": scratch.Tanh()}.items():
        yield name, layer, layers.Activation(name, dtype="float64"), (3, 6)
    yield "norm", exact(scratch.BatchNorm(3)), layers.BatchNormalization(dtype="float64"), (4, 3, 5, 4)


def test_every_layer_computes_what_keras_and_its_gradients_are_tensorflows():
    import tensorflow as tf

    for name, ours, theirs, shape in pairs():
        x = normal(1, *shape)
        theirs.build(last(x).shape)
        weights = [w.transpose(2, 3, 1, 0) if w.ndim == 4 else w for w in ours.weights.values()]
        theirs.set_weights([*weights, *ours.state.values()])
        training = {"training": True} if name == "norm" else {}
        tensor = tf.constant(last(x))
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            output = theirs(tensor, **training)
            mine = ours.forward(x, **training)
            upstream = normal(2, *mine.shape)
            total = tf.reduce_sum(output * last(upstream))
        np.testing.assert_allclose(mine, first(output.numpy()), atol=1e-6, err_msg=name)
        gradients = tape.gradient(total, [tensor, *theirs.trainable_variables])
        by_input = ours.backward(upstream)
        np.testing.assert_allclose(by_input, first(gradients[0].numpy()), atol=1e-6, err_msg=name)
        for found, expected in zip(ours.gradients.values(), gradients[1:], strict=True):
            found = found.transpose(2, 3, 1, 0) if found.ndim == 4 else found
            np.testing.assert_allclose(found, expected.numpy(), atol=1e-6, err_msg=name)
        for kept, variable in zip(ours.state.values(), theirs.non_trainable_variables, strict=True):
            np.testing.assert_allclose(kept, variable.numpy(), atol=1e-6, err_msg=name)


def digits(count):
    (images, labels), (test_images, test_labels) = mnist.load_data()
    images, test_images = (each[:, np.newaxis].astype(np.float32) / 255 for each in (images, test_images))
    return (images[:count], labels[:count]), (test_images, test_labels)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 42])
def test_fifty_steps_have_the_losses_of_keras(seed):
    import keras

    (images, labels), _ = digits(4000)
    network = scratch.lenet5(seed).astype(float)
    order = batches((images.astype(float), labels), 64, np.random.default_rng(seed))
    steps = [batch for batch, _ in zip(order, range(50), strict=False)]
    # Keras keeps both in float32, so numbers that this holds exactly: a billionth of difference can make
    # another pixel the largest of its window, and from there on these are two different trainings.
    sgd = keras.optimizers.SGD(1 / 16, momentum=7 / 8)
    theirs = twin.keras_losses(twin.keras_lenet5(network), sgd, steps)
    optimizer = scratch.SGD(1 / 16, 7 / 8)
    ours = [scratch.train_step(network, optimizer, *batch)[0] for batch in steps]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)
    assert ours[-1] < 1 < ours[0]  # it has learned: the same losses of nothing would say little


def test_the_digits_are_learned_within_seconds_and_the_history_tells_so(capsys):
    data, test = digits(2000)
    network = scratch.lenet5(42)
    untrained = scratch.evaluate(network, test)
    history = scratch.fit(network, scratch.SGD(0.05, 0.9), data, test, epochs=2, batch_size=32)
    assert history.keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert [len(series) for series in history.values()] == [2] * 4
    assert history["val_accuracy"][-1] > 0.85 > 0.3 > untrained[1]
    # `fit` measures with one thread, this with as many as there are: float32 sums differ in the last digit
    measured = pytest.approx(scratch.evaluate(network, test), rel=1e-6)
    assert (history["val_loss"][-1], history["val_accuracy"][-1]) == measured
    shares = scratch.class_accuracy(network, test)
    assert shares.mean() == pytest.approx(history["val_accuracy"][-1])  # 100 test digits of each class
    shown = capsys.readouterr()
    assert "epoch 2/2 [====================] loss" in shown.out and shown.err == ""


def test_the_same_seeds_give_the_same_training():
    data, _ = digits(200)
    first_, second = (scratch.lenet5(1), scratch.lenet5(1))
    for network in (first_, second):
        scratch.fit(network, scratch.SGD(0.05, 0.9), data, batch_size=32, progress=False)
    for one, other in zip(first_.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def small(rate=0.0):
    rng = np.random.default_rng(0)
    return scratch.Sequential(
        [
            scratch.Conv2d(1, 2, 3, rng=rng),
            scratch.BatchNorm(2),
            scratch.Tanh(),
            scratch.AvgPool2d(2),
            scratch.Dropout(rate, rng=rng),
            scratch.Flatten(),
            scratch.Linear(8, 3, rng=rng),
        ]
    )


def test_the_gradients_of_a_whole_network_are_the_numerical_ones():
    network, x, labels = small().astype(float), normal(1, 4, 1, 6, 6), np.array([0, 1, 2, 1])

    def loss():
        return scratch.cross_entropy(network.forward(x, training=True), labels)[0]

    network.backward(scratch.cross_entropy(network.forward(x, training=True), labels)[1])
    for layer in network.layers:
        for name, found in dict(layer.gradients).items():
            assert relative_error(found, numerical(loss, layer.weights[name], 1.0)) <= 2e-6


def test_sgd_takes_the_steps_of_keras():
    import keras

    layer = exact(scratch.Linear(3, 2, rng=np.random.default_rng(0)))
    network, optimizer = scratch.Sequential([layer]), scratch.SGD(0.1, 0.5)
    variable = keras.Variable(layer.weights["kernel"].astype("float32"))
    theirs = keras.optimizers.SGD(0.1, momentum=0.5)
    for step in range(3):
        layer.gradients = {"kernel": normal(step, 3, 2), "bias": np.ones(2)}
        optimizer.step(network)
        theirs.apply([layer.gradients["kernel"].astype("float32")], [variable])
    np.testing.assert_allclose(layer.weights["kernel"], variable.numpy(), atol=1e-5)


def test_a_saved_network_answers_the_same_and_a_file_of_another_is_refused(tmp_path):
    network, other = small(0.5), small(0.5)
    x = normal(1, 5, 1, 6, 6).astype(np.float32)
    network.forward(x, training=True)  # moves the running mean and variance
    network.layers[-1].weights["bias"] += 1
    network.save(tmp_path / "small.npz")
    other.load(tmp_path / "small.npz")
    np.testing.assert_array_equal(network.predict(x), other.predict(x))
    assert np.any(network.predict(x) != small().predict(x))
    before = scratch.lenet5(0)
    with pytest.raises(ValueError, match="found|holds.*expected.*another network"):
        before.load(tmp_path / "small.npz")
    for mine, fresh in zip(before.get_weights(), scratch.lenet5(0).get_weights(), strict=True):
        np.testing.assert_array_equal(mine, fresh)
    (tmp_path / "text.npz").write_text("weights")
    np.save(tmp_path / "pickle.npy", np.array([{}], dtype=object), allow_pickle=True)
    for name in ("text.npz", "pickle.npy"):
        with pytest.raises(ValueError, match="no file that `save` wrote"):
            before.load(tmp_path / name)


def test_a_training_can_be_followed_in_tensorboard(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    from lenet_keras.from_scratch.logs import write

    write({"loss": [0.5, 0.25], "accuracy": [0.75, 1.0]}, tmp_path)
    events = EventAccumulator(str(tmp_path)).Reload()
    told = [(each.step, float(make_ndarray(each.tensor_proto))) for each in events.Tensors("loss")]
    assert told == [(1, 0.5), (2, 0.25)]
    assert "accuracy" in events.Tags()["tensors"]


BAD = {
    "channels last": lambda: scratch.lenet5(0).forward(np.zeros((2, 28, 28, 1), np.float32)),
    "images smaller than the kernel": lambda: conv(1, 1, 5).forward(np.zeros((1, 1, 4, 9))),
    "other labels": lambda: scratch.fit(
        small(), scratch.SGD(0.1), (np.zeros((3, 1, 6, 6)), np.zeros(2, int))
    ),
    "no images": lambda: scratch.fit(small(), scratch.SGD(0.1), (np.zeros((0, 1, 6, 6)), np.zeros(0, int))),
    "a rate of 1": lambda: scratch.Dropout(1.0, rng=np.random.default_rng(0)),
    "weights of another network": lambda: small().set_weights(scratch.lenet5(0).get_weights()),
    "the twin of another network": lambda: twin.keras_lenet5(small()),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_input_is_refused_with_what_was_found_and_expected(name):
    with pytest.raises(ValueError, match="(?s)found.*expected"):
        BAD[name]()


def test_importing_it_loads_no_framework():
    code = "import sys, lenet_keras.from_scratch; print({'tensorflow', 'keras', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "set()"

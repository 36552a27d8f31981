"""Is the published LeNet-5 the one of the paper, are its gradients right, and can it be kept and exported?"""

import os

import numpy as np
import pytest

from lenet_keras.lenet5 import BITMAPS, TABLE_I
from lenet_keras.lenet5.connections import spreading

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

PARAMETERS = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164, "output": 0}
TRAINED = ["C1", "S2", "C3", "S4", "C5", "F6"]


@pytest.fixture(scope="module")
def network():
    import keras

    from lenet_keras import lenet5

    keras.utils.set_random_seed(1998)
    return lenet5.build()


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(5).normal(size=(3, 32, 32, 1)).astype("float32")


def numbers(tensor) -> np.ndarray:
    from keras import ops

    return np.array(ops.convert_to_numpy(tensor))


def slope(function, x: np.ndarray, direction: np.ndarray, step: float = 1e-6) -> float:
    """The derivative of a number in one direction, by central differences."""
    return float(function(x + step * direction) - function(x - step * direction)) / (2 * step)


def slopes_agree(weighted, values: list[np.ndarray], seed: int = 0) -> None:
    """Compare TensorFlow's gradients, in float64, with finite differences in a random direction each.

    Args:
        weighted: from tensors like `values` to a number.
        values: where to look.
    """
    import tensorflow as tf

    random = np.random.default_rng(seed)
    variables = [tf.Variable(value) for value in values]
    with tf.GradientTape() as tape:
        outcome = weighted(*variables)
    for place, gradient in enumerate(tape.gradient(outcome, variables)):
        direction = random.normal(size=values[place].shape)

        def along(value, place=place):
            return weighted(*(tf.constant(value if i == place else v) for i, v in enumerate(values)))

        claimed = float(np.sum(numbers(gradient) * direction))
        assert claimed == pytest.approx(slope(along, values[place], direction), rel=1e-5, abs=1e-7), place
        assert abs(claimed) > 1e-6  # or nothing would be compared


def layer_slopes_agree(layer, shape: tuple[int, ...]) -> None:
    """The same for a layer: with respect to its input and to each of its weights."""
    from keras import ops

    random = np.random.default_rng(4)
    layer.build((None, *shape[1:]))
    values = [random.normal(size=shape), *(random.normal(size=weight.shape) for weight in layer.weights)]
    scale = random.normal(size=layer.compute_output_shape(shape))

    def weighted(x, *weights):
        outputs, _ = layer.stateless_call(weights, [], x)
        return ops.sum(outputs * scale)

    slopes_agree(weighted, values)


# --- what the paper says ---


def test_the_network_has_exactly_60000_trainable_numbers(network):
    assert {
        layer.name: layer.count_params() for layer in network.layers if layer.name in PARAMETERS
    } == PARAMETERS
    assert sum(np.prod(weight.shape) for weight in network.trainable_weights) == 60_000
    assert not network.non_trainable_weights  # bitmaps and table are no weights at all


def test_feature_maps_have_the_sizes_of_figure_2(network):
    sizes = {layer.name: tuple(layer.output.shape[1:]) for layer in network.layers}
    assert sizes["C1"] == (28, 28, 6)
    assert sizes["S2"] == (14, 14, 6)
    assert sizes["C3"] == (10, 10, 16)
    assert sizes["S4"] == (5, 5, 16)
    assert sizes["C5"] == (1, 1, 120)
    assert sizes["F6"] == (84,)
    assert sizes["output"] == (10,)


def test_table_i_is_the_papers():
    # in the paper's words: six maps take three neighbours, six take four, three take four that are no
    # neighbours, the last takes all
    chosen = [tuple(np.flatnonzero(column)) for column in TABLE_I.T]
    assert chosen[:6] == [tuple(sorted((i + k) % 6 for k in range(3))) for i in range(6)]
    assert chosen[6:12] == [tuple(sorted((i + k) % 6 for k in range(4))) for i in range(6)]
    assert chosen[12:15] == [(0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)]
    assert chosen[15] == tuple(range(6))
    assert TABLE_I.sum() == 60


def test_c3_is_a_convolution_with_zeros_where_the_table_has_none(network, images):
    from keras import ops

    layer = network.get_layer("C3")
    kernel = numbers(layer.full_kernel())
    assert (np.any(kernel != 0, axis=(0, 1)) == TABLE_I).all()
    x = np.random.default_rng(0).normal(size=(2, 14, 14, 6)).astype("float32")
    sums = ops.conv(x, kernel, padding="valid", data_format="channels_last")
    expected = 1.7159 * np.tanh(2 / 3 * numbers(sums))
    np.testing.assert_allclose(numbers(layer(x)), expected, atol=1e-5)


def test_each_kernel_of_c3_stands_in_its_own_place():
    matrix = spreading(TABLE_I)
    assert matrix.shape == (60, 96)
    assert matrix.sum(axis=1).tolist() == [1] * 60
    assert (matrix.sum(axis=0).reshape(6, 16) == TABLE_I).all()


def test_subsampling_multiplies_the_sum_and_adds_a_bias():
    from lenet_keras import lenet5

    layer = lenet5.Subsampling(2)
    layer.build((None, 5, 4, 2))
    layer.set_weights([np.array([0.5, -1.0]), np.array([3.0, 4.0])])
    x = np.arange(2 * 5 * 4 * 2, dtype="float32").reshape(2, 5, 4, 2)
    y = numbers(layer(x))
    assert y.shape == (2, 2, 2, 2) == layer.compute_output_shape(x.shape)  # the fifth row fills no window
    window = x[1, 2:4, 0:2, 1]
    assert y[1, 1, 0, 1] == pytest.approx(-window.sum() + 4)


def test_scaled_tanh_goes_through_one():
    from lenet_keras import lenet5

    x = np.array([-100.0, -1.0, 0.0, 1.0, 100.0])
    np.testing.assert_allclose(numbers(lenet5.scaled_tanh(x)), [-1.7159, -1, 0, 1, 1.7159], atol=5e-5)


def test_rbf_is_the_squared_distance():
    from lenet_keras import lenet5

    x = np.random.default_rng(1).normal(size=(2, 3, 84)).astype("float32")  # a strip, too
    y = numbers(lenet5.RBF()(x))
    assert y.shape == (2, 3, 10)
    assert y[1, 2, 7] == pytest.approx(float(np.sum((x[1, 2] - BITMAPS[7]) ** 2)), rel=1e-5)
    assert numbers(lenet5.RBF()(BITMAPS)).argmin(axis=1).tolist() == list(range(10))
    assert numbers(lenet5.RBF()(BITMAPS)).diagonal().tolist() == [0.0] * 10


def test_bitmaps_are_ten_different_drawings():
    assert BITMAPS.shape == (10, 84)
    assert set(np.unique(BITMAPS)) == {-1.0, 1.0}
    different = (BITMAPS[:, np.newaxis] != BITMAPS).sum(axis=-1)
    assert different[~np.eye(10, dtype=bool)].min() >= 10  # pixels: 3 and 8 are nearest
    with pytest.raises(ValueError, match="read-only"):
        BITMAPS[0, 0] = 5


def test_the_loss_is_equation_9():
    from lenet_keras import lenet5

    penalties, classes = np.array([[3.0, 1.0, 90.0], [200.0, 700.0, 400.0]]), np.array([1, 2])
    for j in (0.5, 1.0, 8.0):
        losses = numbers(lenet5.MAPLoss(j=j, reduction=None)(classes, penalties.astype("float32")))
        first = 1 + np.log(np.exp(-j) + np.exp(-3) + np.exp(-1) + np.exp(-90))
        assert losses[0] == pytest.approx(first, rel=1e-5)
        assert losses[1] == pytest.approx(
            400 - j, rel=1e-5
        )  # exp(-200) is 0, and rubbish bounds the logarithm


def test_accuracy_asks_for_the_smallest_penalty():
    from lenet_keras import lenet5

    right = lenet5.accuracy(np.array([[1], [0]]), np.array([[3.0, 1.0], [3.0, 1.0]]))
    assert numbers(right).tolist() == [1, 0]


def test_weights_begin_within_2_4_over_the_inputs(network):
    inputs = {"C1": 25, "C5": 400, "F6": 120}
    for name, count in inputs.items():
        kernel = numbers(network.get_layer(name).kernel)
        assert 0.9 * 2.4 / count < np.abs(kernel).max() <= 2.4 / count
    kernel = np.abs(numbers(network.get_layer("C3").full_kernel())).max(axis=(0, 1, 2))
    assert (kernel <= 2.4 / (25 * TABLE_I.sum(axis=0)) + 1e-7).all()
    assert kernel[0] > kernel[15]  # the last map has twice the inputs of the first


def test_one_seed_gives_one_network():
    from lenet_keras import lenet5

    first, again = (numbers(lenet5.UniformByFanIn(seed=7)((5, 5, 1, 6))) for _ in range(2))
    np.testing.assert_array_equal(first, again)


# --- gradients, in float64 against finite differences ---


def test_gradients_of_subsampling():
    from lenet_keras import lenet5

    layer = lenet5.Subsampling(2, activation=lenet5.scaled_tanh, dtype="float64")
    layer_slopes_agree(layer, (2, 4, 6, 3))


def test_gradients_of_the_partial_convolution():
    from lenet_keras import lenet5

    table = [[True, False, True], [False, True, True]]
    layer = lenet5.PartialConv2D(table, 3, activation=lenet5.scaled_tanh, dtype="float64")
    layer_slopes_agree(layer, (2, 5, 4, 2))


def test_gradients_of_the_output_layer():
    from lenet_keras import lenet5

    layer_slopes_agree(lenet5.RBF(dtype="float64"), (3, 84))


def test_gradients_of_the_squashing_function():
    from keras import ops

    from lenet_keras import lenet5

    x = np.linspace(-3, 3, 20)
    slopes_agree(lambda x: ops.sum(lenet5.scaled_tanh(x)), [x])


def test_gradients_of_the_loss():
    from lenet_keras import lenet5

    loss = lenet5.MAPLoss(j=1.0, dtype="float64")
    penalties = np.random.default_rng(2).uniform(0, 5, size=(4, 10))
    slopes_agree(lambda y: loss(np.array([3, 1, 4, 1]), y), [penalties])


# --- kept, put into other models, exported ---


def test_it_is_saved_and_loaded_with_its_loss(network, images, tmp_path):
    import keras

    from lenet_keras import lenet5

    model = keras.models.clone_model(network)
    model.compile("sgd", lenet5.MAPLoss(j=2.0), metrics=[lenet5.accuracy])
    model.fit(images, np.array([0, 1, 2]), verbose=0)
    model.save(tmp_path / "lenet5.keras")
    again = keras.models.load_model(tmp_path / "lenet5.keras")
    np.testing.assert_array_equal(numbers(again(images)), numbers(model(images)))
    assert again.loss.j == 2.0
    assert again.evaluate(images, np.array([0, 1, 2]), verbose=0, return_dict=True)["accuracy"] >= 0


def test_a_layer_keeps_its_own_table_and_points(tmp_path):
    import keras

    from lenet_keras import lenet5

    table = np.array([[1, 0, 1], [0, 1, 1]], bool)
    inputs = keras.Input((9, 9, 2))
    x = lenet5.PartialConv2D(table, (3, 2), activation="relu", kernel_initializer="glorot_uniform")(inputs)
    x = lenet5.Subsampling((2, 3))(x)
    x = keras.layers.Dropout(0.1)(keras.layers.Flatten()(x))
    model = keras.Model(
        inputs, lenet5.RBF(np.eye(4, x.shape[-1]))(x)
    )  # among layers of Keras, not a Sequential
    model.save(tmp_path / "other.keras")
    again = keras.models.load_model(tmp_path / "other.keras")
    images = np.ones((2, 9, 9, 2), "float32")
    np.testing.assert_array_equal(numbers(again(images)), numbers(model(images)))
    assert (again.layers[1].connections == table).all()
    assert again.layers[1].count_params() == 4 * 6 + 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda lenet5: lenet5.PartialConv2D([[True, False]]), "at least one input for each output"),
        (lambda lenet5: lenet5.PartialConv2D([True, False]), "expected \\(inputs, outputs\\)"),
        (lambda lenet5: lenet5.PartialConv2D()(np.ones((1, 9, 9, 5))), "5 feature maps, expected the 6 rows"),
        (lambda lenet5: lenet5.RBF(np.ones(84)), "expected \\(points, numbers\\)"),
        (lambda lenet5: lenet5.RBF()(np.ones((1, 85))), "85 numbers, expected the 84"),
        (lambda lenet5: lenet5.MAPLoss(j=0), "expected a positive number"),
        (lambda lenet5: lenet5.MAPLoss(j=float("nan")), "expected a positive number"),
        (lambda lenet5: lenet5.Subsampling(0), "rows and columns of at least 1"),
        (lambda lenet5: lenet5.Subsampling((2, 2, 2)), "rows and columns of at least 1"),
    ],
)
def test_what_does_not_fit_is_named(make, message):
    from lenet_keras import lenet5

    with pytest.raises(ValueError, match=message):
        make(lenet5)


def test_bitmaps_and_table_load_without_keras():
    import subprocess
    import sys

    code = "from lenet_keras.lenet5 import BITMAPS, TABLE_I; import sys; sys.exit('keras' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_the_exported_file_runs_and_gives_the_same(network, images, tmp_path):
    import onnxruntime

    file = tmp_path / "lenet5.onnx"
    network(images)  # a Sequential has no outputs to export before
    network.export(file, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (expected,) = session.get_inputs()  # a constant that had become an input would be a second one
    (penalties,) = session.run(None, {expected.name: images})
    np.testing.assert_allclose(penalties, numbers(network(images)), atol=1e-3)
    assert penalties.max() > 10  # penalties of an untrained network are about 84

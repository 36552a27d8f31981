"""Does the page compute what Keras computes, and find what `lenet_keras.handwriting` finds?"""

import json
import re
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers
from playwright.sync_api import sync_playwright

import lenet_keras  # noqa: F401  # before Keras: it keeps TensorFlow from writing to stderr
from lenet_keras import LeNet, lenet5, takeaway
from lenet_keras.handwriting import find
from lenet_keras.takeaway import UnsupportedError, inputs, page, precision, rounding
from lenet_keras.takeaway.network import describe
from tests.support.browser import chromium
from tests.support.handwriting import EVEN, SHADOW, sheet
from tests.support.recogniser import found_in, opened


def small(*hidden, shape=(28, 28, 1), end=None):
    return keras.Sequential(
        [keras.Input(shape=shape), *hidden, end or layers.Dense(10, activation="softmax")]
    )


def networks():
    """Every layer that a lesson builds, and every one that the page knows, with all ways to set it."""
    conv, pool, mean = layers.Conv2D, layers.MaxPooling2D, layers.AveragePooling2D
    return {
        "LeNet of A2": LeNet.build(width=28, height=28, depth=1, classes=10),
        "published LeNet-5": lenet5.build(),
        "dense alone": small(layers.Flatten(), layers.Dense(30, activation="sigmoid"), shape=(28, 28)),
        "from a vector": small(layers.Dense(16, activation="tanh"), layers.Dropout(0.5), shape=(784,)),
        "logits": small(layers.Flatten(), end=layers.Dense(10)),
        "batch normalization": small(
            conv(4, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            pool(),
            conv(6, 3, strides=2, padding="same"),
            layers.BatchNormalization(scale=False),
            layers.Activation("elu"),
            layers.GlobalAveragePooling2D(),
        ),
        "pooling in all ways": small(
            layers.Rescaling(2.0, offset=-1.0),
            layers.ZeroPadding2D((1, 2)),
            conv(3, (5, 3), activation="leaky_relu"),
            mean(3, strides=2, padding="same"),
            pool((2, 3), padding="same"),
            layers.LeakyReLU(0.1),
            mean(2),
            layers.Flatten(),
            end=layers.Dense(10),
        ),
        "nested, with augmentation": small(
            layers.RandomRotation(0.1),
            layers.Reshape((28, 28, 1)),
            small(
                conv(4, 5, padding="same", activation="relu"),
                layers.GlobalMaxPooling2D(),
                end=layers.Dense(12),
            ),
            end=keras.Sequential([layers.Dense(10), layers.Softmax()]),
        ),
        "functional": functional(),
    }


def functional():
    start = keras.Input(shape=(28, 28, 1))
    flat = layers.Flatten()(layers.MaxPooling2D(2)(layers.Conv2D(5, 3, activation="relu")(start)))
    return keras.Model(start, layers.Dense(10, activation="softmax")(flat))


def shaken(model, seed=0):
    """Other numbers than a fresh network has: biases and moving means that are not 0."""
    rng = np.random.default_rng(seed)
    model.set_weights([w + rng.normal(0, 0.1, w.shape) * (1 + np.abs(w)) / 2 for w in model.get_weights()])
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.moving_variance.assign(np.abs(layer.moving_variance) + 0.1)
    return model


@pytest.fixture(scope="module")
def digits():
    return find(sheet(0).picture).images[:4]


@pytest.fixture(scope="module")
def models():
    return {name: shaken(model) for name, model in networks().items()}


@pytest.fixture(scope="module")
def html(tmp_path_factory, models):
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page.compose(precision.pack(describe(models["functional"]), "float32"), "Mine", 0.7))
    return path


@pytest.fixture(scope="module")
def tab(html):
    if chromium() is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as driver, opened(driver, html.as_uri()) as tab:
        yield tab


def in_page(tab, packed, images):
    """The probabilities that the page computes."""
    script = """([description, weights, images]) => {
      const built = assemble(JSON.parse(description), weights);
      return images.map(image => forward(built, Float32Array.from(image)).probabilities); }"""
    description = json.dumps({**packed.description, "sure": 0.7})
    return np.array(tab.evaluate(script, [description, packed.weights, images.reshape(-1, 784).tolist()]))


def in_keras(model, images):
    outputs = model.predict(inputs.feed(images, model.input_shape[1:]), verbose=0)
    return inputs.probabilities(outputs, describe(model).output)


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_computes_what_keras_computes(tab, models, digits):
    for name, model in models.items():
        packed = precision.pack(describe(model), "float32")
        wanted = in_keras(model, digits)
        np.testing.assert_allclose(in_page(tab, packed, digits), wanted, atol=1e-5, err_msg=name)
        assert np.ptp(wanted, axis=0).max() > 1e-4, name  # or any digit would do


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["float16", "int8"])
def test_rounded_weights_are_those_that_are_measured(tab, models, digits, kind):
    for name in ("LeNet of A2", "published LeNet-5", "batch normalization"):
        packed = precision.pack(describe(models[name]), kind)
        twin = rounding.rounded(models[name], packed.network)
        np.testing.assert_allclose(
            in_page(tab, packed, digits), in_keras(twin, digits), atol=1e-5, err_msg=name
        )
        changed = np.abs(in_keras(twin, digits) - in_keras(models[name], digits)).max()
        assert 0 < changed < 0.1, name


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_finds_the_same_boxes_and_pixels_on_fifty_pages(tab):
    boxes = 0
    for seed in range(50):
        style = replace(
            SHADOW if seed % 2 else EVEN, rows=480, columns=640, digits=10, quality=60 + seed % 40
        )
        picture = sheet(200 + seed, style).picture
        picture = 255 - picture if seed % 10 == 0 else picture
        here = find(picture)
        found, images = found_in(tab, picture)
        assert found == [each.box for each in here.digits], seed
        np.testing.assert_allclose(images, here.images.reshape(-1, 784), atol=1e-6)
        boxes += len(found)
    assert boxes > 450


@pytest.mark.browser
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (401, 333), (1700, 400), (4900, 200), (7000, 90)])
def test_the_page_finds_the_same_in_odd_sizes(tab, shape):
    rng = np.random.default_rng(shape[0])
    rows, columns = shape
    coarse = rng.integers(0, 256, (rows // 9 + 1, columns // 9 + 1), dtype=np.uint8)
    picture = np.kron(coarse, np.ones((9, 9), np.uint8))[:rows, :columns]
    here = find(picture)
    found, images = found_in(tab, picture)
    assert found == [each.box for each in here.digits]
    np.testing.assert_allclose(images, here.images.reshape(-1, 784), atol=1e-6)


# ---- the file


@pytest.mark.slow
def test_sizes_and_what_rounding_costs_are_told(tmp_path):
    a2 = takeaway.export(LeNet.build(width=28, height=28, depth=1, classes=10), tmp_path / "a2.html")
    assert (a2.precision, a2.weights) == ("int8", 1_256_080)
    assert a2.size == (tmp_path / "a2.html").stat().st_size <= 2_000_000
    assert f"{a2.after:.1%}" in str(a2) and f"{a2.before:.1%}" in (tmp_path / "a2.html").read_text("utf-8")
    published = takeaway.export(lenet5.build(), tmp_path / "lenet5.html", title="<b>&@style@")
    assert published.precision == "float32" and published.size <= 400_000
    assert "<title>&lt;b&gt;&amp;@style@ reads digits</title>" in (tmp_path / "lenet5.html").read_text(
        "utf-8"
    )


def test_the_page_needs_nothing_from_anywhere(html):
    text = html.read_text("utf-8")
    assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:)\w", text)
    assert "connect-src &#x27;none&#x27;" in text or "connect-src 'none'" in text


def test_what_cannot_be_taken_home_is_named():
    class Own(layers.Dense):
        pass

    cases = {
        r"is a LayerNormalization; the page knows .*Conv2D": small(
            layers.Flatten(), layers.LayerNormalization()
        ),
        "is a Own;": small(layers.Flatten(), Own(5)),
        r"takes inputs of shape \(8, 8, 1\)": small(layers.Flatten(), shape=(8, 8, 1)),
        r"gives \(3,\); expected \(10,\)": small(layers.Flatten(), end=layers.Dense(3)),
        r"activation gelu; the page knows": small(layers.Flatten(), layers.Dense(4, activation="gelu")),
        r"dilation_rate=\(2, 2\)": small(layers.Conv2D(2, 3, dilation_rate=2), layers.Flatten()),
        r"max_value=6": small(layers.Flatten(), layers.ReLU(max_value=6)),
        r"Put a Flatten before it": small(layers.Dense(4), layers.Flatten()),
        r"no built Keras model": keras.Sequential([layers.Flatten(), layers.Dense(10)]),
    }
    for message, model in cases.items():
        with pytest.raises(UnsupportedError, match=message):
            describe(model)
    start = keras.Input(shape=(28, 28, 1))
    first, second = layers.Flatten()(start), layers.GlobalMaxPooling2D()(start)
    branched = keras.Model(start, layers.Dense(10)(layers.Concatenate()([first, second])))
    with pytest.raises(UnsupportedError, match="one layer after the other"):
        describe(branched)


def test_settings_that_are_none_are_refused(models, tmp_path):
    with pytest.raises(ValueError, match="one of float32, float16, int8"):
        takeaway.export(models["functional"], tmp_path / "page.html", kind="int4")
    with pytest.raises(ValueError, match="from 0 to 1"):
        page.compose(precision.pack(describe(models["functional"]), "float32"), "Mine", 70)
    assert not (tmp_path / "page.html").exists()

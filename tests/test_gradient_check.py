"""Does the gradient check tell right gradients from wrong ones?"""

import numpy as np
import pytest

from lenet_keras.gradient_check import gradient_check

DRAWN = np.random.default_rng(3)
X, W, G = DRAWN.normal(size=(5, 3)), DRAWN.normal(size=(3, 2)), DRAWN.normal(size=(5, 2))


def printed(capsys):
    rows = (line.split() for line in capsys.readouterr().out.splitlines()[1:])
    return {name: (float(error), word) for name, error, word in rows}


def product(x, w):
    return x @ w


def test_right_gradients_agree(capsys):
    gradient_check(product, {"x": X, "w": W}, G, {"x": G @ W.T, "w": X.T @ G})
    errors = printed(capsys)
    assert list(errors) == ["x", "w"]
    assert all(error < 1e-8 and word == "agrees" for error, word in errors.values())


def test_a_loss_is_a_number(capsys):
    gradient_check(lambda x: np.sum(x**2), {"x": X}, 1.0, {"x": 2 * X})
    assert printed(capsys)["x"][0] < 1e-8


@pytest.mark.parametrize(
    "wrong",
    [-(X.T @ G), X.T @ G / len(X), 1.05 * X.T @ G, np.zeros((3, 2))],
    ids=["sign", "mean", "factor", "zero"],
)
def test_wrong_gradients_differ(wrong, capsys):
    gradient_check(product, {"x": X, "w": W}, G, {"w": wrong})
    error, word = printed(capsys)["w"]
    assert error > 1e-2
    assert word == "differs"


def test_what_cannot_be_compared_is_said():
    with pytest.raises(ValueError, match=r"'w' has shape \(2, 3\), expected \(3, 2\)"):
        gradient_check(product, {"x": X, "w": W}, G, {"w": (X.T @ G).T})
    with pytest.raises(ValueError, match="no argument 'b'; expected one of x, w"):
        gradient_check(product, {"x": X, "w": W}, G, {"b": G})


def test_the_arguments_stay_as_they_are():
    before = X.copy()
    gradient_check(lambda x: np.maximum(x, 0), {"x": X}, 1.0, {"x": 1.0 * (X > 0)})
    np.testing.assert_array_equal(X, before)

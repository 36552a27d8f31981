"""Is lesson A6 judged fairly: nothing for nothing, one mistake once, and a training by its weights?"""

import numpy as np
import pytest

from lenet_keras import from_scratch as scratch
from lenet_keras.checks.observation import observe
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import judge
from tests.answers import a6_numpy as answers

FUNCTIONS = [step.id for step in LESSONS["a6_numpy"] if step.id != "A6.9"]


def judged(step, code, **names):
    names |= {"np": np, "sliding_window_view": np.lib.stride_tricks.sliding_window_view}
    exec(code, names)
    return judge(STEPS[step], observe(STEPS[step].observes, names))


@pytest.mark.parametrize("step", FUNCTIONS)
def test_a_function_without_a_body_earns_nothing(step):
    code = "\n".join(f"def {name}(*values):\n    '''Nothing.'''" for name in STEPS[step].defines)
    assert judged(step, code).points == 0


@pytest.mark.parametrize("step", FUNCTIONS)
def test_right_answers_are_accepted_and_mistakes_are_not(step):
    """The table's first ones only; the slow tests take all of it, and the hidden judges."""
    given = {"conv_forward": answers_forward, "max_pool": None, "window_columns": scratch_columns}
    right = next(iter(answers.RIGHT[step].values()))
    assert judged(step, right, **given).passed
    for code, _ in list(answers.MISTAKES[step].values())[:4]:
        assert not judged(step, code, **given).passed


def scratch_columns(images, size):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(len(images), -1, windows.shape[2] * windows.shape[3])


def answers_forward(images, kernels, bias):
    layer = scratch.Conv2d(images.shape[1], len(kernels), kernels.shape[2], rng=np.random.default_rng(0))
    layer.weights = {"kernel": kernels, "bias": bias}
    return layer.forward(images)


def test_wrong_columns_do_not_cost_the_product_that_is_made_of_them():
    code = """
def window_columns(images, size):
    windows = sliding_window_view(images, (size, size), axis=(2, 3))
    n, channels, down, right = windows.shape[:4]
    return windows.reshape(n, channels * size * size, down * right)

def conv_forward(images, kernels, bias):
    maps = kernels.reshape(len(kernels), -1) @ window_columns(images, 3) + bias[:, None]
    return maps.reshape(len(images), len(kernels), images.shape[2] - 2, images.shape[3] - 2)
"""
    verdict = judged("A6.2", code)
    assert "reshape" in verdict.fault.hint
    assert [result.points for result in verdict.results] == [0, 2]


def test_a_network_is_measured_and_not_believed():
    """An untrained network with a history and shares that promise much."""
    network = scratch.lenet5(seed=1)
    history = {"loss": [1.0, 0.2, 0.1, 0.05, 0.01], "val_loss": [0.1] * 5}
    verdict = judged("A6.9", "", network=network, history=history, shares=np.full(10, 0.99))
    assert [result.points for result in verdict.results] == [1, 0, 0]
    assert "of the test digits are recognised" in verdict.fault.found
